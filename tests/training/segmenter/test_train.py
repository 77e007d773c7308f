from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.photo.masks import PART_INDEX, PARTS
from fashion_model.serving.networks import LiteRtSegmenter
from fashion_model.training.config import Round, SegmenterConfig
from fashion_model.training.segmenter.sources import IGNORED, Layer, SceneSources
from fashion_model.training.segmenter.train import (
    SceneBatches,
    build_segmenter,
    cell_targets,
    export_segmenter,
    train_segmenter,
)

TINY = SegmenterConfig(
    widths=(8, 12), blocks=(1, 1), rounds=(Round(2, 3e-3), Round(1, 1e-3)), steps=2, batch=4, mixed_precision=False
)


@pytest.fixture(scope="module")
def sources() -> SceneSources:
    rgb, parts = np.full((160, 120, 3), 230, np.uint8), np.zeros((160, 120), np.uint8)
    rgb[40:120, 30:90], parts[40:120, 30:90] = (160, 20, 20), PART_INDEX["top"]
    rgb[15:40, 50:70], parts[15:40, 50:70] = (140, 90, 70), PART_INDEX["person"]
    worn = Layer(rgb, parts)
    alone = Layer(rgb, np.where(parts == PART_INDEX["top"], parts, 0).astype(np.uint8))
    item = Layer(rgb[40:120, 30:90], parts[40:120, 30:90])
    return SceneSources((worn,), (alone,), (item,), ((np.full((28, 28), 180, np.uint8), "bag"),), (rgb[:15],))


def test_cell_holds_the_shares_of_its_four_pixels() -> None:
    top, bag = PART_INDEX["top"], PART_INDEX["bag"]
    parts = np.array([[top, top, 0, 0], [top, bag, 0, IGNORED]], np.uint8)
    shares, weights = cell_targets(parts)
    assert shares.shape == (1, 2, 8)
    assert shares[0, 0, [top, bag]] == pytest.approx([0.75, 0.25])
    assert shares[0, 1, 0] == pytest.approx(1)
    assert weights[0, 1] == pytest.approx(0.75)  # a quarter of the cell is unknown
    assert weights[0, 0] == pytest.approx(0.75 * 1.0 + 0.25 * 2.0)  # a bag counts twice


def test_unknown_cell_does_not_count() -> None:
    _, weights = cell_targets(np.full((2, 2), IGNORED, np.uint8))
    assert weights[0, 0] == 0


def test_batches_are_the_same_for_the_same_seed_only(sources: SceneSources) -> None:
    one, same, other = (SceneBatches(sources, TINY, (seed, 0, 0))[1] for seed in (1, 1, 2))
    assert one[0].shape == (4, 128, 96, 3)
    assert one[1].shape == (4, 64, 48, 8)
    for left, right in zip(one, same, strict=True):
        np.testing.assert_array_equal(left, right)
    assert not np.array_equal(one[0], other[0])


def test_training_goes_on_where_it_was_stopped_and_ends_in_the_same_weights(
    sources: SceneSources, tmp_path: Path
) -> None:
    class Stopped(Exception):
        pass

    def stop_after_first(line: str) -> None:
        raise Stopped(line)

    said: list[str] = []
    with pytest.raises(Stopped, match="epoch 1/2"):
        train_segmenter(sources, TINY, tmp_path / "stopped", tmp_path / "a.tflite", stop_after_first)
    train_segmenter(sources, TINY, tmp_path / "stopped", tmp_path / "a.tflite", said.append)
    assert [line.split("  ")[0] for line in said] == ["segmenter, round 1, epoch 2/2", "segmenter, round 2, epoch 1/1"]
    train_segmenter(sources, TINY, tmp_path / "whole", tmp_path / "b.tflite", said.append)
    picture = np.random.default_rng(3).integers(0, 255, (80, 60, 3), dtype=np.uint8)
    resumed, whole = (LiteRtSegmenter(tmp_path / name)(picture) for name in ("a.tflite", "b.tflite"))
    np.testing.assert_allclose(resumed, whole, atol=1e-3)


def test_network_learns_a_single_scene() -> None:
    keras.utils.set_random_seed(2)
    network = build_segmenter(TINY)
    network.compile(keras.optimizers.AdamW(3e-3), loss="categorical_crossentropy")
    parts = np.zeros((128, 96), np.uint8)
    parts[32:96, 24:72] = PART_INDEX["bag"]
    picture = np.where(parts[..., None] != 0, 200.0, 50.0).repeat(3, axis=2).astype(np.float32)[None]
    shares, weights = cell_targets(parts)
    losses = network.fit(picture, shares[None], sample_weight=weights[None], epochs=60, verbose=0).history["loss"]
    assert losses[-1] < 0.3 * losses[0]


def test_exported_file_is_small_builtin_and_says_what_the_network_says(tmp_path: Path) -> None:
    keras.utils.set_random_seed(1)
    network = build_segmenter(SegmenterConfig())
    path = export_segmenter(network, tmp_path / "segmenter.tflite")
    assert path.stat().st_size < 6e6
    assert b"Flex" not in path.read_bytes()
    picture = np.random.default_rng(2).integers(0, 255, (128, 96, 3), dtype=np.uint8)
    expected = network.predict(picture[None].astype(np.float32), verbose=0)[0]
    assert expected.shape == (64, 48, len(PARTS))
    np.testing.assert_allclose(LiteRtSegmenter(path)(picture), expected, atol=0.02)
