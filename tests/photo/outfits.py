"""A person in an outfit whose parts have colours of their own, and a segmenter that tells the parts by colour."""

import io

import numpy as np
from PIL import Image

from fashion_model.photo.masks import PART_INDEX, PARTS

COLOURS = {
    "background": (255, 255, 255),
    "person": (224, 172, 150),
    "top": (200, 30, 30),
    "bottom": (30, 60, 200),
    "footwear": (20, 120, 40),
}


def outfit() -> np.ndarray:
    """Return a person with a top, trousers below it and shoes, (240, 160, 3) uint8; the trousers are largest."""
    rgb = np.full((240, 160, 3), COLOURS["background"], dtype=np.uint8)
    rgb[10:40, 65:95] = COLOURS["person"]
    rgb[40:100, 50:110] = COLOURS["top"]
    rgb[100:200, 50:110] = COLOURS["bottom"]
    rgb[200:220, 45:115] = COLOURS["footwear"]
    return rgb


def lone_top() -> np.ndarray:
    """Return a top alone on white, (120, 120, 3) uint8."""
    rgb = np.full((120, 120, 3), COLOURS["background"], dtype=np.uint8)
    rgb[20:100, 30:90] = COLOURS["top"]
    return rgb


def by_colour(rgb: np.ndarray) -> np.ndarray:
    """Tell the parts of a picture by the nearest of the colours: a segmenter, ``(H, W, 8)`` float32."""
    names = list(COLOURS)
    differences = rgb[:, :, None, :].astype(np.float32) - np.array([COLOURS[name] for name in names], np.float32)
    nearest = np.square(differences).sum(axis=3).argmin(axis=2)  # (H, W)
    return np.eye(len(PARTS), dtype=np.float32)[np.array([PART_INDEX[name] for name in names])[nearest]]


def png(rgb: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return buffer.getvalue()
