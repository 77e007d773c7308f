"""Accept the network's answer, or ask a person, and say why."""

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
class Decision:
    """What is suggested for one photo.

    Attributes:
        category: The likeliest of the ten.
        confidence: How probable it is that this is right, 0..1; an item may also be none of the ten.
        status: ``auto`` when it may stand without a person, else ``review``.
        reason: Why a person is asked, in a sentence; empty for ``auto``.
        second_category: The second likeliest.
        second_confidence: How probable that one is, 0..1.
        threshold: The confidence from which ``auto`` is given, 0..1.
        scope: How probable it is that the item is one of the ten, 0..1.
        held_back: True when the photo or the item is the reason, which no confidence outweighs.
    """

    category: str
    confidence: float
    status: Status
    reason: str
    second_category: str
    second_confidence: float
    threshold: float
    scope: float
    held_back: bool


def decide(evidence: Evidence, garment: Garment, found: Found, threshold: float) -> Decision:
    """Decide on one item of a photo.

    Args:
        evidence: What the network says of it.
        garment: The item.
        found: Everything that was found on the photo.
        threshold: The confidence from which the answer may stand alone, 0..1.

    Returns:
        The suggestion with its status.
    """
    first, second = np.argsort(-evidence.probabilities, kind="stable")[:2]
    confidences = evidence.probabilities * evidence.scope
    obstacle = _reason_in_the_photo(garment, found) or _reason_in_the_item(evidence)
    reason = obstacle or reason_in_the_answer(confidences, int(first), int(second), threshold)
    return Decision(
        category=CATEGORIES[first],
        confidence=float(confidences[first]),
        status="review" if reason else "auto",
        reason=reason,
        second_category=CATEGORIES[second],
        second_confidence=float(confidences[second]),
        threshold=threshold,
        scope=evidence.scope,
        held_back=bool(obstacle),
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


def reason_in_the_answer(confidences: np.ndarray, first: int, second: int, threshold: float) -> str:
    """Return why the likeliest is not sure enough, in a sentence; empty when it is.

    Args:
        confidences: ``(10,)`` float, how probable each of the ten is, 0..1.
        first: Index of the likeliest.
        second: Index of the second likeliest.
        threshold: The confidence from which an answer may stand alone, 0..1.
    """
    if confidences[first] >= threshold:
        return ""
    if confidences[first] >= 2 * confidences[second]:
        return f"Not sure enough that it is {CATEGORIES[first]}; next likeliest is {CATEGORIES[second]}."
    return f"Unsure between {CATEGORIES[first]} and {CATEGORIES[second]}."
