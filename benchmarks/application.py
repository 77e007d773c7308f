"""The real application in a process of its own, with an empty catalogue, and what memory it takes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.request import urlopen

import psutil
from playwright.sync_api import Page, expect, sync_playwright

from fashion_model.settings import PROJECT_DIR
from tests.browser.conftest import QUIET, Server, chromium_program, free_port

PATIENCE_MS = 900_000
"""Longest wait for anything on a page: a delivery of large photos on a slow machine."""
_LOOK_S = 0.05


@contextmanager
def running_application(folder: Path, database_url: str = "", **settings: object) -> Iterator[Server]:
    """Start the application.

    Args:
        folder: For its photos, and for its database when none is named.
        database_url: Its database.
        settings: Further settings, as in ``Settings``.
    """
    server = Server(PROJECT_DIR, folder, free_port(), database_url, **settings)
    server.start()
    try:
        _wait_for(server)
        yield server
    finally:
        server.stop()


def _wait_for(server: Server) -> None:
    """Return when the model is loaded, as its readiness check says."""
    patience = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < patience:
        with suppress(OSError), urlopen(f"{server.url}/api/ready") as answer:
            if answer.status == HTTPStatus.OK:
                return
        time.sleep(_LOOK_S)
    raise TimeoutError("The application does not become ready.")


@contextmanager
def open_window() -> Iterator[Page]:
    """Open a window of a browser that nobody sees."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        yield page
        browser.close()


def process_of(server: Server) -> psutil.Process:
    """Return the process that serves."""
    port = int(server.url.rpartition(":")[2])
    for child in psutil.Process().children(recursive=True):
        if any(one.laddr.port == port and one.status == psutil.CONN_LISTEN for one in child.net_connections()):
            return child
    raise RuntimeError("No process serves the application.")


class Memory:
    """The memory that a process has, watched until the block ends.

    Attributes:
        start_mb: At the beginning, in 10^6 bytes.
        peak_mb: The most, in 10^6 bytes.
    """

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.start_mb = self.peak_mb = self._now_mb()

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK_S):
            self._look()

    def _look(self) -> None:
        self.peak_mb = max(self.peak_mb, self._now_mb())

    def _now_mb(self) -> float:
        return float(self._process.memory_info().rss) / 1e6
