"""What an item has now follows from its history, whatever happened in which order."""

import random
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, select

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.items.states import refresh
from fashion_model.catalogue.lists.read import ListRow
from fashion_model.catalogue.store.engine import normalise_url, writing
from fashion_model.catalogue.store.tables import Item
from fashion_model.catalogue.store.tables_of_work import ItemState
from tests.catalogue.fixtures import AUDITED, NOT_AUDITED, Clock, delivered, seen, store, suggests
from tests.catalogue.store.older_catalogue import execute

FIVE = ("Shirt", "Coat", "Bag", "Dress", "Trouser")


def status_of(catalogue: Catalogue, sku: str = "S-1") -> tuple[str, str | None]:
    row = catalogue.current(sku)
    return row.status, row.category


def test_a_new_item_is_open_until_somebody_decides(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    assert status_of(catalogue) == ("open", None)
    made = catalogue.actions.decide("S-1", category="Shirt", person="Ada")
    assert status_of(catalogue) == ("done", "Shirt")
    catalogue.actions.undo_decision(made.decision_id, "Ada")
    assert status_of(catalogue) == ("open", None)


def test_an_unsure_answer_asks_a_person_and_a_sure_one_stands_alone(catalogue: Catalogue):
    delivered(catalogue, {"S-1_1.jpg": suggests("Shirt", 0.4), "S-2_1.jpg": suggests("Coat", 0.9)})
    assert status_of(catalogue, "S-1") == ("review", None)
    assert status_of(catalogue, "S-2") == ("automatic", "Coat")
    assert catalogue.current("S-1").question == "T-shirt/top or Shirt?"
    row = catalogue.current("S-2")
    assert (row.question, row.person, row.model_version) == ("", "automatic", "m1")
    [decision] = catalogue.details.history("S-2")
    assert (decision.kind, decision.photos, decision.delivery) == ("automatic", 1, "Tuesday")


def test_what_chance_picked_is_looked_at_although_it_stands(catalogue: Catalogue):
    delivered(catalogue, {"S-1_1.jpg": suggests("Shirt", 0.9), "S-2_1.jpg": suggests("Shirt", 0.4)}, AUDITED)
    assert status_of(catalogue, "S-1") == ("audit", "Shirt")
    assert catalogue.current("S-1").question == "Spot check"
    assert status_of(catalogue, "S-2") == ("review", None), "what is asked about anyway is no spot check"
    catalogue.actions.decide(seen(catalogue, "S-1"), "Shirt", "Ada")
    assert status_of(catalogue, "S-1") == ("done", "Shirt")


def test_an_automatic_answer_that_was_taken_back_is_asked_about(catalogue: Catalogue):
    delivered(catalogue, {"S-1_1.jpg": suggests("Shirt", 0.9)}, AUDITED)
    undo = catalogue.actions.undo_decisions([catalogue.current("S-1").last_decision_id], "Ada")
    assert status_of(catalogue) == ("review", None)
    catalogue.actions.redo(undo.action_id, "Ada")
    assert status_of(catalogue) == ("audit", "Shirt")


def test_undo_gives_back_the_decision_from_before_and_redo_the_later_one(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    for category in ("Shirt", "Coat"):
        made = catalogue.actions.decide("S-1", category=category, person="Ada")
    undo = catalogue.actions.undo_decisions([made.decision_id], "Ada")
    assert status_of(catalogue) == ("done", "Shirt")
    assert catalogue.actions.redo(undo.action_id, "Ben").decisions == 1
    assert status_of(catalogue) == ("done", "Coat")
    assert [row.redoes for row in catalogue.details.history("S-1")] == [made.decision_id, None, None, None]


def test_a_later_answer_that_says_something_else_asks_again_and_one_that_agrees_does_not(
    timed_catalogue: Catalogue, clock: Clock
):
    for number, sku in enumerate(("S-1", "S-2")):
        timed_catalogue.create_item(sku, "Blue shirt")
        timed_catalogue.actions.decide(sku, category="Shirt", person="Ada")
        clock.tick()
        delivered(timed_catalogue, {f"{sku}_1.jpg": suggests(("Coat", "Shirt")[number], 0.9)})
    assert status_of(timed_catalogue, "S-1") == ("review", "Shirt")
    assert status_of(timed_catalogue, "S-2") == ("done", "Shirt")
    clock.tick()
    timed_catalogue.actions.decide(seen(timed_catalogue, "S-1"), "Shirt", "Ben")
    assert status_of(timed_catalogue, "S-1") == ("done", "Shirt")


def test_a_later_answer_asks_again_about_an_automatic_one_too(timed_catalogue: Catalogue, clock: Clock):
    delivered(timed_catalogue, {"S-1_1.jpg": suggests("Shirt", 0.9)})
    clock.tick()
    later = delivered(timed_catalogue, {"S-1_2.jpg": suggests("Coat", 0.9)}, name="Wednesday")
    assert status_of(timed_catalogue) == ("review", "Shirt")
    assert timed_catalogue.review.next("window", "Ada").reason == (
        "It was decided as Shirt, but photos that came later say Coat."
    )
    timed_catalogue.deliveries.undo(later.delivery_id, "Ada")
    assert status_of(timed_catalogue) == ("automatic", "Shirt")


def test_an_item_is_withdrawn_with_its_delivery_unless_somebody_decided_on_it(catalogue: Catalogue):
    delivery = delivered(catalogue, {"S-1_1.jpg": suggests("Shirt"), "S-2_1.jpg": suggests("Shirt")})
    catalogue.actions.decide("S-2", category="Coat", person="Ada")
    catalogue.deliveries.undo(delivery.delivery_id, "Ada")
    assert status_of(catalogue, "S-1") == ("withdrawn", None)
    assert status_of(catalogue, "S-2") == ("done", "Coat")
    assert [row.sku for row in catalogue.search().rows] == ["S-2"]
    assert [row.sku for row in catalogue.search(Search(status="withdrawn")).rows] == ["S-1"]
    delivered(catalogue, {"S-1_2.jpg": suggests("Shirt", 0.4)}, name="Wednesday")
    assert status_of(catalogue, "S-1") == ("review", None)


def test_a_photo_that_was_decided_on_by_mistake_leaves_with_the_undo(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    photo = store(catalogue, grey=10)
    made = catalogue.actions.decide("S-1", category="Shirt", person="Ada", photo_id=photo.photo_id)
    undo = catalogue.actions.undo_decisions([made.decision_id], "Ada")
    assert catalogue.current("S-1").photo_path is None
    catalogue.actions.redo(undo.action_id, "Ada")
    assert catalogue.current("S-1").photo_path == photo.path


def add_as_older_program(url: str, item: int, category: str) -> None:
    columns = "item_id, photo_id, category, kind, person, model_version, created_at"
    values = f"{item}, 1, '{category}', 'changed', 'Old', '', '2026-11-22 12:00:00+00:00'"
    execute(url, f"INSERT INTO decisions ({columns}) VALUES ({values})")


def test_what_an_older_program_wrote_meanwhile_is_there_after_the_next_start(
    catalogue: Catalogue, catalogue_url: str, photos_dir: Path
):
    store(catalogue)
    for number in (1, 2, 3):
        catalogue.create_item(f"S-{number}", "Blue shirt")
    add_as_older_program(catalogue_url, 1, "Coat")
    moment = "'2026-11-22 12:00:00+00:00'"
    columns = "sku, sku_key, title, search_text, created_at"
    execute(catalogue_url, f"INSERT INTO items ({columns}) VALUES ('S-4', 's-4', 'Bag', 's-4', {moment})")
    catalogue.actions.decide("S-2", category="Shirt", person="Ada")  # a later row, of which all is known
    assert catalogue.search(Search(text="S-4")).total == 0
    reopened = open_catalogue(catalogue_url, photos_dir)
    expected = {"S-1": "Coat", "S-2": "Shirt", "S-3": None, "S-4": None}
    assert {row.sku: row.category for row in reopened.search().rows} == expected
    reopened.close()


def random_step(catalogue: Catalogue, chance: random.Random) -> Callable[[], object]:
    """Return something that a person or the network may do, on six items."""
    sku, category, number = f"S-{chance.randint(1, 6)}", chance.choice(FIVE), chance.randint(1, 40)
    photos = {f"{sku}_{chance.randint(1, 4)}.jpg": suggests(category, chance.choice((0.4, 0.9)))}
    shown = [one for _, one, _ in catalogue.review.suggested(Search())]
    some = chance.sample(shown, min(2, len(shown)))
    delivery = chance.randint(1, max(1, number // 4))
    audit = chance.choice((AUDITED, NOT_AUDITED))
    photo_id = store(catalogue, chance.randint(1, 5)).photo_id
    return chance.choice(
        (
            lambda: catalogue.create_item(sku, category),
            lambda: catalogue.rename_item(sku, category, "Ada"),
            lambda: catalogue.actions.decide(sku, category=category, person="Ada"),
            lambda: catalogue.actions.decide(sku, category=category, person="Ada", photo_id=photo_id),
            lambda: catalogue.actions.undo_decision(number, "Ben"),
            lambda: catalogue.actions.undo_decisions([number, number + 1], "Ben"),
            lambda: catalogue.actions.accept_many(some, "Ada"),
            lambda: catalogue.actions.change_many(dict.fromkeys(some, category), "Ada"),
            lambda: catalogue.actions.undo(number // 2, "Ada"),
            lambda: catalogue.actions.redo(number // 2, "Ada"),
            lambda: [catalogue.actions.decide(one, category, "Ada") for one in some],
            lambda: delivered(catalogue, photos, audit),
            lambda: delivered(catalogue, photos, audit),
            lambda: catalogue.deliveries.undo(delivery, "Ada"),
            lambda: catalogue.deliveries.redo(delivery, "Ada"),
            lambda: catalogue.lists.save([ListRow(1, sku, category, category)], "List", "Ada"),
        )
    )


def states(url: str, *, anew: bool) -> list[tuple[object, ...]]:
    engine = create_engine(normalise_url(url))
    with writing(engine) as session:
        if anew:
            refresh(session, session.scalars(select(Item.id)))
        rows = [tuple(row) for row in session.execute(select(ItemState.__table__).order_by(ItemState.item_id))]
    engine.dispose()
    return rows


def test_states_are_those_that_the_whole_history_gives_after_two_hundred_random_steps(
    timed_catalogue: Catalogue, catalogue_url: str, clock: Clock
):
    chance, refused = random.Random(11), 0
    for _ in range(200):
        clock.tick()
        try:
            random_step(timed_catalogue, chance)()
        except CatalogueError:  # as when what is to be undone was undone
            refused += 1
    assert refused < 100
    before = states(catalogue_url, anew=False)
    assert len(before) == 6
    assert states(catalogue_url, anew=True) == before
