"""What people saw when they looked at photos of the set again: kinds of footwear, audited categories, ways of showing.

The tables in ``labels/`` name the photos by file; each was filled in from contact sheets that did not show the set's
own label.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fashion_model.categories import FOOTWEAR

_TABLES = Path(__file__).resolve().parent / "labels"


@dataclass(frozen=True)
class Audit:
    """The categories that two people gave a test photo, without seeing each other's or the set's."""

    first: str
    second: str

    @property
    def agreed(self) -> str | None:
        """The category that both gave, or None."""
        return self.first if self.first == self.second else None


def footwear_kinds() -> dict[str, str]:
    """Return, for each photo of the set's "Shoes" that shows one of the ten, Sandal, Sneaker or Ankle boot."""
    return {row["file"]: row["category"] for row in _rows("footwear.csv") if row["category"] in FOOTWEAR}


def audits() -> dict[str, Audit]:
    """Return the audits of 200 test photos of the six clothing categories, by file."""
    return {row["file"]: Audit(row["first_person"], row["second_person"]) for row in _rows("audit.csv")}


def ways_shown() -> dict[str, str]:
    """Return how each test photo shows its item: ``laid flat``, ``hung``, ``worn`` or ``other``."""
    return {row["file"]: row["shown"] for row in _rows("shown.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_TABLES / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)
