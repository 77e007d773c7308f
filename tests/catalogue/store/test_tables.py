"""History that cannot be rewritten, and moments that keep their time zone."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.store.engine import normalise_url
from fashion_model.catalogue.store.tables import Base
from tests.catalogue.fixtures import store, suggests
from tests.catalogue.store.older_catalogue import make_older_catalogue


def decided(catalogue: Catalogue) -> None:
    catalogue.create_item("S-1", "Blue shirt")
    photo_id = store(catalogue).photo_id
    suggestion = catalogue.record_suggestion(photo_id, suggests("Shirt"))
    catalogue.actions.decide("S-1", photo_id=photo_id, category="Shirt", person="Ada", suggestion_id=suggestion)


def execute(url: str, statement: str) -> None:
    engine = create_engine(normalise_url(url))
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.mark.parametrize("table", ["suggestions", "decisions"])
@pytest.mark.parametrize("change", ["UPDATE {} SET category = 'Bag'", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_history(catalogue: Catalogue, catalogue_url: str, table: str, change: str):
    decided(catalogue)
    before = catalogue.details.history("S-1")
    with pytest.raises(DBAPIError, match=f"{table} are only added to"):
        execute(catalogue_url, change.format(table))
    assert catalogue.details.history("S-1") == before


def decided_and_undone(catalogue: Catalogue) -> None:
    decided(catalogue)
    catalogue.actions.undo_decision(1, "Ada")


def copy(insert: str, table: str, number: int, **changes: str) -> str:
    """Return the statement that adds a row's copy with some values changed, as SQL."""
    columns = Base.metadata.tables[table].columns.keys()
    values = ", ".join(changes.get(column, column) for column in columns)
    return f"{insert} INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE id = {number}"


def rows(url: str) -> list[list[tuple[object, ...]]]:
    engine = create_engine(normalise_url(url))
    with engine.connect() as connection:
        tables = [Base.metadata.tables[name] for name in ("suggestions", "decisions")]
        found = [[tuple(row) for row in connection.execute(table.select())] for table in tables]
    engine.dispose()
    return found


REPLACEMENTS = {
    "a suggestion by its number": ("suggestions", 1, {"model_version": "'m2'", "category": "'Bag'"}),
    "a suggestion by its photo and model": ("suggestions", 1, {"id": "NULL", "category": "'Bag'"}),
    "a decision by its number": ("decisions", 1, {"category": "'Bag'"}),
    "an undo by what it undoes": ("decisions", 2, {"id": "NULL", "person": "'Eve'"}),
}


@pytest.mark.parametrize("replacement", REPLACEMENTS)
def test_sqlite_refuses_to_replace_history(sqlite_catalogue: Catalogue, sqlite_url: str, replacement: str):
    decided_and_undone(sqlite_catalogue)
    before = rows(sqlite_url)
    table, number, changes = REPLACEMENTS[replacement]
    with pytest.raises(IntegrityError, match=f"{table} are only added to"):
        execute(sqlite_url, copy("INSERT OR REPLACE", table, number, **changes))
    assert rows(sqlite_url) == before


@pytest.mark.parametrize("insert", ["INSERT", "INSERT OR REPLACE"])
@pytest.mark.parametrize("number", ["NULL", "7"])
def test_sqlite_accepts_rows_that_replace_none(sqlite_catalogue: Catalogue, sqlite_url: str, insert: str, number: str):
    decided_and_undone(sqlite_catalogue)
    before = rows(sqlite_url)
    execute(sqlite_url, copy(insert, "suggestions", 1, id=number, model_version="'m2'"))
    execute(sqlite_url, copy(insert, "decisions", 1, id=number))
    after = rows(sqlite_url)
    assert [len(table) for table in after] == [2, 3]
    assert [after[0][:1], after[1][:2]] == before


@pytest.mark.parametrize("change", [copy("REPLACE", "decisions", 1, category="'Bag'"), "DELETE FROM decisions"])
def test_opening_an_older_sqlite_file_protects_its_history(sqlite_url: str, photos_dir: Path, change: str):
    make_older_catalogue(sqlite_url)  # without a trigger on decisions
    catalogue = open_catalogue(sqlite_url, photos_dir)
    with pytest.raises(IntegrityError, match="decisions are only added to"):
        execute(sqlite_url, change)
    assert [row.category for row in catalogue.details.history("S-1")] == ["Shirt"]
    catalogue.close()


def test_postgresql_refuses_to_empty_the_history_too(postgres_url: str, photos_dir: Path):
    catalogue = open_catalogue(postgres_url, photos_dir)
    decided(catalogue)
    with pytest.raises(DBAPIError, match="decisions are only added to"):
        execute(postgres_url, "TRUNCATE decisions CASCADE")
    assert len(catalogue.details.history("S-1")) == 1
    catalogue.close()


def test_items_may_be_corrected(catalogue: Catalogue, catalogue_url: str):
    decided(catalogue)
    execute(catalogue_url, "UPDATE items SET title = 'Red shirt'")
    assert catalogue.find_item("S-1").title == "Red shirt"


@pytest.mark.parametrize("values", ["'undone', NULL", "'accepted', 1"])
def test_only_an_undo_names_a_decision_and_every_undo_does(catalogue: Catalogue, catalogue_url: str, values: str):
    decided(catalogue)
    columns = "item_id, photo_id, category, person, model_version, created_at, kind, undoes"
    with pytest.raises(DBAPIError, match="an_undo_names_its_decision"):
        execute(
            catalogue_url,
            f"INSERT INTO decisions ({columns}) VALUES (1, 1, 'Coat', 'Ada', '', '2026-11-22 12:00:00', {values})",
        )
    assert len(catalogue.details.history("S-1")) == 1


def test_moments_come_back_in_utc_wherever_they_were_taken(catalogue_url: str, photos_dir: Path):
    tokyo = timezone(timedelta(hours=9))
    catalogue = open_catalogue(catalogue_url, photos_dir, clock=lambda: datetime(2026, 1, 1, 8, 30, 0, 5, tzinfo=tokyo))
    catalogue.create_item("S-1", "Blue shirt")
    kept = catalogue.find_item("S-1").created_at
    assert kept.tzinfo is UTC
    assert kept == datetime(2025, 12, 31, 23, 30, 0, 5, tzinfo=UTC)
    catalogue.close()


def test_a_clock_without_a_time_zone_is_refused(catalogue_url: str, photos_dir: Path):
    catalogue = open_catalogue(catalogue_url, photos_dir, clock=lambda: datetime(2026, 1, 1))
    with pytest.raises(Exception, match="Expected a moment with a time zone"):
        catalogue.create_item("S-1", "Blue shirt")
    assert catalogue.find_item("S-1") is None
    catalogue.close()
