"""Changes of many items, and of one, from the Catalogue page: guarded, and undone as one step."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import AlreadyUndone, ChangedMeanwhile, InvalidItem
from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.web.catalogue.change import change_category, edit_item, reverse, take_back
from tests.catalogue.fixtures import delivered, suggests

ANN = "Ann"


@pytest.fixture
def rows(catalogue: Catalogue) -> tuple[CatalogueRow, ...]:
    """Return a coat that a person decided on, and a shirt without a decision."""
    catalogue.create_item("C-1", "Red coat")
    catalogue.create_item("S-1", "Blue shirt")
    catalogue.actions.decide("C-1", category="Coat", person="Bea")
    return catalogue.current("C-1"), catalogue.current("S-1")


def categories(catalogue: Catalogue) -> tuple[str | None, str | None]:
    return catalogue.current("C-1").category, catalogue.current("S-1").category


def test_category_of_many_is_changed_undone_and_changed_again(
    catalogue: Catalogue, rows: tuple[CatalogueRow, ...]
) -> None:
    step = change_category(catalogue, rows, "Dress", ANN)
    assert step.sentence == "2 items are now **Dress**."
    assert categories(catalogue) == ("Dress", "Dress")
    undone = reverse(catalogue, step)
    assert undone.sentence == "Undone: 2 items have again what was there before."
    assert categories(catalogue) == ("Coat", None)


def test_item_that_changed_since_it_was_looked_at_is_left_alone(
    catalogue: Catalogue, rows: tuple[CatalogueRow, ...]
) -> None:
    catalogue.actions.decide("S-1", category="Shirt", person="Bea")
    step = change_category(catalogue, rows, "Dress", ANN)
    assert step.sentence == (
        "1 item is now **Dress**. 1 was left alone, as it changed meanwhile or somebody else is looking at it just now."
    )
    assert categories(catalogue) == ("Dress", "Shirt")


def test_decisions_are_taken_back_and_made_again(catalogue: Catalogue, rows: tuple[CatalogueRow, ...]) -> None:
    step = take_back(catalogue, rows, ANN)
    assert step.sentence == "1 decision was taken back."
    assert categories(catalogue) == (None, None)
    again = reverse(catalogue, step)
    assert categories(catalogue) == ("Coat", None)
    reverse(catalogue, again)
    assert categories(catalogue) == (None, None)
    with pytest.raises(AlreadyUndone):
        reverse(catalogue, step)


def test_title_and_category_of_one_item_are_changed(catalogue: Catalogue, rows: tuple[CatalogueRow, ...]) -> None:
    edit_item(catalogue, rows[1], " Blue dress ", "Dress", ANN)
    row = catalogue.current("S-1")
    assert (row.title, row.category, row.person) == ("Blue dress", "Dress", ANN)


def test_title_alone_is_changed_without_a_decision(catalogue: Catalogue, rows: tuple[CatalogueRow, ...]) -> None:
    edit_item(catalogue, rows[0], "Red duffle coat", "Coat", ANN)
    assert catalogue.current("C-1").title == "Red duffle coat"
    assert len(catalogue.details.history("C-1")) == 1


@pytest.mark.parametrize("change", ["decision", "title", "lease"])
def test_nothing_newer_is_overwritten(catalogue: Catalogue, change: str) -> None:
    delivered(catalogue, {"C-1.jpg": suggests("Coat", confidence=0.4)})
    shown = catalogue.current("C-1")
    if change == "decision":
        catalogue.actions.decide("C-1", category="Shirt", person="Bea")
    elif change == "title":
        catalogue.rename_item("C-1", "A shirt", "Ada")
    else:
        assert catalogue.review.next("another window", "Bea")
    before = catalogue.current("C-1")
    with pytest.raises(ChangedMeanwhile):
        edit_item(catalogue, shown, "Mine", "Dress", ANN)
    assert catalogue.current("C-1") == before


def test_title_that_is_not_accepted_changes_nothing(catalogue: Catalogue, rows: tuple[CatalogueRow, ...]) -> None:
    with pytest.raises(InvalidItem, match="title is empty"):
        edit_item(catalogue, rows[0], " ", "Dress", ANN)
    assert categories(catalogue) == ("Coat", None)
