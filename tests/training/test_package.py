import csv
from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.serving.networks import Combination
from fashion_model.training.decision.calibrate import combine, fit_combination
from fashion_model.training.manifest import describe_photo_network
from fashion_model.training.networks.network import BENCHMARK, PHOTOS, build_network, calibrated
from fashion_model.training.networks.photo_network import PRETRAINED_SHA256, build_photo_network
from fashion_model.training.networks.photo_train import TrainedPhotoNetwork
from fashion_model.training.pictures.prepare import PhotoPictures, even_chances
from fashion_model.training.scored import write_photo_history

HISTORY = [
    {"loss": 1.5, "validation_loss": 1.25, "validation_accuracy": 0.5, "seconds": 100.0},
    {"loss": 1 / 3, "validation_loss": float("nan"), "validation_accuracy": 0.75, "seconds": 89.0},
]


@pytest.fixture(scope="module")
def network() -> keras.Model:
    return build_photo_network(0.3)


def answers(labels: np.ndarray, right: float) -> np.ndarray:
    """Return probabilities ``(N, 10)`` of which the label has a share and the other nine the rest."""
    shares = np.full((len(labels), 10), (1 - right) / 9)
    shares[np.arange(len(labels)), labels] = right
    return shares


LABELS = np.arange(200) % 10
GUESSES = np.full((200, 10), 0.1)


def test_network_that_knows_nothing_has_no_say() -> None:
    seven_of_ten = answers(np.where(np.arange(200) % 10 < 7, LABELS, (LABELS + 1) % 10), 0.7)
    misleading = answers((LABELS + 5) % 10, 0.7)
    assert fit_combination(LABELS, seven_of_ten, np.log(misleading)).weight == 0
    assert fit_combination(LABELS, misleading, np.log(seven_of_ten)).weight == 1


def test_networks_that_err_on_different_photos_share_the_answer() -> None:
    wrong = (LABELS + 1) % 10
    first = answers(np.where(np.arange(200) < 40, wrong, LABELS), 0.6)
    second = answers(np.where(np.arange(200) >= 160, wrong, LABELS), 0.6)
    assert fit_combination(LABELS, first, np.log(second)).weight == 0.5  # as many errors each


def test_temperature_makes_the_confidence_the_share_that_is_right() -> None:
    seen = np.where(np.arange(200) // 10 % 4 == 0, (LABELS + 1) % 10, LABELS)  # three of four right
    sure = answers(seen, 0.99)
    combination = fit_combination(LABELS, sure, np.log(sure))
    assert combination.temperature > 1
    assert combination(sure, np.log(sure)).max(axis=1) == pytest.approx(0.75, abs=0.01)
    doubtful = answers(seen, 0.3)
    combination = fit_combination(LABELS, doubtful, np.log(doubtful))
    assert combination.temperature < 1
    assert combination(doubtful, np.log(doubtful)).max(axis=1) == pytest.approx(0.75, abs=0.01)


def test_network_that_is_sure_beyond_what_32_bits_can_say_is_weighed_too() -> None:
    logits = 300.0 * np.eye(10)[np.where(np.arange(200) < 20, (LABELS + 1) % 10, LABELS)]  # one of ten wrong
    combination = fit_combination(LABELS, GUESSES, logits)
    assert combination(GUESSES, logits).max(axis=1) == pytest.approx(0.9, abs=0.01)


def photos_of(categories: tuple[str, ...]) -> PhotoPictures:
    rng = np.random.default_rng(0)
    views = rng.integers(0, 255, (len(categories), 1, 28, 28), dtype=np.uint8)
    close_ups = rng.integers(0, 255, (len(categories), 1, 160, 160, 3), dtype=np.uint8)
    return PhotoPictures(views, close_ups, categories, np.arange(len(categories)), even_chances(categories))


@pytest.fixture(scope="module")
def for_pictures() -> keras.Model:
    return calibrated(build_network(8, (8,), (1,), 0.0), {BENCHMARK: 1.0, PHOTOS: 1.0})


def test_manifest_says_what_the_photo_network_is(network: keras.Model, for_pictures: keras.Model) -> None:
    combination = combine(for_pictures, network, photos_of(("Coat", "footwear")))
    said = describe_photo_network(TrainedPhotoNetwork(network, HISTORY), combination)
    described = said["photo_network"]
    assert (
        described["parameters"] == network.count_params() == sum(layer["parameters"] for layer in described["layers"])
    )
    assert described["close_up_edge"] == 160
    assert described["minutes"] == pytest.approx(3.1, abs=0.051)  # 189 seconds
    assert described["pretrained_sha256"] == PRETRAINED_SHA256
    assert 0 <= said["photo_answer"]["weight"] <= 1
    assert said["photo_answer"]["temperature"] > 0


def test_without_photos_of_a_named_category_both_networks_count_alike(
    network: keras.Model, for_pictures: keras.Model
) -> None:
    for categories in ((), ("footwear", "footwear")):
        assert combine(for_pictures, network, photos_of(categories)) == Combination(weight=0.5, temperature=1.0)


def test_history_has_a_numbered_row_an_epoch(tmp_path: Path) -> None:
    write_photo_history(tmp_path / "photo_history.csv", HISTORY)
    with (tmp_path / "photo_history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert [row["loss"] for row in rows] == ["1.5", "0.333333"]
    assert rows[1]["validation_loss"] == "nan"
    assert list(rows[0]) == ["epoch", "loss", "validation_loss", "validation_accuracy", "seconds"]
