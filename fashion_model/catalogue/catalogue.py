"""Catalogue: opens the database and joins its services."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from fashion_model.catalogue.deliveries.deliveries import Deliveries
from fashion_model.catalogue.deliveries.work import DeliveryWork
from fashion_model.catalogue.items.actions import Actions
from fashion_model.catalogue.items.changes import Changes
from fashion_model.catalogue.items.details import ItemDetails
from fashion_model.catalogue.items.items import Items
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.items.states import catch_up
from fashion_model.catalogue.items.visits import Visits
from fashion_model.catalogue.lists.importing import ItemLists
from fashion_model.catalogue.lists.shop_export import ShopFile, shop_file, shop_named
from fashion_model.catalogue.review.judgements import Judgements
from fashion_model.catalogue.review.queue import ReviewQueue
from fashion_model.catalogue.review.rules import Rules
from fashion_model.catalogue.store.engine import Access, open_engine
from fashion_model.catalogue.store.partial_files import sweep_partial
from fashion_model.catalogue.store.photos import make_folder
from fashion_model.catalogue.store.tables import Item

LOCK_TIMEOUT_S = 10.0


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def open_catalogue(
    database_url: str, photos_dir: Path, clock: Callable[[], datetime] = utc_now, lock_timeout_s: float = LOCK_TIMEOUT_S
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


class Catalogue(Items):
    """The shop's items and everything that was decided about them; made by ``open_catalogue``."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.actions = Actions(access)
        """Decisions, and their undo."""
        self.changes = Changes(access)
        """Titles and codes that people changed, and their undo."""
        self.details = ItemDetails(access)
        """All that is known of single items."""
        self.deliveries = Deliveries(access)
        """Photos and lists that come in together."""
        self.lists = ItemLists(access)
        """Lists of items from spreadsheets."""
        self.visits = Visits(access)
        """What was dropped on the Classify page."""
        self.review = ReviewQueue(access)
        """What a person has to look at."""
        self.rules = Rules(access)
        """The shop's own codes, and the confidence from which answers stand alone."""
        self.judgements = Judgements(access)
        """What analysts say of the network's errors, and their blind rounds."""

    def forget_partial_photos(self) -> int:
        """Remove copies of photos that a process which is gone left half-written, and return how many that were."""
        return sweep_partial(self._access.photos_dir)

    def work(self, worker: str, lease_s: float) -> DeliveryWork:
        """Return the work that deliveries leave to be done.

        Args:
            worker: Names the process that does it.
            lease_s: How long a process that shows no sign of life keeps a delivery, in seconds.
        """
        return DeliveryWork(self._access, self.copies, worker, lease_s)

    def for_shop(self, shop: str, wanted: Search) -> ShopFile:
        """Return the items that a search finds as a list for a shop system.

        Args:
            shop: One of ``SHOP_NAMES``.
            wanted: What is looked for, and in which order.

        Raises:
            InvalidItem: The system, or a category, status or order, is unknown.
        """
        return shop_file(shop_named(shop), self.every(wanted), self.lists.kept(shop))

    def close(self) -> None:
        """Close the connections to the database."""
        self._access.engine.dispose()

    def check(self) -> None:
        """Return when the database answers.

        Raises:
            CatalogueUnavailable: It does not.
        """
        with self._access.reading() as session:
            session.execute(select(Item.id).limit(1))
