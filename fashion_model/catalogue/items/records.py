"""Records of items, decisions and steps: frozen rows, detached from the database.

Moments are in UTC. The REST API describes the fields of its answers by the sentences below them.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from fashion_model.catalogue.store.tables import Box

# Steps that make or take back many decisions at once.
ACCEPT_MANY: Final = "accept many"
CHANGE_MANY: Final = "change many"
UNDO: Final = "undo"
REDO: Final = "redo"
ACTION_KINDS: Final = (ACCEPT_MANY, CHANGE_MANY, UNDO, REDO)


@dataclass(frozen=True)
class ActionRecord:
    """A step that made or took back several decisions."""

    action_id: int
    """Its number, by which it is taken back."""
    kind: str
    """What it did."""
    person: str
    """Who did it."""
    created_at: datetime
    """When."""
    decisions: int
    """How many decisions it made or took back."""
    skipped: int
    """How many it left alone, as they had changed meanwhile or somebody else was looking at them."""


@dataclass(frozen=True)
class CopyRecord:
    """Another item of which a photo is a copy."""

    sku: str
    """The other item's SKU."""
    photo_path: Path
    """Its photo."""
    exact: bool
    """True for the same photo, False for one that looks like a copy."""


@dataclass(frozen=True)
class SimilarItem:
    """A confirmed item whose photo looks similar."""

    sku: str
    """Its SKU."""
    title: str
    """Its title."""
    category: str
    """What a person decided."""
    photo_path: Path
    """Its photo."""
    similarity: float
    """Cosine of the embeddings, -1 to 1."""
    box: Box | None
    """Where the item is on the photo; None when not kept."""


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

# What an item needs: nothing; nothing, for the network was sure; a person; a person, as the random audit picked it;
# photos; and nothing at all, because the delivery that created it was taken back.
DONE: Final = "done"
DONE_BY_ITSELF: Final = "automatic"
TO_REVIEW: Final = "review"
TO_AUDIT: Final = "audit"
OPEN: Final = "open"
WITHDRAWN: Final = "withdrawn"
STATUSES: Final = (DONE, DONE_BY_ITSELF, TO_REVIEW, TO_AUDIT, OPEN, WITHDRAWN)
AUDIT_QUESTION: Final = "Spot check"
"""The group in which people review the random audit."""


@dataclass(frozen=True)
class ItemRecord:
    """An item of the shop."""

    item_id: int
    """Its number in the catalogue."""
    sku: str
    """The shop's own key, unique."""
    title: str
    """What the shop calls it."""
    created_at: datetime
    """When it was created, UTC."""


@dataclass(frozen=True)
class PhotoRecord:
    """A stored photo."""

    photo_id: int
    """Its number in the catalogue."""
    sha256: str
    """Hash of the bytes that came in, hexadecimal."""
    file_name: str
    """Its name when it was first sent; for showing, never for opening."""
    path: Path
    """The metadata-free copy."""
    width: int
    """Of the copy, in pixels."""
    height: int
    """Of the copy, in pixels."""
    created_at: datetime
    """When it was first stored, UTC."""


@dataclass(frozen=True)
class DecisionRecord:
    """One row of an item's history."""

    decision_id: int
    """Its number; later decisions have larger numbers."""
    sku: str
    """The item's SKU."""
    category: str
    """What was decided; an undo repeats the category that it takes back."""
    kind: str
    """The suggestion taken, another category, none of the ten, a suggestion that stood without a person, a category
    from a list, or an earlier decision taken back.
    """
    person: str
    """Who decided; ``automatic`` where nobody did."""
    created_at: datetime
    """When."""
    model_version: str
    """The model that had suggested; empty without a suggestion."""
    confidence: float | None
    """Of the category, 0 to 1; None where a person decided."""
    suggested_category: str | None
    """What the model had suggested; None without a suggestion."""
    suggested_confidence: float | None
    """Of that suggestion, 0 to 1; None without one."""
    threshold: float | None
    """Of the model at that time, 0 to 1; None without a suggestion."""
    photo_sha256: str | None
    """The photo that was looked at; None where there was none."""
    delivery: str
    """Name of the delivery that it belongs to; empty without one."""
    undoes: int | None
    """The decision that this row takes back, or None."""
    undone: bool
    """Whether a later row takes this one back."""
    redoes: int | None
    """The decision that this row makes again, or None."""
    garment: str
    """What of the photo the suggestion was made from: ``top``, ``footwear`` and so on, ``item`` or ``whole picture``;
    empty without a suggestion, and in rows from before garments could be chosen.
    """
    photos: int
    """Number of photos that the suggestion was made from; 0 without one."""


TITLE: Final = "title"
CODE: Final = "code"
CHANGE_KINDS: Final = (TITLE, CODE)
"""What people change beside categories: an item's title, and the shop's own code for a category."""


@dataclass(frozen=True)
class ChangeRecord:
    """That somebody gave an item another title, or a category another code."""

    change_id: int
    """Its number, by which it is taken back; later changes have larger numbers."""
    kind: str
    """What was changed."""
    sku: str
    """The item's SKU, for a title; else empty."""
    category: str
    """The category, for a code; else empty."""
    before: str
    """What stood before; empty for nothing."""
    after: str
    """What stands since; empty for nothing."""
    person: str
    """Who changed it."""
    created_at: datetime
    """When."""
    undoes: int | None
    """The change that this one takes back, or None."""
    undone: bool
    """Whether a later change takes this one back."""


@dataclass(frozen=True)
class SeenRecord:
    """What a decision's suggestion was made from."""

    garment: str
    """As ``DecisionRecord.garment``."""
    picture: np.ndarray | None
    """``(28, 28)`` uint8, what the network saw, light item on black; None where it was not kept."""


@dataclass(frozen=True)
class CatalogueRow:
    """An item with what it has now.

    Its current category is that of its latest decision that was not undone.
    """

    item_id: int
    """Its number in the catalogue."""
    sku: str
    """The shop's own key."""
    title: str
    """What the shop calls it."""
    status: str
    """``done``: a person decided; ``automatic``: the model was sure enough; ``review``: a person has to look;
    ``audit``: decided by itself, and picked for a spot check; ``open``: nothing is suggested or decided yet;
    ``withdrawn``: the delivery that created it was taken back."""
    category: str | None
    """One of the ten, or ``None of the ten``; None while nothing is decided."""
    code: str
    """The shop's own code for the category; empty where it has none."""
    person: str
    """Who decided, ``automatic`` where nobody did; empty while nothing is decided."""
    decided_at: datetime | None
    """When; None while nothing is decided."""
    changed_at: datetime
    """When it was decided, else suggested, else created."""
    model_version: str
    """The model that had suggested; empty without a suggestion."""
    confidence: float | None
    """Of the category, 0 to 1; None where a person decided, and while nothing is decided."""
    photo_path: Path | None
    """Copy of the photo to show; None without one."""
    photo_file_name: str | None
    """That photo's name as sent; None without one."""
    photos: int
    """Number of its photos."""
    last_decision_id: int | None
    """The decision that stands; to be sent as ``seen``, or undone."""
    question: str = ""
    """The group in which it is reviewed; empty when it needs no review."""
    contradiction: str = ""
    """How title and category contradict each other; empty when they do not."""
    box: Box | None = None
    """Where on the photo the item was found: left, top, right and bottom, as shares of width and height, 0..1; None
    when that was not kept.
    """
    item_suggestion_id: int | None = None
    """The latest suggestion for the item that stands; None without one."""
    suggested_category: str | None = None
    """What that suggestion says; None without one."""
    suggested_confidence: float | None = None
    """Of that suggestion, 0 to 1; None without one."""

    @property
    def seen(self) -> "Seen":
        """What must not have changed when somebody decides who has this on screen."""
        return Seen(self.item_id, self.last_decision_id, self.item_suggestion_id)


@dataclass(frozen=True)
class PhotoOfItem:
    """A photo of an item."""

    sha256: str
    """Hash of the bytes that came in, hexadecimal."""
    path: Path
    """The copy."""
    file_name: str
    """Its name when it was first sent."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""
    delivery_id: int | None
    """The delivery that brought it; None without one."""
    delivery: str
    """Name of that delivery; empty without one."""
    category: str
    """What the network says of this photo alone; empty when it said nothing."""
    confidence: float | None
    """How sure, 0 to 1; None when it said nothing."""
    box: Box | None
    """Where the item is: left, top, right and bottom, as shares of width and height, 0..1; None when not kept."""


@dataclass(frozen=True)
class CataloguePage:
    """One page of a search."""

    rows: tuple[CatalogueRow, ...]
    """The items of this page."""
    total: int
    """Number of items that the search found, over all pages."""


@dataclass(frozen=True)
class Seen:
    """What somebody had on screen of an item, so that nothing newer is overwritten."""

    item_id: int
    """The item."""
    decision_id: int | None
    """The decision that stood, or None."""
    item_suggestion_id: int | None
    """The suggestion that stood, or None."""
