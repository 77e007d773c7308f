"""Baselines on Fashion-MNIST, with sources, and three honest scores beside them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from fashion_model.evaluation.checks import check_pair
from fashion_model.evaluation.metrics import Interval, accuracy_interval


@dataclass(frozen=True)
class Anchor:
    """A score to hold a model's against.

    Attributes:
        name: A few words, as beside a point of a figure.
        accuracy: Share of the 10,000 test pictures that is right, 0..1.
        meaning: What it is, in a sentence.
        source: Who says so.
        address: Where it can be read.
    """

    name: str
    accuracy: float
    meaning: str
    source: str
    address: str


FIRST_NOTEBOOK: Final = Anchor(
    name="First notebook",
    accuracy=0.89,
    meaning=(
        "The notebook with which this project began; it is not kept here and was not measured again. TensorFlow's "
        "tutorial for beginners, trained three times by its own recipe, scores 87.3 to 87.7\N{NO-BREAK SPACE}%."
    ),
    source="TensorFlow, Basic classification: Classify images of clothing",
    address="https://www.tensorflow.org/tutorials/keras/classification",
)
BEST_PUBLISHED: Final = Anchor(
    name="Best published",
    accuracy=0.9691,
    meaning=(
        "A network whose layers were found by an automatic search. Single papers report more, up to "
        "99.65\N{NO-BREAK SPACE}% (doi.org/10.3390/math12203174); whether they were tested on the same terms was not "
        "checked."
    ),
    source="Tanveer, Khan and Kyung, Fine-Tuning DARTS for Image Classification, ICPR 2020",
    address="https://arxiv.org/abs/2006.09042",
)


def people_anchor(accuracy: float) -> Anchor:
    """Return what people score.

    Args:
        accuracy: Share of the test pictures of which the label got the most votes, 0..1.
    """
    return Anchor(
        name="People, by plurality",
        accuracy=accuracy,
        meaning="Of each picture, the category with the most votes of about 67 people, be they half of them or not.",
        source="Ishida and others, Is the Performance of My Deep Network Too Good to Be True?, ICLR 2023",
        address="https://arxiv.org/abs/2202.00395",
    )


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
