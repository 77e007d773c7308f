"""Small pictures for pages, as file bytes."""

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

SHOWN_EDGE = 640
"""Photos are sent to the browser with this longest edge, in pixels."""
_CRISP_FACTOR = 9


def shown_photo(rgb: np.ndarray, edge: int = SHOWN_EDGE) -> bytes:
    """Return ``(H, W, 3)`` uint8 as a JPEG whose longest edge is at most ``edge`` pixels."""
    image = Image.fromarray(rgb)
    image.thumbnail((edge, edge), Image.Resampling.BOX)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def crisp(picture: np.ndarray) -> bytes:
    """Return a ``(28, 28)`` uint8 picture as a PNG in which each pixel is a square, 252×252."""
    return _png(Image.fromarray(np.kron(picture, np.ones((_CRISP_FACTOR, _CRISP_FACTOR), dtype=np.uint8))))


def square(rgb: np.ndarray, edge: int) -> bytes:
    """Return ``(H, W, 3)`` uint8 whole, in the middle of a white square of ``edge`` pixels, as a PNG."""
    return _png(ImageOps.pad(Image.fromarray(rgb), (edge, edge), color="white"))


def thumbnail(path: Path, edge: int) -> bytes | None:
    """Return the middle square of a stored photo as a JPEG of ``edge`` pixels; None when the file cannot be read."""
    try:
        return _thumbnail(path, edge)
    except OSError:
        return None


@lru_cache(maxsize=2000)  # stored photos are named by hash and never change, so the path is a safe key
def _thumbnail(path: Path, edge: int) -> bytes:
    with Image.open(path) as image:
        image.draft("RGB", (edge, edge))
        fitted = ImageOps.fit(image.convert("RGB"), (edge, edge))
    buffer = io.BytesIO()
    fitted.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
