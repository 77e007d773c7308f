"""Random changes that keep an item's category, drawn anew each time a picture is shown to the network."""

import cv2
import numpy as np

from fashion_model.photo.picture import to_picture


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
    return np.clip(255 * (picture / 255) ** gamma * gain, 0, 255).astype(np.uint8)


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


def vary_cut_out(rgb: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Make a 28×28 picture of a cut-out that lies a little differently and is cut a little too wide or too tight.

    Args:
        rgb: ``(H, W, 3)`` uint8.
        mask: ``(H, W)`` bool.
        rng: Draws angle, shear, proportions and the error of the cut.

    Returns:
        ``(28, 28)`` uint8.
    """
    height, width = mask.shape
    angle, shear = np.deg2rad(rng.normal(0, 9)), rng.normal(0, 0.06)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn @ np.array([[1, shear], [0, 1]]) @ np.diag(np.exp(rng.normal(0, 0.06, size=2)))
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    matrix = np.column_stack([turn, middle - turn @ middle])
    turned = cv2.warpAffine(rgb, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    turned_mask = cv2.warpAffine(_miscut(mask, rng), matrix, (width, height), flags=cv2.INTER_NEAREST)
    return to_picture(turned, turned_mask.astype(bool))


def _miscut(mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Grow or shrink a mask by up to three pixels, half of the time; returns uint8."""
    change = rng.choice([cv2.MORPH_DILATE, cv2.MORPH_ERODE, -1, -1])
    if change < 0:
        return mask.astype(np.uint8)
    size = 2 * int(rng.integers(1, 4)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    changed = cv2.morphologyEx(mask.astype(np.uint8), int(change), kernel)
    return changed if changed.any() else mask.astype(np.uint8)
