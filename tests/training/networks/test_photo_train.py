"""Training the photo network for real, on a few close-ups: it learns, resumes after a stop, and only watches others."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.training.config import PhotoNetworkConfig
from fashion_model.training.data.fashion_mnist import LabelledPictures
from fashion_model.training.networks.photo_network import answer, build_photo_network, load_pretrained
from fashion_model.training.networks.photo_train import TrainedPhotoNetwork, train_photo_network
from fashion_model.training.pictures.prepare import PhotoPictures, even_chances
from tests.conftest import eagerly

TINY = PhotoNetworkConfig(epochs=2, steps=2, batch=4, benchmark_share=0.25, average_momentum=0.5, dropout=0.3)
BENCHMARK = LabelledPictures(np.full((2, 28, 28), 200, np.uint8), np.array([8, 8], np.uint8))


def photos_of(categories: tuple[str, ...]) -> PhotoPictures:
    """Return blue shirts, red coats and green things of any other category, each on white."""
    close_ups = np.full((len(categories), 1, 160, 160, 3), 255, np.uint8)
    for index, category in enumerate(categories):
        close_ups[index, :, 20:140, 40:120] = {"Shirt": (20, 40, 200), "Coat": (200, 30, 20)}.get(
            category, (20, 160, 30)
        )
    views = np.zeros((len(categories), 1, 28, 28), np.uint8)
    return PhotoPictures(views, close_ups, categories, np.arange(len(categories)), even_chances(categories))


TRAIN = photos_of(("Shirt", "Coat", "Shirt", "Coat"))
VALIDATION = photos_of(("Coat", "Shirt", "footwear"))


def train(
    checkpoint: Path, say=lambda _line: None, config: PhotoNetworkConfig = TINY, validation: PhotoPictures = VALIDATION
) -> TrainedPhotoNetwork:
    with eagerly():
        return train_photo_network(TRAIN, BENCHMARK, validation, config, checkpoint, say)


@dataclass(frozen=True)
class Finished:
    """A finished training, its checkpoint, what that was after the first epoch, and what was said."""

    trained: TrainedPhotoNetwork
    checkpoint: Path
    of_first_epoch: Path
    lines: list[str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("whole")
    checkpoint, of_first_epoch = folder / "runs" / "photo network.npz", folder / "first.npz"
    lines: list[str] = []

    def hear(line: str) -> None:
        lines.append(line)
        if not of_first_epoch.exists():
            shutil.copy(checkpoint, of_first_epoch)

    return Finished(train(checkpoint, hear), checkpoint, of_first_epoch, lines)


@pytest.fixture(scope="module")
def unwatched(tmp_path_factory: pytest.TempPathFactory) -> TrainedPhotoNetwork:
    """Train one step, by another seed and without validation photos."""
    config = replace(TINY, epochs=1, steps=1, seed=TINY.seed + 1)
    return train(tmp_path_factory.mktemp("unwatched") / "photo network.npz", config=config, validation=photos_of(()))


def changes(first: keras.Model, second: keras.Model) -> dict[str, float]:
    """Return the largest difference of each weight, by its name."""
    pairs = zip(first.weights, second.weights, strict=True)
    return {left.path: float(np.abs(left.numpy() - right.numpy()).max()) for left, right in pairs}


def test_each_epoch_leaves_a_row_and_says_a_line(whole: Finished) -> None:
    columns = ("loss", "validation_loss", "validation_accuracy", "seconds")
    assert [tuple(row) for row in whole.trained.history] == [columns, columns]
    assert [line.split("  ")[0] for line in whole.lines] == ["photo network, epoch 1/2", "photo network, epoch 2/2"]
    assert all(row["seconds"] > 0 for row in whole.trained.history)
    assert not list(whole.checkpoint.parent.glob("unfinished-*"))


def test_training_goes_on_from_the_pretrained_weights_and_leaves_the_norms(whole: Finished) -> None:
    pretrained = build_photo_network(0.0)
    load_pretrained(pretrained)
    moved = changes(pretrained, whole.trained.network)
    convolutions = {name: change for name, change in moved.items() if name.endswith("kernel") and "logits" not in name}
    assert max(change for name, change in moved.items() if "_norm/" in name) == 0
    assert 0 < max(convolutions.values()) < 0.02  # four steps of AdamW, at most 5e-4 each, and its decay
    assert min(convolutions.values()) > 0


def test_two_colours_are_learned_by_the_compiled_step(tmp_path: Path) -> None:
    config = replace(TINY, epochs=1, steps=20, peak_learning_rate=1e-3, mixed=0.0, dropout=0.0)
    checkpoint = tmp_path / "photo network.npz"
    trained = train_photo_network(TRAIN, BENCHMARK, VALIDATION, config, checkpoint, lambda _line: None)
    logits = answer(trained.network, VALIDATION.close_ups[:2, 0])
    assert logits.argmax(axis=1).tolist() == [4, 6]  # the red one is a coat, the blue one a shirt
    assert trained.history[0]["loss"] < np.log(10)  # what guessing costs


def test_history_scores_the_averaged_weights_that_training_leaves(whole: Finished) -> None:
    logits = answer(whole.trained.network, VALIDATION.close_ups[:, 0]).astype(np.float64)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    right = [shares[0, 4], shares[1, 6], shares[2, [5, 7, 9]].sum()]  # a coat, a shirt, some shoe
    last = whole.trained.history[-1]
    assert last["validation_loss"] == pytest.approx(-np.log(right).mean(), rel=1e-4)
    accuracy = np.mean([row.argmax() in allowed for row, allowed in zip(shares, ((4,), (6,), (5, 7, 9)), strict=True)])
    assert last["validation_accuracy"] == pytest.approx(accuracy)
    with np.load(whole.checkpoint) as kept:
        assert not np.allclose(
            kept["w0"], whole.trained.network.get_weights()[0], atol=1e-7
        )  # the weights trained last


def test_stopped_training_goes_on_from_its_last_epoch_and_ends_like_the_whole_one(
    whole: Finished, tmp_path: Path
) -> None:
    checkpoint = Path(shutil.copy(whole.of_first_epoch, tmp_path / "photo network.npz"))  # as if it had been killed
    lines: list[str] = []
    resumed = train(checkpoint, lines.append)
    assert [line.split("  ")[0] for line in lines] == ["photo network, epoch 2/2"]
    for row, expected in zip(resumed.history, whole.trained.history, strict=True):
        for name in ("loss", "validation_loss"):
            assert row[name] == pytest.approx(expected[name], rel=1e-3)
    assert max(changes(resumed.network, whole.trained.network).values()) < 1e-3


def test_finished_training_is_not_done_again(whole: Finished) -> None:
    lines: list[str] = []
    again = train(whole.checkpoint, lines.append)
    assert lines == []
    assert again.history == whole.trained.history
    assert max(changes(again.network, whole.trained.network).values()) == 0


def test_validation_photos_are_watched_and_not_learned_from(whole: Finished, tmp_path: Path) -> None:
    others = photos_of(("Bag", "Dress"))
    watched = train(tmp_path / "photo network.npz", validation=others)
    assert max(changes(watched.network, whole.trained.network).values()) < 1e-3
    for row, expected in zip(watched.history, whole.trained.history, strict=True):
        assert row["loss"] == pytest.approx(expected["loss"], rel=1e-3)
        assert row["validation_loss"] != pytest.approx(expected["validation_loss"], rel=1e-3)


def test_without_validation_photos_there_is_nothing_to_watch(unwatched: TrainedPhotoNetwork) -> None:
    (row,) = unwatched.history
    assert np.isnan(row["validation_loss"])
    assert np.isnan(row["validation_accuracy"])
    assert np.isfinite(row["loss"])


def test_another_seed_gives_another_output_layer(whole: Finished, unwatched: TrainedPhotoNetwork) -> None:
    moved = changes(unwatched.network, whole.trained.network)
    assert moved["photo_logits/kernel"] > 0.01  # the same seed gives the same one: see above
    assert moved["stem/kernel"] < 0.01  # where every training begins is not drawn
