import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from fashion_model.evaluation.reliability import auroc, bootstrap_by_group, calibration_error, check_calibration


def test_calibration_error_is_the_distance_in_each_bin_weighed_by_its_size() -> None:
    confidences = np.array([0.6, 0.6, 0.9, 0.9])
    right = np.array([True, False, True, True])
    # lower bin: 0.6 said, 0.5 right; upper bin: 0.9 said, 1.0 right; (0.1 + 0.1) / 2
    assert calibration_error(confidences, right, bins=2) == pytest.approx(0.1)
    assert calibration_error(np.ones(4), np.ones(4, dtype=bool)) == 0


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


def test_auroc_agrees_with_scikit_learn_and_counts_ties_half() -> None:
    rng = np.random.default_rng(1)
    inside, outside = rng.integers(2, 9, 50) / 10, rng.integers(0, 7, 30) / 10
    truth, scores = np.repeat([1, 0], [50, 30]), np.concatenate([inside, outside])
    assert auroc(inside, outside) == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
    assert auroc(np.array([0.5]), np.array([0.5])) == 0.5


def test_auroc_needs_both_kinds() -> None:
    with pytest.raises(ValueError, match="inside and of items outside"):
        auroc(np.array([0.5]), np.array([]))


def test_interval_is_wider_when_one_group_holds_all_errors() -> None:
    right = np.repeat([1.0, 0.0], [80, 20])
    mixed, apart = np.arange(100) % 5, np.repeat(np.arange(5), 20)
    share = lambda indices: float(right[indices].mean())  # noqa: E731 - the figure under test
    narrow, wide = bootstrap_by_group(share, mixed, 300), bootstrap_by_group(share, apart, 300)
    assert narrow.value == wide.value == 0.8
    assert (narrow.low, narrow.high) == pytest.approx((0.8, 0.8))  # each group has the same share of errors
    assert wide.high - wide.low > 0.5
