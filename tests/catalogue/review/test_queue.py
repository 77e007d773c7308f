"""What a person has to look at: in which order, for whom, and that nothing newer is overwritten."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import ChangedMeanwhile, InvalidItem, UnknownRecord
from fashion_model.catalogue.items.records import Seen
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.review.queue import GROUPED
from fashion_model.categories import NONE_OF_THE_TEN
from tests.catalogue.fixtures import AUDITED, Clock, delivered, seen, suggests

FOUR = {
    "TS-1_1.jpg": suggests("Shirt", 0.40),
    "TS-2_1.jpg": suggests("Shirt", 0.20),
    "TS-3_1.jpg": suggests("Bag", 0.30),
    "TS-4_1.jpg": suggests("Shirt", 0.10001),
}
"""Shirts are asked about as “T-shirt/top or Shirt?”, the bag as “T-shirt/top or Bag?”: what shares the rest equally."""


@pytest.fixture
def four(timed_catalogue: Catalogue) -> Catalogue:
    delivered(timed_catalogue, FOUR)
    return timed_catalogue


def given(catalogue: Catalogue, holder: str, **wanted: object) -> str | None:
    item = catalogue.review.next(holder, "Ada", **wanted)
    return item.row.sku if item else None


def all_given(catalogue: Catalogue, **wanted: object) -> list[str]:
    found = []
    while sku := given(catalogue, f"window {len(found)}", **wanted):
        found.append(sku)
    return found


def test_the_least_sure_comes_first(four: Catalogue):
    assert all_given(four) == ["TS-4", "TS-2", "TS-3", "TS-1"]
    assert given(four, "one too many") is None


def test_grouped_the_largest_group_comes_first_and_within_it_the_least_sure(four: Catalogue):
    assert four.review.waiting() == {"T-shirt/top or Shirt?": 3, "T-shirt/top or Bag?": 1}
    assert all_given(four, order=GROUPED) == ["TS-4", "TS-2", "TS-1", "TS-3"]


def test_the_largest_group_is_that_of_what_is_looked_for(four: Catalogue):
    later = {f"TS-{number}_1.jpg": suggests("Bag", 0.45) for number in (5, 6)} | {"TS-7_1.jpg": suggests("Shirt", 0.4)}
    wednesday = Search(delivery_id=delivered(four, later, name="Wednesday").delivery_id)
    assert four.review.waiting(wednesday) == {"T-shirt/top or Bag?": 2, "T-shirt/top or Shirt?": 1}
    assert all_given(four, wanted=wednesday, order=GROUPED) == ["TS-5", "TS-6", "TS-7"]


def test_filters_narrow_what_is_given_and_counted(four: Catalogue):
    bags = Search(question="T-shirt/top or Bag?")
    assert four.review.waiting(bags) == {"T-shirt/top or Bag?": 1}
    assert all_given(four, wanted=bags) == ["TS-3"]
    assert all_given(four, wanted=Search(text="ts-2", status="done")) == ["TS-2"], "the status does not count"
    assert four.review.waiting(Search(text="no such thing")) == {}


def test_an_item_shows_what_a_person_needs_to_decide(four: Catalogue):
    item = four.review.next("window", "Ada", Search(text="TS-1"))
    assert (item.answers[0].category, item.answers[0].confidence) == ("Shirt", pytest.approx(0.4))
    assert [answer.category for answer in item.answers].count(NONE_OF_THE_TEN) == 1
    assert sum(answer.confidence for answer in item.answers) == pytest.approx(1)
    assert (item.suggested, item.delivery, item.row.question) == ("Shirt", "Tuesday", "T-shirt/top or Shirt?")
    assert item.reason
    [photo] = item.photos
    assert (photo.file_name, photo.category, photo.picture.shape) == ("TS-1_1.jpg", "Shirt", (28, 28))
    assert photo.confidence == pytest.approx(0.4)
    assert photo.path.exists()
    assert four.review.item(item.row.item_id).seen == item.seen == seen(four, "TS-1")


def test_an_item_that_needs_no_look_is_shown_without_a_reason(catalogue: Catalogue):
    delivered(catalogue, {"TS-1_1.jpg": suggests("Shirt", 0.9)})
    assert catalogue.review.item(catalogue.current("TS-1").item_id).reason == ""
    catalogue.create_item("TS-2", "Without photo")
    with pytest.raises(UnknownRecord, match="no suggestion for this item"):
        catalogue.review.item(catalogue.current("TS-2").item_id)
    with pytest.raises(UnknownRecord, match="no item number 99"):
        catalogue.review.item(99)


def test_a_window_gets_its_own_item_again_and_others_another(four: Catalogue):
    assert [given(four, "one"), given(four, "one"), given(four, "two"), given(four, "one")] == [
        "TS-4",
        "TS-4",
        "TS-2",
        "TS-4",
    ]
    four.review.release("one")
    assert given(four, "three") == "TS-4"


def test_a_skipped_item_goes_to_others(four: Catalogue):
    first = four.review.next("one", "Ada").row.item_id
    assert given(four, "one", without={first}) == "TS-2"
    assert given(four, "two") == "TS-4"
    assert given(four, "one", without={four.current(f"TS-{number}").item_id for number in range(1, 5)}) is None


def test_after_exactly_five_minutes_an_item_is_free_again(four: Catalogue, clock: Clock):
    held = four.review.next("one", "Ada")
    clock.tick(minutes=4, seconds=59.999)
    assert given(four, "two") == "TS-2"
    with pytest.raises(ChangedMeanwhile, match=r"^Ada has TS-4 open in Review just now\."):
        four.actions.decide(held.seen, "Shirt", "Ben", holder="two")
    clock.tick(seconds=0.001)
    assert given(four, "two", without={four.current("TS-2").item_id}) == "TS-4"
    with pytest.raises(ChangedMeanwhile):
        four.actions.decide(held.seen, "Shirt", "Ada", holder="one")
    assert four.details.history("TS-4") == ()
    assert four.actions.decide(held.seen, "Shirt", "Ben", holder="two").person == "Ben"


@pytest.mark.parametrize(
    ("category", "kind"), [("Shirt", "accepted"), ("Bag", "changed"), (NONE_OF_THE_TEN, "none of the ten")]
)
def test_a_decision_leaves_the_queue_and_says_what_it_rests_on(four: Catalogue, category: str, kind: str):
    item = four.review.next("one", "Ada")
    made = four.actions.decide(item.seen, category, "Ada", holder="one")
    assert (made.sku, made.category, made.kind, made.model_version, made.photos) == ("TS-4", category, kind, "m1", 1)
    assert four.details.history("TS-4")[0].delivery == "Tuesday"
    assert four.current("TS-4").status == "done"
    assert given(four, "one") == "TS-2"
    assert sum(four.review.waiting().values()) == 3


def test_what_somebody_else_decided_or_the_network_said_meanwhile_is_not_overwritten(four: Catalogue, clock: Clock):
    shown = four.review.next("one", "Ada", Search(text="TS-1")).seen
    four.actions.decide("TS-1", category="Bag", person="Ben")
    with pytest.raises(
        ChangedMeanwhile, match=r"^Ben changed TS-1 to Bag at 12:00 UTC on 22 Nov 2026, after you opened it\."
    ):
        four.actions.decide(shown, "Shirt", "Ada", holder="one")
    assert four.current("TS-1").category == "Bag"
    shown = seen(four, "TS-2")
    clock.tick()
    delivered(four, {"TS-2_2.jpg": suggests("Coat", 0.3)}, name="Wednesday")
    with pytest.raises(ChangedMeanwhile, match=r"^New photos of TS-2 came, and the network suggests"):
        four.actions.decide(shown, "Shirt", "Ada")
    with pytest.raises(InvalidItem, match="not a category"):
        four.actions.decide(seen(four, "TS-2"), "Hat", "Ada")
    with pytest.raises(UnknownRecord):
        four.actions.decide(Seen(99, None, None), "Shirt", "Ada")
    assert four.details.history("TS-2") == ()


def test_a_decision_that_was_taken_back_can_be_held_and_made_again(four: Catalogue):
    made = four.actions.decide(four.review.next("one", "Ada").seen, "Shirt", "Ada", holder="one")
    item_id = four.current("TS-4").item_id
    four.actions.undo_decision(made.decision_id, "Ada")
    held = four.review.hold(item_id, "one", "Ada")
    assert (held.row.sku, held.row.status) == ("TS-4", "review")
    assert given(four, "two") == "TS-2"
    with pytest.raises(ChangedMeanwhile, match=r"^Ada has TS-4 open"):
        four.review.hold(item_id, "two", "Ben")
    assert four.actions.decide(held.seen, "Bag", "Ada", holder="one").category == "Bag"


def test_spot_checks_are_a_group_of_their_own(catalogue: Catalogue):
    delivered(catalogue, {"TS-1_1.jpg": suggests("Shirt", 0.9)}, AUDITED)
    assert catalogue.review.waiting() == {"Spot check": 1}
    item = catalogue.review.next("one", "Ada")
    assert (item.row.category, item.suggested, item.reason[:13]) == ("Shirt", "Shirt", "A spot check:")
    assert catalogue.actions.decide(item.seen, "Bag", "Ada", holder="one").kind == "changed"
    assert catalogue.review.waiting() == {}


def test_similar_items_are_confirmed_ones_with_their_photos(four: Catalogue):
    own = four.current("TS-1").item_id
    assert four.review.similar(own) == ()
    four.actions.decide(seen(four, "TS-2"), "Shirt", "Ada")
    four.actions.decide(seen(four, "TS-3"), "Coat", "Ada")
    likeliest = {answer.category for answer in four.review.item(own).answers[:3]}
    assert "Coat" not in likeliest
    [similar] = four.review.similar(own)
    assert (similar.sku, similar.category, similar.similarity) == ("TS-2", "Shirt", pytest.approx(1))
    assert similar.photo_path == four.current("TS-2").photo_path
    assert four.review.similar(own, limit=0) == ()


@pytest.fixture
def hats(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue with a hat that is most likely none of the ten, and a coat that leads narrowly."""
    delivered(
        catalogue, {"HAT-1_1.jpg": suggests("Bag", 0.4, scope=0.11), "CO-1_1.jpg": suggests("Coat", 0.8, scope=0.6)}
    )
    return catalogue


def test_most_likely_none_of_the_ten_is_what_review_shows_suggests_and_groups_by(hats: Catalogue):
    hat = hats.review.item(hats.current("HAT-1").item_id)
    assert (hat.suggested, hat.row.question) == (NONE_OF_THE_TEN, "One of the ten?")
    assert (hat.photos[0].category, hat.photos[0].confidence) == (NONE_OF_THE_TEN, pytest.approx(0.89))
    coat = hats.review.item(hats.current("CO-1").item_id)
    assert [answer.category for answer in coat.answers[:2]] == ["Coat", NONE_OF_THE_TEN]
    assert (coat.reason, coat.row.question) == ("Unsure between Coat and None of the ten.", "Coat or none of the ten?")


def test_surest_suggestions_first_counts_none_of_the_ten_too_and_accepting_writes_what_was_listed(hats: Catalogue):
    listed = hats.review.suggested(Search())
    assert [(row.sku, answer.category) for row, _, answer in listed] == [("HAT-1", NONE_OF_THE_TEN), ("CO-1", "Coat")]
    hats.actions.accept_many([seen for _, seen, _ in listed], "Ada")
    assert [hats.current(sku).category for sku in ("HAT-1", "CO-1")] == [NONE_OF_THE_TEN, "Coat"]
    assert [hats.details.history(sku)[0].kind for sku in ("HAT-1", "CO-1")] == ["none of the ten", "accepted"]


@pytest.mark.parametrize(("decided", "status"), [(NONE_OF_THE_TEN, "done"), ("Bag", "review"), ("Coat", "review")])
def test_later_photos_ask_again_when_their_likeliest_answer_is_another(
    timed_catalogue: Catalogue, clock: Clock, decided: str, status: str
):
    timed_catalogue.create_item("HAT-1", "Straw hat")
    timed_catalogue.actions.decide("HAT-1", decided, "Ada")
    clock.tick()
    delivered(timed_catalogue, {"HAT-1_1.jpg": suggests("Bag", 0.4, scope=0.11)})
    row = timed_catalogue.current("HAT-1")
    assert (row.status, row.category) == (status, decided)
    if status == "review":
        told = timed_catalogue.review.item(row.item_id).reason
        assert told == f"It was decided as {decided}, but photos that came later say None of the ten."
