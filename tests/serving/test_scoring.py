from pathlib import Path

import numpy as np
import pytest

from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scoring import (
    BenchmarkScores,
    LabelledFile,
    PhotoAnswer,
    answer_photos,
    is_right,
    score_benchmark,
    score_photos,
    scores_as_dict,
)
from fashion_model.training.data.fashion_mnist import load_test


def answer(said: str, predicted: str, status: str = "auto", contributor: int = 4) -> PhotoAnswer:
    return PhotoAnswer(
        file="x.jpg",
        contributor=contributor,
        category=said,
        predicted=predicted,
        confidence=0.9,
        status=status,
        second_category="Bag",
        second_confidence=0.01,
        scope=0.95,
        cut_by="segmenter",
        label="Longsleeve",
        kids=False,
        shown="worn",
        audited="",
        longest_edge=533,
        brightness=0.5,
        held_back=status == "review",
    )


@pytest.mark.parametrize(
    ("said", "predicted", "right"),
    [
        ("Shirt", "Shirt", True),
        ("Shirt", "Coat", False),
        ("footwear", "Sandal", True),
        ("footwear", "Ankle boot", True),
        ("footwear", "Bag", False),
        ("none", "Bag", False),
    ],
)
def test_answer_is_right_when_it_is_what_a_person_said(said: str, predicted: str, right: bool) -> None:
    assert answer(said, predicted).is_right is right
    assert is_right(said, predicted) is right


def test_accuracy_counts_photos_and_balanced_accuracy_categories() -> None:
    answers = [answer("Shirt", "Shirt")] * 3 + [
        answer("Coat", "Shirt"),
        answer("footwear", "Bag"),
        answer("none", "Bag"),
    ]
    scores = score_photos(answers, 0.5)
    assert scores.photos == 4
    assert scores.accuracy == 0.75
    assert scores.balanced_accuracy == 0.5
    assert scores.recalls == {"Coat": (1, 0.0), "Shirt": (3, 1.0)}


def test_automatic_answers_for_things_outside_the_ten_are_mistakes() -> None:
    answers = [answer("Shirt", "Shirt"), answer("none", "Bag"), answer("Coat", "Coat", status="review")]
    auto = score_photos(answers, 0.5).auto
    assert auto.coverage == pytest.approx(2 / 3)
    assert auto.precision == 0.5


def test_automatic_are_the_answers_that_reach_the_threshold_and_are_not_held_back() -> None:
    answers = [answer("Shirt", "Shirt"), answer("Coat", "Coat", status="review")]
    assert [score_photos(answers, threshold).auto.coverage for threshold in (0.9, 0.91)] == [0.5, 0.0]


def test_photos_are_answered_in_their_order(classifier: Classifier, photos: tuple[LabelledFile, ...]) -> None:
    chosen = [photos[5], photos[2], photos[9]]
    answers = answer_photos(classifier, chosen)
    assert [one.file for one in answers] == [photo.path.name for photo in chosen]
    assert answers[1].predicted == classifier.classify(Path(photos[2].path).read_bytes()).decision.category


def test_answer_carries_the_decision_and_what_people_saw(
    classifier: Classifier, photos: tuple[LabelledFile, ...], shirt_photo: bytes
) -> None:
    name = "00143901-a14c-4600-960f-7747b4a3a8cd.jpg"
    photo = next(photo for photo in photos if photo.path.name == name)
    (seen,) = answer_photos(classifier, [photo])
    result = classifier.classify(shirt_photo)
    assert (seen.file, seen.contributor, seen.category) == (name, photo.contributor, "Shirt")
    assert (seen.label, seen.kids, seen.shown, seen.audited) == (photo.label, False, "laid flat", "Shirt")
    assert (seen.confidence, seen.status, seen.scope) == (
        result.decision.confidence,
        result.decision.status,
        result.decision.scope,
    )
    assert seen.held_back == result.decision.held_back
    assert (seen.second_category, seen.second_confidence) == (
        result.decision.second_category,
        result.decision.second_confidence,
    )
    assert seen.cut_by == result.garment.method
    assert seen.longest_edge == 533
    assert seen.brightness == pytest.approx(result.photo.rgb.mean() / 255)


def test_kind_of_shoe_does_not_count_as_clothing() -> None:
    scores = score_photos([answer("Sneaker", "Sandal"), answer("Shirt", "Shirt", contributor=8)], 0.5)
    assert (scores.photos, scores.contributors, scores.accuracy) == (1, 1, 1.0)
    assert (scores.auto.photos, scores.auto.precision) == (2, 0.5)


def test_benchmark_is_scored_by_its_own_output_layer(classifier: Classifier) -> None:
    pictures = load_test(None)
    scores = score_benchmark(classifier, pictures.pictures[:200], pictures.labels[:200])
    probabilities = classifier.predict(pictures.pictures[:200]).benchmark_probabilities
    assert scores.pictures == 200
    assert scores.accuracy == (probabilities.argmax(axis=1) == pictures.labels[:200]).mean()
    assert scores.accuracy > 0.85
    true = probabilities[np.arange(200), pictures.labels[:200]].astype(np.float64)
    assert scores.loss == pytest.approx(-np.log(true).mean(), rel=1e-3)


def test_scores_become_the_manifests_shape() -> None:
    benchmark = BenchmarkScores(10, 0.9, 0.2, np.zeros((10, 10)))
    photos = score_photos([answer("Shirt", "Shirt"), answer("Coat", "Shirt", status="review", contributor=8)], 0.5)
    assert scores_as_dict(benchmark, photos) == {
        "benchmark": {"pictures": 10, "accuracy": 0.9, "loss": 0.2},
        "photos": {
            "photos": 2,
            "contributors": 2,
            "accuracy": 0.5,
            "balanced_accuracy": 0.5,
            "per_category": {"Coat": {"photos": 1, "recall": 0.0}, "Shirt": {"photos": 1, "recall": 1.0}},
            "auto": {"photos": 2, "coverage": 0.5, "precision": 1.0},
        },
    }
    assert "photos" not in scores_as_dict(benchmark, None)


def test_without_photos_there_is_nothing_to_score() -> None:
    scores = score_photos([], 0.9)
    assert (scores.photos, scores.accuracy, scores.balanced_accuracy, scores.recalls) == (0, 0.0, 0.0, {})
    assert (scores.auto.coverage, scores.auto.precision) == (0.0, 0.0)
