"""Training for real, on a slice: it learns, resumes after a stop, and each stage goes on from the one before."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from fashion_model.analysis.model_scores import HISTORY_COLUMNS
from fashion_model.training.config import NetworkConfig, Stage, TrainingConfig
from fashion_model.training.data.fashion_mnist import load_fashion_mnist
from fashion_model.training.networks.batches import allowed_categories_loss
from fashion_model.training.networks.network import BENCHMARK, PHOTOS, build_network, calibrated
from fashion_model.training.networks.train import (
    Trained,
    TrainingData,
    measure_statistics,
    new_network,
    train_stage,
)
from fashion_model.training.pictures.prepare import PhotoPictures, even_chances

SMALL = TrainingConfig(NetworkConfig(stem=8, widths=(8, 16), blocks=(1, 1), dropout=0.0), mixed_precision=False)
FIRST = Stage("first", epochs=3, benchmark_batch=96, average_momentum=0.9, whole_epochs=1, warmup=0.1)
SECOND = Stage("second", epochs=2, benchmark_batch=96, photo_batch=16, average_momentum=0.9, peak_learning_rate=0.03)


@pytest.fixture(scope="module")
def data() -> TrainingData:
    benchmark = load_fashion_mnist(None, seed=7)
    categories = ("Shirt",) * 24 + ("footwear",) * 8
    views, close_ups = benchmark.train.pictures[:32, None], np.zeros((32, 1, 160, 160, 3), np.uint8)
    photos = PhotoPictures(views, close_ups, categories, np.arange(32), even_chances(categories))
    validation = benchmark.validation.take(np.arange(0, 5000, 10))
    return TrainingData(benchmark.train.take(np.arange(3840)), validation, photos, photos)


@dataclass(frozen=True)
class Finished:
    """A finished stage and its checkpoint."""

    trained: Trained
    checkpoint: Path


@pytest.fixture(scope="module")
def first(data: TrainingData, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    checkpoint = tmp_path_factory.mktemp("stage") / "first.npz"
    return Finished(train_stage(fresh(), data, FIRST, SMALL, checkpoint, silent), checkpoint)


def fresh() -> Trained:
    return Trained(new_network(SMALL), [])


def silent(_line: str) -> None:
    pass


class Stopped(Exception):
    pass


def stop(_line: str) -> None:
    raise Stopped


def same_weights(first: Trained, second: Trained) -> bool:
    pairs = zip(first.network.get_weights(), second.network.get_weights(), strict=True)
    return all(np.array_equal(left, right) for left, right in pairs)


def test_training_learns_and_says_how_it_goes(data: TrainingData, tmp_path: Path) -> None:
    lines: list[str] = []
    trained = train_stage(fresh(), data, replace(FIRST, epochs=6), SMALL, tmp_path / "first.npz", lines.append)
    assert [row["epoch"] for row in trained.history] == list(range(1, 7))
    assert all(tuple(row) == HISTORY_COLUMNS for row in trained.history)
    assert trained.history[-1]["validation_accuracy"] > 0.5  # guessing gives 0.1
    assert trained.history[-1]["loss"] < trained.history[0]["loss"]
    assert trained.history[-1]["learning_rate"] < trained.history[2]["learning_rate"]
    assert lines[0].startswith("first, epoch 1/6")
    assert "min left" in lines[0]


def test_averaged_weights_are_what_the_stage_leaves_and_was_scored_by(data: TrainingData, first: Finished) -> None:
    trained = first.trained
    pictures = data.validation.pictures[..., None].astype(np.float32)
    answers = trained.network.predict(pictures, verbose=0)[BENCHMARK].argmax(axis=1)
    assert trained.history[-1]["validation_accuracy"] == pytest.approx((answers == data.validation.labels).mean())
    with np.load(first.checkpoint) as kept:
        last_trained = kept["w0"]
    assert last_trained.shape == trained.network.get_weights()[0].shape
    assert not np.allclose(last_trained, trained.network.get_weights()[0], atol=1e-6)


def test_stopped_stage_goes_on_from_its_last_epoch_and_ends_like_the_whole_one(
    data: TrainingData, first: Finished, tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        train_stage(fresh(), data, FIRST, SMALL, tmp_path / "stopped.npz", stop)
    lines: list[str] = []
    resumed = train_stage(fresh(), data, FIRST, SMALL, tmp_path / "stopped.npz", lines.append)
    assert [line.split("  ")[0] for line in lines] == ["first, epoch 2/3", "first, epoch 3/3"]
    for row, expected in zip(resumed.history, first.trained.history, strict=True):
        for name in ("loss", "validation_loss", "learning_rate"):
            assert row[name] == pytest.approx(expected[name], rel=1e-3)
    for seen, expected in zip(resumed.network.get_weights(), first.trained.network.get_weights(), strict=True):
        np.testing.assert_allclose(seen, expected, atol=1e-3)


def test_how_well_each_picture_is_known_is_kept_over_a_stop(data: TrainingData, tmp_path: Path) -> None:
    pruning = replace(FIRST, epochs=2, whole_epochs=0, pruned=0.9)
    with pytest.raises(Stopped):
        train_stage(fresh(), data, pruning, SMALL, tmp_path / "first.npz", stop)
    with np.load(tmp_path / "first.npz") as kept:
        before = kept["losses"]
    assert before.shape == (3840,)
    assert np.isfinite(before).all()  # each was seen in the first epoch
    train_stage(fresh(), data, pruning, SMALL, tmp_path / "first.npz", silent)
    with np.load(tmp_path / "first.npz") as kept:
        unseen = kept["losses"] == before
    well_known = before < before.mean()
    assert 0.8 < unseen[well_known].mean() < 1  # nine of ten were left out, and the losses of the first epoch stayed
    assert unseen[~well_known].mean() < 0.05  # all but those that did not fill the last batch


def test_finished_stage_is_not_trained_again(data: TrainingData, first: Finished) -> None:
    lines: list[str] = []
    again = train_stage(fresh(), data, FIRST, SMALL, first.checkpoint, lines.append)
    assert lines == []
    assert same_weights(first.trained, again)
    assert again.history == first.trained.history


def test_second_stage_begins_with_what_the_first_one_left(data: TrainingData, first: Finished, tmp_path: Path) -> None:
    still = replace(SECOND, epochs=1, peak_learning_rate=1e-12)
    second = train_stage(first.trained, data, still, SMALL, tmp_path / "second.npz", silent)
    left, found = first.trained.network.trainable_variables, second.network.trainable_variables
    for before, after in zip(left, found, strict=True):
        np.testing.assert_allclose(after.numpy(), before.numpy(), atol=1e-6)
    assert [row["stage"] for row in second.history] == ["first"] * 3 + ["second"]
    assert second.history[:3] == first.trained.history


def test_second_stage_learns_the_photos(data: TrainingData, tmp_path: Path) -> None:
    trained = train_stage(fresh(), data, replace(SECOND, epochs=3), SMALL, tmp_path / "second.npz", silent)
    losses = [row["photo_loss"] for row in trained.history]
    assert losses[-1] < losses[0]
    assert trained.history[-1]["photo_validation_accuracy"] > 0.7  # always “Shirt” would be 24 of 32


def test_stage_without_photos_has_no_photo_figures(data: TrainingData, tmp_path: Path) -> None:
    no_views, no_close_ups = np.zeros((0, 1, 28, 28), np.uint8), np.zeros((0, 1, 160, 160, 3), np.uint8)
    none = PhotoPictures(no_views, no_close_ups, (), np.zeros(0), np.zeros(0))
    alone = TrainingData(data.train, data.validation, none, none)
    (row,) = train_stage(fresh(), alone, replace(SECOND, epochs=1), SMALL, tmp_path / "second.npz", silent).history
    assert row["photo_loss"] == 0
    assert np.isnan(row["photo_validation_accuracy"])
    assert np.isfinite(row["validation_loss"])


def test_same_seed_gives_the_same_first_weights() -> None:
    assert same_weights(fresh(), fresh())
    other = Trained(new_network(replace(SMALL, seed=8)), [])
    assert not same_weights(fresh(), other)


def test_loss_of_a_shoe_is_that_of_all_shoes_together() -> None:
    logits = np.log(np.array([[0.1, 0.1, 0.2, 0.6]], dtype=np.float32))
    loss = np.array(allowed_categories_loss(np.array([[0, 0, 1, 1]], np.float32), logits))
    assert loss[0] == pytest.approx(-np.log(0.8), abs=1e-6)
    named = np.array(allowed_categories_loss(np.array([[0, 0, 1, 0]], np.float32), logits))
    assert named[0] == pytest.approx(-np.log(0.2), abs=1e-6)


def test_calibrated_network_divides_the_logits_by_the_temperature() -> None:
    network = build_network(8, (8,), (1,), 0.0)
    pictures = np.random.default_rng(0).uniform(0, 255, (3, 28, 28, 1)).astype(np.float32)
    logits = network.predict(pictures, verbose=0)
    seen = calibrated(network, {BENCHMARK: 2.0, PHOTOS: 1.0}).predict(pictures, verbose=0)
    for name, temperature in ((BENCHMARK, 2.0), (PHOTOS, 1.0)):
        cooled = np.exp(logits[name] / temperature)
        np.testing.assert_allclose(seen[name], cooled / cooled.sum(axis=1, keepdims=True), atol=1e-5)
    assert seen["embedding"].shape == (3, 8)


def test_joined_stage_leaves_the_weights_halfway_between_its_start_and_its_end(
    data: TrainingData, first: Finished, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "second.npz"
    plain = train_stage(first.trained, data, SECOND, SMALL, checkpoint, silent)
    joined = train_stage(first.trained, data, replace(SECOND, joined_with_start=True), SMALL, checkpoint, silent)
    networks = (first.trained.network, plain.network, joined.network)
    for start, end, between in zip(*(network.trainable_variables for network in networks), strict=True):
        np.testing.assert_allclose(between, (np.array(start) + np.array(end)) / 2, atol=1e-6)
    assert joined.history == plain.history


def test_measured_statistics_are_those_of_the_pictures() -> None:
    network = new_network(SMALL)
    batches = [np.full((2, 28, 28, 1), level, np.float32) for level in (0, 255)]
    measure_statistics(network, batches)
    stem = network.get_layer("stem")
    standardised = network.get_layer("standardise")
    levels = np.stack([np.array(stem(standardised(batch))) for batch in batches])  # (2, 2, 28, 28, 8)
    norm = network.get_layer("stem_norm")
    np.testing.assert_allclose(norm.moving_mean, levels.mean(axis=(0, 1, 2, 3)), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(norm.moving_variance, levels.var(axis=(1, 2, 3)).mean(axis=0), rtol=1e-3, atol=1e-4)
    assert norm.momentum == 0.99
