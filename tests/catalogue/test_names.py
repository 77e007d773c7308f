"""What is accepted as SKU, title, name and category."""

from collections.abc import Callable

import pytest

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.names import (
    alike_key,
    clean_code,
    clean_person,
    clean_sku,
    clean_title,
    known_category,
    printable,
    search_key,
    sku_key,
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


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u00ad", "soft hyphen"),
        ("\u200b", "zero width space"),
        ("\u200d", "zero width joiner"),
        ("\u2060", "word joiner"),
        ("\ufeff", "zero width no-break space"),
        ("\u202e", "right-to-left override"),
        ("\u061c", "arabic letter mark"),
        ("\u2066", "left-to-right isolate"),
        ("\ufe0f", "variation selector-16"),
        ("\U000e0101", "variation selector-18"),
        ("\U000e0041", "tag latin capital letter a"),
        ("\u034f", "combining grapheme joiner"),
        ("\u3164", "hangul filler"),
        ("\u2800", "braille pattern blank"),
        ("\ufffd", "replacement character"),
        ("\t", "tab"),
        ("\x7f", "control character"),
    ],
)
@pytest.mark.parametrize(("clean", "what"), [(clean_sku, "The SKU"), (clean_code, "The code")])
def test_a_character_that_cannot_be_seen_is_refused_by_its_name(clean, what: str, character: str, name: str):
    with pytest.raises(InvalidItem) as refused:
        clean(f"TS{character}1042")
    told = f"{what} has a character that cannot be seen, in place 3: {name} (U+{ord(character):04X}). Type it without."
    assert str(refused.value) == told


@pytest.mark.parametrize("space", ["  ", "\u00a0", "\u2007", "\u2009", "\u202f", "\u3000", "\u205f", " \u00a0\u2003 "])
def test_spaces_of_any_kind_and_number_are_one(space: str):
    assert clean_sku(f"{space}TS{space}1042{space}") == "TS 1042"
    assert sku_key(f"TS{space}1042") == sku_key("ts 1042")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ＴＳ－１０４２", "TS-1042"),
        ("ts／１", "ts/1"),
        ("ﾄﾞﾚｽ-1", "ドレス-1"),
        ("TS‑1042", "TS-1042"),
        ("TS‐1042", "TS-1042"),
        ("﹫１﹣2", "@1-2"),
    ],
)
def test_double_width_and_the_hyphens_of_text_programs_are_folded(typed: str, kept: str):
    assert clean_sku(typed) == kept
    assert clean_sku(kept) == kept


@pytest.mark.parametrize("sku", ["TS-10²", "TS-½", "①-1", "Ⅳ-1", "ﬁ-1", "TS™", "ª1", "𝐓𝐒-1", "ß"])
def test_folding_makes_no_sku_of_another_meaning(sku: str):
    assert clean_sku(sku) == sku
    assert sku_key(sku) == search_key(sku)


@pytest.mark.parametrize(
    "sku", [".", "..", "a/../b", "a\\..\\b", "./a", "a/.", "/a", "a/", "\\a", "a\\", "a//b", "a/ .. /b", "／a", "．．"]
)
def test_what_reads_like_a_path_is_no_sku(sku: str):
    with pytest.raises(InvalidItem, match="reads like the path of a file"):
        clean_sku(sku)


@pytest.mark.parametrize("sku", ["2026/TS-1042", "a\\b", "90.75", "...x", "TS..1", ".5", "-1-", "C:1"])
def test_slashes_and_dots_inside_a_sku_are_accepted(sku: str):
    assert clean_sku(sku) == sku


@pytest.mark.parametrize(
    "sku",
    [
        "TS-1O42",
        "ТЅ-1042",
        "ts_1042",
        "TS 1042",
        "TS–1042",
        "TS−1042",
        "TS\u00ad-1042",
        "TS-1\u200b042",
        "ＴＳ-1042",
        "𝐓𝐒-1042",
        "TS-1042.",
        "TS--1042",
        "TS-1О42",
    ],
)
def test_skus_that_a_person_may_take_for_each_other_have_a_key_in_common(sku: str):
    assert alike_key(sku) == alike_key("TS-1042")


@pytest.mark.parametrize(
    ("sku", "other"), [("90.75", "9075"), ("TS-1042", "TS-1043"), ("TS1042", "TS-1042"), ("É1", "E1")]
)
def test_skus_that_read_differently_have_none(sku: str, other: str):
    assert alike_key(sku) != alike_key(other)
