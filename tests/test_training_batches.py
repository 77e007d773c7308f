from itertools import islice

import numpy as np
import pytest

from fashion_model.categories import INDEX
from fashion_model.training.batches import allowed_categories, mixed_batches, steps_per_epoch
from fashion_model.training.config import TrainingConfig
from fashion_model.training.fashion_mnist import LabelledPictures
from fashion_model.training.network import BENCHMARK, PHOTOS
from fashion_model.training.prepare import PhotoPictures

CONFIG = TrainingConfig(benchmark_batch=10, photo_batch=4)


@pytest.fixture
def benchmark() -> LabelledPictures:
    rng = np.random.default_rng(0)
    return LabelledPictures(rng.integers(1, 255, (40, 28, 28), dtype=np.uint8), np.arange(40, dtype=np.uint8) % 10)


@pytest.fixture
def photos() -> PhotoPictures:
    views = np.random.default_rng(1).integers(1, 255, (6, 3, 28, 28), dtype=np.uint8)
    return PhotoPictures(views, ("Shirt", "Shirt", "Shirt", "Shirt", "footwear", "none"), np.arange(6))


def test_label_allows_one_some_or_no_category() -> None:
    assert np.flatnonzero(allowed_categories("Coat")).tolist() == [INDEX["Coat"]]
    assert np.flatnonzero(allowed_categories("footwear")).tolist() == [5, 7, 9]
    assert allowed_categories("none").sum() == 0


def test_each_picture_is_seen_once_an_epoch(benchmark: LabelledPictures, photos: PhotoPictures) -> None:
    steps = steps_per_epoch(benchmark, CONFIG)
    assert steps == 4
    labels = [
        batch[1][BENCHMARK][:10].argmax(axis=1) for batch in islice(mixed_batches(benchmark, photos, CONFIG, 0), steps)
    ]
    assert np.bincount(np.concatenate(labels)).tolist() == [4] * 10


def test_worlds_are_weighted_apart(benchmark: LabelledPictures, photos: PhotoPictures) -> None:
    pictures, targets, weights = next(mixed_batches(benchmark, photos, CONFIG, 0))
    assert pictures.shape == (14, 28, 28, 1)
    assert weights[BENCHMARK].tolist() == [1] * 10 + [0] * 4  # photos teach the benchmark world nothing
    assert (weights[PHOTOS][10:] == CONFIG.photo_weight).all()
    shoes_and_bags = np.isin(targets[BENCHMARK][:10].argmax(axis=1), [5, 7, 8, 9])
    expected = np.where(shoes_and_bags, np.float32(CONFIG.other_items_weight), np.float32(CONFIG.clothing_weight))
    np.testing.assert_array_equal(weights[PHOTOS][:10], expected)


def test_resumed_run_draws_what_the_whole_run_would_have_drawn(
    benchmark: LabelledPictures, photos: PhotoPictures
) -> None:
    whole = list(islice(mixed_batches(benchmark, photos, CONFIG, 0), 8))
    resumed = list(islice(mixed_batches(benchmark, photos, CONFIG, 1), 4))
    for expected, seen in zip(whole[4:], resumed, strict=True):
        np.testing.assert_array_equal(seen[0], expected[0])
    assert not np.array_equal(whole[0][0], whole[4][0])


def test_without_photos_batches_are_of_the_benchmark_alone(benchmark: LabelledPictures) -> None:
    none = PhotoPictures(np.zeros((0, 3, 28, 28), np.uint8), (), np.zeros(0))
    assert next(mixed_batches(benchmark, none, CONFIG, 0))[0].shape == (10, 28, 28, 1)
