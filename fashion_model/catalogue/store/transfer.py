"""Transfer of a whole catalogue into an empty database, all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from fashion_model.catalogue.errors import CopyRefused
from fashion_model.catalogue.store.engine import unavailable_in_words
from fashion_model.catalogue.store.schema import prepare_tables
from fashion_model.catalogue.store.tables import Base, Item, Judgement
from fashion_model.catalogue.store.tables_of_work import Delivery

_STEP = 1000
"""Rows that are in memory at once."""

Progress = Callable[[int, int], None]
"""Is told how many rows are copied and how many there are."""


@dataclass(frozen=True)
class Copied:
    """What was copied."""

    rows: dict[str, int]
    """Number of rows of each table."""

    @property
    def items(self) -> int:
        """Number of items."""
        return self.rows[Item.__tablename__]

    @property
    def total(self) -> int:
        """Number of all rows."""
        return sum(self.rows.values())


def copy_catalogue(source: Engine, target: Engine, progress: Progress = lambda done, total: None) -> Copied:
    """Copy all that a catalogue's database holds, under the same numbers; it is only read.

    Both are brought to the newest tables first. What is copied is the source as it was at one moment. Others who want
    to write to the target wait. Photos lie beside the database and are not touched.

    Args:
        source: The catalogue.
        target: A database without a catalogue, or with an empty one.
        progress: Is told after each step.

    Raises:
        CopyRefused: The source holds nothing or is inconsistent, or the target holds something.
        CatalogueUnavailable: One of the databases cannot be reached or written.
    """
    with unavailable_in_words(writes=True), _inconsistent_in_words():
        prepare_tables(source)
        prepare_tables(target)
        with _snapshot(source) as read, target.execution_options(writes=True).begin() as write:
            _keep_others_out(write)
            _refuse_filled(_count(write))
            expected = _count(read)
            _refuse_empty(expected)
            _copy_all(read, write, sum(expected.values()), progress)
            go_on_counting(write)
            _refuse_difference(expected, _count(write))
    return Copied(expected)


def _tables() -> list[Table]:
    """Return all tables, those first to which others refer."""
    return Base.metadata.sorted_tables


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a connection that sees the database as it is now, whatever others write; SQLite's always do."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")  # of this very connection
        yield connection


def _keep_others_out(write: Connection) -> None:
    """Let others who want to write wait until the end; SQLite has let nobody else write since the beginning."""
    if write.dialect.name == "postgresql":
        write.execute(text(f"LOCK TABLE {', '.join(table.name for table in _tables())} IN EXCLUSIVE MODE"))


def _count(connection: Connection) -> dict[str, int]:
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in _tables()}


def _refuse_filled(rows: dict[str, int]) -> None:
    if not any(rows.values()):
        return
    items, deliveries, judgements = (rows[kind.__tablename__] for kind in (Item, Delivery, Judgement))
    raise CopyRefused(
        f"The database to copy into holds a catalogue already ({items:,} items, {deliveries:,} deliveries, "
        f"{judgements:,} judgements). Nothing was copied. Name an empty database."
    )


def _refuse_empty(rows: dict[str, int]) -> None:
    if not any(rows.values()):
        raise CopyRefused(
            "The catalogue to copy holds nothing. Check that FASHION_DATABASE_URL names the database that is in use."
        )


def _copy_all(read: Connection, write: Connection, total: int, progress: Progress) -> None:
    done = 0
    for table in _tables():
        for rows in _in_order(read, table):
            write.execute(insert(table), rows)
            done += len(rows)
            progress(done, total)


def _in_order(read: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Yield a table's rows by number, as a row refers only to earlier ones of its own table."""
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_STEP)
    for some in read.execute(query).mappings().partitions():
        yield [dict(row) for row in some]


def go_on_counting(write: Connection) -> None:
    """Let new rows get numbers after those that came with theirs; SQLite does so by itself."""
    if write.dialect.name != "postgresql":
        return
    for table in _tables():
        if "id" in table.primary_key.columns:
            write.execute(
                text(  # the names are the program's own tables
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), coalesce(max(id), 1), "  # noqa: S608
                    f"max(id) IS NOT NULL) FROM {table.name}"
                )
            )


def _refuse_difference(expected: dict[str, int], found: dict[str, int]) -> None:
    different = [name for name in expected if expected[name] != found[name]]
    if different:
        raise CopyRefused(
            f"The copy has another number of rows than the catalogue ({', '.join(different)}). Nothing was copied. "
            "Stop what else uses the two databases and try again."
        )


@contextmanager
def _inconsistent_in_words() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise CopyRefused(
            f"The catalogue has a row that no catalogue accepts ({reason}). Nothing was copied. Repair or remove the "
            "row, then try again."
        ) from error
