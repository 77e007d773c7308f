"""Random changes that keep an item's category, drawn anew each time a picture is shown to the network."""

import cv2
import numpy as np


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
