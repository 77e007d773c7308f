"""Mixed batches: Fashion-MNIST pictures and photos together, each with what it can teach either world."""

from collections.abc import Iterator
from itertools import count

import numpy as np

from fashion_model.categories import CATEGORIES, CLOTHING, FOOTWEAR, INDEX
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL
from fashion_model.training.augment import augment_benchmark, augment_photo_picture
from fashion_model.training.config import TrainingConfig
from fashion_model.training.fashion_mnist import LabelledPictures
from fashion_model.training.network import BENCHMARK, PHOTOS
from fashion_model.training.prepare import PhotoPictures

Batch = tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray]]
"""Pictures ``(B, 28, 28, 1)`` float32, targets ``(B, 10)`` and weights ``(B,)`` of each world."""


def allowed_categories(label: str) -> np.ndarray:
    """Return ``(10,)`` float32 with 1 at each category a photo's label may mean; all 0 when it is none of the ten."""
    allowed = np.zeros(len(CATEGORIES), dtype=np.float32)
    names = {FOOTWEAR_LABEL: FOOTWEAR, NONE_LABEL: ()}.get(label, (label,))
    allowed[[INDEX[name] for name in names]] = 1
    return allowed


def steps_per_epoch(benchmark: LabelledPictures, config: TrainingConfig) -> int:
    """Return how many batches pass over the Fashion-MNIST pictures once."""
    return max(1, len(benchmark.labels) // config.benchmark_batch)


def mixed_batches(
    benchmark: LabelledPictures, photos: PhotoPictures, config: TrainingConfig, first_epoch: int
) -> Iterator[Batch]:
    """Yield training batches without end, the same for the same seed and epoch.

    Args:
        benchmark: Fashion-MNIST training pictures, each seen once an epoch.
        photos: Training photos, drawn with a chance of one over the square root of their category's size.
        config: Batch sizes, weights and seed.
        first_epoch: Where a resumed run goes on, from 0.
    """
    targets = np.array([allowed_categories(label) for label in photos.categories], dtype=np.float32).reshape(-1, 10)
    chances = _chances(photos.categories)
    steps = steps_per_epoch(benchmark, config)
    for epoch in count(first_epoch):
        rng = np.random.default_rng((config.seed, epoch))
        order = rng.permutation(len(benchmark.labels))
        for step in range(steps):
            chosen = order[step * config.benchmark_batch : (step + 1) * config.benchmark_batch]
            yield _join(
                _benchmark_part(benchmark, chosen, config, rng), _photo_part(photos, targets, chances, config, rng)
            )


def _chances(categories: tuple[str, ...]) -> np.ndarray:
    names, inverse, sizes = np.unique(np.array(categories), return_inverse=True, return_counts=True)
    chances = 1 / np.sqrt(sizes)[inverse] if len(names) else np.zeros(0)
    return chances / chances.sum() if len(chances) else chances


def _benchmark_part(
    benchmark: LabelledPictures, chosen: np.ndarray, config: TrainingConfig, rng: np.random.Generator
) -> Batch:
    pictures = np.stack([augment_benchmark(picture, rng) for picture in benchmark.pictures[chosen]])
    labels = benchmark.labels[chosen]
    target = np.eye(10, dtype=np.float32)[labels]
    clothing = np.isin(labels, [INDEX[name] for name in CLOTHING])
    photo_weights = np.where(clothing, config.clothing_weight, config.other_items_weight).astype(np.float32)
    return (
        pictures,
        {BENCHMARK: target, PHOTOS: target},
        {BENCHMARK: np.ones(len(labels), np.float32), PHOTOS: photo_weights},
    )


def _photo_part(
    photos: PhotoPictures,
    targets: np.ndarray,
    chances: np.ndarray,
    config: TrainingConfig,
    rng: np.random.Generator,
) -> Batch:
    amount = config.photo_batch if len(photos) else 0
    chosen = rng.choice(len(photos), amount, p=chances) if amount else np.zeros(0, dtype=int)
    views = rng.integers(0, photos.views.shape[1], amount)
    pictures = [
        augment_photo_picture(photos.views[photo, view], rng) for photo, view in zip(chosen, views, strict=True)
    ]
    target = targets[chosen]
    weights = {
        BENCHMARK: np.zeros(amount, np.float32),
        PHOTOS: np.full(amount, config.photo_weight, np.float32),
    }
    return np.array(pictures, np.uint8).reshape(-1, 28, 28), {BENCHMARK: target, PHOTOS: target}, weights


def _join(first: Batch, second: Batch) -> Batch:
    pictures = np.concatenate([first[0], second[0]]).astype(np.float32)[..., None]
    targets = {name: np.concatenate([first[1][name], second[1][name]]) for name in first[1]}
    weights = {name: np.concatenate([first[2][name], second[2][name]]) for name in first[2]}
    return pictures, targets, weights
