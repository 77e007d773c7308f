"""Skin shown in another tone, for training on every skin and for testing that the answer does not depend on it."""

import cv2
import numpy as np

_MONK_HEX = ("f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134", "3a312a", "292420")
MONK_TONES = tuple(tuple(bytes.fromhex(tone)) for tone in _MONK_HEX)
"""The ten tones of the Monk Skin Tone scale, lightest first, sRGB (Ellis Monk, 2019; values as published by Google at
skintone.google)."""


def with_skin_tone(rgb: np.ndarray, skin: np.ndarray, tone: tuple[int, ...] | np.ndarray) -> np.ndarray:
    """Show skin in another tone, its light and shadow kept.

    In CIELAB the median of the skin becomes the tone: colour is moved by the difference of the two. Lightness below
    the median is scaled by their ratio. Above it, two answers are averaged: the same ratio, which is how light falls
    on cloth, and an even run from the tone's lightness to 100, which keeps the sheen of skin; on skin made lighter
    the ratio would glare, so there the even run stands alone.

    Args:
        rgb: ``(H, W, 3)`` uint8 sRGB.
        skin: ``(H, W)`` bool, where skin is seen.
        tone: ``(3,)`` uint8 sRGB.

    Returns:
        A new picture; without skin it equals the old one.
    """
    shown = rgb.copy()
    if not skin.any():
        return shown
    lab = _to_lab(rgb[skin])  # (N, 3)
    median, wanted = np.median(lab, axis=0), _to_lab(np.asarray(tone, np.uint8)[None])[0]
    middle = np.clip(median[0], 1, 99)
    sheen = np.interp(lab[:, 0], (0, middle, 100), (0, wanted[0], 100))
    lightness = (np.minimum(lab[:, 0] * wanted[0] / middle, sheen) + sheen) / 2
    moved = np.column_stack((lightness, lab[:, 1:] + (wanted - median)[1:])).astype(np.float32)
    shown[skin] = _to_srgb(moved)
    return shown


def _to_lab(colours: np.ndarray) -> np.ndarray:
    """Turn ``(N, 3)`` uint8 sRGB into ``(N, 3)`` float32: L* of 0..100, a*, b*."""
    return cv2.cvtColor(colours[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]


def _to_srgb(lab: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(cv2.cvtColor(lab[None], cv2.COLOR_LAB2RGB)[0] * 255), 0, 255).astype(np.uint8)
