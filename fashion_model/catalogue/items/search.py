"""Queries for items and their current state, as pages and exports search them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import aliased

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.alike import looks_like_another
from fashion_model.catalogue.items.records import NO_CATEGORY_YET, STATUSES, WITHDRAWN, CatalogueRow
from fashion_model.catalogue.items.states import standing_photos
from fashion_model.catalogue.names import known_category, printable, searchable
from fashion_model.catalogue.store.lookup import record_of
from fashion_model.catalogue.store.tables import Item, Photo
from fashion_model.catalogue.store.tables_of_work import CategoryCode, ItemPhoto, ItemState, NearDuplicate

NEWEST: Final = "changed"
ORDERS: Final = (NEWEST, "sku", "title", "category", "confidence")
"""By latest change, newest first; by SKU, title or category; by confidence, least first, without
what a person decided.
"""


YEARS: Final = range(1900, 2200)
"""In which something may be looked for; at the edges of time no other time zone has the moment."""
_ZONES = timedelta(days=1)  # a day begins and ends at another moment in each
_EARLIEST = datetime(YEARS.start, 1, 1, tzinfo=UTC) - _ZONES
_LATEST = datetime(YEARS.stop, 1, 1, tzinfo=UTC) + _ZONES


@dataclass(frozen=True)
class Search:
    """What somebody looks for; what is left out is not asked for."""

    text: str = ""
    """Part of a SKU or title, upper and lower case alike; empty for all."""
    category: str | None = None
    """One of the ten, ``NONE_OF_THE_TEN`` or ``NO_CATEGORY_YET``."""
    status: str | None = None
    """One of ``records.STATUSES``; without one, withdrawn items are left out."""
    model: str | None = None
    """A model's version."""
    person: str | None = None
    """Who decided."""
    since: datetime | None = None
    """Changed at this moment or later."""
    before: datetime | None = None
    """Changed before this moment."""
    question: str | None = None
    """The group in which items are reviewed."""
    delivery_id: int | None = None
    """The delivery that brought a photo of the item, or the item itself."""
    contradicting: bool = False
    """Only items whose title and category contradict each other."""
    copied: bool = False
    """Only items of which a photo is also another item's, or looks like a copy of one."""
    order: str = NEWEST
    """One of ``ORDERS``."""
    alike: bool = False
    """Only items whose SKU looks like that of another one; they stand together."""


ItemQuery = Select[Item, ItemState, Photo, str]
"""For items; the photo is None where there is none, the code where the category has none."""


def items_with_state() -> ItemQuery:
    """Return the query for all items with their current state."""
    return (
        select(Item, ItemState, Photo, CategoryCode.code)
        .join(ItemState, ItemState.item_id == Item.id)
        .outerjoin(Photo, Photo.id == ItemState.photo_id)
        .outerjoin(CategoryCode, CategoryCode.category == ItemState.category)
    )


def items_found(wanted: Search) -> ItemQuery:
    """Return the query for the items that a search finds, in its order.

    Raises:
        InvalidItem: Category, status or order is unknown.
    """
    return items_with_state().where(*_conditions(wanted)).order_by(*_order(wanted))


def page_found(wanted: Search, limit: int, offset: int) -> ItemQuery:
    """Return the query for a part of the items that a search finds, in its order.

    Only numbers are put in order before the part is taken: whole rows of 100,000 items would take seconds.

    Raises:
        InvalidItem: Category, status or order is unknown.
    """
    numbers = ids_found(wanted).order_by(*_order(wanted)).limit(limit).offset(offset).subquery()
    return items_with_state().join(numbers, numbers.c.item_id == ItemState.item_id).order_by(*_order(wanted))


def number_found(wanted: Search) -> Select[int]:
    """Return the query for the number of items that a search finds.

    Raises:
        InvalidItem: Category or status is unknown.
    """
    query = select(func.count(ItemState.item_id)).where(*_conditions(wanted))
    return query.join(Item, Item.id == ItemState.item_id) if wanted.text.strip() or wanted.delivery_id else query


def ids_found(wanted: Search) -> Select[int]:
    """Return the query for the numbers of the items that a search finds.

    Raises:
        InvalidItem: Category or status is unknown.
    """
    return select(ItemState.item_id).join(Item, Item.id == ItemState.item_id).where(*_conditions(wanted))


def _conditions(wanted: Search) -> list[ColumnElement[bool]]:
    text = searchable(wanted.text) or printable(wanted.text.strip())
    conditions = [_status(wanted.status), *_category(wanted.category)]
    if text:
        conditions.append(Item.search_text.contains(text, autoescape=True))
    for column, value in ((ItemState.model_version, wanted.model), (ItemState.question, wanted.question)):
        if value:
            conditions.append(column == printable(value))
    if wanted.person:
        conditions.append((ItemState.person == printable(wanted.person)) & ItemState.decision_id.is_not(None))
    if wanted.since:
        conditions.append(ItemState.changed_at >= _moment(wanted.since))
    if wanted.before:
        conditions.append(ItemState.changed_at < _moment(wanted.before))
    if wanted.delivery_id:
        conditions.append(_is_of_delivery(wanted.delivery_id))
    odd = {_contradicts: wanted.contradicting, _is_copied: wanted.copied, looks_like_another: wanted.alike}
    return [*conditions, *(condition() for condition, is_asked in odd.items() if is_asked)]


def _moment(when: datetime) -> datetime:
    if not _EARLIEST <= when <= _LATEST:
        raise InvalidItem(
            f"“{when:%Y-%m-%d}” is not a day that is accepted. Name one of the years {YEARS[0]} to {YEARS[-1]}."
        )
    return when


def _status(status: str | None) -> ColumnElement[bool]:
    if status is None:
        return ItemState.status != WITHDRAWN
    if status not in STATUSES:
        raise InvalidItem(f"“{status}” is not a status. Choose one of {', '.join(STATUSES)}.")
    return ItemState.status == status


def _category(category: str | None) -> list[ColumnElement[bool]]:
    if category is None:
        return []
    if category == NO_CATEGORY_YET:
        return [ItemState.category.is_(None)]
    return [ItemState.category == known_category(category)]


def _is_of_delivery(delivery_id: int) -> ColumnElement[bool]:
    brought = select(ItemPhoto.item_id).where(ItemPhoto.delivery_id == delivery_id)
    return ItemState.item_id.in_(brought.union(select(Item.id).where(Item.delivery_id == delivery_id)))


def _contradicts() -> ColumnElement[bool]:
    return ItemState.contradiction != ""


def _is_copied() -> ColumnElement[bool]:
    own, other = (aliased(ItemPhoto, standing_photos().subquery()) for _ in range(2))
    other_item = other.item_id != own.item_id
    same = select(own.item_id).join(other, (other.photo_id == own.photo_id) & other_item)
    alike = (
        select(own.item_id)
        .join(NearDuplicate, photo == own.photo_id)
        .join(other, (other.photo_id == copy) & other_item)
        for photo, copy in permutations((NearDuplicate.photo_id, NearDuplicate.other_id))
    )
    return ItemState.item_id.in_(same.union(*alike))


def _order(wanted: Search) -> tuple[Any, ...]:
    sure = case((ItemState.decision_id.is_(None), ItemState.suggested_confidence), else_=ItemState.confidence)
    orders: dict[str, tuple[Any, ...]] = {
        "changed": (ItemState.changed_at.desc(), ItemState.item_id.desc()),
        "sku": (Item.sku_key,),
        "title": (func.lower(Item.title), Item.sku_key),
        "category": (ItemState.category.asc().nulls_last(), ItemState.item_id),
        "confidence": (sure.asc().nulls_last(), ItemState.item_id),
    }
    if wanted.order not in orders:
        raise InvalidItem(f"“{wanted.order}” is not an order. Choose one of {', '.join(ORDERS)}.")
    return (Item.alike_key, *orders[wanted.order]) if wanted.alike else orders[wanted.order]


def catalogue_row(row: Row[Item, ItemState, Photo, str], photos_dir: Path) -> CatalogueRow:
    """Return a row of ``items_with_state`` as a record."""
    item, state, photo, code = row
    decided = state.decision_id is not None
    return record_of(
        CatalogueRow,
        state,
        sku=item.sku,
        title=item.title,
        code=code or "",
        person=state.person if decided else "",
        decided_at=state.changed_at if decided else None,
        photo_path=photos_dir / photo.stored_name if photo else None,
        photo_file_name=photo.file_name if photo else None,
        last_decision_id=state.decision_id,
    )
