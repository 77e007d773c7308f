"""XLSX lists: the package's budget, the sheet to read, and its rows."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from openpyxl import load_workbook

from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.lists.cells import (
    Cell,
    ListBudget,
    RowProblem,
    Sheet,
    SheetRow,
    Table,
    shortened,
    without_empty_end,
)
from fashion_model.catalogue.lists.columns import has_skus
from fashion_model.catalogue.lists.xlsx_sheet import RawRow, SheetReader
from fashion_model.catalogue.names import printable, search_key
from fashion_model.formats import count_of, listed

_MOST_PARTS = 1_000
_MOST_TAGS = 16_000_000
"""Of the XML together: 200,000 rows of ten filled columns have about half. In memory each takes 100 bytes and more."""

_PART_MARK = b"PK\x01\x02"
_CHUNK_BYTES = 1 << 20
_T = TypeVar("_T")


def read_xlsx(data: bytes, file_name: str, budget: ListBudget, sheet: str = "") -> Table:
    """Open an XLSX file's first visible sheet that looks like a list, or the one that was chosen.

    Args:
        data: The file.
        file_name: As it was sent; for messages.
        budget: How large it may be once unpacked.
        sheet: Name of the sheet that was chosen; empty for none.

    Raises:
        InvalidList: It is another kind of file, protected, has macros, unpacks to too much, is damaged or has no such
            sheet, or nothing but hidden ones; damage may also show while ``rows`` are read.
    """
    _check_package(data, file_name, budget)
    opened = tuple(_readable(_opened(data), file_name))
    sheets = tuple(each.sheet for each in opened)
    chosen = _chosen(opened, sheet, file_name)

    def rows(places: Sequence[int]) -> Iterator[SheetRow]:
        return _readable(_rows(chosen, places), file_name)

    return Table(
        encoding="XLSX",
        header=chosen.header,
        rows=rows,
        warnings=_other_sheets(opened, chosen),
        sheet=chosen.sheet.name,
        sheets=sheets,
        hidden_columns=chosen.reader.hidden_columns,
    )


@dataclass(frozen=True)
class _Opened:
    """A sheet whose header was read."""

    sheet: Sheet
    """What people see of it."""
    reader: SheetReader
    """Its rows."""
    at: int
    """Number of the header's row; 0 for an empty sheet."""
    header: tuple[str, ...]
    """Names of the columns."""


def _opened(data: bytes) -> Iterator[_Opened]:
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    if not book.worksheets:
        raise KeyError("no sheet")
    for sheet in book.worksheets:
        reader = SheetReader(sheet)
        first = next(islice(reader.rows(), 1), None)
        header = _header(first) if first else ()
        shown = Sheet(sheet.title, hidden=sheet.sheet_state != "visible", is_list=has_skus(header))
        yield _Opened(shown, reader, first.number if first else 0, header)


def _header(row: RawRow) -> tuple[str, ...]:
    names = {place: "" if cell["value"] is None else str(cell["value"]) for place, cell in row.values.items()}
    return without_empty_end([names.get(place, "") for place in range(max(names) + 1)])


def _chosen(opened: Sequence[_Opened], name: str, file_name: str) -> _Opened:
    """Return the sheet that is asked for, else the first visible list, else the first visible sheet with anything."""
    visible = [each for each in opened if not each.sheet.hidden]
    if name:
        named = next((each for each in opened if search_key(each.sheet.name) == search_key(name)), None)
        if named is None:
            names = ", ".join(f"“{each.sheet.name}”" for each in opened[:10])
            raise InvalidList(f"“{file_name}” has no sheet “{shortened(printable(name))}”, but {names}. Choose one.")
        return named
    if not visible:
        names = ", ".join(f"“{each.sheet.name}”" for each in opened[:10])
        raise InvalidList(f"All sheets of “{file_name}” are hidden ({names}). Show the one to read, or name it.")
    lists = [each for each in visible if each.sheet.is_list]
    return (lists or [each for each in visible if each.header] or visible)[0]


def _other_sheets(opened: Sequence[_Opened], chosen: _Opened) -> tuple[RowProblem, ...]:
    """Return the warning that other sheets were left out, naming those that might have been meant."""
    others = [each.sheet for each in opened if each is not chosen]
    if not others:
        return ()
    sentences = [f"The file has {len(opened)} sheets. Only “{chosen.sheet.name}” was read."]
    if lists := [f"“{sheet.name}”" for sheet in others if sheet.is_list and not sheet.hidden]:
        sentences.append(f"{listed(lists)} could be meant as well: choose the sheet.")
    if hidden := sum(sheet.hidden for sheet in others):
        sentences.append(f"{count_of(hidden, 'sheet is', 'sheets are')} hidden.")
    return (RowProblem(None, "", " ".join(sentences)),)


def _rows(opened: _Opened, places: Sequence[int]) -> Iterator[SheetRow]:
    """Yield the rows below the header; a cell that is merged with one above shows what that one says."""
    merged = opened.reader.merged()
    above: dict[int, tuple[int, Cell]] = {}
    for row in opened.reader.rows():
        if row.number <= opened.at:
            continue
        cells = []
        for place in places:
            cell = opened.reader.cell(row.values[place]) if place in row.values else Cell("")
            first = merged.first_row(place, row.number)
            if first is None:
                above[place] = (row.number, cell)
            elif above.get(place, (0, cell))[0] == first:
                cell = replace(above[place][1], merged_with=first)
            cells.append(cell)
        yield SheetRow(row.number, tuple(cells), hidden=row.hidden)


def _readable(rows: Iterator[_T], file_name: str) -> Iterator[_T]:
    """Yield what is read; whatever goes wrong inside the reader means that the file is damaged.

    The reader documents no exceptions: a damaged file shows as a missing key, an unknown style, broken XML and more.
    """
    try:
        yield from rows
    except InvalidList:
        raise
    except Exception as error:
        raise _damaged(file_name) from error


def _damaged(file_name: str) -> InvalidList:
    return InvalidList(
        f"“{file_name}” is damaged. Open it in a spreadsheet program, save it as XLSX and send it again."
    )


def _check_package(data: bytes, file_name: str, budget: ListBudget) -> None:
    if data.count(_PART_MARK) > _MOST_PARTS:  # before the list of parts is read, which may itself be huge
        raise _too_large(file_name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_kind(package, file_name)
            _check_unpacked(package, file_name, budget)
    except InvalidList:
        raise
    except Exception as error:  # a damaged archive shows in as many ways as a damaged sheet
        raise _damaged(file_name) from error


def _check_kind(package: zipfile.ZipFile, file_name: str) -> None:
    names = {name.casefold() for name in package.namelist()}
    if any(part.flag_bits & 1 for part in package.infolist()):
        raise InvalidList(f"“{file_name}” is protected with a password. Save it without one and send it again.")
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise InvalidList(f"“{file_name}” is an ODS or XLSB spreadsheet. Save it as XLSX or CSV and send it again.")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise InvalidList(f"“{file_name}” has macros. Save it as XLSX, which has none, and send it again.")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise InvalidList(f"“{file_name}” is an archive, not a spreadsheet. Send the list as CSV or XLSX.")


def _check_unpacked(package: zipfile.ZipFile, file_name: str, budget: ListBudget) -> None:
    if sum(part.file_size for part in package.infolist()) > budget.unpacked_bytes:
        raise _too_large(file_name)
    tags = 0
    for part in package.infolist():
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                tags += chunk.count(b"<")
                if tags > _MOST_TAGS:
                    raise _too_large(file_name)


def _too_large(file_name: str) -> InvalidList:
    return InvalidList(
        f"“{file_name}” unpacks to more than is accepted. Keep only the columns sku, title and category, or send CSV."
    )
