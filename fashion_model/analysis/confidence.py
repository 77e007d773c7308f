"""Confidence of a model's answers: calibration, automatic answers, and every other threshold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fashion_model.analysis.predictions import LABELS, OUTSIDE
from fashion_model.analysis.records import Automatic, Outside, OutsideKind
from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.calibration import CalibrationCheck, ReliabilityBins, check_calibration, reliability_bins
from fashion_model.evaluation.metrics import RESAMPLINGS, auroc, bootstrap_by_group
from fashion_model.evaluation.risk_coverage import OperatingPoint, RiskCoverageCurve, outside_weights, risk_coverage
from fashion_model.evaluation.selective import CategoryPrecision, KnownAnswers, precision_by_category
from fashion_model.serving.scoring import NONE_LABEL, PhotoAnswer

_SIMULATIONS = 400
"""Of a perfectly calibrated model on the test pictures: they are many, so that few simulations agree."""
_STOPS = (
    *range(0, 50, 5),
    *range(50, 90),
    *(90 + step / 2 for step in range(16)),
    *(98 + step / 10 for step in range(21)),
)
"""Confidences that can be chosen, in per cent: the nearer to 100, the closer together."""
USUAL = 90
"""What is chosen at first where the model came with no threshold, in per cent."""


def automatic_answers(answers: Sequence[PhotoAnswer], decision: Mapping[str, float]) -> Automatic:
    """Return what is answered without a person, at the shipped threshold and at every other.

    Args:
        answers: Of a model for photos of test contributors.
        decision: The manifest's ``decision``: ``auto_threshold``, ``target_precision`` and ``outside_share``.
    """
    known = known_answers(answers, decision["outside_share"])
    automatic = np.array([answer.status == "auto" for answer in answers])
    return Automatic(
        coverage=float(np.average(automatic, weights=known.amounts)),
        precision=_share(known.right, known.amounts * automatic),
        counted_coverage=float(automatic.mean()),
        counted_precision=_share(known.right, automatic.astype(float)),
        photos=len(answers),
        threshold=decision["auto_threshold"],
        target_precision=decision["target_precision"],
        outside_share=decision["outside_share"],
        curve=risk_coverage(known.confidences, known.right, known.weights),
        by_category=precision_by_category(known, decision["auto_threshold"]),
    )


def known_answers(answers: Sequence[PhotoAnswer], outside_share: float) -> KnownAnswers:
    """Return what thresholds are judged by; what the photo or the item held back has no confidence.

    Args:
        answers: Of one model for labelled photos.
        outside_share: Share of a delivery that is none of the ten, 0..1.
    """
    return KnownAnswers(
        confidences=np.where(_array(answers, "held_back"), 0.0, _array(answers, "confidence")),
        right=_array(answers, "is_right"),
        groups=_array(answers, "contributor"),
        weights=delivery_weights(answers, outside_share),
        named=np.array([INDEX[answer.predicted] for answer in answers]),
    )


def delivery_weights(answers: Sequence[PhotoAnswer], outside_share: float) -> np.ndarray:
    """Return ``(N,)``: how many photos of a delivery each test photo stands for, one on average."""
    return outside_weights(_inside(answers), outside_share)


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
    weights = delivery_weights(answers, decision["outside_share"])
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


@dataclass(frozen=True)
class ExplorableAnswers:
    """Answers of which the truth is known, for looking at one threshold after another.

    Attributes:
        curve: What each threshold does to all of them.
        known: N answers, with the category that each names; a confidence of 0 is never automatic.
        true: ``(N,)`` integer, index into ``rows``.
        rows: R names of what is true of some answer.
    """

    curve: RiskCoverageCurve
    known: KnownAnswers
    true: np.ndarray
    rows: tuple[str, ...]

    def at(self, threshold: float) -> OperatingPoint:
        """Return what happens from one confidence on."""
        return self.curve.at(threshold)

    def counted(self, threshold: float) -> tuple[int, int]:
        """Return how many answers are automatic from one confidence on, and how many of these are right."""
        automatic = self._automatic(threshold)
        return int(automatic.sum()), int((automatic & self.known.right).sum())

    def precisions(self, threshold: float) -> tuple[CategoryPrecision, ...]:
        """Return the precision of the automatic answers by the category that they name."""
        return precision_by_category(self.known, threshold)

    def by_category(self, threshold: float) -> pd.DataFrame:
        """Return one row a name of ``rows`` with its figures from one confidence on, shares in per cent.

        Returns:
            ``Category``; ``Automatic``: share of its pictures; ``Precision``: share right of the automatic answers that
            name it; ``Right``: the same, counted; ``Recall``: share of its pictures that is automatic and right;
            ``Tested``: how many pictures. Shares are weighted, counts are not. NaN or no text where there is nothing to
            have a share of.
        """
        weights, rows = self.known.amounts, len(self.rows)
        automatic = weights * self._automatic(threshold)
        in_row = np.bincount(self.true, weights=weights, minlength=rows)
        found = np.bincount(self.true, weights=automatic * self.known.right, minlength=rows)
        naming = {CATEGORIES[precision.index]: precision for precision in self.precisions(threshold)}
        can_be_right = np.array([row != OUTSIDE[NONE_LABEL] for row in self.rows])
        return pd.DataFrame(
            {
                "Category": list(self.rows),
                "Automatic": _percent(np.bincount(self.true, weights=automatic, minlength=rows), in_row),
                "Precision": [100 * naming[row].precision.value if row in naming else np.nan for row in self.rows],
                "Right": [naming[row].counted if row in naming else "" for row in self.rows],
                "Recall": _percent(found, np.where(can_be_right, in_row, 0)),
                "Tested": np.bincount(self.true, minlength=rows),
            }
        )

    def _automatic(self, threshold: float) -> np.ndarray:
        automatic: np.ndarray = (self.known.confidences >= threshold) & (self.known.confidences > 0)
        return automatic


def explorable(known: KnownAnswers, true: np.ndarray, rows: Sequence[str]) -> ExplorableAnswers:
    """Return answers as thresholds are tried on them.

    Args:
        known: N answers that say which category they name.
        true: ``(N,)`` integer, index into ``rows``.
        rows: R names.

    Raises:
        ValueError: The shapes do not fit, or a confidence is not 0..1.
    """
    exact = replace(known, confidences=known.confidences.astype(np.float64))
    return ExplorableAnswers(risk_coverage(known.confidences, known.right, known.weights), exact, true, tuple(rows))


def explorable_benchmark(labels: np.ndarray, probabilities: np.ndarray) -> ExplorableAnswers:
    """Return the answers for test pictures.

    Args:
        labels: ``(N,)`` integer, index into ``CATEGORIES``.
        probabilities: ``(N, 10)`` float.
    """
    named = probabilities.argmax(axis=1)
    return explorable(KnownAnswers(probabilities.max(axis=1), named == labels, named=named), labels, CATEGORIES)


def explorable_photos(answers: Sequence[PhotoAnswer], outside_share: float) -> ExplorableAnswers:
    """Return the answers for photos, weighing as a delivery has them; what is held back is never automatic.

    Args:
        answers: For photos of test contributors.
        outside_share: Share of a delivery that is none of the ten, 0..1.
    """
    present = [label for label in LABELS if any(answer.category == label for answer in answers)]
    return explorable(
        known_answers(answers, outside_share),
        true=np.array([present.index(answer.category) for answer in answers]),
        rows=[OUTSIDE.get(label, label) for label in present],
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


def _percent(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    shares: np.ndarray = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return 100 * shares
