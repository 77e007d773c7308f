"""Exports of items as CSV and XLSX, which ``read_list`` reads back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.catalogue.lists.cells import with_apostrophe
from fashion_model.serving.results import safe_cell

_WIDTHS = {
    "sku": 18,
    "title": 44,
    "category": 16,
    "code": 14,
    "status": 14,
    "person": 18,
    "decided_at": 20,
    "model": 26,
    "confidence": 12,
    "photos": 8,
    "suggested_category": 18,
    "suggested_confidence": 20,
}
"""Of each column in an XLSX file, in characters."""

COLUMNS = tuple(_WIDTHS)
_NUMBER_FORMATS = {"decided_at": "yyyy-mm-dd hh:mm:ss", "confidence": "0.0000", "suggested_confidence": "0.0000"}
_OUTSIDE_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Value = str | int | float | datetime | None


def to_csv(rows: Iterable[CatalogueRow]) -> str:
    """Return the items as CSV with a header; no cell is run as a formula, unknown values are empty.

    Moments are ISO 8601 in UTC, confidences 0 to 1 with four decimals.
    """
    return "".join(csv_lines(rows))


def csv_lines(rows: Iterable[CatalogueRow]) -> Iterator[str]:
    """Yield the lines of ``to_csv``, the header first, each as soon as its item is known."""
    yield _line(COLUMNS)
    for row in rows:
        yield _line([safe_cell(with_apostrophe(_text(value))) for value in _values(row)])


def to_xlsx(rows: Iterable[CatalogueRow]) -> bytes:
    """Return the items as a workbook of one sheet whose header stays in sight.

    Text is kept as text, so that nothing is run as a formula; moments are dates in UTC, to the second; unknown values
    are empty. Characters that an XLSX file cannot hold are replaced by �.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Items")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKL", _WIDTHS.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, "", name, Font(bold=True)) for name in COLUMNS])
    for row in rows:
        sheet.append([_cell(sheet, *named) for named in zip(COLUMNS, _values(row), strict=True)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _values(row: CatalogueRow) -> tuple[_Value, ...]:
    return (
        row.sku,
        row.title,
        row.category,
        row.code,
        row.status,
        row.person,
        row.decided_at.astimezone(UTC) if row.decided_at else None,
        row.model_version,
        row.confidence,
        row.photos,
        row.suggested_category,
        row.suggested_confidence,
    )


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _text(value: _Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.4f}"
    return "" if value is None else str(value)


def _cell(sheet: Any, column: str, value: _Value, font: Font | None = None) -> Any:
    """Return a cell of the sheet; a text is one even when it looks like a formula, a number or an error."""
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _OUTSIDE_XML.sub("\N{REPLACEMENT CHARACTER}", with_apostrophe(value)))
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(sheet, value.replace(tzinfo=None, microsecond=0) if isinstance(value, datetime) else value)
    if column in _NUMBER_FORMATS:
        cell.number_format = _NUMBER_FORMATS[column]
    if font:
        cell.font = font
    return cell
