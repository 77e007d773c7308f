"""Ranking of the eleven answers; decision to accept the first, or ask a person and say why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
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
class RankedAnswer:
    """One of the eleven answers, with its probability."""

    category: str
    """One of the ten, or `None of the ten`."""
    confidence: float
    """How probable it is that this is right, 0 to 1; those of all eleven sum to 1."""


def rank_answers(probabilities: Sequence[float] | np.ndarray, scope: float) -> tuple[RankedAnswer, ...]:
    """Return all eleven answers, the likeliest first; whatever shows or saves a likeliest answer reads it here.

    Of answers that are equally likely, those of ``CATEGORIES`` come first, in their order.

    >>> [answer.category for answer in rank_answers([0.1] * 10, 0.5)][:2]
    ['None of the ten', 'T-shirt/top']

    Args:
        probabilities: ``(10,)``, summing to 1: which of the ten, if it is one of them, in the order of ``CATEGORIES``.
        scope: How probable that is, 0..1.
    """
    shares = np.clip(np.asarray(probabilities, dtype=np.float64), 0, 1)  # double: as the database keeps them
    of_the_ten = [RankedAnswer(CATEGORIES[i], float(shares[i] * scope)) for i in np.argsort(-shares, kind="stable")]
    return tuple(sorted([*of_the_ten, RankedAnswer(NONE_OF_THE_TEN, 1 - scope)], key=lambda answer: -answer.confidence))


@dataclass(frozen=True)
class SuggestedCategory:
    """What is suggested, and whether it may stand without a person.

    Attributes:
        answers: All eleven, the likeliest first: it is what is suggested.
        category: The likeliest of the ten.
        confidence: How probable it is that this is right, 0..1; an item may also be none of the ten.
        second_category: The second likeliest of the ten.
        second_confidence: How probable that one is, 0..1.
        scope: How probable it is that the item is one of the ten, 0..1.
        status: ``auto`` when it may stand without a person, else ``review``.
        reason: Why a person is asked, in a sentence; empty for ``auto``.
        threshold: The confidence from which ``auto`` is given, 0..1.
    """

    answers: tuple[RankedAnswer, ...]
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
    """Return the ranked answers, automatic where nothing stands against the first and it is sure enough.

    ``None of the ten`` is never automatic, nor one of two answers that are equally likely.

    Args:
        probabilities: ``(10,)`` float, summing to 1: which of the ten, if it is one of them.
        scope: How probable it is that the item is one of the ten, 0..1.
        obstacle: What asks for a person whatever the confidence, in a sentence; empty for nothing.
        threshold: The confidence from which the answer may stand alone, 0..1.
    """
    answers = rank_answers(probabilities, scope)
    first, second = [answer for answer in answers if answer.category != NONE_OF_THE_TEN][:2]
    reason = obstacle or _reason_in_the_answers(answers, threshold)
    return SuggestedCategory(
        answers=answers,
        category=first.category,
        confidence=first.confidence,
        second_category=second.category,
        second_confidence=second.confidence,
        scope=scope,
        status="review" if reason else "auto",
        reason=reason,
        threshold=threshold,
    )


def by_threshold(decision: PhotoSuggestion, threshold: float) -> PhotoSuggestion:
    """Return the same suggestion as another threshold would have it."""
    reason = decision.reason if decision.held_back else _reason_in_the_answers(decision.answers, threshold)
    return replace(decision, status="review" if reason else "auto", reason=reason, threshold=threshold)


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


def _reason_in_the_answers(answers: Sequence[RankedAnswer], threshold: float) -> str:
    first, second = answers[:2]
    if first.category != NONE_OF_THE_TEN and first.confidence >= threshold and first.confidence > second.confidence:
        return ""
    if first.confidence < 2 * second.confidence:
        return f"Unsure between {first.category} and {second.category}."
    if first.category == NONE_OF_THE_TEN:
        return f"Perhaps {NONE_OF_THE_TEN}; next likeliest is {second.category}."
    return f"Not sure enough that it is {first.category}; next likeliest is {second.category}."
