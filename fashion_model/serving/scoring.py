"""Scoring a classifier on Fashion-MNIST's test pictures and on labelled photos."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashion_model.categories import CLOTHING, FOOTWEAR
from fashion_model.evaluation.metrics import accuracy, cross_entropy
from fashion_model.evaluation.risk_coverage import OperatingPoint, recorded_outcome, risk_coverage
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
    """A photo with what a person said it shows.

    Attributes:
        path: The file.
        contributor: Who took it.
        category: One of the ten, ``footwear`` or ``none``.
        label: The photo set's own, finer word.
        kids: True for children's clothes.
        shown: How the item is shown: ``laid flat``, ``hung``, ``worn`` or ``other``; empty where nobody looked.
        audited: The category that two people agreed on who looked again; empty where they did not, or nobody did.
    """

    path: Path
    contributor: int
    category: str
    label: str = ""
    kids: bool = False
    shown: str = ""
    audited: str = ""


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
        scope: How probable it is that the item is one of the ten, 0..1.
        cut_by: How the item was found.
        label: The photo set's own, finer word.
        kids: True for children's clothes.
        shown: How the item is shown; empty where nobody looked.
        audited: The category that two people agreed on who looked again, or empty.
        longest_edge: Of the photo, in pixels.
        brightness: Mean of the photo's grey levels, 0..1.
        held_back: True when the photo or the item keeps the answer from being automatic, whatever the confidence.
    """

    file: str
    contributor: int
    category: str
    predicted: str
    confidence: float
    status: str
    second_category: str
    second_confidence: float
    scope: float
    cut_by: str
    label: str
    kids: bool
    shown: str
    audited: str
    longest_edge: int
    brightness: float
    held_back: bool = False

    @property
    def is_right(self) -> bool:
        """True when the answer is what the person said."""
        return is_right(self.category, self.predicted)


def is_right(category: str, predicted: str) -> bool:
    """Return whether an answer is what a person said; any shoe is right for ``footwear``, nothing for ``none``."""
    return predicted in FOOTWEAR if category == FOOTWEAR_LABEL else predicted == category


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
    auto: OperatingPoint


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
        scope=decision.scope,
        cut_by=result.garment.method,
        label=photo.label,
        kids=photo.kids,
        shown=photo.shown,
        audited=photo.audited,
        longest_edge=max(result.photo.rgb.shape[:2]),
        brightness=float(result.photo.rgb.mean()) / 255,
        held_back=decision.held_back,
    )


def score_photos(answers: Iterable[PhotoAnswer], threshold: float) -> PhotoScores:
    """Score answers for photos of clothing, footwear and things outside the ten.

    Args:
        answers: Of one model.
        threshold: The confidence from which they were automatic, unless something held them back.
    """
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


def _auto(answers: Sequence[PhotoAnswer], threshold: float) -> OperatingPoint:
    if not answers:
        return OperatingPoint(threshold=threshold, coverage=0.0, precision=0.0, photos=0)
    confidences = np.array([0.0 if answer.held_back else answer.confidence for answer in answers])
    return recorded_outcome(risk_coverage(confidences, np.array([answer.is_right for answer in answers])), threshold)


def _share_right(answers: Sequence[PhotoAnswer]) -> float:
    return sum(answer.is_right for answer in answers) / len(answers) if answers else 0.0


def scores_as_dict(benchmark: BenchmarkScores, photos: PhotoScores | None) -> dict[str, Any]:
    """Return the scores on both domains as plain data, as a manifest's ``scores``; None leaves photos out."""
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
