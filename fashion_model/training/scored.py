"""Scoring a finished model folder: decision, test answers, samples and model card."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from fashion_model.analysis.predictions import BENCHMARK_FILE, PHOTOS_FILE
from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import Artifact, sha256_of
from fashion_model.serving.classifier import LITERT_FILE, Classifier
from fashion_model.serving.networks import PHOTO_NETWORK_FILE, SEGMENTER_FILE
from fashion_model.serving.scope import PROTOTYPES_FILE, SCOPE_FILE
from fashion_model.serving.scoring import (
    NONE_LABEL,
    BenchmarkScores,
    PhotoAnswer,
    answer_photos,
    score_benchmark,
    score_photos,
    scores_as_dict,
)
from fashion_model.training.card import model_card
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.decision.fit import OUTSIDE_SHARE, TARGET_PRECISION, FittedDecision, fit_decision
from fashion_model.training.manifest import write_manifest
from fashion_model.training.sources import Sources

_ALWAYS = 1e-9
"""A threshold below every confidence: only what is wrong with a photo keeps its answer from being automatic."""


def score_and_describe(staging: Path, manifest: dict[str, Any], sources: Sources) -> None:
    """Fit what decides, and score through the very code that serves, then write what was seen.

    Args:
        staging: The folder, with its networks.
        manifest: What it says but for decision, scores, key and files.
        sources: What to fit and to score on.
    """
    classifier = Classifier(Artifact(staging, {**manifest, **_so_far(staging)}))
    _write_samples(staging / "samples", classifier, sources.benchmark.validation)
    outsiders = [photo for photo in sources.photos_of("train") if photo.category == NONE_LABEL]  # none is learned from
    fitted = fit_decision(classifier, sources.photos_of("validation"), outsiders, sources.street_of("validation"))
    if fitted.scope:
        fitted.scope.save(staging / SCOPE_FILE)
    manifest = {**manifest, "decision": _decision(fitted)}
    classifier = Classifier(Artifact(staging, {**_so_far(staging), **manifest}))
    test = sources.benchmark.test
    benchmark = score_benchmark(classifier, test.pictures, test.labels)
    answers = answer_photos(classifier, sources.photos_of("test"))
    photos = score_photos(answers, fitted.threshold.threshold)
    _write_test_predictions(staging / BENCHMARK_FILE, benchmark, test)
    columns = [field.name for field in fields(PhotoAnswer)]
    write_rows(staging / PHOTOS_FILE, columns, map(asdict, answers))
    scored = {**manifest, "scores": scores_as_dict(benchmark, photos)}
    (staging / "MODEL_CARD.md").write_text(model_card(scored), encoding="utf-8")
    write_manifest(staging, scored)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a table as CSV, its figures with six decimals."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()}
            )


def write_photo_history(path: Path, history: Sequence[Mapping[str, Any]]) -> None:
    """Write one numbered row an epoch."""
    write_rows(path, ["epoch", *history[0]], ({"epoch": epoch, **row} for epoch, row in enumerate(history, start=1)))


def _so_far(staging: Path) -> dict[str, Any]:
    """Return what a classifier needs of a manifest that is not written yet."""
    files = (LITERT_FILE, PHOTO_NETWORK_FILE, PROTOTYPES_FILE, SEGMENTER_FILE, SCOPE_FILE)
    return {
        "decision": {"auto_threshold": _ALWAYS},
        "files": {name: sha256_of(staging / name) for name in files if (staging / name).is_file()},
    }


def _decision(fitted: FittedDecision) -> dict[str, Any]:
    threshold = fitted.threshold
    return {
        "auto_threshold": threshold.threshold,
        "target_precision": TARGET_PRECISION,
        "outside_share": OUTSIDE_SHARE,
        "scope_detector": fitted.scope is not None,
        "validation": {name: getattr(threshold, name) for name in ("photos", "coverage", "precision")},
    }


def _write_samples(folder: Path, classifier: Classifier, validation: LabelledPictures) -> None:
    """Draw one Fashion-MNIST validation item of each category as a small product photo, the surest of each."""
    folder.mkdir()
    probabilities = classifier.predict(validation.pictures).photo_probabilities
    for category in range(len(CATEGORIES)):
        members = np.flatnonzero(validation.labels == category)
        best = members[probabilities[members, category].argmax()]
        _as_product_photo(validation.pictures[best]).save(folder / f"{category}.png", optimize=True)


def _as_product_photo(picture: np.ndarray) -> Image.Image:
    """Return ``(28, 28)`` uint8 negated, enlarged and on white: a greyscale picture of 480×480."""
    item = Image.fromarray(255 - picture).resize((400, 400), Image.Resampling.BICUBIC)
    canvas = Image.new("L", (480, 480), 255)
    canvas.paste(item, (40, 40))
    return canvas


def _write_test_predictions(path: Path, scores: BenchmarkScores, test: LabelledPictures) -> None:
    errors = np.flatnonzero(scores.probabilities.argmax(axis=1) != test.labels).astype(np.int32)
    np.savez_compressed(
        path,
        labels=test.labels,
        probabilities=scores.probabilities,
        error_indices=errors,
        error_pictures=test.pictures[errors],
    )
