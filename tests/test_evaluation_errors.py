import numpy as np
import pytest

from fashion_model.evaluation.errors import (
    Misclassification,
    arrange,
    misclassifications,
    page_count,
    page_of,
    select,
)

LABELS = np.array([0, 1, 2, 0, 1])
PROBABILITIES = np.array([[0.6, 0.3, 0.1], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.05, 0.05, 0.9], [0.6, 0.2, 0.2]])
A = Misclassification(index=1, true=1, predicted=0, confidence=0.7)
B = Misclassification(index=3, true=0, predicted=2, confidence=0.9)
C = Misclassification(index=4, true=1, predicted=0, confidence=0.6)
TWIN = Misclassification(index=2, true=1, predicted=2, confidence=0.7)


def test_every_error_is_listed_with_what_was_said_and_how_surely() -> None:
    assert misclassifications(LABELS, PROBABILITIES) == (A, B, C)


def test_right_answers_are_no_errors() -> None:
    assert misclassifications(PROBABILITIES.argmax(axis=1), PROBABILITIES) == ()


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"labels 0\.\.2"):
        misclassifications(LABELS + 1, PROBABILITIES)


@pytest.mark.parametrize(
    ("true", "predicted", "expected"),
    [
        (None, None, (A, B, C)),
        (1, None, (A, C)),
        (None, 2, (B,)),
        (0, 2, (B,)),
        (0, 0, ()),
        (2, None, ()),
    ],
)
def test_selection_by_true_and_predicted_category(
    true: int | None, predicted: int | None, expected: tuple[Misclassification, ...]
) -> None:
    assert select((A, B, C), true, predicted) == expected


def test_arrangement_by_confidence_and_by_index() -> None:
    assert arrange((A, B, C), "confident") == (B, A, C)
    assert arrange((A, B, C), "unsure") == (C, A, B)
    assert arrange((C, B, A), "dataset") == (A, B, C)


def test_equally_confident_errors_stay_in_the_order_of_the_test_set() -> None:
    assert arrange((TWIN, A), "confident") == (A, TWIN)
    assert arrange((TWIN, A), "unsure") == (A, TWIN)


def test_pages_hold_all_errors_once() -> None:
    assert page_count(3, 2) == 2
    assert page_of((A, B, C), 1, 2) == (A, B)
    assert page_of((A, B, C), 2, 2) == (C,)


def test_a_full_last_page_is_not_followed_by_an_empty_one() -> None:
    assert page_count(4, 2) == 2


def test_nothing_to_show_is_one_empty_page() -> None:
    assert page_count(0, 24) == 1
    assert page_of((), 1, 24) == ()


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_page_that_does_not_exist_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=r"page 1\.\.2"):
        page_of((A, B, C), number, 2)


@pytest.mark.parametrize(("total", "size"), [(-1, 2), (3, 0)])
def test_impossible_page_sizes_are_refused(total: int, size: int) -> None:
    with pytest.raises(ValueError, match="expected total"):
        page_count(total, size)
