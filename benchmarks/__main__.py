"""The figures that the product is held to, measured on the served artifacts.

    python -m benchmarks

Prints one line a figure: at least, aim, seen, and whether the least is reached. Test-time tricks are not used: the
benchmark's pictures pass the network once. The other benchmarks print where the figures come from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import ge, le

import numpy as np

from benchmarks import latency, photos, scope, worn
from benchmarks.measures import percent, photos_of, street_of, with_interval
from fashion_model.evaluation.metrics import Estimate
from fashion_model.serving.artifacts import load_current
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.scoring import score_benchmark
from fashion_model.settings import Settings, get_settings
from fashion_model.training.data.fashion_mnist import load_fashion_mnist
from fashion_model.training.decision.fit import TARGET_PRECISION

_SPLIT_SEED = 0


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What was measured, on what.
        least: What must be reached.
        aim: What is wished for.
        value: What was seen, in the unit of ``least``.
        seen: The same in words, with its interval where there is one.
        small_is_good: True where the least is a most.
    """

    name: str
    least: float
    aim: float | None
    value: float
    seen: str
    small_is_good: bool = False

    @property
    def verdict(self) -> str:
        """``aim``, ``least`` or ``missed``: how far the figure got."""
        reaches = le if self.small_is_good else ge
        if self.aim is not None and reaches(self.value, self.aim):
            return "aim"
        return "least" if reaches(self.value, self.least) else "missed"


def figures(classifier: Classifier, settings: Settings) -> Iterator[Figure]:
    """Measure one figure after the other."""
    yield from _benchmark(classifier, settings)
    yield from _photos(classifier, settings)
    yield from _worn(classifier, settings)
    yield from _scope(classifier, settings)
    yield from _cost(settings)


def _share(name: str, least: float, aim: float | None, seen: Estimate) -> Figure:
    return Figure(name, least, aim, seen.value, with_interval(seen))


def _benchmark(classifier: Classifier, settings: Settings) -> Iterator[Figure]:
    test = load_fashion_mnist(settings.dataset_dir, _SPLIT_SEED).test
    scores = score_benchmark(classifier, test.pictures, test.labels)
    yield Figure("Fashion-MNIST test, right", 0.955, 0.969, scores.accuracy, f"{scores.accuracy:.2%}")
    yield Figure("Fashion-MNIST test, loss", 0.16, None, scores.loss, f"{scores.loss:.3f}", small_is_good=True)


def _photos(classifier: Classifier, settings: Settings) -> Iterator[Figure]:
    answered = photos.answer(classifier, photos_of(settings, "test"))
    clothes = photos.clothing(answered.answers)
    yield _share("photos, six clothing categories, right", 0.77, 0.88, clothes.accuracy())
    yield _share("photos, six clothing categories, balanced", 0.74, None, clothes.balanced())
    coverage, served = photos.curve_of(answered).coverage_at(TARGET_PRECISION), photos.automatic(answered)
    yield Figure("automatic where 95 % are right (threshold chosen here)", 0.40, 0.70, coverage, percent(coverage))
    yield _share("automatic at the served threshold", 0.40, 0.70, served.coverage)
    yield _share("right of those", TARGET_PRECISION, None, served.precision)
    for name, check in photos.calibrations(answered.answers).items():
        seen = f"{check.excess:.3f} ({check.error:.3f}; perfect {check.of_perfect:.3f}; n {check.answers})"
        yield Figure(f"calibration above perfect, {name}", 0.02, 0.01, check.excess, seen, small_is_good=True)


def _worn(classifier: Classifier, settings: Settings) -> Iterator[Figure]:
    street = street_of(settings, "test")
    pieces = worn.answer_pieces(classifier, street)
    shoes = worn.footwear_photos(classifier, photos_of(settings, "test"))
    both = worn.footwear_and_bags(shoes, pieces.alone)
    yield _share("footwear and bags, balanced", 0.75, 0.90, both.balanced())
    yield _share("worn thumbnails, balanced", 0.60, 0.85, pieces.worn.balanced())
    changed = worn.tone_changes(classifier, street).share
    yield Figure("answers that change with skin tone", 0.02, None, changed, percent(changed), small_is_good=True)


def _scope(classifier: Classifier, settings: Settings) -> Iterator[Figure]:
    fitting, tested = scope.fitting_examples(classifier, settings), scope.held_out(classifier, settings)
    against = [trial for trial in scope.trials(fitting, tested) if trial.inside == "photos"]
    mean = float(np.mean([trial.left_out.value for trial in against]))
    lowest = min(against, key=lambda trial: trial.left_out.value)
    seen = f"{lowest.left_out.value:.3f} ({lowest.kind})"
    yield Figure("AUROC of items outside, each kind left out: mean", 0.85, 0.97, mean, f"{mean:.3f}")
    yield Figure("AUROC of items outside, each kind left out: lowest", 0.85, 0.97, lowest.left_out.value, seen)


def _cost(settings: Settings) -> Iterator[Figure]:
    clocked = latency.ClockedClassifier(load_current(settings.artifacts_dir))
    times = latency.time_all(clocked, latency.held_out_uploads())
    p50, processor = (float(np.median(times[step])) for step in (latency.TOTAL, latency.PROCESSOR))
    seen = f"{p50:.1f} (processor time {processor:.1f})"
    yield Figure("a 600×800 photo, one core, p50 ms", 60, 25, p50, seen, small_is_good=True)
    size = sum(latency.sizes_mb(settings.artifacts_dir).values())
    yield Figure("artifacts, MB", 15, 10, size, f"{size:.2f}", small_is_good=True)


def _row(figure: Figure) -> list[str]:
    def wanted(number: float | None) -> str:
        if number is None:
            return ""
        sign = "≤" if figure.small_is_good else "≥"
        return f"{sign} {number:g}" if number >= 1 or figure.small_is_good else f"{sign} {number:.1%}"

    return [figure.name, wanted(figure.least), wanted(figure.aim), figure.seen, figure.verdict]


def _line(cells: list[str]) -> str:
    name, least, aim, seen, verdict = cells
    return f"{name:<56}{least:>9}{aim:>9}  {seen:<42}{verdict}"


def main() -> None:
    """Print the table."""
    settings = get_settings()
    classifier = load_classifier(settings)
    print(f"model {classifier.version}; in brackets 95 % intervals by contributor or street photo\n")
    print(_line(["figure", "at least", "aim", "seen", "reached"]))
    for figure in figures(classifier, settings):  # minutes: each line as soon as it is known
        print(_line(_row(figure)), flush=True)


if __name__ == "__main__":
    main()
