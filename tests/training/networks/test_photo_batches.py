from dataclasses import replace

import numpy as np
import pytest

from fashion_model.categories import INDEX
from fashion_model.training.config import PhotoNetworkConfig
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.batches import PhotoBatches
from fashion_model.training.pictures.prepare import PhotoPictures, even_chances

CONFIG = PhotoNetworkConfig(steps=3, batch=10, benchmark_share=0.4, clothing_weight=0.25)


@pytest.fixture
def benchmark() -> LabelledPictures:
    return LabelledPictures(np.full((30, 28, 28), 200, np.uint8), np.arange(30, dtype=np.uint8) % 10)


@pytest.fixture
def pale(benchmark: LabelledPictures) -> LabelledPictures:
    """Return items that are white as photos, so that they can be told from the black photos of these tests."""
    return LabelledPictures(np.zeros_like(benchmark.pictures), benchmark.labels)


def is_black(close_ups: np.ndarray) -> np.ndarray:
    """Return for each close-up whether most of it is dark, whatever was moved in or erased."""
    dark: np.ndarray = np.median(close_ups.reshape(len(close_ups), -1), axis=1) < 60
    return dark


def photos_of(categories: tuple[str, ...], chances: np.ndarray | None = None, levels: tuple[int, ...] = (0,)):
    """Return photos of which each has one close-up of an even grey for each level."""
    close_ups = np.zeros((len(categories), len(levels), 160, 160, 3), np.uint8)
    close_ups[:] = np.array(levels)[:, None, None, None]
    views = np.zeros((len(categories), 1, 28, 28), np.uint8)
    chances = even_chances(categories) if chances is None else chances
    return PhotoPictures(views, close_ups, categories, np.arange(len(categories)), chances)


@pytest.fixture
def photos() -> PhotoPictures:
    return photos_of(("Shirt", "Coat", "footwear"))


def test_batch_has_the_stated_share_of_fashion_mnist_items_among_the_photos(
    photos: PhotoPictures, pale: LabelledPictures
) -> None:
    batches = PhotoBatches(photos, pale, CONFIG, (1, 0))
    (close_ups, _), allowed, weights = batches[0]
    assert len(batches) == 3
    assert (close_ups.shape, close_ups.dtype) == ((10, 160, 160, 3), np.uint8)
    assert (allowed.shape, allowed.dtype) == ((10, 10), np.float32)
    assert (weights.shape, weights.dtype) == ((10,), np.float32)
    is_photo = is_black(close_ups)
    assert is_photo.sum() == 6
    shoes = {INDEX[name] for name in ("Sandal", "Sneaker", "Ankle boot")}
    in_photos = [set(np.flatnonzero(row)) for row in allowed[is_photo]]
    assert all(meant in ({INDEX["Shirt"]}, {INDEX["Coat"]}, shoes) for meant in in_photos)
    assert (allowed[~is_photo].sum(axis=1) == 1).all()


def test_photos_and_items_come_in_any_order_so_that_each_may_be_mixed_with_each(
    photos: PhotoPictures, benchmark: LabelledPictures
) -> None:
    clothes = LabelledPictures(benchmark.pictures, np.zeros(30, np.uint8))
    orders = {tuple(PhotoBatches(photos, clothes, CONFIG, (seed, 0))[0][2].tolist()) for seed in range(5)}
    assert len(orders) > 1
    assert {sorted(order).count(0.25) for order in orders} == {4}


def test_about_half_of_the_pictures_are_mixed_and_each_is_mostly_itself(
    photos: PhotoPictures, benchmark: LabelledPictures
) -> None:
    config = replace(CONFIG, batch=400, mixed=0.5)
    shares = PhotoBatches(photos, benchmark, config, (1, 0))[0][0][1]
    assert (shares.shape, shares.dtype) == ((400,), np.float32)
    assert (shares < 1).mean() == pytest.approx(0.5, abs=0.1)  # sigma is 0.025
    assert shares.min() >= 0.5
    assert (PhotoBatches(photos, benchmark, replace(config, mixed=0.0), (1, 0))[0][0][1] == 1).all()


@pytest.mark.parametrize(("share", "of_benchmark"), [(0.0, 0), (0.24, 2), (0.26, 3), (1.0, 10)])
def test_share_is_rounded_to_whole_items(
    photos: PhotoPictures, benchmark: LabelledPictures, share: float, of_benchmark: int
) -> None:
    config = replace(CONFIG, benchmark_share=share, clothing_weight=0.25)
    clothes = LabelledPictures(benchmark.pictures, np.zeros(30, np.uint8))  # T-shirts: each weighs a quarter
    weights = PhotoBatches(photos, clothes, config, (1, 0))[0][2]
    assert sorted(weights.tolist()) == [0.25] * of_benchmark + [1.0] * (10 - of_benchmark)


def test_only_fashion_mnist_clothes_weigh_less(photos: PhotoPictures, pale: LabelledPictures) -> None:
    config = replace(CONFIG, batch=100, benchmark_share=0.8)
    (close_ups, _), allowed, weights = PhotoBatches(photos, pale, config, (1, 0))[0]
    is_photo = is_black(close_ups)
    labels = allowed[~is_photo].argmax(axis=1)
    shoes_and_bags = np.isin(labels, [INDEX[name] for name in ("Sandal", "Sneaker", "Bag", "Ankle boot")])
    assert (weights[is_photo] == 1).all()
    np.testing.assert_array_equal(weights[~is_photo], np.where(shoes_and_bags, 1, 0.25).astype(np.float32))
    assert set(labels.tolist()) == set(range(10))


def test_photos_are_drawn_by_their_chances(benchmark: LabelledPictures) -> None:
    photos = photos_of(("Shirt", "Dress", "Coat"), np.array([0.75, 0.25, 0.0]))
    config = replace(CONFIG, batch=400, benchmark_share=0.0)
    allowed = PhotoBatches(photos, benchmark, config, (1, 0))[0][1]
    assert allowed[:, INDEX["Shirt"]].mean() == pytest.approx(0.75, abs=0.09)  # sigma is 0.022
    assert allowed[:, INDEX["Dress"]].mean() == pytest.approx(0.25, abs=0.09)
    assert allowed[:, INDEX["Coat"]].sum() == 0


def test_every_close_up_of_a_photo_is_shown_with_the_photos_label(benchmark: LabelledPictures) -> None:
    config = replace(CONFIG, batch=60, benchmark_share=0.0)
    dark, light = photos_of(("Shirt",), levels=(0, 20)), photos_of(("Coat",), levels=(255, 235))
    both = PhotoPictures(
        np.concatenate([dark.views, light.views]),
        np.concatenate([dark.close_ups, light.close_ups]),
        ("Shirt", "Coat"),
        np.arange(2),
        np.array([0.5, 0.5]),
    )
    (close_ups, _), allowed, _ = PhotoBatches(both, benchmark, config, (1, 0))[0]
    middles = np.median(close_ups.reshape(60, -1), axis=1)
    np.testing.assert_array_equal(middles < 100, allowed[:, INDEX["Shirt"]] == 1)
    assert (middles == 0).any()  # the black close-up, and the one of grey 20
    assert ((middles > 3) & (middles < 60)).any()


def test_fashion_mnist_items_are_shown_dark_on_white_as_photos_are(benchmark: LabelledPictures) -> None:
    small = benchmark.pictures.copy()
    small[:, :10], small[:, 18:], small[:, :, :10], small[:, :, 18:] = 0, 0, 0, 0
    config = replace(CONFIG, batch=20, benchmark_share=1.0)
    items = LabelledPictures(small, benchmark.labels)
    (close_ups, _), *_ = PhotoBatches(photos_of(("Shirt",)), items, config, (1, 0))[0]
    middles, corners = close_ups[:, 70:90, 70:90].mean(axis=(1, 2, 3)), close_ups[:, :8, :8].mean(axis=(1, 2, 3))
    assert np.mean(middles < corners) >= 0.9  # a rectangle may hide either


def test_batches_are_the_same_for_the_same_seed_and_index_only(
    photos: PhotoPictures, benchmark: LabelledPictures
) -> None:
    def made(seed: tuple[int, ...], index: int) -> tuple[np.ndarray, ...]:
        (close_ups, shares), *others = PhotoBatches(photos, benchmark, CONFIG, seed)[index]
        return close_ups, shares, *others

    for left, right in zip(made((1, 0), 0), made((1, 0), 0), strict=True):
        np.testing.assert_array_equal(left, right)
    for other in (made((1, 0), 1), made((1, 1), 0), made((2, 0), 0)):
        assert not np.array_equal(made((1, 0), 0)[0], other[0])
