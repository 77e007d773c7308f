"""The tables are what the program expects, however they came about; other systems find the view; history stays."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.migrations import versions
from fashion_model.catalogue.migrations.frozen import SAME_ROW
from fashion_model.catalogue.store import tables as tables_of_analysis  # noqa: F401 # the metadata must know them
from fashion_model.catalogue.store.engine import normalise_url
from fashion_model.catalogue.store.schema import MIGRATIONS
from fashion_model.catalogue.store.tables import Base
from tests.catalogue.fixtures import delivered, seen, suggests
from tests.catalogue.review.fixtures import answer, judge
from tests.catalogue.store.older_catalogue import ROWS, ask, execute, make_older_catalogue

NEWEST = max(path.name[:4] for path in Path(versions.__path__[0]).glob("0*.py"))
OPEN = """
import sys
from pathlib import Path
from fashion_model.catalogue.catalogue import open_catalogue
print("ready", flush=True)
sys.stdin.readline()
print(open_catalogue(sys.argv[1], Path(sys.argv[2])).current("S-1").category)
"""


def differences(url: str) -> list[object]:
    """Return what Alembic would change to make the tables those of the program; what the shop added may stay."""
    engine = create_engine(normalise_url(url))
    with engine.connect() as connection:
        options = {"include_name": lambda name, *_: not (name or "").startswith("of_the_shop")}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    engine.dispose()
    return list(found)


def make_second_version(url: str) -> None:
    """Write the tables of the second version of this program, which had no number yet, and one row in each."""
    file = normalise_url(url).database
    if url.startswith("sqlite"):
        Path(str(file)).parent.mkdir(parents=True)
    move_to(url, "0002")
    engine = create_engine(normalise_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
        for row in ROWS:
            connection.exec_driver_sql(row.format(blob="x'0102'" if url.startswith("sqlite") else "'\\x0102'"))
    engine.dispose()


def make_third_version(url: str) -> None:
    """Write the tables of the third version of this program, which had no judgements, and what the second one knew."""
    make_second_version(url)
    move_to(url, "0003", since="0002")


def make_fourth_version(url: str) -> None:
    """Write the tables of the fourth version of this program, which kept nothing of lists but their items."""
    make_second_version(url)
    move_to(url, "0004", since="0002")


def make_fifth_version(url: str) -> None:
    """Write the tables of the fifth version of this program, a delivery with a file, and what the second one knew."""
    make_fourth_version(url)
    move_to(url, "0005", since="0004")
    engine = create_engine(normalise_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO deliveries (token, kind, name, person, state, sku_rule, sku_pattern, unknown_skus, undone, "
            "worker, created_at) VALUES ('t', 'photos', 'Monday', 'Ada', 'collecting', 'before_view', '', 'create', "
            "FALSE, '', '2026-11-22 12:00:00+00:00')"
        )
        connection.exec_driver_sql(
            "INSERT INTO delivery_files (delivery_id, path, spool_name, size, sha256, sku, state, reason) "
            "VALUES (1, 'TS-1.jpg', 'x', 1, 'y', '', 'waiting', '')"
        )
    engine.dispose()


def move_to(url: str, revision: str, since: str = "base") -> None:
    """Run the steps up to a revision on a database that stands at an earlier one."""
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    engine = create_engine(normalise_url(url))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.stamp(config, since)
        command.upgrade(config, revision)
    engine.dispose()


def test_new_tables_are_those_of_the_program(catalogue_url: str, photos_dir: Path):
    open_catalogue(catalogue_url, photos_dir).close()
    assert differences(catalogue_url) == []
    execute(catalogue_url, "DROP INDEX states_by_change")
    assert len(differences(catalogue_url)) == 1


@pytest.mark.parametrize(
    "make",
    [make_older_catalogue, make_second_version, make_third_version, make_fourth_version, make_fifth_version],
    ids=["first", "second", "third", "fourth", "fifth"],
)
def test_tables_of_each_older_version_become_those_of_the_program(catalogue_url: str, photos_dir: Path, make):
    make(catalogue_url)
    for _ in range(2):
        catalogue = open_catalogue(catalogue_url, photos_dir)
        row = catalogue.current("S-1")
        assert (row.status, row.category, row.person, row.photos) == ("done", "Shirt", "Ada", 1)
        assert row.photo_file_name == "shirt.jpg"
        assert catalogue.details.history("S-1")[0].photo_sha256 == "a" * 64
        assert differences(catalogue_url) == []
        assert ask(catalogue_url, "SELECT version_num FROM alembic_version") == [(NEWEST,)]
        catalogue.close()


def test_files_of_the_fifth_version_have_names_that_are_clear(catalogue_url: str, photos_dir: Path):
    make_fifth_version(catalogue_url)
    catalogue = open_catalogue(catalogue_url, photos_dir)
    plan = catalogue.deliveries.plan(1)
    assert ([item.sku for item in plan.items], plan.zip_names) == (["TS-1"], ())
    catalogue.close()


def test_catalogue_of_the_third_version_gets_judgements_that_stay(catalogue_url: str, photos_dir: Path):
    make_third_version(catalogue_url)
    tables = "SELECT count(*) FROM {}"
    with pytest.raises(DBAPIError):
        ask(catalogue_url, tables.format("judgements"))
    catalogue = open_catalogue(catalogue_url, photos_dir)
    judge(catalogue)
    answer(catalogue)
    assert [ask(catalogue_url, tables.format(name)) for name in ("judgements", "blind_answers")] == [[(1,)], [(1,)]]
    for table in ("judgements", "blind_answers", "decisions"):
        with pytest.raises(DBAPIError, match=f"{table} are only added to"):
            execute(catalogue_url, f"DELETE FROM {table}")
    catalogue.close()


BEFORE_CONFIDENCES_WERE_TOLD_APART = (
    "INSERT INTO items (id, sku, sku_key, title, search_text, created_at) "
    "VALUES (2, 'S-2', 's-2', 'Shirt', 's-2', '2026-11-22 12:00:00')",
    "INSERT INTO decisions (id, item_id, category, kind, person, model_version, confidence, created_at) "
    "VALUES (2, 2, 'Shirt', 'automatic', 'automatic', 'm1', 0.75, '2026-11-22 12:00:00')",
    *(
        "INSERT INTO item_states (item_id, status, category, decision_id, seen_decision_id, question, person, "
        f"changed_at, model_version, confidence, photos, contradiction) VALUES ({number}, 'done', 'Shirt', {number}, "
        f"{number}, '', 'Ada', '2026-11-22 12:00:00', 'm1', 0.75, 1, '')"
        for number in (1, 2)
    ),
)


def test_confidences_of_an_older_catalogue_are_those_of_the_category_from_now_on(catalogue_url: str, photos_dir: Path):
    make_fourth_version(catalogue_url)
    for statement in BEFORE_CONFIDENCES_WERE_TOLD_APART:
        execute(catalogue_url, statement)
    open_catalogue(catalogue_url, photos_dir).close()
    told = "SELECT sku, category, confidence FROM current_categories ORDER BY sku"
    assert ask(catalogue_url, told) == [("S-1", "Shirt", None), ("S-2", "Shirt", 0.75)]


def test_two_servers_that_move_an_older_catalogue_at_once_both_can(catalogue_url: str, photos_dir: Path):
    make_older_catalogue(catalogue_url)
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, catalogue_url, str(photos_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [server.stdout.readline() for server in servers] == ["ready\n"] * 2
    for server in servers:
        server.stdin.write("go\n")
        server.stdin.flush()
    assert [(*server.communicate(), server.returncode) for server in servers] == [("Shirt\n", "", 0)] * 2
    assert ask(catalogue_url, "SELECT count(*) FROM item_states") == [(1,)]


def test_tables_of_a_newer_version_are_left_as_they_are(catalogue: Catalogue, catalogue_url: str, photos_dir: Path):
    catalogue.create_item("S-1", "Blue shirt")
    execute(catalogue_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogueUnavailable, match=r"newer version of this program .*9999.* Nothing was changed"):
        open_catalogue(catalogue_url, photos_dir)
    assert ask(catalogue_url, "SELECT version_num FROM alembic_version") == [("9999",)]
    execute(catalogue_url, f"UPDATE alembic_version SET version_num = '{NEWEST}'")
    reopened = open_catalogue(catalogue_url, photos_dir)
    assert reopened.current("S-1").title == "Blue shirt"
    reopened.close()


def test_the_view_tells_other_systems_what_each_item_is(catalogue: Catalogue, catalogue_url: str):
    for sku in ("S-1", "S-2", "S-3"):
        catalogue.create_item(sku, f"Item {sku}")
    catalogue.actions.decide("S-1", category="Shirt", person="Ada")
    catalogue.actions.decide("S-2", category="Coat", person="Ben")
    catalogue.rules.set_codes({"Shirt": "K-17"}, "Ada")
    undone = delivered(catalogue, {"S-4_1.jpg": suggests("Bag")})
    catalogue.deliveries.undo(undone.delivery_id, "Ada")
    columns = "sku, title, category, code, status, person, model_version, confidence, photos, suggested_category"
    assert ask(catalogue_url, f"SELECT {columns} FROM current_categories ORDER BY sku") == [
        ("S-1", "Item S-1", "Shirt", "K-17", "done", "Ada", "", None, 0, None),
        ("S-2", "Item S-2", "Coat", None, "done", "Ben", "", None, 0, None),
        ("S-3", "Item S-3", None, None, "open", "", "", None, 0, None),
    ]
    engine = create_engine(normalise_url(catalogue_url))
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT * FROM current_categories").keys()
    engine.dispose()
    assert set(found) == {*columns.split(", "), "changed_at", "suggested_confidence"}


@pytest.fixture
def with_history(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue with rows in every table that is only added to."""
    delivered(catalogue, {"S-1_1.jpg": suggests("Shirt", 0.4)})
    step = catalogue.actions.accept_many([seen(catalogue, "S-1")], "Ada")
    catalogue.actions.undo(step.action_id, "Ada")
    catalogue.rules.set_threshold(0.9, None, "m1", "Ada")
    catalogue.rename_item("S-1", "Shirt", "Ada")
    judge(catalogue)
    answer(catalogue)
    return catalogue


def changes(table: str, url: str) -> tuple[str, ...]:
    """Return the statements that would change, delete or replace what a table holds."""
    columns = Base.metadata.tables[table].columns.keys()
    names, key = ", ".join(columns), Base.metadata.tables[table].primary_key.columns.keys()
    copied = f"INTO {table} ({names}) SELECT {names} FROM {table} WHERE true"
    replace = f"INSERT {copied} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {columns[-1]} = NULL"
    update = f"UPDATE {table} SET {columns[-1]} = {columns[-1]}"
    own = f"INSERT OR REPLACE {copied}" if url.startswith("sqlite") else f"TRUNCATE {table} CASCADE"
    return update, f"DELETE FROM {table}", replace, own


def test_all_tables_of_history_refuse_to_be_changed_emptied_or_replaced(with_history: Catalogue, catalogue_url: str):
    for table in SAME_ROW:
        before = ask(catalogue_url, f"SELECT * FROM {table}")
        assert before, table
        for change in changes(table, catalogue_url):
            with pytest.raises(DBAPIError, match=r"are only added to"):
                execute(catalogue_url, change)
        assert ask(catalogue_url, f"SELECT * FROM {table}") == before
    assert len(with_history.details.history("S-1")) == 2


def test_a_row_may_still_be_added_to_each_table_of_history(with_history: Catalogue, catalogue_url: str):
    delivered(with_history, {"S-2_1.jpg": suggests("Shirt")}, name="Wednesday")
    assert with_history.current("S-2").category == "Shirt"
    assert ask(catalogue_url, "SELECT count(*) FROM item_suggestion_parts") == [(2,)]
