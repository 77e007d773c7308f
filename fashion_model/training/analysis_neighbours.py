"""Which training pictures a picture is nearest to in the network's embedding, and a small index to search in."""

from dataclasses import dataclass

import numpy as np

_LEAST_LENGTH = 1e-9
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


def unit(embeddings: np.ndarray) -> np.ndarray:
    """Return ``(N, D)`` embeddings at length 1; one of length 0 stays as it is."""
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    scaled: np.ndarray = embeddings / np.maximum(lengths, _LEAST_LENGTH)
    return scaled


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
