import numpy as np
import pytest

from fashion_model.evaluation.calibration import coverage_curve, outside_weights


def test_curve_counts_answers_from_the_surest_down() -> None:
    curve = coverage_curve(np.array([0.5, 0.9, 0.7, 0.3]), np.array([True, True, False, True]))
    assert curve.thresholds.tolist() == [0.9, 0.7, 0.5, 0.3]
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.precision == pytest.approx([1, 1 / 2, 2 / 3, 3 / 4])
    assert curve.coverage_at(0.75) == 1.0  # a later point may be good enough again
    assert curve.coverage_at(0.8) == 0.25


def test_no_coverage_where_no_threshold_is_precise_enough() -> None:
    curve = coverage_curve(np.array([0.9, 0.8]), np.array([False, True]))
    assert curve.coverage_at(0.95) == 0.0


def test_equal_confidences_are_automatic_together() -> None:
    curve = coverage_curve(np.array([0.8, 0.8, 0.8, 0.2]), np.array([True, True, False, True]))
    assert curve.thresholds.tolist() == [0.8, 0.2]
    assert curve.precision == pytest.approx([2 / 3, 3 / 4])


def test_answers_of_no_confidence_are_never_automatic() -> None:
    curve = coverage_curve(np.array([0.9, 0.0, 0.0, 0.0]), np.array([True, True, True, True]))
    assert curve.coverage.tolist() == [0.25]
    assert coverage_curve(np.zeros(3), np.ones(3, dtype=bool)).coverage_at(0.5) == 0.0


def test_weights_say_how_many_photos_each_stands_for() -> None:
    confidences, right = np.array([0.9, 0.8, 0.7]), np.array([True, False, True])
    curve = coverage_curve(confidences, right, np.array([1.0, 2.0, 1.0]))
    assert curve.coverage == pytest.approx([1 / 4, 3 / 4, 1])
    assert curve.precision == pytest.approx([1, 1 / 3, 1 / 2])
    without_the_second = coverage_curve(confidences, right, np.array([1.0, 0.0, 1.0]))
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
        coverage_curve(np.array([0.5, 0.6]), np.array([True]))
    with pytest.raises(ValueError, match="expected"):
        coverage_curve(np.array([1.5]), np.array([True]))
