"""What the Deliveries page says and offers where names leave a doubt."""

from fashion_model.catalogue.deliveries.skus.asks import FOLDER_NAMES, NO_ITEM, ONE_ITEM, SEPARATE, Ask
from fashion_model.catalogue.deliveries.skus.matching import MatchedItem, Matching
from fashion_model.web.deliveries.parts import folders_of
from fashion_model.web.deliveries.words import (
    answer_in_words,
    choice_in_words,
    choices_for_all,
    different_choices,
    matching_in_words,
)

SUFFIXES = Ask("TS-1", "Why?", ("TS-1_001.jpg", "TS-1_002.jpg"), "TS-1", ("TS-1_001", "TS-1_002"), ())
FOLDERS = Ask("shirt*1", "Why?", ("a/s.jpg", "b/s.jpg", "b/s_1.jpg"), "shirt*1", (), ("a", "b", "b"))
ONE_FOLDER = Ask("TS-2", "Why?", ("TS-2/red.jpg",), "TS-2", ("red",), ("TS-2",))


def test_each_answer_says_what_it_would_make_of_the_photos() -> None:
    assert choice_in_words(SUFFIXES, ONE_ITEM) == r"One item: TS\-1"
    assert choice_in_words(SUFFIXES, SEPARATE) == r"2 items: TS\-1\_001, …"
    assert choice_in_words(FOLDERS, ONE_ITEM) == r"One item: shirt\*1"
    assert choice_in_words(FOLDERS, FOLDER_NAMES) == "2 folders’ names: a, …"
    assert choice_in_words(FOLDERS, NO_ITEM) == "Leave out"


def test_folder_name_is_no_second_button_for_the_same_answer() -> None:
    assert different_choices(ONE_FOLDER) == (ONE_ITEM, SEPARATE, NO_ITEM)
    assert different_choices(FOLDERS) == (ONE_ITEM, FOLDER_NAMES, NO_ITEM)


def test_answers_for_all_are_those_that_several_asks_offer() -> None:
    assert choices_for_all([SUFFIXES, FOLDERS]) == {ONE_ITEM: "One item each", NO_ITEM: "Leave out"}
    assert choices_for_all([SUFFIXES, FOLDERS, ONE_FOLDER])[SEPARATE] == "Separate items (2 of them)"
    assert choices_for_all([SUFFIXES]) == {}


def test_answer_that_was_given_is_told() -> None:
    assert answer_in_words("TS-1", {"choice": ONE_ITEM, "sku": "X-9"}) == r"**TS\-1**: one item, X\-9"
    assert answer_in_words("TS-1", {"choice": SEPARATE, "sku": ""}) == r"**TS\-1**: separate items"


def test_photos_that_are_asked_about_are_counted() -> None:
    matching = Matching((MatchedItem("TS-9", ("TS-9.jpg",), True),), (), asks=(SUFFIXES, FOLDERS))
    assert matching_in_words(matching) == "1 photo of 1 item · 1 known · 0 new · 5 photos to ask about"


def test_folders_that_may_have_a_rule_are_all_of_the_delivery() -> None:
    matching = Matching((MatchedItem("T", ("May/web/T.jpg", "T.jpg"), True),), (r"June\x\1.jpg",), asks=(FOLDERS,))
    assert folders_of(matching) == ["June", "June/x", "May", "May/web", "a", "b"]
    assert folders_of(matching, limit=1) == ["June"]
