import numpy as np
import pytest

from fashion_model.analysis.errors import ErrorFindings
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.web.gallery.words import (
    OTHERS,
    VERDICT_RULES,
    all_shares,
    shares_in_words,
    shares_of,
    verdict_in_words,
)


def found(label: float, predicted: float, third: float) -> ErrorFindings:
    return ErrorFindings(7, label, predicted, 3, third, 6, 1.2, "ambiguous", False, np.zeros((28, 28), np.uint8))


def test_shares_are_label_answer_third_and_the_rest() -> None:
    shares = shares_of(found(0.5, 0.3, 0.1), "Shirt", "Coat")
    assert [one.name for one in shares] == ["Shirt", "Coat", "Dress", OTHERS]
    assert [one.share for one in shares] == [0.5, 0.3, 0.1, pytest.approx(0.1)]


def test_what_nobody_said_is_left_out() -> None:
    assert [one.name for one in shares_of(found(0.75, 0.25, 0.0), "Shirt", "Coat")] == ["Shirt", "Coat"]
    assert [one.name for one in shares_of(found(0.0, 1.0, 0.0), "Shirt", "Coat")] == ["Coat"]


def test_all_votes_are_shares_the_most_frequent_first() -> None:
    votes = np.array([0, 0, 10, 0, 30, 0, 20, 0, 0, 0])
    shares = all_shares(votes, "Shirt", "Coat")
    assert [(one.name, one.share) for one in shares] == [("Coat", 0.5), ("Shirt", 1 / 3), ("Pullover", 1 / 6)]
    assert [one.word for one in shares] == ["orange", "blue", ""]


def test_words_name_the_largest_and_never_the_rest() -> None:
    words = shares_in_words(shares_of(found(0.2, 0.1, 0.1), "Shirt", "Coat"))
    assert words == ":blue[■] 20 % Shirt  \n:orange[■] 10 % Coat"
    assert OTHERS not in words


def test_every_verdict_has_its_rule() -> None:
    assert set(VERDICT_RULES) == set(VERDICTS)
    assert verdict_in_words("reasonable") == (
        ":green-badge[reasonable] — at least a quarter of the people chose what the network chose."
    )
