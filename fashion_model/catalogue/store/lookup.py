"""Rows: found by SKU or number, added once, copied into records."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import UnknownItem, UnknownRecord
from fashion_model.catalogue.names import printable, sku_keys
from fashion_model.catalogue.store.tables import Base, Item, Photo, Suggestion

LARGEST_ID = 2**31 - 1
_STEP = 400
"""Numbers in one query; databases accept only so many."""
_RowT = TypeVar("_RowT", bound=Base)
_RecordT = TypeVar("_RecordT")
_PartT = TypeVar("_PartT")


def record_of(kind: type[_RecordT], row: object, **given: Any) -> _RecordT:
    """Return a frozen record of a row, detached from the database.

    Args:
        kind: The record's dataclass.
        row: Its columns go into the fields of the same name.
        given: The fields that the row has not, or not as the record says them.
    """
    same = {
        name: getattr(row, name) for name in _field_names(cast(Any, kind)) if name not in given and hasattr(row, name)
    }
    return kind(**same, **given)


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def in_steps(numbers: Sequence[_PartT]) -> Iterator[Sequence[_PartT]]:
    """Yield what is to be looked up in parts, each small enough for one query."""
    for start in range(0, len(numbers), _STEP):
        yield numbers[start : start + _STEP]


def find_item(session: Session, sku: str) -> Item | None:
    """Return the item with this SKU, however ``sku_key`` lets it be written; None when there is none."""
    found = {item.sku_key: item for item in session.scalars(select(Item).where(Item.sku_key.in_(sku_keys(sku))))}
    return next((found[key] for key in sku_keys(sku) if key in found), None)


def get_item(session: Session, sku: str) -> Item:
    """Return the item with this SKU.

    Raises:
        UnknownItem: There is none.
    """
    item = find_item(session, sku)
    if item is None:
        raise UnknownItem(printable(sku))
    return item


def get_row(session: Session, table: type[_RowT], number: int, what: str) -> _RowT:
    """Return the row with this number.

    Raises:
        UnknownRecord: There is none; the message calls it ``what``.
    """
    row = session.get(table, number) if 0 < number <= LARGEST_ID else None
    if row is None:
        raise UnknownRecord(what, number)
    return row


def get_suggestion(session: Session, photo: Photo, number: int | None) -> Suggestion | None:
    """Return the suggestion with this number, None for None.

    Raises:
        UnknownRecord: There is none, or it is about another photo.
    """
    if number is None:
        return None
    suggestion = get_row(session, Suggestion, number, "suggestion")
    if suggestion.photo_id != photo.id:
        raise UnknownRecord(f"suggestion for photo {photo.id} with the", number)
    return suggestion


def add_once(session: Session, row: _RowT, known: Select[_RowT]) -> _RowT:
    """Return the row that ``known`` finds, or add ``row``; another process may add it at the same moment."""
    found = session.scalar(known)
    if found is not None:
        return found
    if session.get_bind().dialect.name == "sqlite":  # where nobody else can write meanwhile
        session.add(row)
        session.flush()
        return row
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = session.scalar(known)
        if found is None:
            raise
        return found
    return row
