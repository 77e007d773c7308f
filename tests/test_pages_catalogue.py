"""The Catalogue page, run without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.operations import Catalogue
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.web.catalogue_search import Search, counts_in_words, csv_of
from tests.catalogue_fixtures import store, suggests
from tests.web_fixtures import button, texts


@pytest.fixture
def page(shop: Catalogue, open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("catalogue")


def add(shop: Catalogue, sku: str, title: str, category: str, grey: int = 90) -> int:
    photo = store(shop, grey)
    shop.create_item(sku, title)
    return shop.decide(
        sku=sku, photo_id=photo.photo_id, category=category, person="Ann", suggestion_id=None
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
    assert "1 item: Dress 1" in words
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
    shop.decide(sku="D-1", photo_id=1, category="Dress", person="Bea", suggestion_id=None)
    page.run()
    button(page, "History").click().run()
    assert not page.exception
    assert "Bea chose **Dress**" in texts(page)
    assert "Ann chose **Coat**" in texts(page)
    assert texts(page).index("Bea chose") < texts(page).index("Ann chose")
    button(page, "Take the latest decision back").click().run()
    assert shop.search().rows[0].category == "Coat"
    assert shop.history("D-1")[0].person == "Ann Smith"


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
    shop.decide(sku="SN-1", photo_id=photo_id, category="Sneaker", person="Ann", suggestion_id=suggestion)
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
    button(page, "History").click().run()
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
    button(page, "History").click().run()
    shop.decide(sku="D-1", photo_id=1, category="Dress", person="Bea", suggestion_id=None)
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
    button(page, "History").click().run()
    shop.undo(first, "Bea")
    button(page, "Take the latest decision back").click().run()
    assert page.warning[0].value.startswith("Changed meanwhile:")
    assert len(shop.history("D-1")) == 2


def test_item_without_a_decision_offers_nothing_to_take_back(page: AppTest, shop: Catalogue) -> None:
    shop.undo(add(shop, "D-1", "Red dress", "Coat"), "Ann")
    page.run()
    assert "No category yet" in texts(page)
    button(page, "History").click().run()
    assert "taken back later" in texts(page)
    assert "Take the latest decision back" not in [one.label for one in page.button]


def test_counts_name_the_filled_categories_largest_first() -> None:
    assert counts_in_words({"Dress": 1, "Coat": 0, "Shirt": 1200}) == "1,201 items: Shirt 1,200 · Dress 1"


def test_csv_holds_all_pages_of_the_search_and_nothing_else(shop: Catalogue) -> None:
    for number in range(14):
        add(shop, f"S-{number}", "Shirt", "Shirt", 60 + number)
    add(shop, "H-1", "=cmd()", NONE_OF_THE_TEN, 200)
    lines = csv_of(shop, Search("shirt", None)).splitlines()
    assert len(lines) == 15
    assert lines[0].startswith("sku,title,category")
    assert csv_of(shop, Search("", NONE_OF_THE_TEN)).splitlines()[1].startswith("H-1,'=cmd(),None of the ten")


def test_catalogue_that_cannot_be_opened_is_a_sentence_with_a_retry(
    set_up: Callable[..., None], open_page: Callable[[str], AppTest], tmp_path: Path
) -> None:
    (tmp_path / "place").write_text("a file where the folder should be")
    set_up(database_url=f"sqlite:///{tmp_path / 'place' / 'catalogue.sqlite3'}", photos_dir=tmp_path / "photos")
    page = open_page("catalogue").run()
    assert not page.exception
    assert "cannot be created" in page.error[0].value
    assert [one.label for one in page.button] == ["Try again"]
