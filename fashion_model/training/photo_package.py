"""What ships of the photo network: its description, and how its answer joins the other network's."""

import csv
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np

from fashion_model.categories import INDEX
from fashion_model.evaluation.calibration import fit_temperature
from fashion_model.evaluation.metrics import cross_entropy
from fashion_model.serving.photo_network import Combination
from fashion_model.training.layers import describe_layers
from fashion_model.training.network import PHOTOS
from fashion_model.training.photo_network import answer
from fashion_model.training.photo_train import Row, TrainedPhotoNetwork
from fashion_model.training.prepare import PhotoPictures
from fashion_model.training.pretrained import PRETRAINED_SHA256

WEIGHTS = tuple(step / 10 for step in range(11))
"""Weights of the photo network that are tried."""


def describe_photo_network(
    network: keras.Model, for_photos: TrainedPhotoNetwork, validation: PhotoPictures
) -> dict[str, Any]:
    """Return what the manifest says of the photo network, and how its answer joins that of the calibrated network."""
    named = np.flatnonzero([category in INDEX for category in validation.categories])
    chosen = Combination(weight=0.5, temperature=1.0)
    if len(named):
        labels = np.array([INDEX[validation.categories[index]] for index in named])
        pictures = validation.views[named, 0][..., None].astype(np.float32)
        probabilities = network.predict(pictures, batch_size=500, verbose=0)[PHOTOS]
        chosen = fit_combination(labels, probabilities, answer(for_photos.network, validation.close_ups[named, 0]))
    return {
        "photo_network": {
            "parameters": for_photos.network.count_params(),
            "close_up_edge": for_photos.network.input.shape[1],
            "minutes": round(sum(row["seconds"] for row in for_photos.history) / 60, 1),
            "pretrained_sha256": PRETRAINED_SHA256,
            "layers": [asdict(layer) for layer in describe_layers(for_photos.network)],
        },
        "photo_answer": {"weight": chosen.weight, "temperature": chosen.temperature},
    }


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


def write_photo_history(path: Path, history: list[Row]) -> None:
    """Write one row an epoch."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["epoch", *history[0]])
        writer.writeheader()
        for epoch, row in enumerate(history, start=1):
            writer.writerow({"epoch": epoch, **{name: round(value, 6) for name, value in row.items()}})
