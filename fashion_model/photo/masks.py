"""Masks of items: scaled, tidied, cut by border colour or by GrabCut."""

from collections.abc import Callable

import cv2
import numpy as np

WORKING_EDGE = 224
"""Masks are found at this longest edge, in pixels; finer detail is lost at 28×28 anyway."""
_LARGE_HOLE = 0.02
_KEPT_PART = 0.2
PARTS = ("background", "person", "top", "bottom", "dress", "footwear", "bag", "accessory")
"""Person is skin, hair and face; accessory is what is worn but none of the others: hats, belts, scarves, watches."""
PART_INDEX = {name: index for index, name in enumerate(PARTS)}
GARMENT_PARTS = ("top", "bottom", "dress", "footwear", "bag", "accessory")
Segmenter = Callable[[np.ndarray], np.ndarray]
"""``(H, W, 3)`` uint8 upright sRGB to ``(h, w, 8)`` float32: the share of each of ``PARTS`` in each cell of an even
grid over the whole picture, summing to one."""
_BORDER = 0.04
_STUDIO_SHARE = 0.90
_STUDIO_DISTANCE = 14.0
_ITEM_DISTANCE = 9.0
_GRABCUT_ROUNDS = 4
_GRABCUT_SEED = 0
_BORDER_COLOURS = 6


def to_working_size(rgb: np.ndarray, edge: int = WORKING_EDGE) -> np.ndarray:
    """Scale ``(H, W, 3)`` uint8 down so that its longest edge is at most ``edge`` pixels."""
    height, width = rgb.shape[:2]
    scale = edge / max(height, width)
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
    tidied: np.ndarray = filled.astype(bool) & ~_large_holes(filled, closed)
    return tidied


def _large_holes(filled: np.ndarray, pieces: np.ndarray) -> np.ndarray:
    """Return ``(H, W)`` bool, True on holes of more than a fiftieth of the item's area."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(filled & ~pieces & 1, connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] > _LARGE_HOLE * filled.sum()
    large[0] = False  # label 0 is everything that is no hole
    holes: np.ndarray = large[labels]
    return holes


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


def cut_by_grabcut(rgb: np.ndarray) -> np.ndarray | None:
    """Find the item of a photo by GrabCut, started from what the border looks like.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB, longest edge about 224.

    Returns:
        ``(H, W)`` bool, True on the item; None when nothing stands out.
    """
    if min(rgb.shape[:2]) < 8:
        return None
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)  # L 0..100, a and b about -127..127
    labels = _first_guess(lab)
    if not ((labels == cv2.GC_PR_FGD).any() and (labels != cv2.GC_PR_FGD).any()):
        return None
    cv2.setRNGSeed(_GRABCUT_SEED)  # its k-means start is random
    smooth = cv2.bilateralFilter(rgb, 5, 30, 5)
    try:
        cv2.grabCut(  # type: ignore[call-overload]
            smooth, labels, None, np.zeros((1, 65)), np.zeros((1, 65)), _GRABCUT_ROUNDS, cv2.GC_INIT_WITH_MASK
        )
    except cv2.error:
        return None  # a picture of too few colours leaves one of its mixtures without samples
    return tidy((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))


def _first_guess(lab: np.ndarray) -> np.ndarray:
    """Return GrabCut's labels ``(H, W)`` uint8: the border is background, the middle and the unlike are the item."""
    height, width = lab.shape[:2]
    border = border_of(lab.shape)
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x - (width - 1) / 2) / (width / 2), (y - (height - 1) / 2) / (height / 2))
    unlike = _distance_to_border_colours(lab, border)
    labels = np.full((height, width), cv2.GC_PR_BGD, dtype=np.uint8)
    labels[(unlike > np.percentile(unlike[border], 90)) | (away < 0.35)] = cv2.GC_PR_FGD
    labels[border] = cv2.GC_BGD
    return labels


def _distance_to_border_colours(lab: np.ndarray, border: np.ndarray) -> np.ndarray:
    """Return ``(H, W)``: the distance in Lab from the nearest of the colours that sum up the border."""
    samples = lab[border].astype(np.float32)
    count = min(_BORDER_COLOURS, len(samples))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    cv2.setRNGSeed(_GRABCUT_SEED)
    _, _, centres = cv2.kmeans(samples, count, None, criteria, 1, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    differences = lab[:, :, None, :] - centres[None, None]  # (H, W, 6, 3)
    nearest: np.ndarray = np.linalg.norm(differences, axis=3).min(axis=2)
    return nearest
