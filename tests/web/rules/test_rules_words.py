"""Threshold, who set it and spot checks in sentences."""

from datetime import UTC

import numpy as np
import pytest

from fashion_model.catalogue.review.records import ThresholdRecord
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.evaluation.selective import TeamDecisions
from fashion_model.web.rules.threshold import outcome_in_words, setter_in_words, share_in_words, threshold_in_words
from tests.catalogue.fixtures import NOON


def chosen(threshold: float, wish: float | None, person: str = "Ann Smith") -> ThresholdRecord:
    return ThresholdRecord(threshold, wish, "m1", person, NOON)


def team(checked: int, right: int) -> TeamDecisions:
    """Return spot checks of which so many were right, and two reviews of which one was."""
    went_through = np.arange(checked + 2) < checked
    return TeamDecisions(
        confidences=np.full(checked + 2, 0.9),
        right=np.array([*(number < right for number in range(checked)), True, False]),
        went_through=went_through,
        chances=np.where(went_through, 0.02, 1.0),
        automatic=50 * checked,
    )


def test_threshold_above_one_lets_nothing_through() -> None:
    assert threshold_in_words(NEVER) == "Every item goes to a person."
    assert threshold_in_words(0.8134).endswith("at least 81.3\N{NO-BREAK SPACE}% sure.")


def test_setter_is_named_with_moment_and_wish() -> None:
    said = setter_in_words(chosen(0.9, 2.5), own=0.8, zone=UTC)
    assert said == "Ann Smith set this on 22 Nov 2026, 12:00, for at most 2.5 mistakes in 100."
    assert setter_in_words(chosen(0.9, None), own=0.8, zone=UTC) == "Ann Smith set this on 22 Nov 2026, 12:00."


def test_way_back_is_told_apart_from_a_wish_that_leads_to_the_same() -> None:
    assert "Ann Smith went back to it" in setter_in_words(chosen(0.8, None), own=0.8, zone=UTC)
    assert "Ann Smith set this" in setter_in_words(chosen(0.8, 5.0), own=0.8, zone=UTC)


def test_setter_with_markdown_in_the_name_is_shown_as_typed() -> None:
    assert r"\[x\]\(y\)" in setter_in_words(chosen(0.9, None, "[x](y)"), own=0.8, zone=UTC)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.02, "A random 2\N{NO-BREAK SPACE}% of"), (0.005, "A random 0.5\N{NO-BREAK SPACE}% of"), (0.0, "No automatic")],
)
def test_share_of_spot_checks_is_told(share: float, words: str) -> None:
    assert words in share_in_words(share)


def test_outcome_counts_spot_checks_and_no_reviews() -> None:
    assert outcome_in_words(team(43, 42)) == "Of 43 automatic answers that were checked, 42 were right."
    assert outcome_in_words(team(1, 1)) == "Of 1 automatic answer that was checked, 1 was right."
    assert outcome_in_words(team(0, 0)) == "None has been checked so far."
