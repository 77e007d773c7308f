"""What the page says of the view is what the database has."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.records import STATUSES, WITHDRAWN
from fashion_model.web.rules.exits import EXAMPLE, VIEW, VIEW_COLUMNS, view_table


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
    shop.decide(sku="TS-1", category="T-shirt/top", person="Ann")
    shop.rules.set_codes({"T-shirt/top": "K-1"}, "Ann")
    database.execute("CREATE TABLE shop_items (sku TEXT, price REAL)")
    database.execute("INSERT INTO shop_items VALUES ('TS-1', 9.5), ('XX-9', 1)")
    assert database.execute(EXAMPLE).fetchall() == [("TS-1", 9.5, "T-shirt/top", "K-1"), ("XX-9", 1.0, None, None)]
