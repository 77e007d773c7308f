"""A product manager's and an analyst's day in a real browser, each saved row compared with what was shown.

    python -m benchmarks.days [--day manager|analyst] [--width PIXELS] [--pictures FOLDER]

Starts the application with an empty catalogue of its own for each width, and prints a line a step: what was shown, and
where the database or a downloaded file says something else. Ends with 1 when a step differs or cannot be done.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from benchmarks.application import running_application
from benchmarks.days.analyst import evaluate, judge, set_threshold, share
from benchmarks.days.catalogue import change_item, export_and_import
from benchmarks.days.classify import classify
from benchmarks.days.deliver import deliver_photos, deliver_zip, undo_and_restore
from benchmarks.days.review import accept_many, review_by_keys
from benchmarks.days.steps import Walk
from fashion_model.catalogue.catalogue import open_catalogue
from fashion_model.catalogue.store.engine import open_engine
from tests.browser.conftest import QUIET, chromium_program

WIDTHS = {1280: 900, 390: 844}
"""Of the windows, with their heights."""
DAYS: dict[str, dict[str, Callable[[Walk], None]]] = {
    "manager": {
        "Classify": classify,
        "60 photos": deliver_photos,
        "zip": deliver_zip,
        "review by keys": review_by_keys,
        "accept many": accept_many,
        "undo and restore": undo_and_restore,
        "item": change_item,
        "export and import": export_and_import,
    },
    "analyst": {"Evaluation": evaluate, "judging": judge, "report": share, "threshold": set_threshold},
}
_PATIENCE_MS = 30_000
_BUSY_S = 5


def walk_days(folder: Path, pictures: Path, width: int, days: Sequence[str], parts: Sequence[str] | None) -> Walk:
    """Walk days at one width, on an application with an empty catalogue.

    Args:
        folder: For the application's files.
        pictures: For pictures of the pages.
        width: One of ``WIDTHS``.
        days: Which of ``DAYS``.
        parts: Only those of these names; None for all.
    """
    url = f"sqlite:///{folder / 'catalogue.sqlite3'}"
    with running_application(folder) as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_program(), args=list(QUIET))
        page = chromium.new_page(viewport={"width": width, "height": WIDTHS[width]}, timezone_id="Europe/Berlin")
        page.set_default_timeout(_PATIENCE_MS)
        expect.set_options(timeout=_PATIENCE_MS)
        catalogue, engine = open_catalogue(url, folder / "photos"), open_engine(url, _BUSY_S)
        walk = Walk(page, server.url, catalogue, engine, pictures)
        for day in days:
            print(f"{day}, {width} px", flush=True)
            for name, part in DAYS[day].items():
                if parts is None or name in parts:
                    with walk.part(name):
                        part(walk)
        engine.dispose()
        catalogue.close()
        chromium.close()
    return walk


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk the days; returns 1 when something differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.days")
    parser.add_argument("--day", choices=DAYS, action="append")
    parser.add_argument("--part", action="append", help="only parts of these names")
    parser.add_argument("--width", type=int, choices=WIDTHS, action="append")
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args(arguments)
    steps = differences = 0
    with tempfile.TemporaryDirectory() as scratch:
        for width in asked.width or WIDTHS:
            folder = Path(scratch) / str(width)
            folder.mkdir()
            pictures = (asked.pictures or Path(scratch) / "pictures") / str(width)
            pictures.mkdir(parents=True, exist_ok=True)
            walk = walk_days(folder, pictures, width, asked.day or list(DAYS), asked.part)
            steps, differences = steps + len(walk.steps), differences + walk.differences
    print(f"{steps} steps compared, {differences} differ")
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main())
