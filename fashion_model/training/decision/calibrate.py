"""Calibration: temperatures of both domains, and the weights of both networks."""

import keras
import numpy as np

from fashion_model.categories import INDEX
from fashion_model.evaluation.calibration import fit_temperature
from fashion_model.evaluation.metrics import cross_entropy
from fashion_model.serving.networks import Combination
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.network import BENCHMARK, PHOTOS, predict
from fashion_model.training.networks.photo_network import answer
from fashion_model.training.pictures.prepare import PhotoPictures

WEIGHTS = tuple(step / 10 for step in range(11))
"""Weights of the photo network that are tried."""


def fit_temperatures(network: keras.Model, benchmark: LabelledPictures, photos: PhotoPictures) -> dict[str, float]:
    """Return the temperature of each output layer, fitted on validation data; 1 for photos without a named one.

    Args:
        network: Trained; its outputs are logits.
        benchmark: Fashion-MNIST validation pictures.
        photos: Validation photos.
    """
    named, labels = _named(photos)
    return {
        BENCHMARK: fit_temperature(benchmark.labels, predict(network, benchmark.pictures)[BENCHMARK]),
        PHOTOS: fit_temperature(labels, predict(network, photos.views[named, 0])[PHOTOS]) if len(named) else 1.0,
    }


def combine(network: keras.Model, photo_network: keras.Model, photos: PhotoPictures) -> Combination:
    """Return how both networks' answers for a photo become one; both count alike without a named validation photo.

    Args:
        network: Calibrated, as it ships.
        photo_network: Trained.
        photos: Validation photos.
    """
    named, labels = _named(photos)
    if not len(named):
        return Combination(weight=0.5, temperature=1.0)
    probabilities = predict(network, photos.views[named, 0])[PHOTOS]
    return fit_combination(labels, probabilities, answer(photo_network, photos.close_ups[named, 0]))


def _named(photos: PhotoPictures) -> tuple[np.ndarray, np.ndarray]:
    """Return which photos show one of the ten, and which of them."""
    named = np.flatnonzero([category in INDEX for category in photos.categories])
    return named, np.array([INDEX[photos.categories[index]] for index in named])


def fit_combination(labels: np.ndarray, probabilities: np.ndarray, logits: np.ndarray) -> Combination:
    """Choose the weight of the photo network, and the temperature, by the cross-entropy on validation photos.

    Args:
        labels: ``(N,)`` int.
        probabilities: ``(N, 10)`` by the Fashion-MNIST network's output layer for photos.
        logits: ``(N, 10)`` by the photo network.
    """

    def fitted(weight: float) -> tuple[float, Combination]:
        mixed = Combination(weight, 1.0).logits(probabilities, logits)
        combination = Combination(weight, fit_temperature(labels, mixed))
        return cross_entropy(labels, combination(probabilities, logits)), combination

    return min((fitted(weight) for weight in WEIGHTS), key=lambda pair: pair[0])[1]
