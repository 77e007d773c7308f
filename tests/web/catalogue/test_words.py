"""What items have and need in words, against values worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.catalogue.items.search import ORDERS
from fashion_model.web.catalogue.listing import cells_of
from fashion_model.web.catalogue.words import (
    ORDER_WORDS,
    categories_in_words,
    counts_in_words,
    preview_in_words,
    samples_in_words,
    standing_in_words,
)

NOON = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
ROW = CatalogueRow(1, "D-1", "Red dress", "done", "Dress", "", "Ann *B*", NOON, NOON, "m1", 0.97, None, None, 0, 4)
STATUSES = {"done": 1020, "automatic": 10000, "review": 1400, "audit": 60, "open": 0}


def test_items_that_are_done_and_to_look_at_are_counted() -> None:
    assert counts_in_words(STATUSES) == "12,480 items: 11,020 done, 1,460 to look at"


def test_items_with_nothing_yet_are_counted_when_there_are_any() -> None:
    assert counts_in_words(dict.fromkeys(STATUSES, 1)) == "5 items: 2 done, 2 to look at, 1 with nothing yet"


def test_categories_are_listed_largest_first_and_empty_ones_left_out() -> None:
    assert categories_in_words({"Dress": 1, "Coat": 0, "Shirt": 1200}) == "- Shirt: 1,200\n- Dress: 1"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW, r"Ann \*B\*, 1 Jul 2026, 12:05"),
        (replace(ROW, status="automatic"), "Decided automatically, 97 % sure · 1 Jul 2026, 12:05"),
        (
            replace(ROW, status="audit"),
            "Decided automatically, 97 % sure; picked for a spot check · 1 Jul 2026, 12:05",
        ),
        (
            replace(ROW, status="review", question="Shirt or Dress?", decided_at=None),
            "To review: Shirt or Dress? · 1 Jul 2026, 12:05",
        ),
        (replace(ROW, status="open", decided_at=None), "Nothing decided yet · 1 Jul 2026, 12:05"),
        (replace(ROW, status="withdrawn"), "Withdrawn: its delivery was taken back · 1 Jul 2026, 12:05"),
    ],
)
def test_what_an_item_has_or_needs(row: CatalogueRow, words: str) -> None:
    assert standing_in_words(row, UTC) == words


def test_preview_counts_what_items_have_now() -> None:
    rows = (ROW, replace(ROW, category=None), replace(ROW, category=None))
    assert preview_in_words(rows) == "3 items, now: 2 No category yet, 1 Dress."


def test_samples_name_the_first_and_count_the_rest() -> None:
    assert samples_in_words((ROW,) * 3, shown=1) == r"Red dress (D\-1) · and 2 more"
    assert samples_in_words((ROW,), shown=1) == r"Red dress (D\-1)"


def test_every_order_has_a_name() -> None:
    assert tuple(ORDER_WORDS.values()) == ORDERS


def test_cells_of_the_table_are_plain_words() -> None:
    cells = cells_of(replace(ROW, category=None, confidence=None, status="open"), UTC)
    assert (cells["Category"], cells["Status"], cells["Sure"]) == ("No category yet", "Nothing yet", "")
    assert (cells["Photo"], cells["Title"], cells["Changed"]) == (None, "Red dress", "2026-07-01 12:05")
