"""The catalogue: store photos, record suggestions, create items, decide, undo, and ask what is there."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from fashion_model.catalogue.current import catalogue_row, items_per_category, items_with_category, matching
from fashion_model.catalogue.database import open_engine, reading, writing
from fashion_model.catalogue.errors import AlreadyUndone, CannotUndo, ItemExists
from fashion_model.catalogue.lookup import add_once, find_item, get_item, get_row, get_suggestion
from fashion_model.catalogue.names import clean_person, clean_sku, clean_title, known_category, printable
from fashion_model.catalogue.photo_folder import check_folder, make_folder, stored_name, write_once
from fashion_model.catalogue.records import (
    NO_CATEGORY_YET,
    CataloguePage,
    CatalogueRow,
    DecisionRecord,
    ItemRecord,
    PhotoRecord,
    SeenRecord,
)
from fashion_model.catalogue.rows import (
    decision_record,
    item_record,
    new_decision,
    new_embedding,
    new_item,
    new_suggestion,
    new_undo,
    photo_record,
    seen_record,
)
from fashion_model.catalogue.tables import Decision, Embedding, Item, Photo, Suggestion
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.photo.decode import encode_jpeg
from fashion_model.serving.classifier import Classification

LOCK_TIMEOUT_S = 10.0


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
    return Catalogue(open_engine(database_url, lock_timeout_s), photos_dir, clock)


class Catalogue:
    """The shop's items and everything that was decided about them; made by ``open_catalogue``, safe between threads.

    Every method raises ``CatalogueUnavailable`` when the database or the photo folder fails; then nothing was saved.
    """

    def __init__(self, engine: Engine, photos_dir: Path, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._photos_dir = photos_dir
        self._clock = clock

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
        height, width = rgb.shape[:2]
        row = Photo(
            sha256=sha256,
            file_name=printable(file_name),
            stored_name=stored_name(sha256),
            width=width,
            height=height,
            created_at=self._clock(),
        )
        jpeg = encode_jpeg(rgb)
        with writing(self._engine) as session:
            photo = add_once(session, row, select(Photo).where(Photo.sha256 == sha256))
            record = photo_record(photo, self._photos_dir)
            write_once(record.path, jpeg)  # inside the transaction: nobody ever sees the row without its file
        return record

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
        """Create an item.

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
                session.add(item)
        except IntegrityError as error:
            raise ItemExists(item.sku) from error
        return item_record(item)

    def decide(
        self, *, sku: str, photo_id: int, category: str, person: str, suggestion_id: int | None
    ) -> DecisionRecord:
        """Write down what a person decided; the item has this category from now on.

        Args:
            sku: An item of the catalogue.
            photo_id: The stored photo that the person looked at.
            category: One of the ten, or ``NONE_OF_THE_TEN``.
            person: Who decides, 1 to 120 characters.
            suggestion_id: The suggestion that was on screen, or None.

        Raises:
            UnknownItem: No item has the SKU; it is never created silently.
            UnknownRecord: The photo, or a suggestion for this photo, is not in the catalogue.
            InvalidItem: The category is unknown, or the name is empty or too long.
        """
        category, person = known_category(category), clean_person(person)
        with writing(self._engine) as session:
            item = get_item(session, sku)
            photo = get_row(session, Photo, photo_id, "photo")
            suggestion = get_suggestion(session, photo, suggestion_id)
            decision = new_decision(item, photo, suggestion, category, person, self._clock())
            session.add(decision)
            session.flush()
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
                undo = new_undo(decision, person, self._clock())
                session.add(undo)
                session.flush()
                item, photo = session.get_one(Item, undo.item_id), session.get_one(Photo, undo.photo_id)
                suggestion = get_suggestion(session, photo, undo.suggestion_id)
                return decision_record(undo, item, photo, suggestion.garment if suggestion else None)
        except IntegrityError as error:  # a decision is undone at most once: the database sees to it
            raise AlreadyUndone from error

    def history(self, sku: str) -> tuple[DecisionRecord, ...]:
        """Return all that was decided and undone about an item, newest first.

        Raises:
            UnknownItem: No item has the SKU.
        """
        undo = aliased(Decision)
        question = (
            select(Decision, Photo, Suggestion.garment, undo.id)
            .join(Photo, Photo.id == Decision.photo_id)
            .outerjoin(Suggestion, Suggestion.id == Decision.suggestion_id)
            .outerjoin(undo, undo.undoes == Decision.id)
            .order_by(Decision.id.desc())
        )
        with reading(self._engine) as session:
            item = get_item(session, sku)
            rows = session.execute(question.where(Decision.item_id == item.id))
            return tuple(decision_record(row, item, photo, garment, by is not None) for row, photo, garment, by in rows)

    def seen(self, decision_id: int) -> SeenRecord | None:
        """Return what of the photo a decision's suggestion was made from; None when there was no suggestion.

        Raises:
            UnknownRecord: No decision has this number.
        """
        with reading(self._engine) as session:
            number = get_row(session, Decision, decision_id, "decision").suggestion_id
            return None if number is None else seen_record(session.get_one(Suggestion, number))

    def current(self, sku: str) -> CatalogueRow:
        """Return an item with its current category.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with reading(self._engine) as session:
            item = get_item(session, sku)
            row = session.execute(items_with_category().where(Item.id == item.id)).one()
            return catalogue_row(row, self._photos_dir)

    def search(self, text: str = "", category: str | None = None, limit: int = 50, offset: int = 0) -> CataloguePage:
        """Return a page of items, newest decision first, items without a decision last.

        Args:
            text: Part of a SKU or title, upper and lower case alike; empty for all.
            category: One of the ten, ``NONE_OF_THE_TEN``, ``NO_CATEGORY_YET``, or None for all.
            limit: Most rows on the page, from 0.
            offset: Rows before the page, from 0.

        Raises:
            InvalidItem: The category is unknown.
            ValueError: Limit or offset is negative.
        """
        if limit < 0 or offset < 0:
            raise ValueError(f"Expected limit and offset from 0, received {limit} and {offset}.")
        question = matching(items_with_category(), text, category)
        number = question.order_by(None).with_only_columns(func.count(Item.id), maintain_column_froms=True)
        with reading(self._engine) as session:
            rows = session.execute(question.limit(limit).offset(offset))
            return CataloguePage(
                rows=tuple(catalogue_row(row, self._photos_dir) for row in rows), total=session.scalar(number) or 0
            )

    def counts(self) -> dict[str, int]:
        """Return the number of items in each of the ten categories, ``NONE_OF_THE_TEN`` and ``NO_CATEGORY_YET``."""
        with reading(self._engine) as session:
            found = {category or NO_CATEGORY_YET: items for category, items in session.execute(items_per_category())}
        return {name: found.get(name, 0) for name in (*CATEGORIES, NONE_OF_THE_TEN, NO_CATEGORY_YET)}
