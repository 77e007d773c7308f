"""What the catalogue answers with: frozen rows, detached from the database."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

NO_CATEGORY_YET: Final = "No category yet"
"""Under this name stand the items without an effective decision, in counts and as a search filter."""

# What a decision was: the suggestion taken, another category, none of the ten, or an earlier decision taken back.
ACCEPTED: Final = "accepted"
CHANGED: Final = "changed"
NONE_FITS: Final = "none of the ten"
UNDONE: Final = "undone"


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
        photo_sha256: The photo that the person looked at.
        category: One of the ten, or ``NONE_OF_THE_TEN``; an undo repeats the category that it takes back.
        kind: ``accepted``, ``changed``, ``none of the ten`` or ``undone``.
        person: Who decided.
        model_version: The model that had suggested; empty without a suggestion.
        confidence: Of the suggestion, 0 to 1; None without one.
        threshold: Of the model at that time, 0 to 1; None without a suggestion.
        created_at: When, UTC.
        undoes: Number of the decision that this row takes back, or None.
        undone: Whether a later row takes this one back.
        garment: What of the photo the suggestion was made from: ``top``, ``footwear`` and so on, ``item`` or ``whole
            picture``; empty without a suggestion, and in rows from before garments could be chosen.
    """

    decision_id: int
    sku: str
    photo_sha256: str
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
    """An item with its current category, which is that of its latest decision that was not undone.

    Attributes:
        sku: The item's SKU.
        title: The item's title.
        category: One of the ten, ``NONE_OF_THE_TEN``, or None while nothing is decided.
        person: Who decided; empty while nothing is decided.
        decided_at: When, UTC; None while nothing is decided.
        model_version: The model that had suggested; empty without a suggestion.
        confidence: Of the suggestion, 0 to 1; None without one.
        photo_path: Copy of the photo that the person looked at; None while nothing is decided.
        photo_file_name: That photo's name as sent; None while nothing is decided.
        photos: Number of photos that effective decisions tie to the item.
        last_decision_id: The decision to undo when this category is wrong; None while nothing is decided.
        box: Where on the photo the item was found: left, top, right and bottom, as shares of width and height, 0..1;
            None when that was not kept.
    """

    sku: str
    title: str
    category: str | None
    person: str
    decided_at: datetime | None
    model_version: str
    confidence: float | None
    photo_path: Path | None
    photo_file_name: str | None
    photos: int
    last_decision_id: int | None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class CataloguePage:
    """One page of a search.

    Attributes:
        rows: The items of this page.
        total: Number of items that the search found, over all pages.
    """

    rows: tuple[CatalogueRow, ...]
    total: int
