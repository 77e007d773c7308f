"""An older catalogue is moved on when it is opened: every row stays, and garments of one photo get suggestions each."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.store.engine import open_engine, writing
from fashion_model.catalogue.store.tables import Suggestion
from tests.catalogue.fixtures import NOON, suggests
from tests.catalogue.store.older_catalogue import ADD_A_SUGGESTION, ask, execute, make_older_catalogue

OLD_COLUMNS = "id, photo_id, model_version, category, confidence, status, reason, threshold"


@pytest.fixture
def older_url(catalogue_url: str) -> str:
    make_older_catalogue(catalogue_url)
    return catalogue_url


@pytest.fixture
def moved(older_url: str, photos_dir: Path) -> Iterator[Catalogue]:
    catalogue = open_catalogue(older_url, photos_dir, clock=lambda: NOON)
    yield catalogue
    catalogue.close()


def test_every_row_of_an_older_catalogue_stays(older_url: str, photos_dir: Path) -> None:
    before = ask(older_url, f"SELECT {OLD_COLUMNS} FROM suggestions")
    catalogue = open_catalogue(older_url, photos_dir)
    assert before == [(1, 1, "m1", "Shirt", 0.75, "auto", "", 0.5)]
    assert ask(older_url, f"SELECT {OLD_COLUMNS} FROM suggestions") == before
    [decision] = catalogue.details.history("S-1")
    assert (decision.category, decision.kind, decision.person, decision.garment) == ("Shirt", "accepted", "Ada", "")
    assert catalogue.search().rows[0].category == "Shirt"
    assert ask(older_url, "SELECT choice, length(vector) FROM embeddings") == [("", 2)]
    assert ask(older_url, "SELECT category FROM of_the_shop") == [("Shirt",)]
    catalogue.close()


def test_decision_from_before_has_no_picture_to_show(moved: Catalogue) -> None:
    seen = moved.details.seen_by(moved.details.history("S-1")[0].decision_id)
    assert seen is not None
    assert (seen.garment, seen.picture) == ("", None)


def test_garments_of_an_older_photo_get_a_suggestion_each(moved: Catalogue, older_url: str) -> None:
    first = moved.record_suggestion(1, suggests("Shirt"))
    other = moved.record_suggestion(1, suggests("Trouser", chosen=1))
    assert moved.record_suggestion(1, suggests("Shirt")) == first
    assert len({1, first, other}) == 3
    assert ask(older_url, "SELECT id, choice FROM suggestions ORDER BY id") == [(1, ""), (first, "0"), (other, "1")]


def test_moving_on_twice_changes_nothing(moved: Catalogue, older_url: str, photos_dir: Path) -> None:
    moved.record_suggestion(1, suggests("Trouser", chosen=1))
    open_catalogue(older_url, photos_dir).close()
    assert ask(older_url, "SELECT id, category FROM suggestions ORDER BY id") == [(1, "Shirt"), (2, "Trouser")]


@pytest.mark.parametrize("change", ["UPDATE suggestions SET category = 'Bag'", "DELETE FROM suggestions"])
def test_moved_history_still_cannot_be_rewritten(moved: Catalogue, older_url: str, change: str) -> None:
    with pytest.raises(DBAPIError, match="suggestions are only added to"):
        execute(older_url, change)
    assert len(moved.details.history("S-1")) == 1


def test_program_of_the_older_version_can_go_on_writing(moved: Catalogue, older_url: str) -> None:
    execute(older_url, ADD_A_SUGGESTION.replace("'m1'", "'m0'"))
    assert ask(older_url, "SELECT model_version, choice FROM suggestions WHERE id > 1") == [("m0", "")]
    with pytest.raises(DBAPIError):
        execute(older_url, ADD_A_SUGGESTION)
    assert len(moved.details.history("S-1")) == 1


def test_decision_still_needs_a_suggestion_that_exists(older_url: str) -> None:
    engine = open_engine(older_url, lock_timeout_s=5)
    insert = (
        "INSERT INTO decisions (item_id, photo_id, suggestion_id, category, kind, person, model_version, created_at) "
        "VALUES (1, 1, {}, 'Coat', 'changed', 'Ada', '', '2026-11-22 12:00:00')"
    )
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.connection().exec_driver_sql(insert.format(99))
    with writing(engine) as session:
        session.connection().exec_driver_sql(insert.format(1))
        assert session.get(Suggestion, 1) is not None
    engine.dispose()


def test_eight_threads_that_open_an_older_catalogue_at_once_all_can(older_url: str, photos_dir: Path) -> None:
    def open_and_suggest(number: int) -> int:
        catalogue = open_catalogue(older_url, photos_dir)
        suggestion = catalogue.record_suggestion(1, suggests("Shirt", chosen=number % 2))
        catalogue.close()
        return suggestion

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(open_and_suggest, range(8)))) == 2
    assert ask(older_url, "SELECT count(*) FROM suggestions") == [(3,)]


def test_move_that_fails_half_way_leaves_the_older_catalogue_as_it_was(sqlite_url: str, photos_dir: Path) -> None:
    make_older_catalogue(sqlite_url)
    execute(sqlite_url, "CREATE TABLE suggestions_wider (id INTEGER)")
    with pytest.raises(CatalogueUnavailable, match=r"suggestions_wider already exists.* Nothing was saved"):
        open_catalogue(sqlite_url, photos_dir)
    assert [name for _, name, *_ in ask(sqlite_url, "PRAGMA table_info(embeddings)")] == [
        "id",
        "photo_id",
        "model_version",
        "vector",
    ]
    execute(sqlite_url, "DROP TABLE suggestions_wider")
    catalogue = open_catalogue(sqlite_url, photos_dir)
    assert len(catalogue.details.history("S-1")) == 1
    assert ask(sqlite_url, "PRAGMA foreign_key_check") == []
    catalogue.close()


def test_index_that_the_shop_added_outlasts_the_move(sqlite_url: str, photos_dir: Path) -> None:
    make_older_catalogue(sqlite_url)
    open_catalogue(sqlite_url, photos_dir).close()
    indexes = ask(sqlite_url, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
    assert ("of_the_shop_too",) in indexes
    assert ask(sqlite_url, "PRAGMA integrity_check") == [("ok",)]
