"""An empty list of items to start from, as CSV and as XLSX."""

import csv
import io
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.styles import Font

from fashion_model.catalogue.item_list_rows import COLUMNS

EXAMPLE_ROW = ("TS-1042", "White crew-neck T-shirt", "T-shirt/top")
_WIDTHS = {"A": 18, "B": 44, "C": 16}
"""Of the columns in an XLSX file, in characters."""
_ROWS_AS_TEXT = 1_000


def template_csv() -> bytes:
    """Return the header and one example in UTF-8 with its mark, without which spreadsheets break umlauts."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([COLUMNS, EXAMPLE_ROW])
    return buffer.getvalue().encode("utf-8-sig")


@lru_cache(maxsize=1)
def template_xlsx() -> bytes:
    """Return the header and one example; the SKUs are text, so that zeros in front of them stay."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Items"
    sheet.freeze_panes = "A2"
    for row in (COLUMNS, EXAMPLE_ROW):
        sheet.append(row)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    for number in range(2, _ROWS_AS_TEXT + 2):
        sheet.cell(number, 1).number_format = "@"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
