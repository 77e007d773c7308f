"""Where the item is: a mask over an upright picture."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

Method = Literal["border colour", "GrabCut", "whole picture"]

WORKING_EDGE = 224
"""Masks are found at this longest edge, in pixels; finer detail is lost at 28×28 anyway."""
_BORDER = 0.04
_STUDIO_SHARE = 0.90
_STUDIO_DISTANCE = 14.0
_ITEM_DISTANCE = 9.0
_LEAST_AREA, _LARGEST_AREA = 0.02, 0.97
_GRABCUT_ROUNDS = 4
_GRABCUT_SEED = 0


@dataclass(frozen=True)
class ItemMask:
    """The item's pixels.

    Attributes:
        mask: ``(H, W)`` bool, True on the item.
        method: How it was found.
    """

    mask: np.ndarray
    method: Method


def find_item(rgb: np.ndarray) -> ItemMask:
    """Find the item for sale in a picture.

    A studio picture (border of one colour) is cut by the distance from that colour. Others are cut by GrabCut
    (Rother, Kolmogorov and Blake, SIGGRAPH 2004), started from what the border looks like. When neither leaves a
    plausible area, the whole picture is the item.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.

    Returns:
        The mask, of the picture's height and width.
    """
    small = _shrink(rgb)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)  # L 0..100, a and b about -127..127
    for method, cut in (("border colour", _cut_by_border_colour), ("GrabCut", _cut_by_grabcut)):
        mask = cut(small, lab)
        if mask is not None and _LEAST_AREA <= mask.mean() <= _LARGEST_AREA:
            return ItemMask(_grow(mask, rgb.shape), method)  # type: ignore[arg-type]
    return ItemMask(np.ones(rgb.shape[:2], dtype=bool), "whole picture")


def _shrink(rgb: np.ndarray) -> np.ndarray:
    height, width = rgb.shape[:2]
    scale = WORKING_EDGE / max(height, width)
    if scale >= 1:
        return rgb
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)


def _grow(mask: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if mask.shape == shape[:2]:
        return mask
    full = cv2.resize(mask.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return full >= 0.5


def _border(shape: tuple[int, ...]) -> np.ndarray:
    """Return ``(H, W)`` bool, True on the outermost pixels."""
    band = max(1, round(_BORDER * min(shape[:2])))
    border = np.ones(shape[:2], dtype=bool)
    border[band:-band, band:-band] = False
    return border


def _cut_by_border_colour(_rgb: np.ndarray, lab: np.ndarray) -> np.ndarray | None:
    border = lab[_border(lab.shape)]
    colour = np.median(border, axis=0)
    if (np.linalg.norm(border - colour, axis=1) < _STUDIO_DISTANCE / 2).mean() < _STUDIO_SHARE:
        return None
    return _tidy(np.linalg.norm(lab - colour, axis=2) > _ITEM_DISTANCE)


def _cut_by_grabcut(rgb: np.ndarray, lab: np.ndarray) -> np.ndarray | None:
    if min(rgb.shape[:2]) < 8:
        return None
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
    return _tidy((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))


def _first_guess(lab: np.ndarray) -> np.ndarray:
    """Return GrabCut's labels ``(H, W)`` uint8: the border is background, the middle and the unlike are the item."""
    height, width = lab.shape[:2]
    border = _border(lab.shape)
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x - (width - 1) / 2) / (width / 2), (y - (height - 1) / 2) / (height / 2))
    unlike = _distance_to_border_colours(lab, border)
    labels = np.full((height, width), cv2.GC_PR_BGD, dtype=np.uint8)
    labels[(unlike > np.percentile(unlike[border], 90)) | (away < 0.35)] = cv2.GC_PR_FGD
    labels[border] = cv2.GC_BGD
    return labels


def _distance_to_border_colours(lab: np.ndarray, border: np.ndarray) -> np.ndarray:
    """Return ``(H, W)``: the distance in Lab from the nearest of six colours that sum up the border."""
    samples = lab[border].astype(np.float32)
    count = min(6, len(samples))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    cv2.setRNGSeed(_GRABCUT_SEED)
    _, _, centres = cv2.kmeans(samples, count, None, criteria, 1, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    differences = lab[:, :, None, :] - centres[None, None]  # (H, W, 6, 3)
    return np.linalg.norm(differences, axis=3).min(axis=2)


def _tidy(mask: np.ndarray) -> np.ndarray | None:
    """Close gaps and keep the largest part, with those of at least a fifth of its size (two shoes).

    Small holes are filled (a print of the background's colour); large ones stay (between a sleeve and the body).
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, kernel)
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = [cv2.contourArea(outline) for outline in outlines]
    if not areas or max(areas) == 0:
        return None
    kept = [outline for outline, area in zip(outlines, areas, strict=True) if area >= 0.2 * max(areas)]
    filled = np.zeros(closed.shape, dtype=np.uint8)
    cv2.drawContours(filled, kept, -1, 1, thickness=cv2.FILLED)
    return (filled.astype(bool)) & ~_large_holes(filled, closed)


def _large_holes(filled: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return ``(H, W)`` bool, True on holes of more than a fiftieth of the item's area."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(filled & ~parts & 1, connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] > 0.02 * filled.sum()
    large[0] = False  # label 0 is everything that is no hole
    return large[labels]
