"""Combining an item's photos into one suggestion, or a reason to ask a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.categories import CATEGORIES
from fashion_model.serving.decision import INSIDE, PHOTO_TO_BLAME, SuggestedCategory, suggest

CONVICTION = 0.6
"""From this confidence on, a photo's own answer counts when photos disagree; chosen on validation photos."""
_DEPENDENCE = 0.5
"""Photos of one item are no independent witnesses: n of them count as n to this power; chosen on validation photos."""
_SMALLEST = 1e-7
"""No photo alone makes a category impossible, or certain that the item is one of the ten."""


@dataclass(frozen=True)
class PhotoEvidence:
    """What one photo of an item says of it.

    Attributes:
        probabilities: ``(10,)`` float, calibrated, summing to 1: which of the ten, if it is one of them.
        scope: How probable it is that the item is one of the ten, 0..1.
        held_back: True when the photo or its item is a reason to ask a person; always so for a scope below ``INSIDE``.
        reason: Why this photo's own answer needs a person, in a sentence; empty where it needs none.
    """

    probabilities: np.ndarray
    scope: float
    held_back: bool
    reason: str


@dataclass(frozen=True)
class CombinedSuggestion(SuggestedCategory):
    """What is suggested for one item.

    Attributes:
        probabilities: ``(10,)`` float, summing to 1: which of the ten, if it is one of them.
        photos: How many photos it rests on; those that were left out do not count.
        disagree: True when photos say different categories with conviction.
    """

    probabilities: np.ndarray
    photos: int
    disagree: bool


def combine(evidence: Sequence[PhotoEvidence], threshold: float) -> CombinedSuggestion:
    """Combine the photos of one item; a single photo keeps its own answer.

    Args:
        evidence: One a photo, in any order.
        threshold: The confidence from which the answer may stand alone, 0..1.

    Returns:
        The suggestion with its status.

    Raises:
        ValueError: There is no photo.
    """
    if not evidence:
        raise ValueError("expected the evidence of at least one photo, got none")
    counted = counted_photos(evidence)
    probabilities, scope = pooled_probabilities(counted), pooled_scope(counted)
    disagreement = _reason_in_the_disagreement(counted)
    suggested = suggest(probabilities, scope, _reason_in_the_photos(counted, scope) or disagreement, threshold)
    return CombinedSuggestion(
        **vars(suggested), probabilities=probabilities, photos=len(counted), disagree=bool(disagreement)
    )


def counted_photos(evidence: Sequence[PhotoEvidence]) -> tuple[PhotoEvidence, ...]:
    """Return the photos that count, in their order.

    A photo is left out where the photo is to blame: several items are on it, none could be told from the background,
    or it is upside down. One whose item looks like none of the ten counts: that speaks of the item. All count when
    none would be left.
    """
    return tuple(photo for photo in evidence if photo.reason not in PHOTO_TO_BLAME) or tuple(evidence)


def pooled_probabilities(photos: Sequence[PhotoEvidence]) -> np.ndarray:
    """Return ``(10,)`` which of the ten: the photos' log-probabilities added up, and dampened by the root of n.

    A logarithmic opinion pool (Genest and Zidek, "Combining probability distributions", 1986) whose weights sum to
    √n: between 1, the mean of photos that all say the same, and n, the product of independent ones.
    """
    if len(photos) == 1:  # the logarithm and back would change its last digits
        return photos[0].probabilities
    stacked = np.stack([photo.probabilities for photo in photos]).astype(np.float64)  # (n, 10)
    logits = np.log(np.maximum(stacked, _SMALLEST)).sum(axis=0) * len(photos) ** (_DEPENDENCE - 1)
    shares = np.exp(logits - logits.max())
    summed: np.ndarray = shares / shares.sum()
    return summed


def pooled_scope(photos: Sequence[PhotoEvidence]) -> float:
    """Return how probable it is that the item is one of the ten, 0..1: the mean of the photos' log-odds."""
    if len(photos) == 1:
        return photos[0].scope
    scopes = np.clip([photo.scope for photo in photos], _SMALLEST, 1 - _SMALLEST)
    return float(1 / (1 + np.exp(-np.log(scopes / (1 - scopes)).mean())))


def _reason_in_the_photos(photos: Sequence[PhotoEvidence], scope: float) -> str:
    """Return what holds the item back whatever the confidence: no photo that shows it well, or none of the ten."""
    if scope >= INSIDE and not all(photo.held_back for photo in photos):
        return ""
    return min(photos, key=lambda photo: photo.scope).reason


def _reason_in_the_disagreement(photos: Sequence[PhotoEvidence]) -> str:
    """Return which categories photos say with conviction, where these are several."""
    says = Counter(int(photo.probabilities.argmax()) for photo in photos if _is_convinced(photo))
    if len(says) < 2:
        return ""
    ordered = sorted(says.items(), key=lambda item: (-item[1], item[0]))
    votes = ", ".join(f"{n} {'says' if n == 1 else 'say'} {CATEGORIES[category]}" for category, n in ordered)
    return f"The photos disagree: {votes}."


def _is_convinced(photo: PhotoEvidence) -> bool:
    return not photo.held_back and float(photo.probabilities.max() * photo.scope) >= CONVICTION
