"""Garments of a photo: found, cut out, prepared for the networks, and chosen."""

from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np

from fashion_model.photo.decode import PhotoRefused
from fashion_model.photo.masks import Segmenter
from fashion_model.photo.picture import on_white, to_close_up, to_picture, trim
from fashion_model.photo.segment import Method, Segment, find_segments, whole_picture

Choice = int | Literal["whole picture"]
"""The place of a garment in ``Found.garments``, from 0, or ``WHOLE``."""

WHOLE: Final = "whole picture"
FOR_SALE: Final = 0
"""The item for sale, which stands first."""
_EVEN_SPREAD = 2.0


class NoSuchGarment(ValueError):
    """A garment was asked for that the photo does not show; the message says which there are."""


@dataclass(frozen=True)
class Garment:
    """One item of a photo.

    Attributes:
        kind: One of ``GARMENT_PARTS``, ``item`` (found without telling which) or ``whole picture``.
        views: ``(V, 28, 28)`` uint8, light item on black: what the network sees; the first is shown to people.
        close_up: ``(160, 160, 3)`` uint8, the item and its faded neighbourhood: what the photo network sees.
        cut_out: ``(h, w, 3)`` uint8, the item on white, trimmed.
        box: Left, top, right and bottom, as shares of the photo's width and height, 0..1.
        area: Share of the photo that it covers, 0..1.
        confidence: How sure the finder is of these pixels, 0..1.
        method: How it was found.
    """

    kind: str
    views: np.ndarray
    close_up: np.ndarray
    cut_out: np.ndarray
    box: tuple[float, float, float, float]
    area: float
    confidence: float
    method: Method

    @property
    def picture(self) -> np.ndarray:
        """The first view, ``(28, 28)`` uint8."""
        first: np.ndarray = self.views[0]
        return first


@dataclass(frozen=True)
class Found:
    """What a photo shows.

    Attributes:
        garments: The item for sale first, the largest and most central; one to six of them.
        whole: The whole picture as one item, nothing cut away.
        worn: True when somebody wears them.
    """

    garments: tuple[Garment, ...]
    whole: Garment
    worn: bool


def find_garments(rgb: np.ndarray, segmenter: Segmenter | None = None) -> Found:
    """Find the garments of a photo.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.
        segmenter: Tells the parts of a photo; without it items are told from the background alone.

    Returns:
        The garments, the item for sale first, and the whole picture.

    Raises:
        PhotoRefused: The picture is one even colour, so there is nothing to see on it.
    """
    if cv2.meanStdDev(rgb)[1].max() < _EVEN_SPREAD:
        raise PhotoRefused("The picture is one even colour: no item can be seen. Take the photo again.")
    found = find_segments(rgb, segmenter)
    garments = tuple(_cut(rgb, item) for item in found.items)
    whole = garments[0] if garments[0].kind == "whole picture" else _cut(rgb, whole_picture(rgb.shape))
    return Found(garments=garments, whole=whole, worn=found.worn)


def _cut(rgb: np.ndarray, item: Segment) -> Garment:
    trimmed, mask = trim(rgb, item.mask)
    return Garment(
        kind=item.kind,
        views=to_picture(trimmed, mask)[None],
        close_up=to_close_up(rgb, item.mask),
        cut_out=on_white(trimmed, mask),
        box=_box(item.mask),
        area=float(item.mask.mean()),
        confidence=item.confidence,
        method=item.method,
    )


def _box(mask: np.ndarray) -> tuple[float, float, float, float]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    left, right = columns[[0, -1]] + (0, 1)
    top, bottom = rows[[0, -1]] + (0, 1)
    height, width = mask.shape
    return float(left / width), float(top / height), float(right / width), float(bottom / height)


def garment_of(found: Found, choice: Choice) -> Garment:
    """Return the garment that was chosen.

    Raises:
        NoSuchGarment: The photo does not show so many.
    """
    if choice == WHOLE:
        return found.whole
    if isinstance(choice, int) and 0 <= choice < len(found.garments):
        return found.garments[choice]
    number = len(found.garments)
    shown = "One garment was found, number 0" if number == 1 else f"{number} garments were found, 0 to {number - 1}"
    raise NoSuchGarment(f"{shown}; {choice} was asked for. Ask for one that was found, or for “whole”.")


def choice_named(text: str) -> Choice:
    """Return the choice that a request names.

    Args:
        text: ``whole``, or a garment's number from 0.

    Raises:
        NoSuchGarment: It is neither.
    """
    if text in {"whole", WHOLE}:
        return WHOLE
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text)
    raise NoSuchGarment(
        f"“{text[:60]}” names no garment. Accepted are “whole” for the whole picture, or the number of a garment "
        "as the answer lists them, from 0."
    )
