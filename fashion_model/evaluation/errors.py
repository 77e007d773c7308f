"""Which pictures were misclassified, and the part of them that someone wants to see; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fashion_model.evaluation.checks import check_scores

Order = Literal["confident", "unsure", "dataset"]
"""Surest error first, least sure first, or by index."""


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


def select(
    errors: Sequence[Misclassification], true: int | None = None, predicted: int | None = None
) -> tuple[Misclassification, ...]:
    """Return the errors of a true and a predicted category; None stands for any."""
    return tuple(
        error
        for error in errors
        if (true is None or error.true == true) and (predicted is None or error.predicted == predicted)
    )


def arrange(errors: Sequence[Misclassification], order: Order) -> tuple[Misclassification, ...]:
    """Return the errors in an order; equal confidences keep the order of the test set."""
    in_order = sorted(errors, key=lambda error: error.index)
    if order == "dataset":
        return tuple(in_order)
    sign = -1 if order == "confident" else 1
    return tuple(sorted(in_order, key=lambda error: sign * error.confidence))


def page_count(total: int, size: int) -> int:
    """Return how many pages of ``size`` are needed, at least one.

    Raises:
        ValueError: ``total`` is negative or ``size`` is not positive.
    """
    if total < 0 or size <= 0:
        raise ValueError(f"expected total >= 0 and size > 0, got {total} and {size}")
    return max(1, -(-total // size))


def page_of(errors: Sequence[Misclassification], number: int, size: int) -> tuple[Misclassification, ...]:
    """Return page ``number``, from 1.

    Raises:
        ValueError: There is no such page.
    """
    pages = page_count(len(errors), size)
    if not 1 <= number <= pages:
        raise ValueError(f"expected a page 1..{pages}, got {number}")
    return tuple(errors[(number - 1) * size : number * size])
