import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fashion_model.analysis.model_scores import (
    evaluate_photos,
    photo_confusion,
    read_evaluation,
    right_cells,
    score_by,
    second_look,
)
from fashion_model.analysis.records import Evaluation, PhotoEvaluation
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.metrics import accuracy, cross_entropy
from fashion_model.serving.artifacts import Artifact, ArtifactError
from tests.analysis.photo_answers import DECISION, answer


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


def test_photo_score_is_the_published_one(photos: PhotoEvaluation, artifact: Artifact) -> None:
    score = artifact.manifest["scores"]["photos"]
    assert (photos.clothing.photos, photos.clothing.people) == (score["photos"], score["contributors"])
    assert photos.clothing.accuracy.value == pytest.approx(score["accuracy"], abs=1e-9)
    assert photos.clothing.balanced_accuracy.value == pytest.approx(score["balanced_accuracy"], abs=1e-9)
    for category, expected in score["per_category"].items():
        [seen] = [one for one in photos.scores if CATEGORIES[one.index] == category]
        assert (seen.support, seen.recall) == (expected["photos"], pytest.approx(expected["recall"]))


def test_automatic_share_is_the_published_one(photos: PhotoEvaluation, artifact: Artifact) -> None:
    auto = artifact.manifest["scores"]["photos"]["auto"]
    assert photos.automatic.photos == photos.confusion.sum() == auto["photos"]
    assert photos.automatic.counted_coverage == pytest.approx(auto["coverage"], abs=1e-9)
    assert photos.automatic.counted_precision == pytest.approx(auto["precision"], abs=1e-9)
    assert photos.automatic.threshold == artifact.auto_threshold


def test_photos_were_looked_at_in_every_way(photos: PhotoEvaluation) -> None:
    assert photos.second_look is not None
    assert photos.second_look.by_set.photos >= 190
    assert photos.second_look.agreed < photos.second_look.by_set.photos
    assert {"laid flat", "hung", "children's", "small", "dark"} <= photos.slices.keys()
    assert photos.outside is not None
    assert [kind.name for kind in photos.outside.kinds] == ["Shorts", "Skirt", "Hat"]
    assert photos.outside.auroc.value > 0.5


def test_model_without_photos_has_no_photo_score(copy: Artifact) -> None:
    copy.manifest["scores"]["photos"]["photos"] = 0
    (copy.folder / "photo_predictions.csv").write_text("")
    assert read_evaluation(copy).photos is None


def test_training_is_told_stage_by_stage(evaluation: Evaluation) -> None:
    assert evaluation.history["round"].tolist() == list(range(1, len(evaluation.history) + 1))
    assert [stage.with_photos for stage in evaluation.stages] == [False, True, True, True]
    assert sum(stage.epochs for stage in evaluation.stages) == len(evaluation.history)
    alone = evaluation.stages[0].epochs
    together = len(evaluation.history) - alone
    assert evaluation.history["photo_loss"].isna().tolist() == [True] * alone + [False] * together


def test_without_training_photos_no_stage_learned_from_any(copy: Artifact) -> None:
    copy.manifest["training"]["training_photos"] = 0
    assert not any(stage.with_photos for stage in read_evaluation(copy).stages)


def test_layers_go_from_the_picture_to_ten_numbers(evaluation: Evaluation) -> None:
    assert evaluation.layers[0].output_shape == (28, 28, 1)
    assert evaluation.layers[-1].output_shape == (10,)
    assert sum(layer.parameters for layer in evaluation.layers) == evaluation.parameters


def test_photo_network_is_read_where_there_is_one(copy: Artifact) -> None:
    layers = [
        {"name": "close_up", "kind": "InputLayer", "output_shape": [160, 160, 3], "parameters": 0, "operations": 0},
        {"name": "photo_logits", "kind": "Dense", "output_shape": [10], "parameters": 12_810, "operations": 12_800},
    ]
    copy.manifest["photo_network"] = {"parameters": 12_810, "layers": layers}
    copy.manifest["photo_answer"] = {"weight": 0.7, "temperature": 1.2}
    network = read_evaluation(copy).photo_network
    assert network is not None
    assert (network.parameters, network.weight) == (12_810, 0.7)
    assert [(layer.name, layer.output_shape) for layer in network.layers] == [
        ("close_up", (160, 160, 3)),
        ("photo_logits", (10,)),
    ]


def test_model_without_a_photo_network_has_none_to_show(copy: Artifact) -> None:
    for name in ("photo_network", "photo_answer"):
        copy.manifest.pop(name, None)
    assert read_evaluation(copy).photo_network is None


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


def _forget_who_held_back(copy: Artifact) -> None:
    path = copy.folder / "photo_predictions.csv"
    pd.read_csv(path).drop(columns="held_back").to_csv(path, index=False)


def _forget_outside_share(copy: Artifact) -> None:
    del copy.manifest["decision"]["outside_share"]


def _rename_a_stage(copy: Artifact) -> None:
    copy.manifest["training"]["stages"][0]["name"] = "another"


def _forget_layers(copy: Artifact) -> None:
    del copy.manifest["network"]["layers"]


def _empty_layers(copy: Artifact) -> None:
    copy.manifest["network"]["layers"] = []


def _forget_what_comes_out(copy: Artifact) -> None:
    copy.manifest["network"]["layers"][3]["output_shape"] = []


def _begin_the_photo_network_late(copy: Artifact) -> None:
    copy.manifest["photo_network"]["layers"] = copy.manifest["photo_network"]["layers"][-1:]


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (_drop_an_error_picture, "test_predictions.npz"),
        (_drop_history_column, "history.csv"),
        (_forget_who_held_back, "photo_predictions.csv"),
        (_forget_outside_share, "manifest.json"),
        (_rename_a_stage, "manifest.json"),
        (_forget_layers, "manifest.json"),
        (_empty_layers, "manifest.json"),
        (_forget_what_comes_out, "manifest.json"),
        (_begin_the_photo_network_late, "manifest.json"),
    ],
)
def test_parts_that_do_not_fit_are_refused(copy: Artifact, damage: Callable[[Artifact], None], name: str) -> None:
    read_evaluation(copy)
    damage(copy)
    with pytest.raises(ArtifactError, match=f"^{name} of model"):
        read_evaluation(copy)


ANSWERS = [
    answer("Shirt", "Shirt", contributor=8),
    answer("Shirt", "Shirt", contributor=8, shown="hung"),
    answer("Shirt", "Coat", contributor=18, kids=True),
    answer("Coat", "Shirt", contributor=18),
    answer("Sandal", "Sandal", contributor=8),
    answer("none", "Bag", contributor=28, label="Hat"),
]


def test_accuracy_counts_photos_and_balanced_accuracy_categories() -> None:
    score = score_by(ANSWERS[:4], [one.category for one in ANSWERS[:4]])
    assert (score.photos, score.people) == (4, 2)
    assert score.accuracy.value == 0.5
    assert score.balanced_accuracy.value == pytest.approx((2 / 3 + 0) / 2)


def test_range_is_over_people_and_not_over_photos() -> None:
    score = score_by(ANSWERS[:4], [one.category for one in ANSWERS[:4]])
    assert (score.accuracy.low, score.accuracy.high) == (0.0, 1.0)  # one of the two is always right, the other never
    alone = score_by(ANSWERS[:2], ["Shirt", "Coat"])
    assert (alone.accuracy.low, alone.accuracy.high) == (0.5, 0.5)


def test_headline_is_of_clothing_only() -> None:
    photos = evaluate_photos(ANSWERS, DECISION)
    assert photos.clothing.photos == 4
    assert photos.clothing.people == 2
    assert photos.automatic.photos == 6


def test_slices_are_parts_of_the_clothing() -> None:
    slices = evaluate_photos(ANSWERS, DECISION).slices
    assert {name: score.photos for name, score in slices.items()} == {"laid flat": 3, "hung": 1, "children's": 1}
    assert slices["hung"].accuracy.value == 1
    assert slices["children's"].accuracy.value == 0


def test_categories_with_photos_are_scored_and_things_outside_are_not() -> None:
    scores = evaluate_photos(ANSWERS, DECISION).scores
    assert [(score.index, score.support, score.recall) for score in scores] == [
        (4, 1, 0.0),
        (5, 1, 1.0),
        (6, 3, pytest.approx(2 / 3)),
    ]


def test_photos_without_clothing_are_no_score() -> None:
    with pytest.raises(ValueError, match="six clothing categories"):
        evaluate_photos(ANSWERS[4:], DECISION)


def test_second_look_scores_the_same_photos_by_either_label() -> None:
    answers = [
        answer("Pullover", "Shirt", audited="Shirt"),
        answer("Pullover", "Shirt", audited="Shirt"),
        answer("Coat", "Coat", audited="Coat"),
        answer("Dress", "Bag", audited="Coat"),
        answer("Dress", "Dress"),
    ]
    look = second_look(answers)
    assert look is not None
    assert (look.by_set.photos, look.agreed) == (4, 1)
    assert (look.by_set.accuracy.value, look.by_people.accuracy.value) == (0.25, 0.75)
    assert (look.most_disputed, look.disputes) == (("Pullover", "Shirt"), 2)


def test_second_look_without_disputes_names_none() -> None:
    look = second_look([answer("Coat", "Bag", audited="Coat")])
    assert look is not None
    assert (look.agreed, look.most_disputed, look.disputes) == (1, None, 0)


def test_there_is_no_second_look_when_nobody_looked() -> None:
    assert second_look(ANSWERS) is None


def test_photo_confusion_by_hand() -> None:
    said = [("none", "Bag"), ("Dress", "Dress"), ("Dress", "Coat"), ("footwear", "Sandal"), ("Trouser", "Trouser")]
    rows, counts, (low, high) = photo_confusion([answer(category, predicted) for category, predicted in said])
    assert rows == ("Trouser", "Dress", "Another shoe", "None of the ten")
    assert counts[1].tolist() == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    assert counts.sum() == 5
    assert low[1, 3] < 0.5 < high[1, 3]  # one of two dresses is recognised
    assert np.isfinite(low).all()


def test_one_who_took_nearly_all_photos_counts_as_little_more_than_one_person() -> None:
    many = [answer("Shirt", "Coat", contributor=8)] * 8
    score = score_by(
        [*many, answer("Shirt", "Shirt", contributor=18), answer("Shirt", "Shirt", contributor=28)], ["Shirt"] * 10
    )
    assert (score.people, score.most_by_one) == (3, 8)
    assert score.effective_people == pytest.approx(100 / 66)  # Kish: 10² / (8² + 1 + 1)
    assert score.accuracy.value == 0.2
    assert score.per_person.value == pytest.approx(2 / 3)  # 0, 1 and 1
    assert score.per_person.low <= 2 / 3 <= score.per_person.high


def test_score_of_people_with_equally_many_photos_is_the_mean_of_theirs() -> None:
    score = score_by(ANSWERS[:4], [photo.category for photo in ANSWERS[:4]])
    assert score.effective_people == 2
    assert score.per_person.value == score.accuracy.value == 0.5


def test_any_shoe_is_right_for_another_shoe_and_nothing_for_none_of_the_ten() -> None:
    cells = right_cells(("Dress", "Another shoe", "None of the ten"))
    assert [np.flatnonzero(row).tolist() for row in cells] == [[3], [5, 7, 9], []]
