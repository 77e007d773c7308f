"""Steps that make or take back many decisions at once."""

from datetime import timedelta

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import AlreadyUndone, InvalidItem, UnknownRecord
from fashion_model.catalogue.items.records import Seen
from fashion_model.catalogue.items.search import Search
from tests.catalogue.fixtures import Clock, delivered, seen, suggests

THREE = {"TS-1_1.jpg": suggests("Shirt", 0.4), "TS-2_1.jpg": suggests("Coat", 0.3), "TS-3_1.jpg": suggests("Bag", 0.2)}


@pytest.fixture
def three(catalogue: Catalogue) -> Catalogue:
    delivered(catalogue, THREE)
    return catalogue


def shown(catalogue: Catalogue) -> list[Seen]:
    return [seen(catalogue, f"TS-{number}") for number in (1, 2, 3)]


def categories(catalogue: Catalogue) -> list[str | None]:
    return [catalogue.current(f"TS-{number}").category for number in (1, 2, 3)]


def test_what_is_suggested_is_listed_the_surest_first(three: Catalogue):
    found = three.review.suggested(Search(status="review"))
    listed = [(row.sku, answer.category) for row, _, answer in found]
    assert listed == [("TS-1", "Shirt"), ("TS-2", "Coat"), ("TS-3", "Bag")]
    assert len(three.review.suggested(Search(), limit=2)) == 2
    three.create_item("TS-9", "Nothing suggested")
    assert len(three.review.suggested(Search())) == 3


def test_all_that_is_suggested_is_accepted_in_one_step(three: Catalogue):
    step = three.actions.accept_many(shown(three), " Ada ")
    assert (step.kind, step.person, step.decisions, step.skipped) == ("accept many", "Ada", 3, 0)
    assert categories(three) == ["Shirt", "Coat", "Bag"]
    [decision] = three.details.history("TS-2")
    assert (decision.kind, decision.person, decision.delivery) == ("accepted", "Ada", "Tuesday")
    assert three.actions.latest()[0] == step


def test_one_category_is_given_to_many_with_or_without_a_suggestion(three: Catalogue):
    created = three.create_item("TS-9", "Nothing suggested")
    step = three.actions.change_many(dict.fromkeys([*shown(three), Seen(created.item_id, None, None)], "Coat"), "Ada")
    assert (step.kind, step.decisions) == ("change many", 4)
    assert categories(three) == ["Coat", "Coat", "Coat"]
    assert [three.details.history(f"TS-{number}")[0].kind for number in (1, 2, 9)] == ["changed", "accepted", "changed"]
    with pytest.raises(InvalidItem, match="not a category"):
        three.actions.change_many(dict.fromkeys(shown(three), "Hat"), "Ada")
    with pytest.raises(InvalidItem, match="Your name is empty"):
        three.actions.accept_many(shown(three), " ")


def test_what_changed_or_is_on_another_screen_is_left_alone(three: Catalogue):
    created = three.create_item("TS-9", "Nothing suggested")
    on_screen = [*shown(three), Seen(created.item_id, None, None), Seen(99, None, None)]
    three.actions.decide("TS-1", category="Dress", person="Ben")
    assert three.review.next("Ben's window", "Ben").row.sku == "TS-3"
    step = three.actions.accept_many(on_screen, "Ada")
    assert (step.decisions, step.skipped) == (1, 4)
    assert categories(three) == ["Dress", "Coat", None]
    own = three.actions.accept_many([seen(three, "TS-3")], "Ben", holder="Ben's window")
    assert own.decisions == 1


def test_what_was_on_another_screen_is_free_after_five_minutes(timed_catalogue: Catalogue, clock: Clock):
    delivered(timed_catalogue, THREE)
    timed_catalogue.review.next("window", "Ben")
    clock.now += timedelta(minutes=5)
    assert timed_catalogue.actions.accept_many(shown(timed_catalogue), "Ada").decisions == 3


def test_a_step_is_taken_back_and_made_again_once(three: Catalogue):
    step = three.actions.accept_many(shown(three), "Ada")
    undo = three.actions.undo(step.action_id, "Ben")
    assert (undo.kind, undo.decisions, undo.skipped) == ("undo", 3, 0)
    assert categories(three) == [None, None, None]
    with pytest.raises(AlreadyUndone):
        three.actions.undo(step.action_id, "Ben")
    redo = three.actions.redo(undo.action_id, "Ben")
    assert (redo.kind, redo.decisions) == ("redo", 3)
    assert categories(three) == ["Shirt", "Coat", "Bag"]
    with pytest.raises(AlreadyUndone):
        three.actions.redo(undo.action_id, "Ben")
    again = three.actions.undo(redo.action_id, "Ben")
    assert categories(three) == [None, None, None]
    assert [action.kind for action in three.actions.latest(2)] == ["undo", "redo"]
    three.actions.redo(again.action_id, "Ben")
    assert categories(three) == ["Shirt", "Coat", "Bag"]


def test_only_an_undo_is_made_again_and_only_other_steps_are_taken_back(three: Catalogue):
    step = three.actions.accept_many(shown(three), "Ada")
    with pytest.raises(InvalidItem, match="Only an undo can be done again"):
        three.actions.redo(step.action_id, "Ada")
    undo = three.actions.undo(step.action_id, "Ada")
    with pytest.raises(InvalidItem, match="only other steps can be undone"):
        three.actions.undo(undo.action_id, "Ada")
    with pytest.raises(UnknownRecord, match="no step number 99"):
        three.actions.undo(99, "Ada")
    assert len(three.actions.latest()) == 2


def test_undo_leaves_alone_what_was_undone_before_and_redo_what_was_decided_meanwhile(three: Catalogue):
    step = three.actions.accept_many(shown(three), "Ada")
    three.actions.undo_decision(three.current("TS-1").last_decision_id, "Ben")
    three.actions.decide("TS-2", category="Dress", person="Ben")
    undo = three.actions.undo(step.action_id, "Ada")
    assert undo.decisions == 2
    assert categories(three) == [None, "Dress", None]
    assert three.actions.redo(undo.action_id, "Ada").decisions == 1
    assert categories(three) == [None, "Dress", "Bag"]


def test_redo_comes_after_what_stood_before_the_step(three: Catalogue):
    three.actions.decide("TS-1", category="Dress", person="Ben")
    step = three.actions.change_many({seen(three, "TS-1"): "Coat"}, "Ada")
    undo = three.actions.undo(step.action_id, "Ada")
    assert three.current("TS-1").category == "Dress"
    assert three.actions.redo(undo.action_id, "Ada").decisions == 1
    assert three.current("TS-1").category == "Coat"


def test_a_selection_of_decisions_is_taken_back(three: Catalogue):
    three.actions.accept_many(shown(three), "Ada")
    numbers = [three.current(f"TS-{number}").last_decision_id for number in (1, 2)]
    undone_before = three.actions.undo_decision(numbers[0], "Ben").decision_id
    undo = three.actions.undo_decisions([*numbers, numbers[1], undone_before, 10**6], "Ada")
    assert (undo.decisions, undo.skipped) == (1, 3)
    assert categories(three) == [None, None, "Bag"]


def test_a_step_on_a_whole_delivery_belongs_to_the_delivery(three: Catalogue):
    undo = three.deliveries.undo(1, "Ada")
    with pytest.raises(InvalidItem, match="about a whole delivery"):
        three.actions.redo(undo.action_id, "Ada")
    redo = three.deliveries.redo(1, "Ada")
    with pytest.raises(InvalidItem, match="about a whole delivery"):
        three.actions.undo(redo.action_id, "Ada")
    assert three.statuses()["review"] == 3
