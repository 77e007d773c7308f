"""Many processes that decide at once: none of their decisions is lost or written twice.

    python -m benchmarks.writers [--writers N] [--decisions N]

Eight processes, each with a catalogue of its own on one database, make a hundred decisions each on 200 items, all at
once; on SQLite and on a PostgreSQL server started for it. Prints the seconds that the slowest took, the median and the
95th percentile of one decision in milliseconds, how many decisions were lost, doubled or refused, and how many items
have another category than their latest decision says.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.databases import KINDS, empty_database
from benchmarks.tables import print_table
from fashion_model.catalogue.catalogue import open_catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.read import ListRow
from fashion_model.categories import CATEGORIES
from fashion_model.settings import PROJECT_DIR

ITEMS = 200


@dataclass(frozen=True)
class Written:
    """What the writers did.

    Attributes:
        seconds: That the slowest writer took for its decisions.
        ms: ``(N,)`` milliseconds of each decision.
        lost: Decisions that a writer made and no item's history holds.
        doubled: Decisions that histories hold more than once or that nobody made.
        refused: Decisions that the database did not take, such as for a lock.
        stale: Items that have another category now than their latest decision says.
    """

    seconds: float
    ms: np.ndarray
    lost: int
    doubled: int
    refused: int
    stale: int


def sku(number: int) -> str:
    """Return the SKU of an item, counted from 0."""
    return f"S-{number:03d}"


def write(url: str, folder: Path, name: str, decisions: int) -> dict[str, list[float]]:
    """Wait for a line on standard input, then decide on items drawn by chance.

    Returns:
        The decisions' numbers, the milliseconds of each, and one entry for each that was refused.
    """
    chance = random.Random(name)
    told: dict[str, list[float]] = {"numbers": [], "ms": [], "refused": []}
    with closing(open_catalogue(url, folder)) as catalogue:
        print("ready", flush=True)
        sys.stdin.readline()
        for _ in range(decisions):
            started = perf_counter()
            try:
                wanted, category = sku(chance.randrange(ITEMS)), chance.choice(CATEGORIES)
                told["numbers"].append(catalogue.actions.decide(wanted, category=category, person=name).decision_id)
            except CatalogueUnavailable as problem:
                print(problem, file=sys.stderr)
                told["refused"].append(1)
            told["ms"].append(1000 * (perf_counter() - started))
    return told


def let_write(url: str, folder: Path, writers: int, decisions: int) -> Written:
    """Create the items, let all writers begin at once, and look for what they wrote."""
    with closing(open_catalogue(url, folder)) as catalogue:
        catalogue.lists.save([ListRow(n, sku(n), "Blue shirt", None) for n in range(ITEMS)], "Items", "benchmark")
        processes = [_start(url, folder, f"writer {number}", decisions) for number in range(writers)]
        for process in processes:
            _line_of(process)  # it is ready
        told = [json.loads(output) for output in _answers(processes)]
        histories = [catalogue.details.history(sku(number)) for number in range(ITEMS)]
        rows = {row.sku: row.category for row in catalogue.every(Search())}
    made = [number for one in told for number in one["numbers"]]
    kept = [row.decision_id for history in histories for row in history]
    lost, doubled = differences(made, kept)
    return Written(
        seconds=max(sum(one["ms"]) for one in told) / 1000,
        ms=np.array([ms for one in told for ms in one["ms"]]),
        lost=lost,
        doubled=doubled,
        refused=sum(len(one["refused"]) for one in told),
        stale=sum(history[0].category != rows[history[0].sku] for history in histories if history),
    )


def differences(made: Sequence[int], kept: Sequence[int]) -> tuple[int, int]:
    """Return how many decisions are lost, and how many are doubled or nobody's, by their numbers.

    Args:
        made: That the writers were told.
        kept: That the items' histories hold.
    """
    once = len(set(made) & set(kept))
    return len(set(made) - set(kept)), len(kept) - once + len(made) - len(set(made))


def _start(url: str, folder: Path, name: str, decisions: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.writers", "--decisions", str(decisions), "--write", url, str(folder)]
    return subprocess.Popen([*command, name], cwd=PROJECT_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _line_of(process: "subprocess.Popen[str]") -> str:
    return process.stdout.readline() if process.stdout else ""


def _answers(processes: Sequence["subprocess.Popen[str]"]) -> list[str]:
    for process in processes:
        print("go", file=process.stdin, flush=True)
    return [process.communicate()[0] for process in processes]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.writers")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--decisions", type=int, default=100)
    parser.add_argument("--write", nargs=3, metavar=("URL", "FOLDER", "NAME"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.write:
        url, folder, name = options.write
        print(json.dumps(write(url, Path(folder), name, options.decisions)))
        return
    rows = []
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as scratch, empty_database(kind, Path(scratch)) as url:
            seen = let_write(url, Path(scratch), options.writers, options.decisions)
        times = [f"{seen.seconds:.1f}", f"{np.median(seen.ms):.0f}", f"{np.percentile(seen.ms, 95):.0f}"]
        rows.append([kind, str(len(seen.ms)), *times, *map(str, (seen.lost, seen.doubled, seen.refused, seen.stale))])
    print_table(["database", "decisions", "s", "p50 ms", "p95 ms", "lost", "doubled", "refused", "stale"], rows)


if __name__ == "__main__":
    main()
