"""A rough mask of a lone item, without a segmenter: what the segmenter's own training starts from.

Source: Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004.
"""

import cv2
import numpy as np

from fashion_model.photo.masks import tidy
from fashion_model.photo.studio import border_of

_ROUNDS = 4
_SEED = 0
_BORDER_COLOURS = 6


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
    cv2.setRNGSeed(_SEED)  # its k-means start is random
    smooth = cv2.bilateralFilter(rgb, 5, 30, 5)
    try:
        cv2.grabCut(  # type: ignore[call-overload]
            smooth, labels, None, np.zeros((1, 65)), np.zeros((1, 65)), _ROUNDS, cv2.GC_INIT_WITH_MASK
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
    cv2.setRNGSeed(_SEED)
    _, _, centres = cv2.kmeans(samples, count, None, criteria, 1, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    differences = lab[:, :, None, :] - centres[None, None]  # (H, W, 6, 3)
    return np.linalg.norm(differences, axis=3).min(axis=2)
