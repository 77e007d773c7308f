"""Whole runs on little data: what they write, say, keep and leave out."""

import csv
import io
import re
import shutil
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from fashion_model.__main__ import main
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.serving.artifacts import CURRENT, Artifact, load, load_current
from fashion_model.serving.classifier import LITERT_FILE, Classifier
from fashion_model.serving.networks import PHOTO_NETWORK_FILE, SEGMENTER_FILE, LiteRtModel
from fashion_model.serving.scope import SCOPE_FILE
from fashion_model.settings import Settings, get_settings
from fashion_model.training import config as config_module
from fashion_model.training import package as package_module
from fashion_model.training import run as run_module
from fashion_model.training.config import (
    BENCHMARK_STAGE,
    LAST_STAGE,
    NetworkConfig,
    PhotoNetworkConfig,
    SegmenterConfig,
    TrainingConfig,
    trial,
)
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.fashion_mnist import load_fashion_mnist
from fashion_model.training.data.street import StreetPhoto
from fashion_model.training.learning import learn
from fashion_model.training.networks import photo_network as pretrained
from fashion_model.training.networks.export import export_litert
from fashion_model.training.networks.network import BENCHMARK, KERAS_FILE, PHOTOS, load_network
from fashion_model.training.run import RunResult, run
from fashion_model.training.sources import Sources, load_sources
from tests.conftest import eagerly

pytestmark = pytest.mark.filterwarnings("ignore:Even though the .tf.config.experimental_run_functions_eagerly")
NARROW = TrainingConfig(
    network=NetworkConfig(stem=8, widths=(8, 16), blocks=(1, 1)),
    segmenter=SegmenterConfig(widths=(8, 8, 8), blocks=(1, 1, 1), batch=4),
    photo_network=PhotoNetworkConfig(batch=4),
    stages=(BENCHMARK_STAGE, LAST_STAGE),
    photo_views=1,
    street_views=2,
)
"""As it ships, with narrower networks."""
SMALL = ("--epochs", "1", "--pictures", "192", "--photos", "3")
TINY = trial(NARROW, epochs=1, pictures=192, photos=3)


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


def finish(settings: Settings, config: TrainingConfig = TINY, serve: bool | None = None) -> Finished:
    lines: list[str] = []
    with eagerly():
        return Finished(settings, run(config, settings, lines.append, serve), lines)


def starts_of_learning(settings: Settings, config: TrainingConfig) -> list[str]:
    """Train without writing a folder; returns what was trained and not read."""
    lines: list[str] = []
    with eagerly():
        learn(config, load_sources(config, settings, lines.append), settings.cache_dir, lines.append)
    return starts_of(lines)


def starts_of(lines: list[str]) -> list[str]:
    return [re.split(", (?:epoch|round) ", line)[0] for line in lines if ", epoch" in line or ", round" in line]


@dataclass(frozen=True)
class Said:
    """What a command left: exit status, standard output and standard error."""

    status: int
    output: str
    errors: str


def command(settings: Settings, *arguments: str) -> Said:
    """Run a command that finds these folders, and begins from the narrow networks where the shipped ones take long."""
    folders = ("dataset_dir", "photo_dataset_dir", "street_dataset_dir", "artifacts_dir", "cache_dir")
    named = {f"FASHION_{name.upper()}": str(getattr(settings, name)) for name in folders if getattr(settings, name)}
    output, errors = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(errors), eagerly():
        patch.setattr(config_module, "TrainingConfig", lambda: NARROW)
        for name, folder in named.items():
            patch.setenv(name, folder)
        get_settings.cache_clear()
        try:
            status = main(list(arguments))
        finally:
            get_settings.cache_clear()
    return Said(status, output.getvalue().strip(), errors.getvalue())


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, photo_set: Path, street_folder: Path) -> Finished:
    """Train by the command that a person would give."""
    settings = settings_in(tmp_path_factory.mktemp("tiny"), photo_set, street_folder)
    said = command(settings, "train", *SMALL)
    assert said.status == 0
    return Finished(settings, RunResult(said.output, was_cached=False), said.errors.splitlines())


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, street_folder: Path) -> Finished:
    """Train on Fashion-MNIST alone."""
    folder = tmp_path_factory.mktemp("alone")
    return finish(settings_in(folder, folder / "nowhere", street_folder))


def copy_of(settings: Settings, folder: Path) -> Settings:
    """Copy what a run left; returns the settings that name the copy."""
    shutil.copytree(settings.artifacts_dir, folder / "artifacts")
    shutil.copytree(settings.cache_dir, folder / "cache")
    return settings.model_copy(update={"artifacts_dir": folder / "artifacts", "cache_dir": folder / "cache"})


@pytest.fixture
def copied(tiny: Finished, tmp_path: Path) -> Settings:
    """Return settings of a copy of what the tiny run left, that a test may change."""
    return copy_of(tiny.settings, tmp_path)


def leave_exports_to(earlier: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run take the network files of an earlier one: converting a network takes longest, and is tried there."""

    def copy(_network: object, path: Path, **_options: int) -> None:
        shutil.copy(earlier.artifact.file(path.name), path)

    monkeypatch.setattr(package_module, "export_litert", copy)


def test_run_trains_all_networks_in_order_and_writes_a_folder_that_serves(tiny: Finished, shirt_photo: bytes) -> None:
    assert starts_of(tiny.lines) == ["segmenter", "benchmark", "both worlds, longer", "photo network"]
    expected = {SEGMENTER_FILE, PHOTO_NETWORK_FILE, SCOPE_FILE, KERAS_FILE, "history.csv", "photo_history.csv"}
    assert expected <= set(tiny.artifact.manifest["files"])
    classifier = Classifier(tiny.artifact)
    assert classifier.has_photo_network
    classification = classifier.classify(shirt_photo)
    assert classification.embedding.shape == (1280,)  # the scope detector looks at the photo network's
    assert classification.model_version == tiny.result.version
    assert classification.decision.category in CATEGORIES
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


@pytest.mark.parametrize("is_shipped", [True, False])
def test_shipped_folder_is_what_the_shipped_recipe_trains_on_the_shipped_data(
    is_shipped: bool, artifact: Artifact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Trained(Exception):
        pass

    def train(*_: object) -> None:
        raise Trained

    hashes = {**artifact.manifest["data"]} | ({} if is_shipped else {"photo set": "another"})
    sources = Sources(load_fashion_mnist(None, seed=7), photos=(), street=(), hashes=hashes)
    monkeypatch.setattr(run_module, "load_sources", lambda *_: sources)
    monkeypatch.setattr(run_module, "learn", train)
    settings = settings_in(tmp_path, tmp_path, tmp_path)
    shutil.copytree(artifact.folder, settings.artifacts_dir / artifact.version)
    with nullcontext() if is_shipped else pytest.raises(Trained):
        kept = finish(settings, TrainingConfig(), serve=True)
        assert kept.result == RunResult(artifact.version, was_cached=True)
        assert kept.lines[0].startswith(f"Already trained: {artifact.version}.")
        assert load_current(settings.artifacts_dir).version == artifact.version


def test_kept_run_is_served_when_the_command_says_so(copied: Settings, tiny: Finished) -> None:
    said = command(copied, "train", *SMALL, "--serve")
    assert (said.status, said.output) == (0, tiny.result.version)
    assert said.errors.startswith("Already trained")
    served = load_current(copied.artifacts_dir)
    assert served.version == tiny.result.version
    assert served.manifest == tiny.artifact.manifest


def test_damaged_folder_is_made_again_from_what_was_trained_and_served_when_asked(
    alone: Finished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_exports_to(alone, monkeypatch)
    settings = copy_of(alone.settings, tmp_path)
    (settings.artifacts_dir / alone.result.version / "history.csv").unlink()
    again = finish(settings, serve=True)
    assert not again.result.was_cached
    assert starts_of(again.lines) == []  # the stages were kept; segmenter and photo network: see below
    assert again.result.version.endswith(alone.result.version[-12:])
    assert again.artifact.file("history.csv").is_file()
    assert load_current(settings.artifacts_dir).version == again.result.version


def test_changed_later_stage_is_trained_on_what_the_earlier_ones_left(copied: Settings) -> None:
    later = replace(TINY.stages[1], photo_weight=0.9)
    assert starts_of_learning(copied, replace(TINY, stages=(TINY.stages[0], later))) == ["both worlds, longer"]


def test_changed_photo_network_is_trained_beside_the_stages_that_were_kept(copied: Settings) -> None:
    other = replace(TINY.photo_network, clothing_weight=0.9)
    assert starts_of_learning(copied, replace(TINY, photo_network=other)) == ["photo network"]


def test_history_has_a_row_for_each_epoch_of_each_stage(tiny: Finished) -> None:
    with tiny.artifact.file("history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["stage"], row["epoch"]) for row in rows] == [("benchmark", "1"), ("both worlds, longer", "1")]
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
    assert [(stage["name"], stage["epochs"]) for stage in training["stages"]] == [
        ("benchmark", 1),
        ("both worlds, longer", 1),
    ]
    assert manifest["network"]["layers"][-1]["output_shape"] == [10]
    assert {"photo set", "street photos"} < set(manifest["data"])
    assert manifest["scores"]["benchmark"]["pictures"] == 10_000
    assert manifest["decision"]["validation"]["photos"] == 3
    assert training["photo_network"]["steps"] == 2
    assert manifest["photo_network"]["close_up_edge"] == 160
    assert manifest["photo_answer"]["weight"] in [step / 10 for step in range(11)]
    assert manifest["photo_answer"]["temperature"] > 0


def test_exported_network_is_the_trained_one(tiny: Finished) -> None:
    pictures = load_fashion_mnist(None, seed=7).validation.pictures[:50]
    expected = load_network(tiny.artifact).predict(pictures[..., None].astype(np.float32), verbose=0)
    seen = Classifier(tiny.artifact).predict(pictures)
    np.testing.assert_allclose(seen.benchmark_probabilities, expected[BENCHMARK], atol=1e-2)  # weights of 8 bits
    np.testing.assert_allclose(seen.photo_probabilities, expected[PHOTOS], atol=1e-2)


def test_shipped_keras_network_exports_to_the_file_that_serves(tiny: Finished, tmp_path: Path) -> None:
    export_litert(load_network(tiny.artifact), tmp_path / LITERT_FILE)
    pictures = load_fashion_mnist(None, seed=7).validation.pictures[:50]
    again = LiteRtModel(tmp_path / LITERT_FILE, "again")(picture=pictures[..., None].astype(np.float32))
    served = Classifier(tiny.artifact).predict(pictures)
    np.testing.assert_allclose(again[BENCHMARK], served.benchmark_probabilities, atol=1e-6)
    np.testing.assert_allclose(again[PHOTOS], served.photo_probabilities, atol=1e-6)


def test_missing_street_photos_are_told_and_training_goes_on_without(
    tiny: Finished, photo_set: Path, tmp_path: Path, shirt_photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_exports_to(tiny, monkeypatch)
    finished = finish(settings_in(tmp_path, photo_set, tmp_path / "nowhere"))
    assert finished.lines[0].startswith("The street photos' folder has no labels.csv")
    assert finished.lines[0].endswith("garments will not be told from the people who wear them.")
    assert starts_of(finished.lines) == ["benchmark", "both worlds, longer", "photo network"]
    assert SEGMENTER_FILE not in finished.artifact.manifest["files"]
    assert finished.artifact.manifest["training"]["training_photos"] > 0
    assert finished.artifact.manifest["training"]["training_street_items"] == 0
    assert Classifier(finished.artifact).classify(shirt_photo).garment.method != "segmenter"


def test_missing_photo_set_is_told_and_training_goes_on_without(alone: Finished, shirt_photo: bytes) -> None:
    assert "Going on with Fashion-MNIST alone" in alone.lines[0]
    assert starts_of(alone.lines) == ["benchmark", "both worlds, longer"]
    of_photos = {SEGMENTER_FILE, PHOTO_NETWORK_FILE, SCOPE_FILE, "photo_history.csv"}
    assert not of_photos & set(alone.artifact.manifest["files"])
    assert not {"photo_network", "photo_answer"} & set(alone.artifact.manifest)
    assert alone.artifact.manifest["training"]["training_photos"] == 0
    assert alone.artifact.auto_threshold == NEVER  # nothing to fit it on: nothing is automatic
    assert Classifier(alone.artifact).classify(shirt_photo).decision.status == "review"
    assert not (alone.settings.artifacts_dir / CURRENT).exists()


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
    with pytest.raises(DatasetError, match="at least 128 Fashion-MNIST pictures"):
        load_sources(replace(TINY, most_pictures=127), tiny.settings, print)


@pytest.fixture
def empty(tmp_path: Path, photo_set: Path, street_folder: Path) -> Settings:
    """Return settings with all data and nothing trained."""
    return settings_in(tmp_path, photo_set, street_folder)


def test_too_few_pictures_are_wrong_usage(empty: Settings) -> None:
    said = command(empty, "train", "--pictures", "100")
    assert said.status == 2
    assert "at least 128 Fashion-MNIST pictures" in said.errors


def test_missing_dataset_is_wrong_usage(empty: Settings, tmp_path: Path) -> None:
    said = command(empty.model_copy(update={"dataset_dir": tmp_path}), "train")
    assert said.status == 2
    assert "FASHION_DATASET_DIR" in said.errors


def test_missing_weights_of_the_photo_network_are_told_before_anything_is_trained(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pretrained, "_PACKAGE", "no_such_package_of_weights")
    said = command(empty, "train", *SMALL)
    assert said.status == 2
    assert "Install requirements-train.txt" in said.errors
    assert ", epoch" not in said.errors
