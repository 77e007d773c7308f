"""Classification metrics with their intervals, from labels, predictions and probabilities.

The public functions validate, the private ones compute. Labels and predictions are category indices, 0..K-1.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from fashion_model.evaluation.checks import check_pair, check_scores

SMALLEST_PROBABILITY = 1e-12
"""What a probability of zero counts as in the cross-entropy, which would otherwise be infinite."""
RESAMPLINGS = 1000
"""How often whole groups are drawn anew for an interval."""


@dataclass(frozen=True)
class Interval:
    """A range that holds the true share with a stated certainty, both ends 0..1."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class CategoryScore:
    """How one category is recognised.

    Attributes:
        index: The category, 0..K-1.
        support: How many pictures truly are of it.
        precision: Share of the answers naming it that are right, 0..1; 0 when no answer names it.
        recall: Share of its pictures that are recognised, 0..1; 0 when there are none.
        f1: Harmonic mean of the two, 0..1; 0 when both are 0.
        precision_interval: At 95 %; None when no answer names it.
        recall_interval: At 95 %; None when there are no pictures of it.
    """

    index: int
    support: int
    precision: float
    recall: float
    f1: float
    precision_interval: Interval | None = field(default=None, compare=False)
    recall_interval: Interval | None = field(default=None, compare=False)


def accuracy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the share of pictures whose likeliest category is the true one, 0..1.

    >>> accuracy(np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]]))
    0.5

    Args:
        labels: ``(N,)`` integer.
        probabilities: ``(N, K)`` float; logits do as well.

    Raises:
        ValueError: The shapes do not fit, or a label is not 0..K-1.
    """
    check_scores(labels, probabilities)
    return float((probabilities.argmax(axis=1) == labels).mean())


def cross_entropy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the mean negative logarithm of the true categories' probabilities, in nats (0 is best).

    Args:
        labels: ``(N,)`` integer.
        probabilities: ``(N, K)`` float, each row summing to 1.

    Raises:
        ValueError: The shapes do not fit, a label is not 0..K-1, or a row is not a distribution.
    """
    check_scores(labels, probabilities)
    totals = probabilities.sum(axis=1, dtype=np.float64)
    if probabilities.min() < 0 or np.abs(totals - 1).max() > 1e-3:
        raise ValueError(f"expected rows of probabilities summing to 1, got sums {totals.min():g} to {totals.max():g}")
    true = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(true, SMALLEST_PROBABILITY)).mean())


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, categories: int) -> np.ndarray:
    """Count each pair of true (row) and predicted (column) category.

    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), categories=2).tolist()
    [[1, 1], [0, 1]]

    Args:
        labels: ``(N,)`` integer.
        predictions: ``(N,)`` integer.
        categories: K.

    Returns:
        ``(K, K)`` int64, summing to N.

    Raises:
        ValueError: The shapes do not fit, or a value is not 0..K-1.
    """
    check_pair(labels, predictions, categories)
    cells = labels.astype(np.int64) * categories + predictions.astype(np.int64)
    return np.bincount(cells, minlength=categories**2).reshape(categories, categories).astype(np.int64)


def per_category_scores(
    labels: np.ndarray, predictions: np.ndarray, categories: int, groups: np.ndarray | None = None
) -> tuple[CategoryScore, ...]:
    """Return precision, recall and F1 of each of the K categories, in their order.

    >>> first, second = per_category_scores(np.array([0, 0, 1]), np.array([0, 1, 1]), categories=2)
    >>> first.precision, first.recall, second.precision, second.recall
    (1.0, 0.5, 0.5, 1.0)

    Args:
        labels: ``(N,)`` integer.
        predictions: ``(N,)`` integer.
        categories: K.
        groups: ``(N,)`` whose each picture is, where those of one person look alike; None where they do not.

    Raises:
        ValueError: The shapes do not fit, or a value is not 0..K-1.
    """
    counts = confusion_matrix(labels, predictions, categories)
    named, shown = (choice[:, None] == np.arange(categories) for choice in (predictions, labels))
    right = named & shown
    intervals = zip(_intervals(right, named, groups), _intervals(right, shown, groups), strict=True)
    return tuple(_category_score(counts, index, *both) for index, both in enumerate(intervals))


def _intervals(parts: np.ndarray, wholes: np.ndarray, groups: np.ndarray | None) -> list[Interval | None]:
    low, high = share_intervals(parts, wholes, groups)
    known = wholes.sum(axis=0) > 0
    return [Interval(float(low[k]), float(high[k])) if known[k] else None for k in range(len(known))]


def accuracy_interval(right: int, total: int, level: float = 0.95) -> Interval:
    """Return the range in which the true accuracy lies, given ``right`` of ``total`` answers.

    >>> interval = accuracy_interval(90, 100)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.826, 0.945)

    The score interval of Wilson, "Probable inference, the law of succession, and statistical inference" (1927).

    Raises:
        ValueError: ``total`` is not positive, ``right`` is not 0..total, or ``level`` is not between 0 and 1.
    """
    if total <= 0 or not 0 <= right <= total:
        raise ValueError(f"expected 0 <= right <= total and total > 0, got {right} of {total}")
    low, high = wilson(np.array(right / total), np.array(total), level)
    return Interval(float(low), float(high))


def wilson(shares: np.ndarray, answers: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends of Wilson's interval of each share; the answers need not be whole numbers.

    Args:
        shares: ``(N,)`` float, 0..1.
        answers: ``(N,)``, above 0: how many each share is of.
        level: How certain, between 0 and 1.

    Raises:
        ValueError: ``level`` is not between 0 and 1.
    """
    z = standard_score(level)
    middle = (shares + z**2 / (2 * answers)) / (1 + z**2 / answers)
    half = z / (1 + z**2 / answers) * np.sqrt(shares * (1 - shares) / answers + z**2 / (4 * answers**2))
    return np.maximum(0.0, middle - half), np.minimum(1.0, middle + half)


def auroc(inside: np.ndarray, outside: np.ndarray) -> float:
    """Return the chance that an item inside scores higher than one outside; equal scores count half.

    >>> auroc(inside=np.array([0.9, 0.5]), outside=np.array([0.5, 0.1]))
    0.875

    The area under the receiver operating characteristic, by ranks (Mann and Whitney, 1947).

    Args:
        inside: ``(N,)`` float scores.
        outside: ``(M,)`` float scores.

    Raises:
        ValueError: One of the two is empty.
    """
    if not len(inside) or not len(outside):
        raise ValueError("expected scores of items inside and of items outside")
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, side="left")
    up_to = np.searchsorted(ordered, inside, side="right")
    return float((below + up_to).sum() / 2 / len(inside) / len(outside))


def bootstrap_by_group(
    figure: Callable[[np.ndarray], float], groups: np.ndarray, resamplings: int = 2000, seed: int = 0
) -> Estimate:
    """Return a figure with its 95 % interval when whole groups are drawn anew.

    Photos of one contributor look alike, so contributors are drawn with replacement, not photos (Field and Welsh,
    "Bootstrapping clustered data", 2007).

    Args:
        figure: From indices ``(n,)`` to the figure; may return NaN where it is not defined, which is left out.
        groups: ``(N,)`` the group of each item.
        resamplings: How often groups are drawn.
        seed: Of the draws.
    """
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    drawn = [
        figure(np.concatenate([members[index] for index in rng.integers(0, len(members), len(members))]))
        for _ in range(resamplings)
    ]
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Estimate(figure(np.arange(len(groups))), float(low), float(high))


def share_intervals(
    parts: np.ndarray, wholes: np.ndarray, groups: np.ndarray | None = None, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends ``(K,)`` of the interval of each of K shares; NaN of a share of nothing.

    Wilson's interval (1927), items of unequal weight counting as fewer (Kish, "Survey Sampling", 1965). Where items of
    one group look alike it reaches as far as that of drawing whole groups anew, too (Field and Welsh, "Bootstrapping
    clustered data", 2007): items of one person say less than as many by many people.

    >>> alike = np.array([[True]] * 50 + [[False]] * 50)
    >>> low, high = share_intervals(alike, np.ones((100, 1)))
    >>> round(float(low[0]), 2), round(float(high[0]), 2)
    (0.4, 0.6)
    >>> low, high = share_intervals(alike, np.ones((100, 1)), groups=np.repeat(np.arange(4), 25))
    >>> round(float(low[0]), 2), round(float(high[0]), 2)
    (0.0, 1.0)

    Args:
        parts: ``(N, K)`` 0 or more: what of each item counts.
        wholes: ``(N, K)`` 0 or more: of how much.
        groups: ``(N,)`` the group of each item; None where each stands for itself.
        level: How certain, between 0 and 1.
    """
    amounts, part, whole = wholes.sum(axis=0, dtype=float), parts.astype(float), wholes.astype(float)
    known = amounts > 0
    low, high = np.full(len(amounts), np.nan), np.full(len(amounts), np.nan)
    effective = amounts[known] ** 2 / (whole[:, known] ** 2).sum(axis=0)
    low[known], high[known] = wilson(part[:, known].sum(axis=0) / amounts[known], effective, level)
    if groups is not None and known.any():
        members = (np.unique(groups)[:, None] == groups).astype(float)  # (G, N)
        drawn = drawn_shares(members @ part[:, known], members @ whole[:, known])
        ends = np.nanquantile(drawn, ((1 - level) / 2, (1 + level) / 2), axis=0)
        low[known], high[known] = np.minimum(low[known], ends[0]), np.maximum(high[known], ends[1])
    return low, high


def drawn_shares(parts: np.ndarray, wholes: np.ndarray, resamplings: int = RESAMPLINGS, seed: int = 0) -> np.ndarray:
    """Return ``(resamplings, K)``: K shares each time that whole groups are drawn anew; NaN of a share of nothing.

    Args:
        parts: ``(G, K)`` float, 0 or more: what of each group counts.
        wholes: ``(G, K)`` float, 0 or more: of how much.
        resamplings: How often groups are drawn.
        seed: Of the draws.
    """
    groups = len(parts)
    times = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), resamplings)
    part, whole = times @ parts, times @ wholes
    shares: np.ndarray = np.where(whole > 0, part / np.maximum(whole, 1e-12), np.nan)
    return shares


def effective_groups(groups: np.ndarray) -> float:
    """Return how many groups of equal size would say as much (Kish, "Survey Sampling", 1965).

    >>> effective_groups(np.array([1, 2, 3])), effective_groups(np.array([1, 1, 1, 2]))
    (3.0, 1.6)

    Args:
        groups: ``(N,)`` the group of each item, N from 1.
    """
    sizes = np.unique(groups, return_counts=True)[1]
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def standard_score(level: float = 0.95) -> float:
    """Return how many standard deviations a two-sided normal interval of this certainty reaches."""
    if not 0 < level < 1:
        raise ValueError(f"expected a level between 0 and 1, got {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def _category_score(
    counts: np.ndarray, index: int, precision_interval: Interval | None, recall_interval: Interval | None
) -> CategoryScore:
    right, support, named = int(counts[index, index]), int(counts[index].sum()), int(counts[:, index].sum())
    return CategoryScore(
        index=index,
        support=support,
        precision=_share(right, named),
        recall=_share(right, support),
        f1=_share(2 * right, named + support),
        precision_interval=precision_interval,
        recall_interval=recall_interval,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
