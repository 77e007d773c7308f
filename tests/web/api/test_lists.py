"""Lists over REST: looked at, chosen of, saved and taken back; and files for other systems."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from fashion_model.catalogue.lists.cells import ListBudget
from fashion_model.web.api import lists
from tests.catalogue.lists.sheets import book_of, saved
from tests.web.api.shop import Shop, detail_of, opened_shop

ERP = b"Artikelnummer;EAN;Bezeichnung;Warengruppe\n4711;400;Hemd;Shirt\n4712;401;Hose;Hosen\n"


@pytest.fixture
def api(set_up: Callable[..., None], sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, sqlite_url, tmp_path) as opened:
        yield opened


def send(shop: Shop, data: bytes, name: str = "items.csv", **form: str):
    return shop.client.post("/api/lists", files={"file": (name, data)}, data=form)


def test_a_list_is_told_and_nothing_is_saved_until_it_is_asked_for(api: Shop):
    told = send(api, ERP).json()
    assert (told["new"], told["delivery_id"]) == (2, None)
    assert told["read_from"] == {"sku": "Artikelnummer", "title": "Bezeichnung", "category": "Warengruppe"}
    assert told["columns"][1] == {"name": "EAN", "examples": ["400", "401"]}
    assert [warning["row"] for warning in told["warnings"]] == [3]
    assert api.get("/items")["total"] == 0
    done = send(api, ERP, save="true", person="Ann").json()
    assert [(item["sku"], item["category"]) for item in api.get("/items", order="sku")["items"]] == [
        ("4711", "Shirt"),
        ("4712", None),
    ]
    api.post(f"/deliveries/{done['delivery_id']}/undo", {"person": "Ann"})
    assert api.get("/items")["total"] == 0


def test_columns_are_parameters_and_remembered(api: Shop):
    assert "has no column “sku”, but “Material”, “Text”" in detail_of(send(api, b"Material;Text\n1;x\n"), 422)
    named = {"sku_column": "Material", "title_column": "Text"}
    assert send(api, b"Material;Text\n1;x\n", save="true", person="Ann", **named).json()["new"] == 1
    assert send(api, b"Material;Text\n2;x\n").json()["read_from"] == {"sku": "Material", "title": "Text"}
    assert send(api, ERP, sku_column="EAN", title_column="").json()["read_from"]["sku"] == "EAN"
    assert "has no column “Colour”" in detail_of(send(api, ERP, title_column="Colour"), 422)


def test_sheet_and_hidden_rows_are_parameters(api: Shop):
    rows = (("sku", "title"), ("V-1", "x"), ("H-1", "y"))
    book = book_of(("Old", "hidden", rows), ("Items", "visible", rows), ("More", "visible", (rows[0], ("M-1", "z"))))
    book["Items"].row_dimensions[3].hidden = True
    told = send(api, saved(book), "items.xlsx").json()
    assert (told["sheet"], told["new"], told["hidden_rows"]) == ("Items", 1, 1)
    assert [(sheet["name"], sheet["hidden"]) for sheet in told["sheets"]] == [
        ("Old", True),
        ("Items", False),
        ("More", False),
    ]
    assert send(api, saved(book), hidden_rows="true").json()["new"] == 2
    assert send(api, saved(book), sheet="More").json()["columns"][0]["examples"] == ["M-1"]


def test_who_saves_is_asked_for_and_a_large_file_refused(api: Shop, monkeypatch: pytest.MonkeyPatch):
    assert "Nobody is named" in detail_of(send(api, ERP, save="true"), 422)
    assert "is empty" in detail_of(send(api, b" "), 422)
    monkeypatch.setattr(lists, "USUAL_BUDGET", ListBudget(bytes=10))
    assert send(api, ERP).status_code == 422  # cut off after what is accepted


@pytest.mark.parametrize("kind", ["shopify", "woocommerce", "akeneo", "magento", "csv"])
def test_a_file_is_taken_back_as_it_was_given(api: Shop, kind: str):
    send(api, b"sku,title,category\nTS-1,Tee,T-shirt/top\nTS-2,Coat,Coat\n", save="true", person="Ann")
    file = api.client.get(f"/api/exports/{kind}")
    assert file.headers["content-type"].startswith("text/csv")
    told = send(api, file.content).json()
    assert (told["new"], told["same"], told["changed"], told["problems"]) == (0, 2, 0, [])


def test_what_a_list_leaves_out_is_in_a_header(api: Shop):
    send(api, "sku,title,category\n'=1,Größe,Coat\nTS-2,Coat,\n".encode(), save="true", person="Ann")
    file = api.client.get("/api/exports/akeneo")
    assert file.text == "sku;categories\n"
    assert unquote(file.headers["x-export-notes"]).startswith("1 item, =1: left out, as SKU or title starts like")


def test_all_that_is_known_is_exported_by_status(api: Shop):
    send(api, b"sku,title,category\nTS-1,Tee,T-shirt/top\nTS-2,Coat,\n", save="true", person="Ann")
    book = load_workbook(io.BytesIO(api.client.get("/api/exports/xlsx?status=open").content))
    assert [row[0] for row in book.active.values] == ["sku", "TS-2"]
    assert "Choose among csv, xlsx, shopify" in detail_of(api.client.get("/api/exports/pdf"), 422)
    assert "is no status" in detail_of(api.client.get("/api/exports/csv?status=sale"), 422)


@pytest.mark.parametrize("field", ["save", "person", "sheet", "hidden_rows", "sku_column", "title_column"])
@pytest.mark.parametrize("value", ["\x00", "\u202e", "x" * 5000, "maybe", "\ud7ff\n"])
def test_odd_values_are_refused_in_a_sentence(api: Shop, field: str, value: str):
    answer = send(api, ERP, **{"save": "true", "person": "Ann"} | {field: value})
    assert answer.status_code in (200, 422), answer.text
    assert answer.status_code == 200 or list(answer.json()) == ["detail"]
