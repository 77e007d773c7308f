"""Unit vectors: embeddings at length one, whose products are cosines."""

import numpy as np

LEAST_LENGTH = 1e-9
"""Shorter vectors are not lengthened to 1: theirs is no direction."""


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return ``(D,)`` or ``(N, D)`` float vectors at length 1, in the same type; one of length 0 stays as it is.

    >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: np.ndarray = vectors / np.maximum(lengths, LEAST_LENGTH)
    return scaled
