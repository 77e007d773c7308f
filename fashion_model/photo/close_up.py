"""The close-up of an item: a small square colour picture around it, with what lies beside the item faded."""

import cv2
import numpy as np

EDGE = 160
_MARGIN = 0.06
_FADED = 0.5
"""How much of what is beside the item turns white: it stays visible, but the item stands out."""


def to_close_up(rgb: np.ndarray, mask: np.ndarray, edge: int = EDGE) -> np.ndarray:
    """Make the close-up of an item.

    The whole neighbourhood is kept, half as strong: where the item's outline was drawn wrongly, what was cut away can
    still be seen.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.
        mask: ``(H, W)`` bool, True on the item; an empty one stands for everything.
        edge: Of the square, in pixels.

    Returns:
        ``(edge, edge, 3)`` uint8 sRGB, the item in the middle, on white where the photo ends.
    """
    window = _window(mask)
    faded = _faded(rgb[window], mask[window])
    height, width = faded.shape[:2]
    scale = edge / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(faded, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    close_up = np.full((edge, edge, 3), 255, np.uint8)
    top, left = (edge - size[1]) // 2, (edge - size[0]) // 2
    close_up[top : top + size[1], left : left + size[0]] = small
    return close_up


def _window(mask: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns around the item, a little more than it takes; everything for an empty mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return slice(None), slice(None)
    margin = round(_MARGIN * max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1
    return _widened(rows, margin), _widened(columns, margin)


def _widened(taken: np.ndarray, margin: int) -> slice:
    return slice(max(0, int(taken[0]) - margin), int(taken[-1]) + 1 + margin)


def _faded(rgb: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return ``(h, w, 3)`` uint8: the item as it is, what is beside it halfway to white."""
    if mask.all() or not mask.any():
        return rgb
    beside = cv2.addWeighted(rgb, 1 - _FADED, np.full_like(rgb, 255), _FADED, 0)
    return cv2.copyTo(rgb, mask.view(np.uint8), beside)
