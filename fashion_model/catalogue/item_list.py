"""A list of items from a spreadsheet: what it says and everything that is wrong with it, before anything is saved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.item_list_cells import (
    MOST_COLUMNS,
    ListBudget,
    RowProblem,
    SheetRow,
    Table,
    shortened,
)
from fashion_model.catalogue.item_list_csv import read_csv
from fashion_model.catalogue.item_list_rows import COLUMNS, ListRow, Reading, category_names
from fashion_model.catalogue.item_list_xlsx import read_xlsx
from fashion_model.catalogue.names import printable, search_key

USUAL_BUDGET = ListBudget()
_ZIP_MARK = b"PK\x03\x04"
_OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")  # old Office files, and the shell around protected new ones
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class ListPreview:
    """What a list says.

    Attributes:
        rows: The rows without a problem, from top to bottom.
        problems: Everything that is wrong with the other rows, from top to bottom.
        warnings: What is right only if the person says so, and what was left out.
        ignored_columns: Names of the columns that say nothing to us, from left to right.
        encoding: As ``Table.encoding``.
    """

    rows: tuple[ListRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    ignored_columns: tuple[str, ...]
    encoding: str


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
