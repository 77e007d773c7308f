"""Draws a small set of street photos: people in cloth of the tests' photos, with a mask for every pixel."""

import csv
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.data.street_labels import MEANING, NAMES, VALUE

NUMBERS = (*range(1, 11), 16, 18, 26, 28)
"""Three photos or more for testing (8), three for validation (6), and every last digit for training."""
HEIGHT, WIDTH = 600, 400
Corners = list[tuple[int, int]]


def _taper(top: int, bottom: int, above: int, below: int) -> Corners:
    return [(-above, top), (above, top), (below, bottom), (-below, bottom)]


def _block(top: int, bottom: int, left: int, right: int) -> Corners:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _pair(top: int, bottom: int, inner: int, outer: int) -> tuple[Corners, Corners]:
    return _block(top, bottom, -outer, -inner), _block(top, bottom, inner, outer)


SHAPES: dict[str, tuple[Corners, ...]] = {
    "neck": (_block(104, 132, -12, 12),),
    "torso": (_taper(130, 310, 54, 46),),
    "short sleeves": _pair(130, 200, 50, 76),
    "long sleeves": _pair(130, 315, 48, 76),
    "arms": _pair(132, 340, 50, 72),
    "legs": _pair(300, 545, 8, 36),
    "trousers": (_block(300, 345, -46, 46), *_pair(340, 540, 3, 46)),
    "skirt": (_taper(300, 420, 46, 62),),
    "dress": (_taper(130, 430, 54, 75),),
    "long coat": (_taper(130, 440, 60, 66),),
    "feet": _pair(540, 572, 4, 50),
    "in the hand": (_block(330, 410, 64, 134),),
    "hat": (_taper(20, 62, 26, 40),),
}
"""Corners (x from the middle, y), in pixels."""


@dataclass(frozen=True)
class Outfit:
    """What a person wears: the masks' word for each shape, from the skin outward, and the colour of the hair."""

    worn: dict[str, str]
    hair: tuple[int, int, int]


_T_SHIRT = {"torso": "t-shirt", "short sleeves": "t-shirt"}
OUTFITS = (
    Outfit({"trousers": "jeans", "long coat": "coat", "long sleeves": "coat", "feet": "boots"}, (45, 30, 25)),
    Outfit({"trousers": "jeans", **_T_SHIRT, "feet": "sneakers", "in the hand": "bag"}, (150, 110, 60)),
    Outfit(
        {"trousers": "pants", "torso": "sweater", "long sleeves": "sweater", "feet": "shoes", "hat": "hat"},
        (90, 60, 40),
    ),
    Outfit({"dress": "dress", "feet": "sandals", "in the hand": "purse"}, (225, 110, 170)),
    Outfit({"skirt": "skirt", "torso": "shirt", "long sleeves": "shirt", "feet": "boots"}, (30, 25, 25)),
)
"""A coat, a T-shirt, a sweater, a dress and a shirt; the photo's number decides."""
SKIN = ((236, 200, 175), (205, 155, 125), (150, 105, 80), (95, 65, 50))


def write_street_set(folder: Path, photos: tuple[LabelledFile, ...]) -> Path:
    """Write ``labels.csv``, ``photos/`` and ``masks/`` as the street photos' folder has them."""
    for name in ("photos", "masks"):
        (folder / name).mkdir(parents=True)
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("value", "name"), *enumerate(NAMES)])
    for number in NUMBERS:
        rgb, values = draw_person(number, photos)
        Image.fromarray(rgb).save(folder / "photos" / f"{number:04}.jpg", quality=90)
        Image.fromarray(values).save(folder / "masks" / f"{number:04}.png")
    return folder


def draw_person(number: int, photos: tuple[LabelledFile, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return ``(600, 400, 3)`` uint8 and its mask ``(600, 400)`` uint8, indexes into ``NAMES``."""
    outfit, skin = OUTFITS[number % len(OUTFITS)], _even(SKIN[number % len(SKIN)])
    rgb, values = _surface(photos[number % len(photos)]), np.zeros((HEIGHT, WIDTH), np.uint8)
    layers = [(_ellipse(72, 32, 44), "hair", _even(outfit.hair)), (_ellipse(84, 23, 32), "skin", skin)]
    layers += [(_shape(name), "skin", skin) for name in ("neck", "arms", "legs")]
    layers += [(_shape(shape), name, _cloth(name, number, photos)) for shape, name in outfit.worn.items()]
    for mask, name, look in layers:
        rgb[mask], values[mask] = look[mask], VALUE[name]
    grain = np.random.default_rng(number).normal(0, 3, rgb.shape)
    return np.clip(rgb + grain, 0, 255).astype(np.uint8), values


def _shape(name: str) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for corners in SHAPES[name]:
        cv2.fillPoly(mask, [np.add(corners, (WIDTH // 2, 0))], 1)
    return mask > 0


def _ellipse(row: int, half_width: int, half_height: int) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(mask, (WIDTH // 2, row), (half_width, half_height), 0, 0, 360, 1, -1)
    return mask > 0


def _even(colour: tuple[int, int, int]) -> np.ndarray:
    """Return the colour all over, lighter on the left."""
    light = np.linspace(1.08, 0.9, WIDTH)[None, :, None]
    return np.clip(np.array(colour) * light, 0, 255).astype(np.uint8).repeat(HEIGHT, axis=0)


def _surface(photo: LabelledFile) -> np.ndarray:
    """Return what a photo's upper corner shows, seen from near: a wall or a floor."""
    return cv2.resize(_pixels(photo)[:60, :60], (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def _cloth(name: str, number: int, photos: tuple[LabelledFile, ...]) -> np.ndarray:
    """Return the middle of a photo of such a thing, all over; of a bag or a hat, leather of one colour."""
    alike = [photo for photo in photos if photo.category == MEANING[name].category != "none"]
    if not alike:
        return _even((120, 70, 40))
    rgb = _pixels(alike[number % len(alike)])
    height, width = rgb.shape[:2]
    middle = rgb[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3]
    return cv2.resize(middle, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def _pixels(photo: LabelledFile) -> np.ndarray:
    with Image.open(photo.path) as image:
        return np.asarray(image.convert("RGB"))
