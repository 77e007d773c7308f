"""Lists of items on their way into the catalogue: first what would change, then the change, and back again."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable, InvalidItem
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.importing import ListPlan
from fashion_model.catalogue.lists.read import ListRow, read_list
from fashion_model.categories import NONE_OF_THE_TEN

LIST = """sku,title,category
S-1,Blue shirt,Shirt
s-2,Red coat,K-2
S-3,Straw hat,None of the ten
S-4,Black bag,
S-5,,Bag
"""


@pytest.fixture
def rows() -> tuple[ListRow, ...]:
    """Return five items, one of them without a title; K-2 is the shop's code for Coat."""
    return read_list(LIST.encode(), "list.csv", {"K-2": "Coat"}).rows


def found(catalogue: Catalogue) -> dict[str, tuple[str, str | None]]:
    return {row.sku: (row.status, row.category) for row in catalogue.search(Search(order="sku")).rows}


ALL_NEW = {
    "S-1": ("done", "Shirt"),
    "s-2": ("done", "Coat"),
    "S-3": ("done", NONE_OF_THE_TEN),
    "S-4": ("open", None),
}


def counted(plan: ListPlan) -> tuple[int, int, int]:
    return plan.new, plan.same, plan.changed


def test_an_empty_catalogue_takes_all_rows_that_have_a_title(catalogue: Catalogue, rows: tuple[ListRow, ...]):
    plan = catalogue.lists.plan(rows)
    assert counted(plan) == (4, 0, 0)
    [problem] = plan.problems
    assert (problem.row, problem.column) == (6, "title")
    assert catalogue.search().total == 0, "a plan writes nothing"
    delivery = catalogue.lists.save(rows, " Autumn ", "Ann")
    assert (delivery.kind, delivery.name, delivery.state, delivery.person) == ("items", "Autumn", "finished", "Ann")
    assert found(catalogue) == ALL_NEW
    [decision] = catalogue.details.history("S-1")
    assert (decision.kind, decision.person, decision.delivery) == ("imported", "Ann", "Autumn")
    assert catalogue.search(Search(delivery_id=delivery.delivery_id)).total == 4


def test_items_that_exist_keep_their_titles_and_get_the_categories_that_differ(
    catalogue: Catalogue, rows: tuple[ListRow, ...]
):
    for sku, category in (("s-1", "Shirt"), ("S-2", "Bag"), ("S-4", "Bag"), ("S-5", None)):
        catalogue.create_item(sku, "Title of before")
        if category:
            catalogue.actions.decide(sku, category=category, person="Ada")
    assert counted(catalogue.lists.plan(rows)) == (1, 2, 2)
    catalogue.lists.save(rows, "Autumn", "Ann")
    assert {row.sku: (row.title, row.category) for row in catalogue.search().rows} == {
        "s-1": ("Title of before", "Shirt"),
        "S-2": ("Title of before", "Coat"),
        "S-3": ("Straw hat", NONE_OF_THE_TEN),
        "S-4": ("Title of before", "Bag"),
        "S-5": ("Title of before", "Bag"),
    }
    assert len(catalogue.details.history("S-1")) == 1, "the same category is no news"
    assert counted(catalogue.lists.plan(rows)) == (0, 5, 0)


def test_an_import_is_taken_back_and_brought_back_as_a_whole(catalogue: Catalogue, rows: tuple[ListRow, ...]):
    catalogue.create_item("S-2", "Coat of before")
    catalogue.actions.decide("S-2", category="Bag", person="Ada")
    delivery = catalogue.lists.save(rows, "Autumn", "Ann")
    catalogue.actions.decide("S-4", category="Bag", person="Ben")
    undo = catalogue.deliveries.undo(delivery.delivery_id, "Ann")
    assert undo.decisions == 3
    assert found(catalogue) == {"S-2": ("done", "Bag"), "S-4": ("done", "Bag")}
    catalogue.deliveries.redo(delivery.delivery_id, "Ann")
    assert found(catalogue) == {
        "S-1": ("done", "Shirt"),
        "S-2": ("done", "Coat"),
        "S-3": ("done", NONE_OF_THE_TEN),
        "S-4": ("done", "Bag"),
    }


def test_items_that_were_withdrawn_come_back_with_the_next_import(catalogue: Catalogue, rows: tuple[ListRow, ...]):
    first = catalogue.lists.save(rows, "Autumn", "Ann")
    catalogue.deliveries.undo(first.delivery_id, "Ann")
    assert counted(catalogue.lists.plan(rows)) == (4, 0, 0)
    corrected = [*rows[:3], ListRow(5, "S-4", "Black handbag", None)]
    second = catalogue.lists.save(corrected, "Autumn again", "Ann")
    assert found(catalogue) == ALL_NEW
    assert catalogue.current("S-4").title == "Black handbag"
    assert catalogue.search(Search(text="handbag")).total == 1
    catalogue.deliveries.undo(second.delivery_id, "Ann")
    assert found(catalogue) == {}


def test_an_item_that_was_withdrawn_can_be_created_by_hand(catalogue: Catalogue, rows: tuple[ListRow, ...]):
    first = catalogue.lists.save(rows, "Autumn", "Ann")
    before = catalogue.find_item("S-4")
    catalogue.deliveries.undo(first.delivery_id, "Ann")
    created = catalogue.create_item("s-4", "Brown bag")
    assert (created.item_id, created.sku, created.title) == (before.item_id, "S-4", "Brown bag")
    assert found(catalogue) == {"S-4": ("open", None)}


def test_a_list_of_a_thousand_items_is_taken_in_whole(sqlite_catalogue: Catalogue):
    many = [ListRow(number, f"N-{number}", "Item", "Bag") for number in range(1, 1002)]
    sqlite_catalogue.lists.save(many, "Many", "Ann")
    assert sqlite_catalogue.counts()["Bag"] == 1001
    assert counted(sqlite_catalogue.lists.plan(many)) == (0, 1001, 0)


def test_a_failure_leaves_neither_items_nor_the_import(catalogue: Catalogue, rows: tuple[ListRow, ...]):
    with pytest.raises(InvalidItem, match="delivery's name is empty"):
        catalogue.lists.save(rows, " ", "Ann")
    twice = [*rows, ListRow(9, "s-1", "Again", None)]
    with pytest.raises(CatalogueUnavailable, match="Nothing was saved"):
        catalogue.lists.save(twice, "Autumn", "Ann")
    assert catalogue.search().total == 0
    assert catalogue.deliveries.latest() == ()


def test_four_who_import_the_same_list_at_once_create_each_item_once(catalogue: Catalogue, rows: tuple[ListRow, ...]):
    def take_in(number: int) -> str:
        try:
            return catalogue.lists.save(rows, f"Import {number}", "Ann").state
        except CatalogueUnavailable as problem:
            return str(problem).partition(" at the same moment")[0]

    with ThreadPoolExecutor(4) as pool:
        said = set(pool.map(take_in, range(4)))
    assert said - {"Somebody else created items of this list"} == {"finished"}
    assert found(catalogue) == ALL_NEW
