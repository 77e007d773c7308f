"""Records of reviews and rules, detached from the database."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from fashion_model.catalogue.items.records import CatalogueRow, Seen
from fashion_model.categories import INDEX, NONE_OF_THE_TEN
from fashion_model.serving.combine import CombinedSuggestion
from fashion_model.serving.decision import INSIDE, RankedAnswer


@dataclass(frozen=True)
class ThresholdRecord:
    """A confidence from which answers stand without a person."""

    threshold: float
    """0 to 1; above 1 lets nothing stand alone."""
    mistakes_per_100: float | None
    """What was wished for; None when the threshold was named itself."""
    model_version: str
    """For which model it holds."""
    person: str
    """Who set it."""
    created_at: datetime
    """When, UTC."""


@dataclass(frozen=True)
class ReviewPhoto:
    """A photo of an item that is reviewed."""

    path: Path
    """The copy."""
    file_name: str
    """Its name as sent."""
    category: str
    """What the network says of this photo alone; empty when it said nothing."""
    confidence: float
    """How sure, 0..1."""
    reason: str
    """Why a person would be asked about this photo alone; empty when not."""
    picture: np.ndarray | None
    """``(28, 28)`` uint8, what the Fashion-MNIST network saw; None where it was not kept."""
    box: tuple[float, float, float, float] | None
    """Where the item is: left, top, right and bottom, as shares of width and height, 0..1; None when not kept."""


@dataclass(frozen=True)
class ReviewItem:
    """An item that a person has to look at."""

    row: CatalogueRow
    """Its current state."""
    seen: Seen
    """What must not have changed when it is decided."""
    answers: tuple[RankedAnswer, ...]
    """The ten categories and ``NONE_OF_THE_TEN`` with their probabilities, likeliest first."""
    reason: str
    """Why a person is asked, in a sentence."""
    photos: tuple[ReviewPhoto, ...]
    """Its photos."""
    delivery: str
    """Name of the delivery; empty without one."""

    @property
    def suggested(self) -> str:
        """What the network suggests: the likeliest answer."""
        return self.answers[0].category


PHOTOS_DISAGREE: Final = "Photos disagree"
ONE_OF_THE_TEN: Final = "One of the ten?"


def question_of(suggestion: CombinedSuggestion) -> str:
    """Return the question that a suggestion leaves open, such as “Pullover or Shirt?”, whichever is likelier."""
    if suggestion.disagree:
        return PHOTOS_DISAGREE
    if suggestion.scope < INSIDE:
        return ONE_OF_THE_TEN
    names = {answer.category for answer in suggestion.answers[:2]} - {NONE_OF_THE_TEN}
    first, second = [*sorted(names, key=INDEX.__getitem__), NONE_OF_THE_TEN.lower()][:2]
    return f"{first} or {second}?"
