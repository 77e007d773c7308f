"""Augmentation: random changes of 28×28 pictures and close-ups that keep the category."""

import cv2
import numpy as np

from fashion_model.photo.picture import CLOSE_UP_EDGE


def flip(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mirror ``(28, 28)`` left to right, half of the time."""
    return picture[:, ::-1] if rng.random() < 0.5 else picture


def shift(picture: np.ndarray, rng: np.random.Generator, pixels: int = 2) -> np.ndarray:
    """Move ``(28, 28)`` by up to ``pixels`` each way; what comes in is black."""
    down, right = rng.integers(-pixels, pixels + 1, size=2)
    padded = np.pad(picture, pixels)
    height, width = picture.shape
    return padded[pixels - down : pixels - down + height, pixels - right : pixels - right + width]


def erase(picture: np.ndarray, rng: np.random.Generator, share: float = 0.4) -> np.ndarray:
    """Fill a random rectangle of 4 to 20 % of ``(28, 28)`` with noise, for a ``share`` of the pictures.

    Source: Zhong et al., "Random Erasing Data Augmentation", AAAI 2020.
    """
    if rng.random() >= share:
        return picture
    size = picture.size * rng.uniform(0.04, 0.2)
    aspect = np.exp(rng.uniform(np.log(0.4), np.log(2.5)))
    height, width = (int(np.clip(np.sqrt(size * ratio), 1, 27)) for ratio in (aspect, 1 / aspect))
    top, left = rng.integers(0, 28 - height + 1), rng.integers(0, 28 - width + 1)
    erased = picture.copy()
    erased[top : top + height, left : left + width] = rng.integers(0, 256, (height, width), dtype=np.uint8)
    return erased


def relight(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Change contrast and gamma of ``(28, 28)`` uint8, as another lamp or camera would; black stays black."""
    gamma, gain = np.exp(rng.uniform(-0.4, 0.4)), rng.uniform(0.75, 1.25)
    return np.asarray(np.clip(255 * (picture / 255) ** gamma * gain, 0, 255), np.uint8)


def tilt(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turn ``(28, 28)`` by up to 8 degrees and scale each axis by up to 8 %."""
    angle = np.deg2rad(rng.uniform(-8, 8))
    stretch = np.diag(rng.uniform(0.92, 1.08, size=2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ stretch
    middle = np.full(2, 13.5)
    matrix = np.column_stack([turn, middle - turn @ middle])
    return cv2.warpAffine(picture, matrix, (28, 28), flags=cv2.INTER_LINEAR)


def augment_benchmark(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Augment one Fashion-MNIST picture ``(28, 28)`` uint8."""
    return erase(shift(flip(picture, rng), rng), rng)


def augment_photo_picture(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Augment the 28×28 picture ``(28, 28)`` uint8 of one photo."""
    return erase(shift(tilt(relight(flip(picture, rng), rng), rng), rng, pixels=1), rng)


_WHITE = (255, 255, 255)
_ITEM = 142
"""Pixels of a close-up that a Fashion-MNIST item fills, as a found item does."""


def flip_close_up(close_up: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mirror ``(E, E, 3)`` left to right, half of the time."""
    return np.ascontiguousarray(close_up[:, ::-1]) if rng.random() < 0.5 else close_up


def move(close_up: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turn by about 7 degrees, scale each axis by 0.8 to 1.1, shift by up to 6 %; what comes in is white."""
    edge = close_up.shape[0]
    matrix = cv2.getRotationMatrix2D((edge / 2, edge / 2), rng.normal(0, 7), 1.0)
    turn = matrix[:, :2] * rng.uniform(0.85, 1.1) * np.exp(rng.normal(0, 0.04, size=2))
    middle = np.full(2, edge / 2)
    matrix = np.column_stack([turn, middle - turn @ middle + rng.uniform(-0.06, 0.06, size=2) * edge])
    return cv2.warpAffine(close_up, matrix, (edge, edge), flags=cv2.INTER_LINEAR, borderValue=_WHITE)


def recolour(close_up: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Change contrast, gamma and cast, as another lamp, camera or dye would; a fifth of the time, take colour away."""
    gains = np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.1, size=3))
    levels = np.linspace(0, 1, 256)[:, None] ** np.exp(rng.normal(0, 0.2)) * gains
    table = np.clip(255 * levels, 0, 255).astype(np.uint8).reshape(1, 256, 3)
    changed = cv2.LUT(close_up, table)
    if rng.random() < 0.2:
        return cv2.cvtColor(cv2.cvtColor(changed, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return changed


def coarsen(close_up: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Show it as a thumbnail of 40 to 110 pixels would, three times in ten."""
    if rng.random() >= 0.3:
        return close_up
    edge, size = close_up.shape[0], int(rng.integers(40, 111))
    small = cv2.resize(close_up, (size, size), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (edge, edge), interpolation=cv2.INTER_LINEAR)


def erase_close_up(close_up: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Fill a rectangle of 3 to 20 % with one random colour, a quarter of the time.

    Source: Zhong et al., "Random Erasing Data Augmentation", AAAI 2020.
    """
    if rng.random() >= 0.25:
        return close_up
    edge = close_up.shape[0]
    side, aspect = edge * np.sqrt(rng.uniform(0.03, 0.2)), np.exp(rng.uniform(-0.7, 0.7))
    height, width = min(edge, int(side * aspect)), min(edge, int(side / aspect))
    top, left = rng.integers(0, edge - height + 1), rng.integers(0, edge - width + 1)
    erased = close_up.copy()
    erased[top : top + height, left : left + width] = rng.integers(0, 256, 3)
    return erased


def augment_close_up(close_up: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Augment one close-up ``(E, E, 3)`` uint8."""
    return erase_close_up(coarsen(recolour(move(flip_close_up(close_up, rng), rng), rng), rng), rng)


def as_close_up(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Show a Fashion-MNIST picture as the photo it might have been made from.

    Args:
        picture: ``(28, 28)`` uint8, light item on black.
        rng: Draws the colour of its cloth.

    Returns:
        ``(E, E, 3)`` uint8, a coloured item on white.
    """
    darkness = cv2.resize(picture, (_ITEM, _ITEM), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    dye = rng.uniform(0.5, 1.1, size=3) if rng.random() < 0.7 else np.ones(3)
    close_up = np.full((CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3), 255, np.uint8)
    margin = (CLOSE_UP_EDGE - _ITEM) // 2
    close_up[margin : margin + _ITEM, margin : margin + _ITEM] = np.clip(255 - darkness[..., None] * dye, 0, 255)
    return close_up
