"""What a link to the Catalogue page means, against searches worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from fashion_model.catalogue.items.search import Search
from fashion_model.web.catalogue.link import (
    Choices,
    Filters,
    hidden_filters_in_words,
    misread_parts,
    search_of,
)
from fashion_model.web.words import time_zone

CHOICES = Choices(models=["m1"], people=["Ann"], deliveries={7: "Tuesday, 1 Jul 2026, 14:05"})
NOTHING = Filters("", None, None, None, None, None, None, None, False, False, "Latest change")


def test_filters_become_a_search() -> None:
    filters = Filters("red", "Dress", "To review", None, None, "m1", "Ann", 7, True, True, "Least confident")
    assert search_of(filters, UTC) == Search(
        "red", "Dress", "review", "m1", "Ann", None, None, None, 7, True, True, "confidence"
    )


def test_no_filter_asks_for_everything() -> None:
    assert search_of(NOTHING, UTC) == Search()


def test_days_begin_and_end_at_the_visitors_midnight() -> None:
    filters = Filters("", None, None, date(2026, 7, 1), date(2026, 7, 1), None, None, None, False, False, "SKU")
    search = search_of(filters, time_zone("Europe/Berlin"))  # summer time: two hours ahead
    assert search.since == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert search.before == datetime(2026, 7, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("category", "Hat", "It asks for a category that is not one of the ten."),
        ("by", "Zed", "It asks for a person who decided nothing that items have now."),
        ("model", "m9", "It asks for a model that suggested nothing that items have now."),
        ("delivery", "8", "It asks for a delivery that is not there."),
        ("delivery", "x", "It asks for a delivery that is not there."),
        ("since", "01.07.2026", "“since” names no day; days are written as 2026-11-30."),
        ("until", "2026-02-30", "“until” names no day; days are written as 2026-11-30."),
        ("until", "9999-12-31", "“until” names a day outside of the years 1900 to 2199."),
        ("since", "0001-01-01", "“since” names a day outside of the years 1900 to 2199."),
    ],
)
def test_part_of_a_link_that_asks_for_what_is_not_there_is_told(key: str, value: str, sentence: str) -> None:
    assert misread_parts({key: value}, CHOICES, pages=1) == (sentence,)


def test_unknown_status_and_order_are_told_with_those_that_are_known() -> None:
    status, order = misread_parts({"status": "done", "sort": "size"}, CHOICES, pages=1)
    assert status.startswith("It asks for an unknown status. Known are: Decided by a person, Decided automatically")
    assert order == "It asks for an unknown order. Known are: Latest change, SKU, Title, Category, Least confident."


def test_link_that_can_be_followed_says_nothing() -> None:
    link = {
        "q": "Hat",
        "category": "No category yet",
        "status": "Spot check",
        "delivery": "7",
        "by": "Ann",
        "sort": "SKU",
    }
    link |= {"since": "2026-07-01", "copied": "true", "other": "x", "model": ""}
    assert misread_parts(link, CHOICES, pages=1) == ()


@pytest.mark.parametrize(("page", "told"), [("0", True), ("4", True), ("x", True), ("³", True), ("3", False)])
def test_page_that_is_not_there_is_told(page: str, told: bool) -> None:
    assert bool(misread_parts({"page": page}, CHOICES, pages=3)) == told


def test_link_without_a_page_asks_for_none() -> None:
    assert misread_parts({}, CHOICES, pages=3) == ()


def test_filters_that_are_not_in_sight_are_told() -> None:
    filters = Filters("red", "Dress", None, date(2026, 7, 1), None, None, "Ann *B*", 7, True, False, "SKU")
    assert hidden_filters_in_words(filters, CHOICES) == (
        r"items changed on 01 Jul 2026 or later, decided by Ann \*B\*, in “Tuesday, 1 Jul 2026, 14\:05”, "
        "whose title contradicts the category"
    )


def test_filters_in_sight_are_not_told_twice() -> None:
    assert (
        hidden_filters_in_words(Filters(*("red", "Dress", "To review"), *([None] * 5), False, False, "SKU"), CHOICES)
        == ""
    )
