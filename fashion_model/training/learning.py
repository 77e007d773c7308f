"""Training of all networks in order, resuming finished ones."""

import os
from dataclasses import dataclass
from pathlib import Path

from fashion_model.serving.artifacts import sha256_of
from fashion_model.serving.networks import LiteRtSegmenter
from fashion_model.training.config import TrainingConfig
from fashion_model.training.data.fashion_mnist import CONTENT_SHA256
from fashion_model.training.networks.photo_train import TrainedPhotoNetwork, train_photo_network
from fashion_model.training.networks.train import Trained, TrainingData, new_network, train_stage
from fashion_model.training.pictures.prepare import Finder, joined, prepare_photos, prepare_street
from fashion_model.training.run_key import photo_network_key, segmenter_key, stage_key
from fashion_model.training.segmenter.sources import gather_sources
from fashion_model.training.segmenter.train import train_segmenter
from fashion_model.training.sources import Say, Sources


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
        if any(earlier.photo_batch for earlier in config.stages[: index + 1]):
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
