"""Two classifiers on the same pictures: figures by hand and from SciPy."""

import numpy as np
import pytest
from scipy.stats import binomtest, permutation_test

from fashion_model.evaluation.paired import (
    DRAWS,
    compare_each,
    compare_paired,
    difference_range,
    grouped_range,
    holm,
    mcnemar,
    sign_flip_test,
)


def rights(*runs: tuple[bool, bool, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return what the first and the second answered rightly, from runs of (first, second, how many)."""
    counts = [count for _, _, count in runs]
    return (
        np.repeat([first for first, _, _ in runs], counts),
        np.repeat([second for _, second, _ in runs], counts),
    )


def test_mcnemar_is_twice_the_smaller_tail_of_tossed_coins() -> None:
    assert mcnemar(10, 2) == pytest.approx(2 * (1 + 12 + 66) / 2**12)
    assert mcnemar(2, 10) == pytest.approx(mcnemar(10, 2))
    assert mcnemar(1, 0) == 1


@pytest.mark.parametrize(("first", "second"), [(150, 140), (60, 55), (19, 4), (3000, 2800), (0, 7), (5000, 5000)])
def test_mcnemar_agrees_with_scipy(first: int, second: int) -> None:
    assert mcnemar(first, second) == pytest.approx(binomtest(first, first + second).pvalue, rel=1e-9)


def test_nothing_flipped_is_no_evidence_and_thousands_do_not_overflow() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(9000, 0) == 0  # 2^-8999 is below what a float holds
    assert 0 < mcnemar(5500, 4500) < 1e-20


def test_fewer_than_no_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more pictures, got -1 and 3"):
        mcnemar(-1, 3)


def test_signs_of_whole_people_are_flipped() -> None:
    gains, by_five = np.ones(10, int), np.repeat(np.arange(5), 2)
    # five people who all gained: 2 of 32 arrangements are as far from zero
    assert sign_flip_test(gains, by_five) == pytest.approx(2 / 32, abs=0.01)
    assert sign_flip_test(gains, np.arange(10)) == pytest.approx(2 / 1024, abs=0.002)
    assert sign_flip_test(gains, np.zeros(10, int)) == 1  # one person could have gone either way


def test_sign_flips_agree_with_scipy_on_all_arrangements() -> None:
    by_person = np.array([5, -1, 2, 3, 0, 1, -2, 4])
    people = np.repeat(np.arange(8), np.maximum(np.abs(by_person), 1))
    gains = np.concatenate([np.full(max(abs(total), 1), np.sign(total)) for total in by_person])
    exact = permutation_test(
        (by_person.astype(float),), np.sum, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
    ).pvalue
    assert sign_flip_test(gains, people) == pytest.approx(exact, abs=0.015)


def test_sign_flips_are_the_same_every_time_and_never_zero() -> None:
    gains, people = np.ones(60, int), np.arange(60)
    assert sign_flip_test(gains, people) == sign_flip_test(gains, people) == pytest.approx(1 / (DRAWS + 1))
    assert sign_flip_test(np.zeros(60, int), people) == 1


def test_holm_multiplies_by_how_many_are_left_and_never_turns_the_order_round() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([0.5, 0.6]) == (1, 1)
    assert holm([0.02]) == (0.02,)
    assert holm([]) == ()


def test_range_of_a_difference_adds_half_a_picture_to_each_cell() -> None:
    # 30.5 and 40.5 of 102; -10 / 102 and 1.96 * sqrt(71 - 100 / 102) / 102
    found = difference_range(30, 40, 100)
    assert found.value == pytest.approx(-0.1)
    assert (found.low, found.high) == pytest.approx((-0.2588, 0.0627), abs=1e-4)
    assert difference_range(1, 0, 1).high == 1


def test_range_by_people_is_wide_when_one_persons_photos_agree() -> None:
    gains = np.array([1, 1, 0, 0])
    # mean 0.5; by person 1 above and 1 below; sqrt((1 + 1) * 2 / 1) / 4 = 0.5
    apart = grouped_range(gains, np.array([7, 7, 9, 9]))
    assert (apart.value, apart.low, apart.high) == pytest.approx((0.5, 0.5 - 0.98, 1), abs=1e-4)
    alone = grouped_range(gains, np.arange(4))
    assert alone.low == pytest.approx(0.5 - 1.959964 * gains.std(ddof=1) / 2)
    assert grouped_range(gains, np.zeros(4)).low == -1  # one person says nothing of others


def test_comparison_counts_all_four_cells() -> None:
    first, second = rights((True, True, 80), (True, False, 12), (False, True, 2), (False, False, 6))
    found = compare_paired(first, second)
    assert (found.both, found.only_first, found.only_second, found.neither) == (80, 12, 2, 6)
    assert (found.pictures, found.first_right, found.second_right) == (100, 92, 82)
    assert found.difference.value == pytest.approx(0.1)
    assert found.p_value == pytest.approx(binomtest(2, 14).pvalue)
    assert found.people is None
    assert found.is_clear


def test_difference_that_chance_may_bring_is_not_clear() -> None:
    found = compare_paired(*rights((True, True, 80), (True, False, 8), (False, True, 2), (False, False, 10)))
    assert found.p_value == pytest.approx(112 / 1024)  # 2 * (1 + 10 + 45) / 2^10
    assert not found.is_clear


def test_few_people_make_a_clear_difference_unclear() -> None:
    first, second = rights((True, True, 80), (True, False, 12), (False, True, 2), (False, False, 6))
    by_two = compare_paired(first, second, np.repeat([1, 2], 50))
    assert by_two.people == 2
    assert by_two.p_value > 0.4
    assert not by_two.is_clear
    by_many = compare_paired(first, second, np.arange(100))
    assert by_many.is_clear
    assert by_many.difference.low <= compare_paired(first, second).difference.low


def test_each_kind_is_compared_and_pays_for_the_others() -> None:
    first, second = rights((True, False, 7), (False, False, 3), (True, True, 10))
    kinds = np.repeat([4, 2], 10)
    found = compare_each(kinds, first, second)
    assert list(found) == [2, 4]
    assert (found[4].only_first, found[4].neither, found[2].both) == (7, 3, 10)
    assert found[4].p_value == pytest.approx(2 * 2 / 2**7)  # twice, for two kinds
    assert found[2].p_value == 1
    alone = compare_each(kinds[:10], first[:10], second[:10])
    assert alone[4].p_value == pytest.approx(2 / 2**7)


RIGHT = np.array([True, False])


@pytest.mark.parametrize(
    ("first", "second", "people", "message"),
    [
        (RIGHT, RIGHT[:1], None, "same pictures"),
        (RIGHT[:0], RIGHT[:0], None, "same pictures"),
        (RIGHT.astype(int), RIGHT, None, "bool"),
        (RIGHT, RIGHT, np.array([1]), "expected people of shape"),
    ],
)
def test_answers_that_do_not_fit_are_refused(
    first: np.ndarray, second: np.ndarray, people: np.ndarray | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        compare_paired(first, second, people)


def test_kinds_of_other_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="expected kinds of shape"):
        compare_each(np.array([1]), RIGHT, RIGHT)
