"""How well items of the ten are told from others, each kind of others left out of learning in turn.

    python -m benchmarks.scope

For hats, shorts, skirts, small accessories and scenes without an item in turn, the detector is fitted as training fits
it, but without that kind (photos and street pieces alike). Prints, for each, the AUROC of the items of the ten on
photos of test contributors against held-out items of the left-out kind, with a 95 % interval by contributor and street
photo, and the same with the kind learned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.measures import RESAMPLINGS, photos_of, street_of
from benchmarks.tables import print_table
from fashion_model.evaluation.metrics import Estimate, auroc, bootstrap_by_group
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.scope import ScopeDetector
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile
from fashion_model.settings import Settings, get_settings
from fashion_model.training.data.street import StreetPhoto
from fashion_model.training.decision.fit import (
    OUTSIDE_SHARE,
    UPSIDE_DOWN,
    judge_photos,
    judge_pieces,
    judge_scenes,
    judge_turned,
)
from fashion_model.training.decision.scope import ScopeExamples, fit_scope, joined_examples
from fashion_model.training.decision.unfit import SCENES

EMPTY = "empty scenes"
_FAMILIES = {"hat": "hats", "shorts": "shorts", "skirt": "skirts", UPSIDE_DOWN: UPSIDE_DOWN} | dict.fromkeys(
    SCENES, EMPTY
)
_AT_ONCE = 50


@dataclass(frozen=True)
class HeldOut:
    """Items that nothing was fitted on.

    Attributes:
        photos: By test contributors.
        pieces: Of test street photos.
        scenes: Without any item, from test street photos.
    """

    photos: ScopeExamples
    pieces: ScopeExamples
    scenes: ScopeExamples


@dataclass(frozen=True)
class Trial:
    """One kind that was left out, tried on held-out items of that kind.

    Attributes:
        kind: The kind.
        inside: Whose items of the ten it was held against: ``photos`` or ``street``.
        items: How many of the kind.
        left_out: AUROC of a detector that did not learn the kind.
        learned: AUROC of one that learned every kind there is.
    """

    kind: str
    inside: str
    items: int
    left_out: Estimate
    learned: float


def family_of(kind: str) -> str:
    """Return which kind an item outside the ten belongs to, from the photo set's label or the masks' name."""
    return _FAMILIES.get(kind.lower(), "accessories")


def fitting_examples(classifier: Classifier, settings: Settings) -> ScopeExamples:
    """Return the items on which training fits the detector."""
    outsiders = [photo for photo in photos_of(settings, "train") if photo.category == NONE_LABEL]
    photos = seen_photos(classifier, [*photos_of(settings, "validation"), *outsiders])
    street = street_of(settings, "validation")
    turned = judge_turned(classifier, photos_of(settings, "validation")).examples
    return joined_examples([photos, turned, seen_pieces(classifier, street), judge_scenes(classifier, street).examples])


def held_out(classifier: Classifier, settings: Settings) -> HeldOut:
    """Return the items on which the detector is tried."""
    street = street_of(settings, "test")
    return HeldOut(
        seen_photos(classifier, photos_of(settings, "test")),
        seen_pieces(classifier, street),
        judge_scenes(classifier, street).examples,
    )


def seen_photos(classifier: Classifier, photos: Sequence[LabelledFile]) -> ScopeExamples:
    """Return photos as the detector sees them; a few at a time, because decoded photos are large."""
    parts = [photos[start : start + _AT_ONCE] for start in range(0, len(photos), _AT_ONCE)]
    return joined_examples([judge_photos(classifier, part).examples for part in parts])


def seen_pieces(classifier: Classifier, photos: Sequence[StreetPhoto]) -> ScopeExamples:
    """Return what people wear on street photos as the detector sees it."""
    parts = [judge_pieces(classifier, photos[start : start + _AT_ONCE]) for start in range(0, len(photos), _AT_ONCE)]
    return joined_examples([part.examples for part in parts if part.results])


def trials(fitting: ScopeExamples, tested: HeldOut) -> list[Trial]:
    """Leave out each kind in turn.

    Returns:
        A trial for each kind and source it is held out in: hats, shorts and skirts on photos, street accessories and
        empty scenes against photos of the ten; then street accessories, shorts and skirts against street pieces of
        the ten, so that the source of a picture tells nothing.
    """
    photos, pieces = tested.photos, tested.pieces
    planned = [
        *((kind, photos, photos, "photos") for kind in ("hats", "shorts", "skirts")),
        ("accessories", pieces, photos, "photos"),
        (EMPTY, tested.scenes, photos, "photos"),
        *((kind, pieces, pieces, "street") for kind in ("accessories", "shorts", "skirts")),
    ]
    planned = [one for one in planned if _members(one[1], one[0]).any()]
    with threadpool_limits(1):  # the fits are so small that threads cost more than they bring
        learned = fit_scope(fitting, OUTSIDE_SHARE)
        without = {kind: fit_scope(fitting.take(~_members(fitting, kind)), OUTSIDE_SHARE) for kind, *_ in planned}
    return [
        _trial(kind, source, _beside(inside, outside, kind), without[kind], learned)
        for kind, outside, inside, source in planned
    ]


def _beside(inside: ScopeExamples, outside: ScopeExamples, kind: str) -> ScopeExamples:
    """Return the items of the ten from one source and those of a kind outside from another."""
    return joined_examples([inside.take(inside.inside), outside.take(_members(outside, kind))])


def _trial(kind: str, source: str, both: ScopeExamples, without: ScopeDetector, learned: ScopeDetector) -> Trial:
    scores = without.probability(both.features)

    def figure(chosen: np.ndarray, scores: np.ndarray = scores) -> float:
        is_inside = both.inside[chosen]
        if is_inside.all() or not is_inside.any():
            return float("nan")
        return auroc(scores[chosen][is_inside], scores[chosen][~is_inside])

    everything = np.arange(len(both.kinds))
    return Trial(
        kind,
        source,
        int((~both.inside).sum()),
        bootstrap_by_group(figure, both.groups, RESAMPLINGS),
        figure(everything, learned.probability(both.features)),
    )


def _members(examples: ScopeExamples, kind: str) -> np.ndarray:
    """Return ``(N,)`` bool, True on items outside the ten that are of a kind."""
    of_kind = np.array([family_of(example_kind) == kind for example_kind in examples.kinds], dtype=bool)
    return np.asarray(~examples.inside & of_kind)


def main() -> None:
    """Print the table."""
    settings = get_settings()
    classifier = load_classifier(settings)
    fitting, tested = fitting_examples(classifier, settings), held_out(classifier, settings)
    amounts = f"{fitting.inside.sum()} items of the ten and {(~fitting.inside).sum()} others"
    print(f"model {classifier.version}; detector fitted on {amounts}")
    print(f"held out: {tested.photos.inside.sum()} photos and {tested.pieces.inside.sum()} street pieces of the ten\n")
    found = trials(fitting, tested)
    rows = [[one.kind, one.inside, str(one.items), *_scores(one)] for one in found]
    print_table(["left out", "against the ten on", "items", "AUROC", "95 % interval", "when learned"], rows)
    against_photos = [one.left_out.value for one in found if one.inside == "photos"]
    print(f"\nagainst photos: mean {np.mean(against_photos):.3f}, lowest {min(against_photos):.3f}")


def _scores(trial: Trial) -> list[str]:
    seen = trial.left_out
    return [f"{seen.value:.3f}", f"{seen.low:.3f} to {seen.high:.3f}", f"{trial.learned:.3f}"]


if __name__ == "__main__":
    main()
