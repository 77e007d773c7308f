import numpy as np
import pytest

from fashion_model.analysis.photos import evaluate_photos, photo_confusion, right_cells, score_by, second_look
from tests.analysis.photo_answers import DECISION, answer

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
    rows, counts = photo_confusion([answer(category, predicted) for category, predicted in said])
    assert rows == ("Trouser", "Dress", "Another shoe", "None of the ten")
    assert counts[1].tolist() == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    assert counts.sum() == 5


def test_any_shoe_is_right_for_another_shoe_and_nothing_for_none_of_the_ten() -> None:
    cells = right_cells(("Dress", "Another shoe", "None of the ten"))
    assert [np.flatnonzero(row).tolist() for row in cells] == [[3], [5, 7, 9], []]
