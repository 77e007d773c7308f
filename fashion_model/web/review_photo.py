"""The photo of the Review page: as large as its place, the item framed."""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from fashion_model.web.pictures import Box

_SHARP = 2
"""Pixels that are sent for each pixel of the page: sharp screens show two."""
_MARGIN = 0.02
_LIGHT, _DARK = (255, 255, 255), (15, 107, 92)


@dataclass(frozen=True)
class FramedPhoto:
    """A photo with a frame around the item.

    Attributes:
        jpeg: The picture.
        width: At which it is shown, in pixels of the page.
    """

    jpeg: bytes
    width: int


def framed_photo(path: Path, box: Box | None, width: int, height: int) -> FramedPhoto | None:
    """Return a stored photo that fits a place, with a frame around the item.

    Args:
        path: The photo.
        box: Where the item is; no frame when it is not known.
        width: Of the place, in pixels of the page.
        height: Of the place, in pixels of the page.

    Returns:
        The photo; None when the file cannot be read.
    """
    try:
        return _framed_photo(path, box, width, height)
    except OSError:
        return None


def fitting(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Return width and height of the largest picture of this shape that fits a place.

    Args:
        size: Width and height of the picture.
        width: Of the place.
        height: Of the place.
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
    left, top = max(0.0, box[0] - _MARGIN), max(0.0, box[1] - _MARGIN)
    right, bottom = min(1.0, box[2] + _MARGIN), min(1.0, box[3] + _MARGIN)
    return (
        round(left * (width - 1)),
        round(top * (height - 1)),
        round(right * (width - 1)),
        round(bottom * (height - 1)),
    )


@lru_cache(maxsize=200)  # stored photos are named by hash and never change, so the path is a safe key
def _framed_photo(path: Path, box: Box | None, width: int, height: int) -> FramedPhoto:
    with Image.open(path) as image:
        shown = fitting(image.size, width, height)
        sent = (min(image.width, _SHARP * shown[0]), min(image.height, _SHARP * shown[1]))
        image.draft("RGB", sent)
        photo = image.convert("RGB").resize(sent, Image.Resampling.BILINEAR, reducing_gap=2)
    if box:
        _draw_frame(photo, corners(box, *sent))
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=85)
    return FramedPhoto(buffer.getvalue(), shown[0])


def _draw_frame(photo: Image.Image, place: tuple[int, int, int, int]) -> None:
    """Draw two lines beside each other, so that one of them stands out from any photo."""
    drawing = ImageDraw.Draw(photo)
    drawing.rectangle(place, outline=_LIGHT, width=4)
    drawing.rectangle(place, outline=_DARK, width=2)
