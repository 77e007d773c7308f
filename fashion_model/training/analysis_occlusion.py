"""Where the network looked: how much less sure of its answer it is when a part of the picture is hidden.

Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, section 4.2. Chosen by
eye on contact sheets of errors against Grad-CAM (Selvaraju et al., ICCV 2017), whose 7×7 maps mark the middle of
nearly every item, and smoothed gradients (SmoothGrad, arXiv 1706.03825), which scatter over single pixels. It also asks
the network that ships, so that no other has to be rebuilt, and a hidden part is easily said in words.
"""

from collections.abc import Callable

import numpy as np

PATCH_PX = 6
STEP_PX = 3
_LEAST_PROBABILITY = 1e-12

Answer = Callable[[np.ndarray], np.ndarray]
"""``(N, 28, 28)`` uint8 pictures to ``(N, K)`` probabilities."""


def occlusion_map(picture: np.ndarray, category: int, answer: Answer) -> np.ndarray:
    """Return where a picture made the network choose a category.

    A black square, the colour of the background, hides one place after the other. A pixel's value is the mean loss in
    log-odds of the category over all squares that hid it; gains count as 0.

    Args:
        picture: ``(28, 28)`` uint8, light item on black.
        category: The one that was chosen, 0..K-1.
        answer: The network.

    Returns:
        ``(28, 28)`` uint8: 255 where hiding took most, 0 where it took nothing; all 0 when it took nothing anywhere.
    """
    windows = [window for window in _windows(picture.shape) if picture[window].any()]  # black on black hides nothing
    hidden = np.repeat(picture[None], len(windows) + 1, axis=0)
    for shown, window in zip(hidden[1:], windows, strict=True):
        shown[window] = 0
    log_odds = _log_odds(answer(hidden), category)
    lost, covered = np.zeros(picture.shape), np.zeros(picture.shape)
    for window in _windows(picture.shape):
        covered[window] += 1
    for window, less in zip(windows, log_odds[0] - log_odds[1:], strict=True):
        lost[window] += less
    return _as_grey_levels(lost / covered)


def _windows(shape: tuple[int, ...]) -> list[tuple[slice, slice]]:
    """Return squares that cover each pixel of the picture equally often."""
    starts = [range(STEP_PX - PATCH_PX, edge, STEP_PX) for edge in shape]
    return [
        (slice(max(0, top), top + PATCH_PX), slice(max(0, left), left + PATCH_PX))
        for top in starts[0]
        for left in starts[1]
    ]


def _log_odds(probabilities: np.ndarray, category: int) -> np.ndarray:
    """Return ``(N,)``; the others are summed, as 1 minus a probability near 1 would be 0."""
    others = np.delete(probabilities, category, axis=1).sum(axis=1, dtype=np.float64)
    chosen = probabilities[:, category].astype(np.float64)
    odds: np.ndarray = np.log(np.maximum(chosen, _LEAST_PROBABILITY)) - np.log(np.maximum(others, _LEAST_PROBABILITY))
    return odds


def _as_grey_levels(values: np.ndarray) -> np.ndarray:
    positive = np.maximum(values, 0)
    highest = positive.max()
    return np.rint(255 * positive / highest).astype(np.uint8) if highest else np.zeros(values.shape, np.uint8)
