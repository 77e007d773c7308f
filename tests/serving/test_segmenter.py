from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.litert import LiteRtSegmenter
from fashion_model.training.config import SegmenterConfig
from fashion_model.training.segmenter.train import build_segmenter, export_segmenter


@pytest.fixture(scope="module")
def segmenter_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny = SegmenterConfig(widths=(8, 12), blocks=(1, 1))
    return export_segmenter(build_segmenter(tiny), tmp_path_factory.mktemp("segmenter") / "segmenter.tflite")


@pytest.mark.parametrize("shape", [(20, 20), (80, 60), (533, 400), (300, 1600)])
def test_shares_of_any_photo_sum_to_one_in_every_cell(segmenter_file: Path, shape: tuple[int, int]) -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (*shape, 3), dtype=np.uint8)
    shares = LiteRtSegmenter(segmenter_file)(rgb)
    assert shares.shape == (64, 48, 8)
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares.sum(axis=2), 1, atol=1e-4)


def test_threads_that_share_a_segmenter_get_what_each_would_get_alone(segmenter_file: Path) -> None:
    segmenter = LiteRtSegmenter(segmenter_file)
    photos = [np.full((80, 60, 3), level, np.uint8) for level in range(0, 250, 10)]
    alone = [segmenter(photo) for photo in photos]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(segmenter, photos))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(alone[0], alone[-1])


def test_damaged_file_is_refused_in_words(tmp_path: Path) -> None:
    damaged = tmp_path / "segmenter.tflite"
    damaged.write_bytes(b"TFL3 but nothing else")
    with pytest.raises(ArtifactError, match=r"segmenter\.tflite cannot be run"):
        LiteRtSegmenter(damaged)


def test_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"segmenter\.tflite"):
        LiteRtSegmenter(tmp_path / "segmenter.tflite")


def test_another_network_is_no_segmenter(artifact: Artifact) -> None:
    with pytest.raises(ArtifactError, match="no segmenter"):
        LiteRtSegmenter(artifact.file("model.tflite"))
