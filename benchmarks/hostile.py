"""What hostile files cost: status, seconds and memory of each, the whole way from bytes to an answer.

    python -m benchmarks.hostile [FOLDER …]

Classifies about 180 files that are made by code, and all files below the named folders. Memory is what the program and
its decoders have more than before the file. Exits with 1 when a file takes more than 10 seconds or 400 MB, or when the
program stumbles over it.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import psutil

from benchmarks.hostile_files import Made, files
from benchmarks.tables import print_table
from fashion_model.photo.decode import decode
from fashion_model.serving.classifier import Classifier, load_classifier
from fashion_model.serving.results import classify_bytes

MOST_SECONDS, MOST_MB = 10.0, 400.0
_LOOK_S = 0.003
_FAULT = "fault in this program"


@dataclass(frozen=True)
class Seen:
    """What one file cost.

    Attributes:
        name: Of the file.
        status: ``auto``, ``review``, ``refused``, or ``FAULT``.
        seconds: From bytes to the answer.
        peak_mb: The most memory that it took, in 10^6 bytes.
        said: The reason or remark.
    """

    name: str
    status: str
    seconds: float
    peak_mb: float
    said: str

    @property
    def is_fine(self) -> bool:
        """Whether it kept within the limits."""
        return self.status != "FAULT" and self.seconds <= MOST_SECONDS and self.peak_mb <= MOST_MB


class _Peak:
    """The most memory of this process and its decoders while a block runs."""

    def __init__(self) -> None:
        self._process, self._stop = psutil.Process(), threading.Event()
        self._start = self._most = self._now()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "_Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def mb(self) -> float:
        """More than at the beginning, in 10^6 bytes."""
        return (self._most - self._start) / 1e6

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK_S):
            self._most = max(self._most, self._now())

    def _now(self) -> int:
        total = 0
        for process in (self._process, *self._process.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total


def look_at(classifier: Classifier, made: Sequence[Made]) -> Iterator[Seen]:
    """Classify one file after the other."""
    for name, make in made:
        data = make()
        with _Peak() as peak:
            started = perf_counter()
            row = classify_bytes(classifier, name, data).row
            seconds = perf_counter() - started
        status = "FAULT" if _FAULT in row.reason else row.status
        yield Seen(name, status, seconds, peak.mb, row.remark or row.reason)


def files_below(folders: Sequence[Path]) -> list[Made]:
    """Return the files below folders, by name."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(path.name, partial(path.read_bytes)) for path in paths]


def main() -> None:
    """Print the table."""
    classifier = load_classifier()
    for name, make in list(files())[:1]:  # a first photo starts a decoder and loads what is loaded late
        decode(make())
        classify_bytes(classifier, name, make())
    made = [*files(), *files_below([Path(name) for name in sys.argv[1:]])]
    seen = []
    for cost in look_at(classifier, made):
        seen.append(cost)
        line = f"{cost.name:<44} {cost.status:<8} {cost.seconds:6.2f} s {cost.peak_mb:6.0f} MB"
        print(f"{line}  {'' if cost.is_fine else 'TOO MUCH '}{cost.said[:70]}", flush=True)
    wrong = [cost for cost in seen if not cost.is_fine]
    print()
    slowest, largest = max(seen, key=lambda cost: cost.seconds), max(seen, key=lambda cost: cost.peak_mb)
    print_table(
        ["files", "beyond the limits", "slowest, s", "most memory, MB"],
        [[str(len(seen)), str(len(wrong)), f"{slowest.seconds:.2f}", f"{largest.peak_mb:.0f}"]],
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
