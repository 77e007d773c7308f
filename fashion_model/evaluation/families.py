"""Errors that belong together: the same label taken for the same other category; pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.checks import check_pair
from fashion_model.evaluation.votes import VERDICTS, Verdict


@dataclass(frozen=True)
class Family:
    """All errors of one label and one answer.

    Attributes:
        label: Index of the category.
        predicted: Index of what the network said.
        errors: How many.
        people_miss: Of how many most people say something else than the label.
        verdicts: How many have each verdict, those with none left out.
    """

    label: int
    predicted: int
    errors: int
    people_miss: int
    verdicts: dict[Verdict, int]


def families(
    labels: np.ndarray, predicted: np.ndarray, majority: np.ndarray, verdicts: Sequence[Verdict]
) -> tuple[Family, ...]:
    """Return the families of E errors, the largest first; of equal ones in the categories' order.

    Args:
        labels: ``(E,)`` integer.
        predicted: ``(E,)`` integer.
        majority: ``(E,)`` integer, what most people say.
        verdicts: One an error.

    Raises:
        ValueError: The shapes do not fit.
    """
    if len(labels):
        check_pair(labels, predicted)
    if majority.shape != labels.shape or len(verdicts) != len(labels):
        raise ValueError(f"expected {len(labels)} majorities and verdicts, got {majority.shape} and {len(verdicts)}")
    members: dict[tuple[int, int], list[int]] = {}
    for row, pair in enumerate(zip(labels.tolist(), predicted.tolist(), strict=True)):
        members.setdefault(pair, []).append(row)
    found = [
        Family(label, said, len(rows), int((majority[rows] != label).sum()), _count([verdicts[row] for row in rows]))
        for (label, said), rows in members.items()
    ]
    return tuple(sorted(found, key=lambda family: (-family.errors, family.label, family.predicted)))


def _count(verdicts: Sequence[Verdict]) -> dict[Verdict, int]:
    counted = Counter(verdicts)
    return {verdict: counted[verdict] for verdict in VERDICTS if counted[verdict]}
