"""Tables of CSV and XLSX files: budgets, rows and cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MOST_COLUMNS = 1_000
MOST_DIGITS = 15
"""Spreadsheets keep this many digits of a number and turn the rest into zeros."""

_PROTECTIVE = re.compile(r"['‘’]+(?:[=+\-@\t\r\n]|\d[\d\s.,:/-]*(?:[Ee][+-]?\d+)?$)")
"""Apostrophes in front of what a spreadsheet would work out, or of nothing but a number, which it would change."""
_FORMULA = re.compile(r"\s*[=+@]")
_QUOTED = re.compile(r'\s*="(?P<text>[^"]*)"\s*')
"""A formula that is nothing but a text: how systems that write CSV keep spreadsheets from changing it."""


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
    is_text: bool = False
    """Whether the spreadsheet says that it is text, so that ``5E4`` is no number that was rounded."""
    merged_with: int | None = None
    """Number of the row above whose cell it is merged with; None for a cell of its own."""


@dataclass(frozen=True)
class SheetRow:
    """One row that is not empty."""

    number: int
    """As the spreadsheet shows it, from 1."""
    cells: tuple[Cell, ...]
    """One for each column that was asked for."""
    surplus: bool = False
    """Whether it has text to the right of the last column of the header."""
    hidden: bool = False
    """Whether the sheet does not show it: it is hidden or filtered out."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    """As its tab says."""
    hidden: bool
    """Whether the workbook does not show it."""
    is_list: bool
    """Whether its header has a column that looks like SKUs."""


@dataclass(frozen=True)
class Table:
    """A file that was opened and whose header was read."""

    encoding: str
    """How it is written: ``UTF-8``, ``UTF-16``, ``Windows-1252`` or ``XLSX``."""
    header: tuple[str, ...]
    """Names of the columns, without empty ones at the end."""
    rows: Callable[[Sequence[int]], Iterator[SheetRow]]
    """Reads the rows below the header from the first on; takes the columns' places, from 0."""
    warnings: tuple[RowProblem, ...] = ()
    """What to know about the whole file."""
    sheet: str = ""
    """Name of the sheet that was read; empty for a file without sheets."""
    sheets: tuple[Sheet, ...] = ()
    """All sheets of the file."""
    hidden_columns: frozenset[int] = frozenset()
    """Places of the columns that the sheet does not show."""


def with_apostrophe(text: str) -> str:
    """Return text that starts like a protective apostrophe with one more: ``without_apostrophe`` takes it off."""
    return f"'{text}" if _PROTECTIVE.match(text) else text


def without_apostrophe(text: str) -> str:
    """Return text without an apostrophe that keeps a spreadsheet from working it out or changing a number.

    >>> without_apostrophe("'00123"), without_apostrophe("'90s tee")
    ('00123', "'90s tee")
    """
    return text[1:] if _PROTECTIVE.match(text) else text


def typed_cell(text: str) -> Cell:
    """Return a cell of a file that keeps everything as text, where a formula looks like any other text."""
    if quoted := _QUOTED.fullmatch(text):
        return Cell(quoted["text"].strip(), is_text=True)
    if _FORMULA.match(text):
        return formula_cell(text)
    bare = without_apostrophe(text)
    return Cell(bare.strip(), is_text=bare != text)


def formula_cell(text: str) -> Cell:
    """Return the cell of a formula that has no value: none is ever worked out.

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
