import numpy as np
import pytest

from fashion_model.categories import CATEGORIES
from fashion_model.web.evaluation.categories import frequent_mistakes, nothing_to_open
from fashion_model.web.evaluation.confusion_figures import ALL

ROWS = ("Coat", "None of the ten")
COAT, BAG, SHIRT = (CATEGORIES.index(name) for name in ("Coat", "Bag", "Shirt"))
COUNTS = np.zeros((2, 10), int)
COUNTS[0, [COAT, SHIRT, BAG]] = 90, 8, 2
COUNTS[1, BAG] = 5
RIGHT = np.zeros((2, 10), bool)
RIGHT[0, COAT] = True


def test_most_frequent_mistake_is_first_and_right_answers_are_none() -> None:
    mistakes = frequent_mistakes(COUNTS, RIGHT, ROWS)
    assert [(one.true, one.predicted, one.count) for one in mistakes] == [
        ("Coat", "Shirt", 8),
        ("None of the ten", "Bag", 5),
        ("Coat", "Bag", 2),
    ]
    assert mistakes[0].share == pytest.approx(0.08)


def test_only_so_many_mistakes_are_named() -> None:
    assert [one.count for one in frequent_mistakes(COUNTS, RIGHT, ROWS, most=1)] == [8]


def test_without_mistakes_none_is_named() -> None:
    assert frequent_mistakes(np.where(RIGHT, COUNTS, 0), RIGHT, ROWS) == ()


@pytest.mark.parametrize(("true", "predicted"), [("Coat", "Shirt"), ("Coat", "Coat"), (ALL, "Bag"), ("Coat", ALL)])
def test_cells_with_mistakes_or_right_answers_and_totals_can_be_opened(true: str, predicted: str) -> None:
    assert nothing_to_open(COUNTS, ROWS, true, predicted) == ""


@pytest.mark.parametrize("predicted", ["Dress", "Trouser"])
def test_empty_cells_say_why_they_lead_nowhere(predicted: str) -> None:
    assert nothing_to_open(COUNTS, ROWS, "Coat", predicted).startswith(f"Coat was never named {predicted}")
