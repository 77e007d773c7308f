"""Empty databases for benchmarks, of both kinds, as safe as those of a shop; they are gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.catalogue.store.postgres import running_server

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRESQL)


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database.

    Args:
        kind: One of ``KINDS``.
        folder: Holds the SQLite file; PostgreSQL has a folder of its own.
    """
    if kind == SQLITE:
        yield f"sqlite:///{folder / 'catalogue.sqlite3'}"
        return
    with running_server() as server:
        server.execute("CREATE DATABASE catalogue")
        yield server.url("catalogue")
