"""Search, filter, page and count by the derived category."""

from datetime import timedelta
from typing import Any

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.records import NO_CATEGORY_YET
from fashion_model.catalogue.items.search import ORDERS, Search
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from tests.catalogue.fixtures import NOON, Clock, store, suggests


@pytest.fixture
def filled(timed_catalogue: Catalogue, clock: Clock) -> Catalogue:
    """Return A (Shirt), B (Coat, was Shirt), C (none of the ten), D (nothing decided), decided in the order C, A, B.

    A second passes after each step: C is decided at 12:00:06, A at :07 and B at :08.
    """
    for sku, title in (("A", "Blue shirt"), ("B", "Älter Mantel"), ("C", "Straw hat 100%"), ("D", "Sock_1")):
        clock.tick()
        timed_catalogue.create_item(sku, title)
    for sku, category in (("B", "Shirt"), ("C", NONE_OF_THE_TEN), ("A", "Shirt"), ("B", "Coat")):
        clock.tick()
        decide(timed_catalogue, sku, category, person="Ben" if sku == "A" else "Ada")
    return timed_catalogue


def decide(catalogue: Catalogue, sku: str, category: str, grey: int = 90, person: str = "Ada") -> int:
    photo = store(catalogue, grey, f"{sku}.jpg")
    suggestion = catalogue.record_suggestion(photo.photo_id, suggests("Shirt"))
    return catalogue.actions.decide(
        sku, photo_id=photo.photo_id, category=category, person=person, suggestion_id=suggestion
    ).decision_id


def found(catalogue: Catalogue, **wanted: Any) -> list[str]:
    page = catalogue.search(Search(**wanted))
    assert page.total == len(page.rows)
    assert tuple(catalogue.every(Search(**wanted))) == page.rows
    return [row.sku for row in page.rows]


def test_the_newest_decision_comes_first_and_undecided_items_last(filled: Catalogue):
    assert found(filled) == ["B", "A", "C", "D"]


def test_other_orders_put_what_is_not_known_last(filled: Catalogue):
    orders = {order: "".join(found(filled, order=order)) for order in ORDERS}
    assert orders == {"changed": "BACD", "sku": "ABCD", "title": "ADCB", "category": "BCAD", "confidence": "ABCD"}


def test_an_order_or_status_that_is_not_known_is_refused(catalogue: Catalogue):
    with pytest.raises(InvalidItem, match="“price” is not an order"):
        catalogue.search(Search(order="price"))
    with pytest.raises(InvalidItem, match="“ready” is not a status"):
        catalogue.search(Search(status="ready"))


def test_a_row_tells_the_current_decision_with_its_photo(catalogue: Catalogue):
    catalogue.create_item("A", "Blue shirt")
    decide(catalogue, "A", "Shirt", grey=10)
    last = decide(catalogue, "A", "Coat", grey=20)
    (row,) = catalogue.search().rows
    assert (row.sku, row.title, row.category, row.person, row.decided_at) == ("A", "Blue shirt", "Coat", "Ada", NOON)
    assert (row.model_version, row.confidence, row.photos, row.last_decision_id) == ("m1", None, 2, last)
    assert row.photo_path == store(catalogue, grey=20).path
    assert row.photo_file_name == "A.jpg"
    assert row.box == pytest.approx((8 / 30, 8 / 40, 22 / 30, 32 / 40), abs=0.05)  # of the block on the picture


def test_a_photo_is_counted_once_and_leaves_the_item_with_its_undone_decision(catalogue: Catalogue):
    catalogue.create_item("A", "Blue shirt")
    decide(catalogue, "A", "Shirt", grey=10)
    decide(catalogue, "A", "Coat", grey=10)
    mistake = decide(catalogue, "A", "Coat", grey=20)
    assert catalogue.search().rows[0].photos == 2
    catalogue.actions.undo_decision(mistake, "Ada")
    assert catalogue.search().rows[0].photos == 1


FOUND_BY_TEXT = {
    " SHIRT\n": ["A"],
    "älter": ["B"],
    "ÄLTER m": ["B"],
    "a\u0308lter": ["B"],
    "%": ["C"],
    "_": ["D"],
    "0%": ["C"],
    "/": [],
    "A\nBlue": [],
    "\x00": [],
    "\ud800": [],
    "b": ["B", "A"],
    "no such thing": [],
}
FOUND_BY_CATEGORY = {"Shirt": ["A"], "Coat": ["B"], "Bag": [], NONE_OF_THE_TEN: ["C"], NO_CATEGORY_YET: ["D"]}


def test_search_takes_every_letter_for_itself_and_upper_for_lower_case(filled: Catalogue):
    assert {text: found(filled, text=text) for text in FOUND_BY_TEXT} == FOUND_BY_TEXT


def test_the_filter_goes_by_the_current_category_alone(filled: Catalogue):
    assert {category: found(filled, category=category) for category in FOUND_BY_CATEGORY} == FOUND_BY_CATEGORY


def test_text_and_category_narrow_together(filled: Catalogue):
    assert found(filled, text="blue", category="Shirt") == ["A"]
    assert found(filled, text="blue", category="Coat") == []


AT_7 = NOON + timedelta(seconds=7)


def test_each_further_filter_finds_what_it_names_alone(filled: Catalogue):
    assert found(filled, person="Ada") == ["B", "C"]
    assert found(filled, person="ada") == []
    assert found(filled, person="Ada", category="Coat") == ["B"]
    assert found(filled, model="m1") == ["B", "A", "C"]
    assert found(filled, model="m2") == []
    assert found(filled, status="done") == ["B", "A", "C"]
    assert found(filled, status="open") == ["D"]
    assert found(filled, status="withdrawn") == []
    assert found(filled, since=AT_7) == ["B", "A"]
    assert found(filled, before=AT_7) == ["C", "D"]
    assert found(filled, since=AT_7 - timedelta(seconds=1), before=AT_7) == ["C"]
    assert found(filled, delivery_id=1) == []
    assert found(filled, question="Coat or Shirt?") == []


def test_people_models_and_statuses_are_those_of_now(filled: Catalogue):
    assert filled.people() == ("Ada", "Ben")
    assert filled.models() == ("m1",)
    assert filled.statuses() == {"done": 3, "automatic": 0, "review": 0, "audit": 0, "open": 1}
    filled.actions.undo_decision(filled.current("A").last_decision_id, "Ada")
    assert filled.people() == ("Ada",)


def test_an_unknown_category_is_refused(catalogue: Catalogue):
    with pytest.raises(InvalidItem, match="“Hat” is not a category"):
        catalogue.search(Search(category="Hat"))


def test_pages_follow_each_other_and_know_the_total(filled: Catalogue):
    pages = [filled.search(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [[row.sku for row in page.rows] for page in pages] == [["B", "A", "C"], ["D"], []]
    assert [page.total for page in pages] == [4, 4, 4]
    with pytest.raises(ValueError, match="from 0"):
        filled.search(limit=-1)


def test_an_empty_catalogue_counts_nothing(catalogue: Catalogue):
    assert set(catalogue.counts().values()) == {0}


def test_counts_name_every_category_and_add_up(filled: Catalogue):
    counts = filled.counts()
    assert list(counts) == [*CATEGORIES, NONE_OF_THE_TEN, NO_CATEGORY_YET]
    assert {name: number for name, number in counts.items() if number} == {
        "Shirt": 1,
        "Coat": 1,
        NONE_OF_THE_TEN: 1,
        NO_CATEGORY_YET: 1,
    }
