"""Tables: created, or migrated from older catalogues without losing a row."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from fashion_model.catalogue.errors import CatalogueUnavailable

MIGRATIONS = "fashion_model.catalogue:migrations"
"""Where Alembic finds the migrations: package and folder."""
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
    config.set_main_option("script_location", MIGRATIONS)
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
