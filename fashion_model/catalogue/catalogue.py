"""The catalogue: store photos, record suggestions, create items, decide, undo, and ask what is there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fashion_model.catalogue.deliveries.deliveries import Deliveries
from fashion_model.catalogue.deliveries.work import DeliveryWork
from fashion_model.catalogue.errors import AlreadyUndone, CannotUndo, ItemExists
from fashion_model.catalogue.items.actions import Actions
from fashion_model.catalogue.items.copies import Copies
from fashion_model.catalogue.items.details import ItemDetails, history_of, seen_by
from fashion_model.catalogue.items.records import (
    NO_CATEGORY_YET,
    STATUSES,
    WITHDRAWN,
    CataloguePage,
    CatalogueRow,
    DecisionRecord,
    ItemRecord,
    PhotoRecord,
    SeenRecord,
)
from fashion_model.catalogue.items.rows import (
    decision_record,
    item_record,
    new_decision,
    new_embedding,
    new_item,
    new_suggestion,
    new_undo,
    photo_record,
    search_text,
)
from fashion_model.catalogue.items.search import (
    Search,
    catalogue_row,
    items_found,
    items_per,
    items_with_state,
    latest_numbers,
    number_found,
    page_found,
    withdrawn_item,
)
from fashion_model.catalogue.items.states import catch_up, lock_items, refresh
from fashion_model.catalogue.lists.importing import ItemLists
from fashion_model.catalogue.names import clean_person, clean_sku, clean_title, known_category
from fashion_model.catalogue.review.judgements import Judgements
from fashion_model.catalogue.review.queue import ReviewQueue
from fashion_model.catalogue.review.rules import Rules
from fashion_model.catalogue.store.access import Access
from fashion_model.catalogue.store.engine import open_engine, reading, writing
from fashion_model.catalogue.store.lookup import add_once, find_item, get_item, get_row, get_suggestion
from fashion_model.catalogue.store.photos import check_folder, keep_photo, make_folder, prepare_photo
from fashion_model.catalogue.store.tables import Decision, Embedding, Item, Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import ItemPhoto, ItemState
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.serving.classifier import Classification

LOCK_TIMEOUT_S = 10.0
_STREAM_STEP = 1000


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def open_catalogue(
    database_url: str,
    photos_dir: Path,
    clock: Callable[[], datetime] = utc_now,
    lock_timeout_s: float = LOCK_TIMEOUT_S,
) -> "Catalogue":
    """Open the catalogue; its tables and folders are created where they are missing.

    Args:
        database_url: ``sqlite:///path`` or ``postgresql://…``.
        photos_dir: Folder for the photos' copies.
        clock: Gives the moment that is written beside each row; it must have a time zone.
        lock_timeout_s: Longest wait for another writer, in seconds.

    Raises:
        CatalogueUnavailable: The database or the folder cannot be reached or written.
    """
    make_folder(photos_dir)
    engine = open_engine(database_url, lock_timeout_s)
    catch_up(engine)
    return Catalogue(Access(engine, photos_dir, clock))


class Catalogue:
    """The shop's items and everything that was decided about them; made by ``open_catalogue``, safe between threads.

    Every method raises ``CatalogueUnavailable`` when the database or the photo folder fails; then nothing was saved.

    Attributes:
        deliveries: Photos and lists that come in together.
        review: What a person has to look at.
        actions: Steps that make or take back many decisions at once.
        rules: The shop's own codes, and the confidence from which answers stand alone.
        lists: Lists of items from spreadsheets.
        copies: Photos that are copies of others.
        details: All that is known of single items.
        judgements: What analysts say of the network's errors, and their blind rounds.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._engine = access.engine
        self._photos_dir = access.photos_dir
        self._clock = access.clock
        self.deliveries = Deliveries(access)
        self.review = ReviewQueue(access)
        self.actions = Actions(access)
        self.rules = Rules(access)
        self.lists = ItemLists(access)
        self.copies = Copies(access)
        self.details = ItemDetails(access)
        self.judgements = Judgements(access)

    def work(self, worker: str, lease_s: float) -> DeliveryWork:
        """Return the work that deliveries leave to be done.

        Args:
            worker: Names the process that does it.
            lease_s: How long a process that shows no sign of life keeps a delivery, in seconds.
        """
        return DeliveryWork(self._access, self.copies, worker, lease_s)

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()

    def check(self) -> None:
        """Return when the catalogue can be used.

        Raises:
            CatalogueUnavailable: The database does not answer, or the photo folder may not be written.
        """
        check_folder(self._photos_dir)
        with reading(self._engine) as session:
            session.execute(select(Item.id).limit(1))

    def store_photo(self, rgb: np.ndarray, sha256: str, file_name: str) -> PhotoRecord:
        """Keep a photo without its metadata; the same photo is kept once, under the name it first had.

        Args:
            rgb: ``(H, W, 3)`` uint8, upright sRGB.
            sha256: Hash of the bytes that came in, 64 lower-case hexadecimal digits.
            file_name: The name that the sender gave it.
        """
        prepared = prepare_photo(rgb, sha256, file_name)
        self.copies.catch_up()
        with writing(self._engine) as session:
            row, _ = keep_photo(session, self._access, prepared)
            self.copies.keep(session, row)
            return photo_record(row, self._photos_dir)

    def record_suggestion(self, photo_id: int, classification: Classification) -> int:
        """Write down what a model says of a photo's garment, with its embedding.

        It is kept once for each photo, model version and garment that was chosen.

        Returns:
            The suggestion's number.

        Raises:
            UnknownRecord: No photo has this number.
        """
        embedding = new_embedding(photo_id, classification)
        suggestion = new_suggestion(photo_id, classification, self._clock())
        same = {"photo_id": photo_id, "model_version": suggestion.model_version, "choice": suggestion.choice}
        with writing(self._engine) as session:
            get_row(session, Photo, photo_id, "photo")
            add_once(session, embedding, select(Embedding).filter_by(**same))
            return add_once(session, suggestion, select(Suggestion).filter_by(**same)).id

    def find_item(self, sku: str) -> ItemRecord | None:
        """Return the item with this SKU, or None when there is none."""
        with reading(self._engine) as session:
            item = find_item(session, sku)
            return item_record(item) if item else None

    def create_item(self, sku: str, title: str) -> ItemRecord:
        """Create an item; one that was withdrawn with its delivery comes back, under the new title.

        Args:
            sku: 1 to 120 characters; spaces around it are dropped.
            title: 1 to 300 characters; spaces around it are dropped.

        Raises:
            InvalidItem: SKU or title is empty, too long or has control characters.
            ItemExists: The SKU is taken.
        """
        item = new_item(clean_sku(sku), clean_title(title), self._clock())
        try:
            with writing(self._engine) as session:
                there = withdrawn_item(session, item.sku)
                if there:
                    there.title, there.search_text, there.delivery_id = item.title, item.search_text, None
                else:
                    session.add(item)
                session.flush()
                refresh(session, [(there or item).id])
                return item_record(there or item)
        except IntegrityError as error:
            raise ItemExists(item.sku) from error

    def rename_item(self, sku: str, title: str) -> ItemRecord:
        """Give an item another title.

        Raises:
            UnknownItem: No item has the SKU.
            InvalidItem: The title is empty, too long or has control characters.
        """
        cleaned = clean_title(title)
        with writing(self._engine) as session:
            item = get_item(session, sku)
            item.title, item.search_text = cleaned, search_text(item.sku, cleaned)
            refresh(session, [item.id])
            return item_record(item)

    def decide(
        self, *, sku: str, category: str, person: str, photo_id: int | None = None, suggestion_id: int | None = None
    ) -> DecisionRecord:
        """Write down what a person decided; the item has this category from now on.

        Args:
            sku: An item of the catalogue.
            category: One of the ten, or ``NONE_OF_THE_TEN``.
            person: Who decides, 1 to 120 characters.
            photo_id: The stored photo that the person looked at, or None.
            suggestion_id: The suggestion for this photo that was on screen, or None.

        Raises:
            UnknownItem: No item has the SKU; it is never created silently.
            UnknownRecord: The photo, or a suggestion for this photo, is not in the catalogue.
            InvalidItem: The category is unknown, or the name is empty or too long.
        """
        category, person = known_category(category), clean_person(person)
        with writing(self._engine) as session:
            item = get_item(session, sku)
            lock_items(session, [item.id])
            photo = get_row(session, Photo, photo_id, "photo") if photo_id is not None else None
            suggestion = get_suggestion(session, photo, suggestion_id) if photo else None
            decision = new_decision(item, photo, suggestion, category, person, self._clock())
            session.add(decision)
            if photo:
                tie = {"item_id": item.id, "photo_id": photo.id, "delivery_id": None}
                row = ItemPhoto(**tie, suggestion_id=suggestion_id)
                add_once(session, row, select(ItemPhoto).filter_by(**tie).limit(1))
            refresh(session, [item.id])
            return decision_record(decision, item, photo, suggestion.garment if suggestion else None)

    def undo(self, decision_id: int, person: str) -> DecisionRecord:
        """Take a decision back by adding a row; the item has the category it had without that decision.

        Raises:
            UnknownRecord: No decision has this number.
            CannotUndo: The row is itself an undo.
            AlreadyUndone: The decision was undone before.
            InvalidItem: The name is empty or too long.
        """
        person = clean_person(person)
        try:
            with writing(self._engine) as session:
                decision = get_row(session, Decision, decision_id, "decision")
                if decision.undoes is not None:
                    raise CannotUndo
                lock_items(session, [decision.item_id])
                undo = new_undo(decision, person, self._clock())
                session.add(undo)
                refresh(session, [decision.item_id])
                item = session.get_one(Item, undo.item_id)
                photo = session.get(Photo, undo.photo_id) if undo.photo_id else None
                suggestion = session.get(Suggestion, undo.suggestion_id) if undo.suggestion_id else None
                return decision_record(undo, item, photo, suggestion.garment if suggestion else None)
        except IntegrityError as error:  # a decision is undone at most once: the database sees to it
            raise AlreadyUndone from error

    def history(self, sku: str) -> tuple[DecisionRecord, ...]:
        """Return all that was decided and undone about an item, newest first.

        Raises:
            UnknownItem: No item has the SKU.
        """
        return history_of(self._access, sku)

    def seen(self, decision_id: int) -> SeenRecord | None:
        """Return what of the photo a decision's suggestion was made from; None when there was no suggestion.

        Raises:
            UnknownRecord: No decision has this number.
        """
        return seen_by(self._access, decision_id)

    def current(self, sku: str) -> CatalogueRow:
        """Return an item with what it has now.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with reading(self._engine) as session:
            item = get_item(session, sku)
            row = session.execute(items_with_state().where(Item.id == item.id)).one()
            return catalogue_row(row, self._photos_dir)

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
        with reading(self._engine) as session:
            total = session.scalar(number_found(wanted)) or 0
            rows = session.execute(page_found(wanted, limit, offset)) if limit else ()
            return CataloguePage(rows=tuple(catalogue_row(row, self._photos_dir) for row in rows), total=total)

    def every(self, wanted: Search) -> Iterator[CatalogueRow]:
        """Yield all items that a search finds, in its order, a thousand at a time.

        Raises:
            InvalidItem: Category, status or order is unknown.
        """
        with reading(self._engine) as session:
            for row in session.execute(items_found(wanted).execution_options(yield_per=_STREAM_STEP)):
                yield catalogue_row(row, self._photos_dir)

    def counts(self) -> dict[str, int]:
        """Return the number of items in each of the ten categories, ``NONE_OF_THE_TEN`` and ``NO_CATEGORY_YET``."""
        with reading(self._engine) as session:
            found = {
                category or NO_CATEGORY_YET: items for category, items in session.execute(items_per(ItemState.category))
            }
        return {name: found.get(name, 0) for name in (*CATEGORIES, NONE_OF_THE_TEN, NO_CATEGORY_YET)}

    def statuses(self) -> dict[str, int]:
        """Return the number of items of each status; withdrawn ones are left out."""
        with reading(self._engine) as session:
            found = dict(session.execute(items_per(ItemState.status)).all())
        return {status: found.get(status, 0) for status in STATUSES if status != WITHDRAWN}

    def state(self) -> tuple[int, ...]:
        """Return numbers that differ from those before as soon as counts, people or models may do."""
        with reading(self._engine) as session:
            return tuple(number or 0 for number in session.execute(latest_numbers()).one())

    def people(self) -> tuple[str, ...]:
        """Return who decided on what items have now, in alphabetical order."""
        return self._values(ItemState.person)

    def models(self) -> tuple[str, ...]:
        """Return the model versions that suggested what items have now, in alphabetical order."""
        return self._values(ItemState.model_version)

    def _values(self, column: Any) -> tuple[str, ...]:
        with reading(self._engine) as session:
            return tuple(sorted(value for value in session.scalars(select(column).distinct()) if value))
