"""Calibration: a temperature for logits, and how far confidences are from the share that is right."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.checks import check_answers, check_scores

TEMPERATURES = (0.05, 20.0)
"""Range in which the temperature is sought."""
BINS = 15
_GOLDEN = (5**0.5 - 1) / 2


def fit_temperature(labels: np.ndarray, logits: np.ndarray) -> float:
    """Return the number by which to divide the logits so that the probabilities can be believed.

    Three of four right at a gap of 1 between the logits: the true gap is ln 3, so all are divided by 1 / ln 3.

    >>> round(fit_temperature(np.array([0, 0, 0, 1]), np.array([[1.0, 0.0]] * 4)), 3)
    0.91

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
class CalibrationCheck:
    """A calibration error beside that of a model whose confidences are exactly right.

    Attributes:
        error: Mean distance of confidence and share right over bins of equal size, 0..1.
        of_perfect: What the same confidences would show if every one of them were true: the mean over simulations.
        of_perfect_interval: Where 95 % of the simulations lie.
        bins: How many bins.
        answers: How many answers.
    """

    error: float
    of_perfect: float
    of_perfect_interval: tuple[float, float]
    bins: int
    answers: int

    @property
    def excess(self) -> float:
        """The error beyond that of a perfectly calibrated model; never below 0."""
        return max(0.0, self.error - self.of_perfect)


def check_calibration(
    confidences: np.ndarray,
    right: np.ndarray,
    bins: int = BINS,
    simulations: int = 2000,
    seed: int = 0,
    weights: np.ndarray | None = None,
) -> CalibrationCheck:
    """Hold the calibration error against that of simulated, perfectly calibrated answers.

    With few answers even true confidences show an error: each simulation draws right and wrong by the confidences
    themselves. The error is Nguyen and O'Connor's, "Posterior calibration and exploratory analysis for NLP models",
    EMNLP 2015, with the absolute distance of Guo et al. (2017).

    >>> said, right = np.array([0.6, 0.6, 0.9, 0.9]), np.array([True, False, True, True])
    >>> round(check_calibration(said, right, bins=2).error, 3)  # |0.6 - 0.5| and |0.9 - 1.0|
    0.1

    Args:
        confidences: ``(N,)`` float, 0..1.
        right: ``(N,)`` bool.
        bins: How many.
        simulations: How often answers are drawn.
        seed: Of the draws.
        weights: ``(N,)`` float, 0 or more: how many answers of a delivery each stands for; one each when omitted.

    Raises:
        ValueError: The shapes do not fit, or a confidence is not 0..1.
    """
    check_answers(confidences, right)
    order = np.argsort(confidences, kind="stable")
    ordered = confidences[order].astype(np.float64)
    amounts = np.ones(len(order)) if weights is None else weights[order]
    rng = np.random.default_rng(seed)
    simulated = [_binned_error(ordered, rng.random(len(ordered)) < ordered, bins, amounts) for _ in range(simulations)]
    low, high = np.quantile(simulated, (0.025, 0.975))
    return CalibrationCheck(
        error=_binned_error(ordered, right[order], bins, amounts),
        of_perfect=float(np.mean(simulated)),
        of_perfect_interval=(float(low), float(high)),
        bins=bins,
        answers=len(ordered),
    )


def _binned_error(confidences: np.ndarray, right: np.ndarray, bins: int, weights: np.ndarray) -> float:
    """Return the error of answers that are sorted by confidence."""
    parts = np.array_split(weights * (confidences - right), min(bins, len(confidences)))
    return float(sum(abs(part.sum()) for part in parts) / weights.sum())


@dataclass(frozen=True)
class ReliabilityBins:
    """B bins of equally many answers, from the lowest confidence up.

    Attributes:
        confidences: ``(B,)`` mean confidence of each bin, 0..1.
        right: ``(B,)`` share of its answers that is right, 0..1.
        perfect_low: ``(B,)`` lower end of where 95 % of the shares would lie if every confidence were true.
        perfect_high: ``(B,)`` upper end.
    """

    confidences: np.ndarray
    right: np.ndarray
    perfect_low: np.ndarray
    perfect_high: np.ndarray


def reliability_bins(
    confidences: np.ndarray,
    right: np.ndarray,
    weights: np.ndarray,
    bins: int = BINS,
    simulations: int = 1000,
    seed: int = 0,
) -> ReliabilityBins:
    """Return a reliability diagram's points: Guo et al., "On Calibration of Modern Neural Networks" (2017), figure 1.

    Args:
        confidences: ``(N,)`` float, 0..1.
        right: ``(N,)`` bool.
        weights: ``(N,)`` float, 0 or more, in every bin some above 0: how many answers of a delivery each stands for.
        bins: How many; not more than there are answers.
        simulations: How often the answers of a perfectly calibrated model are drawn.
        seed: Of the draws.

    Raises:
        ValueError: The shapes do not fit, or a confidence is not 0..1.
    """
    check_answers(confidences, right)
    if weights.shape != confidences.shape:
        raise ValueError(f"expected weights of shape {confidences.shape}, got {weights.shape}")
    order = np.argsort(confidences, kind="stable")
    ordered, amounts = confidences[order].astype(np.float64), weights[order]
    starts = [part[0] for part in np.array_split(np.arange(len(order)), min(bins, len(order)))]

    def in_bins(values: np.ndarray) -> np.ndarray:
        means: np.ndarray = np.add.reduceat(amounts * values, starts, axis=-1) / np.add.reduceat(amounts, starts)
        return means  # (..., B)

    drawn = np.random.default_rng(seed).random((simulations, len(order))) < ordered
    low, high = np.quantile(in_bins(drawn), (0.025, 0.975), axis=0)
    return ReliabilityBins(in_bins(ordered), in_bins(right[order]), low, high)
