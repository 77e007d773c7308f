"""From answers for labelled photos to what the Evaluation page shows of their confidence: what may stand alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fashion_model.analysis.photo_answers import LABELS, OUTSIDE
from fashion_model.analysis.records import Automatic, Outside, OutsideKind
from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.calibration import coverage_curve, outside_weights
from fashion_model.evaluation.checks import check_answers
from fashion_model.evaluation.reliability import (
    CalibrationCheck,
    ReliabilityBins,
    auroc,
    bootstrap_by_group,
    check_calibration,
    reliability_bins,
)
from fashion_model.serving.scoring import NONE_LABEL, PhotoAnswer

_SIMULATIONS = 400
"""Of a perfectly calibrated model on the test pictures: they are many, so that few simulations agree."""
RESAMPLINGS = 1000
"""How often the contributors are drawn anew for a range."""


def automatic_answers(answers: Sequence[PhotoAnswer], decision: Mapping[str, float]) -> Automatic:
    """Return what is answered without a person, at the shipped threshold and at every other.

    Args:
        answers: Of a model for photos of test contributors.
        decision: The manifest's ``decision``: ``auto_threshold``, ``target_precision`` and ``outside_share``.
    """
    right, automatic = _array(answers, "is_right"), np.array([answer.status == "auto" for answer in answers])
    weights = delivery_weights(answers, decision)
    confidences = np.where(_array(answers, "held_back"), 0.0, _array(answers, "confidence"))
    return Automatic(
        coverage=float(np.average(automatic, weights=weights)),
        precision=_share(right, weights * automatic),
        counted_coverage=float(automatic.mean()),
        counted_precision=_share(right, automatic.astype(float)),
        photos=len(answers),
        threshold=decision["auto_threshold"],
        target_precision=decision["target_precision"],
        outside_share=decision["outside_share"],
        curve=coverage_curve(confidences, right, weights),
    )


def delivery_weights(answers: Sequence[PhotoAnswer], decision: Mapping[str, float]) -> np.ndarray:
    """Return ``(N,)``: how many photos of a delivery each test photo stands for, one on average."""
    return outside_weights(_inside(answers), decision["outside_share"])


def things_outside(answers: Sequence[PhotoAnswer]) -> Outside | None:
    """Return how things outside the ten were told from the others; None when only one of the two was tested."""
    inside, scope = _inside(answers), _array(answers, "scope")
    if inside.all() or not inside.any():
        return None

    def separation(chosen: np.ndarray) -> float:
        among, scores = inside[chosen], scope[chosen]
        return float("nan") if among.all() or not among.any() else auroc(scores[among], scores[~among])

    others = [answer for answer in answers if answer.category == NONE_LABEL]
    automatic = Counter(answer.label for answer in others if answer.status == "auto")
    kinds = Counter(answer.label for answer in others).most_common()
    return Outside(
        photos=len(others),
        automatic=automatic.total(),
        auroc=bootstrap_by_group(separation, _array(answers, "contributor"), RESAMPLINGS),
        kinds=tuple(OutsideKind(name, photos, automatic[name]) for name, photos in kinds),
    )


def calibration_of(
    answers: Sequence[PhotoAnswer], decision: Mapping[str, float]
) -> tuple[CalibrationCheck, ReliabilityBins]:
    """Hold the confidences of all photos against what was right; nothing is right for a thing outside the ten."""
    confidences, right = _array(answers, "confidence"), _array(answers, "is_right")
    weights = delivery_weights(answers, decision)
    return (
        check_calibration(confidences, right, weights=weights),
        reliability_bins(confidences, right, weights),
    )


def calibration_of_benchmark(labels: np.ndarray, probabilities: np.ndarray) -> tuple[CalibrationCheck, ReliabilityBins]:
    """Hold the confidences on test pictures against what was right.

    Args:
        labels: ``(N,)`` integer.
        probabilities: ``(N, 10)`` float.
    """
    confidences, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    return (
        check_calibration(confidences, right, simulations=_SIMULATIONS),
        reliability_bins(confidences, right, np.ones(len(right)), simulations=_SIMULATIONS),
    )


def _inside(answers: Sequence[PhotoAnswer]) -> np.ndarray:
    return np.array([answer.category != NONE_LABEL for answer in answers])


def _array(answers: Sequence[PhotoAnswer], name: str) -> np.ndarray:
    return np.array([getattr(answer, name) for answer in answers])


def _share(right: np.ndarray, weights: np.ndarray) -> float:
    """Return the weighted share that is right; 0 when nothing weighs."""
    return float(np.average(right, weights=weights)) if weights.any() else 0.0


_STOPS = (
    *range(0, 50, 5),
    *range(50, 90),
    *(90 + step / 2 for step in range(16)),
    *(98 + step / 10 for step in range(21)),
)
"""Confidences that can be chosen, in per cent: the nearer to 100, the closer together."""
USUAL = 90
"""What is chosen at first where the model came with no threshold, in per cent."""


@dataclass(frozen=True)
class ThresholdFigures:
    """What happens when answers from a confidence on stand without a person.

    Attributes:
        threshold: That confidence, 0..1.
        automatic: Share of all that is answered without a person, 0..1.
        precision: Share of those answers that is right, 0..1; NaN when there are none.
        recall: Share of all that is answered without a person and rightly, 0..1.
        mistakes_per_1000: Wrong answers that nobody sees, among 1,000 of all.
    """

    threshold: float
    automatic: float
    precision: float
    recall: float
    mistakes_per_1000: float


@dataclass(frozen=True)
class RankedAnswers:
    """Answers of which the truth is known, added up from the surest down.

    Attributes:
        confidences: ``(N,)`` float64, from the highest down.
        rows: R names of what is true of some answer.
        counts: ``(R,)`` int, how many answers each row has.
        amounts: ``(N + 1,)`` what the first 0, 1, … N answers weigh together.
        right: ``(N + 1,)`` what the right ones among them weigh.
        of_row: ``(N + 1, R)`` what those of each row weigh.
        right_of_row: ``(N + 1, R)`` what the right ones of each row weigh.
        naming: ``(N + 1, 10)`` what those weigh that name each category.
        rightly_naming: ``(N + 1, 10)`` what the right ones among these weigh.
        offered: How many can be automatic at all: their confidence is above 0.
    """

    confidences: np.ndarray
    rows: tuple[str, ...]
    counts: np.ndarray
    amounts: np.ndarray
    right: np.ndarray
    of_row: np.ndarray
    right_of_row: np.ndarray
    naming: np.ndarray
    rightly_naming: np.ndarray
    offered: int

    def at(self, threshold: float) -> ThresholdFigures:
        """Return what happens from one confidence on."""
        place = self._place(threshold)
        total, amount, right = self.amounts[-1], self.amounts[place], self.right[place]
        return ThresholdFigures(
            threshold=threshold,
            automatic=float(amount / total),
            precision=float(right / amount) if amount else float("nan"),
            recall=float(right / total),
            mistakes_per_1000=float(1000 * (amount - right) / total),
        )

    def by_category(self, threshold: float) -> pd.DataFrame:
        """Return one row a name of ``rows`` with its figures from one confidence on, in per cent.

        Returns:
            ``Category``; ``Automatic``: share of its pictures; ``Precision``: share right of the automatic answers that
            name it; ``Recall``: share of its pictures that is automatic and right; ``Tested``: how many pictures.
            NaN where there is nothing to have a share of.
        """
        place = self._place(threshold)
        columns = np.array([INDEX.get(row, -1) for row in self.rows])
        naming, rightly = (np.append(sums[place], 0.0)[columns] for sums in (self.naming, self.rightly_naming))
        can_be_right = np.array([row != OUTSIDE[NONE_LABEL] for row in self.rows])
        return pd.DataFrame(
            {
                "Category": list(self.rows),
                "Automatic": _percent(self.of_row[place], self.of_row[-1]),
                "Precision": _percent(rightly, naming),
                "Recall": _percent(self.right_of_row[place], np.where(can_be_right, self.of_row[-1], 0)),
                "Tested": self.counts,
            }
        )

    def _place(self, threshold: float) -> int:
        """Return how many answers are automatic; a confidence of 0 never is."""
        return min(int(np.searchsorted(-self.confidences, -threshold, side="right")), self.offered)


def rank_answers(
    confidences: np.ndarray,
    right: np.ndarray,
    true: np.ndarray,
    named: np.ndarray,
    rows: Sequence[str],
    weights: np.ndarray | None = None,
) -> RankedAnswers:
    """Add answers up.

    Args:
        confidences: ``(N,)`` float, 0..1; 0 for an answer that is never automatic.
        right: ``(N,)`` bool.
        true: ``(N,)`` integer, index into ``rows``.
        named: ``(N,)`` integer, index into ``CATEGORIES``.
        rows: R names.
        weights: ``(N,)`` float, 0 or more: how many of a delivery each stands for; one each when omitted.

    Raises:
        ValueError: The shapes do not fit, or a confidence is not 0..1.
    """
    check_answers(confidences, right)
    order = np.argsort(-confidences, kind="stable")
    ranked = confidences[order].astype(np.float64)
    amounts = np.ones(len(order)) if weights is None else weights[order]
    of_row = np.eye(len(rows))[true[order]] * amounts[:, None]  # (N, R)
    naming = np.eye(len(CATEGORIES))[named[order]] * amounts[:, None]  # (N, 10)
    hits = right[order]
    return RankedAnswers(
        confidences=ranked,
        rows=tuple(rows),
        counts=np.bincount(true, minlength=len(rows)),
        amounts=_running(amounts),
        right=_running(amounts * hits),
        of_row=_running(of_row),
        right_of_row=_running(of_row * hits[:, None]),
        naming=_running(naming),
        rightly_naming=_running(naming * hits[:, None]),
        offered=int(np.count_nonzero(ranked > 0)),
    )


def rank_benchmark(labels: np.ndarray, probabilities: np.ndarray) -> RankedAnswers:
    """Add up the answers for test pictures.

    Args:
        labels: ``(N,)`` integer, index into ``CATEGORIES``.
        probabilities: ``(N, 10)`` float.
    """
    named = probabilities.argmax(axis=1)
    return rank_answers(probabilities.max(axis=1), named == labels, labels, named, CATEGORIES)


def rank_photos(answers: Sequence[PhotoAnswer], outside_share: float) -> RankedAnswers:
    """Add up the answers for photos, weighing as a delivery has them; what is held back is never automatic.

    Args:
        answers: For photos of test contributors.
        outside_share: Share of a delivery that is none of the ten, 0..1.
    """
    present = [label for label in LABELS if any(answer.category == label for answer in answers)]
    return rank_answers(
        confidences=np.array([0.0 if answer.held_back else answer.confidence for answer in answers]),
        right=np.array([answer.is_right for answer in answers]),
        true=np.array([present.index(answer.category) for answer in answers]),
        named=np.array([INDEX[answer.predicted] for answer in answers]),
        rows=[OUTSIDE.get(label, label) for label in present],
        weights=delivery_weights(answers, {"outside_share": outside_share}),
    )


def stops(shipped: float | None) -> dict[str, float]:
    """Return the thresholds that can be chosen, 0..1, by their text in per cent, from 0 to 100.

    Args:
        shipped: The threshold that the model came with, which is one of them; None or above 1 for none.
    """
    thresholds = {f"{stop:g}": stop / 100 for stop in _STOPS}
    if shipped is not None and shipped <= 1:
        thresholds[shipped_stop(shipped)] = shipped
    return dict(sorted(thresholds.items(), key=lambda stop: stop[1]))


def shipped_stop(threshold: float | None) -> str:
    """Return the text among ``stops`` that is chosen at first: the shipped threshold's, where the model has one."""
    return f"{USUAL:g}" if threshold is None or threshold > 1 else f"{100 * threshold:.1f}"


def benchmark_calibration_sentence(check: CalibrationCheck) -> str:
    """Return in words how far the confidence on test pictures is from the share that is right."""
    low, high = (100 * end for end in check.of_perfect_interval)
    verdict = (
        f"That is {100 * check.excess:.1f} points more than chance explains."
        if check.error > high / 100
        else "So it can be believed, as far as these pictures can tell."
    )
    return (
        f"On average, confidence and share right differ by {100 * check.error:.1f} points (the expected calibration "
        f"error), over {check.bins} groups of the {check.answers:,} test pictures. A model whose every confidence is "
        f"true would show {100 * check.of_perfect:.1f} ({low:.1f}–{high:.1f} with 95 % certainty). {verdict}"
    )


def _running(values: np.ndarray) -> np.ndarray:
    """Return the sums of the first 0, 1, … N values."""
    return np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])


def _percent(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return 100 * np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
