import numpy as np
import pytest

from fashion_model.evaluation.calibration import (
    NEVER,
    AutoThreshold,
    auto_outcome,
    fit_auto_threshold,
    fit_temperature,
)

CONFIDENCES = np.array([0.95, 0.9, 0.8, 0.7, 0.6])
RIGHT = np.array([True, True, False, True, False])


def test_temperature_of_two_categories_by_hand() -> None:
    # Three of four right at a logit gap of 1: the best gap is ln 3, so the temperature is 1 / ln 3.
    logits = np.array([[1.0, 0.0]] * 4)
    assert fit_temperature(np.array([0, 0, 0, 1]), logits) == pytest.approx(1 / np.log(3), abs=1e-6)


def test_temperature_undoes_a_known_exaggeration() -> None:
    random = np.random.default_rng(3)
    logits = random.normal(size=(4000, 10)) * 2
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (shares.cumsum(axis=1) < random.random((4000, 1))).sum(axis=1)
    honest = fit_temperature(labels, logits)
    assert honest == pytest.approx(1.0, abs=0.05)
    assert fit_temperature(labels, logits * 5) == pytest.approx(5 * honest, rel=1e-6)


def test_temperature_stays_in_its_range_when_all_are_right_or_all_wrong() -> None:
    logits = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert fit_temperature(np.array([0, 1]), logits) == pytest.approx(0.05, rel=1e-6)
    assert fit_temperature(np.array([1, 0]), logits) == pytest.approx(20.0, rel=1e-6)


def test_temperature_survives_logits_too_large_for_the_exponential() -> None:
    assert fit_temperature(np.array([0, 0, 0, 1]), np.array([[5000.0, 0.0]] * 4)) == pytest.approx(20.0, rel=1e-6)


def test_threshold_is_the_lowest_that_keeps_the_target() -> None:
    # Right among the first 1..5: 1/1, 2/2, 2/3, 3/4, 3/5. A target of 75 % is lost at 0.8 but met again at 0.7.
    found = fit_auto_threshold(CONFIDENCES, RIGHT, 0.75)
    assert found == AutoThreshold(threshold=0.7, coverage=0.8, precision=0.75, photos=5)


def test_threshold_rises_with_the_target() -> None:
    found = fit_auto_threshold(CONFIDENCES, RIGHT, 0.9)
    assert found == AutoThreshold(threshold=0.9, coverage=0.4, precision=1.0, photos=5)


def test_equal_confidences_are_automatic_together_or_not_at_all() -> None:
    # The right one of the two at 0.8 may not be taken alone, in whichever order they come.
    for right in ([True, True, False], [True, False, True]):
        found = fit_auto_threshold(np.array([0.9, 0.8, 0.8]), np.array(right), 0.9)
        assert found == AutoThreshold(threshold=0.9, coverage=pytest.approx(1 / 3), precision=1.0, photos=3)


def test_nothing_is_automatic_when_no_threshold_reaches_the_target() -> None:
    found = fit_auto_threshold(np.array([1.0, 0.5], np.float32), np.array([False, True]), 0.9)
    assert found == AutoThreshold(threshold=NEVER, coverage=0.0, precision=0.0, photos=2)


def test_not_even_a_certain_answer_reaches_never_in_single_precision() -> None:
    certain = np.nextafter(np.float32(1), np.float32(2))
    assert not certain >= NEVER
    assert auto_outcome(np.array([certain]), np.array([True]), NEVER).coverage == 0.0


def test_threshold_fitted_on_single_precision_includes_its_own_photo() -> None:
    confidences = np.array([0.9, 0.7], np.float32)
    found = fit_auto_threshold(confidences, np.array([True, True]), 0.9)
    assert found.coverage == 1.0
    assert confidences[1] >= found.threshold


def test_photos_count_as_often_as_they_stand_for() -> None:
    # Plain: right among the first 1..4 are 1/1, 1/2, 2/3, 3/4; none but the first reaches 80 %.
    confidences, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, True])
    assert fit_auto_threshold(confidences, right, 0.8).threshold == 0.9
    # The wrong one stands for half a photo, the others for one: 1/1, 1/1.5, 2/2.5 = 80 %, 3/3.5 = 86 %.
    found = fit_auto_threshold(confidences, right, 0.8, np.array([1, 0.5, 1, 1]))
    assert found == AutoThreshold(threshold=0.6, coverage=1.0, precision=pytest.approx(3 / 3.5), photos=4)


def test_coverage_is_of_the_photos_that_the_weights_stand_for() -> None:
    # 2 of 2 + 0.5 + 1.5 are automatic, all of them right.
    confidences, right = np.array([0.9, 0.8, 0.7]), np.array([True, False, False])
    found = fit_auto_threshold(confidences, right, 0.9, np.array([2, 0.5, 1.5]))
    assert found == AutoThreshold(threshold=0.9, coverage=0.5, precision=1.0, photos=3)


def test_heavy_mistake_costs_the_threshold() -> None:
    # The same answers as above, but the mistake stands for nine: 1/1, then 1/10, 2/11, 3/12.
    confidences, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, True])
    found = fit_auto_threshold(confidences, right, 0.25, np.array([1, 9, 1, 1]))
    assert found == AutoThreshold(threshold=0.6, coverage=1.0, precision=0.25, photos=4)
    assert fit_auto_threshold(confidences, right, 0.26, np.array([1, 9, 1, 1])).threshold == 0.9


def test_weights_of_one_change_nothing() -> None:
    assert fit_auto_threshold(CONFIDENCES, RIGHT, 0.75, np.ones(5)) == fit_auto_threshold(CONFIDENCES, RIGHT, 0.75)


def test_photo_that_stands_for_none_earns_nothing() -> None:
    found = fit_auto_threshold(np.array([0.9]), np.array([True]), 0.9, np.zeros(1))
    assert (found.coverage, found.threshold) == (0.0, NEVER)


def test_answer_without_confidence_is_never_automatic() -> None:
    found = fit_auto_threshold(np.array([0.9, 0.0]), np.array([True, True]), 0.9)
    assert found == AutoThreshold(threshold=0.9, coverage=0.5, precision=1.0, photos=2)
    assert fit_auto_threshold(np.array([0.0]), np.array([True]), 0.9).threshold == NEVER


def test_outcome_of_a_threshold_on_other_photos() -> None:
    found = auto_outcome(CONFIDENCES, RIGHT, 0.75)
    assert found == AutoThreshold(threshold=0.75, coverage=0.6, precision=pytest.approx(2 / 3), photos=5)


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
        auto_outcome(confidences, right, 0.5)
    with pytest.raises(ValueError, match=message):
        fit_auto_threshold(confidences, right, 0.9)


@pytest.mark.parametrize("target", [0.0, 1.1])
def test_a_target_that_is_no_share_is_refused(target: float) -> None:
    with pytest.raises(ValueError, match="target precision"):
        fit_auto_threshold(CONFIDENCES, RIGHT, target)
