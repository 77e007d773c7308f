"""Packaging: from trained networks to a complete model folder."""

import os
import shutil
from pathlib import Path

from fashion_model.analysis.model_scores import HISTORY_COLUMNS
from fashion_model.serving.artifacts import load
from fashion_model.serving.classifier import LITERT_FILE
from fashion_model.serving.networks import PHOTO_NETWORK_FILE, SEGMENTER_FILE
from fashion_model.serving.scope import PROTOTYPES_FILE
from fashion_model.training.config import TrainingConfig
from fashion_model.training.decision.calibrate import combine, fit_temperatures
from fashion_model.training.decision.scope import fit_prototypes
from fashion_model.training.learning import Learned
from fashion_model.training.manifest import describe, describe_photo_network
from fashion_model.training.networks.export import export_litert
from fashion_model.training.networks.network import KERAS_FILE, calibrated
from fashion_model.training.networks.photo_network import embed
from fashion_model.training.scored import score_and_describe, write_photo_history, write_rows
from fashion_model.training.sources import Sources


def write_artifact(folder: Path, learned: Learned, config: TrainingConfig, sources: Sources) -> None:
    """Write the model folder, which appears under its name only when it is complete.

    Args:
        folder: The folder to be; its name is the version. A damaged one of the same day makes room for it.
        learned: What training left.
        config: The run's choices.
        sources: What to fit the decision and to score on.
    """
    staging = folder.with_name(f"unfinished-{folder.name}")
    for earlier in (folder, staging):
        shutil.rmtree(earlier, ignore_errors=True)
    staging.mkdir(parents=True)
    data, for_photos = learned.data, learned.for_photos
    temperatures = fit_temperatures(learned.trained.network, data.validation, data.validation_photos)
    network = calibrated(learned.trained.network, temperatures)
    network.save(staging / KERAS_FILE)
    export_litert(network, staging / LITERT_FILE)
    if learned.segmenter:
        shutil.copyfile(learned.segmenter, staging / SEGMENTER_FILE)
    write_rows(staging / "history.csv", HISTORY_COLUMNS, learned.trained.history)
    manifest = describe(folder.name, learned, config, temperatures, sources.hashes)
    if for_photos:
        export_litert(for_photos.network, staging / PHOTO_NETWORK_FILE, batch=1)
        embeddings = embed(for_photos.network, data.train_photos.close_ups[:, 0])
        fit_prototypes(embeddings, config.seed).save(staging / PROTOTYPES_FILE)
        write_photo_history(staging / "photo_history.csv", for_photos.history)
        combination = combine(network, for_photos.network, data.validation_photos)
        manifest |= describe_photo_network(for_photos, combination)
    score_and_describe(staging, manifest, sources)
    os.replace(staging, folder)
    load(folder)
