"""A delivery of 500 photos on two cores: how soon the first result is there, how fast the rest, and at what memory.

    python -m benchmarks.delivery [--photos N] [--no-browser]

The real application runs with an empty catalogue; a headless Chromium on the same two cores drops the photos on the
Deliveries page, two for each item, and starts the delivery when all have arrived. Once with photos as they are in the
photo set, and once with photos of 12 megapixels that are made from a few of them. Before, a delivery of four photos
warms the application up. Prints, for each size of photos:

- the seconds from “Classify” to the first result on the page,
- the seconds to the end and the photos a second, from “Classify” and from the drop,
- the memory of the application at the start and at its peak, in 10^6 bytes.

Without a browser the photos wait on the disk, and the background's worker alone goes through them.
"""

import argparse
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.application import Memory, open_window, process_of, running_application
from benchmarks.delivered import begin_delivery, sent_name, set_photos
from benchmarks.tables import print_table
from fashion_model.catalogue.catalogue import open_catalogue
from fashion_model.intake.spool import Spool
from fashion_model.intake.worker import DeliveryWorker, WorkRules
from fashion_model.serving.classifier import load_classifier
from fashion_model.settings import get_settings

_Result = TypeVar("_Result")
CORES = 2
LARGE = (4000, 3000)
_LARGE_BASES = 25
"""Large photos that differ; the others repeat them with other bytes behind the picture, so that each is a new file."""
_WARM_UP = 4
_NOISE = 13
"""Grey levels; with it an enlarged photo has about the bytes of a camera's."""
HEAD = ("photos", "number", "first s", "s", "photos/s", "s from drop", "photos/s", "start MB", "peak MB", "growth MB")


@dataclass(frozen=True)
class Delivered:
    """How a delivery went.

    Attributes:
        photos: How many there were.
        first_s: From the start to the first result; None where nobody looks.
        classified_s: From the start to the end.
        whole_s: From the drop to the end.
        start_mb: Memory at the start, in 10^6 bytes.
        peak_mb: The most that it was meanwhile, in 10^6 bytes.
    """

    photos: int
    first_s: float | None
    classified_s: float
    whole_s: float
    start_mb: float
    peak_mb: float

    def cells(self) -> list[str]:
        """Return the row of the table, without its name."""
        first = "-" if self.first_s is None else f"{self.first_s:.1f}"
        seconds = [text for s in (self.classified_s, self.whole_s) for text in (f"{s:.1f}", f"{self.photos / s:.1f}")]
        memory = (self.start_mb, self.peak_mb, self.peak_mb - self.start_mb)
        return [str(self.photos), first, *seconds, *(f"{mb:.0f}" for mb in memory)]


def enlarged(photo: Path, seed: int) -> bytes:
    """Return a photo as a camera of 12 megapixels would have taken it: about 3 MB of JPEG."""
    rgb = np.asarray(Image.open(photo).convert("RGB").resize(LARGE, Image.Resampling.BICUBIC), dtype=np.int16)
    noise = np.random.default_rng(seed).integers(-_NOISE, _NOISE + 1, (*LARGE[::-1], 1), dtype=np.int16)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(rgb + noise, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def as_sent(folder: Path, photos: Sequence[Path]) -> list[Path]:
    """Put photos into a folder under the names that a shop would give them."""
    return _put(folder, (photo.read_bytes() for photo in photos))


def as_sent_large(folder: Path, photos: Sequence[Path]) -> list[Path]:
    """Put photos of 12 megapixels into a folder, as many as there are photos."""
    bases = [enlarged(photo, seed) for seed, photo in enumerate(photos[:_LARGE_BASES])]
    return _put(folder, (bases[number % len(bases)] + number.to_bytes(4) for number in range(len(photos))))


def _put(folder: Path, contents: Iterator[bytes]) -> list[Path]:
    folder.mkdir(parents=True)
    files = []
    for number, data in enumerate(contents):
        files.append(folder / sent_name(number))
        files[-1].write_bytes(data)
    return files


SIZES: dict[str, Callable[[Path, Sequence[Path]], list[Path]]] = {"as they are": as_sent, "12 MP": as_sent_large}


def deliver_in_browser(folder: Path, files: Sequence[Path]) -> Delivered:
    """Drop files on the page of an application of its own."""
    with running_application(folder) as server, open_window() as page:
        _drop(page, server.url, files[:_WARM_UP])
        with Memory(process_of(server)) as memory:
            times = _drop(page, server.url, files)
    return Delivered(len(files), *times, memory.start_mb, memory.peak_mb)


def _drop(page: Page, address: str, files: Sequence[Path]) -> tuple[float, float, float]:
    """Deliver files; returns the seconds to the first result, from the start to the end, and from the drop to it."""
    page.goto(f"{address}/deliveries")
    page.get_by_role("button", name="Begin").click()
    dropped = perf_counter()
    page.locator("input.files").set_input_files(list(files))
    start = page.get_by_role("button", name=re.compile(rf"^\S+ Classify {len(files)} photos?$|^Classify {len(files)} "))
    expect(start).to_be_enabled()
    start.click()
    started = perf_counter()
    page.get_by_role("img", name=re.compile("^Photo of TS-")).first.wait_for()
    first_s = perf_counter() - started
    page.get_by_text("Classified", exact=True).wait_for()
    return first_s, perf_counter() - started, perf_counter() - dropped


def deliver_alone(folder: Path, files: Sequence[Path]) -> Delivered:
    """Let the background's worker go through files, without an application around it."""
    settings, spool = get_settings(), Spool(folder / "spool")
    classifier = load_classifier(settings)
    with closing(open_catalogue(f"sqlite:///{folder / 'catalogue.sqlite3'}", folder / "photos")) as catalogue:
        worker = DeliveryWorker(catalogue, classifier, spool, WorkRules(settings.audit_share))
        begin_delivery(catalogue, spool, files[:_WARM_UP])
        worker.work_once()
        begun = perf_counter()
        begin_delivery(catalogue, spool, files)
        started = perf_counter()
        with Memory(psutil.Process()) as memory:
            worker.work_once()
        ended = perf_counter()
    return Delivered(len(files), None, ended - started, ended - begun, memory.start_mb, memory.peak_mb)


def measure(size: str, photos: int, browser: bool) -> Delivered:
    """Deliver so many photos of one of ``SIZES``."""
    with tempfile.TemporaryDirectory(prefix="delivery-") as scratch:
        folder = Path(scratch)
        files = _apart(SIZES[size], folder / "sent", set_photos(photos))  # what making them takes is not measured
        return _apart(deliver_in_browser if browser else deliver_alone, folder, files)


def _apart(step: Callable[..., _Result], *arguments: object) -> _Result:
    """Take a step in a process of its own, whose memory nothing else was in."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(step, *arguments).result()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery")
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    options = parser.parse_args(arguments)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    rows = [[size, *measure(size, options.photos, options.browser).cells()] for size in options.sizes]
    print_table(HEAD, rows)


if __name__ == "__main__":
    main()
