"""Records of one model version's evaluation, as pages and reports show it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fashion_model.evaluation.calibration import CalibrationCheck, ReliabilityBins
from fashion_model.evaluation.errors import Misclassification
from fashion_model.evaluation.insights import RecallGap
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.evaluation.metrics import CategoryScore, Estimate, Interval
from fashion_model.evaluation.risk_coverage import RiskCoverageCurve
from fashion_model.evaluation.selective import CategoryPrecision

CellIntervals = tuple[np.ndarray, np.ndarray]
"""Both ends ``(R, C)`` of the 95 % interval of each cell's share of its row of a confusion matrix."""


@dataclass(frozen=True)
class BenchmarkEvaluation:
    """The score on Fashion-MNIST's test pictures.

    Attributes:
        pictures: How many there are.
        labels: ``(N,)`` integer, index into ``CATEGORIES``.
        probabilities: ``(N, 10)`` float, of each category.
        accuracy: Share recognised, 0..1.
        interval: 95 % confidence interval of the accuracy.
        loss: Cross-entropy in nats.
        confusion: ``(10, 10)`` int64, rows = true.
        right_cells: ``(10, 10)`` bool, where ``confusion`` counts right answers.
        cell_intervals: Of ``confusion``.
        scores: One for each category.
        errors: Every misclassified picture, in the order of the test set.
        error_pictures: ``(E, 28, 28)`` uint8, light item on black, by index in the test set.
    """

    pictures: int
    labels: np.ndarray
    probabilities: np.ndarray
    accuracy: float
    interval: Interval
    loss: float
    confusion: np.ndarray
    right_cells: np.ndarray
    cell_intervals: CellIntervals
    scores: tuple[CategoryScore, ...]
    errors: tuple[Misclassification, ...]
    error_pictures: dict[int, np.ndarray]


@dataclass(frozen=True)
class PhotoScore:
    """How many of some photos are recognised.

    Attributes:
        photos: How many there are.
        accuracy: Share recognised, 0..1, with the range in which it lies when people are drawn anew.
        balanced_accuracy: Mean recall over the categories that are present, 0..1, with its range.
        people: Who took them; a range over one person says nothing.
        per_person: Mean over the people of each one's share recognised, 0..1, with its range.
        most_by_one: How many photos the person took who took the most.
        effective_people: How many people with equally many photos would say as much.
    """

    photos: int
    accuracy: Estimate
    balanced_accuracy: Estimate
    people: int
    per_person: Estimate
    most_by_one: int
    effective_people: float


@dataclass(frozen=True)
class SecondLook:
    """Photos that two people looked at again and on whose category they agreed.

    Attributes:
        agreed: Photos of which the set says the same.
        by_set: The score on them by the set's labels.
        by_people: The score on them by what the two people said.
        most_disputed: What the set and what the people say, where they differ most often; None where they never do.
        disputes: How often that is.
    """

    agreed: int
    by_set: PhotoScore
    by_people: PhotoScore
    most_disputed: tuple[str, str] | None
    disputes: int


@dataclass(frozen=True)
class Automatic:
    """What is answered without a person, photos of none of the ten weighing as much as a delivery has of them.

    Attributes:
        coverage: Share of a delivery, 0..1.
        precision: Share of those answers that is right, 0..1.
        counted_coverage: The same share of the test photos as they are, 0..1.
        counted_precision: Share of those answers that is right, 0..1.
        photos: Test photos, those of no single category included.
        threshold: Confidence from which an answer stands without a person, 0..1; above 1 when none does.
        target_precision: What the threshold was fitted for on validation photos, 0..1.
        outside_share: Share of a delivery that is none of the ten, 0..1.
        curve: Coverage and precision at every other threshold.
        by_category: The precision by the category that is named.
    """

    coverage: float
    precision: float
    counted_coverage: float
    counted_precision: float
    photos: int
    threshold: float
    target_precision: float
    outside_share: float
    curve: RiskCoverageCurve
    by_category: tuple[CategoryPrecision, ...]

    @property
    def counted(self) -> int:
        """How many test photos are answered automatically."""
        return round(self.counted_coverage * self.photos)

    @property
    def counted_right(self) -> int:
        """How many of those are right."""
        return round(self.counted_precision * self.counted)


@dataclass(frozen=True)
class OutsideKind:
    """Photos of one kind of thing that is none of the ten."""

    name: str
    photos: int
    automatic: int


@dataclass(frozen=True)
class Outside:
    """How things that are none of the ten are told from those that are.

    Attributes:
        photos: Of things outside the ten.
        automatic: How many of them were answered without a person nevertheless.
        auroc: Chance that a photo of the ten scores higher than one of something else, 0..1.
        kinds: What they show, the most frequent first.
    """

    photos: int
    automatic: int
    auroc: Estimate
    kinds: tuple[OutsideKind, ...]


@dataclass(frozen=True)
class PhotoEvaluation:
    """The score on photos by contributors of whom no photo was trained on.

    Attributes:
        clothing: The score on photos of the six clothing categories by the set's labels.
        second_look: The same on photos that were looked at again; None when none were.
        slices: The score on parts of the clothing photos, by name.
        automatic: What is answered without a person.
        outside: How things outside the ten are recognised; None when no photo shows any.
        calibration: How far confidences are from the share that is right, weighted as ``automatic``.
        reliability: The same, bin by bin.
        rows: What the photos truly show, the rows of ``confusion``.
        confusion: ``(R, 10)`` int64.
        right_cells: ``(R, 10)`` bool, where ``confusion`` counts right answers.
        cell_intervals: Of ``confusion``.
        scores: One for each category that has photos.
        weakest: How far each category's recall is from that of all other photos of the ten, the worst first.
    """

    clothing: PhotoScore
    second_look: SecondLook | None
    slices: dict[str, PhotoScore]
    automatic: Automatic
    outside: Outside | None
    calibration: CalibrationCheck
    reliability: ReliabilityBins
    rows: tuple[str, ...]
    confusion: np.ndarray
    right_cells: np.ndarray
    cell_intervals: CellIntervals
    scores: tuple[CategoryScore, ...]
    weakest: tuple[RecallGap, ...]


@dataclass(frozen=True)
class TrainingStage:
    """One stretch of training: its name, its epochs, and whether photos were among its pictures."""

    name: str
    epochs: int
    with_photos: bool


@dataclass(frozen=True)
class PhotoNetwork:
    """The second network, which sees photos alone.

    Attributes:
        layers: From the input to the output.
        parameters: Learned and running numbers.
        weight: Its share in the answer for a photo, 0..1; the rest is the first network's.
        history: One row an epoch: ``round``, ``loss``, ``validation_loss`` and ``validation_accuracy``, all of photos;
            None where the folder keeps none.
    """

    layers: tuple[NetworkLayer, ...]
    parameters: int
    weight: float
    history: pd.DataFrame | None = None


@dataclass(frozen=True)
class Evaluation:
    """Everything the pages show of one model version.

    Attributes:
        version: Its name.
        benchmark: The score on Fashion-MNIST.
        photos: The score on photos; None when the model was trained and tested without any.
        layers: From the input to the outputs.
        parameters: Learned and running numbers of the network.
        photo_network: The network that judges photos beside it; None when the model has none.
        history: One row an epoch, with stage, losses and accuracies; ``round`` counts on through the stages.
        stages: What was trained, in this order.
        training_minutes: How long the training took.
    """

    version: str
    benchmark: BenchmarkEvaluation
    photos: PhotoEvaluation | None
    layers: tuple[NetworkLayer, ...]
    parameters: int
    photo_network: PhotoNetwork | None
    history: pd.DataFrame
    stages: tuple[TrainingStage, ...]
    training_minutes: float
