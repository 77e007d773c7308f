import numpy as np
import pytest

from fashion_model.photo.masks import WORKING_EDGE, grow, tidy, to_working_size


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
