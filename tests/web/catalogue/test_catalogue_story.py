"""An item's story in sentences, against sentences worked out by hand."""

from datetime import UTC

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.read import ListRow
from fashion_model.web.catalogue.listing import csv_of, xlsx_of
from fashion_model.web.catalogue.story import needed_in_words, story_lines
from tests.catalogue.fixtures import delivered, store, suggests

AT = "22 Nov 2026, 12:00"


def test_automatic_decision_is_told_once_with_its_photos_and_its_delivery(catalogue: Catalogue) -> None:
    delivered(catalogue, {"S-1_1.jpg": suggests("Shirt", 0.97), "S-1_2.jpg": suggests("Shirt", 0.97)})
    decided, created = story_lines(catalogue, "S-1", UTC)
    assert decided.startswith(
        f"{AT} — The network decided by itself: **Shirt** (over 99 % sure, above the 50 % it needs)"
    )
    assert ", from 2 photos, in “Tuesday”" in decided
    assert decided.endswith("  \n  :gray[model m1]")
    assert created == f"{AT} — the item was created"


def test_suggestion_that_needs_a_person_is_told_with_the_second_category(catalogue: Catalogue) -> None:
    delivered(catalogue, {"S-1.jpg": suggests("Shirt", 0.4)})
    suggested, _ = story_lines(catalogue, "S-1", UTC)
    assert suggested.startswith(f"{AT} — the network suggested **Shirt** (40 % sure, then ")
    assert ", from 1 photo, in “Tuesday”: " in suggested


def test_what_a_delivery_brought_that_was_taken_back_is_told_so(catalogue: Catalogue) -> None:
    delivery = delivered(catalogue, {"S-1.jpg": suggests("Shirt", 0.97)})
    action = catalogue.deliveries.undo(delivery.delivery_id, "Bea")
    taken_back, decided, _ = story_lines(catalogue, "S-1", UTC)
    assert taken_back == f"{AT} — Bea took back **Shirt**"
    assert "~~ taken back later" in decided
    catalogue.deliveries.redo(delivery.delivery_id, "Bea")
    assert action.decisions == 1
    assert story_lines(catalogue, "S-1", UTC)[0].startswith(f"{AT} — made again: The network decided by itself")


def test_imported_category_names_its_list(catalogue: Catalogue) -> None:
    catalogue.lists.save([ListRow(2, "S-1", "Blue shirt", "Shirt")], "Autumn *list*", "Ann")
    assert story_lines(catalogue, "S-1", UTC)[0] == rf"{AT} — Ann imported **Shirt**, in “Autumn \*list\*”"


def test_threshold_above_one_let_nothing_stand() -> None:
    assert needed_in_words(1.5) == "no answer stood without a person"
    assert needed_in_words(0.83) == "83 % were needed to stand alone"


def test_photo_that_came_twice_is_listed_once_and_one_without_a_delivery_too(catalogue: Catalogue) -> None:
    catalogue.create_item("S-1", "Blue shirt")
    photo = store(catalogue)
    for category in ("Shirt", "Coat"):
        catalogue.actions.decide("S-1", category=category, person="Ann", photo_id=photo.photo_id)
    [only] = catalogue.details.photos("S-1")
    assert (only.path, only.delivery, only.category, only.confidence) == (photo.path, "", "", None)


def test_photos_come_with_delivery_and_answer_until_the_delivery_is_taken_back(catalogue: Catalogue) -> None:
    delivery = delivered(catalogue, {"S-1_1.jpg": suggests("Shirt"), "S-1_2.jpg": suggests("Coat")})
    first, second = catalogue.details.photos("s-1")
    assert (first.file_name, first.delivery, first.category, first.confidence) == (
        "S-1_1.jpg",
        "Tuesday",
        "Shirt",
        0.75,
    )
    assert second.category == "Coat"
    catalogue.deliveries.undo(delivery.delivery_id, "Ann")
    assert catalogue.details.photos("S-1") == ()


def test_files_hold_all_that_was_found_and_nothing_else(catalogue: Catalogue) -> None:
    catalogue.create_item("S-1", "Blue shirt")
    catalogue.create_item("H-1", "=cmd()")
    catalogue.actions.decide("S-1", category="Shirt", person="Ann")
    header, line = csv_of(catalogue, Search(category="Shirt")).splitlines()
    assert header.startswith("sku,title,category")
    assert line.startswith("S-1,Blue shirt,Shirt")
    assert "H-1,'=cmd()" in csv_of(catalogue, Search(text="h-"))
    assert xlsx_of(catalogue, Search(category="Shirt"))[:2] == b"PK"


def test_other_choice_of_a_person_tells_how_sure_the_model_was(catalogue: Catalogue) -> None:
    delivered(catalogue, {"S-1.jpg": suggests("Shirt", 0.4)})
    catalogue.actions.change_many({catalogue.current("S-1").seen: "Coat"}, "Ann")
    assert story_lines(catalogue, "S-1", UTC)[0] == (
        f"{AT} — Ann chose **Coat**  \n  :gray[model m1; it was 40 % sure of Shirt; 50 % were needed to stand alone]"
    )
