"""Rendered photos that show no item, several, or one upside down.

Scenes show no item at all; the detector of items outside the ten learns from them. Disorders show several, or one the
wrong way round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from PIL import Image, ImageDraw

from fashion_model.serving.scoring import NONE_LABEL
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.pictures.thumbnails import Piece, cut_outs

_EDGE = 480
_LEAST_HAIR = 500
_Thing = TypeVar("_Thing")


class NothingToDraw(ValueError):
    """The photos at hand do not show what the scene is made of; the message names it."""


@dataclass(frozen=True)
class Material:
    """What unfit photos are put together from.

    Attributes:
        photos: ``(h, w, 3)`` uint8 each, of one of the six clothing categories.
        street: Photos of people with their masks' values ``(h, w)``.
    """

    photos: tuple[np.ndarray, ...]
    street: tuple[tuple[np.ndarray, np.ndarray], ...]


def room(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return the street beside a person, or without one: walls, doors, parked cars."""
    rgb, values = _any(material.street, rng)
    if not values.any():
        return rgb
    left, right = np.flatnonzero((values > 0).any(axis=0))[[0, -1]]
    strip = rgb[:, :left] if left > rgb.shape[1] - right else rgb[:, right:]
    return cv2.resize(strip, (360, _EDGE)) if strip.shape[1] >= 40 else rgb[: rgb.shape[0] // 8]


def face(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return a head, from hair to chin.

    Raises:
        NothingToDraw: No street photo shows enough of one.
    """
    if not any(np.count_nonzero(values == VALUE["hair"]) > _LEAST_HAIR for _, values in material.street):
        raise NothingToDraw("No street photo shows enough of a head. Give more of them.")
    while True:
        rgb, values = _any(material.street, rng)
        hair = np.argwhere(values == VALUE["hair"])
        if len(hair) > _LEAST_HAIR:
            (top, left), (bottom, right) = hair.min(axis=0), hair.max(axis=0)
            return np.ascontiguousarray(rgb[max(0, top - 10) : bottom + 10, max(0, left - 10) : right + 10])


def receipt(_material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return a till receipt on a table."""
    picture = Image.new("RGB", (360, _EDGE), tuple(int(level) for level in rng.integers(60, 200, 3)))
    draw = ImageDraw.Draw(picture)
    left, right = int(rng.integers(40, 100)), int(rng.integers(240, 320))
    draw.rectangle((left, 20, right, 460), fill=(245, 245, 240))
    for line in range(30, 440, 16):
        draw.text((left + 10, line), f"ITEM {rng.integers(1000)}    {rng.integers(100)}.{rng.integers(10, 99)}", fill=0)
    return np.asarray(picture)


def blank_wall(_material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return a wall in uneven light."""
    slope = np.linspace(0, rng.uniform(10, 60), 360) + np.linspace(0, rng.uniform(0, 30), _EDGE)[:, None]
    grain = rng.normal(0, 4, (_EDGE, 360, 1))
    return np.clip(rng.integers(90, 180, 3) + slope[..., None] + grain, 0, 255).astype(np.uint8)


def rail(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return five garments beside each other before a wall."""
    wall = np.full((360, 640, 3), rng.integers(180, 250), np.uint8)
    for place in range(5):
        pieces: list[Piece] = []
        while not pieces:
            pieces = [piece for piece in cut_outs(*_any(material.street, rng)) if piece.category != NONE_LABEL]
        piece = max(pieces, key=lambda piece: piece.mask.sum())
        scale = min(115 / piece.mask.shape[1], 300 / piece.mask.shape[0])
        size = (max(1, int(piece.mask.shape[1] * scale)), max(1, int(piece.mask.shape[0] * scale)))
        rgb, mask = cv2.resize(piece.rgb, size), cv2.resize(piece.mask.astype(np.uint8), size) > 0
        window = wall[30 : 30 + size[1], 10 + place * 126 : 10 + place * 126 + size[0]]
        window[mask] = rgb[mask]
    return wall


def collage(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return four photos in one."""
    parts = [cv2.resize(_any(material.photos, rng), (240, 300)) for _ in range(4)]
    return np.vstack([np.hstack(parts[:2]), np.hstack(parts[2:])])


def upside_down(material: Material, rng: np.random.Generator) -> np.ndarray:
    """Return a good photo that was turned over."""
    return np.ascontiguousarray(_any(material.photos, rng)[::-1, ::-1])


Maker = Callable[[Material, np.random.Generator], np.ndarray]
SCENES: dict[str, Maker] = {"room or street": room, "face": face, "receipt": receipt, "blank wall": blank_wall}
DISORDERS: dict[str, Maker] = {
    "five garments on a rail": rail,
    "collage of four": collage,
    "upside down": upside_down,
}


def _any(things: tuple[_Thing, ...], rng: np.random.Generator) -> _Thing:
    return things[rng.integers(len(things))]
