import numpy as np
import pytest

from fashion_model.evaluation.errors import Family, families

LABELS, PREDICTED = np.array([6, 6, 0, 6]), np.array([0, 0, 6, 2])
MAJORITY = np.array([0, 6, 0, 4])


def test_errors_are_grouped_by_label_and_answer_the_largest_first() -> None:
    found = families(LABELS, PREDICTED, MAJORITY, ["suspect label", "ambiguous", "reasonable", "ambiguous"])
    assert found == (
        Family(6, 0, errors=2, outvoted=1, verdicts={"suspect label": 1, "ambiguous": 1}),
        Family(0, 6, errors=1, outvoted=0, verdicts={"reasonable": 1}),
        Family(6, 2, errors=1, outvoted=1, verdicts={"ambiguous": 1}),
    )


def test_no_error_is_no_family() -> None:
    nothing = np.array([], dtype=int)
    assert families(nothing, nothing, nothing, []) == ()


def test_votes_of_other_errors_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 4 majorities and verdicts, got"):
        families(LABELS, PREDICTED, MAJORITY[:3], ["ambiguous"] * 4)
