"""What people said of a picture, and what they make of an error."""

from collections.abc import Callable

import numpy as np
import pytest

from fashion_model.evaluation.votes import (
    agreement,
    human_accuracy,
    majority,
    people_agree,
    verdicts,
    vote_entropy_bits,
    vote_shares,
)

VOTES = np.array([[8, 0, 0, 0], [4, 4, 0, 0], [2, 2, 2, 2], [1, 5, 2, 0]])


def verdict(label: int, predicted: int, third: int = 0) -> str:
    """Return the verdict where so many chose the label, what the network chose, and something third."""
    return verdicts(np.array([[label, predicted, third]]), np.array([0]), np.array([1]))[0]


def test_shares_are_of_all_who_voted():
    assert vote_shares(VOTES)[3].tolist() == [0.125, 0.625, 0.25, 0]


def test_majority_of_a_tie_is_the_first_in_the_datasets_order():
    assert majority(VOTES).tolist() == [0, 0, 0, 1]


def test_agreement_is_the_share_of_the_majority():
    assert agreement(VOTES).tolist() == [1, 0.5, 0.25, 0.625]


def test_entropy_counts_the_yes_or_no_questions_that_people_leave_open():
    assert vote_entropy_bits(VOTES)[:3].tolist() == [0, 1, 2]
    assert vote_entropy_bits(VOTES)[3] == pytest.approx(0.125 * 3 + 0.625 * np.log2(1.6) + 0.25 * 2)


def test_people_agree_from_two_thirds_on_whatever_the_category():
    votes = np.array([[44, 22, 0], [43, 23, 0], [0, 0, 66], [22, 22, 22]])
    assert people_agree(votes).tolist() == [True, False, True, False]
    assert people_agree(votes.astype(np.uint8)).tolist() == [True, False, True, False]  # 3 × 66 is above 8 bits


def test_human_accuracy_is_that_of_the_majority():
    assert human_accuracy(VOTES, np.array([0, 0, 0, 1])) == 1
    assert human_accuracy(VOTES, np.array([0, 1, 3, 1])) == 0.5


def test_label_is_suspect_from_half_of_the_people_on():
    assert verdict(label=20, predicted=40, third=20) == "suspect label"
    assert verdict(label=20, predicted=39, third=21) == "reasonable"


def test_label_that_as_many_chose_is_not_suspect():
    assert verdict(label=40, predicted=40) == "reasonable"
    assert verdict(label=39, predicted=40) == "suspect label"


def test_error_is_reasonable_from_a_quarter_of_the_people_on():
    assert verdict(label=60, predicted=20) == "reasonable"
    assert verdict(label=61, predicted=19) == "the network's fault"


def test_error_is_the_networks_fault_where_half_chose_the_label():
    assert verdict(label=40, predicted=19, third=21) == "the network's fault"
    assert verdict(label=39, predicted=19, third=22) == "ambiguous"


def test_error_is_ambiguous_where_people_chose_something_third():
    assert verdict(label=1, predicted=1, third=78) == "ambiguous"


def test_right_answer_gets_no_verdict():
    with pytest.raises(ValueError, match="a right answer"):
        verdicts(VOTES, np.array([0, 1, 2, 3]), np.array([1, 2, 3, 3]))


def test_labels_of_other_pictures_are_refused():
    with pytest.raises(ValueError, match=r"expected 4 errors, got labels of shape \(2,\)"):
        verdicts(VOTES, np.array([0, 1]), np.array([1, 2]))
    with pytest.raises(ValueError, match=r"expected predictions of shape \(2,\)"):
        human_accuracy(VOTES, np.array([0, 1]))


@pytest.mark.parametrize("measure", [vote_shares, majority, agreement, people_agree, vote_entropy_bits])
@pytest.mark.parametrize(
    "votes",
    [np.array([1, 2]), np.zeros((0, 4), int), np.array([[0.5, 0.5]]), np.array([[0, 0]]), np.array([[-1, 3]])],
    ids=["one row", "none", "shares", "nobody voted", "negative"],
)
def test_what_are_no_votes_is_refused(measure: Callable[[np.ndarray], np.ndarray], votes: np.ndarray):
    with pytest.raises(ValueError, match="expected"):
        measure(votes)
