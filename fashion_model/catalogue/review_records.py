"""What the catalogue answers about reviews, steps and rules: frozen rows, detached from the database."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from fashion_model.catalogue.records import CatalogueRow, Seen

# Steps that make or take back many decisions at once.
ACCEPT_MANY: Final = "accept many"
CHANGE_MANY: Final = "change many"
UNDO: Final = "undo"
REDO: Final = "redo"
ACTION_KINDS: Final = (ACCEPT_MANY, CHANGE_MANY, UNDO, REDO)


@dataclass(frozen=True)
class ThresholdRecord:
    """A confidence from which answers stand without a person.

    Attributes:
        threshold: 0 to 1; above 1 lets nothing stand alone.
        mistakes_per_100: What was wished for; None when the threshold was named itself.
        model_version: For which model it holds.
        person: Who set it.
        created_at: When, UTC.
    """

    threshold: float
    mistakes_per_100: float | None
    model_version: str
    person: str
    created_at: datetime


@dataclass(frozen=True)
class ActionRecord:
    """A step that made or took back several decisions.

    Attributes:
        action_id: Its number.
        kind: One of ``ACTION_KINDS``.
        person: Who did it.
        created_at: When, UTC.
        decisions: How many decisions it made or took back.
        skipped: How many it left alone, as they had changed meanwhile or somebody else was looking at them.
    """

    action_id: int
    kind: str
    person: str
    created_at: datetime
    decisions: int
    skipped: int


@dataclass(frozen=True)
class CopyRecord:
    """Another item of which a photo is a copy.

    Attributes:
        sku: The other item's SKU.
        photo_path: Its photo.
        exact: True for the same photo, False for one that looks like a copy.
    """

    sku: str
    photo_path: Path
    exact: bool


@dataclass(frozen=True)
class ReviewPhoto:
    """A photo of an item that is reviewed.

    Attributes:
        path: The copy.
        file_name: Its name as sent.
        category: What the network says of this photo alone; empty when it said nothing.
        confidence: How sure, 0..1.
        reason: Why a person would be asked about this photo alone; empty when not.
        picture: ``(28, 28)`` uint8, what the Fashion-MNIST network saw; None where it was not kept.
        box: Where the item is: left, top, right and bottom, as shares of width and height, 0..1; None when not kept.
    """

    path: Path
    file_name: str
    category: str
    confidence: float
    reason: str
    picture: np.ndarray | None
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class ReviewItem:
    """An item that a person has to look at.

    Attributes:
        row: What it has now.
        seen: What must not have changed when it is decided.
        answers: The ten categories and ``NONE_OF_THE_TEN`` with their probabilities, likeliest first.
        suggested: What the network suggests.
        reason: Why a person is asked, in a sentence.
        photos: Its photos.
        delivery: Name of the delivery; empty without one.
    """

    row: CatalogueRow
    seen: Seen
    answers: tuple[tuple[str, float], ...]
    suggested: str
    reason: str
    photos: tuple[ReviewPhoto, ...]
    delivery: str


@dataclass(frozen=True)
class SimilarItem:
    """A confirmed item whose photo looks similar.

    Attributes:
        sku: Its SKU.
        title: Its title.
        category: What a person decided.
        photo_path: Its photo.
        similarity: Cosine of the embeddings, -1 to 1.
        box: Where the item is on the photo; None when not kept.
    """

    sku: str
    title: str
    category: str
    photo_path: Path
    similarity: float
    box: tuple[float, float, float, float] | None
