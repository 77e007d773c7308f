"""Training batches: Fashion-MNIST pictures and photos together, weighted for each domain."""

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from fashion_model.categories import CATEGORIES, CLOTHING, FOOTWEAR, INDEX
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL
from fashion_model.training.config import PhotoNetworkConfig, Stage
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.pictures.augment import (
    as_close_up,
    augment_benchmark,
    augment_close_up,
    augment_photo_picture,
)
from fashion_model.training.pictures.prepare import PhotoPictures


@dataclass(frozen=True)
class Batch:
    """One step's pictures: first B of Fashion-MNIST, then P of photos.

    Attributes:
        pictures: ``(B + P, 28, 28, 1)`` float32, 0..255.
        allowed: ``(B + P, 10)`` float32 of 0 and 1: the categories that the label may mean.
        benchmark_weights: ``(B + P,)`` float32, of the loss in the domain of Fashion-MNIST.
        photo_weights: ``(B + P,)`` float32, of the loss in the domain of photos.
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


def allowed_categories_loss(allowed: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Return ``(B,)``: minus the logarithm of the probability of all allowed categories together.

    Args:
        allowed: ``(B, 10)`` of 0 and 1, at least one of them 1.
        logits: ``(B, 10)``.
    """
    return ops.logsumexp(logits, axis=-1) - ops.logsumexp(ops.where(allowed > 0, logits, -1e9), axis=-1)


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


_MIXED = 0.4
"""Both parameters of the beta distribution that says how much of a mixed picture is its own."""


_Shown = tuple[np.ndarray, np.ndarray, float]
"""A picture of a batch ``(E, E, 3)`` uint8, the categories its label may mean ``(10,)``, its weight."""


class PhotoBatches(keras.utils.PyDataset):
    """The batches of one epoch, the same for the same arguments.

    Args:
        photos: Drawn by their chances.
        benchmark: Fashion-MNIST training pictures.
        config: Steps, batch and shares.
        seed: Of the run and the epoch.
    """

    def __init__(
        self, photos: PhotoPictures, benchmark: LabelledPictures, config: PhotoNetworkConfig, seed: tuple[int, ...]
    ) -> None:
        super().__init__(workers=2, max_queue_size=8)  # OpenCV lets go of the interpreter
        self._photos, self._benchmark, self._config, self._seed = photos, benchmark, config, seed
        self._allowed = np.array([allowed_categories(label) for label in photos.categories])

    def __len__(self) -> int:
        return self._config.steps

    def __getitem__(self, index: int) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray, np.ndarray]:
        """Return one batch.

        Returns:
            Close-ups ``(B, E, E, 3)`` uint8 with how much of each is shown ``(B,)`` float32, 0.5..1: the rest is of
            the one as far from the batch's end as this one is from its beginning; allowed categories ``(B, 10)``
            float32; weights ``(B,)`` float32.
        """
        rng = np.random.default_rng((*self._seed, index))
        of_benchmark = round(self._config.batch * self._config.benchmark_share)
        chosen = rng.choice(len(self._photos), self._config.batch - of_benchmark, p=self._photos.chances)
        shown = [self._photo(photo, rng) for photo in chosen]
        shown += [self._item(item, rng) for item in rng.choice(len(self._benchmark.labels), of_benchmark)]
        shown = [shown[place] for place in rng.permutation(len(shown))]
        close_ups, allowed, weights = zip(*shown, strict=True)
        shares = self._shares(len(shown), rng)
        return (np.stack(close_ups), shares), np.stack(allowed), np.array(weights, np.float32)

    def _shares(self, amount: int, rng: np.random.Generator) -> np.ndarray:
        drawn = rng.beta(_MIXED, _MIXED, amount)
        is_mixed = rng.random(amount) < self._config.mixed
        return np.where(is_mixed, np.maximum(drawn, 1 - drawn), 1).astype(np.float32)

    def _photo(self, photo: int, rng: np.random.Generator) -> _Shown:
        views = self._photos.close_ups[photo]
        view = views[rng.integers(len(views))]
        return augment_close_up(view, rng), self._allowed[photo], 1.0

    def _item(self, item: int, rng: np.random.Generator) -> _Shown:
        label = int(self._benchmark.labels[item])
        is_clothing = label in {INDEX[name] for name in CLOTHING}
        weight = self._config.clothing_weight if is_clothing else 1.0
        close_up = as_close_up(self._benchmark.pictures[item], rng)
        return augment_close_up(close_up, rng), np.eye(10, dtype=np.float32)[label], weight
