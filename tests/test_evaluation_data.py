import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import accuracy, balanced_accuracy, cross_entropy
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.web.evaluation_data import photo_confusion, read_evaluation, right_cells
from fashion_model.web.evaluation_records import Evaluation, PhotoEvaluation


@pytest.fixture(scope="module")
def evaluation(artifact: Artifact) -> Evaluation:
    return read_evaluation(artifact)


@pytest.fixture(scope="module")
def photos(evaluation: Evaluation) -> PhotoEvaluation:
    assert evaluation.photos is not None
    return evaluation.photos


@pytest.fixture
def copy(artifact: Artifact, tmp_path: Path) -> Artifact:
    """A copy of the model folder that a test may damage."""
    folder = Path(shutil.copytree(artifact.folder, tmp_path / artifact.version))
    return Artifact(folder, json.loads(json.dumps(artifact.manifest)))


def test_benchmark_score_is_that_of_the_kept_predictions(evaluation: Evaluation, artifact: Artifact) -> None:
    with np.load(artifact.file("test_predictions.npz")) as arrays:
        labels, probabilities = arrays["labels"], arrays["probabilities"]
    assert evaluation.benchmark.accuracy == pytest.approx(accuracy(labels, probabilities), abs=1e-6)
    assert evaluation.benchmark.loss == pytest.approx(cross_entropy(labels, probabilities), abs=1e-4)
    assert evaluation.benchmark.interval.low < evaluation.benchmark.accuracy < evaluation.benchmark.interval.high


def test_benchmark_confusion_and_errors_tell_the_same(evaluation: Evaluation) -> None:
    benchmark = evaluation.benchmark
    assert benchmark.confusion.sum() == benchmark.pictures == 10_000
    assert benchmark.confusion[~benchmark.right_cells].sum() == len(benchmark.errors)
    assert benchmark.confusion.sum(axis=1).tolist() == [1000] * 10


def test_every_error_has_its_picture(evaluation: Evaluation) -> None:
    benchmark = evaluation.benchmark
    assert {error.index for error in benchmark.errors} == set(benchmark.error_pictures)
    assert all(picture.shape == (28, 28) for picture in benchmark.error_pictures.values())


def test_photo_score_is_that_of_the_kept_predictions(photos: PhotoEvaluation, artifact: Artifact) -> None:
    frame = pd.read_csv(artifact.file("photo_predictions.csv"))
    clothing = frame[frame["category"].isin(CATEGORIES)]
    codes = [clothing[name].map(CATEGORIES.index).to_numpy() for name in ("category", "predicted")]
    assert photos.photos == len(clothing)
    assert photos.contributors == clothing["contributor"].nunique()
    assert photos.accuracy == pytest.approx((codes[0] == codes[1]).mean(), abs=1e-6)
    assert photos.balanced_accuracy == pytest.approx(balanced_accuracy(*codes), abs=1e-6)
    assert photos.confusion.sum() == len(frame)


def test_automatic_share_is_that_of_the_kept_predictions(photos: PhotoEvaluation, artifact: Artifact) -> None:
    frame = pd.read_csv(artifact.file("photo_predictions.csv"))
    automatic = frame["status"] == "auto"
    assert photos.all_photos == len(frame)
    assert photos.auto_coverage == pytest.approx(automatic.mean(), abs=1e-6)
    assert photos.outside_automatic == (automatic & (frame["category"] == "none")).sum()


def test_model_without_photos_has_no_photo_score(copy: Artifact) -> None:
    copy.manifest["scores"]["photos"]["photos"] = 0
    (copy.folder / "photo_predictions.csv").write_text("contributor,category,predicted,confidence,status\n")
    assert read_evaluation(copy).photos is None


def test_layers_go_from_the_picture_to_ten_numbers(evaluation: Evaluation) -> None:
    assert evaluation.layers[0].output_shape == (28, 28, 1)
    assert evaluation.layers[-1].output_shape == (10,)
    assert sum(layer.parameters for layer in evaluation.layers) == evaluation.parameters


def test_photo_confusion_by_hand() -> None:
    frame = pd.DataFrame(
        {
            "category": ["none", "Dress", "Dress", "footwear", "Trouser"],
            "predicted": ["Bag", "Dress", "Coat", "Sandal", "Trouser"],
        }
    )
    rows, counts = photo_confusion(frame)
    assert rows == ("Trouser", "Dress", "Some shoe", "None of the ten")
    assert counts[1].tolist() == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    assert counts.sum() == 5


def test_a_category_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="got Hat"):
        photo_confusion(pd.DataFrame({"category": ["Hat"], "predicted": ["Bag"]}))


def test_any_shoe_is_right_for_some_shoe_and_nothing_for_none_of_the_ten() -> None:
    cells = right_cells(("Dress", "Some shoe", "None of the ten"))
    assert [np.flatnonzero(row).tolist() for row in cells] == [[3], [5, 7, 9], []]


@pytest.mark.parametrize("name", ["test_predictions.npz", "photo_predictions.csv", "history.csv"])
@pytest.mark.parametrize("content", [b"", b"nothing of the kind\n1\n"])
def test_a_damaged_file_is_named_in_one_sentence(copy: Artifact, name: str, content: bytes) -> None:
    (copy.folder / name).write_bytes(content)
    with pytest.raises(ArtifactError, match=f"^{name} of model .* cannot be read.*Restore the model's folder"):
        read_evaluation(copy)


def _drop_an_error_picture(copy: Artifact) -> None:
    path = copy.folder / "test_predictions.npz"
    with np.load(path) as kept:
        arrays = dict(kept)
    np.savez(path, **arrays | {name: arrays[name][1:] for name in ("error_indices", "error_pictures")})


def _drop_history_column(copy: Artifact) -> None:
    path = copy.folder / "history.csv"
    pd.read_csv(path).drop(columns="validation_loss").to_csv(path, index=False)


def _forget_layers(copy: Artifact) -> None:
    del copy.manifest["network"]["layers"]


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (_drop_an_error_picture, "test_predictions.npz"),
        (_drop_history_column, "history.csv"),
        (_forget_layers, "manifest.json"),
    ],
)
def test_parts_that_do_not_fit_are_refused(copy: Artifact, damage: Callable[[Artifact], None], name: str) -> None:
    read_evaluation(copy)
    damage(copy)
    with pytest.raises(ArtifactError, match=f"^{name} of model"):
        read_evaluation(copy)
