"""Items and their photos: stored, created, renamed, found and counted."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import ItemExists, LooksAlike
from fashion_model.catalogue.items.alike import alike_skus
from fashion_model.catalogue.items.changes import change_title, latest_change
from fashion_model.catalogue.items.copies import Copies
from fashion_model.catalogue.items.records import (
    NO_CATEGORY_YET,
    STATUSES,
    TITLE,
    WITHDRAWN,
    CataloguePage,
    CatalogueRow,
    ItemRecord,
    PhotoRecord,
)
from fashion_model.catalogue.items.rows import keep_suggestion, new_item
from fashion_model.catalogue.items.search import (
    Search,
    catalogue_row,
    items_found,
    items_with_state,
    number_found,
    page_found,
)
from fashion_model.catalogue.items.states import lock_items, refresh
from fashion_model.catalogue.names import clean_person, clean_sku, clean_title
from fashion_model.catalogue.store.engine import Access, Part
from fashion_model.catalogue.store.lookup import find_item, get_item, get_row, record_of
from fashion_model.catalogue.store.photos import keep_photo, prepare_photo
from fashion_model.catalogue.store.tables import Action, Decision, Item, ItemSuggestion, Photo
from fashion_model.catalogue.store.tables_of_work import ItemState
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.serving.classifier import Classification

_STREAM_STEP = 1000


class Items(Part):
    """The items of one catalogue and their photos, safe between threads.

    Every method raises ``CatalogueUnavailable`` when the database or the photo folder fails; then nothing was saved.
    """

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.copies = Copies(access)
        """Near-duplicates among the photos."""

    def store_photo(self, rgb: np.ndarray, sha256: str, file_name: str) -> PhotoRecord:
        """Keep a photo without its metadata; the same photo is kept once, under the name it first had.

        Args:
            rgb: ``(H, W, 3)`` uint8, upright sRGB.
            sha256: Hash of the bytes that came in, 64 lower-case hexadecimal digits.
            file_name: The name that the sender gave it.
        """
        prepared = prepare_photo(rgb, sha256, file_name)
        self.copies.catch_up()
        with self._access.writing() as session:
            row, _ = keep_photo(session, self._access, prepared)
            self.copies.keep(session, row)
            path = self._access.photos_dir / row.stored_name
            return record_of(PhotoRecord, row, photo_id=row.id, path=path)

    def record_suggestion(self, photo_id: int, classification: Classification) -> int:
        """Write down what a model says of a photo's garment, with its embedding.

        It is kept once for each photo, model version and garment that was chosen.

        Returns:
            The suggestion's number.

        Raises:
            UnknownRecord: No photo has this number.
        """
        with self._access.writing() as session:
            get_row(session, Photo, photo_id, "photo")
            return keep_suggestion(session, photo_id, classification, self._access.clock()).id

    def find_item(self, sku: str) -> ItemRecord | None:
        """Return the item with this SKU, or None when there is none."""
        with self._access.reading() as session:
            item = find_item(session, sku)
            return _record(item) if item else None

    def alike(self, sku: str) -> tuple[str, ...]:
        """Return the SKUs of other items that a person may take for this one, which need not be there itself."""
        with self._access.reading() as session:
            return alike_skus(session, [sku]).get(sku, ())

    def create_item(self, sku: str, title: str, *, person: str = "", although_alike: bool = False) -> ItemRecord:
        """Create an item; one that was withdrawn with its delivery comes back, under the new title.

        Args:
            sku: 1 to 120 characters, as ``clean_sku`` accepts them.
            title: 1 to 300 characters; spaces around it are dropped.
            person: Who does it; written down where an item comes back under another title.
            although_alike: Whether somebody said that this is another item than those whose SKUs look like it.

        Raises:
            InvalidItem: SKU or title is empty, too long or has characters that cannot be seen, or the SKU reads like
                a path.
            ItemExists: The SKU is taken.
            LooksAlike: It looks like the SKU of another item.
        """
        item = new_item(clean_sku(sku), clean_title(title), self._access.clock())
        try:
            with self._access.writing() as session:
                with_state = select(Item).join(ItemState, ItemState.item_id == Item.id)
                withdrawn = (Item.sku_key == item.sku_key, ItemState.status == WITHDRAWN)
                there = session.scalar(with_state.where(*withdrawn))
                if not there and not although_alike and find_item(session, item.sku) is None:
                    _refuse_alike(session, item.sku)
                if there:
                    there.delivery_id = None
                    change_title(session, there, item.title, person.strip(), item.created_at)
                else:
                    session.add(item)
                session.flush()
                refresh(session, [(there or item).id])
                return _record(there or item)
        except IntegrityError as error:
            raise ItemExists(item.sku) from error

    def rename_item(self, sku: str, title: str, person: str, seen: str | None = None) -> ItemRecord:
        """Give an item another title; that is written down, and can be taken back.

        Args:
            sku: The item's.
            title: 1 to 300 characters.
            person: Who does it.
            seen: The title that was on screen; nothing newer is overwritten.

        Raises:
            UnknownItem: No item has the SKU.
            ChangedMeanwhile: It has another title than the one that was seen.
            InvalidItem: The title is empty, too long or has control characters.
        """
        cleaned, person, now = clean_title(title), clean_person(person), self._access.clock()
        with self._access.writing() as session:
            item = get_item(session, sku)
            lock_items(session, [item.id])
            session.refresh(item)
            if seen is not None and item.title != seen:
                raise latest_change(session, TITLE, item.id)
            change_title(session, item, cleaned, person, now)
            refresh(session, [item.id])
            return _record(item)

    def current(self, sku: str) -> CatalogueRow:
        """Return an item with its current state.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with self._access.reading() as session:
            item = get_item(session, sku)
            row = session.execute(items_with_state().where(Item.id == item.id)).one()
            return catalogue_row(row, self._access.photos_dir)

    def search(self, wanted: Search | None = None, limit: int = 50, offset: int = 0) -> CataloguePage:
        """Return a page of items.

        Args:
            wanted: What is looked for, and in which order; all items when omitted.
            limit: Most rows on the page, from 0.
            offset: Rows before the page, from 0.

        Raises:
            InvalidItem: Category, status or order is unknown.
            ValueError: Limit or offset is negative.
        """
        if limit < 0 or offset < 0:
            raise ValueError(f"Expected limit and offset from 0, received {limit} and {offset}.")
        wanted = wanted or Search()
        with self._access.reading() as session:
            total = session.scalar(number_found(wanted)) or 0
            rows = session.execute(page_found(wanted, limit, offset)) if limit else ()
            return CataloguePage(rows=tuple(catalogue_row(row, self._access.photos_dir) for row in rows), total=total)

    def every(self, wanted: Search) -> Iterator[CatalogueRow]:
        """Yield all items that a search finds, in its order, a thousand at a time.

        Raises:
            InvalidItem: Category, status or order is unknown.
        """
        with self._access.reading() as session:
            for row in session.execute(items_found(wanted).execution_options(yield_per=_STREAM_STEP)):
                yield catalogue_row(row, self._access.photos_dir)

    def counts(self) -> dict[str, int]:
        """Return the number of items in each of the ten categories, ``NONE_OF_THE_TEN`` and ``NO_CATEGORY_YET``."""
        found = self._items_per(ItemState.category)
        found[NO_CATEGORY_YET] = found.pop(None, 0)
        return {name: found.get(name, 0) for name in (*CATEGORIES, NONE_OF_THE_TEN, NO_CATEGORY_YET)}

    def statuses(self) -> dict[str, int]:
        """Return the number of items of each status; withdrawn ones are left out."""
        found = self._items_per(ItemState.status)
        return {status: found.get(status, 0) for status in STATUSES if status != WITHDRAWN}

    def state(self) -> tuple[int, ...]:
        """Return numbers that differ from those before as soon as counts, people or models may do."""
        tables = (Item, ItemSuggestion, Decision, Action)
        latest = select(*(select(func.max(table.id)).scalar_subquery() for table in tables))
        with self._access.reading() as session:
            return tuple(number or 0 for number in session.execute(latest).one())

    def people(self) -> tuple[str, ...]:
        """Return who decided on the current state of items, in alphabetical order."""
        return self._values(ItemState.person)

    def models(self) -> tuple[str, ...]:
        """Return the model versions behind the current state of items, in alphabetical order."""
        return self._values(ItemState.model_version)

    def _items_per(self, column: Any) -> dict[str | None, int]:
        per = select(column, func.count(ItemState.item_id)).where(ItemState.status != WITHDRAWN).group_by(column)
        with self._access.reading() as session:
            return dict(session.execute(per).all())

    def _values(self, column: Any) -> tuple[str, ...]:
        with self._access.reading() as session:
            return tuple(sorted(value for value in session.scalars(select(column).distinct()) if value))


def _refuse_alike(session: Session, sku: str) -> None:
    if others := alike_skus(session, [sku]).get(sku):
        raise LooksAlike(sku, others)


def _record(item: Item) -> ItemRecord:
    return record_of(ItemRecord, item, item_id=item.id)
