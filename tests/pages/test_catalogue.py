"""The Catalogue page, run without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from tests.catalogue.fixtures import delivered, store, suggests
from tests.web.fixtures import button, texts


@pytest.fixture
def page(shop: Catalogue, open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("catalogue")


def add(shop: Catalogue, sku: str, title: str, category: str, grey: int = 90) -> int:
    photo = store(shop, grey)
    shop.create_item(sku, title)
    return shop.actions.decide(
        sku, photo_id=photo.photo_id, category=category, person="Ann", suggestion_id=None
    ).decision_id


def test_empty_catalogue_says_what_to_do(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "Nothing is stored yet" in page.info[0].value
    assert [one.label for one in page.button] == ["Classify a photo"]


def test_item_is_shown_with_thumbnail_category_and_person(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    page.run()
    assert not page.exception
    words = texts(page)
    assert "**Red dress**" in words
    assert "D\\-1" in words
    assert "Dress" in words
    assert "Ann, " in words
    assert "1 item: 1 done, 0 to look at" in words
    assert "- Dress: 1" in words
    assert len(page.image) == 1


def test_item_whose_photo_file_is_gone_is_shown_without_thumbnail(
    page: AppTest, shop: Catalogue, tmp_path: Path
) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    [photo] = (tmp_path / "photos").iterdir()
    photo.unlink()
    page.run()
    assert not page.exception
    assert "**Red dress**" in texts(page)
    assert len(page.image) == 0


def test_markup_in_a_title_is_shown_as_it_is(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "<b>![x](http://example.org/x.png)", "Dress")
    page.run()
    assert r"**\<b\>\!\[x\]\(http\:" in texts(page)


def test_address_restores_text_and_category(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Dress", 90)
    add(shop, "D-2", "Blue dress", "Dress", 91)
    add(shop, "C-1", "Red coat", "Coat", 92)
    page.query_params["q"] = "red"
    page.query_params["category"] = "Dress"
    page.run()
    assert page.text_input[0].value == "red"
    assert page.selectbox[0].value == "Dress"
    assert "1 item found" in texts(page)
    assert "**Red dress**" in texts(page)
    assert "**Blue dress**" not in texts(page)
    assert "**Red coat**" not in texts(page)


def test_address_with_an_unknown_category_shows_all(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    page.query_params["category"] = "Hat"
    page.run()
    assert not page.exception
    assert "1 item found" in texts(page)
    assert page.warning[0].value == (
        "The link to this page could not be followed in full. It asks for a category that is not one of the ten\\."
    )


def test_link_that_can_be_followed_brings_no_warning(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    page.query_params["category"] = "Coat"
    page.run()
    assert not page.warning
    assert "No item matches" in page.info[0].value
    button(page, "Show all items").click().run()
    assert "1 item found" in texts(page)


def test_address_restores_the_filters_that_are_not_in_sight_and_they_are_told(page: AppTest, shop: Catalogue) -> None:
    delivery = delivered(shop, {"C-1.jpg": suggests("Coat")})
    add(shop, "D-1", "Red boots", "Dress")
    page.query_params["delivery"] = str(delivery.delivery_id)
    page.query_params["status"] = "Decided automatically"
    page.run()
    assert "1 item found" in texts(page)
    assert "Only items in “Tuesday, " in texts(page)
    button(page, "Take all filters off").click().run()
    assert "2 items found" in texts(page)
    assert "delivery" not in page.query_params
    page.checkbox[0].check().run()
    assert "1 item found" in texts(page)
    assert "The title says “boots”" in texts(page)


def test_change_of_the_search_goes_back_to_the_first_page(page: AppTest, shop: Catalogue) -> None:
    for number in range(13):
        add(shop, f"S-{number:02}", f"Shirt number {number}", "Shirt", 60 + number)
    page.query_params["page"] = "2"
    page.run()
    page.selectbox(key="sort").set_value("SKU").run()
    assert page.pagination[0].value == 1
    assert "**Shirt number 0**" in texts(page)
    assert "**Shirt number 12**" not in texts(page)


def test_page_that_is_not_there_is_told_and_the_first_is_shown(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    page.query_params["page"] = "7"
    page.run()
    assert "It asks for a page that is not there, so page 1 of 1 is shown" in page.warning[0].value
    assert "**Red dress**" in texts(page)


def test_search_that_finds_nothing_is_a_sentence(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    page.run()
    page.text_input[0].set_value("trousers").run()
    assert "No item matches" in page.info[0].value


def test_second_page_holds_the_thirteenth_item(page: AppTest, shop: Catalogue) -> None:
    for number in range(13):
        add(shop, f"S-{number}", f"Shirt number {number}.", "Shirt", 60 + number)
    page.query_params["page"] = "2"
    page.run()
    assert page.pagination[0].value == 2
    assert "**Shirt number 0\\.**" in texts(page)
    assert "**Shirt number 1\\.**" not in texts(page)


def test_history_tells_the_story_and_takes_the_latest_decision_back(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Coat")
    shop.actions.decide("D-1", photo_id=1, category="Dress", person="Bea", suggestion_id=None)
    page.run()
    button(page, "Story and edit").click().run()
    assert not page.exception
    assert "Bea chose **Dress**" in texts(page)
    assert "Ann chose **Coat**" in texts(page)
    assert texts(page).index("Bea chose") < texts(page).index("Ann chose")
    button(page, "Take the latest decision back").click().run()
    assert shop.search().rows[0].category == "Coat"
    assert shop.details.history("D-1")[0].person == "Ann Smith"


def test_address_opens_an_items_story_and_an_unknown_one_is_a_sentence(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D 1/ä", "Red dress", "Coat")
    page.query_params["item"] = "D 1/ä"
    page.run()
    assert "Ann chose **Coat**" in texts(page)
    page.query_params["item"] = "nothing"
    page.run()
    assert not page.exception
    assert page.error[0].value == "This link leads to no item: none has the SKU “nothing”."
    assert "Ann chose" not in texts(page)


def test_story_shows_which_garment_was_judged_and_what_the_network_saw(page: AppTest, shop: Catalogue) -> None:
    photo_id = store(shop).photo_id
    suggestion = shop.record_suggestion(photo_id, suggests("Sneaker", chosen=1, kinds=("top", "footwear")))
    shop.create_item("SN-1", "White sneaker")
    shop.actions.decide("SN-1", photo_id=photo_id, category="Sneaker", person="Ann", suggestion_id=suggestion)
    page.query_params["item"] = "SN-1"
    page.run()
    assert not page.exception
    assert "The network saw the shoes on the photo." in texts(page)
    assert "Ann accepted the suggestion **Sneaker**, from the shoes on the photo (75 % sure)" in texts(page)
    assert len(page.image) == 3  # the card's, the story's, and the 28×28 picture


def test_story_of_a_decision_without_a_suggestion_shows_no_picture_of_the_network(
    page: AppTest, shop: Catalogue
) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    page.query_params["item"] = "D-1"
    page.run()
    assert "network" not in texts(page)
    assert len(page.image) == 2


def test_long_title_is_cut_on_the_card_and_whole_in_the_story(page: AppTest, shop: Catalogue) -> None:
    title = "Dress " + "of very fine red silk " * 12 + "for summer"
    add(shop, "D-1", title, "Dress")
    page.run()
    assert title not in texts(page)
    assert "**Dress of very fine" in texts(page)
    assert "for summer" not in texts(page)
    button(page, "Story and edit").click().run()
    assert title in [one.value for one in page.text]


def test_empty_item_in_the_address_opens_nothing(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Coat")
    page.query_params["item"] = ""
    page.run()
    assert not page.error
    assert "Ann chose" not in texts(page)


def test_decision_made_meanwhile_is_shown_and_not_taken_back(page: AppTest, shop: Catalogue) -> None:
    first = add(shop, "D-1", "Red dress", "Coat")
    page.run()
    button(page, "Story and edit").click().run()
    shop.actions.decide("D-1", photo_id=1, category="Dress", person="Bea", suggestion_id=None)
    button(page, "Take the latest decision back").click().run()
    assert page.warning[0].value.startswith("Changed meanwhile:")
    assert "Bea chose **Dress**" in texts(page)
    assert shop.search().rows[0].category == "Dress"
    button(page, "Take the latest decision back").click().run()
    assert shop.search().rows[0].category == "Coat"
    assert shop.current("D-1").last_decision_id == first


def test_decision_taken_back_meanwhile_is_told(page: AppTest, shop: Catalogue) -> None:
    first = add(shop, "D-1", "Red dress", "Coat")
    page.run()
    button(page, "Story and edit").click().run()
    shop.actions.undo_decision(first, "Bea")
    button(page, "Take the latest decision back").click().run()
    assert page.warning[0].value.startswith("Changed meanwhile:")
    assert len(shop.details.history("D-1")) == 2


def test_item_without_a_decision_offers_nothing_to_take_back(page: AppTest, shop: Catalogue) -> None:
    shop.actions.undo_decision(add(shop, "D-1", "Red dress", "Coat"), "Ann")
    page.run()
    assert "No category yet" in texts(page)
    button(page, "Story and edit").click().run()
    assert "taken back later" in texts(page)
    assert "Take the latest decision back" not in [one.label for one in page.button]


def test_title_and_category_are_changed_in_the_story(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Coat")
    page.query_params["item"] = "D-1"
    page.run()
    edit(page, "Red silk dress", "Dress")
    assert not page.exception
    assert (shop.current("D-1").title, shop.current("D-1").category) == ("Red silk dress", "Dress")
    assert "Ann Smith chose **Dress**" in texts(page)


def test_change_in_the_story_overwrites_nobodys_newer_decision(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Coat")
    page.query_params["item"] = "D-1"
    page.run()
    shop.actions.decide("D-1", category="Shirt", person="Bea")
    edit(page, "Red silk dress", "Dress")
    assert page.error[0].value.startswith("Bea changed D\\-1 to Shirt at")
    assert (shop.current("D-1").title, shop.current("D-1").category) == ("Red dress", "Shirt")


def edit(page: AppTest, title: str, category: str) -> None:
    [box] = [one for one in page.text_input if one.label == "Title"]
    [choice] = [one for one in page.selectbox if one.label == "Category" and one.key != "category"]
    box.set_value(title)
    choice.set_value(category)
    button(page, "Save").click().run()


def test_story_shows_all_photos_and_leads_to_the_copy_on_another_item(page: AppTest, shop: Catalogue) -> None:
    delivered(shop, {"C-1_1.jpg": suggests("Coat"), "C-1_2.jpg": suggests("Coat")})
    add(shop, "D-1", "Red dress", "Dress")
    page.query_params["item"] = "C-1"
    page.run()
    assert not page.exception
    assert "C\\-1\\_2\\.jpg  \nCoat, 75 % sure  \n“Tuesday”" in texts(page)
    assert ":orange[:material/content_copy:] A photo that looks like a copy is on:" in texts(page)
    button(page, "D\\-1").click().run()
    assert page.query_params["item"] == "D-1"


def test_story_of_a_single_photo_that_is_nowhere_else_shows_no_copies(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Dress")
    page.query_params["item"] = "D-1"
    page.run()
    assert "copy" not in texts(page)


def test_all_that_was_found_is_changed_in_one_step_and_undone(page: AppTest, shop: Catalogue) -> None:
    for number in range(3):
        add(shop, f"D-{number}", "Red dress", "Coat", 60 + number)
    add(shop, "S-1", "Shirt", "Shirt", 100)
    page.query_params["q"], page.query_params["view"] = "dress", "Table"
    page.run()
    assert not page.exception
    assert button(page, "Change selected rows …").disabled
    button(page, "Change all 3 found …").click().run()
    assert "3 items, now: 3 Coat." in texts(page)
    assert button(page, "Change 3 items").disabled
    [choice] = [one for one in page.selectbox if one.label == "New category"]
    choice.set_value("Dress").run()
    button(page, "Change 3 items").click().run()
    assert "3 items are now **Dress**." in texts(page)
    assert shop.counts()["Dress"] == 3
    button(page, "Undo").click().run()
    assert "Undone: 3 items have again what was there before." in texts(page)
    assert (shop.counts()["Coat"], shop.counts()["Shirt"]) == (3, 1)


def test_too_many_items_for_one_step_are_not_changed(
    page: AppTest, shop: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fashion_model.web.catalogue.change.MOST_AT_ONCE", 1)
    for number in range(2):
        add(shop, f"D-{number}", "Red dress", "Coat", 60 + number)
    page.query_params["view"] = "Table"
    page.run()
    button(page, "Change all 2 found …").click().run()
    assert page.toast[0].value == "At most 1 items can be changed in one step. Narrow the search."
    assert "New category" not in [one.label for one in page.selectbox]


def test_files_are_offered_only_for_what_was_found(page: AppTest, shop: Catalogue) -> None:
    add(shop, "D-1", "Red dress", "Coat")
    page.run()
    assert [one.disabled for one in page.get("download_button")] == [False, False]
    page.text_input[0].set_value("trousers").run()
    assert [one.disabled for one in page.get("download_button")] == [True, True]


def test_catalogue_that_cannot_be_opened_is_a_sentence_with_a_retry(
    set_up: Callable[..., None], open_page: Callable[[str], AppTest], tmp_path: Path
) -> None:
    (tmp_path / "place").write_text("a file where the folder should be")
    set_up(database_url=f"sqlite:///{tmp_path / 'place' / 'catalogue.sqlite3'}", photos_dir=tmp_path / "photos")
    page = open_page("catalogue").run()
    assert not page.exception
    assert "cannot be created" in page.error[0].value
    assert [one.label for one in page.button] == ["Try again"]
