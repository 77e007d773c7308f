"""The real application in a process of its own, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

START_S = 90
PATIENCE_MS = 60_000
QUIET = (
    "--no-sandbox",  # Chromium refuses to start as root otherwise, and the pages are our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Server:
    """The application on a port of its own, with an empty database; it can be stopped and started again."""

    def __init__(self, project_dir: Path, folder: Path, port: int, database_url: str = "", **settings: object) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
        self._project_dir = project_dir
        self._environment = os.environ | {
            "FASHION_DATABASE_URL": database_url or f"sqlite:///{folder / 'catalogue.sqlite3'}",
            "FASHION_PHOTOS_DIR": str(folder / "photos"),
            "FASHION_SPOOL_DIR": str(folder / "spool"),
            "FASHION_REVIEWER": "Ann Smith",
            "PYTHONUNBUFFERED": "1",
            **{f"FASHION_{name.upper()}": str(value) for name, value in settings.items()},
        }
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._project_dir,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        serving, lines = threading.Event(), list[str]()
        threading.Thread(target=self._listen, args=(self._process, serving, lines), daemon=True).start()
        if not serving.wait(START_S) or self._process.poll() is not None:
            pytest.fail("The application did not start:\n" + "".join(lines))

    @staticmethod
    def _listen(process: "subprocess.Popen[str]", serving: threading.Event, lines: list[str]) -> None:
        for line in process.stdout or ():
            lines.append(line)
            if "URL:" in line:
                serving.set()
        serving.set()  # the process has ended: nobody need wait any longer

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium_program() -> str:
    program = os.environ.get("FASHION_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.fail("The browser tests need Chromium: install the package `chromium`, or name it in FASHION_CHROMIUM.")
    return program


@pytest.fixture
def server(project_dir: Path, tmp_path: Path) -> Iterator[Server]:
    one = Server(project_dir, tmp_path, free_port())
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="package")  # no longer: while it runs, Playwright keeps an event loop in this thread
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_program(), args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address of the application in a new window of a given width."""
    pages: list[Page] = []

    def open_address(address: str, width: int = 1280, height: int = 900) -> Page:
        page = browser.new_page(viewport={"width": width, "height": height}, timezone_id="Europe/Berlin")
        pages.append(page)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{server.url}{address}")
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield open_address
    for page in pages:
        page.close()
