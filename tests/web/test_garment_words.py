import pytest

from fashion_model.photo.garment import WHOLE
from fashion_model.photo.masks import GARMENT_PARTS
from fashion_model.web.words import choice_names, found_in_words, garment_name, the_garment


def test_every_part_has_a_plain_name() -> None:
    assert [garment_name(part) for part in GARMENT_PARTS] == [
        "Top",
        "Trousers, shorts or skirt",
        "Dress",
        "Shoes",
        "Bag",
        "Accessory",
    ]


def test_two_of_a_kind_are_numbered_and_others_are_not() -> None:
    assert choice_names(("top", "bag", "top")) == {0: "Top 1", 1: "Bag", 2: "Top 2", WHOLE: "Whole picture"}


def test_whole_picture_is_offered_once() -> None:
    assert choice_names((WHOLE,)) == {0: "Whole picture"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [("footwear", "the shoes on the photo"), (WHOLE, "the whole picture"), ("item", ""), ("", "")],
)
def test_garment_is_told_where_its_kind_is_known(kind: str, words: str) -> None:
    assert the_garment(kind) == words


def test_several_garments_are_told_with_the_one_that_is_judged() -> None:
    names = choice_names(("top", "bottom", "footwear"))
    choose = "Choose another if it is not the one for sale."
    assert found_in_words(names, 0, True) == f"3 garments found; this is the largest. {choose}"
    assert found_in_words(names, 0, False) == f"3 garments found; this is the most central. {choose}"
    assert found_in_words(names, 2, True) == "3 garments found; you chose: shoes."
    assert found_in_words(names, WHOLE, True) == "3 garments found; you chose: whole picture."


def test_single_garment_needs_no_words() -> None:
    assert found_in_words(choice_names(("top",)), 0, True) == ""
    assert found_in_words(choice_names((WHOLE,)), 0, True) == ""
