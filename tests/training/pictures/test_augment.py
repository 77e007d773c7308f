import numpy as np
import pytest

from fashion_model.training.pictures.augment import (
    augment_benchmark,
    augment_photo_picture,
    erase,
    flip,
    relight,
    shift,
    tilt,
)


class Fixed:
    """Draws the values it was given, in turn."""

    def __init__(self, *values: object) -> None:
        self._values = list(values)

    def random(self) -> object:
        return self._values.pop(0)

    def integers(self, *_args: object, **_kwargs: object) -> object:
        return self._values.pop(0)


def ramp() -> np.ndarray:
    return np.tile(np.arange(28, dtype=np.uint8), (28, 1))


def test_flip_mirrors_left_to_right_or_not_at_all() -> None:
    np.testing.assert_array_equal(flip(ramp(), Fixed(0.4))[0], np.arange(28)[::-1])
    np.testing.assert_array_equal(flip(ramp(), Fixed(0.6)), ramp())


def test_shift_moves_right_and_fills_with_black() -> None:
    moved = shift(ramp() + 1, Fixed(np.array([0, 2])))
    np.testing.assert_array_equal(moved[0, :2], [0, 0])
    np.testing.assert_array_equal(moved[0, 2:], np.arange(1, 27))


def test_erase_changes_one_rectangle_of_the_stated_size() -> None:
    picture = np.zeros((28, 28), np.uint8)
    sizes = [(erase(picture, np.random.default_rng(seed), share=1) > 0).mean() for seed in range(50)]
    assert min(sizes) > 0.02
    assert max(sizes) < 0.25


def test_erase_leaves_the_rest_and_the_original_alone() -> None:
    picture = ramp()
    assert erase(picture, np.random.default_rng(0), share=0) is picture
    erase(picture, np.random.default_rng(0), share=1)
    np.testing.assert_array_equal(picture, ramp())


def test_relight_keeps_black_black_and_order_of_greys() -> None:
    lit = relight(ramp() * 9, np.random.default_rng(1))
    assert lit[0, 0] == 0
    assert (np.diff(lit[0].astype(int)) >= 0).all()


def test_tilt_keeps_the_middle() -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[10:18, 10:18] = 200
    tilted = tilt(picture, np.random.default_rng(2))
    assert tilted[13, 13] == 200
    assert tilted.shape == (28, 28)


@pytest.mark.parametrize("augment", [augment_benchmark, augment_photo_picture])
def test_augmentation_is_the_same_for_the_same_seed_and_another_for_another(augment) -> None:
    first = augment(ramp(), np.random.default_rng(5))
    np.testing.assert_array_equal(augment(ramp(), np.random.default_rng(5)), first)
    assert not np.array_equal(augment(ramp(), np.random.default_rng(6)), first)
    assert first.dtype == np.uint8
