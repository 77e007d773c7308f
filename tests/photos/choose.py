"""Chooses the tests' few photos from the complete photo set, the same in every run.

    python -m tests.photos.choose FOLDER [OUT]

``FOLDER`` holds the complete set's ``labels.csv`` and ``images/``. Photos are copied byte by byte.
"""

import csv
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.several_photos import SAME_PIECE
from fashion_model.training.data.photo_set import audits, footwear_kinds, part_of

HERE = Path(__file__).parent
AMOUNT = 80
LARGEST_BYTES = 45_000
"""Larger photos are chosen only by name."""
NAMED = (
    "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2.jpg",
    "00143901-a14c-4600-960f-7747b4a3a8cd.jpg",
    "000d31f6-44b5-4758-8d86-c4fcfb234392.jpg",
    "0098b1c0-bd39-41c2-a172-17066bc9fd26.jpg",
    "16f1fbdf-d339-40f6-aecb-e55199db7a96.jpg",
    "46ad36ad-8234-4fa1-a88b-e76256413c17.jpg",
)
"""What tests know by its name."""

Row = dict[str, str]


def chosen(rows: Sequence[Row], sizes: dict[str, int]) -> list[Row]:
    """Return what tests name, the groups that show one piece, then photos of what is rarest among them so far.

    Rarest is by part, label and kind of shoe; among equals goes who took fewest.
    """
    kinds, disagreed = footwear_kinds(), (name for name, category in audits().items() if not category)
    with SAME_PIECE.open(newline="", encoding="utf-8") as file:
        named = {*NAMED, *(row["file"] for row in csv.DictReader(file)), next(iter(kinds)), next(disagreed)}

    def kind(row: Row) -> tuple[str, str, str]:
        return part_of(int(row["contributor"])), row["label"], kinds.get(row["file"], "")

    taken = [row for row in rows if row["file"] in named]
    left = [row for row in rows if row["file"] not in named and sizes[row["file"]] <= LARGEST_BYTES]
    while len(taken) < AMOUNT:
        have, people = Counter(map(kind, taken)), Counter(row["contributor"] for row in taken)
        rarest = min(left, key=lambda row: (have[kind(row)], people[row["contributor"]], row["file"]))
        taken.append(rarest)
        left.remove(rarest)
    return sorted(taken, key=lambda row: row["file"])


def read(folder: Path) -> Iterator[Row]:
    """Yield the rows of a set's ``labels.csv``, by file name."""
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
        yield from sorted(csv.DictReader(file), key=lambda row: row["file"])


def write(folder: Path, out: Path) -> None:
    """Choose from ``folder`` and write ``labels.csv`` and ``images/`` into ``out``."""
    rows = list(read(folder))
    few = chosen(rows, {row["file"]: (folder / "images" / row["file"]).stat().st_size for row in rows})
    shutil.rmtree(out / "images", ignore_errors=True)
    (out / "images").mkdir(parents=True)
    for row in few:
        (out / "images" / row["file"]).write_bytes((folder / "images" / row["file"]).read_bytes())
    with (out / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(few[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(few)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else HERE)
