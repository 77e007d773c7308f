"""The catalogue as a spreadsheet reads it."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from fashion_model.catalogue.export import to_csv
from fashion_model.catalogue.records import CatalogueRow

DECIDED = CatalogueRow(
    sku="S-1",
    title='Shirt, "blue"',
    category="T-shirt/top",
    person="Ada",
    decided_at=datetime(2026, 11, 22, 12, 0, 1, 500, tzinfo=UTC),
    model_version="m1",
    confidence=0.98765,
    photo_path=Path("photos/a.jpg"),
    photo_file_name="a.jpg",
    photos=2,
    last_decision_id=4,
)
DANGEROUS = CatalogueRow("=1+1", "@SUM(A1)", None, "+Ada", None, "-m", None, None, None, 0, None)
HEADER = "sku,title,category,person,decided_at,model,confidence,photos\n"


def test_a_decided_item_is_one_line_with_quoted_commas():
    line = 'S-1,"Shirt, ""blue""",T-shirt/top,Ada,2026-11-22T12:00:01+00:00,m1,0.9877,2\n'
    assert to_csv([DECIDED]) == HEADER + line


def test_no_cell_is_a_formula_and_unknown_values_are_empty():
    assert to_csv([DANGEROUS]) == HEADER + "'=1+1,'@SUM(A1),,'+Ada,,'-m,,0\n"


def test_an_empty_catalogue_is_a_header():
    assert to_csv([]) == HEADER


def test_what_is_written_is_read_back_cell_by_cell():
    (cells,) = csv.DictReader(io.StringIO(to_csv([DECIDED])))
    assert cells["title"] == DECIDED.title
    assert cells["photos"] == "2"
