import numpy as np
import pytest

from fashion_model.photo.segment import find_item


def overlap(found: np.ndarray, true: np.ndarray) -> float:
    return float((found & true).sum() / (found | true).sum())


def item_mask(height: int = 200, width: int = 160) -> np.ndarray:
    mask = np.zeros((height, width), dtype=bool)
    mask[40:170, 40:120] = True
    return mask


def textured(colour: tuple[int, int, int], spread: int, shape: tuple[int, int], seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, spread, (*shape, 3))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


def test_item_on_a_studio_background_is_cut_by_the_border_colour() -> None:
    mask = item_mask()
    rgb = np.where(mask[..., None], np.uint8(60), np.uint8(250)).repeat(3, axis=2)
    found = find_item(rgb)
    assert found.method == "border colour"
    assert overlap(found.mask, mask) > 0.95


def test_item_on_a_rough_background_is_cut_by_grabcut() -> None:
    mask = item_mask()
    background = textured((170, 140, 90), 25, mask.shape, seed=1)
    found = find_item(np.where(mask[..., None], textured((40, 60, 160), 12, mask.shape, seed=2), background))
    assert found.method == "GrabCut"
    assert overlap(found.mask, mask) > 0.9


def test_picture_with_nothing_to_find_is_kept_whole() -> None:
    gradient = np.tile(np.linspace(60, 200, 120, dtype=np.uint8)[:, None, None], (1, 100, 3))
    found = find_item(gradient)
    assert found.method == "whole picture" or 0.02 <= found.mask.mean() <= 0.97


def test_even_picture_is_kept_whole() -> None:
    found = find_item(np.full((50, 50, 3), 128, dtype=np.uint8))
    assert found.method == "whole picture"
    assert found.mask.all()


def test_gap_between_sleeve_and_body_stays_open_and_a_print_is_filled() -> None:
    mask = item_mask()
    mask[80:150, 60:75] = False  # a tenth of the item
    rgb = np.where(mask[..., None], np.uint8(60), np.uint8(250)).repeat(3, axis=2)
    rgb[60:68, 90:98] = 250  # a small white print
    found = find_item(rgb).mask
    assert not found[115, 67]
    assert found[64, 94]


def test_both_shoes_of_a_pair_are_kept_and_a_crumb_is_not() -> None:
    mask = np.zeros((160, 200), dtype=bool)
    mask[40:120, 30:80] = mask[40:120, 120:170] = True
    rgb = np.where(mask[..., None], np.uint8(30), np.uint8(245)).repeat(3, axis=2)
    rgb[140:150, 96:104] = 30
    found = find_item(rgb).mask
    assert found[80, 55]
    assert found[80, 145]
    assert not found[145, 100]


@pytest.mark.parametrize("shape", [(20, 20), (20, 700), (700, 20), (1600, 1200)])
def test_mask_has_the_size_of_the_picture(shape: tuple[int, int]) -> None:
    rgb = textured((120, 120, 120), 30, shape, seed=4)
    assert find_item(rgb).mask.shape == shape


def test_same_picture_gives_the_same_mask() -> None:
    rgb = textured((120, 100, 80), 40, (150, 150), seed=5)
    np.testing.assert_array_equal(find_item(rgb).mask, find_item(rgb).mask)
