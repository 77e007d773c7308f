"""One visitor's review, without a page."""

from datetime import timedelta

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.review.queue import GROUPED, LEASE
from fashion_model.catalogue.review.visit import ReviewFilter, ReviewVisit
from tests.catalogue.fixtures import Clock, suggests
from tests.catalogue.review.items import deliver

ALL = ReviewFilter()


class Window:
    """A visitor's window: looks, presses keys, looks again."""

    def __init__(self, catalogue: Catalogue, clock: Clock, person: str, wanted: ReviewFilter = ALL) -> None:
        self.visit = ReviewVisit(f"window of {person}", clock)
        self._catalogue, self._person, self._wanted = catalogue, person, wanted
        self.look()

    @property
    def sku(self) -> str | None:
        return self.visit.item.row.sku if self.visit.item else None

    @property
    def item_id(self) -> int:
        assert self.visit.item
        return self.visit.item.row.item_id

    def look(self) -> None:
        self.visit.look(self._catalogue, self._wanted, self._person)

    def decide(self, category: str, item_id: int | None = None) -> None:
        self.visit.decide(self._catalogue, item_id or self.item_id, category, self._person)
        self.look()

    def undo(self) -> None:
        self.visit.undo(self._catalogue, len(self.visit.decided), self._person)
        self.look()

    def skip(self) -> None:
        self.visit.skip(self.item_id)
        self.look()


@pytest.fixture
def queue(timed_catalogue: Catalogue) -> Catalogue:
    """Return a catalogue with three items to review: A-1, the least sure, A-2 and A-3."""
    deliver(
        timed_catalogue,
        {"A-1": [suggests("Shirt", 0.3)], "A-2": [suggests("Shirt", 0.4)], "A-3": [suggests("Coat", 0.5)]},
    )
    return timed_catalogue


@pytest.fixture
def ann(queue: Catalogue, clock: Clock) -> Window:
    return Window(queue, clock, "Ann")


def test_decision_is_written_and_the_next_least_sure_item_comes(ann: Window, queue: Catalogue) -> None:
    assert ann.sku == "A-1"
    ann.decide("Shirt")
    assert ann.sku == "A-2"
    row = queue.current("A-1")
    assert (row.category, row.person, row.status) == ("Shirt", "Ann", "done")


def test_key_pressed_twice_decides_once(ann: Window, queue: Catalogue) -> None:
    first = ann.item_id
    ann.decide("Shirt")
    ann.decide("Shirt", item_id=first)
    assert ann.sku == "A-2"
    assert [decided.decision.sku for decided in ann.visit.decided] == ["A-1"]
    assert queue.current("A-2").category is None


def test_undo_brings_the_item_back_several_steps(ann: Window, queue: Catalogue) -> None:
    ann.decide("Shirt")
    ann.decide("Dress")
    assert ann.sku == "A-3"
    ann.undo()
    assert ann.sku == "A-2"
    ann.undo()
    assert ann.sku == "A-1"
    assert [queue.current(sku).category for sku in ("A-1", "A-2")] == [None, None]
    ann.decide("Coat")
    assert ann.sku == "A-2"
    assert queue.current("A-1").category == "Coat"


def test_undo_without_a_decision_changes_nothing(ann: Window) -> None:
    ann.undo()
    assert (ann.sku, ann.visit.notice, ann.visit.problem) == ("A-1", "", "")


def test_undo_key_pressed_twice_takes_one_decision_back(ann: Window, queue: Catalogue, clock: Clock) -> None:
    ann.decide("Shirt")
    ann.decide("Dress")
    for _ in range(2):
        ann.visit.undo(queue, 2, "Ann")
    assert [queue.current(sku).category for sku in ("A-1", "A-2")] == ["Shirt", None]


def test_item_that_was_brought_back_is_nobody_elses_meanwhile(ann: Window, queue: Catalogue, clock: Clock) -> None:
    ann.decide("Shirt")
    ann.undo()
    assert ann.sku == "A-1"
    assert Window(queue, clock, "Bea").sku == "A-2"


def test_undone_item_that_somebody_else_decided_on_is_told_and_left(ann: Window, queue: Catalogue) -> None:
    ann.decide("Shirt")
    queue.actions.decide("A-1", category="Coat", person="Bea")
    ann.undo()
    assert ann.sku == "A-2"
    assert ann.visit.notice.startswith("Bea decided on A-1 meanwhile: Coat.")


def test_decision_taken_back_elsewhere_is_told_and_the_item_comes_back(ann: Window, queue: Catalogue) -> None:
    ann.decide("Shirt")
    queue.actions.undo_decision(ann.visit.decided[0].decision.decision_id, "Bea")
    ann.undo()
    assert ann.sku == "A-1"
    assert ann.visit.notice == "The decision on A-1 had been taken back already."
    assert ann.visit.decided == []


def test_item_that_somebody_else_has_on_screen_after_the_undo_is_left_to_them(
    ann: Window, queue: Catalogue, clock: Clock
) -> None:
    ann.decide("Shirt")
    queue.actions.undo_decision(ann.visit.decided[0].decision.decision_id, "Bea")
    assert Window(queue, clock, "Bea").sku == "A-1"
    ann.undo()
    assert ann.visit.notice == "Taken back. Somebody else has A-1 on screen by now and decides on it."
    assert ann.sku == "A-2"


def test_skipped_items_come_again_only_when_asked_for(ann: Window) -> None:
    for _ in range(3):
        ann.skip()
    assert ann.sku is None
    ann.visit.forget_skipped()
    ann.look()
    assert ann.sku == "A-1"


def test_two_windows_never_have_the_same_item(ann: Window, queue: Catalogue, clock: Clock) -> None:
    bea = Window(queue, clock, "Bea")
    assert (ann.sku, bea.sku) == ("A-1", "A-2")
    ann.decide("Shirt")
    assert ann.sku == "A-3"


def test_faster_colleague_after_the_lease_is_told_and_nothing_is_overwritten(
    ann: Window, queue: Catalogue, clock: Clock
) -> None:
    clock.tick(seconds=LEASE.total_seconds() + 1)
    bea = Window(queue, clock, "Bea")
    assert bea.sku == "A-1"
    bea.decide("Dress")
    ann.decide("Shirt")
    assert queue.current("A-1").category == "Dress"
    assert ann.visit.notice == (
        "Bea changed A-1 to Dress, after you opened it. Nothing was overwritten; this is the next item."
    )
    assert ann.sku == "A-3"


def test_colleague_who_still_looks_after_the_lease_is_told(ann: Window, queue: Catalogue, clock: Clock) -> None:
    clock.tick(seconds=LEASE.total_seconds() + 1)
    Window(queue, clock, "Bea")
    ann.decide("Shirt")
    assert ann.visit.notice.startswith("Bea has A-1 open in Review just now.")
    assert queue.current("A-1").category is None
    assert ann.sku == "A-2"


def test_lease_that_ran_out_without_a_colleague_does_no_harm(ann: Window, queue: Catalogue, clock: Clock) -> None:
    clock.tick(seconds=LEASE.total_seconds() + 1)
    ann.decide("Shirt")
    assert queue.current("A-1").category == "Shirt"
    assert ann.visit.notice == ""


def test_refused_decision_leaves_the_item_on_screen(queue: Catalogue, clock: Clock) -> None:
    nameless = Window(queue, clock, "")
    nameless.decide("Shirt")
    assert nameless.sku == "A-1"
    assert nameless.visit.problem.startswith("Your name")
    assert nameless.visit.decided == []


def test_other_filter_brings_another_item(queue: Catalogue, clock: Clock) -> None:
    visit = ReviewVisit("window", clock)
    visit.look(queue, ALL, "Ann")
    visit.look(queue, ReviewFilter(question="T-shirt/top or Coat?"), "Ann")
    assert visit.item
    assert visit.item.row.sku == "A-3"
    visit.look(queue, ReviewFilter(question="Bag or Hat?"), "Ann")
    assert visit.item is None


def test_grouped_order_stays_with_a_question_until_it_is_done(timed_catalogue: Catalogue, clock: Clock) -> None:
    deliver(timed_catalogue, {f"S-{n}": [suggests("Shirt", 0.3)] for n in range(2)})
    deliver(timed_catalogue, {f"C-{n}": [suggests("Coat", 0.3)] for n in range(2)})
    window = Window(timed_catalogue, clock, "Ann", ReviewFilter(order=GROUPED))
    came = []
    while window.sku:
        came.append(window.sku)
        window.decide("Bag")
    assert came in (["S-0", "S-1", "C-0", "C-1"], ["C-0", "C-1", "S-0", "S-1"])


def test_photos_are_switched_in_a_ring_and_the_next_item_begins_with_its_first(
    timed_catalogue: Catalogue, clock: Clock
) -> None:
    deliver(timed_catalogue, {"A-1": [suggests("Shirt", 0.3), suggests("Shirt", 0.4)], "A-2": [suggests("Bag", 0.9)]})
    window = Window(timed_catalogue, clock, "Ann")
    shown = []
    for _ in range(2):
        window.visit.next_photo(window.item_id)
        shown.append(window.visit.photo)
    assert shown == [1, 0]
    window.visit.show_photo(window.item_id, 1)
    window.visit.show_photo(window.item_id + 1, 0)
    assert window.visit.photo == 1
    window.decide("Shirt")
    assert window.visit.photo == 0


def test_pace_is_the_median_of_how_long_items_were_on_screen(ann: Window, clock: Clock) -> None:
    for seconds in (2, 60, 4):
        clock.now += timedelta(seconds=seconds)
        ann.decide("Shirt")
    progress = ann.visit.progress(left=10)
    assert (progress.decided, progress.left, progress.seconds_each) == (3, 10, 4.0)


def test_item_stays_with_a_page_that_is_used(ann: Window, queue: Catalogue, clock: Clock) -> None:
    for _ in range(4):
        clock.tick(seconds=0.6 * LEASE.total_seconds())
        ann.look()
        assert Window(queue, clock, "Bob").sku == "A-2"
    assert (ann.sku, ann.visit.notice) == ("A-1", "")


def test_page_that_was_left_gives_its_item_back_and_says_so(ann: Window, queue: Catalogue, clock: Clock) -> None:
    clock.tick(seconds=LEASE.total_seconds())
    assert Window(queue, clock, "Bob").sku == "A-1"
    ann.look()
    assert ann.sku == "A-2"
    assert ann.visit.notice.startswith("Bob has A-1 open in Review just now.")


def test_page_that_was_left_says_what_was_decided_meanwhile(ann: Window, queue: Catalogue, clock: Clock) -> None:
    clock.tick(seconds=LEASE.total_seconds())
    Window(queue, clock, "Bob").decide("Coat")
    ann.look()
    assert ann.sku != "A-1"
    assert ann.visit.notice.startswith("Bob decided on A-1 meanwhile: Coat.")


def test_page_that_was_left_and_whose_item_nobody_took_has_it_again(
    ann: Window, queue: Catalogue, clock: Clock
) -> None:
    clock.tick(seconds=2 * LEASE.total_seconds())
    ann.look()
    assert ann.sku == "A-1"
    assert ann.visit.notice.startswith("This page was left for a while, so A-1 had gone back to the queue.")
    assert Window(queue, clock, "Bob").sku == "A-2"
    ann.decide("Shirt")
    assert (queue.current("A-1").category, ann.visit.notice) == ("Shirt", "")
