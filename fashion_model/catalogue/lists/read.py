"""Item lists: rows and problems, read before anything is saved."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fashion_model.catalogue.errors import InvalidItem, InvalidList
from fashion_model.catalogue.lists.category_names import category_among, category_names
from fashion_model.catalogue.lists.cells import Cell, ListBudget, RowProblem, SheetRow, Table, shortened
from fashion_model.catalogue.lists.columns import CATEGORY, SKU, TITLE, column_key
from fashion_model.catalogue.lists.csv_file import read_csv
from fashion_model.catalogue.lists.head import ListChoices, ListHead, Remembered, head_of
from fashion_model.catalogue.lists.xlsx_file import read_xlsx
from fashion_model.catalogue.names import clean_sku, clean_title, known_category, printable, sku_key
from fashion_model.formats import count_of

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
    kept: tuple[tuple[str, str], ...] = ()
    """What a shop system's list says besides that the same system needs to take the item back, by column."""


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
    foreign: bool = False
    """Whether the column of categories is another system's, whose categories are not ours."""
    unknown: list[tuple[int, str]] = field(default_factory=list)
    """Rows whose category is none of ours, where that is no problem, with what they say."""
    hidden: list[int] = field(default_factory=list)
    """Rows that were left out because the sheet does not show them."""

    def take(
        self, row: SheetRow, cells: Mapping[str, Cell], columns: int, kept: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Add a row, or every problem that it has.

        Args:
            row: As it stands in the sheet.
            cells: Its cells by what they hold.
            columns: Number of columns of the header.
            kept: As ``ListRow.kept``.
        """
        known = len(self.problems)
        if row.surplus:
            self._problem(row, "", f"The row has more cells than the {columns} of the header. {_QUOTE}")
        sku = self._sku(row, cells[SKU])
        title = self._read(row, TITLE, cells.get(TITLE), clean_title)
        category = self._read(row, CATEGORY, cells.get(CATEGORY), lambda text: self._category(row.number, text))
        if len(self.problems) == known:
            self.rows.append(ListRow(row.number, sku, title, category or None, kept))

    def warnings(self) -> tuple[RowProblem, ...]:
        """Return what the person should know of the rows together."""
        return (*self._zeros_lost(), *self._hidden(), *self._unknown())

    def _hidden(self) -> tuple[RowProblem, ...]:
        if not self.hidden:
            return ()
        count = len(self.hidden)
        rows = "This row is" if count == 1 else f"This row and {count_of(count - 1, 'other', 'others')} are"
        sentence = f"{rows} hidden or filtered out in the sheet and not read. Choose whether hidden rows are read too."
        return (RowProblem(self.hidden[0], "", sentence),)

    def _unknown(self) -> tuple[RowProblem, ...]:
        if not self.unknown:
            return ()
        row, text = self.unknown[0]
        count = len(self.unknown)
        rows = "In this row" if count == 1 else f"In {count:,} rows, of which this is the first,"
        sentence = (
            f"{rows} the category (“{shortened(printable(text))}”) names none of ours, or several. It is left open."
        )
        return (RowProblem(row, CATEGORY, sentence),)

    def _zeros_lost(self) -> tuple[RowProblem, ...]:
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
        if not cell.is_text and _ROUNDED.fullmatch(cell.text):
            cell = Cell("", f"“{cell.text}” is a number that a spreadsheet has rounded. Type the whole SKU as text.")
        if cell.merged_with:
            cell = Cell("", f"The cell is merged with the one in row {cell.merged_with}. Give each row its own SKU.")
        sku = self._read(row, "sku", cell, clean_sku, required=True)
        first = self.seen.setdefault(sku_key(sku), row.number)
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

    def _category(self, row: int, text: str) -> str:
        if self.foreign:
            found = category_among(text, self.categories)
            if found is None:
                self.unknown.append((row, text))
            return found or ""
        return self.categories.get(sku_key(text)) or known_category(printable(shortened(text)))


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
    head: ListHead
    """Its columns and sheets, and which were read."""
    hidden_rows: int
    """Number of rows that the sheet does not show and that were left out."""


_NOTHING_CHOSEN = ListChoices()


def read_list(
    data: bytes,
    file_name: str,
    codes: Mapping[str, str] | None = None,
    budget: ListBudget = USUAL_BUDGET,
    choices: ListChoices = _NOTHING_CHOSEN,
    remembered: Remembered | None = None,
) -> ListPreview:
    """Return what a CSV or XLSX file says; its content tells which of the two it is, not its name.

    Columns are found by their names in the first row that is not empty. A category is one of the ten,
    ``NONE_OF_THE_TEN`` or the shop's own code; empty is not decided. Upper and lower case are the same. A name goes
    before a code that is spelt like it. In a column that is not called ``category`` anything else is left open, for
    other systems have categories of their own.

    Args:
        data: The file.
        file_name: As it was sent; for messages.
        codes: The category of each of the shop's own codes.
        budget: How large it may be.
        choices: What the person chose of its sheets, rows and columns.
        remembered: The columns that people chose for earlier lists.

    Raises:
        ColumnsUnclear: No column looks like SKUs.
        InvalidList: It is no table of items as a whole.
    """
    file_name = printable(file_name)
    table = _table(data, file_name, budget, choices.sheet)
    head = head_of(table, file_name, choices, remembered or {})
    reading = Reading(category_names(codes or {}), foreign=column_key(head.columns.get(CATEGORY, "")) != CATEGORY)
    _read_rows(table, head, reading, choices.hidden_rows, budget)
    if not reading.seen and not reading.hidden:
        raise InvalidList(f"“{file_name}” has a header but no items. Add a row for each item.")
    return ListPreview(
        rows=tuple(reading.rows),
        problems=tuple(reading.problems),
        warnings=(*table.warnings, *_hidden_columns(table, head), *reading.warnings()),
        ignored_columns=tuple(name for name in table.header if name and name not in head.columns.values()),
        encoding=table.encoding,
        head=head,
        hidden_rows=len(reading.hidden),
    )


def _read_rows(table: Table, head: ListHead, reading: Reading, hidden_rows: bool, budget: ListBudget) -> None:
    """Read every row; a variant without title or category has those of its product."""
    keys = [column_key(name) for name in head.header]
    wanted = (
        {name for names in head.shop.columns.values() for name in names} | {*head.shop.kept} if head.shop else set()
    )
    places = {head.header.index(name) for name in head.columns.values()} | {keys.index(k) for k in wanted if k in keys}
    order = sorted(places)
    products: dict[str, Mapping[str, Cell]] = {}
    for row in _within(table.rows(order), budget):
        if row.hidden and not hidden_rows:
            reading.hidden.append(row.number)
            continue
        by_name = {head.header[place]: cell for place, cell in zip(order, row.cells, strict=True)}
        cells = {field: by_name[name] for field, name in head.columns.items()}
        kept: tuple[tuple[str, str], ...] = ()
        if shop := head.shop:
            said = {keys[place]: cell.text for place, cell in zip(order, row.cells, strict=True)}
            if shop.further(said):
                continue
            product = products.get(shop.parent(said), {})
            cells |= {field: cell for field, cell in product.items() if cells[field] == Cell("")}
            for name in shop.own(said):
                products.setdefault(name, {field: cell for field, cell in cells.items() if field != SKU})
            kept = tuple((key, said[key]) for key in shop.kept if said.get(key))
        reading.take(row, cells, len(head.header), kept)


def _hidden_columns(table: Table, head: ListHead) -> tuple[RowProblem, ...]:
    """Return the warning that a column was read although the sheet does not show it."""
    return tuple(
        RowProblem(None, name, f"The column “{shortened(printable(name))}” is hidden in the sheet, and was read.")
        for name in head.columns.values()
        if head.header.index(name) in table.hidden_columns
    )


def _table(data: bytes, file_name: str, budget: ListBudget, sheet: str) -> Table:
    if not data.strip():
        raise InvalidList(f"“{file_name}” is empty. Send a list with a header and a row for each item.")
    if len(data) > budget.bytes:
        most = budget.bytes / 1e6
        raise InvalidList(f"“{file_name}” has {len(data) / 1e6:.1f} MB; at most {most:g} MB are accepted. Split it.")
    if data.startswith(_OLE_MARK):
        raise InvalidList(f"“{file_name}” {_what_is_old(data)} and send it again.")
    if data.startswith(_ZIP_MARK):
        return read_xlsx(data, file_name, budget, sheet)
    if sheet:
        raise InvalidList(f"“{file_name}” is a CSV file, which has no sheets. Leave the choice of a sheet out.")
    return read_csv(data, file_name)


def _what_is_old(data: bytes) -> str:
    if _PROTECTED in data:
        return "is protected with a password. Save it without one"
    return "is an old XLS spreadsheet. Save it as XLSX or CSV"


def _within(rows: Iterator[SheetRow], budget: ListBudget) -> Iterator[SheetRow]:
    for count, row in enumerate(rows, start=1):
        if count > budget.rows:
            raise InvalidList(f"The list has more than {budget.rows:,} rows. Split it into several files.")
        yield row
