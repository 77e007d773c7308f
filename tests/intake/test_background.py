"""The thread beside the pages: it waits for model and catalogue, works, and stops."""

import threading
from collections.abc import Callable

from fashion_model.catalogue.deliveries.records import FINISHED
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.intake.worker import BackgroundWork
from tests.catalogue.deliveries.fixtures import DRESS, Dock
from tests.intake.test_worker import until


def test_delivery_is_classified_beside_the_pages_and_the_thread_stops(
    dock: Dock, photo_bytes: dict[str, bytes]
) -> None:
    delivery = dock.deliver({"DR-0311.jpg": photo_bytes[DRESS]})
    dock.catalogue.deliveries.start(delivery.delivery_id)
    work = BackgroundWork(lambda: dock.worker)
    work.start()
    work.start()
    until(lambda: dock.catalogue.deliveries.get(delivery.delivery_id).state == FINISHED)
    work.stop()
    assert [one for one in threading.enumerate() if one.name == "deliveries"] == []
    assert work.problem == ""


def test_database_that_is_away_at_the_start_is_tried_again(dock: Dock, photo_bytes: dict[str, bytes]) -> None:
    delivery = dock.deliver({"DR-0311.jpg": photo_bytes[DRESS]})
    dock.catalogue.deliveries.start(delivery.delivery_id)
    tried = threading.Event()
    work = BackgroundWork(fails_once(dock, tried), retry_s=0.01)
    work.start()
    until(tried.is_set)
    until(lambda: dock.catalogue.deliveries.get(delivery.delivery_id).state == FINISHED)
    work.stop()


def fails_once(dock: Dock, tried: threading.Event) -> Callable:
    def make():
        if not tried.is_set():
            tried.set()
            raise CatalogueUnavailable("The catalogue's database cannot be used just now.")
        return dock.worker

    return make


def test_why_nothing_is_done_is_told_while_the_database_is_away() -> None:
    def make():
        raise CatalogueUnavailable("The catalogue's database cannot be used just now.")

    work = BackgroundWork(make, retry_s=60)
    work.start()
    until(lambda: work.problem == "The catalogue's database cannot be used just now.")
    work.stop()
