import numpy as np
import pytest

from fashion_model.photo.masks import (
    WORKING_EDGE,
    border_of,
    cut_by_border_colour,
    cut_by_grabcut,
    grow,
    tidy,
    to_working_size,
)


def body(height: int = 200, width: int = 160) -> np.ndarray:
    mask = np.zeros((height, width), dtype=bool)
    mask[40:170, 40:120] = True
    return mask


def test_gap_between_sleeve_and_body_stays_open_and_a_print_is_filled() -> None:
    mask = body()
    mask[80:150, 60:75] = False  # a tenth of the item
    mask[60:68, 90:98] = False  # a print, less than a hundredth
    tidied = tidy(mask)
    assert tidied is not None
    assert not tidied[115, 67]
    assert tidied[64, 94]


def test_both_shoes_of_a_pair_are_kept_and_a_crumb_is_not() -> None:
    mask = np.zeros((160, 200), dtype=bool)
    mask[40:120, 30:80] = mask[40:120, 120:170] = True
    mask[140:150, 96:104] = True
    tidied = tidy(mask)
    assert tidied is not None
    assert tidied[80, 55]
    assert tidied[80, 145]
    assert not tidied[145, 100]


def test_dust_leaves_nothing() -> None:
    mask = np.zeros((50, 50), dtype=bool)
    mask[10, 10] = mask[30, 40] = True
    assert tidy(mask) is None


@pytest.mark.parametrize(
    ("shape", "expected"), [((800, 600), (224, 168)), ((100, 50), (100, 50)), ((20, 4480), (1, 224))]
)
def test_working_size_keeps_proportions_and_never_grows(shape: tuple[int, int], expected: tuple[int, int]) -> None:
    assert to_working_size(np.zeros((*shape, 3), np.uint8)).shape[:2] == expected
    assert max(expected) <= WORKING_EDGE


def test_grown_mask_covers_the_same_share() -> None:
    grown = grow(body(), (400, 320))
    assert grown.shape == (400, 320)
    assert grown.mean() == pytest.approx(body().mean(), abs=0.005)


def textured(colour: tuple[int, int, int], spread: int, shape: tuple[int, int], seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, spread, (*shape, 3))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


def item_on_carpet() -> tuple[np.ndarray, np.ndarray]:
    mask = np.zeros((200, 160), dtype=bool)
    mask[40:170, 40:120] = True
    carpet = textured((170, 140, 90), 25, mask.shape, seed=1)
    return np.where(mask[..., None], textured((40, 60, 160), 12, mask.shape, seed=2), carpet), mask


def test_item_on_a_rough_surface_is_found() -> None:
    rgb, expected = item_on_carpet()
    mask = cut_by_grabcut(rgb)
    assert mask is not None
    assert (mask & expected).sum() / (mask | expected).sum() > 0.9


def test_same_picture_gives_the_same_mask() -> None:
    rgb, _ = item_on_carpet()
    np.testing.assert_array_equal(cut_by_grabcut(rgb), cut_by_grabcut(rgb))


def test_picture_of_seven_pixels_is_left_alone() -> None:
    assert cut_by_grabcut(textured((90, 90, 90), 40, (7, 40), seed=3)) is None


def on_even_grey(level: int) -> np.ndarray:
    rgb = np.full((200, 160, 3), level, dtype=np.uint8)
    rgb[40:170, 40:120] = 60
    return rgb


def test_item_before_an_even_border_is_cut_to_the_pixel() -> None:
    mask = cut_by_border_colour(on_even_grey(250))
    assert mask is not None
    expected = np.zeros((200, 160), dtype=bool)
    expected[40:170, 40:120] = True
    assert (mask & expected).sum() / (mask | expected).sum() > 0.99


def test_border_of_several_colours_is_no_studio() -> None:
    rgb = on_even_grey(250)
    rgb[:100, :10] = 90  # a door frame
    assert cut_by_border_colour(rgb) is None


def test_even_picture_has_no_item() -> None:
    assert cut_by_border_colour(np.full((50, 50, 3), 128, dtype=np.uint8)) is None


def test_border_is_a_twenty_fifth_wide() -> None:
    border = border_of((100, 200))
    assert border[:4].all()
    assert border[:, -4:].all()
    assert not border[4:-4, 4:-4].any()
