"""New rows from what came in and was decided, and records from rows."""

from datetime import datetime
from pathlib import Path

import numpy as np

from fashion_model.catalogue.items.records import (
    ACCEPTED,
    CHANGED,
    NONE_FITS,
    UNDONE,
    DecisionRecord,
    ItemRecord,
    PhotoRecord,
    SeenRecord,
)
from fashion_model.catalogue.names import search_key
from fashion_model.catalogue.store.tables import Decision, Embedding, Item, ItemSuggestion, Photo, Suggestion
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.serving.classifier import Classification


def new_item(sku: str, title: str, now: datetime, delivery_id: int | None = None) -> Item:
    """Return the row of a new item; SKU and title are clean already."""
    return Item(
        sku=sku,
        sku_key=search_key(sku),
        title=title,
        search_text=search_text(sku, title),
        created_at=now,
        delivery_id=delivery_id,
    )


def search_text(sku: str, title: str) -> str:
    """Return what a search looks for its letters in."""
    return search_key(f"{sku}\n{title}")


def new_embedding(photo_id: int, classification: Classification) -> Embedding:
    """Return the row of the embedding of a photo's garment, as little-endian float32."""
    return Embedding(
        photo_id=photo_id,
        model_version=classification.model_version,
        choice=str(classification.chosen),
        vector=np.asarray(classification.embedding, dtype="<f4").tobytes(),
    )


def new_suggestion(photo_id: int, classification: Classification, now: datetime) -> Suggestion:
    """Return the row of what a model says of a photo's garment."""
    suggested, garment = classification.decision, classification.garment
    return Suggestion(
        photo_id=photo_id,
        model_version=classification.model_version,
        choice=str(classification.chosen),
        garment=garment.kind,
        method=garment.method,
        box=[float(edge) for edge in garment.box],
        picture=garment.picture.tobytes(),
        scope=float(suggested.scope),
        category=suggested.category,
        confidence=float(suggested.confidence),
        status=suggested.status,
        reason=suggested.reason,
        threshold=float(suggested.threshold),
        probabilities=[float(probability) for probability in classification.probabilities],
        created_at=now,
        held_back=suggested.held_back,
    )


def new_decision(
    item: Item, photo: Photo | None, suggestion: Suggestion | None, category: str, person: str, now: datetime
) -> Decision:
    """Return the row of a person's decision, with what the model had said at that time."""
    return Decision(
        item_id=item.id,
        photo_id=photo.id if photo else None,
        suggestion_id=suggestion.id if suggestion else None,
        category=category,
        kind=kind_of(category, suggestion.category if suggestion else None),
        person=person,
        model_version=suggestion.model_version if suggestion else "",
        confidence=suggestion.confidence if suggestion else None,
        threshold=suggestion.threshold if suggestion else None,
        created_at=now,
    )


def new_item_decision(
    suggestion: ItemSuggestion, photo_id: int | None, category: str, kind: str, person: str, now: datetime
) -> Decision:
    """Return the row of a decision on what was suggested for a whole item; ``photo_id`` is the photo to show."""
    return Decision(
        item_id=suggestion.item_id,
        photo_id=photo_id,
        item_suggestion_id=suggestion.id,
        delivery_id=suggestion.delivery_id,
        category=category,
        kind=kind,
        person=person,
        model_version=suggestion.model_version,
        confidence=suggestion.confidence,
        threshold=suggestion.threshold,
        created_at=now,
    )


def new_undo(decision: Decision, person: str, now: datetime, action_id: int | None = None) -> Decision:
    """Return the row that takes a decision back."""
    undo = _same_again(decision, UNDONE, person, now, action_id)
    undo.undoes = decision.id
    return undo


def new_redo(decision: Decision, now: datetime, action_id: int) -> Decision:
    """Return the row that makes a decision again that was taken back."""
    redo = _same_again(decision, decision.kind, decision.person, now, action_id)
    redo.redoes = decision.id
    return redo


def _same_again(decision: Decision, kind: str, person: str, now: datetime, action_id: int | None) -> Decision:
    return Decision(
        item_id=decision.item_id,
        photo_id=decision.photo_id,
        suggestion_id=decision.suggestion_id,
        category=decision.category,
        kind=kind,
        person=person,
        model_version=decision.model_version,
        confidence=decision.confidence,
        threshold=decision.threshold,
        created_at=now,
        item_suggestion_id=decision.item_suggestion_id,
        delivery_id=decision.delivery_id,
        action_id=action_id,
    )


def kind_of(category: str, suggested: str | None) -> str:
    """Return what a decision for ``category`` means when ``suggested`` was on screen (None: nothing was)."""
    if category == NONE_OF_THE_TEN:
        return NONE_FITS
    return ACCEPTED if category == suggested else CHANGED


def item_record(item: Item) -> ItemRecord:
    """Return an item's row as a record."""
    return ItemRecord(item.id, item.sku, item.title, item.created_at)


def photo_record(photo: Photo, photos_dir: Path) -> PhotoRecord:
    """Return a photo's row as a record."""
    return PhotoRecord(
        photo_id=photo.id,
        sha256=photo.sha256,
        file_name=photo.file_name,
        path=photos_dir / photo.stored_name,
        width=photo.width,
        height=photo.height,
        created_at=photo.created_at,
    )


def decision_record(
    decision: Decision,
    item: Item,
    photo: Photo | None,
    garment: str | None = None,
    undone: bool = False,
    photos: int | None = None,
    delivery: str | None = None,
) -> DecisionRecord:
    """Return a decision's row as a record.

    Args:
        decision: The row.
        item: Its item.
        photo: Its photo; None without one.
        garment: Of its suggestion; None without one.
        undone: Whether a later row takes it back.
        photos: Number of photos of the item's suggestion; None without one.
        delivery: Name of its delivery; None without one.
    """
    return DecisionRecord(
        decision_id=decision.id,
        sku=item.sku,
        photo_sha256=photo.sha256 if photo else None,
        category=decision.category,
        kind=decision.kind,
        person=decision.person,
        model_version=decision.model_version,
        confidence=decision.confidence,
        threshold=decision.threshold,
        created_at=decision.created_at,
        undoes=decision.undoes,
        undone=undone,
        garment=garment or "",
        photos=photos if photos is not None else int(decision.suggestion_id is not None),
        delivery=delivery or "",
        redoes=decision.redoes,
    )


def seen_record(suggestion: Suggestion) -> SeenRecord:
    """Return what a suggestion was made from."""
    return SeenRecord(garment=suggestion.garment, picture=picture_of(suggestion))


def picture_of(suggestion: Suggestion) -> np.ndarray | None:
    """Return ``(28, 28)`` uint8, what the network saw; None where it was not kept."""
    picture = suggestion.picture
    return np.frombuffer(picture, dtype=np.uint8).reshape(28, 28) if picture else None


def box_of(kept: list[float] | None) -> tuple[float, float, float, float] | None:
    """Return where an item is on a photo: left, top, right and bottom, as shares of it, 0..1; None when not kept."""
    return (kept[0], kept[1], kept[2], kept[3]) if kept else None
