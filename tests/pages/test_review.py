"""The Review page, run without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.web.review.item import CATEGORY_KEYS
from tests.catalogue.fixtures import suggests
from tests.catalogue.review.items import deliver
from tests.web.fixtures import button, labels, texts


@pytest.fixture
def page(shop: Catalogue, open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("review")


@pytest.fixture
def queue(shop: Catalogue) -> Catalogue:
    """Return the page's catalogue with three items to review: A-1, the least sure, A-2 and A-3."""
    deliver(shop, {"A-1": [suggests("Shirt", 0.3)], "A-2": [suggests("Coat", 0.4)], "A-3": [suggests("Shirt", 0.6)]})
    return shop


def by_key(page: AppTest, key: str):
    """Return the page's one button with this keyboard key."""
    found = [one for one in page.button if one.proto.shortcut == key.lower()]
    assert len(found) == 1, f"{len(found)} buttons have {key!r} among {[one.proto.shortcut for one in page.button]}"
    return found[0]


def shown(page: AppTest) -> str:
    """Return the SKU of the item on screen; empty when there is none."""
    visit = page.session_state["review"]
    return visit.item.row.sku if visit.item else ""


def progress(page: AppTest) -> str:
    return str(page.get("progress")[0].proto.text)


def test_item_is_shown_with_its_reason_its_answers_and_a_button_for_every_key(page: AppTest, queue: Catalogue) -> None:
    page.run()
    assert not page.exception
    assert shown(page) == "A-1"
    words = texts(page)
    assert "Not sure enough that it is Shirt" in words or "Unsure between" in words
    assert "A\\-1 · Tuesday" in words
    assert by_key(page, "1").label == "Shirt"
    assert [by_key(page, key).label for key in CATEGORY_KEYS.values()] == list(CATEGORY_KEYS)
    assert by_key(page, "s").label == "Skip"
    assert progress(page) == "0 decided in this visit · 3 left"
    assert "Undo" not in labels(page)


@pytest.mark.parametrize(("key", "category"), [("1", "Shirt"), ("D", "Dress"), ("A", "Coat"), ("N", NONE_OF_THE_TEN)])
def test_one_key_decides_and_the_next_item_comes(page: AppTest, queue: Catalogue, key: str, category: str) -> None:
    page.run()
    by_key(page, key).click().run()
    assert not page.exception
    assert queue.current("A-1").category == category
    assert queue.current("A-1").person == "Ann Smith"
    assert shown(page) == "A-2"
    assert progress(page) == "1 decided in this visit · 2 left"


@pytest.mark.parametrize("key", ["u", "backspace"])
def test_undo_brings_back_what_was_decided_last(page: AppTest, queue: Catalogue, key: str) -> None:
    page.run()
    by_key(page, "1").click().run()
    assert "Last: A\\-1, Shirt" in texts(page)
    by_key(page, key).click().run()
    assert not page.exception
    assert shown(page) == "A-1"
    assert queue.current("A-1").category is None
    assert progress(page) == "0 decided in this visit · 3 left"


@pytest.mark.parametrize("key", ["s", "right"])
def test_skipped_item_comes_again_at_the_end(page: AppTest, queue: Catalogue, key: str) -> None:
    page.run()
    by_key(page, key).click().run()
    assert shown(page) == "A-2"
    for _ in range(2):
        by_key(page, "1").click().run()
    assert "1 item is left, skipped by you" in page.success[0].value
    button(page, "Show skipped items").click().run()
    assert shown(page) == "A-1"


def test_end_of_the_queue_is_friendly_and_the_last_decision_can_still_be_taken_back(
    page: AppTest, queue: Catalogue
) -> None:
    page.run()
    for _ in range(3):
        by_key(page, "1").click().run()
    assert page.success[0].value.startswith("All reviewed.")
    assert "Open the catalogue" in labels(page)
    by_key(page, "u").click().run()
    assert shown(page) == "A-3"


def test_empty_catalogue_has_nothing_to_review(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert page.success[0].value.startswith("All reviewed.")


def test_address_leads_to_a_delivery_and_from_its_end_to_the_others(page: AppTest, queue: Catalogue) -> None:
    other = deliver(queue, {"B-1": [suggests("Bag", 0.7)]}, name="Wednesday")
    page.query_params["delivery"] = str(other.delivery_id)
    page.run()
    assert shown(page) == "B-1"
    assert progress(page) == "0 decided in this visit · 1 left"
    by_key(page, "1").click().run()
    assert page.success[0].value == "Nothing is left in this delivery. 3 other items wait."
    button(page, "Review the other 3").click().run()
    assert shown(page) == "A-1"
    assert "delivery" not in page.query_params


def test_address_of_an_unknown_delivery_is_the_friendly_end(page: AppTest, queue: Catalogue) -> None:
    page.query_params["delivery"] = "999"
    page.run()
    assert not page.exception
    assert page.success[0].value == "Nothing is left in this delivery. 3 other items wait."


def test_chosen_question_stands_in_the_address(page: AppTest, queue: Catalogue) -> None:
    page.run()
    choice = next(one for one in page.radio if one.label == "Question")
    assert choice.options == [
        r"All questions \(3\)",
        r"T\-shirt\/top or Shirt? \(2\)",
        r"T\-shirt\/top or Coat? \(1\)",
    ]
    choice.set_value("T-shirt/top or Coat?").run()
    assert not page.exception
    assert page.query_params["question"] == "T-shirt/top or Coat?"
    assert shown(page) == "A-2"
    assert progress(page) == "0 decided in this visit · 1 left"


def test_chosen_delivery_stands_in_the_address(page: AppTest, queue: Catalogue) -> None:
    other = deliver(queue, {"B-1": [suggests("Bag", 0.7)]}, name="Wednesday")
    page.run()
    choice = next(one for one in page.selectbox if one.label == "Delivery")
    choice.set_value(other.delivery_id).run()
    assert page.query_params["delivery"] == str(other.delivery_id)
    assert shown(page) == "B-1"


def test_without_a_name_nothing_can_be_pressed_and_the_page_says_why(
    page: AppTest, queue: Catalogue, set_up: Callable[..., None]
) -> None:
    set_up(reviewer="")
    page.run()
    assert page.info[0].value.startswith("Type your name first")
    assert {one.label for one in page.button if one.proto.shortcut and not one.disabled} == {"Zoom"}
    page.text_input[0].set_value("Bea").run()
    assert not page.info
    by_key(page, "1").click().run()
    assert queue.current("A-1").person == "Bea"
    assert not page.text_input


def test_name_can_be_given_to_somebody_else(page: AppTest, queue: Catalogue, set_up: Callable[..., None]) -> None:
    set_up(reviewer="")
    page.run()
    page.text_input[0].set_value("Bea").run()
    button(page, "Bea").click().run()
    assert page.info[0].value.startswith("Type your name first")
    assert page.text_input[0].value == ""


def test_colleague_who_decided_meanwhile_is_named_and_the_next_item_comes(page: AppTest, queue: Catalogue) -> None:
    page.run()
    queue.actions.decide("A-1", category="Dress", person="Bea")
    by_key(page, "1").click().run()
    assert page.info[0].value.startswith("Bea changed A\\-1 to Dress, after you opened it\\.")
    assert queue.current("A-1").category == "Dress"
    assert shown(page) == "A-2"
    by_key(page, "1").click().run()
    assert not page.info


def test_photos_of_an_item_are_switched_and_each_says_its_own(page: AppTest, shop: Catalogue) -> None:
    deliver(shop, {"A-1": [suggests("Shirt", 0.75), suggests("Coat", 0.5)]})
    page.run()
    assert button(page, "Shirt 75\N{NO-BREAK SPACE}%").disabled
    by_key(page, "v").click().run()
    assert button(page, "Coat 50\N{NO-BREAK SPACE}%").disabled
    assert not button(page, "Shirt 75\N{NO-BREAK SPACE}%").disabled
    assert page.session_state["review"].photo == 1


def test_similar_confirmed_items_and_copies_are_pointed_out(page: AppTest, shop: Catalogue) -> None:
    deliver(shop, {"A-1": [suggests("Shirt", 0.75)]}, same=1)
    shop.actions.decide("A-1", category="Shirt", person="Bea")
    deliver(shop, {"A-2": [suggests("Shirt", 0.75)]}, name="Wednesday", same=1)
    page.run()
    assert shown(page) == "A-2"
    assert page.warning[0].value == r"The same photo is on A\-1."
    assert "Confirmed items that look alike" in texts(page)


def test_item_without_similar_ones_or_copies_shows_neither(page: AppTest, queue: Catalogue) -> None:
    page.run()
    assert not page.warning
    assert "look alike" not in texts(page)


def test_photo_whose_file_is_gone_is_told_and_the_item_can_be_decided(
    page: AppTest, queue: Catalogue, tmp_path: Path
) -> None:
    for photo in (tmp_path / "photos").iterdir():
        photo.unlink()
    page.run()
    assert not page.exception
    assert "cannot be read" in texts(page)
    by_key(page, "1").click().run()
    assert queue.current("A-1").category == "Shirt"


def test_many_are_accepted_in_one_step_and_taken_back(page: AppTest, queue: Catalogue) -> None:
    page.query_params["view"] = "many"
    page.query_params["sure"] = "35"
    page.run()
    assert not page.exception
    assert "2 of 3 suggestions match" in texts(page)
    assert [one.label for one in page.checkbox] == ["**Shirt**", "**Coat**"]
    assert button(page, "Accept 0 suggestions").disabled
    page.checkbox[0].check().run()
    button(page, "Accept 1 suggestion").click().run()
    assert not page.exception
    assert "1 suggestion accepted." in texts(page)
    assert [queue.current(sku).category for sku in ("A-1", "A-2", "A-3")] == [None, None, "Shirt"]
    button(page, "Undo").click().run()
    assert queue.current("A-3").category is None
    button(page, "Redo").click().run()
    assert queue.current("A-3").category == "Shirt"


def test_many_without_a_match_says_what_to_do(page: AppTest, queue: Catalogue) -> None:
    page.query_params["view"] = "many"
    page.query_params["sure"] = "90"
    page.run()
    assert "None of 3 suggestions matches" in texts(page)
    assert not page.checkbox


def test_many_are_paged(page: AppTest, shop: Catalogue) -> None:
    deliver(shop, {f"A-{number}": [suggests("Shirt", 0.6)] for number in range(26)})
    page.query_params["view"] = "many"
    page.run()
    assert len(page.checkbox) == 24
    button(page, "Tick all in sight").click().run()
    page.checkbox[0].uncheck().run()
    page.pagination[0].set_value(2).run()
    assert len(page.checkbox) == 2
    assert "Accept 23 suggestions" in labels(page)


def test_catalogue_that_cannot_be_opened_is_a_sentence_with_a_retry(
    set_up: Callable[..., None], open_page: Callable[[str], AppTest], tmp_path: Path
) -> None:
    (tmp_path / "place").write_text("a file where the folder should be")
    set_up(database_url=f"sqlite:///{tmp_path / 'place' / 'catalogue.sqlite3'}", photos_dir=tmp_path / "photos")
    page = open_page("review").run()
    assert not page.exception
    assert "cannot be created" in page.error[0].value
    assert labels(page) == ["Try again"]


def test_catalogue_that_fails_in_the_middle_loses_nothing(page: AppTest, queue: Catalogue, tmp_path: Path) -> None:
    page.run()
    database, elsewhere = tmp_path / "catalogue.sqlite3", tmp_path / "away.sqlite3"
    queue.close()
    database.rename(elsewhere)
    database.mkdir()
    by_key(page, "1").click().run()
    assert not page.exception
    assert "Try again" in labels(page)
    database.rmdir()
    elsewhere.rename(database)
    button(page, "Try again").click().run()
    assert shown(page) == "A-1"
    by_key(page, "1").click().run()
    assert queue.current("A-1").category == "Shirt"
    assert not page.error


def test_filter_says_the_name_of_the_delivery(page: AppTest, queue: Catalogue) -> None:
    page.query_params["delivery"] = str(queue.deliveries.latest()[0].delivery_id)
    page.run()
    assert "Tuesday" in page.get("popover")[0].proto.popover.label


def test_photo_can_be_enlarged_by_its_button_and_the_key_z(page: AppTest, queue: Catalogue) -> None:
    page.run()
    assert by_key(page, "z").label == "Zoom"
    assert not page.get("dialog")
    by_key(page, "z").click().run()
    assert not page.exception
    assert page.get("dialog")
    assert shown(page) == "A-1"
    assert queue.current("A-1").category is None
