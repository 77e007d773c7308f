"""The catalogue as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from fashion_model.catalogue.records import CatalogueRow
from fashion_model.serving.results import safe_cell

COLUMNS = ("sku", "title", "category", "person", "decided_at", "model", "confidence", "photos")


def to_csv(rows: Iterable[CatalogueRow]) -> str:
    """Return the items as CSV with a header; no cell is run as a formula, unknown values are empty.

    Moments are ISO 8601 in UTC, confidences 0 to 1 with four decimals.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(cell) for cell in _cells(row)] for row in rows)
    return buffer.getvalue()


def _cells(row: CatalogueRow) -> tuple[str, ...]:
    return (
        row.sku,
        row.title,
        row.category or "",
        row.person,
        row.decided_at.isoformat(timespec="seconds") if row.decided_at else "",
        row.model_version,
        "" if row.confidence is None else f"{row.confidence:.4f}",
        str(row.photos),
    )
