"""From answers for labelled photos to what the Evaluation page shows of their confidence: what may stand alone."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from fashion_model.evaluation.coverage import coverage_curve, outside_weights
from fashion_model.evaluation.reliability import ReliabilityBins, reliability_bins
from fashion_model.evaluation.trust import CalibrationCheck, auroc, bootstrap_by_group, check_calibration
from fashion_model.serving.scoring import NONE_LABEL, PhotoAnswer
from fashion_model.web.evaluation_records import Automatic, Outside, OutsideKind

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
