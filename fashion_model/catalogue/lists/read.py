"""Item lists: rows and problems, read before anything is saved."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fashion_model.catalogue.errors import InvalidItem, InvalidList
from fashion_model.catalogue.lists.cells import MOST_COLUMNS, Cell, ListBudget, RowProblem, SheetRow, Table, shortened
from fashion_model.catalogue.lists.csv_file import read_csv
from fashion_model.catalogue.lists.xlsx_file import read_xlsx
from fashion_model.catalogue.names import clean_sku, clean_title, known_category, printable, search_key
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN

COLUMNS = ("sku", "title", "category")
_ROUNDED = re.compile(r"[+-]?\d([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
"""How spreadsheets show long numbers, whose last digits are gone once such a list is saved as CSV."""

_QUOTE = "Put a text that holds the delimiter in quotation marks."


@dataclass(frozen=True)
class ListRow:
    """One item of a list."""

    number: int
    """Of the row, as the spreadsheet shows it."""
    sku: str
    """As it is kept."""
    title: str
    """As it is kept; empty where the list has none, which only an item that exists may do."""
    category: str | None
    """One of the ten, ``NONE_OF_THE_TEN``, or None for not decided."""


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
    """The rows read so far."""

    categories: Mapping[str, str]
    """Category by search key of its name or code."""
    rows: list[ListRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """Row in which each SKU came first, by search key; rows without a SKU that can be read are under ""."""
    numbers: list[tuple[int, str]] = field(default_factory=list)
    """Rows whose SKU the spreadsheet keeps as a number."""

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
        self, row: SheetRow, column: str, cell: Cell | None, clean: Callable[[str], str], required: bool = False
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


USUAL_BUDGET = ListBudget()
_ZIP_MARK = b"PK\x03\x04"
_OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")  # old Office files, and the shell around protected new ones
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class ListPreview:
    """What a list says."""

    rows: tuple[ListRow, ...]
    """The rows without a problem, from top to bottom."""
    problems: tuple[RowProblem, ...]
    """Everything that is wrong with the other rows, from top to bottom."""
    warnings: tuple[RowProblem, ...]
    """What is right only if the person says so, and what was left out."""
    ignored_columns: tuple[str, ...]
    """Names of the columns that say nothing to us, from left to right."""
    encoding: str
    """As ``Table.encoding``."""


def read_list(
    data: bytes, file_name: str, codes: Mapping[str, str] | None = None, budget: ListBudget = USUAL_BUDGET
) -> ListPreview:
    """Return what a CSV or XLSX file says; its content tells which of the two it is, not its name.

    Columns are found by their names in the first row that is not empty: ``sku``, ``title`` and ``category``. A category
    is one of the ten, ``NONE_OF_THE_TEN`` or the shop's own code; empty is not decided. Upper and lower case are the
    same. A name goes before a code that is spelt like it.

    Args:
        data: The file.
        file_name: As it was sent; for messages.
        codes: The category of each of the shop's own codes.
        budget: How large it may be.

    Raises:
        InvalidList: It is no table of items as a whole.
    """
    table = _table(data, printable(file_name), budget)
    columns = _columns(table.header, printable(file_name))
    reading = Reading(category_names(codes or {}))
    for row in _within(table.rows(tuple(columns.values())), budget):
        reading.take(row, dict(zip(columns, row.cells, strict=True)), len(table.header))
    if not reading.seen:
        raise InvalidList(f"“{printable(file_name)}” has a header but no items. Add a row for each item.")
    return ListPreview(
        rows=tuple(reading.rows),
        problems=tuple(reading.problems),
        warnings=(*table.warnings, *reading.zeros_lost()),
        ignored_columns=tuple(name for name in table.header if name and search_key(name) not in COLUMNS),
        encoding=table.encoding,
    )


def _table(data: bytes, file_name: str, budget: ListBudget) -> Table:
    if not data.strip():
        raise InvalidList(f"“{file_name}” is empty. Send a list with a header and a row for each item.")
    if len(data) > budget.bytes:
        most = budget.bytes / 1e6
        raise InvalidList(f"“{file_name}” has {len(data) / 1e6:.1f} MB; at most {most:g} MB are accepted. Split it.")
    if data.startswith(_OLE_MARK):
        raise InvalidList(f"“{file_name}” {_what_is_old(data)} and send it again.")
    return read_xlsx(data, file_name, budget) if data.startswith(_ZIP_MARK) else read_csv(data, file_name)


def _what_is_old(data: bytes) -> str:
    if _PROTECTED in data:
        return "is protected with a password. Save it without one"
    return "is an old XLS spreadsheet. Save it as XLSX or CSV"


def _columns(header: tuple[str, ...], file_name: str) -> dict[str, int]:
    """Return the place of each column that is known, from 0."""
    if len(header) > MOST_COLUMNS:
        raise InvalidList(f"“{file_name}” has more than {MOST_COLUMNS} columns. Keep sku, title and category.")
    names = [search_key(name) for name in header]
    if repeated := next((name for name in COLUMNS if names.count(name) > 1), None):
        raise InvalidList(f"“{file_name}” has more than one column “{repeated}”. Keep one of them.")
    if "sku" not in names:
        found = ", ".join(f"“{shortened(printable(name))}”" for name in header[:5] if name) or "nothing"
        raise InvalidList(
            f"The first row of “{file_name}” has no column “sku”, but {found}. Name the columns sku, title, category."
        )
    return {name: names.index(name) for name in COLUMNS if name in names}


def _within(rows: Iterator[SheetRow], budget: ListBudget) -> Iterator[SheetRow]:
    for count, row in enumerate(rows, start=1):
        if count > budget.rows:
            raise InvalidList(f"The list has more than {budget.rows:,} rows. Split it into several files.")
        yield row
