"""Training for real, on a slice: it learns, resumes after a stop, and packs what serves."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.__main__ import main
from fashion_model.serving.artifacts import CURRENT, load, load_current
from fashion_model.serving.classifier import Classifier
from fashion_model.settings import get_settings
from fashion_model.training.config import TrainingConfig
from fashion_model.training.fashion_mnist import load_fashion_mnist
from fashion_model.training.network import BENCHMARK, PHOTOS, build_network, calibrated
from fashion_model.training.prepare import PhotoPictures
from fashion_model.training.train import TrainingData, allowed_categories_loss, train

SMALL = TrainingConfig(
    widths=(8, 16), blocks=(1, 1), epochs=6, warmup_epochs=1, average_momentum=0.9, mixed_precision=False
)


@pytest.fixture(scope="module")
def data() -> TrainingData:
    benchmark = load_fashion_mnist(None, seed=7)
    validation = benchmark.validation.take(np.arange(0, 5000, 10))
    photos = PhotoPictures(
        benchmark.train.pictures[:32, None], ("Shirt",) * 16 + ("footwear",) * 8 + ("none",) * 8, np.arange(32)
    )
    return TrainingData(benchmark.train.take(np.arange(9600)), validation, photos, photos)


class Stopped(Exception):
    pass


def test_training_learns(data: TrainingData, tmp_path: Path) -> None:
    lines: list[str] = []
    trained = train(data, SMALL, tmp_path / "checkpoint.npz", lines.append)
    assert len(trained.history) == 6
    assert trained.history[-1]["validation_accuracy"] > 0.7  # guessing gives 0.1
    assert trained.history[-1]["loss"] < trained.history[0]["loss"]
    assert lines[0].startswith("epoch 1/6")
    assert "min left" in lines[0]


def test_stopped_run_goes_on_from_its_last_epoch(data: TrainingData, tmp_path: Path) -> None:
    config = replace(SMALL, epochs=2, warmup_epochs=0)
    whole = train(data, config, tmp_path / "whole.npz", lambda _line: None)

    def stop(_line: str) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        train(data, config, tmp_path / "stopped.npz", stop)
    lines: list[str] = []
    resumed = train(data, config, tmp_path / "stopped.npz", lines.append)
    assert len(lines) == 1
    assert lines[0].startswith("epoch 2/2")
    assert resumed.history[0]["loss"] == pytest.approx(whole.history[0]["loss"], rel=1e-3)
    assert resumed.history[1]["loss"] == pytest.approx(whole.history[1]["loss"], rel=0.05)


def test_finished_run_is_not_trained_again(data: TrainingData, tmp_path: Path) -> None:
    config = replace(SMALL, epochs=1, warmup_epochs=0)
    first = train(data, config, tmp_path / "c.npz", lambda _line: None)
    lines: list[str] = []
    again = train(data, config, tmp_path / "c.npz", lines.append)
    assert lines == []
    for one, other in zip(first.network.get_weights(), again.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_loss_of_a_shoe_is_that_of_all_shoes_together() -> None:
    logits = np.log(np.array([[0.1, 0.1, 0.2, 0.6]], dtype=np.float32))
    loss = np.array(allowed_categories_loss(np.array([[0, 0, 1, 1]], np.float32), logits))
    assert loss[0] == pytest.approx(-np.log(0.8), abs=1e-6)


def test_loss_of_an_item_outside_the_ten_is_least_at_equal_probabilities() -> None:
    none = np.zeros((1, 4), np.float32)
    even = float(np.array(allowed_categories_loss(none, np.zeros((1, 4), np.float32)))[0])
    sure = float(np.array(allowed_categories_loss(none, np.array([[9, 0, 0, 0]], np.float32)))[0])
    assert even == pytest.approx(np.log(4), abs=1e-6)
    assert sure > even


def test_calibrated_network_divides_the_logits_by_the_temperature() -> None:
    network = build_network((8,), (1,), 0.0)
    pictures = np.random.default_rng(0).uniform(0, 255, (3, 28, 28, 1)).astype(np.float32)
    logits = network.predict(pictures, verbose=0)[BENCHMARK]
    seen = calibrated(network, {BENCHMARK: 2.0, PHOTOS: 1.0}).predict(pictures, verbose=0)
    expected = np.exp(logits / 2) / np.exp(logits / 2).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(seen["probabilities"], expected, atol=1e-5)
    assert seen["embedding"].shape == (3, 8)


@pytest.fixture
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, photo_set: Path) -> Iterator[Path]:
    """Return a folder with a small photo set, and have training write beside it."""
    rows = (photo_set / "labels.csv").read_text().splitlines()
    numbers = [row.split(",")[1] for row in rows[1:]]
    chosen = [
        row for digit in "468" for row in [r for r, n in zip(rows[1:], numbers, strict=True) if n.endswith(digit)][:12]
    ]
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "labels.csv").write_text("\n".join([rows[0], *chosen]))
    (tmp_path / "set" / "images").symlink_to(photo_set / "images")
    monkeypatch.setenv("FASHION_PHOTO_DATASET_DIR", str(tmp_path / "set"))
    monkeypatch.setenv("FASHION_ARTIFACTS_DIR", str(tmp_path / "artifacts"))
    monkeypatch.setenv("FASHION_CACHE_DIR", str(tmp_path / "cache"))
    get_settings.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    get_settings.cache_clear()


def test_train_command_writes_a_folder_that_serves_and_does_not_train_twice(
    own_folders: Path, capsys: pytest.CaptureFixture[str], shirt_photo: bytes
) -> None:
    arguments = ["train", "--epochs", "1", "--pictures", "1920", "--serve"]
    assert main(arguments) == 0
    version = capsys.readouterr().out.strip()
    artifact = load_current(own_folders / "artifacts")
    assert artifact.version == version
    assert artifact.manifest["training"]["training_photos"] == 12
    assert artifact.manifest["network"]["layers"][-1]["output_shape"] == [10]
    assert Classifier(artifact).classify(shirt_photo).model_version == version
    assert (
        keras.models.load_model(artifact.file("model.keras")).count_params()
        == artifact.manifest["network"]["parameters"]
    )
    assert json.loads((artifact.folder / "manifest.json").read_text())["scores"]["benchmark"]["pictures"] == 10_000
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert "Already trained" in printed.err
    assert printed.out.strip() == version
    (own_folders / "artifacts" / CURRENT).unlink()
    assert main(arguments) == 0
    assert load_current(own_folders / "artifacts").version == version  # a cached run is served too


def test_missing_photo_set_is_told_and_training_goes_on_without(
    own_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folders / "set" / "labels.csv").unlink()
    assert main(["train", "--epochs", "1", "--pictures", "960"]) == 0
    assert not (own_folders / "artifacts" / CURRENT).exists()  # a trial without photos is not served unasked
    assert "Going on with Fashion-MNIST alone" in capsys.readouterr().err
    [folder] = (own_folders / "artifacts").iterdir()
    assert load(folder).auto_threshold > 1  # nothing to fit it on: nothing is automatic


def test_missing_dataset_is_wrong_usage(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FASHION_DATASET_DIR", str(own_folders))
    get_settings.cache_clear()
    assert main(["train"]) == 2
    assert "FASHION_DATASET_DIR" in capsys.readouterr().err
