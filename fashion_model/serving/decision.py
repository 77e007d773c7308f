"""Decision on a photo: accept the answer, or ask a person and say why."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fashion_model.categories import CATEGORIES
from fashion_model.photo.garment import Found, Garment

Status = Literal["auto", "review"]
INSIDE = 0.5
"""From this probability on, an item counts as one of the ten."""
_RIVAL_SIZE = 0.5
"""A second item of at least this share of the first one's size leaves open which of them is for sale."""
_NOT_FOUND = "The item could not be told from its background."
_SEVERAL_ITEMS = "Several items are on the photo: choose the one that is for sale."
_UPSIDE_DOWN = "The item may lie upside down: turn the photo, or say what it is."
PHOTO_TO_BLAME = frozenset({_NOT_FOUND, _SEVERAL_ITEMS, _UPSIDE_DOWN})
"""Reasons that a better photo of the same item would not give."""


@dataclass(frozen=True)
class Evidence:
    """What is known of one item when it is decided on.

    Attributes:
        probabilities: ``(10,)`` float, calibrated, summing to 1: which of the ten, if it is one of them.
        scope: How probable it is that it is one of the ten, 0..1.
        turned_scope: The same for the item turned by 180 degrees, 0..1; asked only when ``scope`` is below ``INSIDE``,
            else the same number.
    """

    probabilities: np.ndarray
    scope: float
    turned_scope: float


@dataclass(frozen=True)
class SuggestedCategory:
    """What is suggested, and whether it may stand without a person.

    Attributes:
        category: The likeliest of the ten.
        confidence: How probable it is that this is right, 0..1; an item may also be none of the ten.
        second_category: The second likeliest.
        second_confidence: How probable that one is, 0..1.
        scope: How probable it is that the item is one of the ten, 0..1.
        status: ``auto`` when it may stand without a person, else ``review``.
        reason: Why a person is asked, in a sentence; empty for ``auto``.
        threshold: The confidence from which ``auto`` is given, 0..1.
    """

    category: str
    confidence: float
    second_category: str
    second_confidence: float
    scope: float
    status: Status
    reason: str
    threshold: float


@dataclass(frozen=True)
class PhotoSuggestion(SuggestedCategory):
    """What is suggested for one photo.

    Attributes:
        held_back: True when the photo or the item is the reason, which no confidence outweighs.
    """

    held_back: bool


def decide(evidence: Evidence, garment: Garment, found: Found, threshold: float) -> PhotoSuggestion:
    """Decide on one item of a photo.

    Args:
        evidence: What the network says of it.
        garment: The item.
        found: Everything that was found on the photo.
        threshold: The confidence from which the answer may stand alone, 0..1.

    Returns:
        The suggestion with its status.
    """
    obstacle = _reason_in_the_photo(garment, found) or _reason_in_the_item(evidence)
    suggested = suggest(evidence.probabilities, evidence.scope, obstacle, threshold)
    return PhotoSuggestion(**vars(suggested), held_back=bool(obstacle))


def suggest(probabilities: np.ndarray, scope: float, obstacle: str, threshold: float) -> SuggestedCategory:
    """Return the likeliest category, automatic where nothing stands against it and it is sure enough.

    Args:
        probabilities: ``(10,)`` float, summing to 1: which of the ten, if it is one of them.
        scope: How probable it is that the item is one of the ten, 0..1.
        obstacle: What asks for a person whatever the confidence, in a sentence; empty for nothing.
        threshold: The confidence from which the answer may stand alone, 0..1.
    """
    first, second = (int(category) for category in np.argsort(-probabilities, kind="stable")[:2])
    confidences = probabilities * scope
    reason = obstacle or _reason_in_the_answer(confidences, first, second, threshold)
    return SuggestedCategory(
        category=CATEGORIES[first],
        confidence=float(confidences[first]),
        second_category=CATEGORIES[second],
        second_confidence=float(confidences[second]),
        scope=scope,
        status="review" if reason else "auto",
        reason=reason,
        threshold=threshold,
    )


def _reason_in_the_photo(garment: Garment, found: Found) -> str:
    """Return what the photo leaves open about the item that was picked for the person; nothing about their own pick."""
    if garment is not found.garments[0]:
        return ""
    if garment.method == "whole picture":
        return _NOT_FOUND
    if not found.worn and any(_is_rival(other, garment) for other in found.garments):
        return _SEVERAL_ITEMS
    return ""


def _is_rival(other: Garment, garment: Garment) -> bool:
    return other is not garment and other.area >= _RIVAL_SIZE * garment.area


def _reason_in_the_item(evidence: Evidence) -> str:
    if evidence.scope >= INSIDE:
        return ""
    if evidence.turned_scope >= INSIDE:
        return _UPSIDE_DOWN
    return "Unlike the items it has learned: perhaps none of the ten categories."


def _reason_in_the_answer(confidences: np.ndarray, first: int, second: int, threshold: float) -> str:
    if confidences[first] >= threshold:
        return ""
    if confidences[first] >= 2 * confidences[second]:
        return f"Not sure enough that it is {CATEGORIES[first]}; next likeliest is {CATEGORIES[second]}."
    return f"Unsure between {CATEGORIES[first]} and {CATEGORIES[second]}."
