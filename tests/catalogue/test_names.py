"""What is accepted as SKU, title, name and category."""

from collections.abc import Callable

import pytest

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.names import (
    clean_person,
    clean_sku,
    clean_title,
    known_category,
    printable,
    search_key,
)
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN

CLEANERS = [(clean_sku, "The SKU", 120), (clean_title, "The title", 300), (clean_person, "Your name", 120)]


@pytest.mark.parametrize(("clean", "what", "longest"), CLEANERS)
def test_the_longest_text_is_accepted_and_one_letter_more_is_not(clean: Callable[[str], str], what: str, longest: int):
    assert clean(f" {'x' * longest}\t") == "x" * longest
    with pytest.raises(InvalidItem, match=f"{what} has {longest + 1} characters; at most {longest}"):
        clean("x" * (longest + 1))


@pytest.mark.parametrize(("clean", "what", "longest"), CLEANERS)
def test_an_empty_text_is_refused(clean: Callable[[str], str], what: str, longest: int):
    with pytest.raises(InvalidItem, match=f"{what} is empty"):
        clean(" \n ")


@pytest.mark.parametrize("character", ["\n", "\x00", "\x7f", "\ud800", "\u2028", "\u202e", "\u200b"])
def test_characters_that_cannot_be_seen_are_refused_in_the_middle(character: str):
    with pytest.raises(InvalidItem, match="cannot be seen"):
        clean_sku(f"a{character}b")


def test_emoji_of_several_characters_stay_whole():
    assert clean_title("👩‍👧 Partnerlook") == "👩‍👧 Partnerlook"


def test_the_ten_and_none_of_them_are_categories_and_nothing_else():
    assert [known_category(category) for category in CATEGORIES] == list(CATEGORIES)
    assert known_category(NONE_OF_THE_TEN) == NONE_OF_THE_TEN
    with pytest.raises(InvalidItem, match="Choose one of T-shirt/top, Trouser"):
        known_category("shirt")


def test_what_cannot_be_stored_is_shown_as_a_replacement():
    assert printable("a\x00b\udcffc 👕") == "a�b�c 👕"


def test_texts_that_read_alike_have_the_same_key():
    assert search_key("CAFE\u0301 Straße") == "café strasse"
    assert search_key("cafe") != search_key("café")
