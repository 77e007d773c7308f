"""What a threshold promises, worked out by hand: the share that goes through, the mistakes with it, the review."""

from dataclasses import replace

import numpy as np
import pytest

from fashion_model.evaluation.metrics import Estimate
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.evaluation.selective import (
    KnownAnswers,
    Promise,
    TeamDecisions,
    precision_by_category,
    promise_at,
    promise_curve,
    team_promise,
    threshold_for,
)

KNOWN = KnownAnswers(
    confidences=np.array([0.8, 0.9, 0.6, 0.8, 0.0]),
    right=np.array([True, True, True, False, True]),
)


def alike(confidence: float, right: int, wrong: int) -> KnownAnswers:
    """Return answers of one confidence."""
    return KnownAnswers(np.full(right + wrong, confidence), np.arange(right + wrong) < right)


def decisions(reviewed: int, spot_checks: int, automatic: int, rate: float = 0.1) -> TeamDecisions:
    """Return decisions that kept every suggestion: 0.5 sure where a person was asked, 0.9 where it went through."""
    went_through = np.repeat([False, True], [reviewed, spot_checks])
    return TeamDecisions(
        confidences=np.where(went_through, 0.9, 0.5),
        right=np.ones(len(went_through), dtype=bool),
        went_through=went_through,
        chances=np.where(went_through, rate, 1.0),
        automatic=automatic,
    )


def test_each_confidence_is_a_point_and_equal_ones_go_together() -> None:
    curve = promise_curve(KNOWN)
    assert curve.thresholds.tolist() == [0.9, 0.8, 0.6]
    assert curve.coverage.tolist() == pytest.approx([1 / 5, 3 / 5, 4 / 5])
    assert curve.counts.tolist() == [1, 3, 4]
    assert curve.answers == 5


def test_expected_mistakes_are_those_seen_beside_a_hundred_answers_of_the_confidences() -> None:
    promise = promise_at(0.8, promise_curve(KNOWN))
    said = (0.1 + 0.2 + 0.2) / 3
    assert promise.mistakes_per_100.value == pytest.approx(100 * (1 + 100 * said) / 103)
    many = promise_at(0.99, promise_curve(alike(0.99, right=9_500, wrong=500)))
    assert many.mistakes_per_100.value == pytest.approx(100 * (500 + 1) / 10_100)  # what was seen prevails


def test_threshold_between_two_confidences_promises_what_the_higher_one_does() -> None:
    curve = promise_curve(KNOWN)
    assert promise_at(0.7, curve) == replace(promise_at(0.8, curve), threshold=0.7)
    assert promise_at(0.81, curve).automatic_photos == 1


def test_threshold_above_all_lets_nothing_through() -> None:
    nothing = promise_at(NEVER, promise_curve(KNOWN))
    assert nothing == Promise(NEVER, 0.0, Estimate(0.0, 0.0, 0.0), automatic_photos=0, photos=5)
    assert nothing.mistakes_per_1000 == 0
    assert nothing.review_hours_per_1000(12) == pytest.approx(12_000 / 3600)


def test_answers_that_are_held_back_are_never_automatic() -> None:
    curve = promise_curve(KnownAnswers(np.zeros(3), np.ones(3, dtype=bool), groups=np.arange(3)))
    assert len(curve.thresholds) == 0
    assert threshold_for(100, curve) == NEVER


def test_review_and_mistakes_of_a_thousand_items() -> None:
    promise = Promise(0.8, 0.4, Estimate(5.0, 2.0, 9.0), automatic_photos=40, photos=100)
    assert promise.review_hours_per_1000(12) == pytest.approx(2.0)  # 600 items of 12 seconds
    assert promise.mistakes_per_1000 == pytest.approx(20.0)  # 5 in 100 of 400


def test_weights_say_for_how_many_items_each_stands() -> None:
    known = KnownAnswers(np.array([0.9, 0.8]), np.array([True, False]), weights=np.array([3.0, 1.0]))
    promise = promise_at(0.8, promise_curve(known))
    answers = 4**2 / (9 + 1)  # two unequal ones say less than two
    assert promise.mistakes_per_100.value == pytest.approx(
        100 * (answers / 4 + 100 * (0.3 + 0.2) / 4) / (answers + 100)
    )
    assert promise_at(0.9, promise_curve(known)).share_automatic == pytest.approx(3 / 4)


def test_no_mistake_seen_is_not_a_promise_of_none() -> None:
    promise = promise_at(0.99, promise_curve(alike(0.99, right=10, wrong=0)))
    assert promise.mistakes_per_100.low == pytest.approx(0, abs=1e-9)
    assert promise.mistakes_per_100.high == pytest.approx(27.75, abs=0.01)  # Wilson's interval of 0 of 10


def test_interval_reaches_to_the_expected_mistakes() -> None:
    promise = promise_at(0.2, promise_curve(alike(0.2, right=300, wrong=0)))
    assert promise.mistakes_per_100.high == promise.mistakes_per_100.value == pytest.approx(100 * 100 * 0.8 / 400)


def test_interval_is_wider_when_one_person_took_all_the_wrong_ones() -> None:
    known = alike(0.9, right=180, wrong=20)
    mixed, apart = np.arange(200) % 10, np.arange(200) // 20
    plain, narrow, wide = (
        promise_at(0.9, promise_curve(replace(known, groups=groups))).mistakes_per_100
        for groups in (None, mixed, apart)
    )
    assert narrow == plain  # never narrower than if all photos were by different people
    assert wide.high - wide.low > 1.5 * (plain.high - plain.low)


def test_threshold_is_the_lowest_within_the_wish() -> None:
    curve = promise_curve(KNOWN)
    assert [threshold_for(wish, curve) for wish in (11, 18, 23)] == [0.9, 0.8, 0.6]
    assert threshold_for(9, curve) == NEVER


def test_a_handful_of_lucky_photos_earns_no_threshold() -> None:
    assert threshold_for(5, promise_curve(alike(0.6, right=5, wrong=0))) == NEVER
    assert threshold_for(5, promise_curve(alike(0.96, right=5, wrong=0))) == 0.96


def test_one_confident_mistake_does_not_send_everything_to_a_person() -> None:
    confidences = np.concatenate([[0.999], np.full(500, 0.99)])
    curve = promise_curve(KnownAnswers(confidences, np.arange(501) > 0))
    assert threshold_for(0.5, curve) == 0.99
    assert curve.mistakes_per_100[0] > 0.5


def test_larger_wishes_let_more_through() -> None:
    rng = np.random.default_rng(2)
    confidences = rng.uniform(0, 1, 300)
    curve = promise_curve(KnownAnswers(confidences, rng.random(300) < confidences))
    thresholds = [threshold_for(wish, curve) for wish in np.arange(0, 60, 0.5)]
    assert thresholds == sorted(thresholds, reverse=True)
    assert set(thresholds) - {NEVER} <= set(curve.thresholds[curve.best].tolist())
    assert (np.diff(curve.mistakes_per_100[curve.best]) > 0).all()


@pytest.mark.parametrize("wish", [-1, 101, float("nan")])
def test_a_wish_that_is_no_share_is_refused(wish: float) -> None:
    with pytest.raises(ValueError, match="0 to 100 mistakes"):
        threshold_for(wish, promise_curve(KNOWN))


@pytest.mark.parametrize("weights", [np.ones(4), np.zeros(5)])
def test_unfit_weights_are_refused(weights: np.ndarray) -> None:
    with pytest.raises(ValueError, match="weights above 0"):
        promise_curve(replace(KNOWN, weights=weights))


def test_a_spot_check_stands_for_all_that_went_through_unseen() -> None:
    promised = team_promise(KNOWN, decisions(reviewed=10, spot_checks=2, automatic=20))
    assert promised.team is not None
    assert promise_at(0.9, promised.team).share_automatic == pytest.approx(20 / 30)
    assert promise_at(0.9, promised.team).automatic_photos == 2


@pytest.mark.parametrize(
    ("reviewed", "spot_checks", "automatic", "counts"),
    [
        (150, 50, 500, True),
        (149, 50, 500, False),  # too few decisions
        (151, 49, 490, False),  # too few spot checks
        (200, 0, 0, True),  # nothing was automatic, so nothing went unseen
    ],
)
def test_the_teams_decisions_count_alone_when_they_suffice(
    reviewed: int, spot_checks: int, automatic: int, counts: bool
) -> None:
    promised = team_promise(KNOWN, decisions(reviewed, spot_checks, automatic))
    assert promised.team_counts is counts
    assert promised.in_force is (promised.team if counts else promised.held_out)


def test_spot_checks_of_everything_count_as_spot_checks() -> None:
    assert team_promise(KNOWN, decisions(150, 50, automatic=50, rate=1.0)).team_counts


@pytest.mark.parametrize("team", [None, decisions(0, 0, automatic=0)])
def test_without_decisions_the_held_out_photos_count(team: TeamDecisions | None) -> None:
    promised = team_promise(KNOWN, team)
    assert promised.team is None
    assert promised.in_force is promised.held_out


@pytest.mark.parametrize("chance", [0.0, 1.1])
def test_a_chance_that_is_none_is_refused(chance: float) -> None:
    with pytest.raises(ValueError, match="chances of being looked at"):
        team_promise(KNOWN, decisions(1, 1, automatic=1, rate=chance))


def named(*answers: tuple[float, bool, int, float]) -> KnownAnswers:
    """Return answers: confidence, whether right, category, weight."""
    confidences, right, categories, weights = map(np.array, zip(*answers, strict=True))
    return KnownAnswers(confidences, right, weights=weights, named=categories)


def test_precision_by_category_hides_nothing_behind_the_total() -> None:
    known = named(*[(0.9, True, 0, 1.0)] * 95, *[(0.9, place < 2, 4, 1.0) for place in range(5)])
    tops, coats = precision_by_category(known, 0.8)
    assert known.right.mean() == 0.97
    assert (tops.index, tops.automatic, tops.precision.value) == (0, 95, 1)
    assert (coats.index, coats.counted, coats.precision.value) == (4, "2 of 5", pytest.approx(0.4))
    assert coats.precision.low < 0.4 < coats.precision.high < 0.95


def test_precision_by_category_weighs_as_a_delivery_and_counts_as_tested() -> None:
    [bags] = precision_by_category(named((0.9, True, 8, 1.0), (0.9, False, 8, 3.0), (0.5, True, 8, 1.0)), 0.8)
    assert (bags.automatic, bags.right, bags.precision.value) == (2, 1, pytest.approx(1 / 4))


@pytest.mark.parametrize(
    "known",
    [
        named((0.5, True, 0, 1.0)),  # nothing is sure enough
        named((0.0, True, 0, 1.0)),  # held back
        KnownAnswers(np.array([0.9]), np.array([True])),  # nobody says what it names
    ],
)
def test_category_without_automatic_answers_has_no_precision(known: KnownAnswers) -> None:
    assert precision_by_category(known, 0.8 if known.confidences[0] else 0.0) == ()
