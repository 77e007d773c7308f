"""How the served model does on photos of test contributors, whom nobody tuned on.

    python -m benchmarks.photos

Prints, ten-way and with 95 % intervals by contributor: accuracy and balanced accuracy on the six clothing categories,
by category, by the label that two people agreed on, and by slice; how many answers are automatic and how many of
those are right, photos of nothing among the ten weighing one in five; how well those are told apart; and how far the
confidences can be believed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.measures import RESAMPLINGS, Tally, percent, photos_of, tally, with_interval, without_threshold
from benchmarks.tables import print_table
from fashion_model.analysis.predictions import slices_of
from fashion_model.categories import CATEGORIES, CLOTHING
from fashion_model.evaluation.calibration import CalibrationCheck, check_calibration
from fashion_model.evaluation.metrics import Estimate, auroc, bootstrap_by_group
from fashion_model.evaluation.risk_coverage import RiskCoverageCurve, outside_weights, risk_coverage
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile, PhotoAnswer, answer_photos
from fashion_model.settings import get_settings
from fashion_model.training.decision.fit import OUTSIDE_SHARE

PRECISIONS = (0.90, 0.95, 0.98)


@dataclass(frozen=True)
class Answered:
    """Labelled photos and their answers before the threshold is asked.

    Attributes:
        answers: One a photo; ``status`` is ``review`` only for what is wrong with the photo or the item.
        threshold: The served model's, 0..1.
    """

    answers: tuple[PhotoAnswer, ...]
    threshold: float

    @property
    def inside(self) -> np.ndarray:
        """``(N,)`` bool, whether a photo shows one of the ten."""
        return np.array([is_of_the_ten(answer) for answer in self.answers], dtype=bool)

    @property
    def right(self) -> np.ndarray:
        """``(N,)`` bool."""
        return np.array([answer.is_right for answer in self.answers], dtype=bool)

    @property
    def confidences(self) -> np.ndarray:
        """``(N,)``, 0..1; 0 where no confidence makes the answer automatic."""
        return np.array([answer.confidence if answer.status == "auto" else 0.0 for answer in self.answers])

    @property
    def contributors(self) -> np.ndarray:
        """``(N,)`` int."""
        return np.array([answer.contributor for answer in self.answers])


@dataclass(frozen=True)
class Automatic:
    """What the served threshold does, photos outside the ten weighing ``OUTSIDE_SHARE``.

    Attributes:
        coverage: Share of all that is answered without a person.
        precision: Share of those answers that is right.
    """

    coverage: Estimate
    precision: Estimate


def is_of_the_ten(answer: PhotoAnswer) -> bool:
    """Whether the photo shows one of the ten."""
    return answer.category != NONE_LABEL


def answer(classifier: Classifier, photos: Sequence[LabelledFile]) -> Answered:
    """Classify photos as the product does and keep what it would say without a threshold."""
    return Answered(answer_photos(without_threshold(classifier), photos), classifier.artifact.auto_threshold)


def clothing(answers: Sequence[PhotoAnswer]) -> Tally:
    """Return the answers for the six clothing categories."""
    return tally([(one.category, one.predicted, one.contributor) for one in answers if one.category in CLOTHING])


def audited(answers: Sequence[PhotoAnswer]) -> tuple[Tally, Tally]:
    """Return the answers for photos whose category two people agreed on: by the set's label, and by theirs."""
    looked_at = [one for one in answers if one.audited]
    return (
        tally([(one.category, one.predicted, one.contributor) for one in looked_at]),
        tally([(one.audited, one.predicted, one.contributor) for one in looked_at]),
    )


def curve_of(answered: Answered) -> RiskCoverageCurve:
    """Return coverage against precision, photos outside the ten weighing ``OUTSIDE_SHARE``."""
    weights = outside_weights(answered.inside, OUTSIDE_SHARE)
    return risk_coverage(answered.confidences, answered.right, weights)


def automatic(answered: Answered) -> Automatic:
    """Return what the served threshold does on photos it was not fitted on."""
    auto, inside, right = answered.confidences >= answered.threshold, answered.inside, answered.right

    def coverage(chosen: np.ndarray) -> float:
        return float(np.average(auto[chosen], weights=outside_weights(inside[chosen], OUTSIDE_SHARE)))

    def precision(chosen: np.ndarray) -> float:
        weights = outside_weights(inside[chosen], OUTSIDE_SHARE) * auto[chosen]
        return float(np.average(right[chosen], weights=weights)) if weights.any() else float("nan")

    groups = answered.contributors
    return Automatic(
        bootstrap_by_group(coverage, groups, RESAMPLINGS), bootstrap_by_group(precision, groups, RESAMPLINGS)
    )


def inside_against_outside(answered: Answered) -> float:
    """Return the AUROC of the served scope detector; 0.5 when the model has none."""
    scopes = np.array([one.scope for one in answered.answers])
    return auroc(scopes[answered.inside], scopes[~answered.inside])


def calibrations(answers: Sequence[PhotoAnswer]) -> dict[str, CalibrationCheck]:
    """Check the confidences in two ways.

    Of the ten: photos with one of the ten as label, by how probable the likeliest is if it is one of them. Of all:
    every photo, by the confidence that is shown; nothing is right for a photo outside the ten, and those weigh
    ``OUTSIDE_SHARE``, as the confidences assume.
    """
    named = [one for one in answers if one.category in CATEGORIES]
    conditional = np.array([min(1.0, one.confidence / one.scope) for one in named])
    inside = np.array([is_of_the_ten(one) for one in answers], dtype=bool)
    return {
        "which of the ten": check_calibration(conditional, np.array([one.is_right for one in named])),
        "right at all": check_calibration(
            np.array([one.confidence for one in answers]),
            np.array([one.is_right for one in answers]),
            weights=outside_weights(inside, OUTSIDE_SHARE),
        ),
    }


def main() -> None:
    """Print everything."""
    settings = get_settings()
    classifier = load_classifier(settings)
    answered = answer(classifier, photos_of(settings, "test"))
    contributors = len(set(answered.contributors.tolist()))
    print(f"model {classifier.version}, {len(answered.answers)} photos by {contributors} test contributors\n")
    _print_accuracy(answered.answers)
    _print_automatic(answered)
    _print_trust(answered)


def _print_accuracy(answers: Sequence[PhotoAnswer]) -> None:
    by_set, by_audit = audited(answers)
    rows = {"six clothing categories": clothing(answers)}
    rows |= {f"  audited, {name}": one for name, one in (("the set's label", by_set), ("audited label", by_audit))}
    rows |= {f"  {name}": clothing(part) for name, part in slices_of(answers).items()}
    table = [[name, str(len(t)), with_interval(t.accuracy()), with_interval(t.balanced())] for name, t in rows.items()]
    print_table(["", "photos", "right (95 % interval)", "balanced (95 % interval)"], table)
    print()
    recalls = [[name, str(n), percent(share)] for name, (n, share) in clothing(answers).recalls().items()]
    print_table(["category", "photos", "right"], recalls)


def _print_automatic(answered: Answered) -> None:
    curve, served = curve_of(answered), automatic(answered)
    print("\nautomatic answers; photos outside the ten weigh one in five")
    print_table(
        ["of the automatic ones are right", "automatic"],
        [[f"{least:.0%} (threshold chosen here)", percent(curve.coverage_at(least))] for least in PRECISIONS],
    )
    print(f"at the served threshold {answered.threshold:.3f}: automatic {with_interval(served.coverage)}")
    print(f"of which right {with_interval(served.precision)}")
    passed = answered.confidences >= answered.threshold
    outside = [(one.label, auto) for one, auto in zip(answered.answers, passed, strict=True) if not is_of_the_ten(one)]
    wrongly = Counter(label for label, auto in outside if auto)
    print(f"outside the ten: {wrongly.total()} of {len(outside)} are automatic {dict(wrongly)}")


def _print_trust(answered: Answered) -> None:
    print(f"inside against outside, served detector: AUROC {inside_against_outside(answered):.3f}")
    print("\ncalibration error (bins of equally many answers) beside that of perfectly calibrated answers")
    found = calibrations(answered.answers)
    rows = [[name, str(one.answers), str(one.bins), *_errors(one)] for name, one in found.items()]
    print_table(["confidence", "photos", "bins", "error", "perfect", "perfect, 95 %", "above perfect"], rows)


def _errors(check: CalibrationCheck) -> list[str]:
    low, high = check.of_perfect_interval
    return [f"{check.error:.3f}", f"{check.of_perfect:.3f}", f"{low:.3f} to {high:.3f}", f"{check.excess:.3f}"]


if __name__ == "__main__":
    main()
