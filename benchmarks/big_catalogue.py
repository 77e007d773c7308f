"""A catalogue of 100,000 items: how long pages, searches, counts, the next item to review and a decision take.

    python -m benchmarks.big_catalogue [--items N] [--repeats N] [--no-browser]

On SQLite and on a PostgreSQL server started for it. Each item has a photo, a suggestion for the photo and one for the
item, and most have decisions; they share a few hundred real photos. Prints the seconds to make it; for each step, asked
of the catalogue itself, the median and the 95th percentile in milliseconds; and, with the real application and a
headless Chromium, of the milliseconds from a click on another page's number to that page's first item.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import Page

from benchmarks.application import open_window, running_application
from benchmarks.big_shop import MODELS, PEOPLE, fill, keep_photos
from benchmarks.databases import KINDS, empty_database
from benchmarks.delivered import set_photos
from benchmarks.tables import print_table
from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.items.records import NO_CATEGORY_YET, STATUSES
from fashion_model.catalogue.items.search import NEWEST, ORDERS, Search
from fashion_model.categories import CATEGORIES

A_PAGE = 12
"""Items on a page of cards."""
_SHARED_PHOTOS = 300
_SEED = 0
CLICK = "browser: click on a page’s number"


def searches(catalogue: Catalogue) -> dict[str, Search]:
    """Return a search for each filter and each order."""
    day = catalogue.search(Search(), 1, catalogue.search(Search(), 0).total // 2).rows[0].changed_at
    question = next(iter(catalogue.review.waiting()))
    return {
        "all": Search(),
        "text: a SKU": Search(text="ts-1042"),
        "text: a word of titles": Search(text="linen"),
        "text: nothing": Search(text="no such thing"),
        "category": Search(category=CATEGORIES[0]),
        "no category yet": Search(category=NO_CATEGORY_YET),
        **{f"status {status}": Search(status=status) for status in STATUSES},
        "model": Search(model=MODELS[0]),
        "person": Search(person=PEOPLE[0]),
        "since": Search(since=day),
        "before": Search(before=day),
        "question": Search(question=question),
        "delivery": Search(delivery_id=1),
        "title contradicts": Search(contradicting=True),
        "copied": Search(copied=True),
        "category, person and text": Search(text="linen", category=CATEGORIES[0], person=PEOPLE[0]),
        **{f"by {order}": Search(order=order) for order in ORDERS if order != NEWEST},
    }


def steps(catalogue: Catalogue, chance: random.Random) -> dict[str, Callable[[], object]]:
    """Return what is timed, by name."""
    found: dict[str, Callable[[], object]] = {}
    for name, wanted in searches(catalogue).items():
        total = catalogue.search(wanted, 0).total
        found[f"{name}: first of {total:,}"] = partial(catalogue.search, wanted, A_PAGE)
        if total > A_PAGE:
            found[f"{name}: any page"] = partial(_turn, catalogue, wanted, total, chance)
    return {
        **found,
        "counts by category": catalogue.counts,
        "counts by status": catalogue.statuses,
        "people": catalogue.people,
        "models": catalogue.models,
        "counts by question": catalogue.review.waiting,
        "next item to review": partial(catalogue.review.next, "window", PEOPLE[0]),
        "next item, grouped": partial(catalogue.review.next, "window", PEOPLE[0], None, "one question after the other"),
        "next item, then a decision": partial(_review, catalogue),
        "decision on any item": partial(_decide, catalogue, chance),
    }


def _turn(catalogue: Catalogue, wanted: Search, total: int, chance: random.Random) -> object:
    return catalogue.search(wanted, A_PAGE, chance.randrange(total - A_PAGE))


def _review(catalogue: Catalogue) -> object:
    item = catalogue.review.next("window", PEOPLE[0])
    return item and catalogue.actions.decide(item.seen, item.suggested, PEOPLE[0], holder="window")


def _decide(catalogue: Catalogue, chance: random.Random) -> object:
    total = catalogue.search(Search(), 0).total
    sku = f"TS-{100_001 + chance.randrange(total)}"
    return catalogue.actions.decide(sku, category=chance.choice(CATEGORIES), person=PEOPLE[0])


def timed(step: Callable[[], object], repeats: int) -> np.ndarray:
    """Return ``(repeats,)`` milliseconds that a step takes, after a first time that does not count."""
    step()
    spent = []
    for _ in range(repeats):
        started = perf_counter()
        step()
        spent.append(1000 * (perf_counter() - started))
    return np.array(spent)


def clicks(url: str, folder: Path, catalogue: Catalogue, repeats: int) -> np.ndarray:
    """Return ``(repeats,)`` milliseconds from a click on another page's number to that page's first item."""
    with running_application(folder, url) as server, open_window() as page:
        page.goto(f"{server.url}/catalogue")
        return np.array([_click(page, catalogue, 2 + turn % 2) for turn in range(repeats + 1)][1:])


def _click(page: Page, catalogue: Catalogue, number: int) -> float:
    first = catalogue.search(Search(), 1, (number - 1) * A_PAGE).rows[0].sku
    button = page.get_by_role("button", name=f"Page {number}", exact=True)
    button.wait_for()
    started = perf_counter()
    button.click()
    page.get_by_text(first).first.wait_for()
    return 1000 * (perf_counter() - started)


def measure(url: str, folder: Path, items: int, repeats: int, browser: bool) -> tuple[float, dict[str, np.ndarray]]:
    """Make the catalogue and time every step; returns the seconds to make it, and milliseconds by step."""
    names = keep_photos(folder / "photos", set_photos(min(items, _SHARED_PHOTOS)))
    started = perf_counter()
    fill(url, items, names)
    with closing(open_catalogue(url, folder / "photos")) as catalogue:
        seconds = perf_counter() - started
        chance = random.Random(_SEED)
        times = {name: timed(step, repeats) for name, step in steps(catalogue, chance).items()}
        if browser:
            times[CLICK] = clicks(url, folder, catalogue, repeats)
    return seconds, times


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.big_catalogue")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    options = parser.parse_args(arguments)
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as scratch, empty_database(kind, Path(scratch)) as url:
            seconds, times = measure(url, Path(scratch), options.items, options.repeats, options.browser)
        print(f"{kind}: {options.items:,} items, made in {seconds:.0f} s\n", flush=True)
        rows = [[name, f"{np.median(ms):.1f}", f"{np.percentile(ms, 95):.1f}"] for name, ms in times.items()]
        print_table(["step", "p50 ms", "p95 ms"], rows)
        print(flush=True)


if __name__ == "__main__":
    main()
