"""What a photographer shows of a source, and how it falls on a scene."""

from dataclasses import dataclass

import cv2
import numpy as np

from fashion_model.training.scene_sources import Layer

HEIGHT, WIDTH = 128, 96
"""Pixels of a scene."""
SIZE = (WIDTH, HEIGHT)


@dataclass(frozen=True)
class Frame:
    """A rectangle on a source, in its pixels; it may reach beyond the source."""

    left: float
    top: float
    right: float
    bottom: float


def frame_on_person(parts: np.ndarray, rng: np.random.Generator) -> Frame:
    """Choose what a photographer would show: all, head to thigh, waist to feet, or any part of the person."""
    rows, columns = np.flatnonzero((parts != 0).any(axis=1)), np.flatnonzero((parts != 0).any(axis=0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    tall, wide = bottom - top, right - left
    shown = rng.choice(["whole", "head to thigh", "waist to feet", "close"], p=[0.2, 0.4, 0.2, 0.2])
    if shown == "head to thigh":
        top, bottom = top + rng.uniform(-0.02, 0.18) * tall, top + rng.uniform(0.4, 0.68) * tall
    elif shown == "waist to feet":
        top = top + rng.uniform(0.28, 0.6) * tall
    elif shown == "close":
        size, start = rng.uniform(0.2, 0.5), rng.uniform(0, 1)
        top, bottom = top + start * (1 - size) * tall, top + (start * (1 - size) + size) * tall
        narrowed = rng.uniform(0, 0.25, size=2) * wide
        left, right = left + narrowed[0], right - narrowed[1]
    columns = np.flatnonzero((parts[max(0, int(top)) : int(bottom)] != 0).any(axis=0))
    if shown != "close" and len(columns):
        left, right = columns[0], columns[-1] + 1
    return _with_margins(Frame(left, top, right, bottom), rng)


def _with_margins(frame: Frame, rng: np.random.Generator) -> Frame:
    """Widen the frame a little, and to about the network's proportions, at most half as wide or high again."""
    wide, high = frame.right - frame.left, frame.bottom - frame.top
    proportion = WIDTH / HEIGHT * np.exp(rng.normal(0, 0.22))
    more_wide = max(0.0, high * proportion - wide) / 2 + rng.uniform(0, 0.06) * wide
    more_high = max(0.0, wide / proportion - high) / 2 + rng.uniform(0, 0.06) * high
    aside, down = rng.uniform(-0.3, 0.3, size=2) * (more_wide, more_high)
    cut_feet = rng.random() < 0.5  # a crop through the body has no margin there
    return Frame(
        frame.left - more_wide + aside,
        frame.top - more_high + down,
        frame.right + more_wide + aside,
        frame.bottom + (0 if cut_feet else more_high + down),
    )


def inside(frame: Frame, shape: tuple[int, ...]) -> Frame:
    """Return what of a frame lies on a source of ``shape``, at least 16 pixels of it."""
    height, width = shape[:2]
    left, top = float(np.clip(frame.left, 0, width - 16)), float(np.clip(frame.top, 0, height - 16))
    return Frame(
        left, top, float(np.clip(frame.right, left + 16, width)), float(np.clip(frame.bottom, top + 16, height))
    )


def through(layer: Layer, frame: Frame, degrees: float) -> Layer:
    """Return what is seen through the frame, turned about its middle; beyond the source there is background."""
    matrix = to_canvas(frame, degrees)
    shrinking = max((frame.right - frame.left) / WIDTH, (frame.bottom - frame.top) / HEIGHT)
    rgb = layer.rgb
    if shrinking > 1.3:  # a warp looks at four pixels only
        rgb = cv2.blur(rgb, (round(shrinking), round(shrinking)))
    return Layer(
        cv2.warpAffine(rgb, matrix, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT),
        cv2.warpAffine(layer.parts, matrix, SIZE, flags=cv2.INTER_NEAREST),
    )


def to_canvas(frame: Frame, degrees: float) -> np.ndarray:
    """Return the ``(2, 3)`` matrix from the source's pixels to the scene's."""
    scale = np.diag([WIDTH / (frame.right - frame.left), HEIGHT / (frame.bottom - frame.top)])
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = scale @ turn
    middle = np.array([(frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2])
    return np.column_stack([linear, np.array([WIDTH / 2, HEIGHT / 2]) - linear @ middle])
