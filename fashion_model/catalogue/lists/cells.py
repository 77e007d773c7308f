"""Tables of CSV and XLSX files: budgets, rows and cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MOST_COLUMNS = 200
MOST_DIGITS = 15
"""Spreadsheets keep this many digits of a number and turn the rest into zeros."""

_OUR_APOSTROPHE = re.compile(r"'+[=+\-@\t\r\n]")
_FORMULA = re.compile(r"\s*[=+@]")


@dataclass(frozen=True)
class ListBudget:
    """How large a list may be."""

    bytes: int = 50_000_000
    """Of the file as it is sent."""
    unpacked_bytes: int = 200_000_000
    """Of an XLSX file's parts together, once unpacked."""
    rows: int = 200_000
    """With items."""


@dataclass(frozen=True)
class RowProblem:
    """Something about a list that a person should know."""

    row: int | None
    """Number of the row as the spreadsheet shows it; None for the whole file."""
    column: str
    """Name of the column; empty for the whole row or file."""
    sentence: str
    """What is wrong, what is accepted and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell."""

    text: str
    """What it says, without surrounding spaces; empty when it cannot be read."""
    problem: str = ""
    """Why it cannot be read; empty when it can."""
    is_number: bool = False
    """Whether the spreadsheet keeps it as a number, which has no leading zeros."""


@dataclass(frozen=True)
class SheetRow:
    """One row that is not empty."""

    number: int
    """As the spreadsheet shows it, from 1."""
    cells: tuple[Cell, ...]
    """One for each column that was asked for."""
    surplus: bool = False
    """Whether it has text to the right of the last column of the header."""


@dataclass(frozen=True)
class Table:
    """A file that was opened and whose header was read."""

    encoding: str
    """How it is written: ``UTF-8``, ``UTF-16``, ``Windows-1252`` or ``XLSX``."""
    header: tuple[str, ...]
    """Names of the columns, without empty ones at the end."""
    rows: Callable[[Sequence[int]], Iterator[SheetRow]]
    """Reads the rows below the header, once; takes the columns' places, from 0."""
    warnings: tuple[RowProblem, ...] = ()
    """What to know about the whole file."""


def with_apostrophe(text: str) -> str:
    """Return text that starts like one of our apostrophes with one more: ``without_apostrophe`` takes it off."""
    return f"'{text}" if _OUR_APOSTROPHE.match(text) else text


def without_apostrophe(text: str) -> str:
    """Return text without the apostrophe that ``safe_cell`` or ``with_apostrophe`` put in front."""
    return text[1:] if _OUR_APOSTROPHE.match(text) else text


def typed_cell(text: str) -> Cell:
    """Return a cell of a file that keeps everything as text, where a formula looks like any other text."""
    if _FORMULA.match(text):
        return formula_cell(text)
    return Cell(without_apostrophe(text).strip())


def formula_cell(text: str) -> Cell:
    """Return the cell of a formula, which is never worked out.

    Args:
        text: The formula.
    """
    shown = shortened(text.strip())
    return Cell("", f"“{shown}” is a formula. Put its value there, or an apostrophe in front of it if it is text.")


def shortened(text: str) -> str:
    """Return at most 40 characters of a text, to be quoted in a sentence."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def without_empty_end(header: Sequence[str]) -> tuple[str, ...]:
    """Return the header without the empty names at its end, each name without surrounding spaces."""
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
