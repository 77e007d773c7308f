"""Studio pictures: an item before a border of one colour, cut by the distance from that colour."""

import cv2
import numpy as np

from fashion_model.photo.masks import tidy

_BORDER = 0.04
_STUDIO_SHARE = 0.90
_STUDIO_DISTANCE = 14.0
_ITEM_DISTANCE = 9.0


def border_of(shape: tuple[int, ...]) -> np.ndarray:
    """Return ``(H, W)`` bool, True on the outermost twenty-fifth of a picture of ``shape``."""
    band = max(1, round(_BORDER * min(shape[:2])))
    border = np.ones(shape[:2], dtype=bool)
    border[band:-band, band:-band] = False
    return border


def cut_by_border_colour(rgb: np.ndarray) -> np.ndarray | None:
    """Find what differs from the border's colour, measured in CIE Lab.

    Args:
        rgb: ``(H, W, 3)`` uint8, sRGB.

    Returns:
        ``(H, W)`` bool, True on the item; None when the border has more than one colour or nothing differs.
    """
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)  # L 0..100, a and b about -127..127
    border = lab[border_of(lab.shape)]
    colour = np.median(border, axis=0)
    if (np.linalg.norm(border - colour, axis=1) < _STUDIO_DISTANCE / 2).mean() < _STUDIO_SHARE:
        return None
    return tidy(np.linalg.norm(lab - colour, axis=2) > _ITEM_DISTANCE)
