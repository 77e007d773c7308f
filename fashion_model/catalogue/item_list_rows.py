"""Rows of a list that become items, and everything that is wrong with the others."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.item_list_cells import Cell, RowProblem, SheetRow, shortened
from fashion_model.catalogue.names import clean_sku, clean_title, known_category, printable, search_key
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN

COLUMNS = ("sku", "title", "category")
_ROUNDED = re.compile(r"[+-]?\d([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
"""How spreadsheets show long numbers, whose last digits are gone once such a list is saved as CSV."""

_QUOTE = "Put a text that holds the delimiter in quotation marks."


@dataclass(frozen=True)
class ListRow:
    """One item of a list.

    Attributes:
        number: Of the row, as the spreadsheet shows it.
        sku: As it is kept.
        title: As it is kept; empty where the list has none, which only an item that exists may do.
        category: One of the ten, ``NONE_OF_THE_TEN``, or None for not decided.
    """

    number: int
    sku: str
    title: str
    category: str | None


def category_names(codes: Mapping[str, str]) -> dict[str, str]:
    """Return the category of each name and code that is accepted, by search key.

    Args:
        codes: The category of each of the shop's own codes.

    Raises:
        InvalidItem: A code stands for something else.
    """
    by_code = {search_key(code.strip()): known_category(category) for code, category in codes.items()}
    return by_code | {search_key(name): name for name in (*CATEGORIES, NONE_OF_THE_TEN)}


@dataclass
class Reading:
    """The rows read so far.

    Attributes:
        categories: Category by search key of its name or code.
        seen: Row in which each SKU came first, by search key; rows without a SKU that can be read are under "".
        numbers: Rows whose SKU the spreadsheet keeps as a number.
    """

    categories: Mapping[str, str]
    rows: list[ListRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    numbers: list[tuple[int, str]] = field(default_factory=list)

    def take(self, row: SheetRow, cells: Mapping[str, Cell], columns: int) -> None:
        """Add a row, or every problem that it has.

        Args:
            row: As it stands in the sheet.
            cells: Its cells by the name of their column.
            columns: Number of columns of the header.
        """
        known = len(self.problems)
        if row.surplus:
            self._problem(row, "", f"The row has more cells than the {columns} of the header. {_QUOTE}")
        sku = self._sku(row, cells["sku"])
        title = self._read(row, "title", cells.get("title"), clean_title)
        category = self._read(row, "category", cells.get("category"), self._category)
        if len(self.problems) == known:
            self.rows.append(ListRow(row.number, sku, title, category or None))

    def zeros_lost(self) -> tuple[RowProblem, ...]:
        """Return the warning that SKUs which are numbers have no zeros in front, once for all of them."""
        if not self.numbers:
            return ()
        row, sku = self.numbers[0]
        count = len(self.numbers)
        which = "In this row" if count == 1 else f"In {count:,} rows, of which this is the first,"
        return (
            RowProblem(
                row,
                "sku",
                f"{which} the SKU is a number, so zeros in front of it may be lost. If “{sku}” should have some, "
                "format the column as text and type them again.",
            ),
        )

    def _problem(self, row: SheetRow, column: str, sentence: str) -> None:
        self.problems.append(RowProblem(row.number, column, sentence))

    def _sku(self, row: SheetRow, cell: Cell) -> str:
        if _ROUNDED.fullmatch(cell.text):
            cell = Cell("", f"“{cell.text}” is a number that a spreadsheet has rounded. Type the whole SKU as text.")
        sku = self._read(row, "sku", cell, clean_sku, required=True)
        first = self.seen.setdefault(search_key(sku), row.number)
        if sku and first != row.number:
            self._problem(row, "sku", f"The SKU “{sku}” is in row {first} already. Keep one of the two rows.")
        if cell.is_number:
            self.numbers.append((row.number, sku))
        return sku

    def _read(
        self,
        row: SheetRow,
        column: str,
        cell: Cell | None,
        clean: Callable[[str], str],
        required: bool = False,
    ) -> str:
        """Return what a cell says, or an empty text where it says nothing or has a problem."""
        if cell is None or not (cell.text or cell.problem or required):
            return ""
        if cell.problem:
            self._problem(row, column, cell.problem)
            return ""
        try:
            return clean(cell.text)
        except InvalidItem as error:
            self._problem(row, column, str(error))
            return ""

    def _category(self, text: str) -> str:
        return self.categories.get(search_key(text)) or known_category(printable(shortened(text)))
