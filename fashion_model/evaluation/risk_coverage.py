"""Risk–coverage curves: what each confidence threshold answers automatically, and how rightly."""

from dataclasses import dataclass, replace

import numpy as np

from fashion_model.evaluation.checks import check_answers

NEVER = 1.0001
"""A threshold that no confidence reaches, beyond what rounding to 32 bits can add to a confidence of 1."""


@dataclass(frozen=True)
class OperatingPoint:
    """A confidence from which answers stand without a person, and what it does on some photos.

    Attributes:
        threshold: Answers with at least this confidence are automatic, 0..1; ``NEVER`` when none may be.
        coverage: Share of the photos that is answered automatically, 0..1.
        precision: Share of the automatic answers that is right, 0..1; NaN when there are none.
        photos: How many photos this was seen on, automatic or not.
    """

    threshold: float
    coverage: float
    precision: float
    photos: int

    @property
    def recall(self) -> float:
        """Share of the photos that is answered automatically and rightly, 0..1."""
        return self.coverage * self.precision if self.coverage else 0.0

    @property
    def mistakes_per_1000(self) -> float:
        """Wrong answers that nobody sees, among 1,000 photos."""
        return 1000 * (self.coverage - self.recall)


@dataclass(frozen=True)
class RiskCoverageCurve:
    """One point for each confidence that occurs, from the highest down; a confidence of 0 is never automatic.

    Attributes:
        thresholds: ``(T,)`` answers from this confidence on are automatic, 0..1.
        counts: ``(T,)`` int, how many answers that are.
        effective_counts: ``(T,)`` how many of equal weight would say as much (Kish, "Survey Sampling", 1965).
        coverage: ``(T,)`` share of all answers that is then automatic, 0..1.
        precision: ``(T,)`` share of the automatic ones that is right, 0..1.
        believed_precision: ``(T,)`` the same as their confidences foretell it, 0..1.
        answers: How many answers there are, automatic or not.
    """

    thresholds: np.ndarray
    counts: np.ndarray
    effective_counts: np.ndarray
    coverage: np.ndarray
    precision: np.ndarray
    believed_precision: np.ndarray
    answers: int

    def index_of(self, threshold: float) -> int | None:
        """Return the point that a threshold, also one between two confidences, comes to; None where none reaches it."""
        reached = int(np.count_nonzero(self.thresholds >= threshold))
        return reached - 1 if reached else None

    def at(self, threshold: float) -> OperatingPoint:
        """Return what one threshold does."""
        index = self.index_of(threshold)
        if index is None:
            return OperatingPoint(threshold, 0.0, float("nan"), self.answers)
        return OperatingPoint(threshold, float(self.coverage[index]), float(self.precision[index]), self.answers)

    def coverage_at(self, precision: float) -> float:
        """Return the largest coverage at which at least ``precision`` of the automatic answers is right."""
        enough = self.precision >= precision
        return float(self.coverage[enough].max()) if enough.any() else 0.0


def risk_coverage(confidences: np.ndarray, right: np.ndarray, weights: np.ndarray | None = None) -> RiskCoverageCurve:
    """Return coverage and precision at every threshold; answers of equal confidence go together.

    El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", JMLR 11 (2010).

    >>> curve = risk_coverage(np.array([0.9, 0.8, 0.8, 0.3]), np.array([True, True, False, True]))
    >>> curve.thresholds.tolist(), curve.coverage.tolist()
    ([0.9, 0.8, 0.3], [0.25, 0.75, 1.0])
    >>> curve.coverage_at(precision=0.7)
    1.0

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
    ranked = confidences[order].astype(np.float64)
    last_of_equals = np.append(ranked[1:] != ranked[:-1], True)
    last = np.flatnonzero(last_of_equals & (ranked > 0) & (np.cumsum(weights[order]) > 0))

    def summed(values: np.ndarray) -> np.ndarray:
        return np.cumsum(values[order])[last]  # (T,)

    amounts = summed(weights)
    return RiskCoverageCurve(
        thresholds=ranked[last],
        counts=last + 1,
        effective_counts=amounts**2 / summed(weights**2),
        coverage=amounts / weights.sum(),
        precision=summed(weights * right) / amounts,
        believed_precision=summed(weights * confidences) / amounts,
        answers=len(confidences),
    )


def lowest_threshold(curve: RiskCoverageCurve, target_precision: float) -> OperatingPoint:
    """Return the lowest confidence from which enough of the answers are right, and what it does.

    Args:
        curve: Of answers that the threshold is fitted on.
        target_precision: Share of the automatic answers that must be right, above 0 to 1.

    Returns:
        ``NEVER`` and no coverage when no threshold reaches the target.

    Raises:
        ValueError: The target is out of range.
    """
    if not 0 < target_precision <= 1:
        raise ValueError(f"expected a target precision above 0 and up to 1, got {target_precision}")
    enough = np.flatnonzero(curve.precision >= target_precision)
    return recorded_outcome(curve, float(curve.thresholds[enough[-1]]) if len(enough) else NEVER)


def recorded_outcome(curve: RiskCoverageCurve, threshold: float) -> OperatingPoint:
    """Return what a threshold does, as a manifest keeps it: without automatic answers the precision is 0."""
    point = curve.at(threshold)
    return point if point.coverage else replace(point, precision=0.0)


def outside_weights(inside: np.ndarray, outside_share: float) -> np.ndarray:
    """Return ``(N,)`` weights of mean one under which items outside are ``outside_share`` of all.

    >>> outside_weights(np.array([True, True, True, False]), 0.4).round(6).tolist()
    [0.8, 0.8, 0.8, 1.6]

    Args:
        inside: ``(N,)`` bool.
        outside_share: 0..1; without items of one side, all weigh the same.
    """
    if inside.all() or not inside.any():
        return np.ones(len(inside))
    seen = 1 - inside.mean()
    weights: np.ndarray = np.where(inside, (1 - outside_share) / (1 - seen), outside_share / seen)
    return weights
