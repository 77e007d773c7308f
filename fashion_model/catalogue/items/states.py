"""Current state of items, derived anew from each change of their history.

The current category is that of the latest decision that is neither undone nor an undo.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Select, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from fashion_model.catalogue.items.contradiction import contradicts
from fashion_model.catalogue.items.records import (
    AUDIT_QUESTION,
    AUTOMATIC,
    DONE,
    DONE_BY_ITSELF,
    OPEN,
    TO_AUDIT,
    TO_REVIEW,
    WITHDRAWN,
)
from fashion_model.catalogue.store.engine import reading, writing
from fashion_model.catalogue.store.lookup import in_steps
from fashion_model.catalogue.store.tables import Box, Decision, Item, ItemSuggestion, Suggestion, table_of
from fashion_model.catalogue.store.tables_of_work import Delivery, ItemPhoto, ItemState


@dataclass(frozen=True)
class Standing:
    """The part of an item's history that counts now."""

    item: Item
    """The item."""
    withdrawn: bool
    """Whether the delivery that created it was taken back."""
    decision: Decision | None
    """The latest that stands, or None."""
    seen_decision_id: int | None
    """The latest row of its history, or None."""
    suggestion: ItemSuggestion | None
    """The latest for the item whose delivery was not taken back, or None."""
    photos: Sequence[ItemPhoto]
    """Its photos in the order in which they came, as far as neither their deliveries nor, for those that came with a
    person's decision, all such decisions were taken back.
    """
    boxes: dict[int, Box]
    """Where the item is on them, by the numbers of their suggestions."""


def lock_items(session: Session, item_ids: Iterable[int]) -> None:
    """Let others who want to change these items wait until this transaction ends; SQLite does so for all anyway."""
    for some in in_steps(sorted(set(item_ids))):
        session.execute(select(Item.id).where(Item.id.in_(some)).order_by(Item.id).with_for_update(key_share=True))


def refresh(session: Session, item_ids: Iterable[int]) -> None:
    """Write the current state of these items anew."""
    numbers = sorted(set(item_ids))
    session.flush()
    lock_items(session, numbers)
    for some in in_steps(numbers):
        session.execute(delete(ItemState).where(ItemState.item_id.in_(some)))
        session.execute(insert(table_of(ItemState)), [state_of(standing) for standing in _standings(session, some)])


def catch_up(engine: Engine) -> None:
    """Refresh the items of which something is not known yet, as after an older program has written to the database."""
    with reading(engine) as session:
        behind = session.scalars(_items_behind()).all()
    if behind:
        with writing(engine) as session:
            refresh(session, behind)


def _items_behind() -> Select[int]:
    newer = exists().where(Decision.item_id == Item.id, Decision.id > func.coalesce(ItemState.seen_decision_id, 0))
    query = select(Item.id).outerjoin(ItemState, ItemState.item_id == Item.id)
    return query.where(or_(ItemState.item_id.is_(None), newer))


def state_of(standing: Standing) -> dict[str, Any]:
    """Return the columns of an item's current state."""
    decision, suggestion, item = standing.decision, standing.suggestion, standing.item
    said = decision or suggestion
    status = status_of(standing)
    photo_id, box = _shown(standing)
    return {
        "item_id": item.id,
        "status": status,
        "category": decision.category if decision else None,
        "decision_id": decision.id if decision else None,
        "seen_decision_id": standing.seen_decision_id,
        "item_suggestion_id": suggestion.id if suggestion else None,
        "question": _question(status, suggestion),
        "person": decision.person if decision else "",
        "changed_at": said.created_at if said else item.created_at,
        "model_version": said.model_version if said else "",
        "confidence": decision.confidence if decision and decision.kind == AUTOMATIC else None,
        "suggested_category": suggestion.likeliest.category if suggestion else None,
        "suggested_confidence": suggestion.likeliest.confidence if suggestion else None,
        "photo_id": photo_id,
        "box": box,
        "photos": len({photo.photo_id for photo in standing.photos}),
        "contradiction": contradicts(item.title, decision.category) if decision else "",
    }


def status_of(standing: Standing) -> str:
    """Return what an item needs, one of ``records.STATUSES``.

    A suggestion that is newer than the decision and says something else asks a person again.
    """
    decision, suggestion = standing.decision, standing.suggestion
    if decision is None:
        return TO_REVIEW if suggestion else WITHDRAWN if standing.withdrawn else OPEN
    is_newer = suggestion is not None and suggestion.created_at > decision.created_at
    if suggestion and is_newer and suggestion.likeliest.category != decision.category:
        return TO_REVIEW
    if decision.kind != AUTOMATIC:
        return DONE
    audited = suggestion is not None and suggestion.audit and suggestion.id == decision.item_suggestion_id
    return TO_AUDIT if audited else DONE_BY_ITSELF


def _question(status: str, suggestion: ItemSuggestion | None) -> str:
    if status == TO_AUDIT:
        return AUDIT_QUESTION
    return suggestion.question if status == TO_REVIEW and suggestion else ""


def _shown(standing: Standing) -> tuple[int | None, Box | None]:
    """Return the photo to show and where the item is on it: the one that was decided on, else the latest first."""
    decision, photos = standing.decision, standing.photos
    if decision is not None and decision.photo_id is not None:
        own = next((photo for photo in photos if photo.photo_id == decision.photo_id), None)
        number = decision.suggestion_id or (own.suggestion_id if own else None)
        return decision.photo_id, standing.boxes.get(number or 0)
    if not photos:
        return None, None
    first = next(photo for photo in photos if photo.delivery_id == photos[-1].delivery_id)
    return first.photo_id, standing.boxes.get(first.suggestion_id or 0)


def standing_decisions() -> Select[Decision]:
    """Return the query for all decisions that are neither undone nor an undo."""
    undo = aliased(Decision)
    return (
        select(Decision)
        .outerjoin(undo, undo.undoes == Decision.id)
        .where(Decision.undoes.is_(None), undo.id.is_(None))
        .order_by(Decision.id)
    )


def standing_photos() -> Select[ItemPhoto]:
    """Return the query for the photos that are items' now: a delivery or a decision brought them, and stands."""
    brought = ItemPhoto.delivery_id.in_(select(Delivery.id).where(Delivery.undone.is_(False)))
    of_tie = (Decision.item_id == ItemPhoto.item_id, Decision.photo_id == ItemPhoto.photo_id)
    decided = standing_decisions().where(*of_tie).order_by(None).correlate(ItemPhoto).exists()
    return select(ItemPhoto).where(or_(brought, ItemPhoto.delivery_id.is_(None) & decided))


def _standings(session: Session, item_ids: Sequence[int]) -> Iterator[Standing]:
    standing = session.scalars(standing_decisions().where(Decision.item_id.in_(item_ids)))
    decisions = {decision.item_id: decision for decision in standing}
    seen = _latest_rows(session, item_ids)
    suggestions = {row.item_id: row for row in session.scalars(_standing_suggestions(item_ids))}
    photos: dict[int, list[ItemPhoto]] = {}
    for photo in session.scalars(standing_photos().where(ItemPhoto.item_id.in_(item_ids)).order_by(ItemPhoto.id)):
        photos.setdefault(photo.item_id, []).append(photo)
    boxes = _boxes(session, [*decisions.values(), *(photo for some in photos.values() for photo in some)])
    items = select(Item, Delivery.undone).outerjoin(Delivery, Delivery.id == Item.delivery_id)
    items = items.where(Item.id.in_(item_ids)).execution_options(populate_existing=True)  # titles may be new
    for item, undone in session.execute(items):
        number = item.id
        yield Standing(
            item=item,
            withdrawn=bool(undone),
            decision=decisions.get(number),
            seen_decision_id=seen.get(number),
            suggestion=suggestions.get(number),
            photos=photos.get(number, []),
            boxes=boxes,
        )


def _latest_rows(session: Session, item_ids: Sequence[int]) -> dict[int, int]:
    query = select(Decision.item_id, func.max(Decision.id)).where(Decision.item_id.in_(item_ids))
    return dict(session.execute(query.group_by(Decision.item_id)).all())


def _standing_suggestions(item_ids: Sequence[int]) -> Select[ItemSuggestion]:
    return (
        select(ItemSuggestion)
        .outerjoin(Delivery, Delivery.id == ItemSuggestion.delivery_id)
        .where(ItemSuggestion.item_id.in_(item_ids), Delivery.undone.is_not(True))
        .order_by(ItemSuggestion.id)
    )


def _boxes(session: Session, rows: Iterable[Decision | ItemPhoto]) -> dict[int, Box]:
    numbers = {row.suggestion_id for row in rows if row.suggestion_id is not None}
    found: dict[int, Box] = {}
    for some in in_steps(sorted(numbers)):
        rows_found = session.execute(select(Suggestion.id, Suggestion.box).where(Suggestion.id.in_(some)))
        found |= {number: box for number, box in rows_found if box}
    return found
