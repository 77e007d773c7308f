"""Whole runs on little data: what they write, say, keep and leave out."""

import contextlib
import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from fashion_model.__main__ import main
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.calibration import NEVER
from fashion_model.serving.artifacts import CURRENT, Artifact, load, load_current
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.photo_network import PHOTO_NETWORK_FILE
from fashion_model.serving.scope import SCOPE_FILE
from fashion_model.serving.segmenter import SEGMENTER_FILE
from fashion_model.settings import Settings, get_settings
from fashion_model.training import pretrained
from fashion_model.training.config import (
    NetworkConfig,
    PhotoNetworkConfig,
    Round,
    SegmenterConfig,
    Stage,
    TrainingConfig,
)
from fashion_model.training.fashion_mnist import DatasetError, load_fashion_mnist
from fashion_model.training.network import BENCHMARK, PHOTOS, build_network, calibrated
from fashion_model.training.run import RunResult, load_sources, run
from fashion_model.training.street import StreetPhoto
from fashion_model.training.weights import WEIGHTS_FILE, load_weights

TINY = TrainingConfig(
    network=NetworkConfig(stem=8, widths=(8, 16), blocks=(1, 1), dropout=0.0),
    segmenter=SegmenterConfig(
        widths=(8, 8, 8), blocks=(1, 1, 1), rounds=(Round(1, 1e-3),), steps=1, batch=4, mixed_precision=False
    ),
    photo_network=PhotoNetworkConfig(epochs=1, steps=1, batch=4),
    stages=(
        Stage("first", epochs=1, benchmark_batch=64),
        Stage("second", epochs=1, benchmark_batch=64, photo_batch=8, peak_learning_rate=0.03),
    ),
    photo_views=1,
    mixed_precision=False,
    most_pictures=192,
    most_photos=3,
)


@dataclass(frozen=True)
class Finished:
    """A run that ended: where it wrote, what it left and said."""

    settings: Settings
    result: RunResult
    lines: list[str]

    @property
    def artifact(self) -> Artifact:
        return load(self.settings.artifacts_dir / self.result.version)


@pytest.fixture(scope="module")
def street_folder(street_photos: dict[int, StreetPhoto]) -> Path:
    return next(iter(street_photos.values())).photo.parent.parent


def settings_in(folder: Path, photo_set: Path, street_folder: Path) -> Settings:
    return Settings(
        dataset_dir=get_settings().dataset_dir,
        photo_dataset_dir=photo_set,
        street_dataset_dir=street_folder,
        artifacts_dir=folder / "artifacts",
        cache_dir=folder / "cache",
    )


def finish(settings: Settings, config: TrainingConfig = TINY) -> Finished:
    lines: list[str] = []
    return Finished(settings, run(config, settings, lines.append), lines)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, photo_set: Path, street_folder: Path) -> Finished:
    return finish(settings_in(tmp_path_factory.mktemp("tiny"), photo_set, street_folder))


@pytest.fixture
def copied(tiny: Finished, tmp_path: Path) -> Settings:
    """Return settings of a copy of what the tiny run left, that a test may change."""
    shutil.copytree(tiny.settings.artifacts_dir, tmp_path / "artifacts")
    shutil.copytree(tiny.settings.cache_dir, tmp_path / "cache")
    return tiny.settings.model_copy(update={"artifacts_dir": tmp_path / "artifacts", "cache_dir": tmp_path / "cache"})


def starts_of(lines: list[str]) -> list[str]:
    return [line.split(",")[0] for line in lines if ", epoch" in line or ", round" in line]


def test_run_trains_all_networks_in_order_and_writes_a_folder_that_serves(tiny: Finished, shirt_photo: bytes) -> None:
    assert starts_of(tiny.lines) == ["segmenter", "first", "second", "photo network"]
    assert not tiny.result.was_cached
    expected = {SEGMENTER_FILE, PHOTO_NETWORK_FILE, SCOPE_FILE, WEIGHTS_FILE, "history.csv", "photo_history.csv"}
    assert expected <= set(tiny.artifact.manifest["files"])
    classifier = Classifier(tiny.artifact)
    assert classifier.has_photo_network
    classification = classifier.classify(shirt_photo)
    assert classification.embedding.shape == (1280,)  # the scope detector looks at the photo network's
    assert classification.model_version == tiny.result.version
    assert 0 < classification.decision.scope < 1
    assert not list(tiny.settings.artifacts_dir.glob("unfinished-*"))


def test_trial_is_not_served_unasked(tiny: Finished) -> None:
    assert not (tiny.settings.artifacts_dir / CURRENT).exists()
    assert tiny.lines[-1].startswith(f"{tiny.result.version} is not served")


def test_same_run_is_not_trained_twice(tiny: Finished) -> None:
    again = finish(tiny.settings)
    assert again.result == RunResult(tiny.result.version, was_cached=True)
    assert again.lines[0].startswith("Already trained")
    assert starts_of(again.lines) == []


def test_damaged_folder_is_made_again_from_what_was_trained(copied: Settings, tiny: Finished) -> None:
    (copied.artifacts_dir / tiny.result.version / "history.csv").unlink()
    again = finish(copied)
    assert not again.result.was_cached
    assert starts_of(again.lines) == []  # segmenter, stages and photo network were kept
    assert again.result.version.endswith(tiny.result.version[-12:])
    assert again.artifact.file("history.csv").is_file()


def test_changed_later_stage_is_trained_on_what_the_earlier_ones_left(copied: Settings, tiny: Finished) -> None:
    second = replace(TINY.stages[1], photo_weight=0.9)
    again = finish(copied, replace(TINY, stages=(TINY.stages[0], second)))
    assert starts_of(again.lines) == ["second"]
    assert again.result.version != tiny.result.version


def test_changed_photo_network_is_trained_beside_the_stages_that_were_kept(copied: Settings, tiny: Finished) -> None:
    again = finish(copied, replace(TINY, photo_network=replace(TINY.photo_network, clothing_weight=0.9)))
    assert starts_of(again.lines) == ["photo network"]
    assert again.result.version != tiny.result.version


def test_history_has_a_row_for_each_epoch_of_each_stage(tiny: Finished) -> None:
    with tiny.artifact.file("history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["stage"], row["epoch"]) for row in rows] == [("first", "1"), ("second", "1")]
    with tiny.artifact.file("photo_history.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert row["epoch"] == "1"
    assert float(row["loss"]) > 0
    assert 0 <= float(row["validation_accuracy"]) <= 1


def test_manifest_says_what_was_learned_from(tiny: Finished) -> None:
    manifest = tiny.artifact.manifest
    training = manifest["training"]
    assert (training["training_pictures"], training["validation_pictures"]) == (192, 192)
    assert 1 <= training["training_photos"] <= 3  # those of nothing among the ten are left out
    assert training["training_street_items"] > 0
    assert [stage["name"] for stage in training["stages"]] == ["first", "second"]
    assert {"photo set", "street photos"} < set(manifest["data"])
    assert manifest["scores"]["benchmark"]["pictures"] == 10_000
    assert manifest["decision"]["validation"]["photos"] == 3
    assert training["photo_network"]["steps"] == 1
    assert manifest["photo_network"]["close_up_edge"] == 160
    assert manifest["photo_answer"]["weight"] in [step / 10 for step in range(11)]
    assert manifest["photo_answer"]["temperature"] > 0


def test_exported_network_is_the_trained_one(tiny: Finished) -> None:
    shape = TINY.network
    network = build_network(shape.stem, shape.widths, shape.blocks, shape.dropout)
    load_weights(network, tiny.artifact.file(WEIGHTS_FILE))
    calibration = tiny.artifact.manifest["calibration"]
    temperatures = {BENCHMARK: calibration["benchmark_temperature"], PHOTOS: calibration["photo_temperature"]}
    pictures = load_fashion_mnist(None, seed=7).validation.pictures[:50]
    expected = calibrated(network, temperatures).predict(pictures[..., None].astype(np.float32), verbose=0)
    seen = Classifier(tiny.artifact).predict(pictures)
    np.testing.assert_allclose(seen.benchmark_probabilities, expected[BENCHMARK], atol=1e-2)  # weights of 8 bits
    np.testing.assert_allclose(seen.photo_probabilities, expected[PHOTOS], atol=1e-2)


def test_missing_street_photos_are_told_and_training_goes_on_without(
    photo_set: Path, tmp_path: Path, shirt_photo: bytes
) -> None:
    finished = finish(settings_in(tmp_path, photo_set, tmp_path / "nowhere"))
    assert finished.lines[0].startswith("The street photos' folder has no labels.csv")
    assert finished.lines[0].endswith("garments will not be told from the people who wear them.")
    assert starts_of(finished.lines) == ["first", "second", "photo network"]
    assert SEGMENTER_FILE not in finished.artifact.manifest["files"]
    assert finished.artifact.manifest["training"]["training_photos"] > 0
    assert finished.artifact.manifest["training"]["training_street_items"] == 0
    assert Classifier(finished.artifact).classify(shirt_photo).garment.method != "segmenter"


def test_missing_photo_set_is_told_and_training_goes_on_without(
    street_folder: Path, tmp_path: Path, shirt_photo: bytes
) -> None:
    finished = finish(settings_in(tmp_path, tmp_path / "nowhere", street_folder))
    assert "Going on with Fashion-MNIST alone" in finished.lines[0]
    assert starts_of(finished.lines) == ["first", "second"]
    of_photos = {SEGMENTER_FILE, PHOTO_NETWORK_FILE, SCOPE_FILE, "photo_history.csv"}
    assert not of_photos & set(finished.artifact.manifest["files"])
    assert not {"photo_network", "photo_answer"} & set(finished.artifact.manifest)
    assert finished.artifact.manifest["training"]["training_photos"] == 0
    assert finished.artifact.auto_threshold == NEVER  # nothing to fit it on: nothing is automatic
    assert Classifier(finished.artifact).classify(shirt_photo).decision.status == "review"
    assert not (finished.settings.artifacts_dir / CURRENT).exists()


def test_no_test_photo_is_learned_from_or_fitted_on(photo_set: Path, street_folder: Path, tmp_path: Path) -> None:
    sources = load_sources(TrainingConfig(), settings_in(tmp_path, photo_set, street_folder), print)
    assert {photo.contributor % 10 for photo in sources.photos_of("test")} == {8}
    assert {photo.contributor % 10 for photo in sources.photos_of("validation")} == {6}
    assert {photo.contributor % 10 for photo in sources.photos_of("train")} == {0, 2, 4}
    assert {photo.number % 10 for photo in sources.street_of("train")} == {0, 1, 2, 3, 4, 5, 7, 9}
    assert {photo.number % 10 for photo in sources.street_of("validation")} == {6}


def test_trial_takes_as_many_photos_of_each_part(photo_set: Path, street_folder: Path, tmp_path: Path) -> None:
    sources = load_sources(TINY, settings_in(tmp_path, photo_set, street_folder), print)
    for part in ("train", "validation", "test"):
        assert len(sources.photos_of(part)) == len(sources.street_of(part)) == 3
    assert len(sources.benchmark.train.labels) == len(sources.benchmark.validation.labels) == 192
    assert len(sources.benchmark.test.labels) == 10_000
    fewer = load_sources(replace(TINY, most_photos=2), settings_in(tmp_path, photo_set, street_folder), print)
    assert fewer.photos == tuple(photo for photo in sources.photos if photo in fewer.photos)
    assert fewer.hashes != sources.hashes


def test_trial_on_less_than_one_step_is_refused(tiny: Finished) -> None:
    with pytest.raises(DatasetError, match="at least 64 Fashion-MNIST pictures"):
        load_sources(replace(TINY, most_pictures=63), tiny.settings, print)


@pytest.fixture(scope="module")
def own_folders(tmp_path_factory: pytest.TempPathFactory, photo_set: Path, street_folder: Path) -> Iterator[Path]:
    """Return a folder into which the command line trains."""
    folder = tmp_path_factory.mktemp("command")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FASHION_PHOTO_DATASET_DIR", str(photo_set))
        patch.setenv("FASHION_STREET_DATASET_DIR", str(street_folder))
        patch.setenv("FASHION_ARTIFACTS_DIR", str(folder / "artifacts"))
        patch.setenv("FASHION_CACHE_DIR", str(folder / "cache"))
        get_settings.cache_clear()
        yield folder
    get_settings.cache_clear()


def command(*arguments: str) -> tuple[int, str, str]:
    """Run a command; returns exit status, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(arguments))
    return status, out.getvalue().strip(), err.getvalue()


def test_train_command_serves_its_result_and_does_not_train_twice(own_folders: Path, shirt_photo: bytes) -> None:
    arguments = ("train", "--epochs", "1", "--pictures", "256", "--photos", "2", "--serve")
    status, version, said = command(*arguments)
    assert status == 0
    assert said.count("segmenter, round") == 1
    assert said.count("photo network, epoch") == 1
    artifact = load_current(own_folders / "artifacts")
    assert artifact.version == version
    assert {SEGMENTER_FILE, PHOTO_NETWORK_FILE, SCOPE_FILE} <= set(artifact.manifest["files"])
    assert [(stage["name"], stage["epochs"]) for stage in artifact.manifest["training"]["stages"]] == [
        ("benchmark", 1),
        ("both worlds", 1),
        ("both worlds again", 1),
        ("both worlds, longer", 1),
    ]
    assert artifact.manifest["network"]["layers"][-1]["output_shape"] == [10]
    result = Classifier(artifact).classify(shirt_photo)
    assert result.model_version == version
    assert result.decision.category in CATEGORIES
    (own_folders / "artifacts" / CURRENT).unlink()
    status, again, said = command(*arguments)
    assert (status, again) == (0, version)
    assert "Already trained" in said
    assert load_current(own_folders / "artifacts").version == version  # a kept run is served too
    assert json.loads((artifact.folder / "manifest.json").read_text()) == artifact.manifest


def test_too_few_pictures_are_wrong_usage(own_folders: Path) -> None:
    status, _, said = command("train", "--pictures", "100")
    assert status == 2
    assert "at least 128 Fashion-MNIST pictures" in said


def test_missing_dataset_is_wrong_usage(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASHION_DATASET_DIR", str(own_folders))
    get_settings.cache_clear()
    status, _, said = command("train")
    monkeypatch.undo()
    get_settings.cache_clear()
    assert status == 2
    assert "FASHION_DATASET_DIR" in said


def test_missing_weights_of_the_photo_network_are_told_before_anything_is_trained(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pretrained, "_PACKAGE", "no_such_package_of_weights")
    status, _, said = command("train", "--epochs", "1", "--pictures", "192", "--photos", "2")
    assert status == 2
    assert "Install requirements-train.txt" in said
    assert ", epoch" not in said
