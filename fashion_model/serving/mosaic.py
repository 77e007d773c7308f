"""Many small grey pictures in one file: a WebP in which each has a square of its own."""

import io
import math

import numpy as np
from PIL import Image

TILE_PX = 32
"""Edge of a square: 28 pixels and a black edge, which ends with WebP's blocks, so that neighbours do not touch."""
EDGE_PX = 28
_SLOWEST = 6
"""WebP's method: small before quick, for a file is written once."""


def to_mosaic(pictures: np.ndarray, quality: int) -> bytes:
    """Return pictures as one WebP, row after row in a square.

    Args:
        pictures: ``(N, 28, 28)`` uint8, N from 1.
        quality: WebP's, 1 to 100; 100 is still not lossless.
    """
    side = math.ceil(len(pictures) ** 0.5)
    tiles = np.zeros((side * side, TILE_PX, TILE_PX), np.uint8)
    tiles[: len(pictures), :EDGE_PX, :EDGE_PX] = pictures
    whole = tiles.reshape(side, side, TILE_PX, TILE_PX).swapaxes(1, 2).reshape(side * TILE_PX, side * TILE_PX)
    buffer = io.BytesIO()
    Image.fromarray(whole).convert("RGB").save(buffer, "WEBP", quality=quality, method=_SLOWEST)
    return buffer.getvalue()


def from_mosaic(content: bytes, count: int) -> np.ndarray:
    """Return the first pictures of a mosaic.

    Args:
        content: What ``to_mosaic`` returned.
        count: How many.

    Returns:
        ``(count, 28, 28)`` uint8.

    Raises:
        ValueError: It is no mosaic, or holds fewer pictures.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as image:
            whole = np.asarray(image.convert("L"))
    except OSError as error:
        raise ValueError("it is no WebP") from error
    rows, columns = whole.shape[0] // TILE_PX, whole.shape[1] // TILE_PX
    if rows * columns < count:
        raise ValueError(f"expected {count} pictures, got {rows * columns}")
    whole = whole[: rows * TILE_PX, : columns * TILE_PX]
    tiles = whole.reshape(rows, TILE_PX, columns, TILE_PX).swapaxes(1, 2).reshape(-1, TILE_PX, TILE_PX)
    return tiles[:count, :EDGE_PX, :EDGE_PX].copy()
