"""A real PostgreSQL server for the test run: started in a temporary folder, reached by a socket, thrown away."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from fashion_model.catalogue.catalogue import open_catalogue

_OWNER = "postgres"
_SETTINGS = "listen_addresses = ''\nmax_connections = 60\n"
FORGETFUL = "fsync = off\nfull_page_writes = off\n"
"""Settings for a database that need not outlast the machine's."""


class PostgresMissing(Exception):
    pass


@dataclass(frozen=True)
class Server:
    socket_dir: Path

    def url(self, database: str) -> str:
        url = URL.create("postgresql", username=_OWNER, database=database, query={"host": str(self.socket_dir)})
        return url.render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def binaries() -> Path:
    """Return the folder with PostgreSQL's server programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        folders.insert(0, Path(told.stdout.strip()))
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise PostgresMissing(
        "The catalogue is tested against a real PostgreSQL server, and none is installed. "
        "Install it (on Debian and Ubuntu: apt-get install postgresql) and run the tests again."
    )


def _run(folder: Path, program: str, *arguments: str) -> None:
    # PostgreSQL refuses to run as root; the packages of all distributions bring a user for it.
    prefix = ["runuser", "-u", _OWNER, "--"] if os.geteuid() == 0 else []
    command = [*prefix, str(binaries() / program), "-D", str(folder / "data"), *arguments]
    log = folder / "commands.log"
    with log.open("a") as output:  # a pipe would stay open as long as the server runs
        done = subprocess.run(command, stdout=output, stderr=output, cwd=folder, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} failed:\n{log.read_text()}")


@contextmanager
def running_server(settings: str = "") -> Iterator[Server]:
    """Start a server; it and all it holds are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 characters
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_OWNER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _run(folder, "initdb", "-U", _OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(f"{_SETTINGS}{settings}unix_socket_directories = '{folder}'\n")
        _run(folder, "pg_ctl", "start", "-w", "-l", str(folder / "server.log"))
        try:
            yield Server(folder)
        finally:
            _run(folder, "pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with running_server(FORGETFUL) as server:
        yield server


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def prepared_postgres(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a database with the tables of a catalogue: a copy of it is there sooner than new tables."""
    postgres_server.execute("CREATE DATABASE prepared")
    open_catalogue(postgres_server.url("prepared"), tmp_path_factory.mktemp("photos")).close()
    return "prepared"


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres_server: Server) -> Iterator[str]:
    """Yield the address of a fresh database; it is empty unless the test wants prepared ones."""
    name = f"catalogue_{next(_numbers)}"
    wants_tables = "prepared_url" in request.fixturenames
    template = request.getfixturevalue("prepared_postgres") if wants_tables else "template1"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres_server.url(name)
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")
