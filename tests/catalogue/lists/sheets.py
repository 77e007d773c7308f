"""Workbooks of a few rows, as spreadsheet programs write them."""

import io
import zipfile

from openpyxl import Workbook


def sheet(*rows: tuple[object, ...], number_format: str | None = None) -> bytes:
    """Return an XLSX file whose sheet has these rows, the first as header; the format is that of the first column."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell in book.active["A"][1:]:
        cell.number_format = number_format or cell.number_format
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book_of(*sheets: tuple[str, str, tuple[tuple[object, ...], ...]]) -> Workbook:
    """Return a workbook of sheets, each with its name, its state and its rows."""
    book = Workbook()
    book.remove(book.active)
    for name, state, rows in sheets:
        added = book.create_sheet(name)
        added.sheet_state = state
        for row in rows:
            added.append(row)
    return book


def rewritten_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name.endswith(part) else content)
    return buffer.getvalue()
