import cv2
import numpy as np
import pytest

from fashion_model.photo.picture import CLOSE_UP_EDGE, to_close_up
from fashion_model.training.pictures.augment import as_close_up, augment_close_up, coarsen, move, recolour
from fashion_model.training.pictures.augment import erase_close_up as erase
from fashion_model.training.pictures.augment import flip_close_up as flip


@pytest.fixture
def rngs() -> list[np.random.Generator]:
    return [np.random.default_rng(seed) for seed in range(400)]


def noise() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3), dtype=np.uint8)


def centred_square() -> np.ndarray:
    """Return a black square of 60 pixels in the middle of white."""
    close_up = np.full((CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3), 255, np.uint8)
    close_up[50:110, 50:110] = 0
    return close_up


def test_half_of_the_close_ups_are_mirrored_and_the_others_stay(rngs: list[np.random.Generator]) -> None:
    close_up = noise()
    flipped = [flip(close_up, rng) for rng in rngs]
    mirrored = [np.array_equal(one, close_up[:, ::-1]) for one in flipped]
    assert np.mean(mirrored) == pytest.approx(0.5, abs=0.1)  # sigma is 0.025
    assert all(is_mirrored or np.array_equal(one, close_up) for one, is_mirrored in zip(flipped, mirrored, strict=True))


def test_item_is_turned_scaled_and_shifted_a_little(rngs: list[np.random.Generator]) -> None:
    moved = [move(centred_square(), rng) for rng in rngs]
    middles = np.array([np.argwhere(one[..., 0] < 128).mean(axis=0) for one in moved])
    areas = np.array([(one[..., 0] < 128).sum() for one in moved])
    assert np.abs(middles - 79.5).max() < 0.06 * 160 + 1  # the square's middle is where the close-up turns
    assert np.abs(middles - 79.5).max() > 7
    assert areas.min() > 3600 * 0.75**2
    assert areas.max() < 3600 * 1.25**2
    assert np.std(areas) > 300
    assert all(one.shape == (CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3) and one.dtype == np.uint8 for one in moved)


def test_what_moves_into_the_close_up_is_white(rngs: list[np.random.Generator]) -> None:
    white, black = (
        np.full((CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3), 255, np.uint8),
        np.zeros((CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3), np.uint8),
    )
    assert (move(white, rngs[0]) == 255).all()
    came_in = [(move(black, rng) == 255).any() for rng in rngs[:50]]
    assert np.mean(came_in) > 0.9


def test_light_and_colour_change_and_their_order_stays(rngs: list[np.random.Generator]) -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    for rng in rngs[:50]:
        changed = recolour(ramp, rng).reshape(256, 3).astype(int)
        assert (np.diff(changed, axis=0) >= 0).all()
        assert changed[-1].min() > 255 * 0.4
        assert (changed[0] == 0).all()
        assert not np.array_equal(changed, ramp.reshape(256, 3))


def test_a_fifth_of_the_close_ups_lose_their_colour(rngs: list[np.random.Generator]) -> None:
    red = np.full((4, 4, 3), (200, 40, 40), np.uint8)
    spreads = np.array([np.ptp(recolour(red, rng)[0, 0].astype(int)) for rng in rngs])
    assert (spreads == 0).mean() == pytest.approx(0.2, abs=0.08)  # sigma is 0.02
    assert spreads[spreads > 0].min() > 30


def test_three_in_ten_lose_their_detail_and_nothing_else(rngs: list[np.random.Generator]) -> None:
    board = (
        (np.indices((CLOSE_UP_EDGE, CLOSE_UP_EDGE)).sum(axis=0) % 2 * 255).astype(np.uint8)[..., None].repeat(3, axis=2)
    )
    spreads = np.array([coarsen(board, rng).std() for rng in rngs])
    assert (spreads < 127).mean() == pytest.approx(0.3, abs=0.09)  # sigma is 0.023
    assert spreads[spreads < 127].max() < 64  # a pixel of the thumbnail covers light and dark fields alike
    even = np.full((CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3), (200, 10, 30), np.uint8)
    assert all(np.array_equal(coarsen(even, rng), even) for rng in rngs[:30])


def test_a_quarter_has_a_rectangle_of_one_colour_and_is_as_before_around_it(rngs: list[np.random.Generator]) -> None:
    close_up = noise()
    erased = [(one, (one != close_up).any(axis=2)) for one in (erase(close_up, rng) for rng in rngs)]
    shares = np.array([changed.mean() for _, changed in erased])
    assert (shares > 0).mean() == pytest.approx(0.25, abs=0.09)  # sigma is 0.022
    assert shares[shares > 0].min() > 0.027  # 3 %, less what rounding takes
    assert shares.max() < 0.2
    for one, changed in erased:
        if changed.any():
            left, top, width, height = cv2.boundingRect(changed.astype(np.uint8))
            assert len(np.unique(one[top : top + height, left : left + width].reshape(-1, 3), axis=0)) == 1
            assert np.exp(-1.4) * 0.95 < height / width < np.exp(1.4) * 1.05
    np.testing.assert_array_equal(close_up, noise())


def test_augmented_close_up_is_the_same_for_the_same_draw_only() -> None:
    one, same, other = (augment_close_up(noise(), np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    assert one.shape == (CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3)
    assert one.dtype == np.uint8


def test_fashion_mnist_item_becomes_a_dyed_item_on_white(rngs: list[np.random.Generator]) -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[7:21, 7:21] = 200
    shown = [as_close_up(picture, rng) for rng in rngs[:200]]
    middles = np.array([one[80, 80] for one in shown]).astype(int)
    assert (middles >= 255 - 200 * 1.1 - 1).all()  # the dye takes 0.5 to 1.1 times the picture's light away
    assert (middles <= 255 - 200 * 0.5).all()
    grey = np.ptp(middles, axis=1) == 0
    assert grey.mean() == pytest.approx(0.3, abs=0.13)  # sigma is 0.032
    assert (middles[grey] == 55).all()  # 255 - 200: not dyed
    for one in shown:
        assert (one[[0, 8, 151, 159]] == 255).all()
        assert (one[:, [0, 8, 151, 159]] == 255).all()
        halfway = (255 + int(one[80, 80, 0])) / 2
        assert (one[:, 80, 0] < halfway).sum() == pytest.approx(71, abs=1)  # 14 of 28 rows on 142 pixels


def test_lightest_fashion_mnist_item_is_darkest_and_an_empty_picture_is_white() -> None:
    shown = as_close_up(np.full((28, 28), 255, np.uint8), np.random.default_rng(0))
    assert (shown[9:151, 9:151] == shown[80, 80]).all()
    assert shown[80, 80].max() <= 255 - 255 * 0.5
    assert (shown[:9] == 255).all()
    assert (as_close_up(np.zeros((28, 28), np.uint8), np.random.default_rng(0)) == 255).all()


def test_fashion_mnist_item_fills_about_as_much_as_an_item_that_was_found() -> None:
    rgb, mask = np.full((400, 400, 3), 255, np.uint8), np.zeros((400, 400), bool)
    rgb[100:300, 100:300], mask[100:300, 100:300] = 0, True
    found = (to_close_up(rgb, mask)[80] < 250).all(axis=1).sum()
    drawn = (as_close_up(np.full((28, 28), 255, np.uint8), np.random.default_rng(0))[80] < 250).all(axis=1).sum()
    assert drawn == 142
    assert found == pytest.approx(142, abs=3)
