"""Nearest training pictures, near-duplicates by pixels, and occlusion maps."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.cosine import LEAST_LENGTH, unit

_ROWS = 500


@dataclass(frozen=True)
class Nearest:
    """The nearest training pictures of N pictures.

    Attributes:
        indices: ``(N, K)`` int64, into the training pictures, the nearest first.
        distances: ``(N, K)`` float32, cosine distance 0..2: 1 minus the cosine of the angle between the embeddings.
    """

    indices: np.ndarray
    distances: np.ndarray


def nearest(embeddings: np.ndarray, training: np.ndarray, count: int) -> Nearest:
    """Return the nearest training pictures by cosine distance.

    Args:
        embeddings: ``(N, D)`` float32.
        training: ``(T, D)`` float32.
        count: How many for each; at most T.

    Raises:
        ValueError: There are fewer training pictures.
    """
    if not 0 < count <= len(training):
        raise ValueError(f"expected 1 to {len(training)} nearest pictures, got {count}")
    queries, kept = unit(embeddings), unit(training).T
    parts = [_nearest(queries[start : start + _ROWS] @ kept, count) for start in range(0, len(queries), _ROWS)]
    return Nearest(np.concatenate([part.indices for part in parts]), np.concatenate([part.distances for part in parts]))


def _nearest(cosines: np.ndarray, count: int) -> Nearest:
    """Return the highest of each row of ``(n, T)`` cosines."""
    top = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
    found = np.take_along_axis(cosines, top, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    return Nearest(np.take_along_axis(top, order, axis=1), 1 - np.take_along_axis(found, order, axis=1))


def choose_index(labels: np.ndarray, needed: np.ndarray, others: np.ndarray, of_each: int, seed: int) -> np.ndarray:
    """Return which training pictures the index holds: all that are needed, filled up in each category.

    Args:
        labels: ``(T,)`` integer.
        needed: Indices that have to be in it.
        others: ``(T,)`` bool, which pictures may fill it up; they are drawn at random.
        of_each: How many of each category it holds at least, where there are as many.
        seed: Draws the others.

    Returns:
        Sorted indices, none twice.
    """
    rng = np.random.default_rng(seed)
    chosen = np.zeros(len(labels), dtype=bool)
    chosen[needed] = True
    for category in np.unique(labels):
        members = labels == category
        missing = max(0, of_each - int((members & chosen).sum()))
        chosen[rng.permutation(np.flatnonzero(members & others & ~chosen))[:missing]] = True
    return np.flatnonzero(chosen)


SHIFT_PX = 1
"""Items fill their pictures, so the same item sits at most this far elsewhere."""
SHORTLIST = 20
"""How many training pictures, nearest by embedding, are compared pixel by pixel; of 374 test pictures, the 60 nearest
pixel by pixel gave the same near-duplicates."""
NEAR_DUPLICATE = 0.1
"""Largest distance of a near-duplicate, chosen by eye on contact sheets of pairs: up to it both show the same item,
from 0.12 on most pairs are two plain trousers or two plain pullovers that merely look alike."""


@dataclass(frozen=True)
class NearDuplicate:
    """A training picture that shows the same.

    Attributes:
        training_index: Its place among the training pictures.
        distance: How much of the pixels differs, 0..1.
    """

    training_index: int
    distance: float


def pixel_distances(picture: np.ndarray, others: np.ndarray, shift_px: int = SHIFT_PX) -> np.ndarray:
    """Return how much of a picture is different in others, at the best shift.

    The length of the difference by the length of the longer of both: 0 for the same picture, and above 1 for none that
    have anything in common; a dark item counts as much as a light one.

    Args:
        picture: ``(28, 28)`` uint8.
        others: ``(K, 28, 28)`` uint8.
        shift_px: How far the others are shifted in each direction; what leaves the picture is lost.

    Returns:
        ``(K,)`` float32.
    """
    wanted = picture.astype(np.float32)
    padded = np.pad(others.astype(np.float32), ((0, 0), (shift_px, shift_px), (shift_px, shift_px)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, picture.shape, axis=(1, 2))  # (K, S, S, 28, 28)
    shortest = np.sqrt(((windows - wanted) ** 2).sum(axis=(3, 4)).min(axis=(1, 2)))
    lengths = np.maximum(np.linalg.norm(wanted), np.sqrt((others.astype(np.float32) ** 2).sum(axis=(1, 2))))
    distances: np.ndarray = shortest / np.maximum(lengths, LEAST_LENGTH)
    return distances


def near_duplicates(
    pictures: np.ndarray, training: np.ndarray, shortlists: np.ndarray, largest: float = NEAR_DUPLICATE
) -> tuple[tuple[NearDuplicate, ...], ...]:
    """Return, for each picture, its near-duplicates among training pictures, the nearest first.

    Args:
        pictures: ``(N, 28, 28)`` uint8.
        training: ``(T, 28, 28)`` uint8.
        shortlists: ``(N, S)`` integer, the training pictures that each is compared with.
        largest: Distance of ``pixel_distances`` up to which one is a near-duplicate.
    """

    def found(picture: np.ndarray, shortlist: np.ndarray) -> tuple[NearDuplicate, ...]:
        distances = pixel_distances(picture, training[shortlist])
        order = np.argsort(distances, kind="stable")
        within = order[distances[order] <= largest]
        return tuple(map(NearDuplicate, shortlist[within].tolist(), distances[within].tolist()))

    return tuple(found(picture, shortlist) for picture, shortlist in zip(pictures, shortlists, strict=True))


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
