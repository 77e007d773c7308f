"""Reads what a model folder says of its scores, once a version."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.categories import CATEGORIES, FOOTWEAR, INDEX
from fashion_model.evaluation.errors import misclassifications
from fashion_model.evaluation.metrics import (
    CategoryScore,
    accuracy_interval,
    confusion_matrix,
    grouped_accuracy_interval,
    per_category_scores,
)
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.web.evaluation_records import BenchmarkEvaluation, Evaluation, Layer, PhotoEvaluation

HISTORY_COLUMNS = ("epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "photo_validation_accuracy")
PHOTO_COLUMNS = ("contributor", "category", "predicted", "confidence", "status")
OUTSIDE = {"footwear": "Some shoe", "none": "None of the ten"}
"""Labels of test photos that are not one of the ten categories, and their names on screen."""


def get_evaluation(artifact: Artifact) -> Evaluation:
    """Return what the model folder says, read once a version in this process.

    Raises:
        ArtifactError: A file is damaged or does not fit the others.
    """
    return _evaluation_of_version(artifact.version, artifact)


@st.cache_resource(max_entries=2, show_spinner=False)
def _evaluation_of_version(version: str, _artifact: Artifact) -> Evaluation:
    return read_evaluation(_artifact)


def read_evaluation(artifact: Artifact) -> Evaluation:
    """Read a model folder.

    Raises:
        ArtifactError: A file is damaged or does not fit the others.
    """
    manifest = artifact.manifest
    benchmark, photos, history = _read_benchmark(artifact), _read_photos(artifact), _read_history(artifact)
    with _readable(artifact, "manifest.json"):
        return Evaluation(
            version=artifact.version,
            benchmark=benchmark,
            photos=photos,
            layers=tuple(_layer(entry) for entry in manifest["network"]["layers"]),
            parameters=int(manifest["network"]["parameters"]),
            history=history,
            training_minutes=float(manifest["training"]["minutes"]),
        )


def _read_benchmark(artifact: Artifact) -> BenchmarkEvaluation:
    name = "test_predictions.npz"
    with _readable(artifact, name), np.load(artifact.file(name)) as arrays:
        labels, probabilities = arrays["labels"], arrays["probabilities"]
        errors = misclassifications(labels, probabilities)
        pictures = dict(zip(arrays["error_indices"].tolist(), arrays["error_pictures"], strict=True))
        if [error.index for error in errors] != sorted(pictures):
            raise ValueError("its pictures are not those of its errors")
        predictions, score = probabilities.argmax(axis=1), artifact.manifest["scores"]["benchmark"]
        return BenchmarkEvaluation(
            pictures=len(labels),
            accuracy=float(score["accuracy"]),
            interval=accuracy_interval(len(labels) - len(errors), len(labels)),
            loss=float(score["loss"]),
            confusion=confusion_matrix(labels, predictions, len(CATEGORIES)),
            right_cells=right_cells(CATEGORIES),
            scores=per_category_scores(labels, predictions, len(CATEGORIES)),
            errors=errors,
            error_pictures=pictures,
        )


def _read_photos(artifact: Artifact) -> PhotoEvaluation | None:
    name = "photo_predictions.csv"
    with _readable(artifact, name):
        if not artifact.manifest["scores"]["photos"]["photos"]:
            return None
        frame = _columns(pd.read_csv(artifact.file(name)), PHOTO_COLUMNS)
        scored = frame[frame["category"].isin(CATEGORIES)]
        score, decision = artifact.manifest["scores"]["photos"], artifact.manifest["decision"]
        rows, confusion = photo_confusion(frame)
        return PhotoEvaluation(
            photos=int(score["photos"]),
            contributors=int(score["contributors"]),
            accuracy=float(score["accuracy"]),
            interval=grouped_accuracy_interval(
                (scored["category"] == scored["predicted"]).to_numpy(dtype=bool), scored["contributor"].to_numpy()
            ),
            balanced_accuracy=float(score["balanced_accuracy"]),
            all_photos=int(score["auto"]["photos"]),
            auto_coverage=float(score["auto"]["coverage"]),
            auto_precision=float(score["auto"]["precision"]),
            auto_threshold=artifact.auto_threshold,
            target_precision=float(decision["target_precision"]),
            outside_automatic=int(((frame["category"] == "none") & (frame["status"] == "auto")).sum()),
            rows=rows,
            confusion=confusion,
            right_cells=right_cells(rows),
            scores=_photo_scores(scored),
        )


def photo_confusion(frame: pd.DataFrame) -> tuple[tuple[str, ...], np.ndarray]:
    """Count what photos show against what they were taken for.

    Args:
        frame: Columns ``category`` (one of the ten or a key of ``OUTSIDE``) and ``predicted`` (one of the ten).

    Returns:
        The names of the R rows that have photos, in the categories' order, and ``(R, 10)`` int64.

    Raises:
        ValueError: A category is unknown.
    """
    known = [*CATEGORIES, *OUTSIDE]
    strange = set(frame["category"]) - set(known) | set(frame["predicted"]) - set(CATEGORIES)
    if strange:
        raise ValueError(f"expected categories {', '.join(known)}, got {', '.join(sorted(map(str, strange)))}")
    counts = pd.crosstab(frame["category"], frame["predicted"])
    present = [name for name in known if name in counts.index]
    table = counts.reindex(index=present, columns=list(CATEGORIES), fill_value=0)
    return tuple(OUTSIDE.get(name, name) for name in present), table.to_numpy(dtype=np.int64)


def right_cells(rows: Sequence[str]) -> np.ndarray:
    """Return ``(R, 10)`` bool: which categories are right answers to each row; any shoe is for ``Some shoe``."""
    accepted = [FOOTWEAR if row == OUTSIDE["footwear"] else (row,) for row in rows]
    return np.array([[category in right for category in CATEGORIES] for right in accepted])


def _photo_scores(scored: pd.DataFrame) -> tuple[CategoryScore, ...]:
    labels, predictions = (scored[name].map(INDEX).to_numpy(dtype=np.int64) for name in ("category", "predicted"))
    scores = per_category_scores(labels, predictions, len(CATEGORIES))
    return tuple(score for score in scores if score.support)


def _read_history(artifact: Artifact) -> pd.DataFrame:
    name = "history.csv"
    with _readable(artifact, name):
        history = _columns(pd.read_csv(artifact.file(name)), HISTORY_COLUMNS)
        return history.astype(float).astype({"epoch": int})


def _columns(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    if frame.empty:
        raise ValueError("it has no rows")
    return frame[list(names)]


def _layer(entry: dict[str, Any]) -> Layer:
    return Layer(
        name=str(entry["name"]),
        kind=str(entry["kind"]),
        output_shape=tuple(int(edge) for edge in entry["output_shape"]),
        parameters=int(entry["parameters"]),
        operations=int(entry["operations"]),
    )


@contextmanager
def _readable(artifact: Artifact, name: str) -> Iterator[None]:
    """Turn whatever goes wrong with one file into one sentence."""
    try:
        yield
    except (KeyError, ValueError, TypeError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise ArtifactError(
            f"{name} of model {artifact.version} cannot be read: it is damaged or made by another version of this "
            "program. Restore the model's folder, or train again with `python -m fashion_model train`."
        ) from error
