"""The shop's own codes in a table, and what the page says of the view."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.records import STATUSES, WITHDRAWN
from fashion_model.web.rules.shop import EXAMPLE, VIEW, VIEW_COLUMNS, changed_codes, codes_table, view_table

CODES = {"Dress": "D-1", "Coat": "", "Bag": "B-1"}


def test_only_changed_codes_are_returned() -> None:
    before, after = codes_table(CODES), codes_table(CODES | {"Coat": " C-1 "})
    assert changed_codes(before, after) == {"Coat": "C-1"}
    assert changed_codes(before, before) == {}


def test_an_emptied_cell_takes_the_code_away() -> None:
    before, after = codes_table(CODES), codes_table(CODES)
    after.loc[0, "Your code"] = None
    after.loc[2, "Your code"] = np.nan
    assert changed_codes(before, after) == {"Dress": "", "Bag": ""}


def test_spaces_are_no_change() -> None:
    assert changed_codes(codes_table(CODES), codes_table(CODES | {"Coat": "  ", "Bag": "B-1 "})) == {}


@pytest.fixture
def database(shop: Catalogue, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as connection:
        yield connection


def test_every_column_of_the_view_is_explained_in_its_order(database: sqlite3.Connection) -> None:
    columns = database.execute(f"SELECT * FROM {VIEW} LIMIT 0").description
    assert [name for name, *_ in columns] == list(VIEW_COLUMNS)
    assert view_table()["Column"].tolist()[0] == "`sku`"


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_that_the_view_shows_is_explained(status: str) -> None:
    assert (f"`{status}`" in VIEW_COLUMNS["status"]) == (status != WITHDRAWN)


def test_example_joins_the_shops_own_table(database: sqlite3.Connection, shop: Catalogue) -> None:
    shop.create_item("TS-1", "White T-shirt")
    shop.actions.decide("TS-1", category="T-shirt/top", person="Ann")
    shop.rules.set_codes({"T-shirt/top": "K-1"}, "Ann")
    database.execute("CREATE TABLE shop_prices (sku TEXT, price REAL)")
    database.execute("INSERT INTO shop_prices VALUES ('TS-1', 9.5), ('XX-9', 1)")
    assert database.execute(EXAMPLE).fetchall() == [("TS-1", 9.5, "T-shirt/top", "K-1"), ("XX-9", 1.0, None, None)]
