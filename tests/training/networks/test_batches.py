from dataclasses import replace

import numpy as np
import pytest

from fashion_model.categories import INDEX
from fashion_model.training.config import Stage
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.batches import Batch, allowed_categories, batches_of_epoch, pictures_of_epoch
from fashion_model.training.pictures.prepare import PhotoPictures, even_chances

STAGE = Stage("both", epochs=6, benchmark_batch=10, photo_batch=4, pruned=0.5, whole_epochs=2)
UNSEEN = np.full(40, np.inf, np.float32)


@pytest.fixture
def benchmark() -> LabelledPictures:
    rng = np.random.default_rng(0)
    return LabelledPictures(rng.integers(1, 255, (40, 28, 28), dtype=np.uint8), np.arange(40, dtype=np.uint8) % 10)


def photos_of(categories: tuple[str, ...], chances: np.ndarray | None = None) -> PhotoPictures:
    views = np.random.default_rng(1).integers(1, 255, (len(categories), 3, 28, 28), dtype=np.uint8)
    chances = even_chances(categories) if chances is None else chances
    close_ups = np.zeros((len(categories), 1, 160, 160, 3), np.uint8)
    return PhotoPictures(views, close_ups, categories, np.arange(len(categories)), chances)


@pytest.fixture
def photos() -> PhotoPictures:
    return photos_of(("Shirt", "Shirt", "Shirt", "Shirt", "footwear"))


def test_label_allows_one_some_or_no_category() -> None:
    assert np.flatnonzero(allowed_categories("Coat")).tolist() == [INDEX["Coat"]]
    assert np.flatnonzero(allowed_categories("footwear")).tolist() == [5, 7, 9]
    assert allowed_categories("none").sum() == 0


def test_before_anything_was_seen_every_picture_comes_once_with_weight_one() -> None:
    order, weights = pictures_of_epoch(UNSEEN, STAGE, 0, np.random.default_rng(0))
    assert sorted(order) == list(range(40))
    assert order.tolist() != list(range(40))
    assert (weights == 1).all()


def test_stated_share_of_the_well_known_pictures_is_left_out_and_every_hard_one_stays() -> None:
    losses = np.where(np.arange(10_000) < 8_000, 0.1, 2.0)  # mean 0.48: the first 8,000 are known well
    stage = replace(STAGE, pruned=0.75)
    order, weights = pictures_of_epoch(losses, stage, 0, np.random.default_rng(0))
    assert (order >= 8_000).sum() == 2_000
    assert (order < 8_000).sum() == pytest.approx(2_000, abs=160)  # a quarter of 8,000; sigma is 39
    assert (weights[order >= 8_000] == 1).all()
    assert (weights[order < 8_000] == 4).all()  # one of four stays and stands for all four


def test_weights_leave_the_expected_sum_over_all_pictures_as_it_is() -> None:
    losses = np.array([0.1, 0.2, 0.3, 3.0])  # mean 0.9: three are known well
    values = np.array([1.0, 10.0, 100.0, 1000.0])
    sums = []
    for seed in range(4_000):
        order, weights = pictures_of_epoch(losses, STAGE, 0, np.random.default_rng(seed))
        sums.append((values[order] * weights).sum())
    assert np.mean(sums) == pytest.approx(1111, abs=5)  # sigma of one is 100.5, of the mean 1.6
    assert set(sums) == {1000 + 2 * (a + 10 * b + 100 * c) for a in (0, 1) for b in (0, 1) for c in (0, 1)}


def test_picture_that_was_not_seen_yet_is_never_left_out() -> None:
    losses = np.array([0.1, 0.1, np.inf, 4.0])
    for seed in range(50):
        order, _ = pictures_of_epoch(losses, STAGE, 1, np.random.default_rng(seed))
        assert {2, 3} <= set(order.tolist())


@pytest.mark.parametrize(("epoch", "is_whole"), [(3, False), (4, True), (5, True)])
def test_last_epochs_leave_nothing_out(epoch: int, is_whole: bool) -> None:
    losses = np.where(np.arange(100) < 80, 0.1, 2.0)
    order, weights = pictures_of_epoch(losses, STAGE, epoch, np.random.default_rng(0))
    assert (len(order) == 100) is is_whole
    assert (weights == 1).all() == is_whole


def test_each_picture_is_seen_once_an_epoch(benchmark: LabelledPictures, photos: PhotoPictures) -> None:
    batches = list(batches_of_epoch(benchmark, photos, STAGE, UNSEEN, 7, 0))
    assert len(batches) == 4
    assert sorted(np.concatenate([batch.indices for batch in batches])) == list(range(40))
    labels = np.concatenate([batch.allowed[:10].argmax(axis=1) for batch in batches])
    assert np.bincount(labels).tolist() == [4] * 10


def test_indices_name_the_pictures_of_the_batch(benchmark: LabelledPictures, photos: PhotoPictures) -> None:
    for batch in batches_of_epoch(benchmark, photos, STAGE, UNSEEN, 7, 0):
        np.testing.assert_array_equal(batch.allowed[:10].argmax(axis=1), benchmark.labels[batch.indices])


def test_pictures_that_do_not_fill_a_batch_are_left_over(benchmark: LabelledPictures, photos: PhotoPictures) -> None:
    stage = replace(STAGE, benchmark_batch=15)
    assert [len(b.indices) for b in batches_of_epoch(benchmark, photos, stage, UNSEEN, 7, 0)] == [15, 15]


def test_domains_are_weighted_apart(benchmark: LabelledPictures, photos: PhotoPictures) -> None:
    batch = next(batches_of_epoch(benchmark, photos, STAGE, UNSEEN, 7, 0))
    assert batch.pictures.shape == (14, 28, 28, 1)
    assert batch.benchmark_weights.tolist() == [1] * 10 + [0] * 4  # photos teach the benchmark domain nothing
    assert (batch.photo_weights[10:] == np.float32(STAGE.photo_weight)).all()
    shoes_and_bags = np.isin(batch.allowed[:10].argmax(axis=1), [5, 7, 8, 9])
    expected = np.where(shoes_and_bags, np.float32(STAGE.other_items_weight), np.float32(STAGE.clothing_weight))
    np.testing.assert_array_equal(batch.photo_weights[:10], expected)


def test_picture_that_stands_for_two_does_so_in_both_domains(
    benchmark: LabelledPictures, photos: PhotoPictures
) -> None:
    losses = np.where(np.arange(40) < 30, 0.1, 2.0).astype(np.float32)
    batch = next(batches_of_epoch(benchmark, photos, STAGE, losses, 7, 1))
    expected = np.where(batch.indices < 30, 2, 1)
    np.testing.assert_array_equal(batch.benchmark_weights[:10], expected)
    clothing = np.isin(benchmark.labels[batch.indices], [5, 7, 8, 9], invert=True)
    once = np.where(clothing, STAGE.clothing_weight, STAGE.other_items_weight)
    np.testing.assert_allclose(batch.photo_weights[:10], expected * once, rtol=1e-6)


def drawn_labels(benchmark: LabelledPictures, photos: PhotoPictures, epochs: int) -> np.ndarray:
    stage = replace(STAGE, epochs=epochs + 2)
    batches = (
        batch for epoch in range(epochs) for batch in batches_of_epoch(benchmark, photos, stage, UNSEEN, 7, epoch)
    )
    return np.concatenate([batch.allowed[10:] for batch in batches])


def test_photos_are_drawn_by_their_chances(benchmark: LabelledPictures) -> None:
    photos = photos_of(("Shirt", "footwear", "Coat"), np.array([0.75, 0.25, 0.0]))
    drawn = drawn_labels(benchmark, photos, 50)
    assert drawn.shape == (800, 10)
    assert drawn[:, INDEX["Shirt"]].mean() == pytest.approx(0.75, abs=0.06)  # sigma is 0.015
    assert drawn[:, INDEX["Sandal"]].mean() == pytest.approx(0.25, abs=0.06)
    assert drawn[:, INDEX["Coat"]].sum() == 0


def same(one: Batch, other: Batch) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("pictures", "allowed", "photo_weights")
    )


def test_epoch_is_the_same_for_the_same_seed_and_another_for_another(
    benchmark: LabelledPictures, photos: PhotoPictures
) -> None:
    def first(seed: int, epoch: int) -> Batch:
        return next(batches_of_epoch(benchmark, photos, STAGE, UNSEEN, seed, epoch))

    assert same(first(7, 1), first(7, 1))
    assert not same(first(7, 1), first(7, 2))
    assert not same(first(7, 1), first(8, 1))


@pytest.mark.parametrize(("amount", "photo_batch"), [(0, 4), (5, 0)])
def test_without_photos_batches_are_of_the_benchmark_alone(
    benchmark: LabelledPictures, amount: int, photo_batch: int
) -> None:
    stage = replace(STAGE, photo_batch=photo_batch)
    batch = next(batches_of_epoch(benchmark, photos_of(("Shirt",) * amount), stage, UNSEEN, 7, 0))
    assert batch.pictures.shape == (10, 28, 28, 1)
    assert len(batch.photo_weights) == 10
