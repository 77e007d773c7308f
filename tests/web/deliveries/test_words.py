from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fashion_model.catalogue.deliveries.records import (
    COLLECTING,
    FINISHED,
    PAUSED,
    RUNNING,
    DeliveryCounts,
    DeliveryRecord,
)
from fashion_model.catalogue.deliveries.skus.matching import MatchedItem, Matching
from fashion_model.web.deliveries.words import (
    collected_in_words,
    files_in_words,
    items_in_words,
    matching_in_words,
    outcome_in_words,
    share_done,
    tab_title,
    time_left_in_words,
    usual_name,
)

NO_FILES = {"waiting": 0, "classified": 0, "refused": 0, "left out": 0}
NO_ITEMS = {"done": 0, "automatic": 0, "review": 0, "audit": 0, "open": 0, "withdrawn": 0}


def counts(files: dict[str, int], items: int = 0, statuses: dict[str, int] | None = None) -> DeliveryCounts:
    return DeliveryCounts(NO_FILES | files, items, NO_ITEMS | (statuses or {}), None)


def test_delivery_of_the_issue_in_words() -> None:
    found = counts({"classified": 500}, 167, {"done": 10, "automatic": 100, "review": 55, "audit": 2})
    assert items_in_words(found) == "167 items · 110 done · 57 to look at"
    assert files_in_words(found) == "500 of 500 photos done"
    assert outcome_in_words(found) == "57 items need a look."


def test_items_that_are_still_coming_are_counted_while_photos_wait() -> None:
    found = counts({"waiting": 4, "classified": 2}, 3, {"automatic": 1})
    assert items_in_words(found) == "3 items · 1 done · 0 to look at · 2 still coming"
    assert "coming" not in items_in_words(counts({"classified": 2}, 3, {"automatic": 1}))


def test_refused_and_left_out_photos_are_named_only_when_there_are_some() -> None:
    assert files_in_words(counts({"classified": 1})) == "1 of 1 photo done"
    found = counts({"waiting": 1, "classified": 2, "refused": 1, "left out": 3})
    assert files_in_words(found) == "5 of 6 photos done · 1 file refused · 3 left out"


@pytest.mark.parametrize(
    ("state", "undone", "files", "statuses", "asked", "title"),
    [
        (COLLECTING, False, {}, {}, False, "Collecting photos · Tuesday"),
        (COLLECTING, False, {"waiting": 2}, {}, False, "Ready to start · Tuesday"),
        (COLLECTING, False, {"waiting": 2}, {}, True, "Waits for an answer · Tuesday"),
        (RUNNING, False, {"waiting": 2}, {}, False, "Classifying · Tuesday"),
        (PAUSED, False, {"waiting": 2}, {}, False, "Paused · Tuesday"),
        (FINISHED, False, {"classified": 2}, {"automatic": 2}, False, "Done · Tuesday"),
        (FINISHED, False, {"classified": 2}, {"review": 1, "audit": 1}, False, "Done, 2 to review · Tuesday"),
        (FINISHED, True, {"classified": 2}, {"review": 1}, False, "Undone · Tuesday"),
    ],
)
def test_tab_says_first_what_a_delivery_needs(
    state: str, undone: bool, files: dict[str, int], statuses: dict[str, int], asked: bool, title: str
) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    delivery = DeliveryRecord(
        1, "photos", "Tuesday", "Ann", state, "before_view", "", {}, {}, "create", undone, noon, None, None, "token"
    )
    assert tab_title(delivery, counts(files, 2, statuses), asked) == title


def test_delivery_that_is_not_started_counts_photos_alone() -> None:
    assert collected_in_words(counts({"waiting": 2, "refused": 1})) == "2 photos · 1 file refused"
    assert collected_in_words(counts({"waiting": 1})) == "1 photo"
    assert collected_in_words(counts({"refused": 2})) == "0 photos · 2 files refused"


def test_delivery_without_a_single_good_photo_says_so() -> None:
    assert "No photo" in outcome_in_words(counts({"refused": 2}))
    assert outcome_in_words(counts({"classified": 1}, 1, {"automatic": 1})) == "Nothing is left to look at."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0, ""), (0.4, "about 5 s left"), (31, "about 35 s left"), (61, "about 2 min left")],
)
def test_time_left_is_told_roughly(seconds: float | None, words: str) -> None:
    assert time_left_in_words(seconds) == words


def test_share_done_counts_every_file_with_which_nothing_is_left_to_do() -> None:
    assert share_done(counts({"waiting": 1, "classified": 1, "refused": 1, "left out": 1})) == 0.75
    assert share_done(counts({})) == 0


def test_matching_in_words_tells_known_new_and_unmatched() -> None:
    items = (MatchedItem("TS-1", ("a", "b"), True), MatchedItem("TS-2", ("c",), False))
    assert matching_in_words(Matching(items, ("d",))) == "3 photos of 2 items · 1 known · 1 new · 1 photo without SKU"
    assert "without SKU" not in matching_in_words(Matching(items, ()))


def test_usual_name_is_the_visitors_moment() -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert usual_name(noon, ZoneInfo("Europe/Berlin")) == "Delivery of 24 Nov 2026, 13:00"
