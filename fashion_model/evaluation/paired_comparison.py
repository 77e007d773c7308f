"""Two classifiers on the same pictures, all together and kind by kind; pure NumPy."""

from dataclasses import dataclass, replace

import numpy as np

from fashion_model.evaluation.paired import (
    Difference,
    difference_range,
    grouped_range,
    holm,
    mcnemar,
    sign_flip_test,
)

SIGNIFICANCE = 0.05
"""What chance alone brings no more often than this is called clearer than chance."""


@dataclass(frozen=True)
class PairedComparison:
    """How two classifiers answered the same pictures, at least one.

    Attributes:
        both: How many pictures both answered rightly.
        only_first: How many the first alone.
        only_second: How many the second alone.
        neither: How many both answered wrongly.
        people: How many people the pictures are by when those by one person count as alike; None when each picture
            counts by itself.
        difference: Accuracy of the first less that of the second.
        p_value: How often chance alone brings a difference at least as large, 0..1; where several comparisons stand
            side by side, adjusted for their number.
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    people: int | None
    difference: Difference
    p_value: float

    @property
    def pictures(self) -> int:
        """How many both answered."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def first_right(self) -> int:
        """How many the first answered rightly."""
        return self.both + self.only_first

    @property
    def second_right(self) -> int:
        """How many the second answered rightly."""
        return self.both + self.only_second

    @property
    def is_clear(self) -> bool:
        """True when the test finds it and the range leaves out zero; otherwise it could be noise."""
        return self.p_value <= SIGNIFICANCE and not self.difference.low <= 0 <= self.difference.high


def compare_paired(
    first_right: np.ndarray, second_right: np.ndarray, people: np.ndarray | None = None
) -> PairedComparison:
    """Compare two classifiers by the pictures that only one of them answers rightly.

    Without ``people`` by ``mcnemar`` and ``difference_range``. With them by ``sign_flip_test``, and the range is the
    wider of ``difference_range`` and ``grouped_range``: few people can agree by chance.

    Args:
        first_right: ``(N,)`` bool, N from 1.
        second_right: ``(N,)`` bool, for the same pictures.
        people: ``(N,)``, equal for pictures by one person; None where each picture counts by itself.

    Raises:
        ValueError: The shapes or types do not fit, or there are no pictures.
    """
    _check_right(first_right, second_right, people)
    gains = first_right.astype(int) - second_right.astype(int)  # (N,) -1, 0 or 1
    only_first, only_second = int((gains > 0).sum()), int((gains < 0).sum())
    difference = difference_range(only_first, only_second, len(gains))
    if people is None:
        p_value = mcnemar(only_first, only_second)
    else:
        by_people = grouped_range(gains, people)
        low, high = min(difference.low, by_people.low), max(difference.high, by_people.high)
        difference, p_value = replace(difference, low=low, high=high), sign_flip_test(gains, people)
    return PairedComparison(
        both=int((first_right & second_right).sum()),
        only_first=only_first,
        only_second=only_second,
        neither=int((~first_right & ~second_right).sum()),
        people=None if people is None else len(np.unique(people)),
        difference=difference,
        p_value=p_value,
    )


def compare_each(
    kinds: np.ndarray, first_right: np.ndarray, second_right: np.ndarray, people: np.ndarray | None = None
) -> dict[int, PairedComparison]:
    """Compare two classifiers kind by kind, the p-values adjusted for the number of kinds by ``holm``.

    Args:
        kinds: ``(N,)`` integer, such as the category of each picture.
        first_right: As in ``compare_paired``, like the others.
        second_right: As in ``compare_paired``.
        people: As in ``compare_paired``.

    Returns:
        One comparison a kind that occurs, in ascending order.

    Raises:
        ValueError: As in ``compare_paired``, or the kinds are not of the same pictures.
    """
    _check_right(first_right, second_right, people)
    if kinds.shape != first_right.shape:
        raise ValueError(f"expected kinds of shape {first_right.shape}, got {kinds.shape}")
    found = {
        int(kind): compare_paired(first_right[of], second_right[of], None if people is None else people[of])
        for kind in np.unique(kinds)
        for of in [kinds == kind]
    }
    adjusted = holm([one.p_value for one in found.values()])
    return {kind: replace(one, p_value=p_value) for (kind, one), p_value in zip(found.items(), adjusted, strict=True)}


def _check_right(first_right: np.ndarray, second_right: np.ndarray, people: np.ndarray | None) -> None:
    if first_right.ndim != 1 or first_right.shape != second_right.shape or not len(first_right):
        raise ValueError(f"expected answers to the same pictures, got {first_right.shape} and {second_right.shape}")
    if first_right.dtype != np.bool_ or second_right.dtype != np.bool_:
        raise ValueError(f"expected right or wrong as bool, got {first_right.dtype} and {second_right.dtype}")
    if people is not None and people.shape != first_right.shape:
        raise ValueError(f"expected people of shape {first_right.shape}, got {people.shape}")
