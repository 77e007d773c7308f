"""Accept the network's answer, or ask a person, and say why."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fashion_model.categories import CATEGORIES
from fashion_model.photo.segment import Method

Status = Literal["auto", "review"]


@dataclass(frozen=True)
class Decision:
    """What is suggested for one photo.

    Attributes:
        category: The likeliest of the ten.
        confidence: Its calibrated probability, 0..1.
        status: ``auto`` when it may stand without a person, else ``review``.
        reason: Why a person is asked, in a sentence; empty for ``auto``.
        second_category: The second likeliest.
        second_confidence: Its calibrated probability, 0..1.
        threshold: The confidence from which ``auto`` is given, 0..1.
    """

    category: str
    confidence: float
    status: Status
    reason: str
    second_category: str
    second_confidence: float
    threshold: float


def decide(probabilities: np.ndarray, method: Method, threshold: float) -> Decision:
    """Decide on one photo.

    Args:
        probabilities: ``(10,)`` float, calibrated, summing to 1.
        method: How the item was found on the photo.
        threshold: The confidence from which the answer may stand alone, 0..1.

    Returns:
        The suggestion with its status.
    """
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    reason = _reason_to_ask(probabilities, int(first), int(second), method, threshold)
    return Decision(
        category=CATEGORIES[first],
        confidence=float(probabilities[first]),
        status="review" if reason else "auto",
        reason=reason,
        second_category=CATEGORIES[second],
        second_confidence=float(probabilities[second]),
        threshold=threshold,
    )


def _reason_to_ask(probabilities: np.ndarray, first: int, second: int, method: Method, threshold: float) -> str:
    if method == "whole picture":
        return "The item could not be told from its background."
    if probabilities[first] >= threshold:
        return ""
    if probabilities[first] >= 2 * probabilities[second]:
        return f"Not sure enough that it is {CATEGORIES[first]}."
    return f"Unsure between {CATEGORIES[first]} and {CATEGORIES[second]}."
