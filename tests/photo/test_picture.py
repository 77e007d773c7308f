import numpy as np

from fashion_model.photo.picture import FAINTEST, centre, negated_grey, sharpen, shrink, to_picture, trim


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
