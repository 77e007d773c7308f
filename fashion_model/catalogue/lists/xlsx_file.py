"""XLSX lists: the first sheet, text as it stands, formulas refused."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import load_workbook

from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.lists.cells import (
    MOST_COLUMNS,
    MOST_DIGITS,
    Cell,
    ListBudget,
    RowProblem,
    SheetRow,
    Table,
    formula_cell,
    without_apostrophe,
    without_empty_end,
)

_MOST_PARTS = 1_000
_MOST_TAGS = 16_000_000
"""Of the XML together: 200,000 rows of ten filled columns have about half. In memory each takes 100 bytes and more."""

_LAST_ROW = 1_048_576
_LAST_HEADER_ROW = 100
"""Up to here the header is looked for."""

_PART_MARK = b"PK\x01\x02"
_CHUNK_BYTES = 1 << 20
_SHOWN_WITH_ZEROS = re.compile("0{2,}")

_Rows = Iterator[tuple[int, tuple[Any, ...]]]


def read_xlsx(data: bytes, file_name: str, budget: ListBudget) -> Table:
    """Open the first sheet of an XLSX file.

    Args:
        data: The file.
        file_name: As it was sent; for messages.
        budget: How large it may be once unpacked.

    Raises:
        InvalidList: It is another kind of file, protected, has macros, unpacks to too much or is damaged; the last
            also while ``rows`` are read.
    """
    _check_package(data, file_name, budget)
    sheet, warnings = _first_sheet(data, file_name)
    above = _readable(_filled(sheet, file_name, max_row=_LAST_HEADER_ROW, max_col=MOST_COLUMNS + 1), file_name)
    at, first = next(above, (0, ()))
    header = without_empty_end(["" if cell.value is None else str(cell.value) for cell in first])

    def rows(places: Sequence[int]) -> Iterator[SheetRow]:
        for number, cells in _filled(sheet, file_name, min_row=at + 1, max_col=len(header)):
            yield SheetRow(number, tuple(_cell(cells[place]) for place in places))

    return Table("XLSX", header, lambda places: _readable(rows(places), file_name), warnings)


def _readable(rows: Iterator[Any], file_name: str) -> Iterator[Any]:
    """Yield the rows; whatever goes wrong inside the reader means that the file is damaged.

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


def _first_sheet(data: bytes, file_name: str) -> tuple[Any, tuple[RowProblem, ...]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
    except Exception as error:  # as in `_readable`
        raise _damaged(file_name) from error
    sheet.reset_dimensions()  # a sheet may claim a million rows and have three
    return sheet, _other_sheets(book.sheetnames, sheet.title)


def _other_sheets(names: list[str], title: str) -> tuple[RowProblem, ...]:
    if len(names) == 1:
        return ()
    return (RowProblem(None, "", f"The file has {len(names)} sheets. Only the first, “{title}”, was read."),)


def _filled(sheet: Any, file_name: str, min_row: int = 1, **part: int) -> _Rows:
    """Yield number and cells of each row that is not empty in a part of the sheet."""
    for number, cells in enumerate(sheet.iter_rows(min_row=min_row, **part), start=min_row):
        if number > _LAST_ROW:
            raise _damaged(file_name)
        if any(cell.value is not None and str(cell.value).strip() for cell in cells):
            yield number, cells


def _cell(cell: Any) -> Cell:
    if cell.value is None:
        return Cell("")
    if cell.data_type == "s":
        return Cell(without_apostrophe(cell.value).strip())
    if cell.data_type == "f":
        return formula_cell(cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", "="))
    if cell.data_type == "n":
        return _number_cell(cell.value, cell.number_format)
    kind = {"d": "a date", "b": "true or false", "e": "an error of the spreadsheet"}.get(cell.data_type, "no text")
    return Cell("", f"The cell is {kind}. Format the column as text and type it again.")


def _number_cell(number: float, number_format: str) -> Cell:
    """Return a whole number as its digits, with the zeros in front that its format shows."""
    if not float(number).is_integer():
        return Cell("", f"The cell is the number {number}. Format the column as text and type it again.")
    digits = str(int(number))
    if len(digits) > MOST_DIGITS:
        return Cell(
            "",
            f"The cell is a number of more than {MOST_DIGITS} digits, of which a spreadsheet keeps the first "
            f"{MOST_DIGITS}. Format the column as text and type it again.",
        )
    if _SHOWN_WITH_ZEROS.fullmatch(number_format):
        return Cell(digits.zfill(len(number_format)))
    return Cell(digits, is_number=True)
