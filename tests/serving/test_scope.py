import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fashion_model.photo.garment import Garment
from fashion_model.photo.segment import Method
from fashion_model.serving.artifacts import MANIFEST, Artifact, ArtifactError, load, sha256_of
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scope import (
    PROTOTYPES_FILE,
    SCOPE_FILE,
    Prototypes,
    ScopeDetector,
    load_prototypes,
    load_scope,
    scope_features,
)

DETECTOR = ScopeDetector(np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([2.0, -1.0]), 0.5)
CROSS = Prototypes(np.array([1.0, 1.0]), np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]))
"""Prototypes to the right, to the left, above and below of (1, 1)."""


def garment(kind: str = "bag", method: Method = "segmenter") -> Garment:
    """Return an item of 40×20 pixels that fills half of its box."""
    views, cut_out = np.zeros((1, 28, 28), np.uint8), np.zeros((20, 40, 3), np.uint8)
    close_up = np.zeros((160, 160, 3), np.uint8)
    return Garment(kind, views, close_up, cut_out, (0.25, 0.5, 0.75, 1.0), 0.125, 0.7, method)


def test_probability_is_the_logistic_of_weighed_standardised_features() -> None:
    # (3 - 1) / 2 = 1 times 2, minus 2 / 1 times 1, plus 0.5 = 0.5
    seen = DETECTOR.probability(np.array([[3.0, 2.0], [1.0, 0.5]]))
    assert seen == pytest.approx([1 / (1 + np.exp(-0.5)), 0.5])


def test_features_far_from_everything_give_a_probability_and_no_warning() -> None:
    with np.errstate(all="raise"):
        seen = DETECTOR.probability(np.array([[1e6, 0.0], [-1e6, 0.0]]))
    assert seen[0] == pytest.approx(1)
    assert seen[1] == pytest.approx(0)
    assert 0 < seen[1] < seen[0] <= 1


def test_saved_detector_is_read_back(tmp_path: Path) -> None:
    DETECTOR.save(tmp_path / SCOPE_FILE)
    read = load_scope(tmp_path / SCOPE_FILE)
    features = np.random.default_rng(0).normal(size=(5, 2))
    np.testing.assert_array_equal(read.probability(features), DETECTOR.probability(features))
    assert isinstance(read.bias, float)


def without_weights(path: Path) -> None:
    np.savez(path, centre=DETECTOR.centre, scale=DETECTOR.scale, bias=0.5)


def cut_short(path: Path) -> None:
    DETECTOR.save(path)
    path.write_bytes(path.read_bytes()[:-40])


def of_two_minds(path: Path) -> None:
    np.savez(path, centre=DETECTOR.centre, scale=DETECTOR.scale, weights=np.ones(3), bias=0.5)


def lone_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, DETECTOR.centre)


DAMAGES = [
    without_weights,
    cut_short,
    of_two_minds,
    lone_array,
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(b"not a detector"),
    lambda path: np.savez(path, centre=None, scale=None, weights=None, bias=None),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_file_that_is_no_detector_is_told(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    damage(tmp_path / SCOPE_FILE)
    with pytest.raises(ValueError, match=r"scope\.npz is no scope detector"):
        load_scope(tmp_path / SCOPE_FILE)


def model_with(artifact: Artifact, folder: Path, fill: Callable[[Path], object]) -> Artifact:
    """Return a whole copy of the shipped model whose scope detector is what ``fill`` writes."""
    copy = folder / artifact.version
    copy.mkdir()
    for name in artifact.manifest["files"]:
        if name != SCOPE_FILE:
            (copy / name).parent.mkdir(exist_ok=True)
            (copy / name).symlink_to(artifact.folder / name)
    fill(copy / SCOPE_FILE)
    files = {**artifact.manifest["files"], SCOPE_FILE: sha256_of(copy / SCOPE_FILE)}
    (copy / MANIFEST).write_text(json.dumps({**artifact.manifest, "files": files}))
    return load(copy)


def always(probability: float, features: int) -> Callable[[Path], None]:
    """Return what writes a detector that says the same of every item."""

    def fill(path: Path) -> None:
        none = np.zeros(features)
        ScopeDetector(none, none + 1, none, float(np.log(probability / (1 - probability)))).save(path)

    return fill


@pytest.mark.parametrize("damage", DAMAGES)
def test_model_with_a_damaged_detector_is_not_served(
    artifact: Artifact, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    broken = model_with(artifact, tmp_path, damage)
    with pytest.raises(ArtifactError, match=rf"scope\.npz of model {artifact.version} cannot be used"):
        Classifier(broken)


def test_detector_of_other_features_is_not_served(artifact: Artifact, tmp_path: Path) -> None:
    other = model_with(artifact, tmp_path, always(0.9, features=20))
    with pytest.raises(ArtifactError, match="looks at other features"):
        Classifier(other)


def test_detectors_word_reaches_the_decision(
    artifact: Artifact, classifier: Classifier, tmp_path: Path, shirt_photo: bytes
) -> None:
    features = len(classifier.classify(shirt_photo).features)
    doubtful = Classifier(model_with(artifact, tmp_path, always(0.4, features))).classify(shirt_photo)
    assert doubtful.decision.scope == pytest.approx(0.4)
    assert doubtful.decision.confidence == pytest.approx(0.4 * doubtful.probabilities.max())
    assert doubtful.decision.reason == "Unlike the items it has learned: perhaps none of the ten categories."


def test_features_are_embedding_spread_nearness_shape_and_kind() -> None:
    probabilities = np.array([0.5, 0.25, 0.25, 0, 0, 0, 0, 0, 0, 0])
    features = scope_features(np.array([7.0, 8.0]), probabilities, garment(), CROSS)
    assert features.dtype == np.float32
    assert features[:2].tolist() == [7, 8]
    assert features[2:5] == pytest.approx([np.log(0.5), np.log(0.25), 1.5 * np.log(2)], abs=1e-3)
    assert features[5:7] == pytest.approx(CROSS.nearness(np.array([7.0, 8.0])))
    assert features[7:12] == pytest.approx([0.125, 0.5, np.log(2), 0.7, 1])
    assert features[12:].tolist() == [0, 0, 0, 0, 1, 0, 0]  # top, bottom, dress, footwear, bag, accessory, item
    without = scope_features(np.array([7.0, 8.0]), probabilities, garment(), None)
    assert without[5:7].tolist() == [0, 0]
    assert without[7:].tolist() == features[7:].tolist()


def test_feature_tells_who_found_the_item_and_the_whole_picture_has_no_kind() -> None:
    found = scope_features(np.zeros(2), np.full(10, 0.1), garment("item", "GrabCut"), None)
    whole = scope_features(np.zeros(2), np.full(10, 0.1), garment("whole picture", "whole picture"), None)
    assert found[11] == whole[11] == 0
    assert found[12:].tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert whole[12:].sum() == 0


def test_nearness_is_the_cosine_to_the_nearest_and_to_the_third_nearest_prototype() -> None:
    assert CROSS.nearness(np.array([3.0, 1.0])) == pytest.approx([1, 0])  # from (1, 1) to the right: 1, 0, 0, -1
    assert CROSS.nearness(np.array([2.0, 2.0])) == pytest.approx([np.sqrt(0.5), -np.sqrt(0.5)])


def test_nearness_of_the_middle_itself_and_to_a_single_prototype() -> None:
    assert CROSS.nearness(np.array([1.0, 1.0])).tolist() == [0, 0]
    assert Prototypes(np.zeros(2), np.array([[1.0, 0.0]])).nearness(np.array([5.0, 0.0])) == pytest.approx([1, 1])


def test_saved_prototypes_are_read_back_as_16_bits_hold_them(tmp_path: Path) -> None:
    CROSS.save(tmp_path / PROTOTYPES_FILE)
    read = load_prototypes(tmp_path / PROTOTYPES_FILE)
    np.testing.assert_array_equal(read.directions, CROSS.directions)
    assert read.middle.dtype == np.float32


def save_other_size(path: Path) -> None:
    Prototypes(np.zeros(3), CROSS.directions).save(path)


def save_none(path: Path) -> None:
    Prototypes(np.zeros(2), np.zeros((0, 2))).save(path)


@pytest.mark.parametrize("spoil", [save_other_size, save_none, cut_short, lone_array])
def test_file_without_prototypes_is_told(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    spoil(tmp_path / PROTOTYPES_FILE)
    with pytest.raises(ValueError, match=r"prototypes\.npz holds no prototypes"):
        load_prototypes(tmp_path / PROTOTYPES_FILE)
