"""What an item's story is made of: what was decided, and its photos."""

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from fashion_model.catalogue.access import Access
from fashion_model.catalogue.database import reading
from fashion_model.catalogue.lookup import get_item, get_row
from fashion_model.catalogue.records import DecisionRecord, SeenRecord
from fashion_model.catalogue.rows import decision_record, seen_record
from fashion_model.catalogue.tables import Decision, ItemSuggestion, Photo, Suggestion
from fashion_model.catalogue.tables_of_work import Delivery


def history_of(access: Access, sku: str) -> tuple[DecisionRecord, ...]:
    """Return all that was decided and undone about an item, newest first.

    Raises:
        UnknownItem: No item has the SKU.
    """
    with reading(access.engine) as session:
        item = get_item(session, sku)
        rows = session.execute(_decisions().where(Decision.item_id == item.id))
        return tuple(
            decision_record(decision, item, photo, garment, undone_by is not None, photos, delivery)
            for decision, photo, garment, photos, delivery, undone_by in rows
        )


def seen_by(access: Access, decision_id: int) -> SeenRecord | None:
    """Return what of the photo a decision's suggestion was made from; None when there was no suggestion.

    Raises:
        UnknownRecord: No decision has this number.
    """
    with reading(access.engine) as session:
        number = get_row(session, Decision, decision_id, "decision").suggestion_id
        return None if number is None else seen_record(session.get_one(Suggestion, number))


def _decisions() -> Select[Decision, Photo, str, int, str, int]:
    undo = aliased(Decision)
    return (
        select(Decision, Photo, Suggestion.garment, ItemSuggestion.photos, Delivery.name, undo.id)
        .outerjoin(Photo, Photo.id == Decision.photo_id)
        .outerjoin(Suggestion, Suggestion.id == Decision.suggestion_id)
        .outerjoin(ItemSuggestion, ItemSuggestion.id == Decision.item_suggestion_id)
        .outerjoin(Delivery, Delivery.id == Decision.delivery_id)
        .outerjoin(undo, undo.undoes == Decision.id)
        .order_by(Decision.id.desc())
    )
