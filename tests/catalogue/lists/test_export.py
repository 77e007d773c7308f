"""The catalogue as a spreadsheet reads it."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.catalogue.lists.export import csv_lines, to_csv, to_xlsx

NOON = datetime(2026, 11, 22, 12, 0, 1, 500, tzinfo=UTC)
DECIDED = CatalogueRow(
    item_id=1,
    sku="S-1",
    title='Shirt, "blue"',
    status="done",
    category="T-shirt/top",
    code="K-7",
    person="Ada",
    decided_at=NOON,
    changed_at=NOON,
    model_version="m1",
    confidence=0.98765,
    photo_path=Path("photos/a.jpg"),
    photo_file_name="a.jpg",
    photos=2,
    last_decision_id=4,
    suggested_category="T-shirt/top",
    suggested_confidence=0.98765,
)
DANGEROUS = replace(
    DECIDED,
    sku="=1+1",
    title="@SUM(A1)",
    status="open",
    category=None,
    code="",
    person="+Ada",
    decided_at=None,
    model_version="-m",
    confidence=None,
    photos=0,
    suggested_category=None,
    suggested_confidence=None,
)
HEADER = (
    "sku,title,category,code,status,person,decided_at,model,confidence,photos,suggested_category,suggested_confidence\n"
)


def sheet_of(*rows: CatalogueRow) -> Any:
    return load_workbook(io.BytesIO(to_xlsx(rows))).active


def test_a_decided_item_is_one_line_with_quoted_commas():
    line = 'S-1,"Shirt, ""blue""",T-shirt/top,K-7,done,Ada,2026-11-22T12:00:01+00:00,m1,0.9877,2,T-shirt/top,0.9877\n'
    assert to_csv([DECIDED]) == HEADER + line


def test_no_cell_is_a_formula_and_unknown_values_are_empty():
    assert to_csv([DANGEROUS]) == HEADER + "'=1+1,'@SUM(A1),,,open,'+Ada,,'-m,,0,,\n"


def test_a_title_that_looks_like_one_of_our_apostrophes_gets_one_more():
    assert list(csv_lines([replace(DECIDED, title="'=x")]))[1].startswith("S-1,''=x,")
    assert list(csv_lines([replace(DECIDED, title="'x'")]))[1].startswith("S-1,'x',")


def test_an_empty_catalogue_is_a_header():
    assert to_csv([]) == HEADER
    assert [cell.value for cell in sheet_of()[1]] == HEADER.strip().split(",")


def test_lines_are_given_out_before_the_last_item_is_known():
    def rows():
        yield DECIDED
        raise AssertionError("The second item was asked for too early.")

    lines = csv_lines(rows())
    assert next(lines) == HEADER
    assert next(lines).startswith("S-1,")


def test_what_is_written_is_read_back_cell_by_cell():
    (cells,) = csv.DictReader(io.StringIO(to_csv([DECIDED])))
    assert cells["title"] == DECIDED.title
    assert cells["photos"] == "2"


def test_a_sheet_has_numbers_as_numbers_and_moments_as_dates_in_utc():
    two_hours_east = NOON.astimezone(timezone(timedelta(hours=2)))
    sheet = sheet_of(replace(DECIDED, decided_at=two_hours_east))
    assert [cell.value for cell in sheet[2]] == [
        "S-1",
        'Shirt, "blue"',
        "T-shirt/top",
        "K-7",
        "done",
        "Ada",
        datetime(2026, 11, 22, 12, 0, 1),
        "m1",
        0.98765,
        2,
        "T-shirt/top",
        0.98765,
    ]
    assert sheet["G2"].is_date


def test_a_sheet_has_no_formulas_and_leaves_unknown_values_empty():
    cells = sheet_of(DANGEROUS)[2]
    assert [(cell.value, cell.data_type) for cell in cells if cell.data_type == "s"] == [
        ("=1+1", "s"),
        ("@SUM(A1)", "s"),
        ("open", "s"),
        ("+Ada", "s"),
        ("-m", "s"),
    ]
    assert [cell.value for cell in cells if cell.data_type != "s"] == [None, None, None, None, 0, None, None]


def test_a_text_that_looks_like_a_number_or_an_error_stays_text():
    sheet = sheet_of(replace(DECIDED, sku="007", title="#N/A"))
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("007", "s")
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("#N/A", "s")


def test_the_header_of_a_sheet_is_bold_and_stays_in_sight():
    sheet = sheet_of(DECIDED)
    assert sheet.freeze_panes == "A2"
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold) == (True, False)
    assert sheet.column_dimensions["B"].width == 44


def test_characters_that_a_sheet_cannot_hold_are_replaced():
    sheet = sheet_of(replace(DECIDED, person="A\x00d\x0ba\ud800", title="x\uffff👕"))
    assert sheet["F2"].value == "A�d�a�"
    assert sheet["B2"].value == "x�👕"
