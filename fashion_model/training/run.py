"""One run from data to an artifact folder, not repeated when nothing that decides it has changed."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from fashion_model.serving.artifacts import ArtifactError, load, promote
from fashion_model.serving.scoring import LabelledFile
from fashion_model.settings import Settings
from fashion_model.training.config import TrainingConfig, run_key
from fashion_model.training.fashion_mnist import CONTENT_SHA256, DatasetError, FashionMnist, load_fashion_mnist
from fashion_model.training.package import TestData, write_artifact
from fashion_model.training.photo_set import Part, hash_of, load_photo_set, part_of
from fashion_model.training.prepare import prepare_photos
from fashion_model.training.train import TrainingData, train


@dataclass(frozen=True)
class RunResult:
    """What a run left behind.

    Attributes:
        version: Name of the model folder.
        was_cached: True when the same run was there already and nothing was trained.
    """

    version: str
    was_cached: bool


def run(config: TrainingConfig, settings: Settings, say: Callable[[str], None], serve: bool | None = None) -> RunResult:
    """Train, write the artifact folder and serve it.

    Args:
        config: The run's choices.
        settings: Where data, checkpoints and artifacts are.
        say: Is given progress, a line at a time.
        serve: Make the version the one that is served; None does so unless it is a trial or learned from no photos.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed.
    """
    benchmark = load_fashion_mnist(settings.dataset_dir, config.seed)
    photos = _photos_or_none(settings, say)
    hashes = {**CONTENT_SHA256, "photo set": hash_of(photos)}
    key = run_key(config, hashes)
    kept = _kept_version(settings.artifacts_dir, key)
    if kept:
        say(f"Already trained: {kept}. Nothing that decides the result has changed.")
        _serve(settings.artifacts_dir, kept, _may_serve(config, photos) if serve is None else serve, say)
        return RunResult(kept, was_cached=True)
    run_dir = settings.cache_dir / "runs" / key
    data, test = _gather(config, benchmark, photos, settings.cache_dir)
    trained = train(data, config, run_dir / "checkpoint.npz", say)
    version = f"{datetime.now(UTC):%Y-%m-%d}-{key}"
    shutil.rmtree(settings.artifacts_dir / version, ignore_errors=True)  # a damaged folder of the same day
    write_artifact(settings.artifacts_dir / version, trained, config, data, test, hashes)
    _serve(settings.artifacts_dir, version, _may_serve(config, photos) if serve is None else serve, say)
    return RunResult(version, was_cached=False)


def _kept_version(artifacts_dir: Path, key: str) -> str | None:
    """Return the version of a finished run that is still whole; a damaged one is made again."""
    for manifest in artifacts_dir.glob(f"*-{key}/manifest.json"):
        with suppress(ArtifactError):
            return load(manifest.parent).version
    return None


def _may_serve(config: TrainingConfig, photos: Sequence[LabelledFile]) -> bool:
    is_trial = config.most_pictures is not None or config.most_photos is not None
    return bool(photos) and not is_trial and config.epochs >= TrainingConfig().epochs


def _serve(artifacts_dir: Path, version: str, serve: bool, say: Callable[[str], None]) -> None:
    if serve:
        promote(artifacts_dir, version)
        say(f"{version} is served from the next start on.")
    else:
        say(f"{version} is not served: it is a trial, or learned from no photos, or you said so. --serve changes that.")


def _photos_or_none(settings: Settings, say: Callable[[str], None]) -> tuple[LabelledFile, ...]:
    try:
        return load_photo_set(settings.photo_dataset_dir, settings.cache_dir)
    except DatasetError as error:
        say(f"{error} Going on with Fashion-MNIST alone: the model will know little of real photos.")
        return ()


def _gather(
    config: TrainingConfig, benchmark: FashionMnist, photos: Sequence[LabelledFile], cache_dir: Path
) -> tuple[TrainingData, TestData]:
    def part(name: Part) -> list[LabelledFile]:
        return [photo for photo in photos if part_of(photo.contributor) == name]

    train_photos = part("train")[: config.most_photos]
    data = TrainingData(
        train=_some(benchmark, config).train,
        validation=benchmark.validation,
        train_photos=prepare_photos(train_photos, config.photo_views, config.seed, cache_dir),
        validation_photos=prepare_photos(part("validation"), 1, config.seed, cache_dir),
    )
    return data, TestData(benchmark.test, tuple(part("validation")), tuple(part("test")))


def _some(benchmark: FashionMnist, config: TrainingConfig) -> FashionMnist:
    if config.most_pictures is None:
        return benchmark
    chosen = np.random.default_rng(config.seed).permutation(len(benchmark.train.labels))[: config.most_pictures]
    return replace(benchmark, train=benchmark.train.take(chosen))
