"""Photo augmentation: turn, crop, size, light, JPEG quality and skin tone."""

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
    return np.asarray(np.clip(255 * (rgb / 255) ** gamma * cast, 0, 255), np.uint8)


def _stored(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the pixels as a JPEG file of some quality would keep them."""
    quality = int(rng.integers(35, 96))
    _, data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)  # type: ignore[arg-type]


_MONK_HEX = ("f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134", "3a312a", "292420")
MONK_TONES = tuple(tuple(bytes.fromhex(tone)) for tone in _MONK_HEX)
"""The ten tones of the Monk Skin Tone scale, lightest first, sRGB (Ellis Monk, 2019; values as published by Google at
skintone.google)."""


def with_skin_tone(rgb: np.ndarray, skin: np.ndarray, tone: tuple[int, ...] | np.ndarray) -> np.ndarray:
    """Show skin in another tone, its light and shadow kept.

    In CIELAB the median of the skin becomes the tone: colour is moved by the difference of the two. Lightness below
    the median is scaled by their ratio. Above it, two answers are averaged: the same ratio, which is how light falls
    on cloth, and an even run from the tone's lightness to 100, which keeps the sheen of skin; on skin made lighter
    the ratio would glare, so there the even run stands alone.

    Args:
        rgb: ``(H, W, 3)`` uint8 sRGB.
        skin: ``(H, W)`` bool, where skin is seen.
        tone: ``(3,)`` uint8 sRGB.

    Returns:
        A new picture; without skin it equals the old one.
    """
    shown = rgb.copy()
    if not skin.any():
        return shown
    lab = _to_lab(rgb[skin])  # (N, 3)
    median, wanted = np.median(lab, axis=0), _to_lab(np.asarray(tone, np.uint8)[None])[0]
    middle = np.clip(median[0], 1, 99)
    sheen = np.interp(lab[:, 0], (0, middle, 100), (0, wanted[0], 100))
    lightness = (np.minimum(lab[:, 0] * wanted[0] / middle, sheen) + sheen) / 2
    moved = np.column_stack((lightness, lab[:, 1:] + (wanted - median)[1:])).astype(np.float32)
    shown[skin] = _to_srgb(moved)
    return shown


def _to_lab(colours: np.ndarray) -> np.ndarray:
    """Turn ``(N, 3)`` uint8 sRGB into ``(N, 3)`` float32: L* of 0..100, a*, b*."""
    return np.asarray(cv2.cvtColor(colours[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0])


def _to_srgb(lab: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(np.rint(cv2.cvtColor(lab[None], cv2.COLOR_LAB2RGB)[0] * 255), 0, 255), np.uint8)
