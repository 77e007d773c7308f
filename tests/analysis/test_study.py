import json
from pathlib import Path

import pytest

from fashion_model.analysis.study import (
    STUDY_FILE,
    STUDY_FORMAT,
    best_sentence,
    conclude,
    cost_sentence,
    load_study,
    pair_sentence,
    seeds_sentence,
    study_basis_sentence,
    write_study,
)
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


SMALL = candidate_result(right=850, parameters=20_000, processor_s=10)
MORE_FILTERS = candidate_result(filters=32, right=900, parameters=50_000, processor_s=25)
LARGER_KERNEL = candidate_result(kernel=5, right=853, parameters=30_000, processor_s=40)
CONNECTED = candidate_result("fully connected", right=820, parameters=20_100, processor_s=2)


def test_clear_best_is_told_with_its_range_and_a_warning_that_it_was_chosen() -> None:
    said = best_sentence(study_of(SMALL, MORE_FILTERS))
    assert said.startswith("Best of 2: 32 filters, 3×3, right on 90.00 % of 1,000 validation pictures")
    assert "(95 % confidence interval 87.98 % to 91.71 %)" in said  # Wilson, 900 of 1000
    assert "Its lead over every other is more than noise." in said
    assert "expect a little less" in said


def test_lead_that_could_be_noise_names_its_rivals() -> None:
    rival = candidate_result(filters=64, right=899)
    said = best_sentence(study_of(SMALL, MORE_FILTERS, rival))
    assert "Its lead over 64 filters, 3×3 could be noise." in said
    assert "more than noise" not in said


def test_doubling_that_brings_much_is_more_than_noise() -> None:
    study = study_of(SMALL, MORE_FILTERS)
    said = pair_sentence(study, study.answers_to("filters")[0])
    # 50 pictures alone: 50.5 - 0.5 of 1002 is 4.99 points, and 1.96 * sqrt(51 - 50² / 1002) / 1002 is 1.36
    assert said == (
        "With 3×3 kernels, 32 filters instead of 16: 5.00 points better (95 % confidence interval +3.63 to "
        "+6.35), more than noise, for "
        "2.5 times the multiplications and 2.5 times the training time."
    )


def test_doubling_that_brings_no_more_than_seeds_could_be_noise() -> None:
    study = study_of(SMALL, MORE_FILTERS, repeats=(0, 50))
    said = pair_sentence(study, study.answers_to("filters")[0])
    assert "5.00 points better (95 % confidence interval +3.63 to +6.35), which could be noise" in said


def test_larger_kernel_whose_range_holds_zero_could_be_noise_and_says_what_it_costs() -> None:
    study = study_of(SMALL, LARGER_KERNEL, repeats=(0, 0))
    said = pair_sentence(study, study.answers_to("kernel")[0])
    assert said == (
        "With 16 filters, 5×5 kernels instead of 3×3: 0.30 points better (95 % confidence interval -0.09 to "
        "+0.69), which could be "
        "noise, for 1.5 times the multiplications and 4.0 times the training time."
    )


def test_larger_kernel_that_is_worse_is_called_worse() -> None:
    study = study_of(SMALL, candidate_result(kernel=5, right=840))
    assert ": 1.00 point worse (95 % confidence interval -1.64 to -0.35), more than noise" in pair_sentence(
        study, study.answers_to("kernel")[0]
    )


def test_convolutions_are_held_against_as_many_parameters() -> None:
    study = study_of(CONNECTED, SMALL)
    said = pair_sentence(study, study.answers_to("convolutions")[0])
    assert said.startswith(
        "Convolutions (16 filters, 3×3; 20,000 parameters) instead of fully connected, 26 hidden units (20,100 "
        "parameters): 3.00 points better"
    )
    assert said.endswith("5.0 times the training time.")


def test_convolutions_that_bring_nothing_are_not_praised() -> None:
    study = study_of(candidate_result("fully connected", right=850, parameters=20_100), SMALL)
    said = pair_sentence(study, study.answers_to("convolutions")[0])
    # half a picture for each alone: 1.96 * sqrt(1) / 1002
    assert "0.00 points better (95 % confidence interval -0.20 to +0.20), which could be noise" in said


def test_quicker_one_that_may_be_as_good_is_named_with_accuracy_a_second() -> None:
    said = cost_sentence(study_of(SMALL, LARGER_KERNEL))
    assert said == (
        "16 filters, 3×3 may be as good as the best (85.00 % beside 85.30 %) and trains in 10 seconds of "
        "processor time "
        "beside 40 seconds: 8.5 points a second beside 2.1."
    )


def test_quicker_one_that_is_clearly_worse_is_not_recommended() -> None:
    said = cost_sentence(study_of(SMALL, MORE_FILTERS))
    assert said.startswith("Nothing that trains more quickly may be as good as 32 filters, 3×3, which takes 25 seconds")
    assert "16 filters" not in said


def test_seeds_are_listed_with_their_spread() -> None:
    said = seeds_sentence(study_of(SMALL, MORE_FILTERS, repeats=(4, 10)))
    assert said.startswith(
        "32 filters, 3×3 with 3 seeds: 90.00 %, 89.60 % and 89.00 % right. Seeds alone move it by 1.00 point;"
    )


def test_basis_tells_how_many_ranges_leave_out_zero_by_chance() -> None:
    study = study_of(
        *(candidate_result(filters=filters, kernel=kernel) for filters in (16, 32, 64) for kernel in (3, 5, 7))
    )
    said = study_basis_sentence(study)
    assert said.startswith("All learned from the same 20,000 pictures for 8 epochs")
    assert (
        "Of 20 comparisons with a 95 % confidence interval, about 1 may leave out zero by chance." in said
    )  # 6 + 6 + 8


def test_all_conclusions_are_drawn_and_none_where_nothing_was_compared() -> None:
    everything = conclude(study_of(CONNECTED, SMALL, MORE_FILTERS, LARGER_KERNEL))
    assert [len(part) for part in (everything.filters, everything.kernels, everything.convolutions)] == [1, 1, 1]
    alone = conclude(study_of(SMALL))
    assert (alone.filters, alone.kernels, alone.convolutions) == ((), (), ())
