from pathlib import Path

import numpy as np
import pytest

from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.litert import LiteRtModel


def test_shapes_and_names_are_those_of_the_file(artifact: Artifact) -> None:
    segmenter = LiteRtModel(artifact.file("segmenter.tflite"))
    assert segmenter.inputs == {"photo": (1, 128, 96, 3)}
    assert list(segmenter.outputs.values()) == [(1, 64, 48, 8)]


def test_answer_stays_when_the_next_one_is_computed(artifact: Artifact) -> None:
    segmenter = LiteRtModel(artifact.file("segmenter.tflite"))
    rng = np.random.default_rng(0)
    (first,) = segmenter(photo=np.zeros((1, 128, 96, 3), np.float32)).values()
    before = first.copy()
    (second,) = segmenter(photo=rng.uniform(0, 255, (1, 128, 96, 3)).astype(np.float32)).values()
    np.testing.assert_array_equal(first, before)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("content", [b"", b"half a file"])
def test_file_that_is_no_network_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.tflite").write_bytes(content)
    with pytest.raises(ArtifactError, match=r"some\.tflite cannot be run .* Train the model again\."):
        LiteRtModel(tmp_path / "some.tflite")


def test_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"gone\.tflite cannot be run"):
        LiteRtModel(tmp_path / "gone.tflite")
