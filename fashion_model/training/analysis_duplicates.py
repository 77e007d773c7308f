"""Near-duplicates: training pictures that show what a test picture shows, but for a pixel and a few grey levels."""

from dataclasses import dataclass

import numpy as np

SHIFT_PX = 1
"""Items fill their pictures, so the same item sits at most this far elsewhere."""
SHORTLIST = 20
"""How many training pictures, nearest by embedding, are compared pixel by pixel; of 374 test pictures, the 60 nearest
pixel by pixel gave the same near-duplicates."""
NEAR_DUPLICATE = 0.1
"""Largest distance of a near-duplicate, chosen by eye on contact sheets of pairs: up to it both show the same item,
from 0.12 on most pairs are two plain trousers or two plain pullovers that merely look alike."""
_LEAST_LENGTH = 1e-9


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
    distances: np.ndarray = shortest / np.maximum(lengths, _LEAST_LENGTH)
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
    return tuple(
        _near_duplicates(shortlist, pixel_distances(picture, training[shortlist]), largest)
        for picture, shortlist in zip(pictures, shortlists, strict=True)
    )


def _near_duplicates(indices: np.ndarray, distances: np.ndarray, largest: float) -> tuple[NearDuplicate, ...]:
    order = np.argsort(distances, kind="stable")
    return tuple(NearDuplicate(int(indices[i]), float(distances[i])) for i in order if distances[i] <= largest)
