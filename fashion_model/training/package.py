"""From a trained network to a model folder: calibrated, exported, scored as it will serve, and described."""

import csv
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
from PIL import Image

import fashion_model
from fashion_model.analysis.model_scores import HISTORY_COLUMNS
from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.calibration import fit_temperature
from fashion_model.evaluation.metrics import cross_entropy
from fashion_model.serving.artifacts import LAYOUT, Artifact, load, sha256_of
from fashion_model.serving.classifier import LITERT_FILE, Classifier
from fashion_model.serving.networks import PHOTO_NETWORK_FILE, SEGMENTER_FILE, Combination
from fashion_model.serving.scope import PROTOTYPES_FILE, SCOPE_FILE
from fashion_model.serving.scoring import (
    BenchmarkScores,
    LabelledFile,
    PhotoAnswer,
    answer_photos,
    score_benchmark,
    score_photos,
    scores_as_dict,
)
from fashion_model.training.card import model_card
from fashion_model.training.config import TrainingConfig
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.data.street import StreetPhoto
from fashion_model.training.decision.fit import OUTSIDE_SHARE, TARGET_PRECISION, FittedDecision, fit_decision
from fashion_model.training.decision.scope import fit_prototypes
from fashion_model.training.manifest import write_manifest
from fashion_model.training.networks.export import export_litert
from fashion_model.training.networks.layers import describe_layers
from fashion_model.training.networks.network import BENCHMARK, KERAS_FILE, PHOTOS, calibrated
from fashion_model.training.networks.photo_network import PRETRAINED_SHA256, answer
from fashion_model.training.networks.photo_train import TrainedPhotoNetwork
from fashion_model.training.networks.resumable import Row
from fashion_model.training.networks.train import Trained, TrainingData
from fashion_model.training.pictures.prepare import PhotoPictures

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


_ALWAYS = 1e-9
"""A threshold below every confidence: only what is wrong with a photo keeps its answer from being automatic."""


@dataclass(frozen=True)
class TestData:
    """What a finished run is scored on, and the items that its decisions are fitted on.

    Attributes:
        benchmark: Fashion-MNIST's test pictures.
        photos: By test contributors.
        validation_photos: By validation contributors.
        validation_street: Street photos of the validation part.
        outsiders: Photos of nothing among the ten by training contributors; the network learns from none of them.
    """

    benchmark: LabelledPictures
    photos: tuple[LabelledFile, ...]
    validation_photos: tuple[LabelledFile, ...]
    validation_street: tuple[StreetPhoto, ...]
    outsiders: tuple[LabelledFile, ...]


def write_artifact(
    folder: Path,
    trained: Trained,
    config: TrainingConfig,
    data: TrainingData,
    test: TestData,
    data_hashes: dict[str, str],
    segmenter: Path | None,
    for_photos: TrainedPhotoNetwork | None,
) -> None:
    """Write the model folder, which appears under its name only when it is complete.

    Args:
        folder: The folder to be; its name is the version.
        trained: The finished run.
        config: The run's choices.
        data: Its training and validation data.
        test: What to score it on.
        data_hashes: SHA-256 of each file or set that it learned from.
        segmenter: The file that finds garments; None without one.
        for_photos: The photo network; None without photos.
    """
    staging = folder.with_name(f"unfinished-{folder.name}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    temperatures = _fit_temperatures(trained.network, data)
    network = calibrated(trained.network, temperatures)
    network.save(staging / KERAS_FILE)
    export_litert(network, staging / LITERT_FILE)
    if segmenter:
        shutil.copyfile(segmenter, staging / SEGMENTER_FILE)
    _write_history(staging / "history.csv", trained.history)
    manifest = _describe(folder.name, trained, network, config, data, temperatures, data_hashes)
    if for_photos:
        export_litert(for_photos.network, staging / PHOTO_NETWORK_FILE, batch=1)
        prototypes = fit_prototypes(for_photos.network, data.train_photos, config.seed)
        prototypes.save(staging / PROTOTYPES_FILE)
        write_photo_history(staging / "photo_history.csv", for_photos.history)
        manifest |= describe_photo_network(network, for_photos, data.validation_photos)
    _finish(staging, manifest, data, test)
    os.replace(staging, folder)
    load(folder)


def _fit_temperatures(network: keras.Model, data: TrainingData) -> dict[str, float]:
    logits = network.predict(data.validation.pictures[..., None].astype(np.float32), batch_size=500, verbose=0)
    return {
        BENCHMARK: fit_temperature(data.validation.labels, logits[BENCHMARK]),
        PHOTOS: _fit_photo_temperature(network, data.validation_photos),
    }


def _fit_photo_temperature(network: keras.Model, photos: PhotoPictures) -> float:
    """Fit on the validation photos whose category is one of the ten; 1 when there are none."""
    named = np.flatnonzero([category in INDEX for category in photos.categories])
    if not len(named):
        return 1.0
    labels = np.array([INDEX[photos.categories[index]] for index in named])
    pictures = photos.views[named, 0][..., None].astype(np.float32)
    return fit_temperature(labels, network.predict(pictures, batch_size=500, verbose=0)[PHOTOS])


def _describe(
    version: str,
    trained: Trained,
    network: keras.Model,
    config: TrainingConfig,
    data: TrainingData,
    temperatures: dict[str, float],
    data_hashes: dict[str, str],
) -> dict[str, Any]:
    """Return the manifest without decision, scores, key and files."""
    minutes = sum(float(row["seconds"]) for row in trained.history) / 60
    of_street_photos = int((data.train_photos.contributors == -1).sum())
    amounts = {
        "training_pictures": len(data.train.labels),
        "validation_pictures": len(data.validation.labels),
        "training_photos": len(data.train_photos) - of_street_photos,
        "training_street_items": of_street_photos,
        "validation_photos": len(data.validation_photos),
    }
    return {
        "layout": LAYOUT,
        "version": version,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program_version": fashion_model.__version__,
        "categories": list(CATEGORIES),
        "network": {
            "parameters": network.count_params(),
            "layers": [asdict(layer) for layer in describe_layers(network)],
        },
        "training": {**asdict(config), **amounts, "minutes": round(minutes, 1)},
        "data": data_hashes,
        "calibration": {
            "benchmark_temperature": temperatures[BENCHMARK],
            "photo_temperature": temperatures[PHOTOS],
        },
    }


def _finish(staging: Path, manifest: dict[str, Any], data: TrainingData, test: TestData) -> None:
    """Fit what decides, and score through the very code that serves, then write what was seen."""
    classifier = Classifier(Artifact(staging, {**manifest, **_so_far(staging)}))
    _write_samples(staging / "samples", classifier, data.validation)
    fitted = fit_decision(classifier, test.validation_photos, test.outsiders, test.validation_street)
    if fitted.scope:
        fitted.scope.save(staging / SCOPE_FILE)
    manifest = {**manifest, "decision": _decision(fitted)}
    classifier = Classifier(Artifact(staging, {**_so_far(staging), **manifest}))
    benchmark = score_benchmark(classifier, test.benchmark.pictures, test.benchmark.labels)
    answers = answer_photos(classifier, test.photos)
    photos = score_photos(answers, fitted.threshold.threshold)
    _write_test_predictions(staging / "test_predictions.npz", benchmark, test.benchmark)
    _write_photo_predictions(staging / "photo_predictions.csv", answers)
    scored = {**manifest, "scores": scores_as_dict(benchmark, photos)}
    (staging / "MODEL_CARD.md").write_text(model_card(scored), encoding="utf-8")
    write_manifest(staging, scored)


def _so_far(staging: Path) -> dict[str, Any]:
    """Return what a classifier needs of a manifest that is not written yet."""
    names = [
        name
        for name in (LITERT_FILE, PHOTO_NETWORK_FILE, PROTOTYPES_FILE, SEGMENTER_FILE, SCOPE_FILE)
        if (staging / name).is_file()
    ]
    return {
        "decision": {"auto_threshold": _ALWAYS},
        "files": {name: sha256_of(staging / name) for name in names},
    }


def _decision(fitted: FittedDecision) -> dict[str, Any]:
    threshold = fitted.threshold
    return {
        "auto_threshold": threshold.threshold,
        "target_precision": TARGET_PRECISION,
        "outside_share": OUTSIDE_SHARE,
        "scope_detector": fitted.scope is not None,
        "validation": {
            "photos": threshold.photos,
            "coverage": threshold.coverage,
            "precision": threshold.precision,
        },
    }


def _write_history(path: Path, history: list[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HISTORY_COLUMNS)
        writer.writeheader()
        writer.writerows(
            {name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()}
            for row in history
        )


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


def _write_photo_predictions(path: Path, answers: tuple[PhotoAnswer, ...]) -> None:
    columns = list(PhotoAnswer.__dataclass_fields__)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({**asdict(answer), **_rounded(answer)} for answer in answers)


def _rounded(answer: PhotoAnswer) -> dict[str, float]:
    return {
        name: round(getattr(answer, name), 6) for name in ("confidence", "second_confidence", "scope", "brightness")
    }
