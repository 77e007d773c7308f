import numpy as np
import pytest

from fashion_model.evaluation.risk_coverage import (
    NEVER,
    OperatingPoint,
    lowest_threshold,
    outside_weights,
    recorded_outcome,
    risk_coverage,
)

CONFIDENCES = np.array([0.95, 0.9, 0.8, 0.7, 0.6])
RIGHT = np.array([True, True, False, True, False])


def fitted(
    confidences: np.ndarray, right: np.ndarray, target: float, weights: np.ndarray | None = None
) -> OperatingPoint:
    return lowest_threshold(risk_coverage(confidences, right, weights), target)


def outcome(confidences: np.ndarray, right: np.ndarray, threshold: float) -> OperatingPoint:
    return recorded_outcome(risk_coverage(confidences, right), threshold)


def test_curve_counts_answers_from_the_surest_down() -> None:
    curve = risk_coverage(np.array([0.5, 0.9, 0.7, 0.3]), np.array([True, True, False, True]))
    assert curve.thresholds.tolist() == [0.9, 0.7, 0.5, 0.3]
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.precision == pytest.approx([1, 1 / 2, 2 / 3, 3 / 4])
    assert curve.coverage_at(0.75) == 1.0  # a later point may be good enough again
    assert curve.coverage_at(0.8) == 0.25


def test_no_coverage_where_no_threshold_is_precise_enough() -> None:
    curve = risk_coverage(np.array([0.9, 0.8]), np.array([False, True]))
    assert curve.coverage_at(0.95) == 0.0


def test_equal_confidences_are_automatic_together() -> None:
    curve = risk_coverage(np.array([0.8, 0.8, 0.8, 0.2]), np.array([True, True, False, True]))
    assert curve.thresholds.tolist() == [0.8, 0.2]
    assert curve.precision == pytest.approx([2 / 3, 3 / 4])


def test_answers_of_no_confidence_are_never_automatic() -> None:
    curve = risk_coverage(np.array([0.9, 0.0, 0.0, 0.0]), np.array([True, True, True, True]))
    assert curve.coverage.tolist() == [0.25]
    assert risk_coverage(np.zeros(3), np.ones(3, dtype=bool)).coverage_at(0.5) == 0.0


def test_weights_say_how_many_photos_each_stands_for() -> None:
    confidences, right = np.array([0.9, 0.8, 0.7]), np.array([True, False, True])
    curve = risk_coverage(confidences, right, np.array([1.0, 2.0, 1.0]))
    assert curve.coverage == pytest.approx([1 / 4, 3 / 4, 1])
    assert curve.precision == pytest.approx([1, 1 / 3, 1 / 2])
    without_the_second = risk_coverage(confidences, right, np.array([1.0, 0.0, 1.0]))
    assert without_the_second.coverage_at(0.99) == 1.0


def test_one_in_five_of_the_weight_lies_outside_however_many_there_are() -> None:
    inside = np.array([True] * 9 + [False])
    weights = outside_weights(inside, 0.2)
    assert weights[-1] == pytest.approx(2)  # 0.2 of ten photos on one
    assert weights[:9] == pytest.approx(8 / 9)
    assert weights.mean() == pytest.approx(1)


def test_all_weigh_the_same_when_one_side_is_missing() -> None:
    assert outside_weights(np.ones(3, dtype=bool), 0.2).tolist() == [1, 1, 1]
    assert outside_weights(np.zeros(2, dtype=bool), 0.2).tolist() == [1, 1]


def test_curve_refuses_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="expected"):
        risk_coverage(np.array([0.5, 0.6]), np.array([True]))
    with pytest.raises(ValueError, match="expected"):
        risk_coverage(np.array([1.5]), np.array([True]))


def test_threshold_is_the_lowest_that_keeps_the_target() -> None:
    # Right among the first 1..5: 1/1, 2/2, 2/3, 3/4, 3/5. A target of 75 % is lost at 0.8 but met again at 0.7.
    found = fitted(CONFIDENCES, RIGHT, 0.75)
    assert found == OperatingPoint(threshold=0.7, coverage=0.8, precision=0.75, photos=5)


def test_threshold_rises_with_the_target() -> None:
    found = fitted(CONFIDENCES, RIGHT, 0.9)
    assert found == OperatingPoint(threshold=0.9, coverage=0.4, precision=1.0, photos=5)


def test_equal_confidences_are_automatic_together_or_not_at_all() -> None:
    # The right one of the two at 0.8 may not be taken alone, in whichever order they come.
    for right in ([True, True, False], [True, False, True]):
        found = fitted(np.array([0.9, 0.8, 0.8]), np.array(right), 0.9)
        assert found == OperatingPoint(threshold=0.9, coverage=pytest.approx(1 / 3), precision=1.0, photos=3)


def test_nothing_is_automatic_when_no_threshold_reaches_the_target() -> None:
    found = fitted(np.array([1.0, 0.5], np.float32), np.array([False, True]), 0.9)
    assert found == OperatingPoint(threshold=NEVER, coverage=0.0, precision=0.0, photos=2)


def test_not_even_a_certain_answer_reaches_never_in_single_precision() -> None:
    certain = np.nextafter(np.float32(1), np.float32(2))
    assert not certain >= NEVER
    assert outcome(np.array([certain]), np.array([True]), NEVER).coverage == 0.0


def test_threshold_fitted_on_single_precision_includes_its_own_photo() -> None:
    confidences = np.array([0.9, 0.7], np.float32)
    found = fitted(confidences, np.array([True, True]), 0.9)
    assert found.coverage == 1.0
    assert confidences[1] >= found.threshold


def test_photos_count_as_often_as_they_stand_for() -> None:
    # Plain: right among the first 1..4 are 1/1, 1/2, 2/3, 3/4; none but the first reaches 80 %.
    confidences, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, True])
    assert fitted(confidences, right, 0.8).threshold == 0.9
    # The wrong one stands for half a photo, the others for one: 1/1, 1/1.5, 2/2.5 = 80 %, 3/3.5 = 86 %.
    found = fitted(confidences, right, 0.8, np.array([1, 0.5, 1, 1]))
    assert found == OperatingPoint(threshold=0.6, coverage=1.0, precision=pytest.approx(3 / 3.5), photos=4)


def test_coverage_is_of_the_photos_that_the_weights_stand_for() -> None:
    # 2 of 2 + 0.5 + 1.5 are automatic, all of them right.
    confidences, right = np.array([0.9, 0.8, 0.7]), np.array([True, False, False])
    found = fitted(confidences, right, 0.9, np.array([2, 0.5, 1.5]))
    assert found == OperatingPoint(threshold=0.9, coverage=0.5, precision=1.0, photos=3)


def test_heavy_mistake_costs_the_threshold() -> None:
    # The same answers as above, but the mistake stands for nine: 1/1, then 1/10, 2/11, 3/12.
    confidences, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, True])
    found = fitted(confidences, right, 0.25, np.array([1, 9, 1, 1]))
    assert found == OperatingPoint(threshold=0.6, coverage=1.0, precision=0.25, photos=4)
    assert fitted(confidences, right, 0.26, np.array([1, 9, 1, 1])).threshold == 0.9


def test_weights_of_one_change_nothing() -> None:
    assert fitted(CONFIDENCES, RIGHT, 0.75, np.ones(5)) == fitted(CONFIDENCES, RIGHT, 0.75)


def test_photo_that_stands_for_none_earns_nothing() -> None:
    found = fitted(np.array([0.9]), np.array([True]), 0.9, np.zeros(1))
    assert (found.coverage, found.threshold) == (0.0, NEVER)


def test_answer_without_confidence_is_never_automatic() -> None:
    found = fitted(np.array([0.9, 0.0]), np.array([True, True]), 0.9)
    assert found == OperatingPoint(threshold=0.9, coverage=0.5, precision=1.0, photos=2)
    assert fitted(np.array([0.0]), np.array([True]), 0.9).threshold == NEVER


def test_outcome_of_a_threshold_on_other_photos() -> None:
    found = outcome(CONFIDENCES, RIGHT, 0.75)
    assert found == OperatingPoint(threshold=0.75, coverage=0.6, precision=pytest.approx(2 / 3), photos=5)


@pytest.mark.parametrize(
    ("confidences", "right", "message"),
    [
        (np.zeros(0), np.zeros(0, bool), "at least one"),
        (np.array([0.5]), np.array([True, False]), r"right of shape \(1,\)"),
        (np.array([0.5]), np.array([1]), "bool, got"),
        (np.array([1.5]), np.array([True]), r"confidences 0\.\.1"),
        (np.array([np.nan]), np.array([True]), r"confidences 0\.\.1"),
    ],
)
def test_unfit_answers_are_refused(confidences: np.ndarray, right: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        outcome(confidences, right, 0.5)
    with pytest.raises(ValueError, match=message):
        fitted(confidences, right, 0.9)


@pytest.mark.parametrize("target", [0.0, 1.1])
def test_a_target_that_is_no_share_is_refused(target: float) -> None:
    with pytest.raises(ValueError, match="target precision"):
        fitted(CONFIDENCES, RIGHT, target)
