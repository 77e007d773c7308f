"""Addresses, and what happens when the database or the photo folder fails: a sentence, and nothing half-written."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import format_exception

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.store.engine import normalise_url, open_engine, writing
from tests.catalogue.fixtures import store, suggests
from tests.catalogue.store.postgres import Server

NOBODY = 65534


@contextmanager
def locked(url: str, tables: str) -> Iterator[None]:
    """Hold the database (SQLite) or the tables (PostgreSQL) as another writer would."""
    engine = create_engine(normalise_url(url))
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        connection.execute(text("BEGIN IMMEDIATE" if sqlite else f"LOCK TABLE {tables} IN EXCLUSIVE MODE"))
        yield
        connection.rollback()
    engine.dispose()


@pytest.fixture
def impatient(catalogue_url: str, photos_dir: Path) -> Iterator[Catalogue]:
    catalogue = open_catalogue(catalogue_url, photos_dir, lock_timeout_s=0.05)
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_way_to_write_a_postgresql_address_finds_the_installed_driver(scheme: str):
    url = normalise_url(f"{scheme}://ada:p%40ss@db.shop/catalogue?sslmode=require")
    assert url.render_as_string(hide_password=False) == (
        "postgresql+psycopg://ada:p%40ss@db.shop/catalogue?sslmode=require"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "catalogue",
        "mysql://ada:secret@db/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///{folder}/x.sqlite3?timeout=abc",
        "sqlite:///{folder}/x.sqlite3?timeout=1&timeout=2",
        "sqlite:///{folder}/x\0.sqlite3",
        "sqlite:///{folder}/x\0/x.sqlite3",
        "sqlite:///file:{folder}/x\0.sqlite3?uri=true",
        "postgresql://ada:secret@db:abc/x",
        "postgresql://ada:secret/x",
        "postgresql://ada:secret@/x?host=db:1&host=db:abc",
        "postgresql://ada:secret@" + "d" * 64 + "/x",
    ],
)
def test_an_address_that_cannot_serve_is_refused_without_showing_its_password(
    address: str, tmp_path: Path, photos_dir: Path
):
    with pytest.raises(CatalogueUnavailable, match="FASHION_DATABASE_URL") as refusal:
        open_catalogue(address.format(folder=tmp_path), photos_dir)
    assert "secret" not in "".join(format_exception(refusal.value)), "a log would show it"


def test_a_database_behind_a_closed_door_is_named_unavailable_without_its_password(photos_dir: Path, tmp_path: Path):
    with pytest.raises(CatalogueUnavailable, match="cannot be used just now") as refusal:
        open_catalogue(f"postgresql://ada:secret@/catalogue?host={tmp_path}", photos_dir)
    assert "secret" not in str(refusal.value)


def test_an_sqlite_file_in_an_impossible_folder_is_named_unavailable(photos_dir: Path, tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CatalogueUnavailable, match="cannot be created"):
        open_catalogue(f"sqlite:///{tmp_path / 'file' / 'catalogue.sqlite3'}", photos_dir)


def test_a_file_that_is_no_database_is_left_as_it_is(photos_dir: Path, tmp_path: Path):
    file = tmp_path / "holiday.sqlite3"
    file.write_text("a letter, not a database " * 50)
    with pytest.raises(CatalogueUnavailable, match="not a database"):
        open_catalogue(f"sqlite:///{file}", photos_dir)
    assert file.read_text().startswith("a letter")


def test_a_read_only_sqlite_file_is_named_unavailable(sqlite_catalogue: Catalogue, sqlite_url: str, photos_dir: Path):
    sqlite_catalogue.create_item("S-1", "Blue shirt")
    read_only = sqlite_url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    with pytest.raises(CatalogueUnavailable, match="readonly"):
        open_catalogue(read_only, photos_dir).create_item("S-2", "Red shirt")
    assert sqlite_catalogue.search().total == 1


def test_sqlite_writes_ahead_and_waits_for_other_writers(sqlite_catalogue: Catalogue, sqlite_url: str):
    sqlite_catalogue.create_item("S-1", "Blue shirt")
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.execute("BEGIN IMMEDIATE")
    assert sqlite_catalogue.find_item("S-1") is not None, "readers do not wait for a writer"
    connection.close()


def test_opening_waits_while_another_server_prepares_the_same_file(
    tmp_path: Path, photos_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    other = sqlite3.connect(tmp_path / "catalogue.sqlite3")
    other.execute("CREATE TABLE begun (id INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    pauses = []

    def other_finishes_meanwhile(pause_s: float) -> None:
        pauses.append(pause_s)
        other.rollback()

    monkeypatch.setattr("fashion_model.catalogue.store.engine.time.sleep", other_finishes_meanwhile)
    catalogue = open_catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite3'}", photos_dir)
    assert len(pauses) == 1
    assert other.execute("SELECT count(*) FROM begun").fetchone() == (0,)  # looks at the file again
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    catalogue.close()
    other.close()


def test_opening_gives_up_in_words_when_the_other_server_never_finishes(tmp_path: Path, photos_dir: Path):
    other = sqlite3.connect(tmp_path / "catalogue.sqlite3")
    other.execute("CREATE TABLE begun (id INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CatalogueUnavailable, match="database is locked"):
        open_catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite3'}", photos_dir, lock_timeout_s=0.05)
    other.close()


def test_opening_twice_keeps_what_is_there(catalogue: Catalogue, catalogue_url: str, photos_dir: Path):
    catalogue.create_item("S-1", "Blue shirt")
    again = open_catalogue(catalogue_url, photos_dir)
    assert again.search().total == 1
    again.check()
    again.close()


def test_a_decision_cannot_lose_its_item(catalogue: Catalogue, catalogue_url: str):
    catalogue.create_item("S-1", "Blue shirt")
    photo = store(catalogue).photo_id
    catalogue.actions.decide("S-1", photo_id=photo, category="Shirt", person="Ada", suggestion_id=None)
    engine = open_engine(catalogue_url, lock_timeout_s=1)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), writing(engine) as session:
        session.execute(text("DELETE FROM items"))
    engine.dispose()
    assert catalogue.search().total == 1


WRITES: dict[str, Callable[[Catalogue, int], object]] = {
    "store": lambda catalogue, photo: store(catalogue, grey=10),
    "suggest": lambda catalogue, photo: catalogue.record_suggestion(photo, suggests("Shirt")),
    "create": lambda catalogue, photo: catalogue.create_item("S-2", "Red shirt"),
    "decide": lambda catalogue, photo: catalogue.actions.decide(
        "S-1", photo_id=photo, category="Shirt", person="Ada", suggestion_id=None
    ),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_locked_database_is_unavailable_nothing_is_written_and_a_retry_works(
    impatient: Catalogue, catalogue_url: str, photos_dir: Path, write: str
):
    impatient.create_item("S-1", "Blue shirt")
    photo = store(impatient).photo_id
    with (
        locked(catalogue_url, "photos, suggestions, items, decisions"),
        pytest.raises(CatalogueUnavailable, match=r"Nothing was saved\. Try again"),
    ):
        WRITES[write](impatient, photo)
    assert len(list(photos_dir.iterdir())) == 1
    assert impatient.search().total == 1
    assert impatient.details.history("S-1") == ()
    WRITES[write](impatient, photo)


def test_only_who_writes_is_told_that_nothing_was_saved(sqlite_catalogue: Catalogue, sqlite_url: str):
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute("DROP TABLE items")
    connection.close()
    with pytest.raises(CatalogueUnavailable, match=r"\(no such table: items\)\. Try again"):
        sqlite_catalogue.search()
    with pytest.raises(CatalogueUnavailable, match=r"\(no such table: items\)\. Nothing was saved\. Try again"):
        sqlite_catalogue.create_item("S-1", "Blue shirt")


def test_a_failure_between_embedding_and_suggestion_keeps_neither(postgres_url: str, photos_dir: Path):
    catalogue = open_catalogue(postgres_url, photos_dir, lock_timeout_s=0.05)
    photo = store(catalogue).photo_id
    with locked(postgres_url, "suggestions"), pytest.raises(CatalogueUnavailable):
        catalogue.record_suggestion(photo, suggests("Shirt"))
    catalogue.close()
    engine = create_engine(normalise_url(postgres_url))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM embeddings")) == 0
    engine.dispose()


def test_a_server_that_went_away_is_unavailable_until_it_comes_back(
    postgres_server: Server, postgres_url: str, photos_dir: Path
):
    catalogue = open_catalogue(postgres_url, photos_dir)
    catalogue.create_item("S-1", "Blue shirt")
    name = normalise_url(postgres_url).database
    postgres_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres_server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    for call in (catalogue.check, catalogue.search, catalogue.counts, lambda: catalogue.create_item("S-2", "Red")):
        with pytest.raises(CatalogueUnavailable, match="cannot be used just now"):
            call()
    postgres_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    catalogue.check()
    assert [row.sku for row in catalogue.search().rows] == ["S-1"]
    catalogue.close()


def test_a_photo_folder_that_was_replaced_by_a_file_is_unavailable_and_leaves_no_row(
    catalogue: Catalogue, photos_dir: Path
):
    catalogue.check()
    photos_dir.rmdir()
    photos_dir.write_text("not a folder")
    with pytest.raises(CatalogueUnavailable, match=r"photo folder .* cannot be written") as told:
        store(catalogue, file_name="first.jpg")
    assert str(photos_dir.parent) not in str(told.value)
    photos_dir.unlink()
    photos_dir.mkdir()
    stored = store(catalogue, file_name="second.jpg")
    assert stored.path.exists()
    assert stored.file_name == "second.jpg", "the first try left a row"


def test_a_read_only_photo_folder_is_unavailable_and_leaves_neither_row_nor_file(
    catalogue: Catalogue, photos_dir: Path
):
    photos_dir.chmod(0o500)
    root = os.geteuid() == 0
    if root:  # may write everywhere; the open connection to the database stays usable for anyone
        os.seteuid(NOBODY)
    try:
        with pytest.raises(CatalogueUnavailable, match=r"photo folder .* cannot be written"):
            store(catalogue, file_name="first.jpg")
    finally:
        if root:
            os.seteuid(0)
        photos_dir.chmod(0o700)
    assert list(photos_dir.iterdir()) == []
    assert store(catalogue, file_name="second.jpg").file_name == "second.jpg", "the first try left a row"


def test_nothing_is_said_to_be_saved_into_a_deleted_file(tmp_path: Path):
    file = tmp_path / "c.sqlite3"
    catalogue = open_catalogue(f"sqlite:///{file}", tmp_path / "photos")
    catalogue.create_item("A", "First")
    moved = file.rename(tmp_path / "moved.sqlite3")
    with pytest.raises(CatalogueUnavailable, match=r"its file c\.sqlite3 is gone"):
        catalogue.create_item("B", "Second")
    with pytest.raises(CatalogueUnavailable):
        catalogue.find_item("A")
    assert not file.exists()  # no empty one is begun in its place
    moved.rename(file)
    assert catalogue.create_item("B", "Second").sku == "B"
    assert catalogue.find_item("A")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_nothing_is_said_to_be_saved_into_a_replaced_file(tmp_path: Path, content: bytes):
    file = tmp_path / "c.sqlite3"
    catalogue = open_catalogue(f"sqlite:///{file}", tmp_path / "photos")
    catalogue.create_item("A", "First")
    for part in tmp_path.glob("c.sqlite3*"):
        part.unlink()
    file.write_bytes(content)
    with pytest.raises(CatalogueUnavailable):
        catalogue.create_item("B", "Second")
