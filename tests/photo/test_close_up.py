import numpy as np
import pytest

from fashion_model.photo.close_up import EDGE, to_close_up

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
    assert close_up.shape == (EDGE, EDGE, 3) == (160, 160, 3)
    assert close_up.dtype == np.uint8
    assert (close_up == 90).any()


def test_photo_itself_is_left_as_it_is() -> None:
    rgb, mask = photo()
    to_close_up(rgb, mask)
    np.testing.assert_array_equal(rgb, photo()[0])
    np.testing.assert_array_equal(mask, photo()[1])
