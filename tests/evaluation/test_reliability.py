import numpy as np
import pytest

from fashion_model.evaluation.reliability import check_calibration, reliability_bins

CONFIDENCES = np.array([0.9, 0.5, 0.7, 0.3])
RIGHT = np.array([True, True, False, False])


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
