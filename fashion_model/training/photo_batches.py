"""Batches for the photo network: close-ups of photos and street items, and Fashion-MNIST items shown as photos."""

from dataclasses import dataclass

import numpy as np

from fashion_model.categories import CLOTHING, INDEX
from fashion_model.training.augment_close_up import as_close_up, augment_close_up
from fashion_model.training.batches import allowed_categories
from fashion_model.training.config import PhotoNetworkConfig
from fashion_model.training.fashion_mnist import LabelledPictures
from fashion_model.training.prepare import PhotoPictures

_MIXED = 0.4
"""Both parameters of the beta distribution that says how much of a mixed picture is its own."""


@dataclass(frozen=True)
class _Shown:
    """One picture of a batch: ``(E, E, 3)`` uint8, the categories its label may mean ``(10,)``, its weight."""

    close_up: np.ndarray
    allowed: np.ndarray
    weight: float


class PhotoBatches:
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
        self._photos, self._benchmark, self._config, self._seed = photos, benchmark, config, seed
        self._allowed = np.array([allowed_categories(label) for label in photos.categories])

    def __len__(self) -> int:
        return self._config.steps

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return one batch.

        Returns:
            Close-ups ``(B, E, E, 3)`` uint8, allowed categories ``(B, 10)`` float32, weights ``(B,)`` float32, and
            how much of each picture is shown ``(B,)`` float32, 0.5..1: the rest is of the picture as far from the
            batch's end as this one is from its beginning.
        """
        rng = np.random.default_rng((*self._seed, index))
        of_benchmark = round(self._config.batch * self._config.benchmark_share)
        chosen = rng.choice(len(self._photos), self._config.batch - of_benchmark, p=self._photos.chances)
        shown = [self._photo(photo, rng) for photo in chosen]
        shown += [self._item(item, rng) for item in rng.choice(len(self._benchmark.labels), of_benchmark)]
        shown = [shown[place] for place in rng.permutation(len(shown))]
        return (
            np.stack([one.close_up for one in shown]),
            np.stack([one.allowed for one in shown]),
            np.array([one.weight for one in shown], np.float32),
            self._shares(len(shown), rng),
        )

    def _shares(self, amount: int, rng: np.random.Generator) -> np.ndarray:
        drawn = rng.beta(_MIXED, _MIXED, amount)
        is_mixed = rng.random(amount) < self._config.mixed
        return np.where(is_mixed, np.maximum(drawn, 1 - drawn), 1).astype(np.float32)

    def _photo(self, photo: int, rng: np.random.Generator) -> _Shown:
        views = self._photos.close_ups[photo]
        view = views[rng.integers(len(views))]
        return _Shown(augment_close_up(view, rng), self._allowed[photo], 1.0)

    def _item(self, item: int, rng: np.random.Generator) -> _Shown:
        label = int(self._benchmark.labels[item])
        is_clothing = label in {INDEX[name] for name in CLOTHING}
        weight = self._config.clothing_weight if is_clothing else 1.0
        close_up = as_close_up(self._benchmark.pictures[item], rng)
        return _Shown(augment_close_up(close_up, rng), np.eye(10, dtype=np.float32)[label], weight)
