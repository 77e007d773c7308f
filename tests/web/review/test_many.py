"""Accepting many suggestions in one step, without a page."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.records import ACCEPT_MANY, UNDO, ActionRecord
from fashion_model.catalogue.review.visit import ReviewFilter
from fashion_model.categories import NONE_OF_THE_TEN
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


def test_accepted_are_those_that_were_ticked_and_the_step_goes_back_and_forth(queue: Catalogue) -> None:
    steps, offers = ManySteps(), all_offers(queue, ALL)
    for ticked in (offers[0], offers[2]):
        steps.toggle(ticked.seen)
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


def test_nothing_is_ticked_before_a_person_does_and_ticks_come_off_again(queue: Catalogue) -> None:
    steps, offers = ManySteps(), all_offers(queue, ALL)
    assert steps.taken(offers) == []
    steps.toggle(offers[0].seen)
    steps.tick(offers[:2])
    assert skus(steps.taken(offers)) == ["A-2", "A-3"]
    steps.tick(offers[:2])
    steps.toggle(offers[2].seen)
    steps.toggle(offers[2].seen)
    assert steps.taken(offers) == []


def test_tick_on_a_suggestion_does_not_hold_for_one_that_came_later(queue: Catalogue, clock: Clock) -> None:
    steps = ManySteps()
    steps.tick(all_offers(queue, ALL))
    clock.tick()
    deliver(queue, {"A-1": [suggests("Dress", 0.8)]}, name="Wednesday")
    assert skus(steps.taken(all_offers(queue, ALL))) == ["A-2", "A-3"]


def test_most_likely_none_of_the_ten_is_offered_as_that_and_found_by_it(queue: Catalogue) -> None:
    deliver(queue, {"HAT-1": [suggests("Bag", 0.4, scope=0.05)]}, name="Wednesday")
    steps, offers = ManySteps(), all_offers(queue, ALL)
    assert [(offer.row.sku, offer.answer.category) for offer in offers[:2]] == [
        ("HAT-1", NONE_OF_THE_TEN),
        ("A-2", "Coat"),
    ]
    assert skus(chosen_offers(offers, NONE_OF_THE_TEN, 0.9)) == ["HAT-1"]
    assert skus(chosen_offers(offers, "Bag", 0.0)) == []
    steps.tick(offers[:1])
    steps.accept(queue, offers, "Ann", "window")
    assert queue.current("HAT-1").category == NONE_OF_THE_TEN


def test_items_that_changed_or_are_on_another_screen_are_left_alone_and_told(queue: Catalogue) -> None:
    steps, offers = ManySteps(), all_offers(queue, ALL)
    steps.tick(offers)
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
    steps, offers = ManySteps(), all_offers(queue, ALL)
    steps.tick(offers)
    steps.accept(queue, offers, "Ann", "window")
    step = steps.latest
    assert step
    steps.undo(queue, step, "Ann")
    steps.undo(queue, step, "Ann")
    assert steps.problem.startswith("This decision was undone already.")


def test_words_for_offers() -> None:
    assert offers_in_words(38, 120) == "38 of 120 suggestions match. Tick those that are right."
    assert offers_in_words(1, 1) == "1 of 1 suggestion matches. Tick those that are right."
    assert offers_in_words(1, 3) == "1 of 3 suggestions matches. Tick those that are right."
    assert offers_in_words(7, 1000) == "7 of the surest 1,000 suggestions match. Tick those that are right."
    assert offers_in_words(0, 1) == "None of 1 suggestion matches: lower how sure they must be."
    assert offers_in_words(0, 0).startswith("No suggestion waits here.")


def test_words_for_one_suggestion() -> None:
    assert step_in_words(ActionRecord(1, ACCEPT_MANY, "Ann", NOON, 1, 1)) == (
        "1 suggestion accepted. 1 was left alone: changed meanwhile, or on somebody else’s screen."
    )
    assert step_in_words(ActionRecord(2, UNDO, "Ann", NOON, 1, 0)) == "1 suggestion taken back."
