"""Fits the prototypes: what the items look like that the photo network learned from."""

import keras
import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from fashion_model.serving.scope import Prototypes
from fashion_model.training.photo_network import embed
from fashion_model.training.prepare import PhotoPictures

GROUPS = 50
"""Groups of alike items at most; on validation photos, more told no more."""
_LEAST_LENGTH = 1e-9


def fit_prototypes(network: keras.Model, photos: PhotoPictures, seed: int) -> Prototypes:
    """Group the training photos and street items by their embeddings.

    Args:
        network: The photo network.
        photos: What it learned from; the close-up that serving makes of each is looked at.
        seed: Of the groups' first middles.
    """
    return grouped(embed(network, photos.close_ups[:, 0]), seed)


def grouped(embeddings: np.ndarray, seed: int) -> Prototypes:
    """Return the middles of groups of ``(N, D)`` embeddings, seen from their mean."""
    middle = embeddings.mean(axis=0)
    directions = _of_length_one(embeddings - middle)
    with threadpool_limits(1):
        means = KMeans(min(GROUPS, len(directions)), n_init=1, random_state=seed).fit(directions).cluster_centers_
    return Prototypes(middle, _of_length_one(means))


def _of_length_one(vectors: np.ndarray) -> np.ndarray:
    scaled: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _LEAST_LENGTH)
    return scaled
