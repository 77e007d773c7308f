"""A catalogue moves to a database of the other kind with everything in it, or not at all, and works on there."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.catalogue.deliveries.work import Audit, ClassifiedFile, RefusedFile
from fashion_model.catalogue.errors import CopyRefused
from fashion_model.catalogue.items.records import WITHDRAWN
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.head import ListChoices
from fashion_model.catalogue.lists.read import read_list
from fashion_model.catalogue.store.engine import open_engine
from fashion_model.catalogue.store.photos import prepare_photo
from fashion_model.catalogue.store.tables import Base
from fashion_model.catalogue.store.transfer import copy_catalogue
from tests.catalogue.fixtures import NOON, finish, picture, store, suggests
from tests.catalogue.review.fixtures import answer, judge

OF_A_SHOP = b"Handle,Title,Body,Type,Variant SKU\nblue-coat,Coat,Blue coat,Coat,TS-9\n"
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(params=["to PostgreSQL", "to SQLite"])
def urls(request: pytest.FixtureRequest, sqlite_url: str, postgres_url: str) -> tuple[str, str]:
    """Return the addresses of two empty databases: copied from, copied to."""
    return (sqlite_url, postgres_url) if request.param == "to PostgreSQL" else (postgres_url, sqlite_url)


@pytest.fixture
def engines(urls: tuple[str, str]) -> Iterator[tuple[Engine, Engine]]:
    source, target = (open_engine(url, 5) for url in urls)
    yield source, target
    source.dispose()
    target.dispose()


@pytest.fixture
def full(urls: tuple[str, str], photos_dir: Path) -> Iterator[Catalogue]:
    """Return a catalogue with a row in every table."""
    catalogue = open_catalogue(urls[0], photos_dir, clock=lambda: NOON)
    first = deliver(catalogue, "Tuesday", ("TS-1_1.jpg", "Shirt", 0.9), ("TS-2_1.jpg", "Coat", 0.3))
    deliver(catalogue, "Friday", ("TS-3_1.jpg", "Bag", 0.4), ("TS-4_1.jpg", "", 0.0))
    catalogue.deliveries.undo(first.delivery_id, "Ann")
    catalogue.deliveries.redo(first.delivery_id, "Ann")
    listed = read_list(OF_A_SHOP, "products.csv", choices=ListChoices(columns={"title": "Body"}))
    catalogue.lists.save(listed.rows, "List", "Ann", listed.head)
    by_hand = catalogue.actions.decide("TS-9", category="Shirt", person="Ann", photo_id=store(catalogue, 90).photo_id)
    catalogue.actions.undo_decision(by_hand.decision_id, "Ben")
    catalogue.rules.set_codes({"Shirt": "SH-01"}, "Ann")
    catalogue.rules.set_threshold(0.7, None, "m1", "Ann")
    catalogue.review.next("window", "Ann")
    judge(catalogue, note="Café\nand “more”")
    answer(catalogue, crowd_answer=None)
    catalogue.visits.receive("a" * 22, "1", "shirt.jpg", "", "S-1")
    yield catalogue
    catalogue.close()


def deliver(catalogue: Catalogue, name: str, *said: tuple[str, str, float]) -> DeliveryRecord:
    """Let a delivery come in of files, what the network says of each, and how sure; without a category it is refused.

    The pictures of all deliveries look alike.
    """
    delivery = catalogue.deliveries.open(name, "Ann")
    for path, _, _ in said:
        catalogue.deliveries.add_file(delivery.token, path, "0" * 32, 3, "f" * 64)
    catalogue.deliveries.start(delivery.delivery_id)
    work, answers = catalogue.work("test", 15), {path: (category, sure) for path, category, sure in said}
    assert work.claim() is not None
    for group in work.next_groups(delivery.delivery_id, frozenset(), 9):
        results = [result_of(file[0], file[1], *answers[file[1]]) for file in group.files]
        assert finish(work, group, results, 0.5, Audit(False, 0.0))
    return delivery


def result_of(file_id: int, path: str, category: str, sure: float) -> ClassifiedFile | RefusedFile:
    if not category:
        return RefusedFile(file_id, "No photo.")
    rgb = picture(90 + file_id)
    photo = prepare_photo(rgb, hashlib.sha256(rgb.tobytes()).hexdigest(), path)
    return ClassifiedFile(file_id, photo, suggests(category, sure))


def all_rows(engine: Engine) -> Rows:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_every_row_of_every_table_is_the_same_afterwards(full: Catalogue, engines: tuple[Engine, Engine]) -> None:
    source, target = engines
    before = all_rows(source)
    assert [name for name, rows in before.items() if not rows] == []
    copied = copy_catalogue(source, target)
    assert all_rows(target) == all_rows(source) == before
    assert (copied.items, copied.rows["items"], copied.total) == (4, 4, sum(map(len, before.values())))
    assert full.statuses()["done"] == 1


def test_the_copy_works_on(
    full: Catalogue, engines: tuple[Engine, Engine], urls: tuple[str, str], photos_dir: Path
) -> None:
    copy_catalogue(*engines)
    moved = open_catalogue(urls[1], photos_dir, clock=lambda: NOON)
    assert [row.sku for row in moved.search(Search(order="sku")).rows] == ["TS-1", "TS-2", "TS-3", "TS-9"]
    assert moved.details.history("TS-9") == full.details.history("TS-9")
    latest = max(row.decision_id for row in full.details.history("TS-9") + full.details.history("TS-1"))
    assert moved.actions.decide("TS-2", category="Coat", person="Ben").decision_id == latest + 1
    assert moved.create_item("TS-10", "Red bag").item_id == 5
    assert deliver(moved, "Saturday", ("TS-11_1.jpg", "Bag", 0.9)).delivery_id == 4
    assert moved.judgements.latest("fashion-mnist") == full.judgements.latest("fashion-mnist")
    assert judge(moved, judgement="").judgement_id == judge(full).judgement_id
    assert (len(moved.judgements.latest("fashion-mnist")), len(full.judgements.latest("fashion-mnist"))) == (0, 1)
    moved.deliveries.undo(1, "Ben")
    assert moved.current("TS-1").status == WITHDRAWN
    assert full.current("TS-1").status == "automatic"
    assert np.array_equal(
        [row.box for row in moved.details.photos("TS-3")], [row.box for row in full.details.photos("TS-3")]
    )
    moved.close()


def test_history_of_the_copy_cannot_be_changed(full: Catalogue, engines: tuple[Engine, Engine]) -> None:
    assert full.check() is None
    copy_catalogue(*engines)
    with pytest.raises(DBAPIError, match="decisions are only added to"), engines[1].begin() as connection:
        connection.execute(text("UPDATE decisions SET category = 'Bag'"))


def test_progress_ends_at_the_number_of_all_rows(full: Catalogue, engines: tuple[Engine, Engine]) -> None:
    seen: list[tuple[int, int]] = []
    total = copy_catalogue(*engines, lambda done, total: seen.append((done, total))).total
    assert full.check() is None
    assert seen[-1] == (total, total)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_database_that_holds_items_is_refused_and_stays_as_it_is(
    full: Catalogue, engines: tuple[Engine, Engine], urls: tuple[str, str], photos_dir: Path
) -> None:
    other = open_catalogue(urls[1], photos_dir)
    other.create_item("OTHER-1", "Green bag")
    with pytest.raises(
        CopyRefused, match=r"\(1 items, 0 deliveries, 0 judgements\)\. Nothing was copied\. Name an empty"
    ):
        copy_catalogue(*engines)
    assert [row.sku for row in other.search().rows] == ["OTHER-1"]
    assert full.search().total == 4
    other.close()


def test_database_that_holds_judgements_alone_is_refused(
    full: Catalogue, engines: tuple[Engine, Engine], urls: tuple[str, str], photos_dir: Path
) -> None:
    other = open_catalogue(urls[1], photos_dir)
    judge(other, person="Ben")
    with pytest.raises(CopyRefused, match=r"\(0 items, 0 deliveries, 1 judgements\)"):
        copy_catalogue(*engines)
    assert [row.person for row in other.judgements.latest("fashion-mnist")] == ["Ben"]
    assert full.search().total == 4
    other.close()


def test_catalogue_that_holds_nothing_is_refused(engines: tuple[Engine, Engine]) -> None:
    with pytest.raises(CopyRefused, match="holds nothing"):
        copy_catalogue(*engines)


class Interrupted(BaseException):
    pass


def test_interrupted_copy_leaves_an_empty_database_and_can_be_made_again(
    full: Catalogue, engines: tuple[Engine, Engine]
) -> None:
    def interrupt(done: int, total: int) -> None:
        if 2 * done > total:
            raise Interrupted

    with pytest.raises(Interrupted):
        copy_catalogue(*engines, interrupt)
    with engines[1].connect() as connection:
        counts = {t.name: connection.scalar(select(func.count()).select_from(t)) for t in Base.metadata.sorted_tables}
    assert set(counts.values()) == {0}
    assert copy_catalogue(*engines).items == full.search().total


def test_row_that_refers_to_none_is_told_and_nothing_is_copied(
    sqlite_catalogue: Catalogue, sqlite_url: str, postgres_url: str
) -> None:
    sqlite_catalogue.create_item("TS-1", "Blue shirt")
    source, target = open_engine(sqlite_url, 5), open_engine(postgres_url, 5)
    with source.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")  # as other programs have it
        connection.execute(text("UPDATE items SET delivery_id = 999"))
        connection.commit()
    with pytest.raises(CopyRefused, match=r"no catalogue accepts \(.*items.*\)\. Nothing was copied"):
        copy_catalogue(source, target)
    assert all_rows(target)["items"] == []
