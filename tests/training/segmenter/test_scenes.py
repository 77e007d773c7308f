import numpy as np
import pytest

from fashion_model.photo.masks import PART_INDEX
from fashion_model.training.segmenter.scenes import HEIGHT, KINDS, WIDTH, draw_scene, tinted
from fashion_model.training.segmenter.sources import IGNORED, Layer, SceneSources

RED, SKIN = (200, 30, 30), (150, 100, 80)


def person() -> Layer:
    rgb, parts = np.full((300, 200, 3), 120, np.uint8), np.zeros((300, 200), np.uint8)
    for rows, name, colour in (
        ((20, 80), "person", SKIN),
        ((80, 160), "top", RED),
        ((160, 280), "bottom", (30, 30, 90)),
    ):
        rgb[slice(*rows), 60:140] = colour
        parts[slice(*rows), 60:140] = PART_INDEX[name]
    return Layer(rgb, parts)


def lone_dress() -> Layer:
    rgb, parts = np.full((224, 168, 3), 180, np.uint8), np.zeros((224, 168), np.uint8)
    rgb[40:180, 40:120], parts[40:180, 40:120] = RED, PART_INDEX["dress"]
    return Layer(rgb, parts)


def bag_picture() -> np.ndarray:
    picture = np.zeros((28, 28), np.uint8)
    picture[8:24, 4:26] = 200
    return picture


@pytest.fixture(scope="module")
def sources() -> SceneSources:
    shoe = Layer(np.full((20, 50, 3), 40, np.uint8), np.full((20, 50), PART_INDEX["footwear"], np.uint8))
    floor = np.random.default_rng(0).integers(90, 160, (40, 200, 3), dtype=np.uint8)
    return SceneSources((person(),), (lone_dress(),), (shoe,), ((bag_picture(), "bag"),), (floor,))


@pytest.mark.parametrize("kind", list(KINDS))
def test_scene_has_the_size_that_the_network_sees(sources: SceneSources, kind: str) -> None:
    for seed in range(20):
        scene = draw_scene(sources, np.random.default_rng(seed), kind)
        assert scene.rgb.shape == (HEIGHT, WIDTH, 3)
        assert scene.rgb.dtype == scene.parts.dtype == np.uint8
        assert scene.parts.shape == (HEIGHT, WIDTH)


def parts_drawn(sources: SceneSources, kind: str, scenes: int = 60) -> set[int]:
    drawn = [draw_scene(sources, np.random.default_rng(seed), kind).parts for seed in range(scenes)]
    return {int(part) for part in np.unique(np.stack(drawn))}


def test_each_kind_of_scene_shows_its_parts_and_no_others(sources: SceneSources) -> None:
    index = PART_INDEX
    assert parts_drawn(sources, "worn") == {0, index["person"], index["top"], index["bottom"]}
    assert parts_drawn(sources, "alone") == {0, index["dress"], IGNORED}
    assert parts_drawn(sources, "items") == {0, index["footwear"], index["bag"]}
    assert parts_drawn(sources, "empty") == {0}


def test_parts_lie_where_the_colours_do(sources: SceneSources) -> None:
    redder = []
    for seed in range(60):
        scene = draw_scene(sources, np.random.default_rng(seed), "worn")
        top, bottom = (scene.parts == PART_INDEX[name] for name in ("top", "bottom"))
        if top.mean() > 0.05 and bottom.mean() > 0.05:
            redness = scene.rgb[..., 0].astype(int) - scene.rgb[..., 1]
            redder.append(redness[top].mean() - redness[bottom].mean())
    assert len(redder) > 10
    assert np.median(redder) > 60


def test_same_seed_draws_the_same_scene_and_another_seed_another(sources: SceneSources) -> None:
    one, same, other = (draw_scene(sources, np.random.default_rng(seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.rgb, same.rgb)
    assert not np.array_equal(one.rgb, other.rgb)


def test_tinted_picture_is_trimmed_enlarged_and_belongs_to_one_part() -> None:
    item = tinted(bag_picture(), "bag", np.random.default_rng(1))
    assert item.parts.shape == pytest.approx((64, 88), abs=4)  # 16 × 22 pixels, four times as large
    assert (item.parts == PART_INDEX["bag"]).mean() > 0.9
    assert set(np.unique(item.parts)) <= {0, PART_INDEX["bag"]}
