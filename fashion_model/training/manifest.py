"""Manifest of a model folder: describing, writing and renewing it.

``python -m fashion_model.training.manifest artifacts/VERSION`` renews one: after a file of the folder was replaced on
purpose, or when keys are made in another way. An older folder's ``weights.npz`` becomes ``model.keras``. The version
keeps its name.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
from pydantic import TypeAdapter

import fashion_model
from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import CURRENT, LAYOUT, MANIFEST, Artifact, ArtifactError, promote, sha256_of
from fashion_model.serving.networks import Combination
from fashion_model.training.config import TrainingConfig
from fashion_model.training.learning import Learned
from fashion_model.training.networks.layers import describe_layers
from fashion_model.training.networks.network import (
    BENCHMARK,
    KERAS_FILE,
    PHOTOS,
    WEIGHTS_FILE,
    calibrated,
    load_network,
)
from fashion_model.training.networks.photo_network import PRETRAINED_SHA256
from fashion_model.training.networks.photo_train import TrainedPhotoNetwork
from fashion_model.training.networks.resumable import Row
from fashion_model.training.run_key import STAGE_VERSIONS, run_key

_CONFIG = TypeAdapter(TrainingConfig)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest with the run key that follows from it, and with the hash of every file of the folder.

    Args:
        folder: The complete model folder.
        manifest: With the configuration under ``training`` and the hashes of the data under ``data``. Stage versions
            that it states are kept: they are those that it was trained by.
    """
    versions = manifest.get("stage_versions", dict(STAGE_VERSIONS))
    key = run_key(_CONFIG.validate_python(manifest["training"]), manifest["data"], versions)
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    files = {name: sha256_of(folder / name) for name in sorted(names) if name != MANIFEST}
    complete = {**manifest, "run_key": key, "stage_versions": versions, "files": files}
    unfinished = folder.with_name(f"unfinished-{folder.name}-{MANIFEST}")
    unfinished.write_text(json.dumps(complete, indent=1) + "\n", encoding="utf-8")
    os.replace(unfinished, folder / MANIFEST)


def describe(
    version: str, learned: Learned, config: TrainingConfig, temperatures: dict[str, float], data_hashes: dict[str, str]
) -> dict[str, Any]:
    """Return the manifest without decision, scores, key and files.

    Args:
        version: The folder's name.
        learned: What training left.
        config: The run's choices.
        temperatures: By output.
        data_hashes: SHA-256 of each file or set that it learned from.
    """
    data, trained = learned.data, learned.trained
    network = calibrated(trained.network, temperatures)
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
        "network": _describe_network(network),
        "training": {**asdict(config), **amounts, "minutes": _minutes(trained.history)},
        "data": data_hashes,
        "calibration": {
            "benchmark_temperature": temperatures[BENCHMARK],
            "photo_temperature": temperatures[PHOTOS],
        },
    }


def describe_photo_network(for_photos: TrainedPhotoNetwork, combination: Combination) -> dict[str, Any]:
    """Return what the manifest says of the photo network, and of how its answer joins that of the other."""
    return {
        "photo_network": {
            **_describe_network(for_photos.network),
            "close_up_edge": for_photos.network.input.shape[1],
            "minutes": _minutes(for_photos.history),
            "pretrained_sha256": PRETRAINED_SHA256,
        },
        "photo_answer": {"weight": combination.weight, "temperature": combination.temperature},
    }


def _describe_network(network: keras.Model) -> dict[str, Any]:
    layers = [asdict(layer) for layer in describe_layers(network)]
    return {"parameters": network.count_params(), "layers": layers}


def _minutes(history: list[Row]) -> float:
    return round(sum(float(row["seconds"]) for row in history) / 60, 1)


def renew_manifest(folder: Path) -> list[str]:
    """Write the manifest of a model folder anew from what is there, and promote the version again if it is served.

    Returns:
        The names of the files that are not what they were: replaced, added or gone.

    Raises:
        ArtifactError: The folder has no manifest, or the version is served and cannot be loaded.
    """
    try:
        before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{folder} has no {MANIFEST} that can be read. Name the folder of a model.") from error
    before.pop("code_version", None)  # of a time when keys were made of source text
    if (folder / WEIGHTS_FILE).is_file():
        load_network(Artifact(folder, before)).save(folder / KERAS_FILE)
        (folder / WEIGHTS_FILE).unlink()  # a run that was killed here is finished by the next one
    write_manifest(folder, before)
    served = folder.parent / CURRENT
    if served.is_file() and served.read_text(encoding="utf-8").startswith(f"{folder.name} "):
        promote(folder.parent, folder.name)
    after = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return sorted({name for name, _ in before["files"].items() ^ after["files"].items()})


def main(arguments: Sequence[str]) -> None:
    """Renew the manifest of the named folder and say which files changed."""
    parser = argparse.ArgumentParser(prog="python -m fashion_model.training.manifest", description=__doc__)
    parser.add_argument("folder", type=Path, help="the model folder, such as artifacts/2026-11-27-7f56966367d1")
    folder = parser.parse_args(arguments).folder
    try:
        changed = renew_manifest(folder)
    except ArtifactError as problem:
        parser.error(str(problem))
    sys.stdout.write(f"{folder.name}: manifest renewed; changed files: {', '.join(changed) or 'none'}.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
