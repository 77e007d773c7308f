"""Details of single items: photos, suggestions, history and current state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from fashion_model.catalogue.errors import UnknownItem
from fashion_model.catalogue.items.records import DecisionRecord, PhotoOfItem, Seen, SeenRecord
from fashion_model.catalogue.items.rows import decision_record, picture_of
from fashion_model.catalogue.items.states import standing_photos
from fashion_model.catalogue.names import printable, sku_keys
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import get_item, get_row, in_steps, record_of
from fashion_model.catalogue.store.tables import (
    Box,
    Decision,
    Item,
    ItemSuggestion,
    ItemSuggestionPart,
    Photo,
    Suggestion,
)
from fashion_model.catalogue.store.tables_of_work import Delivery, ItemPhoto, ItemState
from fashion_model.categories import CATEGORIES
from fashion_model.serving.decision import RankedAnswer


@dataclass(frozen=True)
class SuggestionPart:
    """What a model said of one photo."""

    sha256: str
    """The photo's."""
    file_name: str
    """The photo's name when it was first sent."""
    garment: str
    """What of the photo was judged: ``top``, ``footwear`` and so on."""
    box: Box | None
    """Left, top, right and bottom, as shares of width and height, 0 to 1; None when not kept."""
    category: str
    """What this photo alone says: the likeliest of the ten."""
    confidence: float
    """How sure, 0 to 1."""
    status: str
    """``auto`` or ``review``, for this photo alone."""
    reason: str
    """Why a person would be asked about this photo alone; empty when not."""
    answers: tuple[RankedAnswer, ...]
    """What this photo alone says of the ten categories and `None of the ten`, the likeliest first."""


@dataclass(frozen=True)
class ItemSuggestionRecord:
    """What a model suggested for an item, from all its photos of one delivery together."""

    suggestion_id: int
    """Its number; later suggestions have larger numbers."""
    category: str
    """The likeliest of the ten."""
    confidence: float
    """Calibrated probability of the category, 0 to 1."""
    second_category: str
    """The second likeliest of the ten."""
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
    answers: tuple[RankedAnswer, ...]
    """The ten categories and `None of the ten`, the likeliest first: that one is what people are shown, and accept."""
    parts: tuple[SuggestionPart, ...]
    """What was said of each photo."""


class ItemDetails(Part):
    """All that is known of single items."""

    def photos(self, sku: str) -> tuple[PhotoOfItem, ...]:
        """Return an item's photos in the order in which they came, without those of deliveries that were taken back.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with self._access.reading() as session:
            found: dict[int, PhotoOfItem] = {}
            for photo, delivery, said in session.execute(_photos_of(get_item(session, sku).id)):
                found.setdefault(photo.id, self._photo(photo, delivery, said))
        return tuple(found.values())

    def suggestions(self, sku: str) -> tuple[ItemSuggestionRecord, ...]:
        """Return what was suggested for an item, newest first.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with self._access.reading() as session:
            query = (
                select(ItemSuggestion, Delivery.undone)
                .outerjoin(Delivery, Delivery.id == ItemSuggestion.delivery_id)
                .where(ItemSuggestion.item_id == get_item(session, sku).id)
                .order_by(ItemSuggestion.id.desc())
            )
            return tuple(_suggestion(session, row, not undone) for row, undone in session.execute(query).all())

    def history(self, sku: str) -> tuple[DecisionRecord, ...]:
        """Return all that was decided and undone about an item, newest first.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with self._access.reading() as session:
            item = get_item(session, sku)
            rows = session.execute(_decisions_on(item.id))
            return tuple(
                decision_record(decision, item, photo, (category, garment), undone_by is not None, photos, delivery)
                for decision, photo, category, garment, photos, delivery, undone_by in rows
            )

    def seen_by(self, decision_id: int) -> SeenRecord | None:
        """Return what of the photo a decision's suggestion was made from; None when there was no suggestion.

        Raises:
            UnknownRecord: No decision has this number.
        """
        with self._access.reading() as session:
            number = get_row(session, Decision, decision_id, "decision").suggestion_id
            if number is None:
                return None
            suggestion = session.get_one(Suggestion, number)
            return record_of(SeenRecord, suggestion, picture=picture_of(suggestion))

    def seen(self, skus: Iterable[str]) -> dict[str, Seen]:
        """Return what stands of each of these items now, by the SKUs as they are asked for.

        Raises:
            UnknownItem: No item has one of the SKUs.
        """
        wanted = {sku: sku_keys(sku) for sku in skus}
        with self._access.reading() as session:
            states = {
                key: record_of(Seen, state)
                for some in in_steps(sorted({key for keys in wanted.values() for key in keys}))
                for key, state in session.execute(_states_of(some))
            }
        found = {sku: next((states[key] for key in keys if key in states), None) for sku, keys in wanted.items()}
        if unknown := [sku for sku, state in found.items() if state is None]:
            raise UnknownItem(printable(unknown[0]))
        return {sku: state for sku, state in found.items() if state is not None}

    def decided_by(self, action_id: int) -> frozenset[int]:
        """Return the numbers of the items that a step decided on."""
        with self._access.reading() as session:
            return frozenset(session.scalars(select(Decision.item_id).where(Decision.action_id == action_id)))

    def _photo(self, photo: Photo, delivery: Delivery | None, said: Suggestion | None) -> PhotoOfItem:
        return record_of(
            PhotoOfItem,
            photo,
            path=self._access.photos_dir / photo.stored_name,
            delivery_id=delivery.id if delivery else None,
            delivery=delivery.name if delivery else "",
            category=said.likeliest.category if said else "",
            confidence=said.likeliest.confidence if said else None,
            box=said.box if said else None,
        )


def photos_suggested_from(item_suggestion_id: int) -> Select[Photo, Suggestion]:
    """Return the query for the photos that an item's suggestion was made from, each with what was said of it."""
    return (
        select(Photo, Suggestion)
        .join(Suggestion, Suggestion.photo_id == Photo.id)
        .join(ItemSuggestionPart, ItemSuggestionPart.suggestion_id == Suggestion.id)
        .where(ItemSuggestionPart.item_suggestion_id == item_suggestion_id)
        .order_by(ItemSuggestionPart.place)
    )


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


def _suggestion(session: Session, row: ItemSuggestion, stands: bool) -> ItemSuggestionRecord:
    parts = session.execute(photos_suggested_from(row.id))
    return record_of(
        ItemSuggestionRecord,
        row,
        suggestion_id=row.id,
        stands=stands,
        probabilities=dict(zip(CATEGORIES, row.probabilities, strict=True)),
        parts=tuple(
            record_of(SuggestionPart, said, sha256=photo.sha256, file_name=photo.file_name) for photo, said in parts
        ),
    )


def _decisions_on(item_id: int) -> Select[Decision, Photo, str, str, int, str, int]:
    undo, category = aliased(Decision), func.coalesce(ItemSuggestion.category, Suggestion.category)
    return (
        select(Decision, Photo, category, Suggestion.garment, ItemSuggestion.photos, Delivery.name, undo.id)
        .outerjoin(Photo, Photo.id == Decision.photo_id)
        .outerjoin(Suggestion, Suggestion.id == Decision.suggestion_id)
        .outerjoin(ItemSuggestion, ItemSuggestion.id == Decision.item_suggestion_id)
        .outerjoin(Delivery, Delivery.id == Decision.delivery_id)
        .outerjoin(undo, undo.undoes == Decision.id)
        .where(Decision.item_id == item_id)
        .order_by(Decision.id.desc())
    )
