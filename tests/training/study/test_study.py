"""The study for real, on 300 pictures: what it measures, that it goes on after a stop, and what its networks hold."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from fashion_model.__main__ import main
from fashion_model.analysis.study import load_study
from fashion_model.evaluation.study import Study
from fashion_model.settings import get_settings
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.fashion_mnist import load_fashion_mnist
from fashion_model.training.study import study as study_module
from fashion_model.training.study import train as study_networks
from fashion_model.training.study.study import candidate_key, load_study_data, run_study, study_trial
from fashion_model.training.study.train import Candidate, StudyConfig, build_candidate, candidates, equal_in_size

TINY = replace(study_trial(StudyConfig(), epochs=1, pictures=300), seeds=(1, 2))
CONVOLUTIONAL = Candidate("convolutional", 16, 3, 0, 1)
TWO = (equal_in_size(16, 3, 1), CONVOLUTIONAL)


@dataclass(frozen=True)
class Finished:
    """A study that ended: where its results are kept, its table and what it said."""

    cache_dir: Path
    study: Study
    lines: list[str]


def finish(cache_dir: Path, config: StudyConfig = TINY, chosen: tuple[Candidate, ...] = TWO) -> Finished:
    lines: list[str] = []
    return Finished(cache_dir, run_study(chosen, config, get_settings().dataset_dir, cache_dir, lines.append), lines)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finish(tmp_path_factory.mktemp("study"))


class Stopped(Exception):
    pass


def stop_at(number: int) -> Callable[[str], None]:
    """Return a listener that stops the study at its line of that number, from 1."""
    heard: list[str] = []

    def say(line: str) -> None:
        heard.append(line)
        if len(heard) == number:
            raise Stopped

    return say


def test_each_candidate_has_its_figures(tiny: Finished) -> None:
    assert [result.name for result in tiny.study.results] == ["fully connected, 26 hidden units", "16 filters, 3×3"]
    for result in tiny.study.results:
        assert result.validation_pictures == 300
        assert result.accuracy == pytest.approx(result.history[-1].validation_accuracy, abs=1e-5)
        assert result.accuracy == pytest.approx(np.mean(result.recalls), abs=1e-5)  # as many of each category
        assert result.interval.low < result.accuracy < result.interval.high
        assert [row.epoch for row in result.history] == [1]
        assert result.processor_s > 0
        assert result.training_s > 0


def test_best_is_trained_again_with_the_other_seed(tiny: Finished) -> None:
    (repeat,) = tiny.study.repeats
    assert repeat.name == tiny.study.best.name
    assert (tiny.study.best.seed, repeat.seed) == (1, 2)
    assert repeat.history != tiny.study.best.history


def test_convolutions_and_full_connections_are_compared_on_the_same_pictures(tiny: Finished) -> None:
    connected, convolutional = tiny.study.results
    (comparison,) = tiny.study.answers_to("convolutions")
    assert comparison.only_first - comparison.only_second == convolutional.right - connected.right
    assert (comparison.first, comparison.second) == (convolutional.name, connected.name)


def test_finished_study_is_read_and_not_trained_again(tiny: Finished) -> None:
    again = finish(tiny.cache_dir)
    assert again.study == tiny.study  # to the second: seconds are measured anew whenever something is trained
    assert [line.endswith("(trained before)") for line in again.lines] == [True, True, False, True]
    assert not any(line.endswith("(trained before)") for line in tiny.lines)


def test_stopped_study_goes_on_with_its_next_candidate(tiny: Finished, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        run_study(TWO, TINY, get_settings().dataset_dir, tmp_path, stop_at(1))
    resumed = finish(tmp_path)
    assert [line.endswith("(trained before)") for line in resumed.lines] == [True, False, False, False]
    assert [result.name for result in resumed.study.results] == [result.name for result in tiny.study.results]


def test_one_lost_result_is_made_again_alone(tiny: Finished, tmp_path: Path) -> None:
    shutil.copytree(tiny.cache_dir, tmp_path, dirs_exist_ok=True)
    (tmp_path / "study" / f"{candidate_key(CONVOLUTIONAL, TINY)}.npz").unlink()
    assert [line.endswith("(trained before)") for line in finish(tmp_path).lines[:2]] == [True, False]


def test_result_is_named_by_candidate_schedule_and_version(monkeypatch: pytest.MonkeyPatch) -> None:
    key = candidate_key(CONVOLUTIONAL, TINY)
    assert len(key) == 12
    assert candidate_key(replace(CONVOLUTIONAL), replace(TINY, seeds=(1, 2, 3))) == key  # more repeats change nothing
    assert candidate_key(replace(CONVOLUTIONAL, seed=2), TINY) != key
    assert candidate_key(replace(CONVOLUTIONAL, kernel=5), TINY) != key
    assert candidate_key(CONVOLUTIONAL, replace(TINY, epochs=2)) != key
    monkeypatch.setattr(study_module, "STUDY_VERSION", 0)
    assert candidate_key(CONVOLUTIONAL, TINY) != key


def test_parameters_and_multiplications_are_those_worked_out_by_hand(tiny: Finished) -> None:
    layers = {layer.name: layer for layer in tiny.study.result("16 filters, 3×3").layers}
    assert layers["convolution1"].parameters == 3 * 3 * 1 * 16 + 16  # 160
    assert layers["convolution2"].parameters == 3 * 3 * 16 * 32 + 32  # 4,640
    assert layers["logits"].parameters == 7 * 7 * 32 * 10 + 10  # 15,690
    assert tiny.study.result("16 filters, 3×3").parameters == 20_490
    assert layers["convolution1"].output_shape == (28, 28, 16)
    assert layers["pooling2"].output_shape == (7, 7, 32)
    assert layers["convolution2"].operations == 14 * 14 * 3 * 3 * 16 * 32
    assert tiny.study.result("16 filters, 3×3").multiply_adds == 112_896 + 903_168 + 15_680


def test_fully_connected_ones_equal_the_smallest_middle_and_largest_within_two_per_cent() -> None:
    pairs = {}
    for candidate in candidates(seed=1)[:3]:
        convolutional = Candidate("convolutional", candidate.filters, candidate.kernel, 0, 1)
        both = (candidate, convolutional)
        pairs[candidate.hidden] = [build_candidate(network, "float32").count_params() for network in both]
    # hidden × (784 + 1 + 10) + 10 beside the two convolutions and the layer of logits
    assert pairs == {26: [20_680, 20_490], 105: [83_485, 83_466], 588: [467_470, 467_466]}
    assert all(abs(connected / convolutional - 1) < 0.02 for connected, convolutional in pairs.values())


def test_twelve_candidates_differ_in_name_and_share_a_seed() -> None:
    chosen = candidates(seed=5)
    assert {(network.filters, network.kernel) for network in chosen if network.kind == "convolutional"} == {
        (filters, kernel) for filters in (16, 32, 64) for kernel in (3, 5, 7)
    }
    assert [network.kind for network in chosen].count("fully connected") == 3
    assert {network.seed for network in chosen} == {5}


def test_pictures_are_as_many_of_each_category_and_none_is_learned_from_and_scored_on() -> None:
    data = load_study_data(replace(StudyConfig(), pictures=20_000), get_settings().dataset_dir)
    assert np.bincount(data.train.labels).tolist() == [2000] * 10
    assert np.bincount(data.validation.labels).tolist() == [500] * 10
    benchmark = load_fashion_mnist(get_settings().dataset_dir, StudyConfig().split_seed)
    assert np.array_equal(data.validation.pictures, benchmark.validation.pictures)
    outside = {picture.tobytes() for picture in benchmark.train.pictures}
    assert all(picture.tobytes() in outside for picture in data.train.pictures)


@pytest.mark.parametrize("pictures", [63, 60_000])
def test_number_of_pictures_that_cannot_be_is_refused(pictures: int) -> None:
    with pytest.raises(DatasetError, match="64 to 55,000 pictures"):
        load_study_data(replace(TINY, pictures=pictures), get_settings().dataset_dir)


@pytest.fixture
def one_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Return a folder for what the command writes; it knows one size of network."""
    monkeypatch.setattr(study_networks, "FILTERS", (16,))
    monkeypatch.setattr(study_networks, "KERNELS", (3,))
    monkeypatch.setattr(study_networks, "MATCHED", ((16, 3),))
    monkeypatch.setenv("FASHION_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("FASHION_ARTIFACTS_DIR", str(tmp_path / "artifacts"))
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


def test_command_writes_the_table_where_it_is_told_and_a_trial_nowhere_else(
    one_size: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", "--epochs", "1", "--pictures", "300"]) == 0
    assert "Not written: a trial." in capsys.readouterr().err
    assert not (one_size / "artifacts").exists()
    assert main(["study", "--epochs", "1", "--pictures", "300", "--output", str(one_size / "table")]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Best of 2: ")
    assert "(trained before)" in said.err
    assert load_study(one_size / "table").training_pictures == 300


def test_too_few_pictures_are_wrong_usage(one_size: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "--pictures", "10"]) == 2
    assert "64 to 55,000 pictures" in capsys.readouterr().err


def test_place_that_cannot_be_written_is_told(one_size: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one_size / "taken").write_text("a file")
    assert main(["study", "--epochs", "1", "--pictures", "300", "--output", str(one_size / "taken")]) == 2
    assert "Choose another folder" in capsys.readouterr().err
