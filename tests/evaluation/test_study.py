import numpy as np
import pytest

from fashion_model.evaluation.study import Study, best_of, compare
from tests.evaluation.study_fixtures import candidate_result, first_right, study_of


def pairs_of(study: Study, question: str) -> list[tuple[str, str]]:
    return [(one.first, one.second) for one in study.comparisons if one.question == question]


def test_difference_counts_the_pictures_that_only_one_answers_rightly() -> None:
    first, second = np.repeat([True, False], [60, 40]), np.repeat([False, True], [30, 70])
    comparison = compare("filters", ("more", first), ("fewer", second))
    assert (comparison.only_first, comparison.only_second) == (30, 40)
    assert comparison.difference == pytest.approx(-0.1)
    # Agresti and Min: 30.5 and 40.5 of 102; -10 / 102 and 1.96 * sqrt(71 - 100 / 102) / 102
    assert comparison.low == pytest.approx(-0.0980 - 0.1608, abs=1e-4)
    assert comparison.high == pytest.approx(-0.0980 + 0.1608, abs=1e-4)


def test_same_answers_have_a_narrow_range_that_holds_zero() -> None:
    comparison = compare("kernel", ("one", first_right(900)), ("other", first_right(900)))
    assert comparison.difference == 0
    assert comparison.low == pytest.approx(-comparison.high)
    assert 0 < comparison.high < 0.005


@pytest.mark.parametrize("other", [first_right(900)[:-1], np.array([], dtype=bool)])
def test_answers_to_other_pictures_are_refused(other: np.ndarray) -> None:
    with pytest.raises(ValueError, match="same pictures"):
        compare("kernel", ("one", first_right(900)), ("other", other))
    with pytest.raises(ValueError, match="same pictures"):
        compare("kernel", ("one", other[:0]), ("other", other[:0]))


def test_difference_is_clear_only_beyond_zero_and_beyond_the_seeds() -> None:
    ahead = compare("best", ("one", first_right(930)), ("other", first_right(900)))
    assert ahead.low > 0
    assert ahead.is_clear(spread=0.02)
    assert not ahead.is_clear(spread=0.03)  # seeds alone bring as much
    behind = compare("best", ("one", first_right(900)), ("other", first_right(930)))
    assert behind.is_clear(spread=0.02)
    even = compare("best", ("one", first_right(901)), ("other", first_right(900)))
    assert even.low < 0 < even.high
    assert not even.is_clear(spread=0.0)


def test_filters_are_compared_at_the_same_kernel_and_kernels_with_the_same_filters() -> None:
    study = study_of(
        *(candidate_result(filters=filters, kernel=kernel) for filters in (16, 32, 64) for kernel in (3, 7))
    )
    assert pairs_of(study, "filters") == [
        ("32 filters, 3×3", "16 filters, 3×3"),
        ("32 filters, 7×7", "16 filters, 7×7"),
        ("64 filters, 3×3", "32 filters, 3×3"),
        ("64 filters, 7×7", "32 filters, 7×7"),
    ]
    assert pairs_of(study, "kernel") == []  # 5×5, the one between, is not there
    with_5 = study_of(candidate_result(kernel=3), candidate_result(kernel=5), candidate_result(filters=32, kernel=7))
    assert pairs_of(with_5, "kernel") == [("16 filters, 5×5", "16 filters, 3×3")]


def test_convolutions_are_compared_with_the_fully_connected_of_their_size_only() -> None:
    connected = candidate_result("fully connected", filters=16, kernel=3, right=860)
    study = study_of(connected, candidate_result(), candidate_result(filters=32, right=910))
    assert pairs_of(study, "convolutions") == [("16 filters, 3×3", "fully connected, 26 hidden units")]
    assert pairs_of(study, "best") == [
        ("32 filters, 3×3", "fully connected, 26 hidden units"),
        ("32 filters, 3×3", "16 filters, 3×3"),
    ]


def test_of_equally_good_ones_the_smaller_is_the_best() -> None:
    small, large = candidate_result(parameters=10), candidate_result(filters=32, parameters=20)
    assert best_of((large, small)) is small
    assert best_of((candidate_result(right=901, parameters=20), small)).right == 901


def test_figures_that_cannot_be_are_refused() -> None:
    for impossible in ({"right": 1001}, {"right": -1}, {"processor_s": 0.0}):
        with pytest.raises(ValueError, match="expected"):
            candidate_result(**impossible)
    with pytest.raises(ValueError, match="with other seeds as well"):
        study_of(candidate_result(), repeats=())
