from pathlib import Path

import pytest

from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scoring import LabelledFile, PhotoAnswer, answer_photos, fit_threshold, score_photos


def answer(
    said: str, predicted: str, confidence: float = 0.9, status: str = "auto", cut_by: str = "GrabCut"
) -> PhotoAnswer:
    return PhotoAnswer("x.jpg", 4, said, predicted, confidence, status, "Bag", 0.01, cut_by)


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


def test_threshold_lets_through_what_keeps_the_promise() -> None:
    answers = [answer("Shirt", "Shirt", 0.9), answer("Shirt", "Shirt", 0.8), answer("none", "Shirt", 0.7)]
    fitted = fit_threshold(answers, 0.9)
    assert 0.7 < fitted.threshold <= 0.8
    assert fitted.precision == 1
    assert fitted.coverage == pytest.approx(2 / 3)


def test_photo_whose_item_was_not_found_does_not_earn_coverage() -> None:
    fitted = fit_threshold([answer("Shirt", "Shirt", 0.9, cut_by="whole picture"), answer("Shirt", "Shirt", 0.8)], 0.9)
    assert fitted.coverage == 0.5


def test_photos_are_answered_in_their_order(classifier: Classifier, photos: tuple[LabelledFile, ...]) -> None:
    chosen = [photos[5], photos[2], photos[9]]
    answers = answer_photos(classifier, chosen)
    assert [one.file for one in answers] == [photo.path.name for photo in chosen]
    assert answers[1].predicted == classifier.classify(Path(photos[2].path).read_bytes()).decision.category


def test_without_photos_nothing_is_automatic() -> None:
    fitted = fit_threshold([], 0.9)
    assert fitted.threshold > 1
    assert fitted.coverage == 0
