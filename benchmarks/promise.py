"""Whether a threshold keeps what it promises, on people by whom it was not chosen.

    python -m benchmarks.promise

The test contributors are split in two halves many times. On one half the threshold is chosen for a wish, mistakes per
100 automatic answers, and on the other half the mistakes are counted. Prints for each wish what was promised and what
was seen, the share that is automatic, how often no threshold was found, how often the wish was kept, and how often the
promised 95 % interval held what was seen. The other half is itself a small sample, so even an exact interval of a rate
would miss it more often than in 5 % of splits; the last column therefore draws the contributors anew, with replacement,
and asks whether the interval holds the rate of all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.measures import percent
from benchmarks.tables import print_table
from fashion_model.analysis.confidence import known_answers
from fashion_model.analysis.predictions import read_answers
from fashion_model.evaluation.selective import KnownAnswers, Promise, promise_at, promise_curve, threshold_for
from fashion_model.serving.artifacts import load_current
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.settings import get_settings

WISHES = (1, 2, 3, 5, 10)
SPLITS = 300
FEWEST_COUNTED = 20
"""Of fewer automatic answers on the other half nothing is said on whether a wish was kept there."""
_SEED = 0


@dataclass(frozen=True)
class Trial:
    """One threshold, chosen on some people and tried on others.

    Attributes:
        promised: On the people by whom it was chosen.
        share_automatic: On the others, 0..1.
        mistakes: On the others, weighed.
        automatic: Automatic answers on the others, weighed.
        counted: The same, not weighed.
    """

    promised: Promise
    share_automatic: float
    mistakes: float
    automatic: float
    counted: int

    @property
    def seen_per_100(self) -> float:
        """Mistakes among 100 automatic answers on the others; NaN when none was automatic."""
        return 100 * self.mistakes / self.automatic if self.automatic else float("nan")

    @property
    def interval_holds(self) -> bool:
        """Whether the promised interval holds what was seen."""
        return self.promised.mistakes_per_100.low <= self.seen_per_100 <= self.promised.mistakes_per_100.high


def try_wishes(chosen_on: KnownAnswers, tried_on: KnownAnswers) -> dict[int, Trial]:
    """Choose a threshold for each wish and try it."""
    curve = promise_curve(chosen_on)
    return {wish: _try(promise_at(threshold_for(wish, curve), curve), tried_on) for wish in WISHES}


def _try(promised: Promise, tried_on: KnownAnswers) -> Trial:
    weights = np.ones(len(tried_on.right)) if tried_on.weights is None else tried_on.weights
    passed = tried_on.confidences >= promised.threshold
    return Trial(
        promised=promised,
        share_automatic=float(weights[passed].sum() / weights.sum()),
        mistakes=float(weights[passed & ~tried_on.right].sum()),
        automatic=float(weights[passed].sum()),
        counted=int(passed.sum()),
    )


def halves(answers: Sequence[PhotoAnswer], outside_share: float) -> Iterator[dict[int, Trial]]:
    """Yield the trials of each split of the contributors."""
    rng = np.random.default_rng(_SEED)
    people = np.unique([answer.contributor for answer in answers])
    for _ in range(SPLITS):
        first = set(rng.permutation(people)[: len(people) // 2].tolist())
        one = [answer for answer in answers if answer.contributor in first]
        other = [answer for answer in answers if answer.contributor not in first]
        yield try_wishes(known_answers(one, outside_share), known_answers(other, outside_share))


def drawn_anew(answers: Sequence[PhotoAnswer], outside_share: float) -> Iterator[dict[int, Trial]]:
    """Yield trials of thresholds chosen on contributors drawn with replacement, tried on all of them."""
    rng = np.random.default_rng(_SEED)
    everyone, groups = known_answers(answers, outside_share), np.array([answer.contributor for answer in answers])
    people = np.unique(groups)
    for _ in range(SPLITS):
        members = [np.flatnonzero(groups == person) for person in rng.choice(people, len(people))]
        drawn = known_answers([answers[index] for index in np.concatenate(members)], outside_share)
        copies = np.repeat(np.arange(len(members)), [len(indices) for indices in members])
        chosen_on = KnownAnswers(drawn.confidences, drawn.right, copies, drawn.weights)
        yield try_wishes(chosen_on, everyone)


def _row(wish: int, split: Sequence[Trial], drawn: Sequence[Trial]) -> list[str]:
    some = [trial for trial in split if trial.automatic]
    enough = [trial for trial in split if trial.counted >= FEWEST_COUNTED]
    held = [trial.interval_holds for trial in drawn if trial.automatic]
    pooled = 100 * sum(trial.mistakes for trial in some) / sum(trial.automatic for trial in some)
    return [
        f"{wish}",
        f"{_mean([trial.promised.mistakes_per_100.value for trial in some]):.1f}",
        f"{pooled:.1f}",
        percent(_mean([trial.share_automatic for trial in split])),
        percent(1 - len(some) / len(split)),
        f"{len(enough)}",
        percent(_mean([trial.seen_per_100 <= wish for trial in enough])),
        percent(_mean([trial.interval_holds for trial in enough])),
        percent(_mean(held)),
    ]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def main() -> None:
    """Print the table with all contributors, and without the one who took most of the photos."""
    artifact = load_current(get_settings().artifacts_dir)
    outside_share = float(artifact.manifest["decision"]["outside_share"])
    answers = read_answers(artifact.file("photo_predictions.csv"))
    people, photos = np.unique([answer.contributor for answer in answers], return_counts=True)
    most = int(people[photos.argmax()])
    others = [answer for answer in answers if answer.contributor != most]
    head = ["wish", "promised", "seen", "automatic", "none found", "splits", "kept", "interval holds", "of all"]
    print(f"model {artifact.version}; mistakes per 100 automatic answers; {SPLITS} splits")
    print(
        f"the two columns after “splits” are of those with {FEWEST_COUNTED} automatic answers or more on the other half"
    )
    for name, some in (("all", answers), (f"without the one who took {photos.max()} photos", others)):
        print(f"\n{name}: {len(some)} photos by {len({answer.contributor for answer in some})} people")
        split, drawn = list(halves(some, outside_share)), list(drawn_anew(some, outside_share))
        print_table(head, [_row(wish, [one[wish] for one in split], [one[wish] for one in drawn]) for wish in WISHES])


if __name__ == "__main__":
    main()
