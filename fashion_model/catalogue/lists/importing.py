"""Imports of item lists: previewed, then written as a delivery."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.deliveries.records import FINISHED, ITEMS, DeliveryRecord
from fashion_model.catalogue.deliveries.rows import delivery_record, new_delivery
from fashion_model.catalogue.deliveries.sku_rule import SkuRule
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.records import IMPORTED, WITHDRAWN
from fashion_model.catalogue.items.rows import item_columns, search_text
from fashion_model.catalogue.items.states import lock_items, refresh
from fashion_model.catalogue.lists.cells import RowProblem
from fashion_model.catalogue.lists.read import ListRow
from fashion_model.catalogue.names import clean_delivery, clean_person, search_key
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import in_steps
from fashion_model.catalogue.store.tables import Decision, Item, table_of
from fashion_model.catalogue.store.tables_of_work import ItemState


@dataclass(frozen=True)
class ListPlan(Part):
    """What an import of a list would do."""

    new: int
    """Number of items that would be created."""
    same: int
    """Number of items that exist and would stay as they are."""
    changed: int
    """Number of items that exist and would get another category."""
    problems: tuple[RowProblem, ...]
    """Rows that would be left out, and why."""


class ItemLists(Part):
    """Imports of one catalogue; made by ``open_catalogue``."""

    def plan(self, rows: Sequence[ListRow]) -> ListPlan:
        """Return what an import of these rows would do; nothing is written."""
        with self._access.reading() as session:
            return _plan(session, rows)

    def save(self, rows: Sequence[ListRow], name: str, person: str) -> DeliveryRecord:
        """Create the items that are new, and write down the categories that differ; all or nothing.

        Rows of new items without a title are left out. Items that exist keep their titles; those that were withdrawn
        with their delivery come back as if they were new. The import can be taken back as a whole, as every delivery.

        Args:
            rows: From ``item_list.read_list``; no SKU comes twice.
            name: What the import is called.
            person: Who imports.

        Raises:
            InvalidItem: A name is empty, too long or has control characters.
            CatalogueUnavailable: Others created items of the list at the same moment, or the database fails.
        """
        now = self._access.clock()
        delivery = new_delivery(clean_delivery(name), clean_person(person), ITEMS, SkuRule(), now)
        delivery.state, delivery.started_at, delivery.finished_at = FINISHED, now, now
        try:
            with self._access.writing() as session:
                session.add(delivery)
                session.flush()
                for some in in_steps(rows):
                    _save(session, some, delivery.id, delivery.person, now)
        except IntegrityError as error:
            raise CatalogueUnavailable(
                "Somebody else created items of this list at the same moment. Nothing was saved. Import it again."
            ) from error
        return delivery_record(delivery)


def _plan(session: Session, rows: Sequence[ListRow]) -> ListPlan:
    new, same, changed, problems = 0, 0, 0, []
    for some in in_steps(rows):
        known = _known(session, some)
        for row in some:
            there = known.get(search_key(row.sku))
            if there is None and not row.title:
                problems.append(RowProblem(row.number, "title", f"{row.sku} is new and needs a title."))
            elif there is None or there.withdrawn:
                new += 1
            elif row.category in (None, there.category):
                same += 1
            else:
                changed += 1
    return ListPlan(new, same, changed, tuple(problems))


@dataclass(frozen=True)
class _Known:
    """An item that the catalogue has."""

    item: Item
    """Its row."""
    category: str | None
    """Current category; None while nothing is decided."""
    withdrawn: bool
    """Whether the delivery that created it was taken back."""


def _known(session: Session, rows: Sequence[ListRow]) -> dict[str, _Known]:
    """Return each of the rows' items that exists, by search key."""
    query = (
        select(Item, ItemState.category, ItemState.status)
        .join(ItemState, ItemState.item_id == Item.id)
        .where(Item.sku_key.in_([search_key(row.sku) for row in rows]))
    )
    return {
        item.sku_key: _Known(item, category, status == WITHDRAWN) for item, category, status in session.execute(query)
    }


def _save(session: Session, rows: Sequence[ListRow], delivery_id: int, person: str, now: datetime) -> None:
    before = _known(session, rows)
    new = [row for row in rows if row.title and search_key(row.sku) not in before]
    if new:
        session.execute(insert(table_of(Item)), [item_columns(row.sku, row.title, now, delivery_id) for row in new])
    there = select(Item.sku_key, Item.id).where(Item.sku_key.in_([search_key(row.sku) for row in rows]))
    numbers = dict(session.execute(there).all())
    back = [_brought_back(before[key].item, row, delivery_id) for key, row in _withdrawn(rows, before)]
    lock_items(session, numbers.values())
    decided = [
        _decision(numbers[search_key(row.sku)], row.category, delivery_id, person, now)
        for row in rows
        if search_key(row.sku) in numbers and row.category not in (None, _category(before.get(search_key(row.sku))))
    ]
    if decided:
        session.execute(insert(table_of(Decision)), decided)
    refresh(
        session, [*(numbers[search_key(row.sku)] for row in new), *back, *(decision["item_id"] for decision in decided)]
    )


def _category(known: _Known | None) -> str | None:
    return known.category if known else None


def _withdrawn(rows: Sequence[ListRow], known: Mapping[str, _Known]) -> Iterator[tuple[str, ListRow]]:
    for row in rows:
        key = search_key(row.sku)
        if key in known and known[key].withdrawn:
            yield key, row


def _brought_back(item: Item, row: ListRow, delivery_id: int) -> int:
    """Let a withdrawn item belong to this import; returns its number."""
    item.delivery_id, item.title = delivery_id, row.title or item.title
    item.search_text = search_text(item.sku, item.title)
    return item.id


def _decision(item_id: int, category: str | None, delivery_id: int, person: str, now: datetime) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "category": category,
        "kind": IMPORTED,
        "person": person,
        "model_version": "",
        "created_at": now,
        "delivery_id": delivery_id,
    }
