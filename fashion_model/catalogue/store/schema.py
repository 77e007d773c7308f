"""Create the tables, or move those of an older catalogue on without losing a row."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from fashion_model.catalogue.errors import CatalogueUnavailable

MIGRATIONS = Path(__file__).parent.parent / "migrations"
_ADVISORY_LOCK = 2_811_970
"""Any fixed number: processes that prepare the PostgreSQL tables wait for each other on it."""
_ONE_AT_A_TIME = threading.Lock()  # Alembic keeps what it runs in global variables
_BEFORE_NUMBERS = {True: "0002", False: "0001"}
"""At which step a catalogue stands that was made before steps had numbers, by whether garments could be chosen."""


def prepare_tables(engine: Engine) -> None:
    """Run the migrations that are missing; all or nothing, safe to run twice and from two processes at once.

    Raises:
        CatalogueUnavailable: The tables were made by a newer version of this program.
    """
    with engine.connect() as connection:
        if _revision(connection) == _newest():
            return
    writer = engine.execution_options(writes=True)
    with _ONE_AT_A_TIME, writer.connect() as connection, _tables_may_be_replaced(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        if _revision(connection) is None and inspect(connection).has_table("items"):
            columns = {column["name"] for column in inspect(connection).get_columns("suggestions")}
            command.stamp(config, _BEFORE_NUMBERS["choice" in columns])
        command.upgrade(config, "head")
    except CommandError as error:
        raise CatalogueUnavailable(
            f"The catalogue's tables were made by a newer version of this program ({error}). Nothing was changed. "
            "Start that version, or name another database in FASHION_DATABASE_URL."
        ) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _tables_may_be_replaced(connection: Connection) -> Iterator[None]:
    """Switch off, for one connection, what keeps SQLite from dropping a table to which other rows refer.

    It obeys outside of a transaction only. Source: sqlite.org/lang_altertable.html, section 7.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("PRAGMA legacy_alter_table = ON")  # views of the shop's own may name the table meanwhile
    try:
        yield
    finally:
        driver.execute("PRAGMA legacy_alter_table = OFF")
        driver.execute("PRAGMA foreign_keys = ON")


SAME_ROW = {
    "suggestions": "id = NEW.id OR "
    "(photo_id = NEW.photo_id AND model_version = NEW.model_version AND choice = NEW.choice)",
    "decisions": "id = NEW.id OR undoes = NEW.undoes",
    "item_suggestions": "id = NEW.id",
    "item_suggestion_parts": "item_suggestion_id = NEW.item_suggestion_id AND place = NEW.place",
    "actions": "id = NEW.id OR of_action = NEW.of_action",
    "thresholds": "id = NEW.id",
    "judgements": "id = NEW.id",
    "blind_answers": "id = NEW.id OR (round_id = NEW.round_id AND picture = NEW.picture)",
}
"""The tables that are only added to, and when a new row would take the place of one that is there."""
_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END
"""
_SQLITE_REPLACE_TRIGGER = """
CREATE TRIGGER {table}_no_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END
"""  # INSERT OR REPLACE deletes the row that is there without asking the trigger for DELETE
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION '% are only added to', TG_TABLE_NAME; END$$
"""
_POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()
"""


def refuse_changes(connection: Connection, table: str) -> None:
    """Let the database refuse to change or delete what a table holds; triggers that are there are put anew.

    Args:
        connection: With a transaction.
        table: One of ``SAME_ROW``.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRESQL_FUNCTION))
        connection.execute(text(_POSTGRESQL_TRIGGER.format(table=table)))
        return
    for change in ("UPDATE", "DELETE", "REPLACE"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{change}"))
    for change in ("UPDATE", "DELETE"):
        connection.execute(text(_SQLITE_TRIGGER.format(table=table, change=change)))
    connection.execute(text(_SQLITE_REPLACE_TRIGGER.format(table=table, same_row=SAME_ROW[table])))
