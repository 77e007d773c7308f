"""What lamps, cameras and shops do to a picture: casts, dimness, blur, small sizes, noise, JPEG."""

import cv2
import numpy as np


def badly_lit(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return ``(H, W, 3)`` uint8 as another lamp, camera or shop would have shown it."""
    picture = _relit(rgb, rng)
    if rng.random() < 0.55:
        picture = _small(picture, rng)
    if rng.random() < 0.3:
        picture = np.clip(picture + rng.normal(0, rng.uniform(1, 9), picture.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        picture = _jpeg(picture, int(rng.integers(35, 96)))
    return picture


def _relit(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.25:
        return rgb
    levels = np.arange(256, dtype=np.float32)[:, None] / 255
    gain = np.exp(rng.normal(0, 0.06, 3)) * np.exp(rng.normal(0, 0.12))
    curves = np.clip(255 * levels ** np.exp(rng.normal(0, 0.25)) * gain, 0, 255).astype(np.uint8)  # (256, 3)
    return cv2.LUT(rgb, curves[None])


def _small(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Scale down to a thumbnail and up again."""
    height, width = rgb.shape[:2]
    share = rng.uniform(0.45, 0.9)
    size = (round(width * share), round(height * share))
    return cv2.resize(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), (width, height))


def _jpeg(rgb: np.ndarray, quality: int) -> np.ndarray:
    _, coded = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))[..., ::-1]
