"""Run keys: names of runs and stages by configuration, data and versions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from fashion_model.training.config import TrainingConfig
from fashion_model.training.decision.fit import DECISION_VERSION
from fashion_model.training.networks.photo_train import PHOTO_NETWORK_VERSION
from fashion_model.training.networks.train import BENCHMARK_VERSION, BOTH_DOMAINS_VERSION
from fashion_model.training.pictures.prepare import PICTURES_VERSION
from fashion_model.training.segmenter.train import SEGMENTER_VERSION

STAGE_VERSIONS: Mapping[str, int] = {
    "pictures": PICTURES_VERSION,
    "segmenter": SEGMENTER_VERSION,
    "benchmark": BENCHMARK_VERSION,
    "both domains": BOTH_DOMAINS_VERSION,
    "photo network": PHOTO_NETWORK_VERSION,
    "decision": DECISION_VERSION,
}
"""Number of each stage's behaviour, which its own module states; a raised one means that the stage is run again."""


def run_key(
    config: TrainingConfig, data_hashes: Mapping[str, str], versions: Mapping[str, int] = STAGE_VERSIONS
) -> str:
    """Return twelve hexadecimal digits that name a run: configuration, data and the versions of all stages."""
    return _key(asdict(config), data_hashes, versions)


def stage_key(config: TrainingConfig, stage: int, data_hashes: Mapping[str, str]) -> str:
    """Return twelve hexadecimal digits that name what a stage leaves: all that decides it and the stages before it.

    Args:
        config: The run's choices.
        stage: Its index.
        data_hashes: Of the data that the stages up to this one learn from.
    """
    stages = config.stages[: stage + 1]
    chosen = {
        "network": asdict(config.network),
        "stages": [asdict(earlier) for earlier in stages],
        "precision": config.mixed_precision,
        "seed": config.seed,
        "most pictures": config.most_pictures,
    }
    sees_photos = any(earlier.photo_batch for earlier in stages)
    return _key(chosen, data_hashes, _versions("benchmark", *(("both domains", "pictures") if sees_photos else ())))


def segmenter_key(config: TrainingConfig, data_hashes: Mapping[str, str]) -> str:
    """Return twelve hexadecimal digits that name a segmenter: its configuration, data and version."""
    chosen = {**asdict(config.segmenter), "most photos": config.most_photos, "seed of the split": config.seed}
    return _key(chosen, data_hashes, _versions("segmenter"))


def photo_network_key(config: TrainingConfig, data_hashes: Mapping[str, str]) -> str:
    """Return twelve hexadecimal digits that name a photo network: its configuration, data and versions.

    Args:
        config: The run's choices.
        data_hashes: Of all data, and of the segmenter that finds the garments.
    """
    chosen = {
        **asdict(config.photo_network),
        "views": (config.photo_views, config.street_views),
        "street share": config.street_share,
        "most photos": config.most_photos,
        "most pictures": config.most_pictures,
        "seed of the split": config.seed,
    }
    return _key(chosen, data_hashes, _versions("photo network", "pictures"))


def _versions(*names: str) -> dict[str, int]:
    return {name: STAGE_VERSIONS[name] for name in names}


def _key(chosen: Mapping[str, object], data_hashes: Mapping[str, str], versions: Mapping[str, int]) -> str:
    named = {"chosen": chosen, "data": dict(data_hashes), "versions": dict(versions)}
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:12]
