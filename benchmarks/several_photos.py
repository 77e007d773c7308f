"""How much several photos of one item tell more than one, and which way of combining them holds the promise.

    python -m benchmarks.several_photos

Prints, for photos of validation and of test contributors apart: single photos beside every rule that was tried. The
rule is chosen on validation alone, by the loss of its confidences; the scope detector and the threshold were fitted
there too, so only the test part says how well the promise is kept. Items outside the ten weigh one in five.

Three kinds of groups. Same piece: photos that show one piece, found by eye among photos of one contributor with one
label (``same_piece.csv``; the photo set does not say which these are, and there are few). Look-alikes: each photo with
the one or two of the same contributor, label and category that are nearest by embedding; other pieces, but of the
right category and taken alike, as a larger stand-in. Mixed up: a photo with one of another category by the same
contributor, as when photos of two items get under one SKU, where a person should be asked.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.measures import RESAMPLINGS, photos_of, with_interval
from benchmarks.tables import print_table
from fashion_model.evaluation.metrics import Estimate, bootstrap_by_group
from fashion_model.evaluation.risk_coverage import outside_weights
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.combine import (
    CombinedSuggestion,
    PhotoEvidence,
    combine,
    counted_photos,
    pooled_probabilities,
    pooled_scope,
)
from fashion_model.serving.decision import INSIDE
from fashion_model.serving.scoring import NONE_LABEL, LabelledFile, is_right
from fashion_model.settings import get_settings
from fashion_model.training.data.photo_set import Part
from fashion_model.training.decision.fit import OUTSIDE_SHARE

SAME_PIECE = Path(__file__).with_name("same_piece.csv")
PARTS: tuple[Part, ...] = ("validation", "test")
CHOSEN = "as served"
SINGLE = "single photos"
_SMALLEST = 1e-7


@dataclass(frozen=True)
class Shot:
    """A labelled photo with what it shows.

    Attributes:
        photo: The photo.
        evidence: What it says of its item.
        embedding: ``(D,)`` float32, of length 1.
    """

    photo: LabelledFile
    evidence: PhotoEvidence
    embedding: np.ndarray


Group = tuple[Shot, ...]
"""The photos of one item, or of several that are taken for one; the first one's category is the item's."""
Photos = Sequence[PhotoEvidence]


@dataclass(frozen=True)
class Rule:
    """One way to make several photos one.

    Attributes:
        probabilities: Which of the ten, ``(10,)``.
        scope: How probable one of the ten is, 0..1.
        counted: The photos that count.
    """

    probabilities: Callable[[Photos], np.ndarray] = pooled_probabilities
    scope: Callable[[Photos], float] = pooled_scope
    counted: Callable[[Photos], Photos] = counted_photos

    def __call__(self, photos: Photos, threshold: float) -> CombinedSuggestion:
        """Decide on the combined evidence as on one photo; disagreement is not looked for."""
        counted = self.counted(photos)
        scope = self.scope(counted)
        reason = min(counted, key=lambda photo: photo.scope).reason
        held_back = scope < INSIDE or all(photo.held_back for photo in counted)
        return combine([PhotoEvidence(self.probabilities(counted), scope, held_back, reason)], threshold)


def _stacked(photos: Photos) -> np.ndarray:
    return np.stack([photo.probabilities for photo in photos]).astype(np.float64)  # (n, 10)


def _confidences(photos: Photos) -> np.ndarray:
    return np.array([photo.probabilities.max() * photo.scope for photo in photos])


def _mean(photos: Photos) -> np.ndarray:
    return np.asarray(_stacked(photos).mean(axis=0))


def _mean_by_confidence(photos: Photos) -> np.ndarray:
    return np.asarray(np.average(_stacked(photos), axis=0, weights=_confidences(photos)))


def _best(photos: Photos) -> np.ndarray:
    return np.asarray(_stacked(photos)[_confidences(photos).argmax()])


def _powered(dependence: float, photos: Photos) -> np.ndarray:
    """Return the product to a power: n photos count as n to the power of ``dependence``."""
    logits = np.log(np.maximum(_stacked(photos), _SMALLEST)).sum(axis=0) * len(photos) ** (dependence - 1)
    shares: np.ndarray = np.exp(logits - logits.max())
    return np.asarray(shares / shares.sum())


def _scopes(photos: Photos) -> np.ndarray:
    return np.array([photo.scope for photo in photos])


def _without_held_back(photos: Photos) -> Photos:
    return [photo for photo in photos if not photo.held_back] or photos


RULES: dict[str, Callable[[Photos, float], CombinedSuggestion]] = {
    "mean": Rule(_mean),
    "mean by confidence": Rule(_mean_by_confidence),
    "best photo": Rule(_best, lambda photos: float(_scopes(photos)[_confidences(photos).argmax()])),
    "n counts as 1": Rule(partial(_powered, 0.0)),
    "n counts as n^¼": Rule(partial(_powered, 0.25)),
    "n counts as √n": Rule(),
    "n counts as n^¾": Rule(partial(_powered, 0.75)),
    "n counts as n": Rule(partial(_powered, 1.0)),
    "√n, mean scope": Rule(scope=lambda photos: float(_scopes(photos).mean())),
    "√n, lowest scope": Rule(scope=lambda photos: float(_scopes(photos).min())),
    "√n, highest scope": Rule(scope=lambda photos: float(_scopes(photos).max())),
    "√n, without held back": Rule(counted=_without_held_back),
    "√n, all photos": Rule(counted=tuple),
    CHOSEN: combine,
}
"""What was tried; ``as served`` is √n and asks a person too where photos disagree."""


@dataclass(frozen=True)
class Outcome:
    """What a rule does on items.

    Attributes:
        right: Share of the items of the ten whose likeliest category is the true one.
        loss: Cross-entropy of being right, in nats.
        automatic: Share that is answered without a person.
        precision: Share of those that is right.
        disagree: Share whose photos disagree, 0..1.
    """

    right: Estimate
    loss: float
    automatic: float
    precision: Estimate
    disagree: float


def look_at(classifier: Classifier, photos: Iterable[LabelledFile]) -> tuple[Shot, ...]:
    """Classify photos, keeping what combining needs."""
    return tuple(_shot(classifier, photo) for photo in photos)


def _shot(classifier: Classifier, photo: LabelledFile) -> Shot:
    seen = classifier.classify(photo.path.read_bytes())
    decision = seen.decision
    evidence = PhotoEvidence(seen.probabilities, decision.scope, decision.held_back, decision.reason)
    return Shot(photo, evidence, seen.embedding / np.linalg.norm(seen.embedding))


def same_piece(shots: Sequence[Shot]) -> list[Group]:
    """Return the groups found by eye that are among the photos."""
    by_name = {shot.photo.path.name: shot for shot in shots}
    groups: dict[str, list[Shot]] = defaultdict(list)
    with SAME_PIECE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["file"] in by_name:
                groups[row["group"]].append(by_name[row["file"]])
    return [tuple(group) for group in groups.values()]


def look_alikes(shots: Sequence[Shot], size: int) -> list[Group]:
    """Return each photo with the ``size - 1`` nearest of its contributor, label and category, if there are so many."""
    alike: dict[tuple[int, str, str], list[Shot]] = defaultdict(list)
    for shot in shots:
        alike[shot.photo.contributor, shot.photo.label, shot.photo.category].append(shot)
    return [_nearest(shot, members, size) for members in alike.values() if len(members) >= size for shot in members]


def _nearest(shot: Shot, members: Sequence[Shot], size: int) -> Group:
    others = sorted((one for one in members if one is not shot), key=lambda one: -float(one.embedding @ shot.embedding))
    return (shot, *others[: size - 1])


def mixed_up(shots: Sequence[Shot], seed: int = 0) -> list[Group]:
    """Return each photo with one of another category by its contributor, drawn by a seed."""
    rng = np.random.default_rng(seed)
    groups: list[Group] = []
    for shot in shots:
        own = shot.photo
        others = [x for x in shots if x.photo.contributor == own.contributor and x.photo.category != own.category]
        if others:
            groups.append((shot, others[rng.integers(len(others))]))
    return groups


def outcome(groups: Sequence[Group], rule: Callable[[Photos, float], CombinedSuggestion], threshold: float) -> Outcome:
    """Return what a rule does on groups of photos."""
    items = [rule([shot.evidence for shot in group], threshold) for group in groups]
    truths = [group[0].photo for group in groups]
    right = np.array([is_right(photo.category, one.category) for photo, one in zip(truths, items, strict=True)])
    inside = np.array([photo.category != NONE_LABEL for photo in truths])
    automatic = np.array([one.status == "auto" for one in items])
    confidences = np.clip([one.confidence for one in items], _SMALLEST, 1 - _SMALLEST)
    losses = -np.log(np.where(right, confidences, 1 - confidences))
    weights = outside_weights(inside, OUTSIDE_SHARE)

    def precision(chosen: np.ndarray) -> float:
        counted = outside_weights(inside[chosen], OUTSIDE_SHARE) * automatic[chosen]
        return float(np.average(right[chosen], weights=counted)) if counted.any() else float("nan")

    def share_right(chosen: np.ndarray) -> float:
        return float(right[chosen][inside[chosen]].mean()) if inside[chosen].any() else float("nan")

    contributors = np.array([photo.contributor for photo in truths])
    return Outcome(
        right=bootstrap_by_group(share_right, contributors, RESAMPLINGS),
        loss=float(np.average(losses, weights=weights)),
        automatic=float(np.average(automatic, weights=weights)),
        precision=bootstrap_by_group(precision, contributors, RESAMPLINGS),
        disagree=float(np.mean([one.disagree for one in items])),
    )


def main() -> None:
    """Print everything."""
    settings = get_settings()
    classifier = load_classifier(settings)
    threshold = classifier.artifact.auto_threshold
    print(f"model {classifier.version}, threshold {threshold:.3f}; in brackets 95 % intervals by contributor")
    for part in PARTS:
        shots = look_at(classifier, photos_of(settings, part))
        _print_groups(f"{part}: same piece, found by eye", same_piece(shots), threshold)
        for size in (2, 3):
            _print_groups(f"{part}: {size} look-alikes, a stand-in", look_alikes(shots, size), threshold)
        _print_mixed(part, mixed_up(shots), threshold)


def _print_groups(title: str, groups: Sequence[Group], threshold: float) -> None:
    single = [(shot,) for group in groups for shot in group]  # as often as it is in a group, to compare like with like
    print(f"\n{title}: {len(groups)} groups, {len({one[0].photo.path for one in single})} photos")
    found = {SINGLE: outcome(single, combine, threshold)}
    found |= {name: outcome(groups, rule, threshold) for name, rule in RULES.items()}
    head = ["rule", "right", "loss", "automatic", "of those right", "disagree"]
    print_table(head, [[name, *_cells(one)] for name, one in found.items()])


def _cells(one: Outcome) -> list[str]:
    return [
        with_interval(one.right),
        f"{one.loss:.3f}",
        f"{one.automatic:.1%}",
        with_interval(one.precision),
        f"{one.disagree:.1%}",
    ]


def _print_mixed(part: Part, groups: Sequence[Group], threshold: float) -> None:
    items = {name: [RULES[name]([shot.evidence for shot in group], threshold) for group in groups] for name in RULES}
    passed = {name: sum(one.status == "auto" for one in items[name]) for name in ("n counts as √n", CHOSEN)}
    asked = sum(one.disagree for one in items[CHOSEN])
    print(f"\n{part}: mixed up, {len(groups)} pairs; the photos disagree in {asked}")
    print(f"automatic although mixed up: {passed['n counts as √n']} without the question, {passed[CHOSEN]} with it")


if __name__ == "__main__":
    main()
