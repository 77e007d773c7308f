"""Accepting many suggestions in one step, without a page."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.records import ACCEPT_MANY, UNDO, ActionRecord
from fashion_model.catalogue.review.visit import ReviewFilter
from fashion_model.web.review.many import ManySteps, Offer, all_offers, chosen_offers, offers_in_words, step_in_words
from tests.catalogue.fixtures import NOON, Clock, suggests
from tests.catalogue.review.items import deliver

ALL = ReviewFilter()


@pytest.fixture
def queue(timed_catalogue: Catalogue) -> Catalogue:
    """Return a catalogue with a coat and two shirts that were suggested with 90, 70 and 40 %."""
    items = {"A-1": [suggests("Shirt", 0.4)], "A-2": [suggests("Coat", 0.9)], "A-3": [suggests("Shirt", 0.7)]}
    deliver(timed_catalogue, items)
    return timed_catalogue


def skus(offers: tuple[Offer, ...] | list[Offer]) -> list[str]:
    return [offer.row.sku for offer in offers]


def categories(catalogue: Catalogue) -> list[str | None]:
    return [catalogue.current(sku).category for sku in ("A-1", "A-2", "A-3")]


def test_offers_are_the_surest_first_and_chosen_by_category_and_confidence(queue: Catalogue) -> None:
    offers = all_offers(queue, ALL)
    assert skus(offers) == ["A-2", "A-3", "A-1"]
    assert skus(chosen_offers(offers, None, 0.5)) == ["A-2", "A-3"]
    assert skus(chosen_offers(offers, "Shirt", 0.0)) == ["A-3", "A-1"]
    assert skus(chosen_offers(offers, "Shirt", 0.8)) == []


def test_offers_are_those_of_the_delivery_and_the_question(queue: Catalogue) -> None:
    other = deliver(queue, {"B-1": [suggests("Bag", 0.6)]}, name="Wednesday")
    assert skus(all_offers(queue, ReviewFilter(delivery_id=other.delivery_id))) == ["B-1"]
    assert skus(all_offers(queue, ReviewFilter(question="T-shirt/top or Coat?"))) == ["A-2"]


def test_spot_checks_and_items_with_a_category_are_not_on_offer(queue: Catalogue, clock: Clock) -> None:
    deliver(queue, {"B-1": [suggests("Bag", 0.9)]}, threshold=0.5, spot_check=True)
    queue.actions.decide("A-1", category="Dress", person="Ann")
    clock.tick()
    deliver(queue, {"A-1": [suggests("Coat", 0.9)]}, name="Wednesday")
    assert queue.current("A-1").status == "review"
    assert queue.current("B-1").status == "audit"
    assert skus(all_offers(queue, ALL)) == ["A-2", "A-3"]


def test_accepted_are_all_but_those_left_out_and_the_step_goes_back_and_forth(queue: Catalogue) -> None:
    steps, offers = ManySteps(), all_offers(queue, ALL)
    steps.toggle(offers[1].row.item_id)
    steps.accept(queue, offers, "Ann", "window")
    assert categories(queue) == ["Shirt", "Coat", None]
    assert steps.latest
    assert step_in_words(steps.latest) == "2 suggestions accepted."
    steps.undo(queue, steps.latest, "Ann")
    assert categories(queue) == [None, None, None]
    assert step_in_words(steps.latest) == "2 suggestions taken back."
    steps.redo(queue, steps.latest, "Ann")
    assert categories(queue) == ["Shirt", "Coat", None]
    assert step_in_words(steps.latest) == "2 suggestions accepted."


def test_item_that_is_unticked_and_ticked_again_is_accepted(queue: Catalogue) -> None:
    steps, offers = ManySteps(), all_offers(queue, ALL)
    for _ in range(2):
        steps.toggle(offers[0].row.item_id)
    assert skus(steps.taken(offers)) == ["A-2", "A-3", "A-1"]


def test_items_that_changed_or_are_on_another_screen_are_left_alone_and_told(queue: Catalogue) -> None:
    steps, offers = ManySteps(), all_offers(queue, ALL)
    queue.actions.decide("A-2", category="Dress", person="Bea")
    assert queue.review.next("Bea’s window", "Bea")
    steps.accept(queue, offers, "Ann", "Ann’s window")
    assert categories(queue) == [None, "Dress", "Shirt"]
    assert steps.latest
    assert step_in_words(steps.latest) == (
        "1 suggestion accepted. 2 were left alone: changed meanwhile, or on somebody else’s screen."
    )


def test_step_that_is_refused_says_why_and_keeps_the_latest(queue: Catalogue) -> None:
    steps, offers = ManySteps(), all_offers(queue, ALL)
    steps.accept(queue, offers, " ", "window")
    assert steps.problem.startswith("Your name")
    assert steps.latest is None
    assert categories(queue) == [None, None, None]


def test_undo_of_a_step_that_was_taken_back_before_is_told(queue: Catalogue) -> None:
    steps = ManySteps()
    steps.accept(queue, all_offers(queue, ALL), "Ann", "window")
    step = steps.latest
    assert step
    steps.undo(queue, step, "Ann")
    steps.undo(queue, step, "Ann")
    assert steps.problem.startswith("This decision was undone already.")


def test_words_for_offers() -> None:
    assert offers_in_words(38, 120) == "38 of 120 suggestions match. Untick those that are wrong."
    assert offers_in_words(7, 1000) == "7 of the surest 1,000 suggestions match. Untick those that are wrong."
    assert offers_in_words(0, 1) == "None of 1 suggestion matches: lower how sure they must be."
    assert offers_in_words(0, 0).startswith("No suggestion waits here.")


def test_words_for_one_suggestion() -> None:
    assert step_in_words(ActionRecord(1, ACCEPT_MANY, "Ann", NOON, 1, 1)) == (
        "1 suggestion accepted. 1 was left alone: changed meanwhile, or on somebody else’s screen."
    )
    assert step_in_words(ActionRecord(2, UNDO, "Ann", NOON, 1, 0)) == "1 suggestion taken back."
