"""History that cannot be rewritten, and moments that keep their time zone."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from fashion_model.catalogue.database import normalise_url
from fashion_model.catalogue.operations import Catalogue, open_catalogue
from tests.catalogue_fixtures import store, suggests


def decided(catalogue: Catalogue) -> None:
    catalogue.create_item("S-1", "Blue shirt")
    photo_id = store(catalogue).photo_id
    suggestion = catalogue.record_suggestion(photo_id, suggests("Shirt"))
    catalogue.decide(sku="S-1", photo_id=photo_id, category="Shirt", person="Ada", suggestion_id=suggestion)


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
    before = catalogue.history("S-1")
    with pytest.raises(DBAPIError, match=f"{table} are only added to"):
        execute(catalogue_url, change.format(table))
    assert catalogue.history("S-1") == before


def test_postgresql_refuses_to_empty_the_history_too(postgres_url: str, photos_dir: Path):
    catalogue = open_catalogue(postgres_url, photos_dir)
    decided(catalogue)
    with pytest.raises(DBAPIError, match="decisions are only added to"):
        execute(postgres_url, "TRUNCATE decisions")
    assert len(catalogue.history("S-1")) == 1
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
    assert len(catalogue.history("S-1")) == 1


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
