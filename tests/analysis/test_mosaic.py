import numpy as np
import pytest

from fashion_model.analysis.folder import from_mosaic, to_mosaic


def pictures(count: int) -> np.ndarray:
    """Return pictures with a soft blob each, as bright as their number."""
    rows, columns = np.mgrid[:28, :28]
    blob = np.exp(-((rows - 14) ** 2 + (columns - 14) ** 2) / 60)
    return np.stack([(blob * (60 + 190 * one / count)).astype(np.uint8) for one in range(count)])


@pytest.mark.parametrize("count", [1, 4, 5])
def test_pictures_come_back_nearly_as_they_were_and_in_order(count: int) -> None:
    wanted = pictures(count)
    kept = from_mosaic(to_mosaic(wanted, quality=90), count)
    assert kept.shape == wanted.shape
    assert np.abs(kept.astype(int) - wanted).max() <= 16


def test_neighbours_do_not_touch() -> None:
    wanted = np.zeros((2, 28, 28), np.uint8)
    wanted[0] = 255
    assert from_mosaic(to_mosaic(wanted, quality=75), 2)[1].max() <= 2


def test_fewer_pictures_and_other_files_are_refused() -> None:
    content = to_mosaic(pictures(3), quality=75)
    with pytest.raises(ValueError, match="expected 5 pictures, got 4"):
        from_mosaic(content, 5)
    with pytest.raises(ValueError, match="it is no WebP"):
        from_mosaic(b"no picture", 1)
