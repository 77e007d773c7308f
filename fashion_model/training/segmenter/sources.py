"""Scene sources: people, lone clothes, cut-outs and bare surfaces."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fashion_model.categories import CATEGORIES
from fashion_model.photo.decode import decode_here
from fashion_model.photo.masks import GARMENT_PARTS, PART_INDEX, cut_by_grabcut, to_working_size
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.data.street import StreetPhoto, parts_of, read_street_photo

IGNORED = 255
"""In a map of parts: nobody knows what this pixel belongs to."""
PART_OF_CATEGORY = {
    "T-shirt/top": "top",
    "Pullover": "top",
    "Coat": "top",
    "Shirt": "top",
    "Trouser": "bottom",
    "Dress": "dress",
    "Sandal": "footwear",
    "Sneaker": "footwear",
    "Ankle boot": "footwear",
    "footwear": "footwear",
    "Bag": "bag",
}
PART_OF_OUTSIDER = {"Shorts": "bottom", "Skirt": "bottom", "Hat": "accessory"}
"""Of the photo set's labels outside the ten."""
_STREET_EDGE, _ALONE_EDGE = 448, 224
_LEAST_ITEM = 0.003
_PLAUSIBLE = (0.06, 0.85)
_UNSURE_EDGE = 5
_SURE = 0.85
_WORKERS = 2


@dataclass(frozen=True)
class Layer:
    """A picture with what each pixel belongs to.

    Attributes:
        rgb: ``(H, W, 3)`` uint8.
        parts: ``(H, W)`` uint8, index into ``PARTS``, or ``IGNORED``.
    """

    rgb: np.ndarray
    parts: np.ndarray

    def mirrored(self) -> "Layer":
        """Return the picture as a mirror shows it."""
        return Layer(self.rgb[:, ::-1], self.parts[:, ::-1])


@dataclass(frozen=True)
class SceneSources:
    """Where scenes are drawn from.

    Attributes:
        worn: People in the street.
        alone: Photos of clothes without a person.
        items: Cut-outs, trimmed; background is not drawn.
        drawn: Fashion-MNIST pictures, light item on black, with the part of each.
        surfaces: ``(h, w, 3)`` uint8 each: pieces of photos on which nothing lies.
    """

    worn: tuple[Layer, ...]
    alone: tuple[Layer, ...]
    items: tuple[Layer, ...]
    drawn: tuple[tuple[np.ndarray, str], ...]
    surfaces: tuple[np.ndarray, ...]


def gather_sources(
    street: Sequence[StreetPhoto], photos: Sequence[LabelledFile], benchmark: LabelledPictures, cache_dir: Path
) -> SceneSources:
    """Read training photos and pictures; GrabCut's masks of lone clothes are kept in ``cache_dir``.

    Args:
        street: Training photos with masks.
        photos: Training photos of clothes without a person; their masks are first guesses.
        benchmark: Fashion-MNIST training pictures.
        cache_dir: Where the masks are kept between runs.
    """
    with ThreadPoolExecutor(_WORKERS) as pool:
        worn = tuple(pool.map(_street_layer, street))
        masks = _kept_masks(photos, cache_dir, pool)
        alone = tuple(layer for layer in pool.map(_lone_layer, photos, masks) if layer is not None)
    items = tuple(item for layer in (*worn, *alone) for item in cut_items(layer))
    surfaces = tuple(surface for layer in (*worn, *alone) if (surface := bare_surface(layer)) is not None)
    drawn = tuple(
        (picture, PART_OF_CATEGORY[CATEGORIES[label]])
        for picture, label in zip(benchmark.pictures, benchmark.labels, strict=True)
    )
    return SceneSources(worn, alone, items, drawn, surfaces)


def _street_layer(photo: StreetPhoto) -> Layer:
    rgb, values = read_street_photo(photo)
    small = to_working_size(rgb, _STREET_EDGE)
    size = (small.shape[1], small.shape[0])
    return Layer(small, cv2.resize(parts_of(values), size, interpolation=cv2.INTER_NEAREST))


def _read(photo: LabelledFile) -> np.ndarray:
    return to_working_size(decode_here(photo.path.read_bytes()).rgb, _ALONE_EDGE)


def _kept_masks(photos: Sequence[LabelledFile], cache_dir: Path, pool: ThreadPoolExecutor) -> list[np.ndarray]:
    """Return GrabCut's masks, ``(h, w)`` bool each, empty where it found nothing; made once."""
    key = hashlib.sha256(f"{_ALONE_EDGE} {[photo.path.name for photo in photos]}".encode()).hexdigest()[:12]
    kept = cache_dir / f"first-masks-{key}.npz"
    if not kept.is_file():
        made = pool.map(lambda photo: _first_mask(_read(photo)), photos)
        masks: dict[str, Any] = {f"m{index}": mask for index, mask in enumerate(made)}
        cache_dir.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(kept, **masks)
    with np.load(kept) as file:
        return [file[f"m{index}"] for index in range(len(photos))]


def _first_mask(rgb: np.ndarray) -> np.ndarray:
    mask = cut_by_grabcut(rgb)
    return np.zeros(rgb.shape[:2], dtype=bool) if mask is None else mask


def _lone_layer(photo: LabelledFile, mask: np.ndarray) -> Layer | None:
    """Return the photo with its guessed mask, whose edge is left open; None when the guess is not plausible."""
    if not _PLAUSIBLE[0] <= mask.mean() <= _PLAUSIBLE[1]:
        return None
    part = PART_OF_CATEGORY.get(photo.category) or PART_OF_OUTSIDER.get(photo.label)
    parts = np.where(mask, PART_INDEX[part] if part else IGNORED, 0).astype(np.uint8)
    parts[edge_band(mask, _UNSURE_EDGE)] = IGNORED
    return Layer(_read(photo), parts)


def edge_band(mask: np.ndarray, width: int) -> np.ndarray:
    """Return ``(H, W)`` bool, True within about half of ``width`` pixels of the mask's outline."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    return cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, kernel).astype(bool)


def box_of(mask: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and the columns of the smallest box that holds all of a mask.

    >>> box_of(np.array([[0, 0, 0], [0, 1, 1]]) > 0)
    (slice(1, 2, None), slice(1, 3, None))
    """
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return slice(top, top + height), slice(left, left + width)


def cut_items(layer: Layer) -> list[Layer]:
    """Return each garment of a picture as a trimmed cut-out; crumbs are left out."""
    items = []
    for name in GARMENT_PARTS:
        mask = layer.parts == PART_INDEX[name]
        if mask.mean() < _LEAST_ITEM:
            continue
        box = box_of(mask)
        items.append(Layer(layer.rgb[box].copy(), np.where(mask, layer.parts, 0).astype(np.uint8)[box]))
    return items


def bare_surface(layer: Layer) -> np.ndarray | None:
    """Return the largest strip beside everything that lies or stands there; None when it is narrow."""
    shown = layer.parts != 0
    height, width = shown.shape
    if not shown.any():
        return layer.rgb
    rgb, (rows, columns) = layer.rgb, box_of(shown)
    strips = (rgb[: rows.start], rgb[rows.stop :], rgb[:, : columns.start], rgb[:, columns.stop :])
    largest = max(strips, key=lambda strip: strip.shape[0] * strip.shape[1])
    return largest.copy() if min(largest.shape[:2]) >= 0.08 * max(height, width) else None


def relabelled(layer: Layer, shares: np.ndarray) -> Layer:
    """Mend a guessed mask by what a trained network says.

    Where both agree on item or background, the pixel is kept; where they differ, the network is believed if it is
    sure, else the pixel is left open. The kind stays the one that the photo's label names.

    Args:
        layer: A photo of one lone item.
        shares: ``(h, w, 8)`` float32, the network's shares of ``PARTS`` over the whole picture.
    """
    height, width = layer.parts.shape
    item = cv2.resize(1 - shares[..., 0], (width, height), interpolation=cv2.INTER_LINEAR)
    named = layer.parts[(layer.parts != 0) & (layer.parts != IGNORED)]
    kind = named[0] if len(named) else np.uint8(IGNORED)
    if kind == IGNORED:
        likeliest = shares[..., 2:].sum(axis=(0, 1))
        kind = np.uint8(2 + likeliest.argmax()) if likeliest.max() > 0.7 * likeliest.sum() else kind
    parts = np.full(layer.parts.shape, IGNORED, np.uint8)
    parts[item > np.where(layer.parts == kind, 0.5, _SURE)] = kind
    parts[item < np.where(layer.parts == 0, 0.5, 1 - _SURE)] = 0
    return Layer(layer.rgb, parts)
