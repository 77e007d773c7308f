"""What is said of two versions: better or worse only where chance does not bring as much."""

import pytest

from fashion_model.analysis.versions import (
    basis_sentence,
    categories_sentence,
    change_text,
    difference_sentence,
    flips_sentence,
    p_text,
    range_text,
    verdict,
)
from fashion_model.evaluation.metrics import Estimate
from fashion_model.evaluation.paired import PairedComparison, difference_range, mcnemar

NBSP = "\N{NO-BREAK SPACE}"


def compared(
    only_first: int, only_second: int, pictures: int = 10_000, neither: int = 400, people: int | None = None
) -> PairedComparison:
    return PairedComparison(
        both=pictures - only_first - only_second - neither,
        only_first=only_first,
        only_second=only_second,
        neither=neither,
        people=people,
        difference=difference_range(only_first, only_second, pictures),
        p_value=mcnemar(only_first, only_second),
    )


def test_flips_are_told_both_ways_with_what_did_not_flip() -> None:
    assert flips_sentence(compared(63, 41), "picture", 0) == (
        "The newer version is right on 63 pictures on which the older is wrong, and wrong on 41 on which the older is "
        "right. Both are right on 9,496 and wrong on 400."
    )
    assert "right on 1 photo on which" in flips_sentence(compared(1, 0), "photo", 0)
    assert flips_sentence(compared(63, 41), "picture", 20).endswith("with different wrong answers to 20 of these.")


def test_nothing_flipped_is_said_and_not_tested() -> None:
    same = compared(0, 0)
    assert flips_sentence(same, "picture", 0).startswith("No picture flipped: both versions are right on the same")
    assert difference_sentence(same) == (
        "That makes 9,600 of 10,000 right for both, so the total tells neither from the other."
    )
    assert verdict(same) == "no difference"


@pytest.mark.parametrize(
    ("only_first", "only_second", "change"),
    [(60, 55, "0.05 points more"), (55, 60, "0.05 points less"), (3, 1, "0.02 points more")],
)
def test_noise_is_never_called_better_or_worse(only_first: int, only_second: int, change: str) -> None:
    noise = compared(only_first, only_second)
    said = difference_sentence(noise)
    assert f": {change} (95{NBSP}% confidence interval " in said
    assert "That could be noise (p" in said
    assert "better" not in said
    assert "worse" not in said
    assert verdict(noise) == "could be noise"


def test_what_chance_hardly_brings_is_called_better_or_worse() -> None:
    # 0.49 points; 90.5 - 41.5 of 10,002 and 1.96 * sqrt(132 - 49² / 10,002) / 10,002
    assert difference_sentence(compared(90, 41)) == (
        f"That makes 9,559 of 10,000 right instead of 9,510: 0.49 points more (95{NBSP}% confidence interval "
        f"+0.26 to +0.71). The newer "
        "version is better; that is clearer than chance (p below 0.001)."
    )
    assert "The newer version is worse; that is clearer than chance" in difference_sentence(compared(41, 90))
    assert verdict(compared(41, 90)) == "clearer than chance"


def test_as_many_flips_each_way_leave_the_total_as_it_was() -> None:
    even = compared(20, 20)
    assert "9,580 of 10,000 right for both" in difference_sentence(even)
    assert verdict(even) == "could be noise"


def test_categories_that_differ_clearly_are_named_and_no_others() -> None:
    said = categories_sentence({"Coat": compared(90, 41), "Dress": compared(3, 1), "Bag": compared(1, 12)})
    assert said == (
        f"Clearer than chance: Coat (0.49 points more, p below 0.001), Bag (0.11 points less, p{NBSP}={NBSP}0.003). "
        "Every other difference could be noise."
    )
    assert "other" not in categories_sentence({"Coat": compared(90, 41)})


def test_categories_without_a_clear_difference_are_not_named() -> None:
    said = categories_sentence({"Coat": compared(60, 55), "Dress": compared(0, 0)})
    assert said.startswith("In none of the 2 categories is the difference clearer than chance")
    assert "Coat" not in said


def test_basis_names_the_test_that_was_made() -> None:
    assert "McNemar's exact test" in basis_sentence(compared(3, 1), 10)
    assert "allows for 10 categories" in basis_sentence(compared(3, 1), 10)
    by_people = basis_sentence(compared(3, 1, people=30), 6)
    assert "each of the 30 people change sides together, 10,000 times" in by_people
    assert "McNemar" not in by_people


@pytest.mark.parametrize(
    ("p_value", "text"),
    [(0.0, "p below 0.001"), (0.0009, "p below 0.001"), (0.001, "p = 0.001"), (0.0499, "p = 0.050"), (0.6, "p = 0.60")],
)
def test_p_value_has_the_places_that_matter_and_is_never_nothing(p_value: float, text: str) -> None:
    assert p_text(p_value).replace(NBSP, " ") == text


def test_changes_and_ranges_are_in_points() -> None:
    assert change_text(Estimate(0.01, 0, 0.02)) == "1.0 point more"
    assert change_text(Estimate(-0.015, -0.02, 0)) == "1.5 points less"
    assert change_text(Estimate(0.0, -0.1, 0.1)) == "no change"
    assert range_text(Estimate(0.01, -0.003, 0.023)) == "-0.3 to +2.3"
    assert range_text(Estimate(0.0, -0.0001, 0.0001)) == "0.0 to 0.0"
