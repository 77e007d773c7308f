import numpy as np
import pandas as pd
import pytest

from fashion_model.evaluation.errors import (
    ErrorFilter,
    Misclassification,
    Order,
    arrange,
    misclassifications,
    page_count,
    select,
)

LABELS = np.array([0, 1, 2, 0, 1])
PROBABILITIES = np.array([[0.6, 0.3, 0.1], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.05, 0.05, 0.9], [0.6, 0.2, 0.2]])
A = Misclassification(index=1, true=1, predicted=0, confidence=0.7)
B = Misclassification(index=3, true=0, predicted=2, confidence=0.9)
C = Misclassification(index=4, true=1, predicted=0, confidence=0.6)


def errors() -> pd.DataFrame:
    """Return four errors: ``a`` and ``d`` are as sure."""
    return pd.DataFrame(
        {
            "picture": ["a", "b", "c", "d"],
            "label": pd.Categorical(["Shirt", "Coat", "Shirt", "Coat"]),
            "predicted": ["Coat", "Shirt", "Dress", "Shirt"],
            "confidence": [0.7, 0.9, 0.6, 0.7],
            "fault": [0.5, -0.2, 0.9, 0.0],
            "entropy_bits": [1.0, 2.0, 0.5, 1.5],
            "verdict": pd.Categorical(["reasonable", None, "ambiguous", "reasonable"]),
            "status": ["auto", "review", "auto", "review"],
        }
    )


def names(frame: pd.DataFrame) -> str:
    return "".join(frame["picture"])


def test_every_error_is_listed_with_what_was_said_and_how_surely() -> None:
    assert misclassifications(LABELS, PROBABILITIES) == (A, B, C)


def test_right_answers_are_no_errors() -> None:
    assert misclassifications(PROBABILITIES.argmax(axis=1), PROBABILITIES) == ()


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"labels 0\.\.2"):
        misclassifications(LABELS + 1, PROBABILITIES)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ErrorFilter(), "abcd"),
        (ErrorFilter(label="Shirt"), "ac"),
        (ErrorFilter(label="Shirt", predicted="Dress"), "c"),
        (ErrorFilter(label="Shirt", predicted="Shirt"), ""),
        (ErrorFilter(label="Bag"), ""),
        (ErrorFilter(verdict="reasonable"), "ad"),
        (ErrorFilter(status="review"), "bd"),
        (ErrorFilter(confidence=(0.7, 0.9)), "abd"),
        (ErrorFilter(confidence=(0.71, 0.89)), ""),
        (ErrorFilter(entropy_bits=(0.0, 1.0)), "ac"),
        (ErrorFilter(pictures=frozenset("bx")), "b"),
        (ErrorFilter(pictures=frozenset()), ""),
    ],
)
def test_selection_by_each_of_its_parts(wanted: ErrorFilter, expected: str) -> None:
    assert names(select(errors(), wanted)) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("confident", "badc"),
        ("unsure", "cadb"),
        ("fault", "cadb"),
        ("excused", "bdac"),
        ("divided", "bdac"),
        ("agreed", "cadb"),
        ("dataset", "abcd"),
    ],
)
def test_arrangement_keeps_equal_errors_in_the_order_of_the_data(order: Order, expected: str) -> None:
    assert names(arrange(errors(), order)) == expected


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (3, 2), (4, 2), (5, 3)])
def test_pages_hold_all_errors_and_none_is_empty_but_the_only_one(total: int, pages: int) -> None:
    assert page_count(total, 2) == pages


@pytest.mark.parametrize(("total", "size"), [(-1, 2), (3, 0)])
def test_impossible_page_sizes_are_refused(total: int, size: int) -> None:
    with pytest.raises(ValueError, match="expected total"):
        page_count(total, size)
