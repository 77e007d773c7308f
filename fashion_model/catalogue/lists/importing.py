"""Imports of item lists: previewed, then written as a delivery."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.deliveries.records import FINISHED, ITEMS, DeliveryRecord
from fashion_model.catalogue.deliveries.rows import delivery_record, new_delivery
from fashion_model.catalogue.deliveries.sku_rule import SkuRule
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.alike import alike_skus
from fashion_model.catalogue.items.changes import change_title
from fashion_model.catalogue.items.records import IMPORTED, WITHDRAWN
from fashion_model.catalogue.items.rows import item_columns
from fashion_model.catalogue.items.states import lock_items, refresh
from fashion_model.catalogue.lists.cells import RowProblem
from fashion_model.catalogue.lists.columns import guessed_columns
from fashion_model.catalogue.lists.head import ListHead
from fashion_model.catalogue.lists.read import ListRow
from fashion_model.catalogue.names import clean_delivery, clean_person, sku_key
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import in_steps
from fashion_model.catalogue.store.tables import Decision, Item, table_of
from fashion_model.catalogue.store.tables_of_work import ItemState, ListColumns, ShopItem


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
    linked: int = 0
    """Number of items that would stay as they are, but of which the list tells what a shop system needs to know."""
    warnings: tuple[RowProblem, ...] = ()
    """Rows of new items whose SKU looks like another one."""

    @property
    def anything(self) -> bool:
        """Whether there is something to save."""
        return self.new + self.changed + self.linked > 0


class ItemLists(Part):
    """Imports of one catalogue; made by ``open_catalogue``."""

    def remembered(self) -> dict[str, dict[str, str]]:
        """Return the columns that people chose for earlier lists, by ``header_key``."""
        with self._access.reading() as session:
            return {row.header_key: row.columns for row in session.scalars(select(ListColumns))}

    def kept(self, shop: str) -> dict[int, dict[str, str]]:
        """Return what lists of a shop system said of items, by the items' numbers."""
        query = select(ShopItem.item_id, ShopItem.kept).where(ShopItem.shop == shop)
        with self._access.reading() as session:
            return dict(session.execute(query).all())

    def plan(self, rows: Sequence[ListRow], head: ListHead | None = None) -> ListPlan:
        """Return what an import of these rows would do; nothing is written."""
        with self._access.reading() as session:
            return _plan(session, rows, _shop(head))

    def save(self, rows: Sequence[ListRow], name: str, person: str, head: ListHead | None = None) -> DeliveryRecord:
        """Create the items that are new, and write down the categories that differ; all or nothing.

        Rows of new items without a title are left out. Items that exist keep their titles; those that were withdrawn
        with their delivery come back as if they were new. The import can be taken back as a whole, as every delivery.

        Args:
            rows: From ``item_list.read_list``; no SKU comes twice.
            name: What the import is called.
            person: Who imports.
            head: Of the list that the rows are from; its columns are remembered, and what a shop system's list says.

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
                    _keep(session, some, _shop(head))
                if head:
                    _remember(session, head, delivery.person, now)
        except IntegrityError as error:
            raise CatalogueUnavailable(
                "Somebody else created items of this list at the same moment. Nothing was saved. Import it again."
            ) from error
        return delivery_record(delivery)


def _shop(head: ListHead | None) -> str:
    return head.shop.key if head and head.shop else ""


def _plan(session: Session, rows: Sequence[ListRow], shop: str) -> ListPlan:
    new, same, changed, linked, problems = 0, 0, 0, 0, []
    created: list[ListRow] = []
    for some in in_steps(rows):
        known = _known(session, some)
        kept = _kept_of(session, [there.item.id for there in known.values()], shop)
        for row in some:
            there = known.get(sku_key(row.sku))
            if there is None and not row.title:
                problems.append(RowProblem(row.number, "title", f"{row.sku} is new and needs a title."))
            elif there is None or there.withdrawn:
                new += 1
                created.append(row)
            elif row.category in (None, there.category):
                same += 1
                linked += bool(row.kept) and dict(row.kept) != kept.get(there.item.id)
            else:
                changed += 1
    return ListPlan(new, same, changed, tuple(problems), linked, tuple(_alike(session, created)))


def _alike(session: Session, rows: Sequence[ListRow]) -> Iterator[RowProblem]:
    """Yield which of the rows, of items that would be created, have a SKU that looks like another one."""
    alike = alike_skus(session, [row.sku for row in rows])
    for row in rows:
        if others := " and ".join(alike.get(row.sku, ())[:3]):
            sentence = f"{row.sku} is new and looks like {others}. Correct it if it is the same item."
            yield RowProblem(row.number, "sku", sentence)


def _kept_of(session: Session, items: Sequence[int], shop: str) -> dict[int, dict[str, str]]:
    if not shop:
        return {}
    query = select(ShopItem.item_id, ShopItem.kept).where(ShopItem.shop == shop, ShopItem.item_id.in_(items))
    return dict(session.execute(query).all())


def _keep(session: Session, rows: Sequence[ListRow], shop: str) -> None:
    """Write down what a shop system's list says of the items that exist now, instead of what it said before."""
    if not shop:
        return
    numbers = {key: there.item.id for key, there in _known(session, rows).items()}
    kept = {numbers[key]: dict(row.kept) for row in rows if row.kept and (key := sku_key(row.sku)) in numbers}
    session.execute(delete(ShopItem).where(ShopItem.shop == shop, ShopItem.item_id.in_(kept)))
    if kept:
        values = [{"item_id": number, "shop": shop, "kept": said} for number, said in kept.items()]
        session.execute(insert(table_of(ShopItem)), values)


def _remember(session: Session, head: ListHead, person: str, now: datetime) -> None:
    """Write down which columns a person chose, where the next list of this header would be read in another way."""
    known = session.get(ListColumns, head.key)
    if dict(head.columns) == (known.columns if known else guessed_columns(head.header, head.shop)):
        return
    session.merge(ListColumns(header_key=head.key, columns=dict(head.columns), person=person, changed_at=now))


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
        .where(Item.sku_key.in_([sku_key(row.sku) for row in rows]))
    )
    return {
        item.sku_key: _Known(item, category, status == WITHDRAWN) for item, category, status in session.execute(query)
    }


def _save(session: Session, rows: Sequence[ListRow], delivery_id: int, person: str, now: datetime) -> None:
    before = _known(session, rows)
    new = [row for row in rows if row.title and sku_key(row.sku) not in before]
    if new:
        session.execute(insert(table_of(Item)), [item_columns(row.sku, row.title, now, delivery_id) for row in new])
    there = select(Item.sku_key, Item.id).where(Item.sku_key.in_([sku_key(row.sku) for row in rows]))
    numbers = dict(session.execute(there).all())
    back = [before[key].item for key, _ in _withdrawn(rows, before)]
    for key, row in _withdrawn(rows, before):
        item = before[key].item
        item.delivery_id = delivery_id
        change_title(session, item, row.title or item.title, person, now, delivery_id=delivery_id)
    lock_items(session, numbers.values())
    decided = [
        _decision(numbers[sku_key(row.sku)], row.category, delivery_id, person, now)
        for row in rows
        if sku_key(row.sku) in numbers and row.category not in (None, _category(before.get(sku_key(row.sku))))
    ]
    if decided:
        session.execute(insert(table_of(Decision)), decided)
    refresh(
        session,
        [
            *(numbers[sku_key(row.sku)] for row in new),
            *(item.id for item in back),
            *(decision["item_id"] for decision in decided),
        ],
    )


def _category(known: _Known | None) -> str | None:
    return known.category if known else None


def _withdrawn(rows: Sequence[ListRow], known: Mapping[str, _Known]) -> Iterator[tuple[str, ListRow]]:
    for row in rows:
        key = sku_key(row.sku)
        if key in known and known[key].withdrawn:
            yield key, row


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
