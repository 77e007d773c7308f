"""Evaluation of a model, read from its folder: scores, layers and training history."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field, TypeAdapter

from fashion_model.analysis.confidence import automatic_answers, calibration_of, things_outside
from fashion_model.analysis.predictions import (
    BENCHMARK_FILE,
    LABELS,
    OUTSIDE,
    PHOTOS_FILE,
    photo_answers_of,
    read_benchmark_predictions,
    readable,
    slices_of,
)
from fashion_model.analysis.records import (
    BenchmarkEvaluation,
    CellIntervals,
    Evaluation,
    PhotoEvaluation,
    PhotoNetwork,
    PhotoScore,
    SecondLook,
    TrainingStage,
)
from fashion_model.categories import CATEGORIES, CLOTHING, FOOTWEAR, INDEX
from fashion_model.evaluation.errors import misclassifications
from fashion_model.evaluation.insights import recall_gaps
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.evaluation.metrics import (
    RESAMPLINGS,
    Estimate,
    accuracy_interval,
    bootstrap_by_group,
    confusion_matrix,
    drawn_shares,
    effective_groups,
    per_category_scores,
    share_intervals,
)
from fashion_model.serving.artifacts import MANIFEST, Artifact
from fashion_model.serving.scoring import FOOTWEAR_LABEL, PhotoAnswer

HISTORY_COLUMNS = (
    "stage",
    "epoch",
    "loss",
    "accuracy",
    "validation_loss",
    "validation_accuracy",
    "photo_loss",
    "photo_validation_accuracy",
    "seconds",
    "learning_rate",
)
"""Of ``history.csv``, one row an epoch."""
PHOTO_HISTORY_FILE = "photo_history.csv"
PHOTO_HISTORY_COLUMNS = ("loss", "validation_loss", "validation_accuracy")
_SHOWN_COLUMNS = HISTORY_COLUMNS[:8]
_LAYERS = TypeAdapter(Annotated[tuple[NetworkLayer, ...], Field(min_length=1)])
DECISION = ("auto_threshold", "target_precision", "outside_share")


def read_evaluation(artifact: Artifact) -> Evaluation:
    """Read a model folder.

    Raises:
        ArtifactError: A file is damaged or does not fit the others.
    """
    manifest = artifact.manifest
    benchmark, photos, history = _read_benchmark(artifact), _read_photos(artifact), _read_history(artifact)
    with readable(artifact, MANIFEST):
        return Evaluation(
            version=artifact.version,
            benchmark=benchmark,
            photos=photos,
            layers=_LAYERS.validate_python(manifest["network"]["layers"]),
            parameters=int(manifest["network"]["parameters"]),
            photo_network=_photo_network(artifact),
            history=history,
            stages=_stages(manifest["training"], history),
            training_minutes=float(manifest["training"]["minutes"]),
        )


def _read_benchmark(artifact: Artifact) -> BenchmarkEvaluation:
    with readable(artifact, BENCHMARK_FILE):
        kept = read_benchmark_predictions(artifact.file(BENCHMARK_FILE))
        labels, probabilities = kept.labels, kept.probabilities
        errors = misclassifications(labels, probabilities)
        if [error.index for error in errors] != sorted(kept.error_pictures):
            raise ValueError("its pictures are not those of its errors")
        predictions, score = probabilities.argmax(axis=1), artifact.manifest["scores"]["benchmark"]
        return BenchmarkEvaluation(
            pictures=len(labels),
            labels=labels,
            probabilities=probabilities,
            accuracy=float(score["accuracy"]),
            interval=accuracy_interval(len(labels) - len(errors), len(labels)),
            loss=float(score["loss"]),
            confusion=confusion_matrix(labels, predictions, len(CATEGORIES)),
            right_cells=right_cells(CATEGORIES),
            cell_intervals=cell_intervals(labels, predictions, len(CATEGORIES)),
            scores=per_category_scores(labels, predictions, len(CATEGORIES)),
            errors=errors,
            error_pictures=kept.error_pictures,
        )


def _read_photos(artifact: Artifact) -> PhotoEvaluation | None:
    with readable(artifact, MANIFEST):
        decision = {name: float(artifact.manifest["decision"][name]) for name in DECISION}
    answers = photo_answers_of(artifact)
    with readable(artifact, PHOTOS_FILE):
        return evaluate_photos(answers, decision) if answers else None


def _read_history(artifact: Artifact) -> pd.DataFrame:
    name = "history.csv"
    with readable(artifact, name):
        history = _columns(pd.read_csv(artifact.file(name)), _SHOWN_COLUMNS)
        history = history.astype({column: int if column == "epoch" else float for column in _SHOWN_COLUMNS[1:]})
        learned = history["photo_loss"] > 0  # an epoch without photos has no loss on them
        return history.assign(round=range(1, len(history) + 1), photo_loss=history["photo_loss"].where(learned))


def _columns(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    if frame.empty:
        raise ValueError("it has no rows")
    return frame[list(names)]


def _stages(training: dict[str, Any], history: pd.DataFrame) -> tuple[TrainingStage, ...]:
    """Without photos a stage that would learn from them goes on with Fashion-MNIST alone."""
    photo_batches = {stage["name"]: int(stage["photo_batch"]) for stage in training["stages"]}
    has_photos = int(training["training_photos"]) > 0
    epochs = history["stage"].value_counts(sort=False)  # in the order in which they were trained
    return tuple(
        TrainingStage(name, int(count), with_photos=has_photos and photo_batches[name] > 0)
        for name, count in epochs.items()
    )


def _photo_network(artifact: Artifact) -> PhotoNetwork | None:
    manifest = artifact.manifest
    if "photo_network" not in manifest:
        return None
    described = manifest["photo_network"]
    layers = _LAYERS.validate_python(described["layers"])
    if len(layers[0].output_shape) != 3:
        raise ValueError(f"expected a network that begins with a picture, got {layers[0].output_shape}")
    return PhotoNetwork(
        layers=layers,
        parameters=int(described["parameters"]),
        weight=float(manifest["photo_answer"]["weight"]),
        history=_read_photo_history(artifact) if PHOTO_HISTORY_FILE in manifest["files"] else None,
    )


def _read_photo_history(artifact: Artifact) -> pd.DataFrame:
    with readable(artifact, PHOTO_HISTORY_FILE):
        history = _columns(pd.read_csv(artifact.file(PHOTO_HISTORY_FILE)), PHOTO_HISTORY_COLUMNS).astype(float)
        return history.assign(round=range(1, len(history) + 1))


def evaluate_photos(answers: Sequence[PhotoAnswer], decision: Mapping[str, float]) -> PhotoEvaluation:
    """Return everything the page shows of the photos.

    Args:
        answers: Of a model for photos of test contributors.
        decision: The manifest's ``decision``: ``auto_threshold``, ``target_precision`` and ``outside_share``.

    Raises:
        KeyError: The manifest lacks something.
        ValueError: No photo shows clothing.
    """
    clothing = [answer for answer in answers if answer.category in CLOTHING]
    if not clothing:
        raise ValueError("no photo shows one of the six clothing categories")
    rows, confusion, intervals = photo_confusion(answers)
    labels, predictions, people = _of_the_ten(answers)
    scores = per_category_scores(labels, predictions, len(CATEGORIES), people)
    calibration, reliability = calibration_of(answers, decision)
    return PhotoEvaluation(
        clothing=score_by(clothing, [answer.category for answer in clothing]),
        second_look=second_look(answers),
        slices={
            name: score_by(part, [answer.category for answer in part]) for name, part in slices_of(clothing).items()
        },
        automatic=automatic_answers(answers, decision),
        outside=things_outside(answers),
        calibration=calibration,
        reliability=reliability,
        rows=rows,
        confusion=confusion,
        right_cells=right_cells(rows),
        cell_intervals=intervals,
        scores=tuple(score for score in scores if score.support),
        weakest=recall_gaps(labels, predictions, people),
    )


def score_by(answers: Sequence[PhotoAnswer], truth: Sequence[str]) -> PhotoScore:
    """Return how many answers are the ``truth``, one category an answer, with ranges over the contributors."""
    codes = np.array([LABELS.index(category) for category in truth])
    right = np.array([answer.predicted for answer in answers]) == np.array(truth)
    people = np.array([answer.contributor for answer in answers])

    def mean_recall(chosen: np.ndarray) -> float:
        sizes = np.bincount(codes[chosen], minlength=len(LABELS))
        hits = np.bincount(codes[chosen], weights=right[chosen], minlength=len(LABELS))
        return float((hits[sizes > 0] / sizes[sizes > 0]).mean())

    sizes = np.unique(people, return_counts=True)[1]
    shares = np.array([right[people == person].mean() for person in np.unique(people)])
    low, high = np.quantile(drawn_shares(shares[:, None], np.ones((len(shares), 1)), RESAMPLINGS), (0.025, 0.975))
    return PhotoScore(
        photos=len(answers),
        accuracy=bootstrap_by_group(lambda chosen: float(right[chosen].mean()), people, RESAMPLINGS),
        balanced_accuracy=bootstrap_by_group(mean_recall, people, RESAMPLINGS),
        people=len(sizes),
        per_person=Estimate(float(shares.mean()), float(low), float(high)),
        most_by_one=int(sizes.max()),
        effective_people=effective_groups(people),
    )


def second_look(answers: Sequence[PhotoAnswer]) -> SecondLook | None:
    """Return the score on photos on which two people agreed who looked again; None when there are none."""
    again = [answer for answer in answers if answer.audited]
    if not again:
        return None
    disputes = Counter((answer.category, answer.audited) for answer in again if answer.category != answer.audited)
    most_disputed, times = disputes.most_common(1)[0] if disputes else (None, 0)
    return SecondLook(
        agreed=len(again) - disputes.total(),
        by_set=score_by(again, [answer.category for answer in again]),
        by_people=score_by(again, [answer.audited for answer in again]),
        most_disputed=most_disputed,
        disputes=times,
    )


def photo_confusion(answers: Sequence[PhotoAnswer]) -> tuple[tuple[str, ...], np.ndarray, CellIntervals]:
    """Count what photos show against what they were taken for.

    Returns:
        The names of the R rows that have photos, in the categories' order, ``(R, 10)`` int64, and the intervals of the
        cells' shares when contributors are drawn anew.
    """
    present = [label for label in LABELS if any(answer.category == label for answer in answers)]
    shown = np.array([present.index(answer.category) for answer in answers])
    named = np.array([INDEX[answer.predicted] for answer in answers])
    counts = np.zeros((len(present), len(CATEGORIES)), np.int64)
    np.add.at(counts, (shown, named), 1)
    people = np.array([answer.contributor for answer in answers])
    intervals = cell_intervals(shown, named, len(present), people)
    return tuple(OUTSIDE.get(label, label) for label in present), counts, intervals


def cell_intervals(shown: np.ndarray, named: np.ndarray, rows: int, groups: np.ndarray | None = None) -> CellIntervals:
    """Return the 95 % interval of each cell's share of its row of a confusion matrix with ten columns.

    Args:
        shown: ``(N,)`` integer, the row.
        named: ``(N,)`` integer, the column.
        rows: R.
        groups: ``(N,)`` whose each picture is, where those of one person look alike.
    """
    in_row = shown[:, None] == np.arange(rows)  # (N, R)
    in_cell = in_row[:, :, None] & (named[:, None, None] == np.arange(len(CATEGORIES)))  # (N, R, 10)
    ends = share_intervals(in_cell.reshape(len(shown), -1), in_row.repeat(len(CATEGORIES), axis=1), groups)
    low, high = (end.reshape(rows, len(CATEGORIES)) for end in ends)
    return low, high


def right_cells(rows: Sequence[str]) -> np.ndarray:
    """Return ``(R, 10)`` bool: which categories are right answers to each row; any shoe is for ``Another shoe``."""
    accepted = [FOOTWEAR if row == OUTSIDE[FOOTWEAR_LABEL] else (row,) for row in rows]
    return np.array([[category in right for category in CATEGORIES] for right in accepted])


def _of_the_ten(answers: Sequence[PhotoAnswer]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return label, answer and contributor, each ``(N,)``, of the photos that show one of the ten."""
    named = [answer for answer in answers if answer.category in INDEX]
    labels = np.array([INDEX[answer.category] for answer in named])
    predictions = np.array([INDEX[answer.predicted] for answer in named])
    return labels, predictions, np.array([answer.contributor for answer in named])
