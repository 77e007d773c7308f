"""Misclassified pictures: listed, filtered, ordered and grouped into families."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from fashion_model.evaluation.checks import check_pair, check_scores
from fashion_model.evaluation.votes import VERDICTS, Verdict

Order = Literal["confident", "unsure", "fault", "excused", "divided", "agreed", "dataset"]
"""Surest error first, least sure first; what people see and the network does not first, and the reverse; what people
are most divided on first, and the reverse; by place in the data."""
Range = tuple[float, float]
"""Lowest and highest value, both included."""
_COLUMN_OF_ORDER = {
    "confident": ("confidence", False),
    "unsure": ("confidence", True),
    "fault": ("fault", False),
    "excused": ("fault", True),
    "divided": ("entropy_bits", False),
    "agreed": ("entropy_bits", True),
}


@dataclass(frozen=True)
class Misclassification:
    """One picture whose likeliest category is not the true one.

    Attributes:
        index: Its place in the test set, from 0.
        true: The label, 0..K-1.
        predicted: The likeliest category, 0..K-1.
        confidence: Probability of ``predicted``, 0..1.
    """

    index: int
    true: int
    predicted: int
    confidence: float


@dataclass(frozen=True)
class ErrorFilter:
    """Which errors someone wants to see; an empty text or None asks for nothing.

    Attributes:
        label: Name of the label.
        predicted: Name of what the network said.
        verdict: What people make of the error.
        confidence: How sure the network was, 0..1.
        entropy_bits: How divided people are.
        status: Whether the answer stood without a person, for photos.
        pictures: These alone, by name.
    """

    label: str = ""
    predicted: str = ""
    verdict: str = ""
    confidence: Range | None = None
    entropy_bits: Range | None = None
    status: str = ""
    pictures: frozenset[str] | None = None


def misclassifications(labels: np.ndarray, probabilities: np.ndarray) -> tuple[Misclassification, ...]:
    """Return every error, in the order of the test set.

    Args:
        labels: ``(N,)`` integer.
        probabilities: ``(N, K)`` float.

    Raises:
        ValueError: The shapes do not fit, or a label is not 0..K-1.
    """
    check_scores(labels, probabilities)
    predicted = probabilities.argmax(axis=1)
    return tuple(
        Misclassification(int(i), int(labels[i]), int(predicted[i]), float(probabilities[i, predicted[i]]))
        for i in np.flatnonzero(predicted != labels)
    )


def select(errors: pd.DataFrame, wanted: ErrorFilter) -> pd.DataFrame:
    """Return the errors that someone wants to see, in their order.

    Args:
        errors: A row each, with the columns that ``wanted`` asks for.
        wanted: Which.
    """
    keep = np.ones(len(errors), dtype=bool)
    for column in ("label", "predicted", "verdict", "status"):
        if value := getattr(wanted, column):
            keep &= (errors[column] == value).to_numpy(dtype=bool)
    for column in ("confidence", "entropy_bits"):
        if (limits := getattr(wanted, column)) is not None:
            keep &= errors[column].between(*limits).to_numpy(dtype=bool)
    if wanted.pictures is not None:
        keep &= errors["picture"].isin(wanted.pictures).to_numpy(dtype=bool)
    return errors[keep]


def arrange(errors: pd.DataFrame, order: Order) -> pd.DataFrame:
    """Return the errors in an order; equal ones keep theirs.

    Args:
        errors: A row each, in the order of the data, with the column that the order is by: ``confidence``, ``fault``
            (share of people who chose the label less that of those who chose what the network said) or
            ``entropy_bits``.
        order: Which.
    """
    if order == "dataset":
        return errors
    column, ascending = _COLUMN_OF_ORDER[order]
    return errors.sort_values(column, ascending=ascending, kind="stable")


def page_count(total: int, size: int) -> int:
    """Return how many pages of ``size`` are needed, at least one.

    Raises:
        ValueError: ``total`` is negative or ``size`` is not positive.
    """
    if total < 0 or size <= 0:
        raise ValueError(f"expected total >= 0 and size > 0, got {total} and {size}")
    return max(1, -(-total // size))


@dataclass(frozen=True)
class Family:
    """All errors of one label and one answer.

    Attributes:
        label: Index of the category.
        predicted: Index of what the network said.
        errors: How many.
        outvoted: In how many another category than the label got the most votes; of equal ones the first counts.
        verdicts: How many have each verdict, those with none left out.
    """

    label: int
    predicted: int
    errors: int
    outvoted: int
    verdicts: dict[Verdict, int]


def families(
    labels: np.ndarray, predicted: np.ndarray, majority: np.ndarray, verdicts: Sequence[Verdict]
) -> tuple[Family, ...]:
    """Return the families of E errors, the largest first; of equal ones in the categories' order.

    Args:
        labels: ``(E,)`` integer.
        predicted: ``(E,)`` integer.
        majority: ``(E,)`` integer, the category with the most votes.
        verdicts: One an error.

    Raises:
        ValueError: The shapes do not fit.
    """
    if len(labels):
        check_pair(labels, predicted)
    if majority.shape != labels.shape or len(verdicts) != len(labels):
        raise ValueError(f"expected {len(labels)} majorities and verdicts, got {majority.shape} and {len(verdicts)}")
    found = Counter(zip(labels.tolist(), predicted.tolist(), strict=True))
    missed = Counter(zip(labels[majority != labels].tolist(), predicted[majority != labels].tolist(), strict=True))
    judged = Counter(zip(labels.tolist(), predicted.tolist(), verdicts, strict=True))
    return tuple(
        Family(*pair, errors, missed[pair], {said: judged[*pair, said] for said in VERDICTS if judged[*pair, said]})
        for pair, errors in sorted(found.items(), key=lambda family: (-family[1], family[0]))
    )
