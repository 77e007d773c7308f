"""One photo made into others that the same shop could have taken: turned, cropped, smaller, in other light."""

import cv2
import numpy as np

_TURN = 4.0
_CROP = 0.08
_SHORTEST_EDGE, _LONGEST_EDGE = 70, 400


def varied(rgb: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return a photo of the same item as another day, hand and camera would have taken it.

    Args:
        rgb: ``(H, W, 3)`` uint8 sRGB.
        mask: ``(H, W)`` bool, the item's pixels; it is moved along.
        rng: Draws the longest edge (70 to 400 pixels), the turn (about 4 degrees), the crop (up to 8 % of each edge),
            whether it is mirrored, exposure, colour cast and JPEG quality.

    Returns:
        ``(h, w, 3)`` uint8 and ``(h, w)`` bool.
    """
    height, width = mask.shape
    edge = np.exp(rng.uniform(np.log(_SHORTEST_EDGE), np.log(_LONGEST_EDGE)))
    scale = min(1.0, edge / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    matrix = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), rng.normal(0, _TURN), 1.0)
    window = _crop(size, rng)
    mirror = -1 if rng.random() < 0.5 else 1

    def moved(array: np.ndarray) -> np.ndarray:
        small = cv2.resize(array, size, interpolation=cv2.INTER_AREA)
        turned = cv2.warpAffine(small, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        return turned[window][:, ::mirror]

    return _stored(_relit(moved(rgb), rng), rng), moved(mask.astype(np.float32)) >= 0.5


def _crop(size: tuple[int, int], rng: np.random.Generator) -> tuple[slice, slice]:
    width, height = size
    top, bottom = (rng.uniform(0, _CROP, size=2) * height).astype(int)
    left, right = (rng.uniform(0, _CROP, size=2) * width).astype(int)
    return slice(top, height - bottom), slice(left, width - right)


def _relit(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    gamma, cast = np.exp(rng.normal(0, 0.2)), np.exp(rng.normal(0, 0.06, size=3))
    return np.clip(255 * (rgb / 255) ** gamma * cast, 0, 255).astype(np.uint8)


def _stored(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the pixels as a JPEG file of some quality would keep them."""
    quality = int(rng.integers(35, 96))
    _, data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)  # type: ignore[arg-type]
