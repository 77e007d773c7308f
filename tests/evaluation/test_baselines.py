"""One accuracy three times."""

import numpy as np
import pytest

from fashion_model.evaluation.baselines import honest_scores

LABELS, PREDICTED = np.array([0, 1, 2, 3, 4]), np.array([0, 1, 2, 0, 0])
NONE = np.zeros(5, bool)


def test_each_score_is_over_its_own_pictures():
    near_duplicate = np.array([True, False, False, False, True])
    people_agree = np.array([True, True, False, False, False])
    scores = honest_scores(LABELS, PREDICTED, near_duplicate, people_agree)
    assert (scores.all_pictures.pictures, scores.all_pictures.accuracy) == (5, 0.6)
    assert (scores.without_near_duplicates.pictures, scores.without_near_duplicates.accuracy) == (3, 2 / 3)
    assert (scores.where_people_agree.pictures, scores.where_people_agree.accuracy) == (2, 1)
    assert scores.all_pictures.interval.low < 0.6 < scores.all_pictures.interval.high


def test_part_without_pictures_has_no_interval():
    agreed = honest_scores(LABELS, PREDICTED, NONE, NONE).where_people_agree
    assert (agreed.pictures, agreed.accuracy, agreed.interval) == (0, 0, None)


@pytest.mark.parametrize("mask", [NONE[:4], NONE.astype(int)], ids=["of other pictures", "numbers"])
def test_mask_that_does_not_fit_is_refused(mask: np.ndarray):
    with pytest.raises(ValueError, match=r"expected a mask of shape \(5,\) bool"):
        honest_scores(LABELS, PREDICTED, mask, NONE)
    with pytest.raises(ValueError, match=r"expected a mask of shape \(5,\) bool"):
        honest_scores(LABELS, PREDICTED, NONE, mask)
