"""Search, filter, page and count by the derived category."""

import pytest

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import NO_CATEGORY_YET
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from tests.catalogue_fixtures import NOON, store, suggests


def fill(catalogue: Catalogue) -> None:
    """Create A (Shirt), B (Coat, was Shirt), C (none of the ten), D (nothing decided), decided in the order C, A, B."""
    for sku, title in (("A", "Blue shirt"), ("B", "Älter Mantel"), ("C", "Straw hat 100%"), ("D", "Sock_1")):
        catalogue.create_item(sku, title)
    for sku, category in (("B", "Shirt"), ("C", NONE_OF_THE_TEN), ("A", "Shirt"), ("B", "Coat")):
        decide(catalogue, sku, category)


def decide(catalogue: Catalogue, sku: str, category: str, grey: int = 90) -> int:
    photo = store(catalogue, grey, f"{sku}.jpg")
    suggestion = catalogue.record_suggestion(photo.photo_id, suggests("Shirt"))
    return catalogue.decide(
        sku=sku, photo_id=photo.photo_id, category=category, person="Ada", suggestion_id=suggestion
    ).decision_id


def found(catalogue: Catalogue, text: str = "", category: str | None = None) -> list[str]:
    page = catalogue.search(text, category)
    assert page.total == len(page.rows)
    return [row.sku for row in page.rows]


def test_the_newest_decision_comes_first_and_undecided_items_last(catalogue: Catalogue):
    fill(catalogue)
    assert found(catalogue) == ["B", "A", "C", "D"]


def test_a_row_tells_the_current_decision_with_its_photo(catalogue: Catalogue):
    catalogue.create_item("A", "Blue shirt")
    decide(catalogue, "A", "Shirt", grey=10)
    last = decide(catalogue, "A", "Coat", grey=20)
    (row,) = catalogue.search().rows
    assert (row.sku, row.title, row.category, row.person, row.decided_at) == ("A", "Blue shirt", "Coat", "Ada", NOON)
    assert (row.model_version, row.confidence, row.photos, row.last_decision_id) == ("m1", 0.75, 2, last)
    assert row.photo_path == store(catalogue, grey=20).path
    assert row.photo_file_name == "A.jpg"
    assert row.box == pytest.approx((8 / 30, 8 / 40, 22 / 30, 32 / 40), abs=0.05)  # of the block on the picture


def test_a_photo_is_counted_once_and_leaves_the_item_with_its_undone_decision(catalogue: Catalogue):
    catalogue.create_item("A", "Blue shirt")
    decide(catalogue, "A", "Shirt", grey=10)
    decide(catalogue, "A", "Coat", grey=10)
    mistake = decide(catalogue, "A", "Coat", grey=20)
    assert catalogue.search().rows[0].photos == 2
    catalogue.undo(mistake, "Ada")
    assert catalogue.search().rows[0].photos == 1


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        (" SHIRT\n", ["A"]),
        ("älter", ["B"]),
        ("ÄLTER m", ["B"]),
        ("a\u0308lter", ["B"]),
        ("%", ["C"]),
        ("_", ["D"]),
        ("0%", ["C"]),
        ("/", []),
        ("A\nBlue", []),
        ("\x00", []),
        ("\ud800", []),
        ("b", ["B", "A"]),
        ("no such thing", []),
    ],
)
def test_search_takes_every_letter_for_itself_and_upper_for_lower_case(
    catalogue: Catalogue, text: str, skus: list[str]
):
    fill(catalogue)
    assert found(catalogue, text) == skus


@pytest.mark.parametrize(
    ("category", "skus"),
    [("Shirt", ["A"]), ("Coat", ["B"]), ("Bag", []), (NONE_OF_THE_TEN, ["C"]), (NO_CATEGORY_YET, ["D"])],
)
def test_the_filter_goes_by_the_current_category_alone(catalogue: Catalogue, category: str, skus: list[str]):
    fill(catalogue)
    assert found(catalogue, category=category) == skus


def test_text_and_category_narrow_together(catalogue: Catalogue):
    fill(catalogue)
    assert found(catalogue, "blue", "Shirt") == ["A"]
    assert found(catalogue, "blue", "Coat") == []


def test_an_unknown_category_is_refused(catalogue: Catalogue):
    with pytest.raises(InvalidItem, match="“Hat” is not a category"):
        catalogue.search(category="Hat")


def test_pages_follow_each_other_and_know_the_total(catalogue: Catalogue):
    fill(catalogue)
    pages = [catalogue.search(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [[row.sku for row in page.rows] for page in pages] == [["B", "A", "C"], ["D"], []]
    assert [page.total for page in pages] == [4, 4, 4]
    with pytest.raises(ValueError, match="from 0"):
        catalogue.search(limit=-1)


def test_counts_name_every_category_and_add_up(catalogue: Catalogue):
    assert set(catalogue.counts().values()) == {0}
    fill(catalogue)
    counts = catalogue.counts()
    assert list(counts) == [*CATEGORIES, NONE_OF_THE_TEN, NO_CATEGORY_YET]
    assert {name: number for name, number in counts.items() if number} == {
        "Shirt": 1,
        "Coat": 1,
        NONE_OF_THE_TEN: 1,
        NO_CATEGORY_YET: 1,
    }
