"""Sources of a run: the datasets it learns from and is scored on, by part."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from fashion_model.serving.scoring import LabelledFile
from fashion_model.settings import Settings
from fashion_model.training.config import TrainingConfig
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.fashion_mnist import CONTENT_SHA256, FashionMnist, load_fashion_mnist
from fashion_model.training.data.photo_set import Part, hash_of, load_photo_set, part_of
from fashion_model.training.data.street import StreetPhoto, hash_of_street, load_street_set

Say = Callable[[str], None]
Photographed = TypeVar("Photographed", LabelledFile, StreetPhoto)


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
        return [photo for photo in self.street if part_of(photo.number) == part]


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
    street = _some_of_each_part(street, lambda photo: part_of(photo.number), config)
    hashes = {**CONTENT_SHA256, "photo set": hash_of(photos), "street photos": hash_of_street(street)}
    return Sources(_some(benchmark, config), photos, street, hashes)


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
