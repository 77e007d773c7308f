"""Mixed batches: Fashion-MNIST pictures and photos together, each with what it can teach either world."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fashion_model.categories import CATEGORIES, CLOTHING, FOOTWEAR, INDEX
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL
from fashion_model.training.augment import augment_benchmark, augment_photo_picture
from fashion_model.training.config import Stage
from fashion_model.training.fashion_mnist import LabelledPictures
from fashion_model.training.prepare import PhotoPictures


@dataclass(frozen=True)
class Batch:
    """One step's pictures: first B of Fashion-MNIST, then P of photos.

    Attributes:
        pictures: ``(B + P, 28, 28, 1)`` float32, 0..255.
        allowed: ``(B + P, 10)`` float32 of 0 and 1: the categories that the label may mean.
        benchmark_weights: ``(B + P,)`` float32, of the loss in the world of Fashion-MNIST.
        photo_weights: ``(B + P,)`` float32, of the loss in the world of photos.
        indices: ``(B,)`` int, which Fashion-MNIST pictures these are.
    """

    pictures: np.ndarray
    allowed: np.ndarray
    benchmark_weights: np.ndarray
    photo_weights: np.ndarray
    indices: np.ndarray


def allowed_categories(label: str) -> np.ndarray:
    """Return ``(10,)`` float32 with 1 at each category a photo's label may mean; all 0 when it is none of the ten."""
    allowed = np.zeros(len(CATEGORIES), dtype=np.float32)
    names = {FOOTWEAR_LABEL: FOOTWEAR, NONE_LABEL: ()}.get(label, (label,))
    allowed[[INDEX[name] for name in names]] = 1
    return allowed


def pictures_of_epoch(
    losses: np.ndarray, stage: Stage, epoch: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Choose the Fashion-MNIST pictures of an epoch: all that are hard, and some of those known well.

    Pictures whose last loss is below the mean are left out with the chance ``stage.pruned``; those that stay weigh as
    much more, so that the expected gradient is that of all pictures. Source: Qin et al., "InfoBatch: Lossless Training
    Speed Up by Unbiased Dynamic Data Pruning", ICLR 2024.

    Args:
        losses: ``(N,)`` of each picture when it was last seen; infinite before.
        stage: Its share and its last, whole epochs.
        epoch: From 0.
        rng: Draws the choice and the order.

    Returns:
        Indices in the order of training, and the weight of each.
    """
    weights = np.ones(len(losses), dtype=np.float32)
    seen = losses[np.isfinite(losses)]
    if len(seen) and epoch < stage.epochs - stage.whole_epochs:
        known_well = losses < seen.mean()
        left_out = known_well & (rng.random(len(losses)) < stage.pruned)
        weights[known_well] = 1 / (1 - stage.pruned)
        weights[left_out] = 0
    order = rng.permutation(np.flatnonzero(weights))
    return order, weights[order]


def batches_of_epoch(
    benchmark: LabelledPictures, photos: PhotoPictures, stage: Stage, losses: np.ndarray, seed: int, epoch: int
) -> Iterator[Batch]:
    """Yield the batches of one epoch, the same for the same arguments; fewer pictures than a batch are left over.

    Args:
        benchmark: Fashion-MNIST training pictures.
        photos: Training photos, drawn by their chances.
        stage: Batch sizes, weights and pruning.
        losses: ``(N,)`` of each Fashion-MNIST picture when it was last seen.
        seed: Of the run.
        epoch: From 0.
    """
    rng = np.random.default_rng((seed, epoch))
    order, weights = pictures_of_epoch(losses, stage, epoch, rng)
    allowed = np.array([allowed_categories(label) for label in photos.categories], dtype=np.float32).reshape(-1, 10)
    for start in range(0, len(order) - stage.benchmark_batch + 1, stage.benchmark_batch):
        part = slice(start, start + stage.benchmark_batch)
        first = _benchmark_part(benchmark, order[part], weights[part], stage, rng)
        yield _join(first, _photo_part(photos, allowed, stage, rng)) if stage.photo_batch and len(photos) else first


def _benchmark_part(
    benchmark: LabelledPictures, chosen: np.ndarray, weights: np.ndarray, stage: Stage, rng: np.random.Generator
) -> Batch:
    pictures = np.stack([augment_benchmark(picture, rng) for picture in benchmark.pictures[chosen]])
    labels = benchmark.labels[chosen]
    clothing = np.isin(labels, [INDEX[name] for name in CLOTHING])
    in_photos = np.where(clothing, stage.clothing_weight, stage.other_items_weight)
    return Batch(
        pictures=pictures.astype(np.float32)[..., None],
        allowed=np.eye(10, dtype=np.float32)[labels],
        benchmark_weights=weights,
        photo_weights=(weights * in_photos).astype(np.float32),
        indices=chosen,
    )


def _photo_part(photos: PhotoPictures, allowed: np.ndarray, stage: Stage, rng: np.random.Generator) -> Batch:
    chosen = rng.choice(len(photos), stage.photo_batch, p=photos.chances)
    views = rng.integers(0, photos.views.shape[1], stage.photo_batch)
    pictures = [
        augment_photo_picture(photos.views[photo, view], rng) for photo, view in zip(chosen, views, strict=True)
    ]
    return Batch(
        pictures=np.stack(pictures).astype(np.float32)[..., None],
        allowed=allowed[chosen],
        benchmark_weights=np.zeros(stage.photo_batch, np.float32),
        photo_weights=np.full(stage.photo_batch, stage.photo_weight, np.float32),
        indices=np.zeros(0, dtype=int),
    )


def _join(first: Batch, second: Batch) -> Batch:
    return Batch(
        *(np.concatenate([getattr(first, name), getattr(second, name)]) for name in Batch.__dataclass_fields__)
    )
