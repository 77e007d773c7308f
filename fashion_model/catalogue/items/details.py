"""All that is known of single items: their photos, what was suggested for them and from what, and what stands now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from fashion_model.catalogue.errors import UnknownItem
from fashion_model.catalogue.items.records import DecisionRecord, PhotoOfItem, Seen, SeenRecord
from fashion_model.catalogue.items.rows import box_of, decision_record, seen_record
from fashion_model.catalogue.items.states import seen_of, standing_photos
from fashion_model.catalogue.names import printable, search_key
from fashion_model.catalogue.store.access import Access
from fashion_model.catalogue.store.engine import reading
from fashion_model.catalogue.store.lookup import get_item, get_row, in_steps
from fashion_model.catalogue.store.tables import Decision, Item, ItemSuggestion, ItemSuggestionPart, Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import Delivery, ItemPhoto, ItemState
from fashion_model.categories import CATEGORIES


@dataclass(frozen=True)
class SuggestionPart:
    """What a model said of one photo."""

    sha256: str
    """The photo's."""
    file_name: str
    """The photo's name when it was first sent."""
    garment: str
    """What of the photo was judged: ``top``, ``footwear`` and so on."""
    box: tuple[float, float, float, float] | None
    """Left, top, right and bottom, as shares of width and height, 0 to 1; None when not kept."""
    category: str
    """What this photo alone says."""
    confidence: float
    """How sure, 0 to 1."""
    status: str
    """``auto`` or ``review``, for this photo alone."""
    reason: str
    """Why a person would be asked about this photo alone; empty when not."""


@dataclass(frozen=True)
class ItemSuggestionRecord:
    """What a model suggested for an item, from all its photos of one delivery together."""

    suggestion_id: int
    """Its number; later suggestions have larger numbers."""
    category: str
    """One of the ten."""
    confidence: float
    """Calibrated probability of the category, 0 to 1."""
    second_category: str
    """The second likeliest."""
    second_confidence: float
    """Its calibrated probability, 0 to 1."""
    scope: float
    """How probable it is that the item is one of the ten at all, 0 to 1."""
    status: str
    """``auto``: may stand without a person; ``review``: ask a person."""
    reason: str
    """Why a person is asked; empty for ``auto``."""
    threshold: float
    """The confidence from which it would have stood without a person."""
    disagree: bool
    """Whether its photos contradict each other."""
    model_version: str
    """The model."""
    delivery_id: int | None
    """The delivery; None without one."""
    stands: bool
    """False when its delivery was taken back."""
    created_at: datetime
    """When."""
    probabilities: dict[str, float]
    """Of the ten, if the item is one of them, 0 to 1."""
    parts: tuple[SuggestionPart, ...]
    """What was said of each photo."""


class ItemDetails:
    """The single items of one catalogue; made by ``open_catalogue``."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def photos(self, sku: str) -> tuple[PhotoOfItem, ...]:
        """Return an item's photos in the order in which they came, without those of deliveries that were taken back.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with reading(self._access.engine) as session:
            found: dict[int, PhotoOfItem] = {}
            for photo, delivery, said in session.execute(_photos_of(get_item(session, sku).id)):
                found.setdefault(photo.id, _photo_record(self._access, photo, delivery, said))
        return tuple(found.values())

    def suggestions(self, sku: str) -> tuple[ItemSuggestionRecord, ...]:
        """Return what was suggested for an item, newest first.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with reading(self._access.engine) as session:
            item = get_item(session, sku)
            question = (
                select(ItemSuggestion, Delivery.undone)
                .outerjoin(Delivery, Delivery.id == ItemSuggestion.delivery_id)
                .where(ItemSuggestion.item_id == item.id)
                .order_by(ItemSuggestion.id.desc())
            )
            rows = session.execute(question).all()
            return tuple(_suggestion_record(row, not undone, _parts(session, row.id)) for row, undone in rows)

    def seen(self, skus: Iterable[str]) -> dict[str, Seen]:
        """Return what stands of each of these items now, by the SKUs as they are asked for.

        Raises:
            UnknownItem: No item has one of the SKUs.
        """
        wanted = {sku: search_key(printable(sku.strip())) for sku in skus}
        with reading(self._access.engine) as session:
            states = {
                key: seen_of(state)
                for some in in_steps(sorted(set(wanted.values())))
                for key, state in session.execute(_states_of(some))
            }
        unknown = next((sku for sku, key in wanted.items() if key not in states), None)
        if unknown is not None:
            raise UnknownItem(printable(unknown))
        return {sku: states[key] for sku, key in wanted.items()}

    def decided_by(self, action_id: int) -> frozenset[int]:
        """Return the numbers of the items that a step decided on."""
        with reading(self._access.engine) as session:
            return frozenset(session.scalars(select(Decision.item_id).where(Decision.action_id == action_id)))


def _photos_of(item_id: int) -> Select[Photo, Delivery, Suggestion]:
    standing = standing_photos().where(ItemPhoto.item_id == item_id).with_only_columns(ItemPhoto.id)
    return (
        select(Photo, Delivery, Suggestion)
        .join(ItemPhoto, ItemPhoto.photo_id == Photo.id)
        .outerjoin(Suggestion, Suggestion.id == ItemPhoto.suggestion_id)
        .outerjoin(Delivery, Delivery.id == ItemPhoto.delivery_id)
        .where(ItemPhoto.id.in_(standing.order_by(None)))
        .order_by(ItemPhoto.id)
    )


def _states_of(keys: Sequence[str]) -> Select[str, ItemState]:
    return select(Item.sku_key, ItemState).join(ItemState, ItemState.item_id == Item.id).where(Item.sku_key.in_(keys))


def _photo_record(access: Access, photo: Photo, delivery: Delivery | None, said: Suggestion | None) -> PhotoOfItem:
    return PhotoOfItem(
        sha256=photo.sha256,
        path=access.photos_dir / photo.stored_name,
        file_name=photo.file_name,
        width=photo.width,
        height=photo.height,
        delivery_id=delivery.id if delivery else None,
        delivery=delivery.name if delivery else "",
        category=said.category if said else "",
        confidence=said.confidence if said else None,
        box=box_of(said.box) if said else None,
    )


def _parts(session: Session, item_suggestion_id: int) -> tuple[SuggestionPart, ...]:
    question = (
        select(Photo, Suggestion)
        .join(Suggestion, Suggestion.photo_id == Photo.id)
        .join(ItemSuggestionPart, ItemSuggestionPart.suggestion_id == Suggestion.id)
        .where(ItemSuggestionPart.item_suggestion_id == item_suggestion_id)
        .order_by(ItemSuggestionPart.place)
    )
    return tuple(_part(photo, said) for photo, said in session.execute(question))


def _part(photo: Photo, said: Suggestion) -> SuggestionPart:
    return SuggestionPart(
        sha256=photo.sha256,
        file_name=photo.file_name,
        garment=said.garment,
        box=box_of(said.box),
        category=said.category,
        confidence=said.confidence,
        status=said.status,
        reason=said.reason,
    )


def _suggestion_record(row: ItemSuggestion, stands: bool, parts: tuple[SuggestionPart, ...]) -> ItemSuggestionRecord:
    return ItemSuggestionRecord(
        suggestion_id=row.id,
        category=row.category,
        confidence=row.confidence,
        second_category=row.second_category,
        second_confidence=row.second_confidence,
        scope=row.scope,
        status=row.status,
        reason=row.reason,
        threshold=row.threshold,
        disagree=row.disagree,
        model_version=row.model_version,
        delivery_id=row.delivery_id,
        stands=stands,
        created_at=row.created_at,
        probabilities=dict(zip(CATEGORIES, row.probabilities, strict=True)),
        parts=parts,
    )


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
