"""New rows of items, suggestions and decisions, and records of decisions."""

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from fashion_model.catalogue.items.records import ACCEPTED, AUTOMATIC, CHANGED, NONE_FITS, DecisionRecord
from fashion_model.catalogue.names import alike_key, search_text, sku_key
from fashion_model.catalogue.store.lookup import add_once, record_of
from fashion_model.catalogue.store.tables import Decision, Embedding, Item, ItemSuggestion, Photo, Suggestion
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.serving.classifier import Classification
from fashion_model.serving.decision import PhotoSuggestion, suggest

_DECIDED = (
    *("item_id", "photo_id", "suggestion_id", "item_suggestion_id", "delivery_id"),
    *("category", "model_version", "confidence", "threshold"),
)
"""The columns that a decision has in common with the rows that undo and redo it."""


def new_item(sku: str, title: str, now: datetime, delivery_id: int | None = None) -> Item:
    """Return the row of a new item; SKU and title are clean already."""
    return Item(**item_columns(sku, title, now, delivery_id))


def item_columns(sku: str, title: str, now: datetime, delivery_id: int | None = None) -> dict[str, Any]:
    """Return the columns of a new item; SKU and title are clean already."""
    found_by = {"sku_key": sku_key(sku), "alike_key": alike_key(sku), "search_text": search_text(sku, title)}
    return {"sku": sku, "title": title, **found_by, "created_at": now, "delivery_id": delivery_id}


def keep_suggestion(
    session: Session, photo_id: int, said: Classification, now: datetime, is_new: bool = False
) -> Suggestion:
    """Write down what a model says of a photo's garment, with its embedding, as little-endian float32.

    It is kept once for each photo, model version and garment that was chosen.

    Args:
        session: With a transaction.
        photo_id: The photo.
        said: What the model says.
        now: When.
        is_new: Whether the photo is new, so that nothing can have been said of it.
    """
    suggested, garment = said.decision, said.garment
    same = {"photo_id": photo_id, "model_version": said.model_version, "choice": str(said.chosen)}
    embedding = Embedding(**same, vector=np.asarray(said.embedding, dtype="<f4").tobytes())
    suggestion = Suggestion(
        **same,
        garment=garment.kind,
        method=garment.method,
        box=tuple(float(edge) for edge in garment.box),
        picture=garment.picture.tobytes(),
        scope=float(suggested.scope),
        category=suggested.category,
        confidence=float(suggested.confidence),
        status=suggested.status,
        reason=suggested.reason,
        threshold=float(suggested.threshold),
        probabilities=[float(probability) for probability in said.probabilities],
        created_at=now,
        held_back=suggested.held_back,
    )
    if is_new:
        session.add_all([embedding, suggestion])
        session.flush()
        return suggestion
    add_once(session, embedding, select(Embedding).filter_by(**same))
    return add_once(session, suggestion, select(Suggestion).filter_by(**same))


def said_of(suggestion: Suggestion) -> PhotoSuggestion:
    """Return what a model said of a photo, from its row."""
    held_back, scope = bool(suggestion.held_back), 1.0 if suggestion.scope is None else suggestion.scope
    obstacle = suggestion.reason if held_back else ""
    said = suggest(np.array(suggestion.probabilities, dtype=np.float64), scope, obstacle, suggestion.threshold)
    return PhotoSuggestion(**vars(said), held_back=held_back)


def new_decision(
    item_id: int,
    photo_id: int | None,
    suggestion: Suggestion | ItemSuggestion | None,
    category: str,
    person: str,
    now: datetime,
    kind: str = "",
    action_id: int | None = None,
) -> Decision:
    """Return the row of a decision, with what the model had said at that time.

    Args:
        item_id: The item.
        photo_id: The photo that was looked at, or is to be shown.
        suggestion: What was suggested, for the photo or for the whole item; None without a suggestion.
        category: What was decided.
        person: Who decided.
        now: When.
        kind: What the decision was; told by the suggestion when omitted.
        action_id: The step that it is part of.
    """
    decision = Decision(item_id=item_id, photo_id=photo_id, category=category, person=person, created_at=now)
    decision.kind = kind or _kind_of(category, suggestion.likeliest.category if suggestion else None)
    decision.model_version, decision.action_id = "", action_id
    if isinstance(suggestion, ItemSuggestion):
        decision.item_suggestion_id, decision.delivery_id = suggestion.id, suggestion.delivery_id
    elif suggestion:
        decision.suggestion_id = suggestion.id
    if suggestion:
        decision.model_version = suggestion.model_version
        decision.confidence, decision.threshold = suggestion.confidence, suggestion.threshold
    return decision


def same_again(decision: Decision, kind: str, person: str, now: datetime, action_id: int | None) -> Decision:
    """Return the row that takes a decision back or makes it again, but for the number of the decision."""
    kept = {name: getattr(decision, name) for name in _DECIDED}
    return Decision(**kept, kind=kind, person=person, created_at=now, action_id=action_id)


def _kind_of(category: str, suggested: str | None) -> str:
    """Return what a decision for ``category`` means when ``suggested`` was on screen (None: nothing was)."""
    if category == NONE_OF_THE_TEN:
        return NONE_FITS
    return ACCEPTED if category == suggested else CHANGED


def decision_record(
    decision: Decision,
    item: Item,
    photo: Photo | None,
    suggested: tuple[str | None, str | None] = (None, None),
    undone: bool = False,
    photos: int | None = None,
    delivery: str | None = None,
) -> DecisionRecord:
    """Return a decision's row as a record.

    Args:
        decision: The row.
        item: Its item.
        photo: Its photo; None without one.
        suggested: Category and garment of its suggestion; both are None without one.
        undone: Whether a later row takes it back.
        photos: Number of photos of the item's suggestion; None without one.
        delivery: Name of its delivery; None without one.
    """
    category, garment = suggested
    return record_of(
        DecisionRecord,
        decision,
        decision_id=decision.id,
        sku=item.sku,
        photo_sha256=photo.sha256 if photo else None,
        undone=undone,
        confidence=decision.confidence if decision.kind == AUTOMATIC else None,
        suggested_category=category,
        suggested_confidence=decision.confidence,
        garment=garment or "",
        photos=photos if photos is not None else int(decision.suggestion_id is not None),
        delivery=delivery or "",
    )


def picture_of(suggestion: Suggestion) -> np.ndarray | None:
    """Return ``(28, 28)`` uint8, what the network saw; None where it was not kept."""
    picture = suggestion.picture
    return np.frombuffer(picture, dtype=np.uint8).reshape(28, 28) if picture else None
