"""One accuracy three times: on all test pictures, on those it cannot have seen, on those that people agree on; pure."""

from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.checks import check_pair
from fashion_model.evaluation.metrics import Interval, accuracy_interval


@dataclass(frozen=True)
class PartScore:
    """The accuracy on a part of the test pictures.

    Attributes:
        pictures: How many.
        accuracy: Share that is right, 0..1; 0 where there are none.
        interval: In which the true accuracy lies, at 95 %; None where there are no pictures.
    """

    pictures: int
    accuracy: float
    interval: Interval | None


@dataclass(frozen=True)
class HonestScores:
    """The accuracy on all test pictures, and on the parts that say more.

    Attributes:
        all_pictures: The usual score.
        without_near_duplicates: On the pictures of which no near-duplicate is among the training pictures.
        where_people_agree: On the pictures that people put into the same category.
    """

    all_pictures: PartScore
    without_near_duplicates: PartScore
    where_people_agree: PartScore


def honest_scores(
    labels: np.ndarray, predicted: np.ndarray, near_duplicate: np.ndarray, people_agree: np.ndarray
) -> HonestScores:
    """Return the three scores.

    Args:
        labels: ``(N,)`` integer.
        predicted: ``(N,)`` integer.
        near_duplicate: ``(N,)`` bool, whether the training pictures hold a near-duplicate.
        people_agree: ``(N,)`` bool.

    Raises:
        ValueError: The shapes or types do not fit.
    """
    check_pair(labels, predicted)
    for mask in (near_duplicate, people_agree):
        if mask.shape != labels.shape or mask.dtype != np.bool_:
            raise ValueError(f"expected a mask of shape {labels.shape} bool, got {mask.shape} {mask.dtype}")
    right = labels == predicted
    return HonestScores(_score(right), _score(right[~near_duplicate]), _score(right[people_agree]))


def _score(right: np.ndarray) -> PartScore:
    if not len(right):
        return PartScore(0, 0.0, None)
    return PartScore(len(right), float(right.mean()), accuracy_interval(int(right.sum()), len(right)))
