"""Create the tables, or move those of an older catalogue on without touching a row."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, text
from sqlalchemy.schema import CreateColumn, CreateTable

from fashion_model.catalogue.tables import Base, Embedding, Photo, Suggestion

_ADVISORY_LOCK = 2_811_970
"""Any fixed number: processes that prepare the PostgreSQL tables wait for each other on it."""
_NEW_COLUMN = "choice"
_OLD_KEY = ["photo_id", "model_version"]


def prepare_tables(engine: Engine) -> None:
    """Create the tables where they are missing, and move older ones on; all or nothing.

    Safe to run twice and from two processes at once. Catalogues from before garments could be chosen hold one
    suggestion and one embedding a photo and model version; they get room for one each garment. Their rows keep their
    numbers, and processes that still run the older program can go on writing.
    """
    writer = engine.execution_options(writes=True)
    with writer.connect() as connection, _tables_may_be_replaced(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        for table in (Embedding.__table__, Suggestion.__table__):
            if isinstance(table, Table) and _is_older(connection, table):
                move = _replace_sqlite if connection.dialect.name == "sqlite" else _alter_postgresql
                move(connection, table)
        Base.metadata.create_all(connection)


def _is_older(connection: Connection, table: Table) -> bool:
    inspector = inspect(connection)
    if not inspector.has_table(table.name):
        return False
    return _NEW_COLUMN not in {column["name"] for column in inspector.get_columns(table.name)}


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


def _replace_sqlite(connection: Connection, table: Table) -> None:
    """Copy a table into one with the new columns and key, as SQLite cannot change a key in place."""
    own_indexes = "SELECT sql FROM sqlite_schema WHERE tbl_name = :table AND type = 'index' AND sql IS NOT NULL"
    indexes = connection.scalars(text(own_indexes), {"table": table.name}).all()
    kept = ", ".join(column["name"] for column in inspect(connection).get_columns(table.name))
    metadata = MetaData()
    Photo.__table__.to_metadata(metadata)  # type: ignore[attr-defined] # the copy's foreign key must lead somewhere
    wider = table.to_metadata(metadata, name=f"{table.name}_wider")
    connection.execute(CreateTable(wider))
    connection.execute(text(f"INSERT INTO {wider.name} ({kept}) SELECT {kept} FROM {table.name} ORDER BY id"))
    connection.execute(text(f"DROP TABLE {table.name}"))  # with its triggers, which are created anew for the new key
    connection.execute(text(f"ALTER TABLE {wider.name} RENAME TO {table.name}"))
    for index in indexes:
        connection.exec_driver_sql(index)


def _alter_postgresql(connection: Connection, table: Table) -> None:
    inspector = inspect(connection)
    there = {column["name"] for column in inspector.get_columns(table.name)}
    changes = [
        f"ADD COLUMN {CreateColumn(column).compile(dialect=connection.dialect)}"
        for column in table.columns
        if column.name not in there
    ]
    changes += [
        f"DROP CONSTRAINT {connection.dialect.identifier_preparer.quote(str(key['name']))}"
        for key in inspector.get_unique_constraints(table.name)
        if key["column_names"] == _OLD_KEY
    ]
    changes.append(f"ADD UNIQUE ({', '.join([*_OLD_KEY, _NEW_COLUMN])})")
    connection.execute(text(f"ALTER TABLE {table.name} {', '.join(changes)}"))
