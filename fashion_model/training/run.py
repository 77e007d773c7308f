"""One run from data to an artifact folder, not repeated when nothing that decides it has changed."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from fashion_model.serving.artifacts import MANIFEST, ArtifactError, load, promote, sha256_of
from fashion_model.serving.networks import LiteRtSegmenter
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile
from fashion_model.settings import Settings
from fashion_model.training.config import TrainingConfig
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.fashion_mnist import CONTENT_SHA256, FashionMnist, load_fashion_mnist
from fashion_model.training.data.photo_set import Part, hash_of, load_photo_set, part_of
from fashion_model.training.data.street import StreetPhoto, hash_of_street, load_street_set, part_of_street_photo
from fashion_model.training.networks.photo_network import installed_file
from fashion_model.training.networks.photo_train import TrainedPhotoNetwork, train_photo_network
from fashion_model.training.networks.train import Trained, TrainingData, new_network, train_stage
from fashion_model.training.package import TestData, write_artifact
from fashion_model.training.pictures.prepare import Finder, joined, prepare_photos, prepare_street
from fashion_model.training.run_key import photo_network_key, run_key, segmenter_key, stage_key
from fashion_model.training.segmenter.sources import gather_sources
from fashion_model.training.segmenter.train import train_segmenter

Say = Callable[[str], None]
Photographed = TypeVar("Photographed", LabelledFile, StreetPhoto)


@dataclass(frozen=True)
class RunResult:
    """What a run left behind.

    Attributes:
        version: Name of the model folder.
        was_cached: True when the same run was there already and nothing was trained.
    """

    version: str
    was_cached: bool


@dataclass(frozen=True)
class Sources:
    """All that a run may learn from and is scored on; photos and street photos may be none.

    Attributes:
        benchmark: Fashion-MNIST.
        photos: Of all parts; in a trial some of each.
        street: Of all parts; in a trial some of each.
        hashes: SHA-256 of each file or set.
    """

    benchmark: FashionMnist
    photos: tuple[LabelledFile, ...]
    street: tuple[StreetPhoto, ...]
    hashes: dict[str, str]

    def photos_of(self, part: Part) -> list[LabelledFile]:
        """Return the photos of one part."""
        return [photo for photo in self.photos if part_of(photo.contributor) == part]

    def street_of(self, part: Part) -> list[StreetPhoto]:
        """Return the street photos of one part."""
        return [photo for photo in self.street if part_of_street_photo(photo.number) == part]


@dataclass(frozen=True)
class Learned:
    """What training left, and the pictures that it learned from.

    Attributes:
        segmenter: The file that finds garments; None without street photos.
        data: Training and validation pictures.
        trained: The network for Fashion-MNIST pictures and those made of photos.
        for_photos: The photo network; None without photos.
    """

    segmenter: Path | None
    data: TrainingData
    trained: Trained
    for_photos: TrainedPhotoNetwork | None


def run(config: TrainingConfig, settings: Settings, say: Say, serve: bool | None = None) -> RunResult:
    """Train, write the artifact folder and serve it.

    Args:
        config: The run's choices.
        settings: Where data, checkpoints and artifacts are.
        say: Is given progress, a line at a time.
        serve: Make the version the one that is served; None does so unless it is a trial or learned from no photos.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed, or a trial asks for too few of its pictures.
        PretrainedError: There are photos, but the weights that the photo network begins from are not installed.
    """
    sources = load_sources(config, settings, say)
    key = run_key(config, sources.hashes)
    serve = _may_serve(config, sources) if serve is None else serve
    kept = _kept_version(settings.artifacts_dir, key)
    if kept:
        say(f"Already trained: {kept}. Nothing that decides the result has changed.")
        _serve(settings.artifacts_dir, kept, serve, say)
        return RunResult(kept, was_cached=True)
    if sources.photos:
        installed_file()  # said now, not after an hour of training
    learned = learn(config, sources, settings.cache_dir, say)
    version = f"{datetime.now(UTC):%Y-%m-%d}-{key}"
    _write(settings.artifacts_dir / version, learned, config, sources)
    _serve(settings.artifacts_dir, version, serve, say)
    return RunResult(version, was_cached=False)


def load_sources(config: TrainingConfig, settings: Settings, say: Say) -> Sources:
    """Load all data; a photo set that is missing is told and left out.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed, or a trial asks for too few of its pictures.
    """
    benchmark = load_fashion_mnist(settings.dataset_dir, config.seed)
    photos: tuple[LabelledFile, ...] = ()
    street: tuple[StreetPhoto, ...] = ()
    try:
        photos = load_photo_set(settings.photo_dataset_dir, settings.cache_dir)
    except DatasetError as error:
        say(f"{error} Going on with Fashion-MNIST alone: the model will know little of real photos.")
    if photos:
        try:
            street = load_street_set(settings.street_dataset_dir, settings.cache_dir)
        except DatasetError as error:
            say(f"{error} Going on without street photos: garments will not be told from the people who wear them.")
    photos = _some_of_each_part(photos, lambda photo: part_of(photo.contributor), config)
    street = _some_of_each_part(street, lambda photo: part_of_street_photo(photo.number), config)
    hashes = {**CONTENT_SHA256, "photo set": hash_of(photos), "street photos": hash_of_street(street)}
    return Sources(_some(benchmark, config), photos, street, hashes)


def learn(config: TrainingConfig, sources: Sources, cache_dir: Path, say: Say) -> Learned:
    """Train one network after the other; each that was trained before is read instead."""
    segmenter = find_segmenter(config, sources, cache_dir, say)
    data = gather(config, sources, segmenter, cache_dir)
    return Learned(
        segmenter=segmenter,
        data=data,
        trained=train_stages(config, sources, data, cache_dir / "runs", segmenter, say),
        for_photos=train_for_photos(config, sources, data, cache_dir / "runs", segmenter, say),
    )


def find_segmenter(config: TrainingConfig, sources: Sources, cache_dir: Path, say: Say) -> Path | None:
    """Train the segmenter, unless the same one was trained before; None without street photos."""
    street, photos = sources.street_of("train"), sources.photos_of("train")
    if not street:
        return None
    folder = cache_dir / "segmenter" / segmenter_key(config, sources.hashes)
    file = folder / "segmenter.tflite"
    if not file.is_file():
        gathered = gather_sources(street, photos, sources.benchmark.train, cache_dir / "segmenter")
        train_segmenter(gathered, config.segmenter, folder, folder / "unfinished.tflite", say)
        os.replace(folder / "unfinished.tflite", file)
    return file


def gather(config: TrainingConfig, sources: Sources, segmenter: Path | None, cache_dir: Path) -> TrainingData:
    """Make the pictures that the network learns from and is watched on."""
    finder = Finder(LiteRtSegmenter(segmenter), sha256_of(segmenter)) if segmenter else Finder(None, "none")
    photos = prepare_photos(sources.photos_of("train"), config.photo_views, config.seed, finder, cache_dir)
    street = prepare_street(sources.street_of("train"), config.street_views, config.seed, finder, cache_dir)
    return TrainingData(
        train=sources.benchmark.train,
        validation=sources.benchmark.validation,
        train_photos=joined(photos, street, config.street_share),
        validation_photos=prepare_photos(sources.photos_of("validation"), 1, config.seed, finder, cache_dir),
    )


def train_stages(
    config: TrainingConfig, sources: Sources, data: TrainingData, runs_dir: Path, segmenter: Path | None, say: Say
) -> Trained:
    """Train stage after stage; each that was finished before is read instead."""
    trained = Trained(new_network(config), [])
    for index, stage in enumerate(config.stages):
        learns_from = dict(CONTENT_SHA256)
        if any(one.photo_batch for one in config.stages[: index + 1]):
            learns_from = {**sources.hashes, "segmenter": sha256_of(segmenter) if segmenter else "none"}
        checkpoint = runs_dir / stage_key(config, index, learns_from) / f"{stage.name}.npz"
        trained = train_stage(trained, data, stage, config, checkpoint, say)
    return trained


def train_for_photos(
    config: TrainingConfig, sources: Sources, data: TrainingData, runs_dir: Path, segmenter: Path | None, say: Say
) -> TrainedPhotoNetwork | None:
    """Train the photo network, unless the same one was trained before; None without photos."""
    if not len(data.train_photos):
        return None
    learns_from = {**sources.hashes, "segmenter": sha256_of(segmenter) if segmenter else "none"}
    checkpoint = runs_dir / photo_network_key(config, learns_from) / "photo network.npz"
    return train_photo_network(
        data.train_photos, data.train, data.validation_photos, config.photo_network, checkpoint, say
    )


def _write(folder: Path, learned: Learned, config: TrainingConfig, sources: Sources) -> None:
    """Write the model folder; a damaged one of the same day makes room for it."""
    shutil.rmtree(folder, ignore_errors=True)
    test = TestData(
        benchmark=sources.benchmark.test,
        photos=tuple(sources.photos_of("test")),
        validation_photos=tuple(sources.photos_of("validation")),
        validation_street=tuple(sources.street_of("validation")),
        outsiders=tuple(photo for photo in sources.photos_of("train") if photo.category == NONE_LABEL),
    )
    write_artifact(
        folder, learned.trained, config, learned.data, test, sources.hashes, learned.segmenter, learned.for_photos
    )


def _kept_version(artifacts_dir: Path, key: str) -> str | None:
    """Return the version of a finished run that is still whole; a damaged one is made again."""
    for path in sorted(artifacts_dir.glob(f"*/{MANIFEST}")):
        with suppress(ArtifactError):
            artifact = load(path.parent)
            if artifact.manifest.get("run_key") == key:
                return artifact.version
    return None


def _may_serve(config: TrainingConfig, sources: Sources) -> bool:
    is_trial = config.most_pictures is not None or config.most_photos is not None
    shipped = sum(stage.epochs for stage in TrainingConfig().stages)
    return bool(sources.street) and not is_trial and sum(stage.epochs for stage in config.stages) >= shipped


def _serve(artifacts_dir: Path, version: str, serve: bool, say: Say) -> None:
    if serve:
        promote(artifacts_dir, version)
        say(f"{version} is served from the next start on.")
    else:
        say(f"{version} is not served: it is a trial, or learned from no photos, or you said so. --serve changes that.")


def _some_of_each_part(
    photos: tuple[Photographed, ...], part: Callable[[Photographed], Part], config: TrainingConfig
) -> tuple[Photographed, ...]:
    """Return the photos of a trial: as many of each part as it asks for, in their order."""
    if config.most_photos is None:
        return photos
    seen: Counter[Part] = Counter()
    chosen = []
    for photo in photos:
        if seen[part(photo)] < config.most_photos:
            chosen.append(photo)
            seen[part(photo)] += 1
    return tuple(chosen)


def _some(benchmark: FashionMnist, config: TrainingConfig) -> FashionMnist:
    """Return the pictures of a trial: as many for training, and at most as many for validation, as it asks for."""
    most = config.most_pictures
    if most is None:
        return benchmark
    least = max(stage.benchmark_batch for stage in config.stages)
    if most < least:
        raise DatasetError(f"A trial needs at least {least} Fashion-MNIST pictures, one step of training; raise it.")
    rng = np.random.default_rng(config.seed)
    train, validation = benchmark.train, benchmark.validation
    return replace(
        benchmark,
        train=train.take(rng.permutation(len(train.labels))[:most]),
        validation=validation.take(rng.permutation(len(validation.labels))[:most]),
    )
