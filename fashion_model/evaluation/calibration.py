"""From scores to trustworthy confidences, and to the confidence from which an answer may stand alone; pure NumPy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.checks import check_answers, check_scores

TEMPERATURES = (0.05, 20.0)
"""Range in which the temperature is sought."""
NEVER = 1.0001
"""A threshold that no confidence reaches, beyond what rounding to 32 bits can add to a confidence of 1."""
_GOLDEN = (5**0.5 - 1) / 2
_NO_WEIGHT = 1e-12


@dataclass(frozen=True)
class AutoThreshold:
    """A confidence from which answers stand without a person, and what it does on some photos.

    Attributes:
        threshold: Answers with at least this confidence are automatic, 0..1; ``NEVER`` when none may be.
        coverage: Share of the photos that is answered automatically, 0..1.
        precision: Share of the automatic answers that is right, 0..1; 0 when there are none.
        photos: How many photos this was seen on, automatic or not.
    """

    threshold: float
    coverage: float
    precision: float
    photos: int


def fit_temperature(labels: np.ndarray, logits: np.ndarray) -> float:
    """Return the number by which to divide the logits so that the probabilities can be believed.

    Temperature scaling, Guo et al., "On Calibration of Modern Neural Networks" (2017): minimises the cross-entropy,
    which has one valley over the temperature.

    Args:
        labels: ``(N,)`` integer.
        logits: ``(N, K)`` float.

    Returns:
        A temperature within ``TEMPERATURES``; above 1 when the network is too sure of itself.

    Raises:
        ValueError: The shapes do not fit, or a label is not 0..K-1.
    """
    check_scores(labels, logits)
    exact = logits.astype(np.float64)
    log_temperature = _lowest(lambda x: _cross_entropy(labels, exact / np.exp(x)), *np.log(TEMPERATURES))
    return float(np.exp(log_temperature))


def fit_auto_threshold(
    confidences: np.ndarray, right: np.ndarray, target_precision: float, weights: np.ndarray | None = None
) -> AutoThreshold:
    """Return the lowest confidence from which enough of the answers are right.

    Photos of equal confidence are automatic together or not at all.

    Args:
        confidences: ``(N,)`` float, 0..1.
        right: ``(N,)`` bool, whether the answer was the true category.
        target_precision: Share of the automatic answers that must be right, above 0 to 1.
        weights: ``(N,)`` float, 0 or more: how many photos of a delivery each of these stands for; one each when
            omitted. An answer of confidence 0 is never automatic.

    Returns:
        The threshold with its outcome on these photos; ``NEVER`` and no coverage when none reaches the target.

    Raises:
        ValueError: The shapes do not fit, or a number is out of range.
    """
    check_answers(confidences, right)
    if not 0 < target_precision <= 1:
        raise ValueError(f"expected a target precision above 0 and up to 1, got {target_precision}")
    weights = np.ones(len(confidences)) if weights is None else weights
    order = np.argsort(-confidences, kind="stable")
    ranked = confidences[order]
    amounts = np.cumsum(weights[order])
    precision = np.cumsum((weights * right)[order]) / np.maximum(amounts, _NO_WEIGHT)  # of the first 1, 2, … N photos
    last_of_equals = np.append(ranked[1:] != ranked[:-1], True)
    enough = np.flatnonzero(last_of_equals & (precision >= target_precision) & (ranked > 0))
    threshold = float(ranked[enough[-1]]) if len(enough) else NEVER
    return _auto_outcome(confidences, right, threshold, weights)


def auto_outcome(confidences: np.ndarray, right: np.ndarray, threshold: float) -> AutoThreshold:
    """Return what a threshold does on some photos.

    Args:
        confidences: ``(N,)`` float, 0..1; 0 for an answer that is never automatic.
        right: ``(N,)`` bool, whether the answer was the true category.
        threshold: The confidence from which an answer is automatic.

    Raises:
        ValueError: The shapes do not fit, or a confidence is not 0..1.
    """
    check_answers(confidences, right)
    return _auto_outcome(confidences, right, threshold, np.ones(len(confidences)))


def _auto_outcome(confidences: np.ndarray, right: np.ndarray, threshold: float, weights: np.ndarray) -> AutoThreshold:
    automatic = weights * (confidences.astype(np.float64) >= threshold)
    amount = float(automatic.sum())
    return AutoThreshold(
        threshold=threshold,
        coverage=amount / max(float(weights.sum()), _NO_WEIGHT),
        precision=float((automatic * right).sum()) / amount if amount else 0.0,
        photos=len(confidences),
    )


def _cross_entropy(labels: np.ndarray, logits: np.ndarray) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_totals = np.log(np.exp(shifted).sum(axis=1))
    return float((log_totals - shifted[np.arange(len(labels)), labels]).mean())


def _lowest(function: Callable[[float], float], low: float, high: float, steps: int = 80) -> float:
    """Golden-section search; 80 steps narrow the range by 10^16."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(steps):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2


@dataclass(frozen=True)
class CoverageCurve:
    """One point for each confidence that occurs, from the highest down.

    Attributes:
        thresholds: ``(T,)`` answers from this confidence on are automatic.
        coverage: ``(T,)`` share of all answers that is then automatic, 0..1.
        precision: ``(T,)`` share of the automatic ones that is right, 0..1.
    """

    thresholds: np.ndarray
    coverage: np.ndarray
    precision: np.ndarray

    def coverage_at(self, precision: float) -> float:
        """Return the largest coverage at which at least ``precision`` of the automatic answers is right."""
        enough = self.precision >= precision
        return float(self.coverage[enough].max()) if enough.any() else 0.0


def coverage_curve(confidences: np.ndarray, right: np.ndarray, weights: np.ndarray | None = None) -> CoverageCurve:
    """Return coverage and precision at every threshold.

    Args:
        confidences: ``(N,)`` float, 0..1; 0 for an answer that is never automatic.
        right: ``(N,)`` bool.
        weights: ``(N,)`` float, 0 or more: how many photos of a delivery each stands for; one each when omitted.

    Raises:
        ValueError: The shapes do not fit, or a confidence is not 0..1.
    """
    check_answers(confidences, right)
    weights = np.ones(len(confidences)) if weights is None else weights
    order = np.argsort(-confidences, kind="stable")
    ranked = confidences[order]
    amounts, right_amounts = np.cumsum(weights[order]), np.cumsum((weights * right)[order])
    last = np.append(ranked[1:] != ranked[:-1], True) & (ranked > 0) & (amounts > 0)
    return CoverageCurve(ranked[last], amounts[last] / weights.sum(), right_amounts[last] / amounts[last])


def outside_weights(inside: np.ndarray, outside_share: float) -> np.ndarray:
    """Return ``(N,)`` weights of mean one under which items outside are ``outside_share`` of all.

    Args:
        inside: ``(N,)`` bool.
        outside_share: 0..1; without items of one side, all weigh the same.
    """
    if inside.all() or not inside.any():
        return np.ones(len(inside))
    seen = 1 - inside.mean()
    return np.where(inside, (1 - outside_share) / (1 - seen), outside_share / seen)
