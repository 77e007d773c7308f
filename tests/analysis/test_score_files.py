"""The answers of each model version, kept when its folder is gone."""

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fashion_model.analysis.score_files import (
    PHOTO_STATUSES,
    ModelScores,
    load_all_scores,
    load_scores,
    save_scores,
    scores_of_model,
)
from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import MANIFEST, Artifact, ArtifactError

SCORES = ModelScores(
    version="v1",
    created_at="2026-11-22T20:46:02+00:00",
    predicted=np.array([9, 2], np.uint8),
    confidence=np.array([0.5, 0.75], np.float16),
    photo_files=np.array(["a.jpg", "Bluse é.jpg", "c.jpg"]),
    photo_predicted=np.array([0, 6, 6], np.uint8),
    photo_confidence=np.array([0.25, 1, 0.5], np.float16),
    photo_status=np.array([1, 0, 1], np.uint8),
)


@pytest.fixture
def model(artifact: Artifact, tmp_path: Path) -> Path:
    """Return a copy of the files that are read of the shipped model."""
    folder = tmp_path / artifact.version
    folder.mkdir()
    for name in (MANIFEST, "test_predictions.npz", "photo_predictions.csv"):
        shutil.copyfile(artifact.folder / name, folder / name)
    return folder


def same(one: ModelScores, other: ModelScores) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ModelScores.__dataclass_fields__)


def test_scores_are_the_same_after_a_round_trip(tmp_path: Path):
    assert same(load_scores(save_scores(SCORES, tmp_path / "scores")), SCORES)


def test_model_without_photos_is_kept(tmp_path: Path):
    none = {name: getattr(SCORES, name)[:0] for name in ModelScores.__dataclass_fields__ if name.startswith("photo")}
    assert load_scores(save_scores(replace(SCORES, **none), tmp_path)).photo_files.tolist() == []


def test_answers_of_a_model_folder_are_its_published_ones(model: Path, artifact: Artifact):
    scores = scores_of_model(model)
    with np.load(model / "test_predictions.npz") as arrays:
        wrong = np.flatnonzero(scores.predicted != arrays["labels"])
        np.testing.assert_array_equal(wrong, arrays["error_indices"])
    assert scores.version == artifact.version
    first = (model / "photo_predictions.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert scores.photo_files[0] == first[0]
    assert CATEGORIES[scores.photo_predicted[0]] == first[3]
    assert scores.photo_confidence[0] == pytest.approx(float(first[4]), abs=5e-4)
    assert PHOTO_STATUSES[scores.photo_status[0]] == first[5]


@pytest.mark.parametrize("name", [MANIFEST, "test_predictions.npz", "photo_predictions.csv"])
def test_model_folder_that_lacks_or_spoils_a_file_is_told(model: Path, name: str):
    (model / name).write_bytes(b"file\nx.jpg\n")
    with pytest.raises(ArtifactError, match=r"answers of model .* cannot be read"):
        scores_of_model(model)
    (model / name).unlink()
    with pytest.raises(ArtifactError, match=r"answers of model .* cannot be read"):
        scores_of_model(model)


def test_versions_come_in_the_order_in_which_they_were_made(tmp_path: Path):
    for version, created in (("b", "2026-11-01"), ("a", "2026-11-03"), ("c", "2026-11-02")):
        save_scores(replace(SCORES, version=version, created_at=created), tmp_path)
    assert [scores.version for scores in load_all_scores(tmp_path)] == ["b", "c", "a"]
    assert load_all_scores(tmp_path / "nothing") == ()


def test_missing_file_is_told_with_the_command(tmp_path: Path):
    with pytest.raises(ArtifactError, match=r"no scores v2\.npz\. Run `python -m fashion_model analyse`"):
        load_scores(tmp_path / "v2.npz")


def test_damaged_file_is_told(tmp_path: Path):
    path = save_scores(SCORES, tmp_path)
    for content in (b"", b"no archive", path.read_bytes()[:-40]):
        path.write_bytes(content)
        with pytest.raises(ArtifactError, match=r"scores v1\.npz are damaged"):
            load_scores(path)


def test_one_spoilt_byte_is_told_wherever_it_is(tmp_path: Path):
    path = save_scores(SCORES, tmp_path)
    whole = path.read_bytes()
    for place in range(0, len(whole), 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with suppress(ArtifactError):  # a byte that nobody reads changes nothing
            assert same(load_scores(path), SCORES)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"predicted": np.array([10, 2], np.uint8)},
        {"predicted": np.array([-1, 2])},
        {"predicted": np.array([9, 2], np.float32)},
        {"photo_status": np.array([2, 0, 0], np.uint8)},
        {"confidence": np.array([0.5, np.nan], np.float16)},
        {"photo_confidence": np.array([0.25, 1, 1.5], np.float16)},
        {"confidence": np.array([0.5], np.float16)},
        {"photo_files": np.array(["a.jpg"])},
        {"predicted": np.zeros(0, np.uint8), "confidence": np.zeros(0, np.float16)},
    ],
    ids=["category", "negative", "fraction", "status", "unknown", "too sure", "pictures", "photos", "none"],
)
def test_parts_that_do_not_fit_are_told(tmp_path: Path, spoilt: dict[str, np.ndarray]):
    with pytest.raises(ArtifactError, match=r"scores v1\.npz are damaged"):
        load_scores(save_scores(replace(SCORES, **spoilt), tmp_path))


def test_file_of_another_format_is_refused(tmp_path: Path):
    np.savez(tmp_path / "v1.npz", format=99)
    with pytest.raises(ArtifactError, match="expected format 1, got 99"):
        load_scores(tmp_path / "v1.npz")


def test_renamed_file_is_noticed(tmp_path: Path):
    renamed = save_scores(SCORES, tmp_path).rename(tmp_path / "v2.npz")
    with pytest.raises(ArtifactError, match=r"scores v2\.npz are of model v1"):
        load_scores(renamed)


def test_shipped_scores_hold_the_served_model_and_two_before_it(project_dir: Path, artifact: Artifact):
    shipped = load_all_scores(project_dir / "artifacts" / "scores")
    assert shipped[-1].version == artifact.version
    assert len(shipped) >= 3
    assert {len(scores.predicted) for scores in shipped} == {10_000}
    assert {len(scores.photo_files) for scores in shipped} == {665}
