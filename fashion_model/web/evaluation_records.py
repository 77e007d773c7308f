"""What the Evaluation page and the Error gallery show of one model version, as frozen records."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fashion_model.evaluation.errors import Misclassification
from fashion_model.evaluation.metrics import CategoryScore, Interval


@dataclass(frozen=True)
class BenchmarkEvaluation:
    """The score on Fashion-MNIST's test pictures.

    Attributes:
        pictures: How many there are.
        accuracy: Share recognised, 0..1.
        interval: Where the accuracy lies with 95 % certainty.
        loss: Cross-entropy in nats.
        confusion: ``(10, 10)`` int64, rows = true.
        right_cells: ``(10, 10)`` bool, where ``confusion`` counts right answers.
        scores: One for each category.
        errors: Every misclassified picture, in the order of the test set.
        error_pictures: ``(E, 28, 28)`` uint8, light item on black, by index in the test set.
    """

    pictures: int
    accuracy: float
    interval: Interval
    loss: float
    confusion: np.ndarray
    right_cells: np.ndarray
    scores: tuple[CategoryScore, ...]
    errors: tuple[Misclassification, ...]
    error_pictures: dict[int, np.ndarray]


@dataclass(frozen=True)
class PhotoEvaluation:
    """The score on photos by contributors of whom no photo was trained on.

    Attributes:
        photos: Photos of the scored categories.
        contributors: People who took them.
        accuracy: Share recognised, 0..1.
        interval: Where the accuracy lies with 95 % certainty, photos of one contributor taken as alike.
        balanced_accuracy: Mean recall over the categories, 0..1.
        all_photos: Photos including those of no single category.
        auto_coverage: Share of ``all_photos`` answered without a person, 0..1.
        auto_precision: Share of those answers that is right, 0..1.
        auto_threshold: Confidence from which an answer stands without a person, 0..1.
        target_precision: What the threshold was fitted for on validation photos, 0..1.
        outside_automatic: Photos of none of the ten that were answered without a person nevertheless.
        rows: What the photos truly show, the rows of ``confusion``.
        confusion: ``(R, 10)`` int64.
        right_cells: ``(R, 10)`` bool, where ``confusion`` counts right answers.
        scores: One for each category that has photos.
    """

    photos: int
    contributors: int
    accuracy: float
    interval: Interval
    balanced_accuracy: float
    all_photos: int
    auto_coverage: float
    auto_precision: float
    auto_threshold: float
    target_precision: float
    outside_automatic: int
    rows: tuple[str, ...]
    confusion: np.ndarray
    right_cells: np.ndarray
    scores: tuple[CategoryScore, ...]


@dataclass(frozen=True)
class Layer:
    """One layer of the network: ``output_shape`` without the batch, ``operations`` in multiply-adds a picture."""

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    operations: int


@dataclass(frozen=True)
class Evaluation:
    """Everything the pages show of one model version.

    Attributes:
        version: Its name.
        benchmark: The score on Fashion-MNIST.
        photos: The score on photos; None when the model was trained and tested without any.
        layers: From the input to the outputs.
        parameters: Learned and running numbers of the network.
        history: One row an epoch, with losses and accuracies.
        training_minutes: How long the training took.
    """

    version: str
    benchmark: BenchmarkEvaluation
    photos: PhotoEvaluation | None
    layers: tuple[Layer, ...]
    parameters: int
    history: pd.DataFrame
    training_minutes: float
