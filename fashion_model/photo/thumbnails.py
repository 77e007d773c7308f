"""Photos, framed photos and 28×28 pictures as small JPEG or PNG files."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

SHOWN_EDGE = 640
"""Photos are sent to the browser with this longest edge, in pixels."""
_CRISP_FACTOR = 9
_STRIP_GAP, _STRIP_HEIGHT = 8, 14
_TINT = (239, 108, 0)
"""Orange, as in the figures."""
_STRONGEST_TINT = 0.75
"""Share of the tint where it is strongest: the item stays visible."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, as shares of a photo's width and height, 0..1."""
_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
_ROOM = 1.15
_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
"""What Pillow raises where a file is no picture, cut short or enormous."""
_SHARP = 2
"""Pixels that are sent for each pixel of the page: sharp screens show two."""
_MARGIN = 0.02
_LIGHT, _DARK = (255, 255, 255), (15, 107, 92)
"""Of the two lines of a frame, one of which stands out from any photo."""


def shown_photo(rgb: np.ndarray, edge: int = SHOWN_EDGE) -> bytes:
    """Return ``(H, W, 3)`` uint8 as a JPEG whose longest edge is at most ``edge`` pixels."""
    image = Image.fromarray(rgb)
    image.thumbnail((edge, edge), Image.Resampling.BOX)
    return _jpeg(image)


def crisp(picture: np.ndarray) -> bytes:
    """Return a ``(28, 28)`` uint8 picture as a PNG in which each pixel is a square, 252×252."""
    return _png(Image.fromarray(np.kron(picture, np.ones((_CRISP_FACTOR, _CRISP_FACTOR), dtype=np.uint8))))


def with_strip(picture: np.ndarray, shares: Sequence[tuple[float, str]]) -> bytes:
    """Return a ``(28, 28)`` uint8 picture as a PNG like ``crisp``, and under it shares as one bar of colours.

    Args:
        picture: The picture.
        shares: Each part of the bar, 0..1, with its colour as ``#rrggbb``; they sum to at most 1.
    """
    return _with_strip(picture.tobytes(), tuple(shares))


@lru_cache(maxsize=1000)
def _with_strip(content: bytes, shares: tuple[tuple[float, str], ...]) -> bytes:
    picture = np.frombuffer(content, np.uint8).reshape(28, 28)
    edge = 28 * _CRISP_FACTOR
    image = Image.new("RGB", (edge, edge + _STRIP_GAP + _STRIP_HEIGHT), "white")
    image.paste(Image.fromarray(picture).resize((edge, edge), Image.Resampling.NEAREST))
    draw, left = ImageDraw.Draw(image), 0.0
    for share, colour in shares:
        box = (round(left * edge), edge + _STRIP_GAP, round((left + share) * edge) - 1, image.height - 1)
        if box[2] >= box[0]:
            draw.rectangle(box, fill=colour)
        left += share
    return _png(image)


def tinted(picture: np.ndarray, strength: np.ndarray) -> bytes:
    """Return a picture as a PNG like ``crisp``, orange where something is strong.

    Args:
        picture: ``(28, 28)`` uint8.
        strength: ``(28, 28)`` uint8, 0 leaves a pixel as it is.
    """
    share = (_STRONGEST_TINT * strength / 255)[..., None]  # (28, 28, 1)
    mixed = picture[..., None] * (1 - share) + np.array(_TINT) * share
    return _png(Image.fromarray(np.kron(mixed.astype(np.uint8), np.ones((_CRISP_FACTOR, _CRISP_FACTOR, 1), np.uint8))))


def square(rgb: np.ndarray, edge: int) -> bytes:
    """Return ``(H, W, 3)`` uint8 whole, in the middle of a white square of ``edge`` pixels, as a PNG."""
    return _png(ImageOps.pad(Image.fromarray(rgb), (edge, edge), color="white"))


def thumbnail(path: Path, edge: int, box: Box | None = None) -> bytes | None:
    """Return the square around an item on a stored photo as a JPEG of ``edge`` pixels.

    Args:
        path: The photo.
        edge: Of the result, in pixels.
        box: Where the item is; the middle of the photo is shown when it is not known.

    Returns:
        The JPEG; None when the file cannot be read.
    """
    try:
        return _thumbnail(path, edge, box or _WHOLE)
    except _UNREADABLE:
        return None


def square_around(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a square that shows a box with some room, as far as the photo reaches.

    Args:
        box: What is shown.
        width: Of the photo, in pixels.
        height: Of the photo, in pixels.
    """
    left, top, right, bottom = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    side = max(1, min(width, height, round(_ROOM * max(right - left, bottom - top))))
    x = min(max(0, round((left + right - side) / 2)), width - side)
    y = min(max(0, round((top + bottom - side) / 2)), height - side)
    return x, y, x + side, y + side


def small_photo(path: Path, edge: int) -> bytes | None:
    """Return a stored photo as a JPEG whose longest edge is at most ``edge`` pixels; None when it cannot be read."""
    try:
        return _small_photo(path, edge)
    except _UNREADABLE:
        return None


@lru_cache(maxsize=2000)  # stored photos are named by hash and never change, so the path is a safe key
def _thumbnail(path: Path, edge: int, box: Box) -> bytes:
    with Image.open(path) as image:
        if box == _WHOLE:
            image.draft("RGB", (edge, edge))  # a part of the photo needs all its pixels
        item = image.convert("RGB").crop(square_around(box, *image.size))
    return _jpeg(item.resize((edge, edge), Image.Resampling.BOX if item.width > edge else Image.Resampling.BICUBIC))


@lru_cache(maxsize=200)
def _small_photo(path: Path, edge: int) -> bytes:
    with Image.open(path) as image:
        image.draft("RGB", (edge, edge))
        small = image.convert("RGB")
    small.thumbnail((edge, edge))
    return _jpeg(small)


@dataclass(frozen=True)
class FramedPhoto:
    """A photo with a frame around the item, as JPEG, and the width at which it is shown, in pixels of the page."""

    jpeg: bytes
    width: int


def framed_photo(path: Path, box: Box | None, width: int, height: int) -> FramedPhoto | None:
    """Return a stored photo that fits a place, with a frame around the item; None when it cannot be read.

    Args:
        path: The photo.
        box: Where the item is; no frame when it is not known.
        width: Of the place, in pixels of the page.
        height: Of the place, in pixels of the page.
    """
    try:
        return _framed_photo(path, box, width, height)
    except _UNREADABLE:
        return None


def fitting(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Return width and height of the largest picture of this shape that fits a place.

    >>> fitting((600, 800), 300, 500)
    (300, 400)
    """
    scale = min(width / size[0], height / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def corners(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a frame with a little room around the item, inside the picture.

    Args:
        box: Where the item is.
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
    """
    left, top, right, bottom = box
    return (
        round(max(0.0, left - _MARGIN) * (width - 1)),
        round(max(0.0, top - _MARGIN) * (height - 1)),
        round(min(1.0, right + _MARGIN) * (width - 1)),
        round(min(1.0, bottom + _MARGIN) * (height - 1)),
    )


@lru_cache(maxsize=200)
def _framed_photo(path: Path, box: Box | None, width: int, height: int) -> FramedPhoto:
    with Image.open(path) as image:
        shown = fitting(image.size, width, height)
        sent = (min(image.width, _SHARP * shown[0]), min(image.height, _SHARP * shown[1]))
        image.draft("RGB", sent)
        photo = image.convert("RGB").resize(sent, Image.Resampling.BILINEAR, reducing_gap=2)
    if box:
        drawing, place = ImageDraw.Draw(photo), corners(box, *sent)
        drawing.rectangle(place, outline=_LIGHT, width=4)
        drawing.rectangle(place, outline=_DARK, width=2)
    return FramedPhoto(_jpeg(photo), shown[0])


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
