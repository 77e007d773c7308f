"""What the catalogue answers with: frozen rows, detached from the database."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

# Steps that make or take back many decisions at once.
ACCEPT_MANY: Final = "accept many"


CHANGE_MANY: Final = "change many"


UNDO: Final = "undo"


REDO: Final = "redo"


ACTION_KINDS: Final = (ACCEPT_MANY, CHANGE_MANY, UNDO, REDO)


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


NO_CATEGORY_YET: Final = "No category yet"
"""Under this name stand the items without an effective decision, in counts and as a search filter."""

# What a decision was: the suggestion taken, another category, none of the ten, a suggestion that stood without a
# person, a category that came with a list, or an earlier decision taken back.
ACCEPTED: Final = "accepted"
CHANGED: Final = "changed"
NONE_FITS: Final = "none of the ten"
AUTOMATIC: Final = "automatic"
IMPORTED: Final = "imported"
UNDONE: Final = "undone"
BY_ITSELF: Final = "automatic"
"""Who decides where nobody does."""

# What an item needs: nothing; nothing, for the network was sure; a person; a person, as chance picked it to check the
# network; photos; and nothing at all, because the delivery that created it was taken back.
DONE: Final = "done"
DONE_BY_ITSELF: Final = "automatic"
TO_REVIEW: Final = "review"
TO_AUDIT: Final = "audit"
OPEN: Final = "open"
WITHDRAWN: Final = "withdrawn"
STATUSES: Final = (DONE, DONE_BY_ITSELF, TO_REVIEW, TO_AUDIT, OPEN, WITHDRAWN)
AUDIT_QUESTION: Final = "Spot check"
"""The group in which people review what chance picked."""


@dataclass(frozen=True)
class ItemRecord:
    """An item of the shop.

    Attributes:
        item_id: Its number in the catalogue.
        sku: The shop's own key, unique.
        title: What the shop calls it.
        created_at: When it was created, UTC.
    """

    item_id: int
    sku: str
    title: str
    created_at: datetime


@dataclass(frozen=True)
class PhotoRecord:
    """A stored photo.

    Attributes:
        photo_id: Its number in the catalogue.
        sha256: Hash of the bytes that came in, hexadecimal.
        file_name: Its name when it was first sent; for showing, never for opening.
        path: The metadata-free copy.
        width: Of the copy, in pixels.
        height: Of the copy, in pixels.
        created_at: When it was first stored, UTC.
    """

    photo_id: int
    sha256: str
    file_name: str
    path: Path
    width: int
    height: int
    created_at: datetime


@dataclass(frozen=True)
class DecisionRecord:
    """One row of an item's history.

    Attributes:
        decision_id: Its number; later decisions have larger numbers.
        sku: The item's SKU.
        photo_sha256: The photo that the person looked at; None where there was none.
        category: One of the ten, or ``NONE_OF_THE_TEN``; an undo repeats the category that it takes back.
        kind: ``accepted``, ``changed``, ``none of the ten``, ``automatic``, ``imported`` or ``undone``.
        person: Who decided; ``BY_ITSELF`` where nobody did.
        model_version: The model that had suggested; empty without a suggestion.
        confidence: Of the suggestion, 0 to 1; None without one.
        threshold: Of the model at that time, 0 to 1; None without a suggestion.
        created_at: When, UTC.
        undoes: Number of the decision that this row takes back, or None.
        undone: Whether a later row takes this one back.
        garment: What of the photo the suggestion was made from: ``top``, ``footwear`` and so on, ``item`` or ``whole
            picture``; empty without a suggestion, and in rows from before garments could be chosen.
        photos: Number of photos that the suggestion was made from; 0 without one.
        delivery: Name of the delivery that it belongs to; empty without one.
        redoes: Number of the decision that this one makes again, or None.
    """

    decision_id: int
    sku: str
    photo_sha256: str | None
    category: str
    kind: str
    person: str
    model_version: str
    confidence: float | None
    threshold: float | None
    created_at: datetime
    undoes: int | None
    undone: bool
    garment: str = ""
    photos: int = 0
    delivery: str = ""
    redoes: int | None = None


@dataclass(frozen=True)
class SeenRecord:
    """What a decision's suggestion was made from.

    Attributes:
        garment: As ``DecisionRecord.garment``.
        picture: ``(28, 28)`` uint8, what the network saw, light item on black; None where it was not kept.
    """

    garment: str
    picture: np.ndarray | None


@dataclass(frozen=True)
class CatalogueRow:
    """An item with what it has now. Its current category is that of its latest decision that was not undone.

    Attributes:
        item_id: Its number in the catalogue.
        sku: The item's SKU.
        title: The item's title.
        status: What it needs, one of ``STATUSES``.
        category: One of the ten, ``NONE_OF_THE_TEN``, or None while nothing is decided.
        code: The shop's own code for the category; empty where it has none.
        person: Who decided; empty while nothing is decided.
        decided_at: When, UTC; None while nothing is decided.
        changed_at: When it was decided, else suggested, else created, UTC.
        model_version: The model that had suggested; empty without a suggestion.
        confidence: Of the suggestion, 0 to 1; None without one.
        photo_path: Copy of the photo to show; None without one.
        photo_file_name: That photo's name as sent; None without one.
        photos: Number of its photos.
        last_decision_id: The decision to undo when this category is wrong; None while nothing is decided.
        question: The group in which it is reviewed; empty when it needs no review.
        contradiction: How title and category contradict each other, in a sentence; empty when they do not.
        box: Where on the photo the item was found: left, top, right and bottom, as shares of width and height, 0..1;
            None when that was not kept.
        item_suggestion_id: The latest suggestion for the item that stands; None without one.
    """

    item_id: int
    sku: str
    title: str
    status: str
    category: str | None
    code: str
    person: str
    decided_at: datetime | None
    changed_at: datetime
    model_version: str
    confidence: float | None
    photo_path: Path | None
    photo_file_name: str | None
    photos: int
    last_decision_id: int | None
    question: str = ""
    contradiction: str = ""
    box: tuple[float, float, float, float] | None = None
    item_suggestion_id: int | None = None

    @property
    def seen(self) -> "Seen":
        """What must not have changed when somebody decides who has this on screen."""
        return Seen(self.item_id, self.last_decision_id, self.item_suggestion_id)


@dataclass(frozen=True)
class PhotoOfItem:
    """A photo of an item.

    Attributes:
        sha256: Hash of the bytes that came in, hexadecimal.
        path: The copy.
        file_name: Its name as sent.
        width: Of the copy, in pixels.
        height: Of the copy, in pixels.
        delivery_id: The delivery that brought it to the item; None without one.
        delivery: Name of that delivery; empty without one.
        category: What the network says of this photo alone; empty when it said nothing.
        confidence: How sure, 0 to 1; None when it said nothing.
        box: Where the item is: left, top, right and bottom, as shares of width and height, 0..1; None when not kept.
    """

    sha256: str
    path: Path
    file_name: str
    width: int
    height: int
    delivery_id: int | None
    delivery: str
    category: str
    confidence: float | None
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class CataloguePage:
    """One page of a search.

    Attributes:
        rows: The items of this page.
        total: Number of items that the search found, over all pages.
    """

    rows: tuple[CatalogueRow, ...]
    total: int


@dataclass(frozen=True)
class Seen:
    """What somebody had on screen of an item, so that nothing newer is overwritten.

    Attributes:
        item_id: The item.
        decision_id: The decision that stood, or None.
        item_suggestion_id: The suggestion that stood, or None.
    """

    item_id: int
    decision_id: int | None
    item_suggestion_id: int | None
