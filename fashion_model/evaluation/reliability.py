"""Confidence against the share that is right, bin by bin, beside a perfectly calibrated model; pure NumPy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.checks import check_answers

BINS = 15


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


@dataclass(frozen=True)
class Estimate:
    """A figure with the range in which it lies in 95 % of resamplings."""

    value: float
    low: float
    high: float


def calibration_error(confidences: np.ndarray, right: np.ndarray, bins: int = BINS) -> float:
    """Return the mean distance between confidence and share right, over bins of equally many answers.

    Source: Nguyen and O'Connor, "Posterior calibration and exploratory analysis for NLP models", EMNLP 2015, with the
    absolute distance of Guo et al. (2017).

    Args:
        confidences: ``(N,)`` float, 0..1.
        right: ``(N,)`` bool.
        bins: How many.

    Raises:
        ValueError: The shapes do not fit, or a confidence is not 0..1.
    """
    check_answers(confidences, right)
    order = np.argsort(confidences, kind="stable")
    return _binned_error(confidences[order].astype(np.float64), right[order], bins, np.ones(len(order)))


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
    themselves.

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


def auroc(inside: np.ndarray, outside: np.ndarray) -> float:
    """Return the chance that an item inside scores higher than one outside; equal scores count half.

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
