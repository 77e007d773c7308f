import numpy as np
import pytest

from fashion_model.photo.picture import (
    CLOSE_UP_EDGE,
    FAINTEST,
    centre,
    negated_grey,
    sharpen,
    shrink,
    to_close_up,
    to_picture,
    trim,
)


def test_trim_keeps_the_smallest_rectangle_around_the_item() -> None:
    mask = np.zeros((10, 12), dtype=bool)
    mask[2:5, 3:9] = True
    rgb = np.arange(360, dtype=np.uint16).astype(np.uint8).reshape(10, 12, 3)
    trimmed, trimmed_mask = trim(rgb, mask)
    np.testing.assert_array_equal(trimmed, rgb[2:5, 3:9])
    assert trimmed_mask.all()


def test_trim_leaves_a_picture_without_item_whole() -> None:
    assert trim(np.zeros((10, 12, 3), np.uint8), np.zeros((10, 12), bool))[0].shape == (10, 12, 3)


def test_shrink_averages_areas() -> None:
    four = np.array([[0, 100], [200, 100]], dtype=np.float32)
    np.testing.assert_allclose(shrink(four, edge=1), [[100]])


def test_shrink_keeps_the_proportions() -> None:
    assert shrink(np.zeros((280, 140), np.float32)).shape == (28, 14)
    assert shrink(np.zeros((3, 3000), np.float32)).shape == (1, 28)


def test_negation_makes_white_zero_and_black_full() -> None:
    np.testing.assert_allclose(negated_grey(np.array([[[255] * 3, [0] * 3]], np.uint8)), [[0, 255]])


def test_sharpen_leaves_even_areas_and_steepens_edges() -> None:
    edge = np.repeat(np.array([[100.0] * 4 + [150.0] * 4]), 8, axis=0).astype(np.float32)
    sharp = sharpen(edge)
    assert sharp[4, 0] == 100
    assert sharp[4, 3] < 100
    assert sharp[4, 4] > 150


def test_centre_puts_the_item_in_the_middle() -> None:
    picture = centre(np.ones((28, 14), np.float32))
    assert picture.sum() == 28 * 14
    assert picture[:, 7:21].all()


def test_dark_item_is_light_on_black() -> None:
    mask = np.zeros((100, 100), dtype=bool)
    mask[10:90, 30:70] = True
    rgb = np.where(mask[..., None], np.uint8(20), np.uint8(255)).repeat(3, axis=2)
    picture = to_picture(rgb, mask)
    assert picture.shape == (28, 28)
    assert picture.dtype == np.uint8
    assert picture[14, 14] == 235  # 255 - 20
    assert picture[14, 1] == 0


def test_white_item_keeps_a_faint_outline() -> None:
    mask = np.zeros((60, 60), dtype=bool)
    mask[10:50, 10:50] = True
    picture = to_picture(np.full((60, 60, 3), 255, np.uint8), mask)
    assert picture[14, 14] == FAINTEST


def test_background_beside_the_item_does_not_matter() -> None:
    mask = np.zeros((60, 60), dtype=bool)
    mask[10:50, 20:40] = True
    white = np.where(mask[..., None], np.uint8(90), np.uint8(255)).repeat(3, axis=2)
    black = np.where(mask[..., None], np.uint8(90), np.uint8(0)).repeat(3, axis=2)
    np.testing.assert_array_equal(to_picture(white, mask), to_picture(black, mask))


ITEM, BESIDE, FADED = (200, 10, 30), (101, 51, 1), (178, 153, 128)  # halfway from 101, 51 and 1 to 255
WHITE = (255, 255, 255)


def photo() -> tuple[np.ndarray, np.ndarray]:
    """Return a photo with an item of 20×60 pixels in its middle, (100, 100, 3) uint8, and where that is."""
    rgb, mask = np.full((100, 100, 3), BESIDE, np.uint8), np.zeros((100, 100), bool)
    rgb[20:80, 40:60], mask[20:80, 40:60] = ITEM, True
    return rgb, mask


def test_item_keeps_its_colours_and_stands_in_its_faded_neighbourhood_on_white() -> None:
    # 6 % of the 59 pixels from end to end are 4, and one more: rows 15 to 84 and columns 35 to 64, as they are
    close_up = to_close_up(*photo(), edge=70)
    expected = np.full((70, 70, 3), WHITE, np.uint8)
    expected[:, 20:50] = FADED
    expected[5:65, 25:45] = ITEM
    np.testing.assert_array_equal(close_up, expected)


def test_small_item_is_enlarged_without_being_stretched() -> None:
    close_up = to_close_up(*photo(), edge=140)  # twice as large: the item from 10 to 129 and from 50 to 89
    assert (close_up[12:128, 52:88] == ITEM).all()
    assert (close_up[:, 42:48] == FADED).all()
    assert (close_up[:, :40] == 255).all()
    assert (close_up[:, 100:] == 255).all()


def test_photo_ends_where_the_item_does() -> None:
    rgb, mask = np.full((50, 50, 3), BESIDE, np.uint8), np.zeros((50, 50), bool)
    mask[:20, :20] = True  # 6 % of 19 pixels are 1, and one more: 22 rows and columns are left in the corner
    close_up = to_close_up(rgb, mask, edge=22)
    assert (close_up[:20, :20] == BESIDE).all()
    assert (close_up[20:] == FADED).all()
    assert (close_up[:, 20:] == FADED).all()


@pytest.mark.parametrize("everything", [False, True])
def test_where_no_item_was_told_apart_the_whole_photo_is_shown_unfaded(everything: bool) -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (40, 80, 3), dtype=np.uint8)
    close_up = to_close_up(rgb, np.full((40, 80), everything), edge=80)
    np.testing.assert_array_equal(close_up[20:60], rgb)
    assert (close_up[:20] == 255).all()
    assert (close_up[60:] == 255).all()


def test_one_pixel_beside_the_item_is_faded_already() -> None:
    rgb, mask = np.full((40, 40, 3), BESIDE, np.uint8), np.ones((40, 40), bool)
    mask[7, 9] = False
    close_up = to_close_up(rgb, mask, edge=40)
    assert tuple(close_up[7, 9]) == FADED
    assert (close_up == BESIDE).all(axis=2).sum() == 40 * 40 - 1


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (900, 4), (4, 900), (533, 400)])
def test_close_up_of_any_photo_is_a_square_of_160_pixels(shape: tuple[int, int]) -> None:
    close_up = to_close_up(np.full((*shape, 3), 90, np.uint8), np.ones(shape, bool))
    assert close_up.shape == (CLOSE_UP_EDGE, CLOSE_UP_EDGE, 3) == (160, 160, 3)
    assert close_up.dtype == np.uint8
    assert (close_up == 90).any()


def test_photo_itself_is_left_as_it_is() -> None:
    rgb, mask = photo()
    to_close_up(rgb, mask)
    np.testing.assert_array_equal(rgb, photo()[0])
    np.testing.assert_array_equal(mask, photo()[1])
