"""The REST API's items: found, shown, created, renamed, on SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.web.api import items as api_items
from tests.catalogue.fixtures import store, suggests
from tests.web.api.shop import Shop, detail_of, opened_shop

AWKWARD = ["2026/TS 1042", "A/B/C", "50 % & more?", "#1+1=2", "Größe 38", "日本", "a\\b", "“x”", "suggestions/1"]


@pytest.fixture
def shop(set_up: Callable[..., None], sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def shop_on_each(set_up: Callable[..., None], catalogue_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, catalogue_url, tmp_path) as opened:
        yield opened


def skus(page) -> list[str]:
    return [item["sku"] for item in page["items"]]


def test_created_item_is_found_shown_and_renamed(shop_on_each: Shop):
    shop = shop_on_each
    created = shop.create("TS-1042")
    assert (created["status"], created["category"], created["code"], created["photos"]) == ("open", None, "", 0)
    renamed = shop.client.patch("/api/items/ts-1042", json={"title": " Linen shirt ", "person": "Ann"})
    assert (renamed.status_code, renamed.json()["title"]) == (200, "Linen shirt")
    assert shop.get("/items", text="LINEN")["items"] == [renamed.json()]
    found = shop.get("/items/TS-1042")
    [change] = found.pop("titles")
    assert found == {"item": renamed.json(), "photos": [], "history": []}
    assert (change["before"], change["after"], change["person"]) == ("Striped shirt", "Linen shirt", "Ann")
    late = shop.client.patch("/api/items/ts-1042", json={"title": "Coat", "person": "Bea", "seen": "Striped shirt"})
    assert detail_of(late, 409).startswith("Ann changed the title of TS-1042 to “Linen shirt” at ")
    undone = shop.client.post(f"/api/changes/{change['change_id']}/undo", json={"person": "Bea"}).json()
    assert (undone["after"], undone["undoes"]) == ("Striped shirt", change["change_id"])
    assert shop.get("/items/TS-1042")["item"]["title"] == "Striped shirt"


@pytest.mark.parametrize("sku", AWKWARD)
def test_sku_with_slashes_spaces_and_signs_is_found_by_its_address(shop: Shop, sku: str):
    shop.create(sku)
    assert shop.get(f"/items/{quote(sku, safe='')}")["item"]["sku"] == sku
    assert shop.get(f"/items/{quote(sku, safe='')}/suggestions") == []
    decided = shop.post(f"/items/{quote(sku, safe='')}/decisions", {"category": "Coat", "person": "Ada"}, 201)
    assert decided["sku"] == sku


def test_slash_of_a_sku_may_stand_as_it_is(shop: Shop):
    shop.create("2026/TS-1")
    assert shop.get("/items/2026/TS-1")["item"]["sku"] == "2026/TS-1"
    assert detail_of(shop.client.get("/api/items/2026"), 404).startswith("No item has the SKU “2026”.")


def test_item_that_exists_is_not_created_again(shop_on_each: Shop):
    shop_on_each.create("TS-1", "First")
    again = shop_on_each.client.post("/api/items", json={"sku": "ts-1", "title": "Second"})
    assert detail_of(again, 409).startswith("An item with the SKU “ts-1” exists already.")
    assert shop_on_each.get("/items/TS-1")["item"]["title"] == "First"


def test_a_sku_that_looks_like_another_is_created_only_when_that_is_said(shop: Shop):
    shop.create("TS-1042", "First")
    alike = {"sku": "TS-1O42", "title": "Second"}
    assert "looks like “TS-1042”" in detail_of(shop.client.post("/api/items", json=alike), 409)
    assert shop.client.post("/api/items", json=alike | {"although_alike": True}).status_code == 201
    assert skus(shop.get("/items", alike=True, order="sku")) == ["TS-1042", "TS-1O42"]


@pytest.mark.parametrize(
    "path", ["2026%2F..%2FTS-1", "..%2FTS-1", "TS-1%2F", "%2E%2E%2FTS-1", "TS%C2%AD-1", "TS-1%E2%80%8B"]
)
def test_no_way_of_writing_an_address_leads_round_the_rules_for_skus(shop: Shop, path: str):
    shop.create("TS-1", "First")
    assert (
        shop.client.post(f"/api/items/{path}/decisions", json={"category": "Coat", "person": "Ann"}).status_code == 404
    )
    assert shop.get("/items/TS-1")["item"]["category"] is None


@pytest.mark.parametrize("path", ["ts-1%C2%A0", "%EF%BC%B4%EF%BC%B3-1", "TS%E2%80%911"])
def test_what_looks_the_same_in_an_address_is_the_same_item(shop: Shop, path: str):
    shop.create("TS-1", "First")
    assert shop.get(f"/items/{path}")["item"]["sku"] == "TS-1"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"sku": "TS-1"}, "“title” is missing."),
        ({"sku": "  ", "title": "Shirt"}, "The SKU is empty. Type 1 to 120 characters."),
        ({"sku": "x" * 121, "title": "Shirt"}, "The SKU has 121 characters; at most 120 are accepted. Shorten it."),
        ({"sku": 7, "title": "Shirt"}, "“sku” is not accepted: it should be a valid string; received “7”."),
        (
            {"sku": "a\nb", "title": "Shirt"},
            "The SKU has a character that cannot be seen, in place 2: line break (U+000A).",
        ),
        (
            {"sku": "TS-1", "title": "Shirt", "colour": "red"},
            "“colour” is no field of this request. The page /api/docs lists those that are.",
        ),
        ([], "The body is missing or no JSON."),
    ],
)
def test_item_that_is_not_accepted_is_told_why_and_not_created(shop: Shop, body: object, says: str):
    assert detail_of(shop.client.post("/api/items", json=body), 422).startswith(says)
    assert shop.get("/items")["total"] == 0


def test_pages_cover_all_items_once_in_a_stable_order(shop_on_each: Shop):
    shop = shop_on_each
    for number in range(7):
        shop.create(f"S-{number}")
    for order in ("changed", "sku", "title", "category", "confidence"):
        pages = [shop.get("/items", order=order, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
        assert [page["total"] for page in pages] == [7] * 4
        assert [len(page["items"]) for page in pages] == [3, 3, 1, 0]
        assert sorted(sku for page in pages for sku in skus(page)) == [f"S-{number}" for number in range(7)]
    assert skus(shop.get("/items", order="sku", limit=2, offset=1)) == ["S-1", "S-2"]


def test_filters_find_what_they_name_and_nothing_else(shop_on_each: Shop):
    shop, catalogue = shop_on_each, shop_on_each.catalogue
    photo = store(catalogue)
    suggestion = catalogue.record_suggestion(photo.photo_id, suggests("Shirt"))
    shop.create("S-1", "Striped shirt")
    shop.create("S-2", "Warm coat")
    shop.create("S-3", "Summer dress")
    catalogue.actions.decide("S-1", category="Shirt", person="Ada", photo_id=photo.photo_id, suggestion_id=suggestion)
    catalogue.actions.decide("S-2", category="Shirt", person="Bob", photo_id=photo.photo_id)
    catalogue.rules.set_codes({"Shirt": "W-SHIRTS"}, "Ada")
    moment = catalogue.current("S-2").changed_at

    def found(**query: object) -> list[str]:
        return skus(shop.get("/items", order="sku", **query))

    assert found() == ["S-1", "S-2", "S-3"]
    assert found(text="COAT") == ["S-2"]
    assert found(category="Shirt") == ["S-1", "S-2"]
    assert found(category="No category yet") == ["S-3"]
    assert found(code="w-shirts") == ["S-1", "S-2"]
    assert found(status="open") == ["S-3"]
    assert found(model="m1") == ["S-1"]
    assert found(person="Bob") == ["S-2"]
    assert found(person="Bob\0") == []
    assert found(since=moment.isoformat()) == ["S-2"]
    assert found(before=moment.isoformat()) == ["S-1", "S-3"]
    assert found(before=(moment + timedelta(hours=1)).isoformat(), since=moment.isoformat()) == ["S-2"]
    assert found(contradicting=True) == ["S-2"]
    assert found(copied=True) == ["S-1", "S-2"]
    assert found(delivery_id=1) == []
    assert found(question="Spot check") == []


def test_items_to_review_and_decided_items_carry_category_and_code(shop: Shop):
    shop.catalogue.rules.set_codes({"Shirt": "W-SHIRTS"}, "Ada")
    shop.create("S-1")
    shop.post("/items/S-1/decisions", {"code": "W-SHIRTS", "person": "Ada"}, 201)
    [item] = shop.get("/items", status="done")["items"]
    assert (item["category"], item["code"]) == ("Shirt", "W-SHIRTS")
    assert shop.get("/items", status="review")["items"] == []


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("limit=501", "“limit” is not accepted: it should be less than or equal to 500; received “501”."),
        ("limit=0", "“limit” is not accepted: it should be greater than or equal to 1; received “0”."),
        ("offset=-1", "“offset” is not accepted"),
        ("offset=99999999999999999999", "“offset” is not accepted"),
        ("delivery_id=99999999999999999999", "“delivery_id” is not accepted"),
        ("limit=many", "“limit” is not accepted: it should be a valid integer"),
        ("status=sale", "“sale” is not a status. Choose one of done, automatic, review, audit, open, withdrawn."),
        ("category=Hat", "“Hat” is not a category."),
        ("code=W-HATS", "“W-HATS” is no code of this shop. It has none yet; PUT /api/categories sets them."),
        ("code=W-HATS&category=Shirt", "Name either the category or the shop's own code for it"),
        ("order=price", "“price” is not an order."),
        ("since=2026-11-22", "“since” is not accepted: it should have a time zone, such as Z at its end"),
        ("state=review", "“state” is no field of this request."),
    ],
)
def test_filter_that_is_not_accepted_is_named_and_never_left_out_silently(shop: Shop, query: str, says: str):
    assert detail_of(shop.client.get(f"/api/items?{query}"), 422).startswith(says)


def test_unknown_item_is_404_wherever_it_is_named(shop: Shop):
    for answer in (
        shop.client.get("/api/items/NO-1"),
        shop.client.get("/api/items/NO-1/suggestions"),
        shop.client.patch("/api/items/NO-1", json={"title": "Shirt", "person": "Ada"}),
        shop.client.post("/api/items/NO-1/decisions", json={"category": "Shirt", "person": "Ada"}),
    ):
        assert detail_of(answer, 404).startswith("No item has the SKU “NO-1”.")


def test_sku_with_characters_that_databases_refuse_is_404(shop_on_each: Shop):
    for address in ("/api/items/a%00b", "/api/items/a%00b/suggestions"):
        assert detail_of(shop_on_each.client.get(address), 404).startswith("No item has the SKU “a�b”.")


def test_database_that_cannot_be_used_is_503_with_a_sentence(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    def gone() -> None:
        raise CatalogueUnavailable("The catalogue's database cannot be used just now (it is gone).")

    monkeypatch.setattr(api_items, "get_catalogue", gone)
    assert detail_of(shop.client.get("/api/items"), 503).endswith("cannot be used just now (it is gone).")
