"""The keys, the pace, the filter and the sentences of the Review page, worked out by hand."""

from pathlib import Path

import pytest

from fashion_model.catalogue.items.records import CopyRecord
from fashion_model.catalogue.review.queue import GROUPED, LEAST_SURE
from fashion_model.catalogue.review.visit import Progress, ReviewFilter, seconds_each
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.review.filter import filter_in, left_in, questions_to_choose
from fashion_model.web.review.item import ANSWER_KEYS, CATEGORY_KEYS, PHOTO_KEY, SKIP_KEYS, UNDO_KEYS, copies_in_words
from fashion_model.web.review.one_by_one import duration_in_words, end_in_words, progress_in_words

WAITING = {"Pullover or Shirt?": 12, "Photos disagree": 3}


def test_every_category_has_a_key_that_nothing_else_has() -> None:
    assert tuple(CATEGORY_KEYS) == (*CATEGORIES, NONE_OF_THE_TEN)
    keys = [*CATEGORY_KEYS.values(), *ANSWER_KEYS, *SKIP_KEYS, *UNDO_KEYS, PHOTO_KEY]
    assert len(set(keys)) == len(keys) == 19
    assert not {"C", "R"} & set(keys)


def test_key_of_a_category_is_the_first_letter_of_its_name_that_was_free() -> None:
    taken = {"C", "R", "N", "S", "U"}
    for category in CATEGORIES:
        free = [letter for letter in category.upper() if letter.isalpha() and letter not in taken]
        assert CATEGORY_KEYS[category] == free[0]
        taken.add(free[0])
    assert CATEGORY_KEYS[NONE_OF_THE_TEN] == "N"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "under 1 min"), (29, "under 1 min"), (31, "about 1 min"), (600, "about 10 min"), (7800, "about 2 h 10 min")],
)
def test_duration_in_words(seconds: float, words: str) -> None:
    assert duration_in_words(seconds) == words


def test_pace_is_told_from_three_decisions_on_and_forgets_old_ones() -> None:
    assert seconds_each([5, 5]) is None
    assert seconds_each([2, 100, 4]) == 4
    assert seconds_each([100.0] * 30 + [2.0] * 30) == 2


def test_progress_names_decided_left_and_the_time_left() -> None:
    assert progress_in_words(Progress(12, 34, 5.0)) == "12 decided in this visit · 34 left · about 3 min"
    assert progress_in_words(Progress(2, 1234, None)) == "2 decided in this visit · 1,234 left"
    assert progress_in_words(Progress(40, 0, 5.0)) == "40 decided in this visit · 0 left"


def test_progress_share_is_full_when_nothing_is_left() -> None:
    assert Progress(30, 10, None).share == 0.75
    assert Progress(0, 0, None).share == 1.0


def test_address_names_delivery_question_and_order() -> None:
    address = {"delivery": "12", "question": "Pullover or Shirt?", "order": "question"}
    assert filter_in(address) == ReviewFilter(12, "Pullover or Shirt?", GROUPED)
    assert filter_in({}) == ReviewFilter(None, "", LEAST_SURE)


@pytest.mark.parametrize("number", ["", "twelve", "-3", "0", "1.5", "²", "9" * 5000, "4294967296"])
def test_delivery_that_is_no_number_asks_for_all(number: str) -> None:
    assert filter_in({"delivery": number, "order": "sideways"}) == ReviewFilter()


def test_filter_asks_the_catalogue_for_its_part() -> None:
    search = ReviewFilter(12, "Photos disagree").search
    assert (search.delivery_id, search.question, search.status) == (12, "Photos disagree", None)
    assert ReviewFilter().search.question is None


def test_left_counts_the_question_that_is_asked_for() -> None:
    assert left_in(WAITING, ReviewFilter()) == 15
    assert left_in(WAITING, ReviewFilter(question="Photos disagree")) == 3
    assert left_in(WAITING, ReviewFilter(question="Bag or Coat?")) == 0


def test_questions_have_counts_and_the_chosen_one_stays_when_it_is_done() -> None:
    assert questions_to_choose(WAITING, ReviewFilter(question="Bag or Coat?")) == {
        "": "All questions (15)",
        "Pullover or Shirt?": "Pullover or Shirt? (12)",
        "Photos disagree": "Photos disagree (3)",
        "Bag or Coat?": "Bag or Coat? (0)",
    }


def test_end_says_why_and_what_is_left() -> None:
    assert end_in_words(ReviewFilter(), 0, 0, skipped=False).startswith("All reviewed.")
    delivery = end_in_words(ReviewFilter(delivery_id=12), 0, 1, skipped=False)
    assert delivery == "Nothing is left in this delivery. 1 other item waits."
    group = end_in_words(ReviewFilter(question="Bag or Coat?"), 0, 7, skipped=False)
    assert group == r"Nothing is left in the group “Bag or Coat?”. 7 other items wait."
    assert "2 items are left, skipped by you" in end_in_words(ReviewFilter(), 2, 0, skipped=True)
    assert "1 item is left, on others’ screens" in end_in_words(ReviewFilter(), 1, 0, skipped=False)


def copies(number: int, exact: bool) -> list[CopyRecord]:
    return [CopyRecord(f"S{place}", Path("photo.jpg"), exact) for place in range(number)]


def test_copies_are_named_and_many_are_counted() -> None:
    assert copies_in_words(copies(1, True)) == "The same photo is on S0."
    assert copies_in_words(copies(2, False)) == "A photo that looks like a copy is on S0 and S1."
    assert copies_in_words(copies(5, True)) == "The same photo is on S0, S1, S2 and 2 more items."
    both = copies_in_words([*copies(1, True), CopyRecord("X", Path("photo.jpg"), False)])
    assert both == "The same photo is on S0. A photo that looks like a copy is on X."


def test_markup_in_a_sku_is_shown_as_it_is() -> None:
    assert copies_in_words([CopyRecord("<b>", Path("photo.jpg"), True)]) == r"The same photo is on \<b\>."
