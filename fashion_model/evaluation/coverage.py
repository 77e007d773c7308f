"""How many answers could stand without a person, and how many of those would be right; pure NumPy."""

from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.checks import check_answers


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
