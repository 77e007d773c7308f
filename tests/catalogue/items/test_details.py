"""What is known of single items, and decisions on items as they were seen."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import ChangedMeanwhile, InvalidItem, UnknownItem
from fashion_model.catalogue.items.records import Seen
from tests.catalogue.fixtures import store, suggests


def with_items(catalogue: Catalogue, *skus: str) -> dict[str, Seen]:
    for sku in skus:
        catalogue.create_item(sku, "Striped shirt")
    return catalogue.details.seen(skus)


def categories(catalogue: Catalogue) -> dict[str, str | None]:
    return {row.sku: row.category for row in catalogue.search().rows}


def test_photo_of_an_item_is_listed_once_and_that_of_another_is_not(catalogue: Catalogue):
    with_items(catalogue, "S-1", "S-2")
    mine, other = store(catalogue, 90, "mine.jpg"), store(catalogue, 10, "other.jpg")
    for category in ("Shirt", "Coat"):
        catalogue.actions.decide("S-1", category=category, person="Ada", photo_id=mine.photo_id)
    catalogue.actions.decide("S-2", category="Coat", person="Ada", photo_id=other.photo_id)
    [photo] = catalogue.details.photos("s-1")
    assert (photo.sha256, photo.file_name, photo.width, photo.height) == (mine.sha256, "mine.jpg", 30, 40)
    assert photo.delivery_id is None


def test_suggestion_for_a_single_photo_is_none_for_the_item(catalogue: Catalogue):
    with_items(catalogue, "S-1")
    photo = store(catalogue)
    suggestion = catalogue.record_suggestion(photo.photo_id, suggests("Shirt"))
    catalogue.actions.decide("S-1", category="Shirt", person="Ada", photo_id=photo.photo_id, suggestion_id=suggestion)
    assert catalogue.details.suggestions("S-1") == ()


def test_what_is_seen_stands_under_the_sku_that_was_asked_for(catalogue: Catalogue):
    item = catalogue.create_item("Größe/38", "Shirt")
    assert catalogue.details.seen([" GRÖSSE/38 "]) == {" GRÖSSE/38 ": Seen(item.item_id, None, None)}
    decision = catalogue.actions.decide("Größe/38", category="Shirt", person="Ada")
    assert catalogue.details.seen(["Größe/38"])["Größe/38"].decision_id == decision.decision_id


@pytest.mark.parametrize("sku", ["S-2", "", "S\0"])
def test_one_unknown_sku_among_others_is_named(catalogue: Catalogue, sku: str):
    with_items(catalogue, "S-1")
    with pytest.raises(UnknownItem, match="No item has the SKU"):
        catalogue.details.seen(["S-1", sku])
    for ask in (catalogue.details.photos, catalogue.details.suggestions):
        with pytest.raises(UnknownItem):
            ask(sku)


def test_each_item_of_a_step_gets_a_category_of_its_own(catalogue: Catalogue):
    seen = with_items(catalogue, "S-1", "S-2", "S-3")
    step = catalogue.actions.change_many({seen["S-1"]: "Shirt", seen["S-2"]: "Coat"}, "Ada")
    assert (step.decisions, step.skipped) == (2, 0)
    assert categories(catalogue) == {"S-1": "Shirt", "S-2": "Coat", "S-3": None}
    assert catalogue.details.decided_by(step.action_id) == {seen["S-1"].item_id, seen["S-2"].item_id}
    catalogue.actions.undo(step.action_id, "Ada")
    assert set(categories(catalogue).values()) == {None}


def test_step_leaves_alone_what_changed_since_it_was_seen(catalogue: Catalogue):
    seen = with_items(catalogue, "S-1", "S-2")
    catalogue.actions.decide("S-1", category="Bag", person="Bob")
    step = catalogue.actions.change_many({seen["S-1"]: "Shirt", seen["S-2"]: "Coat"}, "Ada")
    assert (step.decisions, step.skipped) == (1, 1)
    assert categories(catalogue) == {"S-1": "Bag", "S-2": "Coat"}


def test_step_with_an_unknown_category_changes_nothing(catalogue: Catalogue):
    seen = with_items(catalogue, "S-1", "S-2")
    with pytest.raises(InvalidItem, match="“Hat” is not a category"):
        catalogue.actions.change_many({seen["S-1"]: "Shirt", seen["S-2"]: "Hat"}, "Ada")
    assert set(categories(catalogue).values()) == {None}


def test_item_without_a_suggestion_is_decided_as_it_was_seen(catalogue: Catalogue):
    seen = with_items(catalogue, "S-1")["S-1"]
    decision = catalogue.actions.decide(seen, "Shirt", "Ada")
    assert (decision.kind, decision.confidence, decision.photos) == ("changed", None, 0)
    with pytest.raises(ChangedMeanwhile, match="Ada changed S-1 to Shirt at 12:00 UTC"):
        catalogue.actions.decide(seen, "Coat", "Bob")
    assert categories(catalogue) == {"S-1": "Shirt"}
