import cv2
import numpy as np
import pytest

from fashion_model.training.data.street import StreetPhoto, read_street_photo
from fashion_model.training.data.street_labels import VALUE
from fashion_model.training.pictures.variation import MONK_TONES, with_skin_tone

SKIN = (200, 150, 120)


def lightness(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[..., 0]


def test_scale_has_ten_tones_from_light_to_dark() -> None:
    assert len(MONK_TONES) == 10
    assert MONK_TONES[0] == (246, 237, 228)
    assert MONK_TONES[-1] == (41, 36, 32)
    steps = lightness(np.array([MONK_TONES], np.uint8))[0]
    assert (np.diff(steps[3:]) < 0).all()
    assert steps[:3].min() > steps[3]


@pytest.mark.parametrize("tone", MONK_TONES)
def test_even_skin_becomes_the_tone_and_nothing_else_changes(tone: tuple[int, ...]) -> None:
    rgb = np.full((20, 20, 3), SKIN, np.uint8)
    rgb[:, 10:] = (10, 60, 200)
    skin = np.zeros((20, 20), bool)
    skin[:, :10] = True
    shown = with_skin_tone(rgb, skin, tone)
    assert np.abs(shown[:, :10].astype(int) - tone).max() <= 1
    assert np.array_equal(shown[:, 10:], rgb[:, 10:])
    assert (rgb[0, 0] == SKIN).all()


@pytest.mark.parametrize("tone", [MONK_TONES[0], MONK_TONES[-1]])
def test_shadow_stays_darker_and_light_stays_lighter(tone: tuple[int, ...]) -> None:
    factors = np.array([0.5, 0.8, 1.0, 1.1, 1.2])
    rgb = np.rint(np.array(SKIN) * factors[:, None])[None].astype(np.uint8)  # (1, 5, 3), median in the middle
    shown = with_skin_tone(rgb, np.ones((1, 5), bool), tone)
    assert np.abs(shown[0, 2].astype(int) - tone).max() <= 1
    assert (np.diff(lightness(shown)[0]) > 0).all()


def test_picture_without_skin_is_the_same() -> None:
    rgb = np.full((5, 5, 3), SKIN, np.uint8)
    assert np.array_equal(with_skin_tone(rgb, np.zeros((5, 5), bool), MONK_TONES[9]), rgb)


def test_darker_skin_keeps_shadow_and_half_of_its_sheen() -> None:
    grey = np.array([[[60] * 3, [119] * 3, [200] * 3]], np.uint8)  # L* 25.3, 50.0, 80.6
    shown = with_skin_tone(grey, np.ones((1, 3), bool), (59, 59, 59))  # L* 24.7
    assert lightness(shown)[0] == pytest.approx([12.5, 24.7, 55.3], abs=0.5)  # 39.8 by ratio, 70.8 evenly to 100


def test_highlight_on_light_skin_does_not_glare() -> None:
    grey = np.array([[[60] * 3, [119] * 3, [200] * 3]], np.uint8)
    shown = with_skin_tone(grey, np.ones((1, 3), bool), (226, 226, 226))  # L* 89.7; by ratio alone 144
    assert lightness(shown)[0] == pytest.approx([45.4, 89.7, 96.0], abs=0.5)


@pytest.mark.parametrize(("level", "wanted"), [(0, 0), (255, 89)])
def test_skin_lost_in_black_stays_black_and_in_glare_stays_bright(level: int, wanted: int) -> None:
    shown = with_skin_tone(np.full((5, 5, 3), level, np.uint8), np.ones((5, 5), bool), MONK_TONES[4])
    assert np.abs(lightness(shown) - wanted).max() < 3
    assert (shown == shown[0, 0]).all()


def test_persons_skin_gets_the_tone_at_its_median(street_photos: dict[int, StreetPhoto]) -> None:
    rgb, values = read_street_photo(street_photos[8])
    skin = values == VALUE["skin"]
    for tone in (MONK_TONES[1], MONK_TONES[8]):
        shown = with_skin_tone(rgb, skin, tone)
        wanted = lightness(np.array([[tone]], np.uint8))[0, 0]
        assert abs(np.median(lightness(shown)[skin]) - wanted) < 1
        assert np.array_equal(shown[~skin], rgb[~skin])
