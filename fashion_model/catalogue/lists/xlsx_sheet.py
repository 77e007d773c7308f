"""Rows of one XLSX sheet as it shows them: hidden rows and columns, merged cells, values of formulas, formats."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from fashion_model.catalogue.lists.cells import MOST_COLUMNS, MOST_DIGITS, Cell, formula_cell, without_apostrophe
from fashion_model.catalogue.lists.number_format import adds_to_digits, shown_number

_LAST_ROW = 1_048_576
_TRUE = ("1", "true")
_SEEN = 0.1
"""Points of height, or characters of width, from which something of a row or column is seen."""
_CHUNK_BYTES = 1 << 20
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"'](?P<range>[A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
_LONGEST_TAG = 200
_MOST_MERGED = 50_000
_ROUNDED = re.compile(r"[+-]?\d[.,]\d+E[+-]\d\d+", re.IGNORECASE)
_AS_TEXT = "Format the column as text and type it again."

Values = Mapping[int, dict[str, Any]]
"""What openpyxl read of a row's cells, by column from 0."""


class OutOfReach(ValueError):
    """A row has a number that no sheet has."""


class _Parser(WorkSheetParser):  # type: ignore[misc] # openpyxl states no types
    """openpyxl's reader of a sheet that also says what the sheet hides, and which formulas have no value.

    The reader for large sheets tells neither.
    """

    def __init__(self, sheet: Any, source: Any) -> None:
        book = sheet.parent
        super().__init__(
            source,
            sheet._shared_strings,
            data_only=True,  # what was shown when the file was saved
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell; a formula without a value as the formula."""
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG) if cell["value"] is None else None
        return cell if formula is None else cell | {"data_type": "f", "value": f"={formula.text or ''}"}


@dataclass(frozen=True)
class RawRow:
    """One row of a sheet that is not empty."""

    number: int
    """As the spreadsheet shows it, from 1."""
    values: Values
    """Its cells."""
    hidden: bool
    """Whether the sheet does not show it."""


class SheetReader:
    """Reads one sheet, as often as it is asked, a row at a time.

    Args:
        sheet: openpyxl's sheet of a workbook that was opened for reading.
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.hidden_columns: frozenset[int] = frozenset()
        """Places of the columns that the sheet does not show, from 0; known once a row was read."""

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows that are not empty.

        Raises:
            OutOfReach: A row's number is larger than any sheet's.
        """
        with self._sheet._get_source() as source:
            parser = _Parser(self._sheet, source)
            for number, cells in parser.parse():
                if number > _LAST_ROW:
                    raise OutOfReach(number)
                self.hidden_columns = self.hidden_columns or _hidden_columns(parser.column_dimensions)
                row = parser.row_dimensions.pop(str(number), {})
                values = {cell["column"] - 1: cell for cell in cells if cell["column"] <= MOST_COLUMNS + 1}
                if any(cell["value"] is not None and str(cell["value"]).strip() for cell in values.values()):
                    yield RawRow(number, values, _is_hidden(row, "ht"))

    def merged(self) -> "MergedCells":
        """Return which cells are merged with one above them."""
        ranges: list[tuple[int, int, int]] = []
        with self._sheet._get_source() as source:
            before = b""
            while (chunk := source.read(_CHUNK_BYTES)) and len(ranges) < _MOST_MERGED:
                text = before + chunk
                end = 0
                for found in _MERGED.finditer(text):
                    left, top, right, bottom = range_boundaries(found["range"].decode())
                    end = found.end()
                    if bottom > top and left == right:
                        ranges.append((left - 1, top, bottom))
                before = text[max(end, len(text) - _LONGEST_TAG) :]
        return MergedCells(ranges)

    def cell(self, value: dict[str, Any]) -> Cell:
        """Return a cell as the sheet shows it."""
        kind, content = value["data_type"], value["value"]
        if content is None:
            return Cell("")
        if kind == "s":
            text = without_apostrophe(content).strip()
            return _rounded_cell(text) if _ROUNDED.fullmatch(text) else Cell(text, is_text=True)
        if kind == "f":
            return formula_cell(content)
        if kind == "n":
            return _number_cell(content, ReadOnlyCell(self._sheet, **value).number_format)
        if kind == "e":
            return Cell("", f"The cell is the spreadsheet's error {content}. Correct it, or empty the cell.")
        what = "true or false" if kind == "b" else f"a date or time ({_moment(content)})"
        return Cell("", f"The cell is {what}. {_AS_TEXT}")


class MergedCells:
    """Cells of one column that are merged: the sheet shows the first one's content for all of them.

    Args:
        ranges: Column from 0, first and last row of each.
    """

    def __init__(self, ranges: Sequence[tuple[int, int, int]]) -> None:
        self._by_column: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for column, top, bottom in sorted(ranges):
            self._by_column[column].append((top, bottom))

    def first_row(self, column: int, row: int) -> int | None:
        """Return the row whose cell is shown in this one; None for a cell of its own."""
        ranges = self._by_column.get(column, ())
        at = bisect_right(ranges, (row, 0)) - 1
        return ranges[at][0] if at >= 0 and ranges[at][0] < row <= ranges[at][1] else None


def _hidden_columns(dimensions: Mapping[str, Mapping[str, str]]) -> frozenset[int]:
    hidden: set[int] = set()
    for letter, column in dimensions.items():
        if _is_hidden(column, "width"):
            first = column_index_from_string(letter) - 1
            hidden.update(range(first, min(int(column.get("max", first + 1)), MOST_COLUMNS)))
    return frozenset(hidden)


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    return attributes.get("hidden") in _TRUE or (size in attributes and float(attributes[size]) < _SEEN)


def _rounded_cell(text: str) -> Cell:
    return Cell("", f"“{text}” is a number that a spreadsheet has rounded. Type the whole number as text.")


def _moment(content: Any) -> str:
    return f"{content:%Y-%m-%d}" if isinstance(content, datetime) else str(content)


def _number_cell(number: float, number_format: str) -> Cell:
    """Return a whole number as its format shows it, or why that cannot be told."""
    if not float(number).is_integer():
        return Cell("", f"The cell is the number {number}. {_AS_TEXT}")
    if len(str(abs(int(number)))) > MOST_DIGITS:
        return Cell(
            "",
            f"The cell is a number of more than {MOST_DIGITS} digits, of which a spreadsheet keeps the first "
            f"{MOST_DIGITS}. {_AS_TEXT}",
        )
    shown = shown_number(int(number), number_format)
    if shown is None:
        return Cell(
            "",
            f"The cell is the number {int(number)}, which its format “{number_format}” shows in another way, such as "
            f"rounded or with separators. {_AS_TEXT}",
        )
    return Cell(shown, is_number=not adds_to_digits(number_format))
