"""Items of a photo, from the segmenter's shares or the border's colour."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from fashion_model.photo.masks import (
    GARMENT_PARTS,
    PART_INDEX,
    PARTS,
    Segmenter,
    cut_by_border_colour,
    cut_by_grabcut,
    grow,
    tidy,
    to_working_size,
)

Method = Literal["segmenter", "border colour", "GrabCut", "whole picture"]

MOST_ITEMS = 6
_LEAST_AREA, _LARGEST_AREA = 0.02, 0.97
_LEAST_WORN_AREA = 0.008
_LEAST_OF_LARGEST = 0.04
_PERSON_OF_SHOWN, _BOTTOM_OF_SHOWN, _FOOTWEAR_OF_SHOWN = 0.06, 0.2, 0.03
_SURE = 0.6
_PERSON_OF_PHOTO = 0.004
_SAME_ITEM = 0.7
_LOOK_CLOSER = 0.5
_MARGIN = 0.12


@dataclass(frozen=True)
class Segment:
    """One item's pixels.

    Attributes:
        mask: ``(H, W)`` bool, True on the item.
        kind: One of ``GARMENT_PARTS``, ``item`` (found without telling which) or ``whole picture``.
        confidence: Mean share that the finder gives to the item inside its mask, 0..1.
        method: How it was found.
    """

    mask: np.ndarray
    kind: str
    confidence: float
    method: Method


@dataclass(frozen=True)
class Segments:
    """The items of a photo, the one for sale first; ``worn`` is True when somebody wears them."""

    items: tuple[Segment, ...]
    worn: bool


def find_segments(rgb: np.ndarray, segmenter: Segmenter | None) -> Segments:
    """Find the items of a photo.

    With a person in the picture, each part that the segmenter tells is an item: a top, a skirt, a bag. Without one,
    whatever lies together is one item, of the kind that most of it looks like. Before an even border, what differs
    from the border's colour is cut sharper than the segmenter can, and is found even where it sees nothing.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.
        segmenter: Tells the parts of a photo; without it, one item is told from what the border looks like.

    Returns:
        The items, at most ``MOST_ITEMS``; the whole picture when none was found.
    """
    small = to_working_size(rgb)
    shares = None if segmenter is None else _shares(segmenter, rgb, small.shape)
    settled = None if shares is None else settle_dress(shares)
    worn = settled is not None and is_worn(settled)
    found = list(_worn_items(settled)) if settled is not None and worn else _lone_items(small, shares)
    if not found:
        return Segments((whole_picture(rgb.shape),), worn)
    ordered = sorted(found, key=_prominence, reverse=True)
    largest = max(item.mask.sum() for item in ordered)
    kept = [item for item in ordered if item.mask.sum() >= _LEAST_OF_LARGEST * largest][:MOST_ITEMS]
    return Segments(tuple(replace(item, mask=grow(item.mask, rgb.shape)) for item in kept), worn)


def whole_picture(shape: tuple[int, ...]) -> Segment:
    """Return the item that is everything, for a picture of ``shape``."""
    return Segment(np.ones(shape[:2], dtype=bool), "whole picture", 0.0, "whole picture")


def _shares(segmenter: Segmenter, rgb: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return shares ``(H, W, 8)`` float32 at the working size: a second, closer look where the first saw something."""
    height, width = shape[:2]
    shares = cv2.resize(segmenter(rgb), (width, height), interpolation=cv2.INTER_LINEAR)
    box = _closer_box(1 - shares[..., 0])
    if box is None:
        return shares
    top, bottom, left, right = box
    tall, wide = rgb.shape[0] / height, rgb.shape[1] / width
    near = segmenter(rgb[round(top * tall) : round(bottom * tall), round(left * wide) : round(right * wide)])
    closer = np.zeros_like(shares)
    closer[..., 0] = 1
    closer[top:bottom, left:right] = cv2.resize(near, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    return closer


def _closer_box(shown: np.ndarray) -> tuple[int, int, int, int] | None:
    """Return top, bottom, left and right around what is shown; None when that is nothing or most of the picture."""
    rows, columns = np.flatnonzero((shown > 0.5).any(axis=1)), np.flatnonzero((shown > 0.5).any(axis=0))
    if not len(rows):
        return None
    height, width = shown.shape
    down, aside = round(_MARGIN * (rows[-1] - rows[0])) + 2, round(_MARGIN * (columns[-1] - columns[0])) + 2
    top, bottom = max(0, rows[0] - down), min(height, rows[-1] + 1 + down)
    left, right = max(0, columns[0] - aside), min(width, columns[-1] + 1 + aside)
    if (bottom - top) * (right - left) > _LOOK_CLOSER * height * width:
        return None
    return top, bottom, left, right


def is_worn(shares: np.ndarray) -> bool:
    """Tell whether somebody wears what is shown: some of it is skin or hair, or shoes stand below trousers.

    Args:
        shares: ``(H, W, 8)`` float32, settled.
    """
    likeliest = shares.argmax(axis=2)
    shown = max(1, int((likeliest != 0).sum()))

    def is_surely(name: str, least: float) -> bool:
        here = likeliest == PART_INDEX[name]
        return bool(here.sum() > least * shown and shares[here, PART_INDEX[name]].mean() > _SURE)

    person = int((likeliest == PART_INDEX["person"]).sum())
    if person > _PERSON_OF_SHOWN * shown and person > _PERSON_OF_PHOTO * likeliest.size:
        return True
    return is_surely("bottom", _BOTTOM_OF_SHOWN) and is_surely("footwear", _FOOTWEAR_OF_SHOWN)


def _worn_items(settled: np.ndarray) -> Iterator[Segment]:
    likeliest = settled.argmax(axis=2)
    for name in GARMENT_PARTS:
        mask = tidy(likeliest == PART_INDEX[name], roundness=3)
        if mask is not None and mask.mean() >= _LEAST_WORN_AREA:
            yield Segment(mask, name, float(settled[..., PART_INDEX[name]][mask].mean()), "segmenter")


def settle_dress(shares: np.ndarray) -> np.ndarray:
    """Decide for the person as a whole between a dress and a top with something below it: whichever covers more.

    Args:
        shares: ``(H, W, 8)`` float32.

    Returns:
        ``(H, W, 8)`` float32, summing to what they did: nothing is left of the dress, or of top and bottom.
    """
    top, bottom, dress = (PART_INDEX[name] for name in ("top", "bottom", "dress"))
    areas = shares[..., [top, bottom, dress]].sum(axis=(0, 1))
    settled = shares.copy()
    if areas[2] > areas[0] + areas[1]:
        settled[..., dress] += shares[..., top] + shares[..., bottom]
        settled[..., [top, bottom]] = 0
    else:
        pair = shares[..., [top, bottom]] + 1e-6 * (1 + areas[:2])
        settled[..., [top, bottom]] += shares[..., [dress]] * pair / pair.sum(axis=2, keepdims=True)
        settled[..., dress] = 0
    return settled


def _lone_items(small: np.ndarray, shares: np.ndarray | None) -> list[Segment]:
    """Return what lies apart from each other, each as one item, on a picture without a person."""
    sharp = cut_by_border_colour(small)
    if sharp is not None and not _plausible(sharp):
        sharp = None
    shown = np.zeros(small.shape[:2], np.float32) if shares is None else 1 - shares[..., 0]
    mask = tidy(shown > 0.5, roundness=3)
    if shares is None and sharp is None:
        rough = cut_by_grabcut(small)
        return [] if rough is None or not _plausible(rough) else [Segment(rough, "item", 0.5, "GrabCut")]
    if shares is None or mask is None or not _plausible(mask):
        return [] if sharp is None else [Segment(sharp, "item", 0.5, "border colour")]
    pieces = _apart(mask, shares)
    if sharp is None or _overlap(sharp, mask) <= _SAME_ITEM:
        return [_lone_item(piece, shares, "segmenter") for piece in pieces]
    sharp_pieces = _apart(sharp, shares) if len(pieces) > 1 else [sharp]
    return [_lone_item(piece, shares, "border colour") for piece in sharp_pieces]


def _plausible(mask: np.ndarray) -> bool:
    return bool(_LEAST_AREA <= mask.mean() <= _LARGEST_AREA)


def _overlap(mask: np.ndarray, other: np.ndarray) -> float:
    return float((mask & other).sum() / (mask | other).sum())


def _lone_item(mask: np.ndarray, shares: np.ndarray, method: Method) -> Segment:
    kinds = shares[..., 2:][mask].sum(axis=0)
    return Segment(mask, PARTS[2 + int(kinds.argmax())], float(1 - shares[..., 0][mask].mean()), method)


def _apart(mask: np.ndarray, shares: np.ndarray) -> list[np.ndarray]:
    """Take a mask apart into the pieces that do not touch; pieces of footwear are a pair and stay together."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8))
    pieces = [labels == label for label in range(1, count)]
    shoes = [piece for piece in pieces if _lone_item(piece, shares, "segmenter").kind == "footwear"]
    others = [piece for piece in pieces if not any(piece is shoe for shoe in shoes)]
    return others + ([np.logical_or.reduce(shoes)] if shoes else [])


def _prominence(item: Segment) -> float:
    """Return how much an item looks like the one for sale: its area, less when it lies away from the middle."""
    height, width = item.mask.shape
    rows, columns = np.nonzero(item.mask)
    away = np.hypot(rows.mean() / height - 0.5, columns.mean() / width - 0.5)
    return float(item.mask.mean() * np.exp(-2 * away**2))
