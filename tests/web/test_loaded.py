"""What stands beside a model's answers: each part is there, or a sentence says why it is not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fashion_model.analysis.folder import ANALYSIS_FOLDER
from fashion_model.analysis.score_files import SCORES_FOLDER, ModelScores, save_scores
from fashion_model.evaluation.votes import VOTES_FILE
from fashion_model.serving.artifacts import MANIFEST
from fashion_model.web.loaded import VOTES_MISSING, Part, get_all_scores, get_error_analysis, get_votes
from fashion_model.web.resources import get_artifact


def scores(version: str, created_at: str) -> ModelScores:
    none = np.zeros(0, np.uint8)
    return ModelScores(
        version, created_at, np.array([1], np.uint8), np.array([0.5], np.float16), np.array([], "U1"), none, none, none
    )


def versions(kept: Part[tuple[ModelScores, ...]]) -> list[str]:
    assert kept.value is not None
    return [one.version for one in kept.value]


def test_a_damaged_file_of_answers_is_told_and_the_others_are_there(
    set_up: Callable[..., None], tmp_path: Path
) -> None:
    set_up(artifacts_dir=tmp_path)
    assert (get_all_scores().value, get_all_scores().problem) == ((), "")
    for version, created_at in (("a", "2026-11-03"), ("b", "2026-11-01"), ("c", "2026-11-02")):
        save_scores(scores(version, created_at), tmp_path / SCORES_FOLDER)
    (tmp_path / SCORES_FOLDER / "c.npz").write_bytes(b"no archive")
    kept = get_all_scores()
    assert versions(kept) == ["b", "a"]
    assert kept.problem == "The scores c.npz are damaged. Restore the file, or delete it."
    save_scores(scores("c", "2026-11-02"), tmp_path / SCORES_FOLDER)
    assert versions(get_all_scores()) == ["b", "c", "a"]
    assert not get_all_scores().problem


def test_votes_are_those_of_the_official_test_pictures_or_left_out(
    set_up: Callable[..., None], tmp_path: Path, official: bytes
) -> None:
    (tmp_path / "votes").mkdir()
    (tmp_path / "votes" / VOTES_FILE).write_bytes(official)
    set_up(votes_dir=tmp_path / "votes")
    votes = get_votes(10_000)
    assert votes.value is not None
    assert votes.value.shape == (10_000, 10)
    fewer = get_votes(5_000)
    assert fewer.value is None
    assert "voted on 10,000 test pictures, and this model was tested on 5,000" in fewer.problem
    set_up(votes_dir=tmp_path)
    assert get_votes(10_000).problem == VOTES_MISSING


@pytest.mark.parametrize(("left_out", "fits"), [("", True), ("Bag", False)])
def test_an_analysis_without_a_category_does_not_fit(
    serve: Callable[..., None], project_dir: Path, tmp_path: Path, left_out: str, fits: bool
) -> None:
    serve("twin")
    copied_analysis(project_dir, tmp_path, "twin", left_out)
    part = get_error_analysis(get_artifact())
    assert (part.value is not None) is fits
    assert ("is not of the test pictures and errors of model twin" in part.problem) is not fits


def test_an_analysis_of_other_errors_does_not_fit(
    serve: Callable[..., None], project_dir: Path, tmp_path: Path, faultless: bytes
) -> None:
    serve("faultless", "test_predictions.npz", faultless)
    copied_analysis(project_dir, tmp_path, "faultless")
    assert "is not of the test pictures and errors of model faultless" in get_error_analysis(get_artifact()).problem


def copied_analysis(project_dir: Path, folder: Path, model: str, left_out: str = "") -> None:
    """Copy the shipped analysis as one of another model, perhaps with a category left out of its figures."""
    copy = Path(shutil.copytree(project_dir / "artifacts" / ANALYSIS_FOLDER, folder / ANALYSIS_FOLDER))
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8")) | {"model": model}
    manifest["figures"]["human_recall"].pop(left_out, None)
    (copy / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
