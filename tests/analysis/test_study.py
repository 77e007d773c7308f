import json
from pathlib import Path

import pytest

from fashion_model.analysis.study import STUDY_FILE, STUDY_FORMAT, load_study, write_study
from fashion_model.evaluation.study import Study
from fashion_model.serving.artifacts import ArtifactError
from tests.evaluation.study_fixtures import candidate_result, study_of


@pytest.fixture
def study() -> Study:
    return study_of(candidate_result("fully connected", right=850), candidate_result(), candidate_result(filters=32))


@pytest.fixture
def folder(study: Study, tmp_path: Path) -> Path:
    write_study(study, tmp_path / "study")
    return tmp_path / "study"


def change(folder: Path, **changed: object) -> None:
    """Write other values into the study, leaving the rest."""
    content = json.loads((folder / STUDY_FILE).read_text())
    content["study"].update(changed)
    (folder / STUDY_FILE).write_text(json.dumps(content))


def test_what_was_written_is_read_again(folder: Path, study: Study) -> None:
    assert load_study(folder) == study
    assert [file.name for file in folder.iterdir()] == [STUDY_FILE]  # nothing unfinished is left


def test_each_result_and_comparison_has_its_line(folder: Path, study: Study) -> None:
    lines = (folder / STUDY_FILE).read_text().splitlines()
    assert sum(line.startswith('{"kind"') for line in lines) == len(study.results) + len(study.repeats)
    assert sum(line.startswith('{"question"') for line in lines) == len(study.comparisons)


def test_missing_study_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="python -m fashion_model study"):
        load_study(tmp_path / "study")


@pytest.mark.parametrize("text", ["{", "[1]", "{}", "\xff", f'{{"format": {STUDY_FORMAT}}}'])
def test_damaged_file_is_told(folder: Path, text: str) -> None:
    (folder / STUDY_FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(ArtifactError, match="is damaged"):
        load_study(folder)


@pytest.mark.parametrize(
    "changed", [{"epochs": "eight"}, {"results": []}, {"results": [{"kind": "round"}]}, {"repeats": []}]
)
def test_figures_that_make_no_sense_are_told(folder: Path, changed: dict[str, object]) -> None:
    change(folder, **changed)
    with pytest.raises(ArtifactError, match="is damaged"):
        load_study(folder)


def test_comparison_of_a_candidate_that_is_not_there_is_told(folder: Path, study: Study) -> None:
    content = json.loads((folder / STUDY_FILE).read_text())
    change(folder, comparisons=[{**content["study"]["comparisons"][0], "first": "128 filters, 3×3"}])
    with pytest.raises(ArtifactError, match="is damaged"):
        load_study(folder)


def test_more_right_answers_than_pictures_are_told(folder: Path) -> None:
    results = json.loads((folder / STUDY_FILE).read_text())["study"]["results"]
    change(folder, results=[{**results[0], "right": 1001}, *results[1:]])
    with pytest.raises(ArtifactError, match="is damaged"):
        load_study(folder)


LAYER = {"name": "logits", "output_shape": [10], "parameters": 30, "multiply_adds": 20}


@pytest.mark.parametrize(
    "part",
    [
        {"layers": []},
        {"layers": [{**LAYER, "output_shape": []}]},
        {"layers": [{**LAYER, "output_shape": [0]}]},
        {"layers": [{**LAYER, "parameters": 0}]},
        {"layers": [{**LAYER, "multiply_adds": 0}]},
        {"layers": [{**LAYER, "parameters": 50}, {**LAYER, "parameters": -20}]},
        {"recalls": []},
        {"recalls": [0.9] * 9},
        {"history": []},
    ],
)
def test_result_that_lacks_what_is_drawn_of_it_is_told(folder: Path, part: dict[str, object]) -> None:
    results = json.loads((folder / STUDY_FILE).read_text())["study"]["results"]
    change(folder, results=[{**results[0], "layers": [LAYER]}, *results[1:]])
    assert load_study(folder).results[0].parameters == 30
    change(folder, results=[{**results[0], **part}, *results[1:]])
    with pytest.raises(ArtifactError, match="is damaged"):
        load_study(folder)


def test_other_format_is_refused_with_both_numbers(folder: Path) -> None:
    content = json.loads((folder / STUDY_FILE).read_text())
    (folder / STUDY_FILE).write_text(json.dumps({**content, "format": 2}))
    with pytest.raises(ArtifactError, match=r"expected format 1, got 2.*again"):
        load_study(folder)
