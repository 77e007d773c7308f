"""Evaluation of a model, read from its folder: scores, layers and training history."""

from typing import Any

import pandas as pd

from fashion_model.analysis.photos import evaluate_photos, right_cells
from fashion_model.analysis.predictions import (
    BENCHMARK_FILE,
    PHOTOS_FILE,
    photo_answers_of,
    read_benchmark_predictions,
    readable,
)
from fashion_model.analysis.records import (
    BenchmarkEvaluation,
    Evaluation,
    PhotoEvaluation,
    PhotoNetwork,
    TrainingStage,
)
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import misclassifications
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.evaluation.metrics import (
    accuracy_interval,
    confusion_matrix,
    per_category_scores,
)
from fashion_model.serving.artifacts import MANIFEST, Artifact

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
_SHOWN_COLUMNS = HISTORY_COLUMNS[:8]
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
            layers=_layers(manifest["network"]["layers"]),
            parameters=int(manifest["network"]["parameters"]),
            photo_network=_photo_network(manifest),
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


def _photo_network(manifest: dict[str, Any]) -> PhotoNetwork | None:
    if "photo_network" not in manifest:
        return None
    described = manifest["photo_network"]
    layers = _layers(described["layers"])
    if len(layers[0].output_shape) != 3:
        raise ValueError(f"expected a network that begins with a picture, got {layers[0].output_shape}")
    return PhotoNetwork(
        layers=layers,
        parameters=int(described["parameters"]),
        weight=float(manifest["photo_answer"]["weight"]),
    )


def _layers(entries: list[dict[str, Any]]) -> tuple[NetworkLayer, ...]:
    if not entries:
        raise ValueError("expected layers, got none")
    return tuple(
        NetworkLayer(
            name=str(entry["name"]),
            output_shape=tuple(int(edge) for edge in entry["output_shape"]),
            parameters=int(entry["parameters"]),
            operations=int(entry["operations"]),
            kind=str(entry["kind"]),
        )
        for entry in entries
    )
