"""SKUs that look alike are one item or are asked about; none is merged."""

from pathlib import Path

import pytest

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import InvalidItem, ItemExists, LooksAlike, UnknownItem
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.read import read_list
from tests.catalogue.fixtures import delivered, suggests
from tests.catalogue.store.older_catalogue import ask, execute
from tests.catalogue.store.test_migrations import make_fourth_version


def skus(catalogue: Catalogue, **wanted: object) -> list[str]:
    return [row.sku for row in catalogue.search(Search(order="sku", **wanted)).rows]


@pytest.mark.parametrize("spelt", ["ts-1042", " TS-1042\u00a0", "ＴＳ－１０４２", "TS‑1042"])
def test_an_item_is_found_however_its_sku_is_written(catalogue: Catalogue, spelt: str):
    catalogue.create_item("TS-1042", "White T-shirt")
    with pytest.raises(ItemExists):
        catalogue.create_item(spelt, "Another")
    catalogue.actions.decide(spelt, category="Coat", person="Ada")
    assert catalogue.current("TS-1042").category == "Coat"
    assert [catalogue.details.seen([spelt])[spelt].item_id, skus(catalogue, text=spelt)] == [1, ["TS-1042"]]


def test_photos_and_lists_come_to_the_item_however_they_write_its_sku(catalogue: Catalogue):
    catalogue.create_item("TS 1042", "White T-shirt")
    delivered(catalogue, {"TS\u00a01042_1.jpg": suggests("Shirt"), "ＴＳ　１０４２_2.jpg": suggests("Shirt")})
    rows = read_list("sku,title,category\nTS\u2009 1042,,Coat\n".encode(), "list.csv").rows
    catalogue.lists.save(rows, "List", "Ada")
    assert [(row.sku, row.photos, row.category) for row in catalogue.search().rows] == [("TS 1042", 2, "Coat")]


@pytest.mark.parametrize("sku", ["TS\u00ad1", "TS\u200b1", "..", "a/../b"])
def test_no_item_is_found_or_made_under_what_is_no_sku(catalogue: Catalogue, sku: str):
    catalogue.create_item("TS1", "White T-shirt")
    with pytest.raises(InvalidItem):
        catalogue.create_item(sku, "Another")
    with pytest.raises(UnknownItem):
        catalogue.actions.decide(sku, category="Coat", person="Ada")
    [problem] = read_list(f"sku,title\n{sku},Another\n".encode(), "list.csv").problems
    assert "Type it without" in problem.sentence
    delivery = catalogue.deliveries.open("Tuesday", "Ada")
    with pytest.raises(InvalidItem):
        catalogue.deliveries.set_skus(delivery.delivery_id, {"a.jpg": sku})


@pytest.mark.parametrize("alike", ["TS-1O42", "ТЅ-1042", "TS_1042", "TS−1042"])
def test_a_new_sku_that_looks_like_a_known_one_is_asked_about(catalogue: Catalogue, alike: str):
    catalogue.create_item("TS-1042", "White T-shirt")
    assert catalogue.alike(alike) == ("TS-1042",)
    with pytest.raises(LooksAlike, match=r"looks like “TS-1042”, which the catalogue has. Nothing was saved"):
        catalogue.create_item(alike, "Another")
    catalogue.create_item(alike, "Another", although_alike=True)
    assert (catalogue.current("TS-1042").title, catalogue.current(alike).title) == ("White T-shirt", "Another")
    catalogue.create_item("TS-1043", "A third one")
    assert set(skus(catalogue, alike=True)) == {"TS-1042", alike}


def test_a_withdrawn_item_is_no_reason_to_ask(catalogue: Catalogue):
    undone = delivered(catalogue, {"TS-1042_1.jpg": suggests("Bag")})
    catalogue.deliveries.undo(undone.delivery_id, "Ada")
    catalogue.create_item("TS-1O42", "Bag")
    assert skus(catalogue, alike=True) == []


def test_rows_of_a_list_that_look_like_others_are_pointed_out(catalogue: Catalogue):
    catalogue.create_item("TS-1042", "White T-shirt")
    rows = read_list(b"sku,title\nTS-1O42,A\nB-1,B\nB_1,C\nTS-1042,D\n", "list.csv").rows
    told = {warning.row: warning.sentence for warning in catalogue.lists.plan(rows).warnings}
    assert sorted(told) == [2, 3, 4]
    assert told[2].startswith("TS-1O42 is new and looks like TS-1042.")
    assert "looks like B_1" in told[3]


def test_items_of_a_delivery_that_look_like_others_are_pointed_out(catalogue: Catalogue):
    catalogue.create_item("TS-1042", "White T-shirt")
    delivery = catalogue.deliveries.open("Tuesday", "Ada")
    for name in ("TS-1O42_1.jpg", "TS-1042_1.jpg", "B-77_1.jpg"):
        catalogue.deliveries.add_file(delivery.token, name, name, 1, "a" * 64)
    items = {item.sku: item.looks_like for item in catalogue.deliveries.plan(delivery.delivery_id).items}
    assert items == {"TS-1O42": ("TS-1042",), "TS-1042": (), "B-77": ()}


BEFORE = ("TS 1", "TS\u00a01", "TS\u00a02", "TS\u00ad3", "TS3", "ＴＳ4", "..")


def test_what_stood_in_an_older_catalogue_stays_what_it_was(catalogue_url: str, photos_dir: Path):
    make_fourth_version(catalogue_url)
    for number, sku in enumerate(BEFORE, start=10):
        execute(
            catalogue_url,
            "INSERT INTO items (id, sku, sku_key, title, search_text, created_at) VALUES "
            f"({number}, '{sku}', '{sku.casefold()}', 'Title {number}', '', '2026-11-22 12:00:00')",
        )
    catalogue = open_catalogue(catalogue_url, photos_dir)
    assert [catalogue.current(sku).item_id for sku in BEFORE] == [10, 11, 12, 13, 14, 15, 16]
    assert catalogue.current("ts 2").item_id == 12
    assert catalogue.current("ts4").item_id == 15
    assert set(skus(catalogue, alike=True)) == {"TS 1", "TS\u00a01", "TS\u00ad3", "TS3"}
    assert skus(catalogue, text="ts 2") == ["TS\u00a02"]
    assert ask(catalogue_url, "SELECT sku FROM items WHERE id >= 10 ORDER BY id") == [(sku,) for sku in BEFORE]
    catalogue.close()
