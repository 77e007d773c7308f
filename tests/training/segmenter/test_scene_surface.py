import numpy as np
import pytest

from fashion_model.training.segmenter.scenes import like, surface
from fashion_model.training.segmenter.sources import Layer, SceneSources


@pytest.fixture
def sources() -> SceneSources:
    return SceneSources((), (), (), (), (np.random.default_rng(0).integers(90, 160, (40, 200, 3), dtype=np.uint8),))


def test_white_surface_is_nearly_white_and_another_is_not(sources: SceneSources) -> None:
    white = np.stack([surface(sources, np.random.default_rng(seed), white=1.0).rgb for seed in range(20)])
    mixed = np.stack([surface(sources, np.random.default_rng(seed), white=0.0).rgb for seed in range(20)])
    assert white.min() >= 200
    assert mixed.mean() < 190


def test_surface_shows_no_item(sources: SceneSources) -> None:
    assert not any(surface(sources, np.random.default_rng(seed), white=0.5).parts.any() for seed in range(10))


def test_camouflage_brings_the_surface_near_the_colour_of_the_item_alone() -> None:
    below = Layer(np.full((128, 96, 3), 40, np.uint8), np.zeros((128, 96), np.uint8))
    rgb, parts = np.zeros((10, 10, 3), np.uint8), np.zeros((10, 10), np.uint8)
    rgb[:5], parts[:5] = 200, 2
    hidden = like(below, Layer(rgb, parts), np.random.default_rng(0)).rgb
    assert 40 + 0.6 * 160 <= hidden.mean() <= 40 + 0.95 * 160
