"""Masks over a picture: scaled, tidied, taken apart."""

import cv2
import numpy as np

WORKING_EDGE = 224
"""Masks are found at this longest edge, in pixels; finer detail is lost at 28×28 anyway."""
_LARGE_HOLE = 0.02
_KEPT_PART = 0.2


def to_working_size(rgb: np.ndarray) -> np.ndarray:
    """Scale ``(H, W, 3)`` uint8 down so that its longest edge is at most ``WORKING_EDGE``."""
    height, width = rgb.shape[:2]
    scale = WORKING_EDGE / max(height, width)
    if scale >= 1:
        return rgb
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)


def grow(mask: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Scale a mask ``(h, w)`` bool to the height and width of ``shape``."""
    if mask.shape == shape[:2]:
        return mask
    full = cv2.resize(mask.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return full >= 0.5


def tidy(mask: np.ndarray, roundness: int = 5) -> np.ndarray | None:
    """Close gaps and keep the largest piece, with those of at least a fifth of its size (two shoes).

    Small holes are filled (a print of the background's colour); large ones stay (between a sleeve and the body).

    Args:
        mask: ``(H, W)`` bool.
        roundness: Specks and gaps narrower than this many pixels go.

    Returns:
        ``(H, W)`` bool, or None when nothing is left.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (roundness, roundness))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, kernel)
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = [cv2.contourArea(outline) for outline in outlines]
    if not areas or max(areas) == 0:
        return None
    kept = [outline for outline, area in zip(outlines, areas, strict=True) if area >= _KEPT_PART * max(areas)]
    filled = np.zeros(closed.shape, dtype=np.uint8)
    cv2.drawContours(filled, kept, -1, 1, thickness=cv2.FILLED)
    return filled.astype(bool) & ~_large_holes(filled, closed)


def _large_holes(filled: np.ndarray, pieces: np.ndarray) -> np.ndarray:
    """Return ``(H, W)`` bool, True on holes of more than a fiftieth of the item's area."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(filled & ~pieces & 1, connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] > _LARGE_HOLE * filled.sum()
    large[0] = False  # label 0 is everything that is no hole
    return large[labels]
