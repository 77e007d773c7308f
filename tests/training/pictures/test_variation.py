import numpy as np
import pytest

from fashion_model.training.pictures.variation import varied


def photo(height: int = 600, width: int = 450) -> tuple[np.ndarray, np.ndarray]:
    """Return a red item with a dark left half on light grey, and its mask."""
    rgb, mask = np.full((height, width, 3), 210, np.uint8), np.zeros((height, width), dtype=bool)
    box = np.s_[height // 4 : height * 3 // 4, width // 4 : width * 3 // 4]
    rgb[box], mask[box] = (190, 40, 40), True
    rgb[box][:, : width // 4] = (60, 10, 10)
    return rgb, mask


def variations(amount: int = 60) -> list[tuple[np.ndarray, np.ndarray]]:
    return [varied(*photo(), np.random.default_rng(seed)) for seed in range(amount)]


def test_mask_moves_with_the_item() -> None:
    for rgb, mask in variations():
        assert rgb.shape == (*mask.shape, 3)
        assert rgb.dtype == np.uint8
        assert mask.dtype == bool
        redness = rgb[..., 0].astype(float) - rgb[..., 1]
        assert redness[mask].mean() > redness[~mask].mean() + 50


def test_item_is_neither_lost_nor_all_there_is() -> None:
    shares = [mask.mean() for _, mask in variations()]
    assert min(shares) > 0.15  # a quarter of the photo before
    assert max(shares) < 0.45


def test_longest_edge_is_what_shops_deliver_and_no_photo_grows() -> None:
    edges = [max(mask.shape) for _, mask in variations()]
    assert 70 * 0.83 <= min(edges) < 110  # a crop takes 8 % of each side
    assert 250 < max(edges) <= 400
    small, _ = varied(*photo(60, 45), np.random.default_rng(0))
    assert small.shape[0] <= 60


def test_half_are_mirrored() -> None:
    darker_left = []
    for rgb, mask in variations():
        columns = np.flatnonzero(mask.any(axis=0))
        middle = (columns[0] + columns[-1] + 1) // 2
        left, right = (rgb[:, half][mask[:, half]].mean() for half in (slice(None, middle), slice(middle, None)))
        darker_left.append(left < right)
    assert 18 <= sum(darker_left) <= 42  # of 60; sigma is 3.9


def test_light_colour_and_frame_differ_from_one_to_the_next() -> None:
    brightness = [rgb[~mask].mean() for rgb, mask in variations()]
    assert np.std(brightness) > 5
    assert len({mask.shape for _, mask in variations()}) > 40


@pytest.mark.parametrize("shape", [(9, 300), (300, 9), (8, 8)])
def test_narrow_photo_stays_a_photo(shape: tuple[int, int]) -> None:
    rgb, mask = np.full((*shape, 3), 120, np.uint8), np.ones(shape, dtype=bool)
    for seed in range(20):
        other, moved = varied(rgb, mask, np.random.default_rng(seed))
        assert min(other.shape[:2]) >= 1
        assert moved.shape == other.shape[:2]


def test_same_seed_gives_the_same_photo_and_the_original_stays() -> None:
    rgb, mask = photo()
    first = varied(rgb, mask, np.random.default_rng(3))
    again = varied(rgb, mask, np.random.default_rng(3))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    np.testing.assert_array_equal(rgb, photo()[0])
