import numpy as np
import pytest

from fashion_model.evaluation.calibration import check_calibration, fit_temperature, reliability_bins

CONFIDENCES = np.array([0.9, 0.5, 0.7, 0.3])
RIGHT = np.array([True, True, False, False])


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


def test_calibration_error_is_the_distance_in_each_bin_weighed_by_its_size() -> None:
    confidences = np.array([0.6, 0.6, 0.9, 0.9])
    right = np.array([True, False, True, True])
    # lower bin: 0.6 said, 0.5 right; upper bin: 0.9 said, 1.0 right; (0.1 + 0.1) / 2
    assert check_calibration(confidences, right, bins=2).error == pytest.approx(0.1)
    assert check_calibration(np.ones(4), np.ones(4, dtype=bool)).error == 0


def test_calibrated_answers_have_no_excess_and_boastful_ones_do() -> None:
    rng = np.random.default_rng(3)
    confidences = rng.uniform(0.3, 1, 2000)
    honest = check_calibration(confidences, rng.random(2000) < confidences, simulations=200)
    boastful = check_calibration(confidences, rng.random(2000) < confidences - 0.2, simulations=200)
    assert honest.of_perfect_interval[0] <= honest.error <= honest.of_perfect_interval[1] + 0.005
    assert boastful.excess > 0.15
    assert (honest.answers, honest.bins) == (2000, 15)


def test_weights_say_how_many_answers_each_stands_for_in_both_errors() -> None:
    confidences, right = np.array([0.5, 1.0]), np.array([True, False])
    weighed = check_calibration(confidences, right, bins=2, simulations=50, weights=np.array([3.0, 1.0]))
    assert weighed.error == pytest.approx((3 * 0.5 + 1 * 1.0) / 4)
    assert weighed.of_perfect == pytest.approx(3 * 0.5 / 4)  # of one certain and three even answers, whatever is drawn
    assert check_calibration(confidences, right, bins=2, simulations=50).error == pytest.approx(0.75)


def test_bins_hold_equally_many_answers_from_the_lowest_confidence_up() -> None:
    bins = reliability_bins(CONFIDENCES, RIGHT, np.ones(4), bins=2)
    assert bins.confidences.tolist() == pytest.approx([0.4, 0.8])
    assert bins.right.tolist() == pytest.approx([0.5, 0.5])


def test_an_answer_counts_as_often_as_its_weight_says() -> None:
    bins = reliability_bins(CONFIDENCES, RIGHT, np.array([1.0, 1.0, 3.0, 1.0]), bins=2)
    assert bins.confidences[1] == pytest.approx((0.9 + 3 * 0.7) / 4)
    assert bins.right.tolist() == pytest.approx([0.5, 0.25])


def test_honest_confidences_lie_in_the_perfect_band_and_boastful_ones_do_not() -> None:
    rng = np.random.default_rng(5)
    confidences = rng.uniform(0.3, 0.95, 3000)
    honest = reliability_bins(confidences, rng.random(3000) < confidences, np.ones(3000))
    boastful = reliability_bins(confidences, rng.random(3000) < confidences - 0.25, np.ones(3000))
    assert np.mean((honest.right >= honest.perfect_low) & (honest.right <= honest.perfect_high)) > 0.8
    assert (boastful.right < boastful.perfect_low).all()


def test_bins_tell_the_calibration_error_that_is_reported_beside_them() -> None:
    rng = np.random.default_rng(8)
    confidences, weights = rng.random(90), rng.choice([0.8, 3.0], 90)
    right = rng.random(90) < confidences**2
    bins = reliability_bins(confidences, right, weights)
    order = np.argsort(confidences)
    amounts = weights[order].reshape(15, 6).sum(axis=1)
    error = (np.abs(bins.confidences - bins.right) * amounts).sum() / amounts.sum()
    assert check_calibration(confidences, right, simulations=10, weights=weights).error == pytest.approx(error)


def test_few_answers_make_few_bins() -> None:
    assert len(reliability_bins(CONFIDENCES, RIGHT, np.ones(4)).right) == 4


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected weights of shape \(4,\), got \(3,\)"):
        reliability_bins(CONFIDENCES, RIGHT, np.ones(3))
