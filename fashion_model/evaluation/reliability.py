"""Confidence against the share that is right, bin by bin, beside a perfectly calibrated model; pure NumPy."""

from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.checks import check_answers
from fashion_model.evaluation.trust import BINS


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
