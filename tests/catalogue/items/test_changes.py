"""Titles, codes and thresholds are history: who, when, before, after, undo; and a conflict names who did what."""

from datetime import timedelta

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import AlreadyUndone, ChangedMeanwhile, InvalidItem, UnknownRecord
from fashion_model.catalogue.items.records import ChangeRecord
from fashion_model.catalogue.lists.read import ListRow
from tests.catalogue.fixtures import NOON, Clock, delivered, suggests


def told(change: ChangeRecord) -> tuple[str, str, str, str, bool]:
    return change.kind, change.before, change.after, change.person, change.undone


def renamed(catalogue: Catalogue, *titles: str) -> None:
    catalogue.create_item("S-1", titles[0])
    for title in titles[1:]:
        catalogue.rename_item("S-1", title, "Ada")


def test_another_title_is_a_row_with_who_when_before_and_after(timed_catalogue: Catalogue, clock: Clock):
    renamed(timed_catalogue, "Shirt")
    clock.tick(minutes=5)
    timed_catalogue.rename_item("S-1", "Coat", "Ada", seen="Shirt")
    timed_catalogue.rename_item("S-1", "Coat", "Bea")
    [change] = timed_catalogue.changes.of_item("S-1")
    assert told(change) == ("title", "Shirt", "Coat", "Ada", False)
    assert (change.sku, change.created_at, change.undoes) == ("S-1", NOON + timedelta(minutes=5), None)


def test_a_title_is_taken_back_once_and_that_again(catalogue: Catalogue):
    renamed(catalogue, "Shirt", "Coat")
    [change] = catalogue.changes.of_item("S-1")
    undo = catalogue.changes.undo(change.change_id, "Bea")
    assert (told(undo), undo.undoes) == (("title", "Coat", "Shirt", "Bea", False), change.change_id)
    assert catalogue.current("S-1").title == "Shirt"
    assert [row.sku for row in catalogue.search().rows] == ["S-1"]
    with pytest.raises(AlreadyUndone):
        catalogue.changes.undo(change.change_id, "Bea")
    catalogue.changes.undo(undo.change_id, "Ada")
    assert [(title.after, title.undone) for title in catalogue.changes.of_item("S-1")] == [
        ("Coat", False),
        ("Shirt", True),
        ("Coat", True),
    ]


def test_an_older_title_is_not_taken_back_over_a_newer_one(catalogue: Catalogue):
    renamed(catalogue, "Shirt", "Coat", "Dress")
    oldest = catalogue.changes.of_item("S-1")[-1]
    with pytest.raises(ChangedMeanwhile, match=r"^Ada changed the title of S-1 to “Dress” at "):
        catalogue.changes.undo(oldest.change_id, "Bea")
    assert catalogue.current("S-1").title == "Dress"
    with pytest.raises(UnknownRecord):
        catalogue.changes.undo(99, "Bea")
    with pytest.raises(InvalidItem):
        catalogue.changes.undo(oldest.change_id, " ")


def test_a_title_that_another_changed_since_is_not_overwritten(catalogue: Catalogue):
    renamed(catalogue, "Shirt", "Coat")
    with pytest.raises(ChangedMeanwhile, match="Ada changed the title of S-1 to “Coat”"):
        catalogue.rename_item("S-1", "Dress", "Bea", seen="Shirt")
    assert catalogue.current("S-1").title == "Coat"


def test_titles_of_items_that_a_list_or_a_person_brings_back_are_kept_too(catalogue: Catalogue):
    for sku, delivery in (("S-1", "Monday"), ("S-2", "Tuesday")):
        undone = delivered(catalogue, {f"{sku}.jpg": suggests("Bag")}, name=delivery)
        catalogue.deliveries.undo(undone.delivery_id, "Ada")
    catalogue.lists.save([ListRow(2, "S-1", "Red bag", None)], "List", "Bea")
    catalogue.create_item("S-2", "Blue bag", person="Ada")
    assert told(catalogue.changes.of_item("S-1")[0]) == ("title", "S-1", "Red bag", "Bea", False)
    assert told(catalogue.changes.of_item("S-2")[0]) == ("title", "S-2", "Blue bag", "Ada", False)


def test_each_code_that_is_another_one_is_a_row(catalogue: Catalogue):
    catalogue.rules.set_codes({"Shirt": "1", "Coat": "2"}, "Ada")
    catalogue.rules.set_codes({"Shirt": "1", "Coat": "", "Bag": "3"}, "Bea")
    changes = [(change.category, change.before, change.after, change.person) for change in catalogue.changes.of_codes()]
    assert sorted(changes) == [
        ("Bag", "", "3", "Bea"),
        ("Coat", "", "2", "Ada"),
        ("Coat", "2", "", "Bea"),
        ("Shirt", "", "1", "Ada"),
    ]
    back = next(change for change in catalogue.changes.of_codes() if change.after == "")
    catalogue.changes.undo(back.change_id, "Ada")
    assert (catalogue.rules.codes()["Coat"], catalogue.rules.codes()["Bag"]) == ("2", "3")


def test_a_code_that_is_anothers_by_now_does_not_come_back(catalogue: Catalogue):
    catalogue.rules.set_codes({"Shirt": "1"}, "Ada")
    catalogue.rules.set_codes({"Shirt": "2"}, "Ada")
    catalogue.rules.set_codes({"Coat": "1"}, "Bea")
    change = next(change for change in catalogue.changes.of_codes() if change.before == "1")
    with pytest.raises(InvalidItem, match="same code"):
        catalogue.changes.undo(change.change_id, "Ada")
    assert (catalogue.rules.codes()["Shirt"], catalogue.rules.codes()["Coat"]) == ("2", "1")
    assert len(catalogue.changes.of_codes()) == 3


def test_codes_that_another_changed_since_are_not_overwritten(catalogue: Catalogue):
    seen = catalogue.rules.codes()
    catalogue.rules.set_codes({"Coat": "9"}, "Bea")
    with pytest.raises(ChangedMeanwhile, match="Bea changed the code of Coat to “9”"):
        catalogue.rules.set_codes({"Coat": "5", "Bag": "3"}, "Ada", seen)
    assert (catalogue.rules.codes()["Coat"], catalogue.rules.codes()["Bag"]) == ("9", "")
    catalogue.rules.set_codes({"Bag": "3"}, "Ada", seen)
    assert catalogue.rules.codes()["Bag"] == "3"


def test_thresholds_are_told_newest_first_and_a_newer_one_is_not_overwritten(catalogue: Catalogue):
    catalogue.rules.set_threshold(0.8, None, "m1", "Ada")
    seen = catalogue.rules.thresholds("m1")
    catalogue.rules.set_threshold(0.9, 2.0, "m1", "Bea")
    assert [(row.threshold, row.person) for row in catalogue.rules.thresholds("m1")] == [(0.9, "Bea"), (0.8, "Ada")]
    with pytest.raises(ChangedMeanwhile, match=r"Bea set the threshold to 90\.0 %"):
        catalogue.rules.set_threshold(0.7, None, "m1", "Ada", seen)
    assert catalogue.rules.thresholds("m2") == ()
