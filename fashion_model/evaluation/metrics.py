"""Scores of a classifier from labels, predictions and probabilities; pure NumPy.

The public functions validate, the private ones compute. Labels and predictions are category indices, 0..K-1.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from fashion_model.evaluation.checks import check_answers, check_pair, check_scores

SMALLEST_PROBABILITY = 1e-12
"""What a probability of zero counts as in the cross-entropy, which would otherwise be infinite."""


@dataclass(frozen=True)
class CategoryScore:
    """How one category is recognised.

    Attributes:
        index: The category, 0..K-1.
        support: How many pictures truly are of it.
        precision: Share of the answers naming it that are right, 0..1; 0 when no answer names it.
        recall: Share of its pictures that are recognised, 0..1; 0 when there are none.
        f1: Harmonic mean of the two, 0..1; 0 when both are 0.
    """

    index: int
    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Interval:
    """A range that holds the true share with a stated certainty, both ends 0..1."""

    low: float
    high: float


def accuracy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the share of pictures whose likeliest category is the true one, 0..1.

    Args:
        labels: ``(N,)`` integer.
        probabilities: ``(N, K)`` float; logits do as well.

    Raises:
        ValueError: The shapes do not fit, or a label is not 0..K-1.
    """
    check_scores(labels, probabilities)
    return float((probabilities.argmax(axis=1) == labels).mean())


def balanced_accuracy(labels: np.ndarray, predictions: np.ndarray) -> float:
    """Return the mean recall over the categories that are present in ``labels``, 0..1.

    Args:
        labels: ``(N,)`` integer.
        predictions: ``(N,)`` integer.

    Raises:
        ValueError: The shapes do not fit or a value is negative.
    """
    check_pair(labels, predictions)
    return float(np.mean([(predictions[labels == category] == category).mean() for category in np.unique(labels)]))


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
    return _confusion_matrix(labels, predictions, categories)


def per_category_scores(labels: np.ndarray, predictions: np.ndarray, categories: int) -> tuple[CategoryScore, ...]:
    """Return precision, recall and F1 of each of the K categories, in their order.

    Args:
        labels: ``(N,)`` integer.
        predictions: ``(N,)`` integer.
        categories: K.

    Raises:
        ValueError: The shapes do not fit, or a value is not 0..K-1.
    """
    check_pair(labels, predictions, categories)
    counts = _confusion_matrix(labels, predictions, categories)
    return tuple(_category_score(counts, index) for index in range(categories))


def accuracy_interval(right: int, total: int, level: float = 0.95) -> Interval:
    """Return the range in which the true accuracy lies, given ``right`` of ``total`` answers.

    The score interval of Wilson, "Probable inference, the law of succession, and statistical inference" (1927).

    Raises:
        ValueError: ``total`` is not positive, ``right`` is not 0..total, or ``level`` is not between 0 and 1.
    """
    if total <= 0 or not 0 <= right <= total:
        raise ValueError(f"expected 0 <= right <= total and total > 0, got {right} of {total}")
    share, z = right / total, _standard_score(level)
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * (share * (1 - share) / total + z**2 / (4 * total**2)) ** 0.5
    return Interval(low=max(0.0, middle - half), high=min(1.0, middle + half))


def grouped_accuracy_interval(right: np.ndarray, groups: np.ndarray, level: float = 0.95) -> Interval:
    """Return the range in which the true accuracy lies when the pictures of one group resemble each other.

    Photos by one contributor share a bed and a light, so many photos by few people say less than they seem to.
    The ratio estimator for clusters: Cochran, "Sampling Techniques" (1977), section 9A, with the normal approximation.

    Args:
        right: ``(N,)`` bool.
        groups: ``(N,)``, equal for pictures of one group.
        level: How certain, between 0 and 1.

    Raises:
        ValueError: The shapes do not fit, there are fewer than two groups, or ``level`` is not between 0 and 1.
    """
    check_answers(right.astype(float), right)
    names, members = np.unique(groups, return_inverse=True)
    if groups.shape != right.shape or len(names) < 2:
        raise ValueError(f"expected groups of shape {right.shape}, two or more, got {groups.shape} and {len(names)}")
    z, share = _standard_score(level), right.mean()
    surprises = np.bincount(members, weights=right - share)  # right answers above expectation, by group
    error = (np.sum(surprises**2) * len(names) / (len(names) - 1)) ** 0.5 / len(right)
    return Interval(low=max(0.0, float(share - z * error)), high=min(1.0, float(share + z * error)))


def _standard_score(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"expected a level between 0 and 1, got {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def _confusion_matrix(labels: np.ndarray, predictions: np.ndarray, categories: int) -> np.ndarray:
    cells = labels.astype(np.int64) * categories + predictions.astype(np.int64)
    return np.bincount(cells, minlength=categories**2).reshape(categories, categories).astype(np.int64)


def _category_score(counts: np.ndarray, index: int) -> CategoryScore:
    right, support, named = int(counts[index, index]), int(counts[index].sum()), int(counts[:, index].sum())
    return CategoryScore(
        index=index,
        support=support,
        precision=_share(right, named),
        recall=_share(right, support),
        f1=_share(2 * right, named + support),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
