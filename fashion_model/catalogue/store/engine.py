"""Connections to SQLite and PostgreSQL: engines, sessions and the words for failures."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.store.schema import prepare_tables

_CONNECT_TIMEOUT_S = 5
_WAL_PAUSE_S = 0.05
_LONGEST_LOOK_AWAY_S = 0.01


def normalise_url(database_url: str) -> URL:
    """Return the URL with the driver that is installed.

    Args:
        database_url: ``sqlite:///path``, ``postgresql://…`` or ``postgres://…``, with or without a driver.

    Raises:
        CatalogueUnavailable: It is not the address of an SQLite file or a PostgreSQL database.
    """
    with _wrong_address_in_words():
        url = make_url(database_url)
    kind = url.drivername.partition("+")[0]
    if kind in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+pysqlite")
    raise _wrong_address()


def open_engine(database_url: str, lock_timeout_s: float) -> Engine:
    """Connect, and create the tables or move older ones on; safe to run twice and from two processes at once.

    Args:
        database_url: See ``normalise_url``.
        lock_timeout_s: Longest wait for another writer, in seconds.

    Raises:
        CatalogueUnavailable: The address is wrong, or the database cannot be reached or written.
    """
    url = normalise_url(database_url)
    with _wrong_address_in_words(), unavailable_in_words(writes=True):
        connect = _sqlite if url.drivername.startswith("sqlite") else _postgresql
        engine = connect(url, lock_timeout_s)
        prepare_tables(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session for changes: all of them are written when the block ends, none when it raises.

    Raises:
        CatalogueUnavailable: The database cannot be reached or written.
    """
    writer = engine.execution_options(writes=True)
    with unavailable_in_words(writes=True), Session(writer, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session for queries.

    Raises:
        CatalogueUnavailable: The database cannot be reached.
    """
    with unavailable_in_words(writes=False), Session(engine) as session:
        yield session


@dataclass(frozen=True)
class Access:
    """The catalogue's data: what every part of it works with."""

    engine: Engine
    photos_dir: Path
    """Folder of the photos' copies."""
    clock: Callable[[], datetime]
    """Gives the moment that is written beside each row; it has a time zone."""

    def reading(self) -> AbstractContextManager[Session]:
        """Open a session for queries; see ``reading``."""
        return reading(self.engine)

    def writing(self) -> AbstractContextManager[Session]:
        """Open a session for changes; see ``writing``."""
        return writing(self.engine)


class Part:
    """A part of one catalogue; made by ``open_catalogue``."""

    def __init__(self, access: Access) -> None:
        self._access = access


@contextmanager
def unavailable_in_words(*, writes: bool) -> Iterator[None]:
    """Turn what drivers raise into words; broken uniqueness passes, for it is the caller's to explain.

    Args:
        writes: Whether there was something to save; then the words say that it was not.

    Raises:
        CatalogueUnavailable: The database cannot be reached or written.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
        saved = "Nothing was saved. " if writes else ""
        raise CatalogueUnavailable(
            f"The catalogue's database cannot be used just now ({reason}). {saved}"
            "Try again in a moment; if it stays so, tell whoever runs the database."
        ) from error


@contextmanager
def _wrong_address_in_words() -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise for a port, path or option that cannot be into one sentence."""
    try:
        yield
    except (ArgumentError, TypeError, ValueError):
        raise _wrong_address() from None  # the cause quotes parts of the address


def _wrong_address() -> CatalogueUnavailable:  # the address itself is not shown: it may hold a password
    return CatalogueUnavailable(
        "The setting FASHION_DATABASE_URL is not an address that is understood. Accepted are "
        "sqlite:///folder/file.sqlite3 and postgresql://user:password@host/database."
    )


def _postgresql(url: URL, lock_timeout_s: float) -> Engine:
    # Compiling a query takes PostgreSQL longer than any of ours takes to answer.
    options = f"-c lock_timeout={lock_timeout_s * 1000:.0f} -c jit=off"
    defaults = {"connect_timeout": _CONNECT_TIMEOUT_S, "options": options}
    own = {name: value for name, value in defaults.items() if name not in url.query}
    return create_engine(url, pool_pre_ping=True, connect_args=own)


def _sqlite(url: URL, lock_timeout_s: float) -> Engine:
    if not str(url.database).startswith("file:"):  # SQLite's own way of writing an address, with options
        _make_parent(Path(str(url.database)))
    engine = create_engine(url, connect_args={"timeout": lock_timeout_s})
    if not str(url.database).startswith("file:"):
        _follow_file(engine, Path(str(url.database)))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", partial(_begin_sqlite, lock_timeout_s))
    _use_wal(engine, time.monotonic() + lock_timeout_s)
    return engine


def _follow_file(engine: Engine, file: Path) -> None:
    """Never write into a file that was deleted or replaced, and never begin an empty one in its place.

    An open connection goes on with a deleted file as if nothing had happened, and what it writes is lost.
    """
    seen: set[tuple[int, int] | None] = set()

    def refuse_missing(*_: object) -> None:
        if seen and _identity(file) is _GONE:
            raise sqlite3.OperationalError(f"its file {file.name} is gone")

    def remember(_connection: object, record: Any) -> None:
        record.info["file"] = _identity(file)
        seen.add(record.info["file"])

    def check(_connection: object, record: Any, _proxy: object) -> None:
        now = _identity(file)
        if now is not None and now != record.info["file"]:
            raise DisconnectionError

    event.listen(engine, "do_connect", refuse_missing)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", check)


_GONE = (-1, -1)


def _identity(file: Path) -> tuple[int, int] | None:
    """Return the file's numbers on its disk, ``_GONE`` when there is none, None when that cannot be told."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return _GONE
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _make_parent(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueUnavailable(
            f"The folder for the catalogue's database cannot be created ({error.strerror or type(error).__name__}). "
            "Choose another place with the setting FASHION_DATABASE_URL."
        ) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late to be IMMEDIATE
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(lock_timeout_s: float, connection: Connection) -> None:
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        _begin_writing(driver, time.monotonic() + lock_timeout_s)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {lock_timeout_s * 1000:.0f}")


def _begin_writing(driver: Any, until: float) -> None:
    """Wait for the turn to write, with the same chance for all who wait.

    SQLite's own waiting looks ever more seldom, so that who has waited long is overtaken by who comes. A writer that
    begins as a reader can be refused when it first writes; IMMEDIATE waits its turn instead.
    """
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(random.uniform(0, _LONGEST_LOOK_AWAY_S))


def _use_wal(engine: Engine, until: float) -> None:
    """Switch to write-ahead logging, which the file remembers; SQLite does not wait its turn for this by itself."""
    with closing(engine.raw_connection()) as connection:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
            time.sleep(_WAL_PAUSE_S)
