"""Rendered scenes without an item, from which the out-of-distribution detector learns."""

from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw

from fashion_model.training.data.street_labels import VALUE

_EDGE = 480
_LEAST_HAIR = 500


class NothingToDraw(ValueError):
    """The photos at hand do not show what the scene is made of; the message names it."""


Street = tuple[tuple[np.ndarray, np.ndarray], ...]
"""Photos of people, ``(h, w, 3)`` uint8, each with its mask's values ``(h, w)``."""


def room(street: Street, rng: np.random.Generator) -> np.ndarray:
    """Return the street beside a person, or without one: walls, doors, parked cars."""
    rgb, values = street[rng.integers(len(street))]
    if not values.any():
        return rgb
    left, right = np.flatnonzero((values > 0).any(axis=0))[[0, -1]]
    strip = rgb[:, :left] if left > rgb.shape[1] - right else rgb[:, right:]
    return cv2.resize(strip, (360, _EDGE)) if strip.shape[1] >= 40 else rgb[: rgb.shape[0] // 8]


def face(street: Street, rng: np.random.Generator) -> np.ndarray:
    """Return a head, from hair to chin.

    Raises:
        NothingToDraw: No street photo shows enough of one.
    """
    if not any(np.count_nonzero(values == VALUE["hair"]) > _LEAST_HAIR for _, values in street):
        raise NothingToDraw("No street photo shows enough of a head. Give more of them.")
    while True:
        rgb, values = street[rng.integers(len(street))]
        hair = np.argwhere(values == VALUE["hair"])
        if len(hair) > _LEAST_HAIR:
            (top, left), (bottom, right) = hair.min(axis=0), hair.max(axis=0)
            return np.ascontiguousarray(rgb[max(0, top - 10) : bottom + 10, max(0, left - 10) : right + 10])


def receipt(_street: Street, rng: np.random.Generator) -> np.ndarray:
    """Return a till receipt on a table."""
    picture = Image.new("RGB", (360, _EDGE), tuple(int(level) for level in rng.integers(60, 200, 3)))
    draw = ImageDraw.Draw(picture)
    left, right = int(rng.integers(40, 100)), int(rng.integers(240, 320))
    draw.rectangle((left, 20, right, 460), fill=(245, 245, 240))
    for line in range(30, 440, 16):
        draw.text((left + 10, line), f"ITEM {rng.integers(1000)}    {rng.integers(100)}.{rng.integers(10, 99)}", fill=0)
    return np.asarray(picture)


def blank_wall(_street: Street, rng: np.random.Generator) -> np.ndarray:
    """Return a wall in uneven light."""
    slope = np.linspace(0, rng.uniform(10, 60), 360) + np.linspace(0, rng.uniform(0, 30), _EDGE)[:, None]
    grain = rng.normal(0, 4, (_EDGE, 360, 1))
    return np.clip(rng.integers(90, 180, 3) + slope[..., None] + grain, 0, 255).astype(np.uint8)


SCENES: dict[str, Callable[[Street, np.random.Generator], np.ndarray]] = {
    "room or street": room,
    "face": face,
    "receipt": receipt,
    "blank wall": blank_wall,
}
