"""The REST API's decisions and categories: nothing newer is overwritten, and everything can be taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fashion_model.categories import CATEGORIES
from tests.web.api.shop import Shop, detail_of, opened_shop

ADA = {"person": "Ada"}


@pytest.fixture
def shop(set_up: Callable[..., None], sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, sqlite_url, tmp_path) as opened:
        yield with_items(opened)


@pytest.fixture
def shop_on_each(set_up: Callable[..., None], catalogue_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, catalogue_url, tmp_path) as opened:
        yield with_items(opened)


def with_items(shop: Shop) -> Shop:
    for sku in ("S-1", "S-2", "S-3"):
        shop.create(sku)
    return shop


def category_of(shop: Shop, sku: str) -> str | None:
    return shop.get(f"/items/{sku}")["item"]["category"]


def test_decision_is_the_items_category_until_it_is_taken_back(shop: Shop):
    decided = shop.post("/items/S-1/decisions", {"category": "Shirt", "person": "Ada"}, 201)
    assert (decided["category"], decided["person"], decided["kind"]) == ("Shirt", "Ada", "changed")
    assert shop.get("/items/S-1")["item"]["last_decision_id"] == decided["decision_id"]
    undone = shop.post(f"/decisions/{decided['decision_id']}/undo", {"person": "Bob"})
    assert (undone["kind"], undone["undoes"], undone["person"]) == ("undone", decided["decision_id"], "Bob")
    assert category_of(shop, "S-1") is None
    assert [row["undone"] for row in shop.get("/items/S-1")["history"]] == [False, True]
    again = shop.client.post(f"/api/decisions/{decided['decision_id']}/undo", json=ADA)
    assert detail_of(again, 409) == "This decision was undone already. Nothing needs to be done."
    undo = shop.client.post(f"/api/decisions/{undone['decision_id']}/undo", json=ADA)
    assert detail_of(undo, 409).startswith("This entry is itself an undo and stays.")


def test_decision_on_what_was_seen_overwrites_nothing_newer(shop_on_each: Shop):
    shop = shop_on_each
    first = shop.post("/items/S-1/decisions", {"category": "Shirt", "person": "Ada", "seen": None}, 201)
    late = shop.client.post("/api/items/S-1/decisions", json={"category": "Coat", "person": "Bob", "seen": None})
    assert detail_of(late, 409).startswith("Ada changed S-1 to ")
    assert category_of(shop, "S-1") == "Shirt"
    shop.post("/items/S-1/decisions", {"category": "Coat", "person": "Bob", "seen": first["decision_id"]}, 201)
    assert category_of(shop, "S-1") == "Coat"


def test_decision_without_what_was_seen_overwrites(shop: Shop):
    for category in ("Shirt", "Coat"):
        shop.post("/items/S-1/decisions", {"category": category, "person": "Ada"}, 201)
    assert category_of(shop, "S-1") == "Coat"


def test_person_comes_from_a_trusted_proxy_else_from_the_body(shop: Shop):
    def decide(body: dict, **headers: str):
        return shop.client.post(
            "/api/items/S-1/decisions",
            json={"category": "Shirt"} | body,
            headers={k.encode(): v.encode() for k, v in headers.items()},
        )

    signed_in = {"X-Forwarded-User": "Zoë"}
    assert decide({"person": "Ada"}).json()["person"] == "Ada"
    assert decide({"person": "Ada"}, **signed_in).json()["person"] == "Zoë"
    number = decide({"person": "  "}, **signed_in).json()["decision_id"]
    undone = shop.client.post(f"/api/decisions/{number}/undo", headers={"X-Forwarded-User": "Bob"})
    assert (undone.status_code, undone.json()["person"]) == (200, "Bob")
    assert detail_of(decide({}), 422).startswith("Nobody is named. Give “person” in the request")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"category": "Hat"}, "“Hat” is not a category. Choose one of T-shirt/top,"),
        ({}, "Name either the category or the shop's own code"),
        ({"category": "Shirt", "code": "W-SHIRTS"}, "Name either the category or the shop's own code"),
        ({"code": "W-SOCKS"}, "“W-SOCKS” is no code of this shop. Its codes are W-SHIRTS."),
        ({"code": ""}, "“” is no code of this shop."),
        ({"category": "Shirt", "seen": "7a"}, "“seen” is not accepted: it should be a valid integer"),
        ({"category": "Shirt", "person": "x" * 121}, "Your name has 121 characters"),
    ],
)
def test_decision_that_is_not_accepted_is_told_why(shop: Shop, body: dict, says: str):
    shop.catalogue.rules.set_codes({"Shirt": "W-SHIRTS"}, "Ada")
    answer = shop.client.post("/api/items/S-1/decisions", json=ADA | body)
    assert detail_of(answer, 422).startswith(says)
    assert category_of(shop, "S-1") is None


def test_many_decisions_are_one_step_that_is_taken_back_and_done_again(shop_on_each: Shop):
    shop = shop_on_each
    shop.catalogue.rules.set_codes({"Coat": "W-COATS"}, "Ada")
    wanted = [{"sku": "S-1", "category": "Shirt"}, {"sku": "s-2", "code": "w-coats"}]
    step = shop.post("/decisions", {"decisions": wanted, "person": "Ada"}, 201)
    assert (step["kind"], step["decisions"], step["skipped"]) == ("change many", 2, [])
    assert [category_of(shop, f"S-{n}") for n in (1, 2, 3)] == ["Shirt", "Coat", None]
    undone = shop.post(f"/actions/{step['action_id']}/undo", ADA)
    assert (undone["kind"], undone["decisions"]) == ("undo", 2)
    assert [category_of(shop, f"S-{n}") for n in (1, 2, 3)] == [None, None, None]
    again = shop.client.post(f"/api/actions/{step['action_id']}/undo", json=ADA)
    assert detail_of(again, 409).startswith("This decision was undone already.")
    redone = shop.post(f"/actions/{undone['action_id']}/redo", ADA)
    assert (redone["kind"], redone["decisions"]) == ("redo", 2)
    assert [category_of(shop, f"S-{n}") for n in (1, 2, 3)] == ["Shirt", "Coat", None]
    wrong = shop.client.post(f"/api/actions/{step['action_id']}/redo", json=ADA)
    assert detail_of(wrong, 422).startswith("Only an undo can be done again")


def test_items_that_changed_meanwhile_are_left_alone_and_named(shop_on_each: Shop):
    shop = shop_on_each
    newer = shop.post("/items/S-1/decisions", {"category": "Bag", "person": "Bob"}, 201)
    wanted = [
        {"sku": "S-1", "category": "Shirt", "seen": None},
        {"sku": "S-2", "category": "Shirt", "seen": None},
        {"sku": "S-3", "category": "Shirt", "seen": newer["decision_id"]},
    ]
    step = shop.post("/decisions", {"decisions": wanted, "person": "Ada"}, 201)
    assert (step["decisions"], step["skipped"]) == (1, ["S-1", "S-3"])
    assert [category_of(shop, f"S-{n}") for n in (1, 2, 3)] == ["Bag", "Shirt", None]


@pytest.mark.parametrize(
    ("wanted", "status", "says"),
    [
        ([{"sku": "S-1", "category": "Shirt"}, {"sku": "NO-1", "category": "Bag"}], 404, "No item has the SKU “NO-1”"),
        ([{"sku": "S-1", "category": "Shirt"}, {"sku": "S-2", "category": "Hat"}], 422, "“Hat” is not a category."),
        ([{"sku": "S-1", "category": "Shirt"}, {"sku": " s-1 ", "category": "Bag"}], 422, "“ s-1 ” comes twice."),
        ([{"sku": "S-1"}], 422, "Name either the category or the shop's own code"),
        ([], 422, "“decisions” is not accepted: List should have at least 1 item"),
        ([{"category": "Shirt"}], 422, "“decisions.0.sku” is missing."),
    ],
)
def test_step_with_one_wrong_decision_changes_nothing(shop: Shop, wanted: list, status: int, says: str):
    answer = shop.client.post("/api/decisions", json={"decisions": wanted, "person": "Ada"})
    assert detail_of(answer, status).startswith(says)
    assert shop.get("/items", category="No category yet")["total"] == 3


@pytest.mark.parametrize("address", ["/decisions/99/undo", "/actions/99/undo", "/actions/99/redo"])
def test_unknown_number_is_404_and_no_number_at_all_is_422(shop: Shop, address: str):
    assert detail_of(shop.client.post(f"/api{address}", json=ADA), 404).startswith("The catalogue has no ")
    for number in ("0", "99999999999", "one"):
        assert "_id” is not accepted" in detail_of(
            shop.client.post(f"/api{address.replace('99', number)}", json=ADA), 422
        )


def test_categories_carry_the_shops_codes_and_their_numbers_of_items(shop_on_each: Shop):
    shop = shop_on_each
    shop.post("/items/S-1/decisions", {"category": "Shirt", "person": "Ada"}, 201)
    answer = shop.client.put("/api/categories", json={"codes": {"Shirt": "W-SHIRTS", "Bag": "BAGS"}, "person": "Ada"})
    assert answer.status_code == 200
    assert [row["category"] for row in answer.json()] == [*CATEGORIES, "None of the ten"]
    assert {"category": "Shirt", "code": "W-SHIRTS", "items": 1} in answer.json()
    shop.client.put("/api/categories", json={"codes": {"Bag": ""}, "person": "Ada"})
    codes = {row["category"]: row["code"] for row in shop.get("/categories")}
    assert (codes["Shirt"], codes["Bag"]) == ("W-SHIRTS", "")


def test_two_categories_with_one_code_are_refused(shop: Shop):
    body = {"codes": {"Coat": "W-01", "Dress": "w-01"}, "person": "Ada"}
    says = detail_of(shop.client.put("/api/categories", json=body), 422)
    assert says == "Dress and Coat have the same code “W-01”. Give each category its own."
    assert all(row["code"] == "" for row in shop.get("/categories"))
