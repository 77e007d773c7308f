"""What the benchmarks share: the held-out photos, the served model, shares with their intervals, tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.metrics import Estimate, bootstrap_by_group
from fashion_model.photo.decode import PhotoRefused
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classification, Classifier
from fashion_model.serving.scoring import LabelledFile
from fashion_model.settings import Settings
from fashion_model.training.data.photo_set import Part, load_photo_set, part_of
from fashion_model.training.data.street import StreetPhoto, load_street_set
from fashion_model.training.decision.fit import classify_pixels
from fashion_model.training.pictures.prepare import pieces_of
from fashion_model.training.pictures.thumbnails import Piece

RESAMPLINGS = 1000
_BELOW_EVERY_CONFIDENCE = 1e-9


@dataclass(frozen=True)
class Tally:
    """N answers beside the truth.

    Attributes:
        truth: ``(N,)`` str, the true category.
        predicted: ``(N,)`` str, the likeliest of the ten.
        groups: ``(N,)`` of what is drawn together for the interval: contributors, street photos.
    """

    truth: np.ndarray
    predicted: np.ndarray
    groups: np.ndarray

    def __len__(self) -> int:
        return len(self.truth)

    def accuracy(self) -> Estimate:
        """Return the share that is right, with its interval; NaN without answers."""
        right = self.truth == self.predicted
        return _estimate(lambda chosen: float(right[chosen].mean()), self.groups)

    def balanced(self) -> Estimate:
        """Return the mean recall over the true categories that are present, with its interval."""
        names, truth = np.unique(self.truth, return_inverse=True)
        right = (self.truth == self.predicted).astype(float)

        def mean_recall(chosen: np.ndarray) -> float:
            sizes = np.bincount(truth[chosen], minlength=len(names))
            hits = np.bincount(truth[chosen], weights=right[chosen], minlength=len(names))
            return float((hits[sizes > 0] / sizes[sizes > 0]).mean())

        return _estimate(mean_recall, self.groups)

    def recalls(self) -> dict[str, tuple[int, float]]:
        """Return for each true category how many there are and the share that is right."""
        right = self.truth == self.predicted
        members = {str(name): self.truth == name for name in np.unique(self.truth)}
        return {name: (int(these.sum()), float(right[these].mean())) for name, these in members.items()}

    def of(self, categories: Sequence[str]) -> "Tally":
        """Return the answers whose truth is among ``categories``."""
        kept = np.isin(self.truth, categories)
        return Tally(self.truth[kept], self.predicted[kept], self.groups[kept])


def tally(rows: Sequence[tuple[str, str, int]]) -> Tally:
    """Return a tally of (truth, predicted, group)."""
    truth, predicted, groups = zip(*rows, strict=True) if rows else ((), (), ())
    return Tally(np.array(truth, dtype=str), np.array(predicted, dtype=str), np.array(groups, dtype=int))


def _estimate(figure: Callable[[np.ndarray], float], groups: np.ndarray) -> Estimate:
    if not len(groups):
        return Estimate(float("nan"), float("nan"), float("nan"))
    return bootstrap_by_group(figure, groups, RESAMPLINGS)


def photos_of(settings: Settings, part: Part) -> list[LabelledFile]:
    """Return the photo set's photos of one part."""
    photos = load_photo_set(settings.photo_dataset_dir, settings.cache_dir)
    return [photo for photo in photos if part_of(photo.contributor) == part]


def street_of(settings: Settings, part: Part) -> list[StreetPhoto]:
    """Return the street photos of one part."""
    photos = load_street_set(settings.street_dataset_dir, settings.cache_dir)
    return [photo for photo in photos if part_of(photo.number) == part]


def pieces_seen(
    classifier: Classifier, photos: Sequence[StreetPhoto]
) -> Iterator[tuple[StreetPhoto, Piece, Classification]]:
    """Yield what people wear on street photos, as a studio would show it and cut out alone, with the answer.

    Pieces that the product refuses are left out.
    """
    for photo in photos:
        for piece in pieces_of(photo):
            try:
                yield photo, piece, classify_pixels(classifier, piece.rgb)
            except PhotoRefused:
                continue


def without_threshold(classifier: Classifier) -> Classifier:
    """Return the same model, whose answers are automatic unless something is wrong with the photo or the item."""
    artifact = classifier.artifact
    decision = {**artifact.manifest["decision"], "auto_threshold": _BELOW_EVERY_CONFIDENCE}
    return Classifier(Artifact(artifact.folder, {**artifact.manifest, "decision": decision}), classifier.limits)


def percent(share: float) -> str:
    """Return a share 0..1 in percent; a dash for NaN."""
    return "-" if np.isnan(share) else f"{share:.1%}"


def with_interval(estimate: Estimate) -> str:
    """Return an estimate in percent with its 95 % interval."""
    return f"{percent(estimate.value)} ({percent(estimate.low)} to {percent(estimate.high)})"
