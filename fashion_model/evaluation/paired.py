"""Paired comparison of two classifiers: McNemar's test, sign flips and confidence ranges."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fashion_model.evaluation.metrics import Estimate, standard_score

DRAWS = 10_000
"""How often signs are drawn anew; no p-value is then below one in as many."""
_Z = standard_score()
SIGNIFICANCE = 0.05
"""What chance alone brings no more often than this is called clearer than chance."""


def mcnemar(only_first: int, only_second: int) -> float:
    """Return how often chance alone parts the pictures on which two classifiers differ at least as unevenly, 0..1.

    McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
    Psychometrika 12 (1947), as the exact two-sided binomial test. In logarithms, so that thousands do not overflow.

    >>> round(mcnemar(only_first=9, only_second=1), 4)  # 2 * (1 + 10) / 2**10
    0.0215

    Args:
        only_first: Pictures that the first alone answers rightly, 0 or more.
        only_second: Pictures that the second alone answers rightly, 0 or more.

    Raises:
        ValueError: A number is negative.
    """
    if only_first < 0 or only_second < 0:
        raise ValueError(f"expected 0 or more pictures, got {only_first} and {only_second}")
    total, fewer = only_first + only_second, min(only_first, only_second)
    logs = [math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1) for k in range(fewer + 1)]
    log_tail = float(np.logaddexp.reduce(logs)) - total * math.log(2)
    return min(1.0, 2 * math.exp(log_tail))


def sign_flip_test(gains: np.ndarray, people: np.ndarray, draws: int = DRAWS, seed: int = 0) -> float:
    """Return how often a total at least as far from zero comes up when each person's gains change sign by chance, 0..1.

    Were two classifiers equally good, either could have gained what one gains on the photos by one person; those
    photos resemble each other and change sign together. Randomisation as in Fisher, "The Design of Experiments"
    (1935), section 21, of whole groups; the arrangement that was seen counts as one of those drawn (Phipson and
    Smyth, "Permutation p-values should never be zero", 2010).

    Args:
        gains: ``(N,)`` -1, 0 or 1: what the first has more than the second on each picture.
        people: ``(N,)``, equal for pictures by one person.
        draws: How often signs are drawn.
        seed: Of the draws.
    """
    names, members = np.unique(people, return_inverse=True)
    totals = np.bincount(members, weights=gains, minlength=len(names))  # (G,)
    signs = np.random.default_rng(seed).choice(np.array([-1.0, 1.0]), (draws, len(names)))
    as_far = np.abs(signs @ totals) >= abs(totals.sum())
    return float((1 + as_far.sum()) / (1 + draws))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values that allow for how many there are, in their order, 0..1.

    >>> holm([0.03, 0.01, 0.4])
    (0.06, 0.03, 0.4)

    Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
    """
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return tuple(adjusted)


def difference_range(only_first: int, only_second: int, pictures: int) -> Estimate:
    """Return the difference of two accuracies on the same pictures, each picture counted by itself.

    The range is that of Agresti and Min, "Simple improved confidence intervals for comparing matched proportions",
    Statistics in Medicine 24 (2005): half a picture is added to each of the four cells.

    Args:
        only_first: Pictures that the first alone answers rightly.
        only_second: Pictures that the second alone answers rightly.
        pictures: All that both answered, at least one.
    """
    total, gain, flips = pictures + 2, only_first - only_second, only_first + only_second + 1
    middle = gain / total
    half = _Z * (flips - gain**2 / total) ** 0.5 / total
    return Estimate((only_first - only_second) / pictures, max(-1.0, middle - half), min(1.0, middle + half))


def grouped_range(gains: np.ndarray, people: np.ndarray) -> Estimate:
    """Return the difference when the pictures by one person resemble each other.

    The ratio estimator for clusters: Cochran, "Sampling Techniques" (1977), section 9A, with the normal approximation.
    Of one person alone nothing can be said of others: the range is then all of -1..1.

    Args:
        gains: ``(N,)`` -1, 0 or 1: what the first has more than the second on each picture.
        people: ``(N,)``, equal for pictures by one person.
    """
    names, members = np.unique(people, return_inverse=True)
    mean = float(gains.mean())
    if len(names) < 2:
        return Estimate(mean, -1.0, 1.0)
    surprises = np.bincount(members, weights=gains - mean)  # gains above expectation, by person
    error = float((np.sum(surprises**2) * len(names) / (len(names) - 1)) ** 0.5) / len(gains)
    return Estimate(mean, max(-1.0, mean - _Z * error), min(1.0, mean + _Z * error))


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
        difference: Accuracy of the first less that of the second, -1..1.
        p_value: How often chance alone brings a difference at least as large, 0..1; where several comparisons stand
            side by side, adjusted for their number.
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    people: int | None
    difference: Estimate
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
    adjusted = holm([comparison.p_value for comparison in found.values()])
    pairs = zip(found.items(), adjusted, strict=True)
    return {kind: replace(comparison, p_value=p_value) for (kind, comparison), p_value in pairs}


def _check_right(first_right: np.ndarray, second_right: np.ndarray, people: np.ndarray | None) -> None:
    if first_right.ndim != 1 or first_right.shape != second_right.shape or not len(first_right):
        raise ValueError(f"expected answers to the same pictures, got {first_right.shape} and {second_right.shape}")
    if first_right.dtype != np.bool_ or second_right.dtype != np.bool_:
        raise ValueError(f"expected right or wrong as bool, got {first_right.dtype} and {second_right.dtype}")
    if people is not None and people.shape != first_right.shape:
        raise ValueError(f"expected people of shape {first_right.shape}, got {people.shape}")
