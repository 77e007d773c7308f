"""What a loaded model scores: on Fashion-MNIST's test pictures and on photos of real clothes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fashion_model.categories import CLOTHING, FOOTWEAR
from fashion_model.evaluation.calibration import NEVER, AutoThreshold, fit_auto_threshold
from fashion_model.evaluation.metrics import accuracy, cross_entropy
from fashion_model.serving.classifier import Classification, Classifier

FOOTWEAR_LABEL = "footwear"
"""A photo's label for some shoe: Sandal, Sneaker or Ankle boot, unspecified."""
NONE_LABEL = "none"
"""A photo's label for an item outside the ten: hats, shorts, skirts."""
_WORKERS = 2


@dataclass(frozen=True)
class BenchmarkScores:
    """Scores on Fashion-MNIST pictures.

    Attributes:
        pictures: How many.
        accuracy: Share that is right, 0..1.
        loss: Mean cross-entropy, in nats.
        probabilities: ``(N, 10)`` float32, what the network answered.
    """

    pictures: int
    accuracy: float
    loss: float
    probabilities: np.ndarray


@dataclass(frozen=True)
class LabelledFile:
    """A photo with what a person said it shows: one of the ten, ``footwear`` or ``none``."""

    path: Path
    contributor: int
    category: str


@dataclass(frozen=True)
class PhotoAnswer:
    """What was answered for one labelled photo.

    Attributes:
        file: Its name.
        contributor: Who took it.
        category: What a person said.
        predicted: The likeliest of the ten.
        confidence: Its calibrated probability, 0..1.
        status: ``auto`` or ``review``.
        second_category: The second likeliest.
        second_confidence: Its calibrated probability, 0..1.
        cut_by: How the item was found.
    """

    file: str
    contributor: int
    category: str
    predicted: str
    confidence: float
    status: str
    second_category: str
    second_confidence: float
    cut_by: str

    @property
    def is_right(self) -> bool:
        """True when the answer is what the person said; any shoe is right for ``footwear``, nothing for ``none``."""
        return self.predicted in FOOTWEAR if self.category == FOOTWEAR_LABEL else self.predicted == self.category


@dataclass(frozen=True)
class PhotoScores:
    """Scores on photos of real clothes.

    Attributes:
        photos: How many show one of the six clothing categories; accuracy is over these.
        contributors: How many people took them.
        accuracy: Share that is right, ten-way, 0..1.
        balanced_accuracy: Mean recall of the six categories, 0..1.
        recalls: For each of the six: how many photos and the share that is right.
        auto: What was answered without a person, over all photos, those of no category counting as wrong.
    """

    photos: int
    contributors: int
    accuracy: float
    balanced_accuracy: float
    recalls: dict[str, tuple[int, float]]
    auto: AutoThreshold


def score_benchmark(classifier: Classifier, pictures: np.ndarray, labels: np.ndarray) -> BenchmarkScores:
    """Score the output layer for Fashion-MNIST on ``(N, 28, 28)`` uint8 pictures with ``(N,)`` labels."""
    probabilities = classifier.predict(pictures).benchmark_probabilities
    return BenchmarkScores(
        pictures=len(labels),
        accuracy=accuracy(labels, probabilities),
        loss=cross_entropy(labels, probabilities),
        probabilities=probabilities,
    )


def answer_photos(classifier: Classifier, photos: Sequence[LabelledFile]) -> tuple[PhotoAnswer, ...]:
    """Classify labelled photos as the product does, in their order.

    Raises:
        PhotoRefused: A photo of the set cannot be read.
    """
    with ThreadPoolExecutor(_WORKERS) as pool:
        classified = pool.map(lambda photo: classifier.classify(photo.path.read_bytes()), photos)
        return tuple(_answer(photo, result) for photo, result in zip(photos, classified, strict=True))


def _answer(photo: LabelledFile, result: Classification) -> PhotoAnswer:
    decision = result.decision
    return PhotoAnswer(
        file=photo.path.name,
        contributor=photo.contributor,
        category=photo.category,
        predicted=decision.category,
        confidence=decision.confidence,
        status=decision.status,
        second_category=decision.second_category,
        second_confidence=decision.second_confidence,
        cut_by=result.garment.method,
    )


def fit_threshold(answers: Iterable[PhotoAnswer], target_precision: float) -> AutoThreshold:
    """Return the lowest confidence from which ``target_precision`` of the answers is right.

    Photos whose item was not found are never automatic, whatever the confidence; photos of no category are wrong.
    Without answers to fit it on, nothing is automatic.
    """
    answers = tuple(answers)
    found = [answer for answer in answers if answer.cut_by != "whole picture"]
    if not found:
        return AutoThreshold(threshold=NEVER, coverage=0.0, precision=0.0, photos=len(answers))
    confidences = np.array([answer.confidence for answer in found])
    fitted = fit_auto_threshold(confidences, np.array([answer.is_right for answer in found]), target_precision)
    return replace(fitted, coverage=fitted.coverage * len(found) / len(answers), photos=len(answers))


def score_photos(answers: Iterable[PhotoAnswer], threshold: float) -> PhotoScores:
    """Score answers for photos of clothing, footwear and things outside the ten."""
    answers = tuple(answers)
    by_category: dict[str, list[PhotoAnswer]] = defaultdict(list)
    for answer in answers:
        if answer.category in CLOTHING:
            by_category[answer.category].append(answer)
    recalls = {name: (len(group), _share_right(group)) for name, group in sorted(by_category.items())}
    clothing = [answer for group in by_category.values() for answer in group]
    return PhotoScores(
        photos=len(clothing),
        contributors=len({answer.contributor for answer in clothing}),
        accuracy=_share_right(clothing),
        balanced_accuracy=float(np.mean([share for _, share in recalls.values()])) if recalls else 0.0,
        recalls=recalls,
        auto=_auto(answers, threshold),
    )


def _auto(answers: Sequence[PhotoAnswer], threshold: float) -> AutoThreshold:
    automatic = [answer for answer in answers if answer.status == "auto"]
    return AutoThreshold(
        threshold=threshold,
        coverage=len(automatic) / len(answers) if answers else 0.0,
        precision=_share_right(automatic),
        photos=len(answers),
    )


def _share_right(answers: Sequence[PhotoAnswer]) -> float:
    return sum(answer.is_right for answer in answers) / len(answers) if answers else 0.0


def scores_as_dict(benchmark: BenchmarkScores, photos: PhotoScores | None) -> dict[str, Any]:
    """Return both worlds' scores as plain data, in the shape of a manifest's ``scores``; None leaves photos out."""
    scores: dict[str, Any] = {
        "benchmark": {"pictures": benchmark.pictures, "accuracy": benchmark.accuracy, "loss": benchmark.loss}
    }
    if photos is not None:
        auto = photos.auto
        scores["photos"] = {
            "photos": photos.photos,
            "contributors": photos.contributors,
            "accuracy": photos.accuracy,
            "balanced_accuracy": photos.balanced_accuracy,
            "per_category": {name: {"photos": n, "recall": recall} for name, (n, recall) in photos.recalls.items()},
            "auto": {"photos": auto.photos, "coverage": auto.coverage, "precision": auto.precision},
        }
    return scores
