"""Many writers at once: threads of one server, and servers that start together."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import AlreadyUndone
from tests.catalogue.fixtures import delivered, seen, store, suggests

OPEN_AND_CREATE = """
import sys
from pathlib import Path
from fashion_model.catalogue.catalogue import open_catalogue
url, photos_dir, sku = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
open_catalogue(url, Path(photos_dir)).create_item(sku, "Blue shirt")
"""


def test_three_servers_that_start_together_on_an_empty_database_all_work(catalogue_url: str, photos_dir: Path):
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_CREATE, catalogue_url, str(photos_dir), f"S-{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    assert [server.stdout.readline() for server in servers] == ["ready\n"] * 3
    for server in servers:
        server.stdin.write("go\n")
        server.stdin.flush()
    assert [(server.communicate()[1], server.returncode) for server in servers] == [("", 0)] * 3
    catalogue = open_catalogue(catalogue_url, photos_dir)
    assert {row.sku for row in catalogue.search().rows} == {"S-0", "S-1", "S-2"}
    catalogue.close()


def test_eight_threads_that_open_an_empty_database_at_once_all_can(catalogue_url: str, photos_dir: Path):
    def open_and_create(number: int) -> None:
        catalogue = open_catalogue(catalogue_url, photos_dir)
        catalogue.create_item(f"S-{number}", "Blue shirt")
        catalogue.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_and_create, range(8)))
    catalogue = open_catalogue(catalogue_url, photos_dir)
    assert catalogue.search().total == 8
    catalogue.close()


def test_eight_people_at_once_lose_no_decision(catalogue: Catalogue):
    for person in range(8):
        catalogue.create_item(f"S-{person}", "Blue shirt")
    photo = store(catalogue)
    suggestion = catalogue.record_suggestion(photo.photo_id, suggests("Shirt"))

    def work(person: int) -> list[int]:
        return [
            catalogue.actions.decide(
                f"S-{(person + turn) % 8}",
                photo_id=photo.photo_id,
                category=("Shirt", "Coat")[turn % 2],
                person=f"person {person}",
                suggestion_id=suggestion,
            ).decision_id
            for turn in range(20)
        ]

    with ThreadPoolExecutor(8) as pool:
        made = [number for numbers in pool.map(work, range(8)) for number in numbers]
    kept = [row for item in range(8) for row in catalogue.details.history(f"S-{item}")]
    assert len(set(made)) == 160
    assert sorted(row.decision_id for row in kept) == sorted(made)
    assert [sum(row.person == f"person {person}" for row in kept) for person in range(8)] == [20] * 8


def test_eight_people_at_once_undo_a_decision_once(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    photo_id = store(catalogue).photo_id
    decision = catalogue.actions.decide("S-1", photo_id=photo_id, category="Shirt", person="Ada", suggestion_id=None)

    def undo(person: int) -> bool:
        try:
            catalogue.actions.undo_decision(decision.decision_id, f"person {person}")
        except AlreadyUndone:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(undo, range(8))) == 1


def test_eight_senders_of_the_same_photo_get_the_same_photo(catalogue: Catalogue, photos_dir: Path):
    with ThreadPoolExecutor(8) as pool:
        photos = list(pool.map(lambda _: store(catalogue), range(8)))
    assert len({photo.photo_id for photo in photos}) == 1
    assert [file.name for file in photos_dir.iterdir()] == [photos[0].path.name]


def test_eight_people_who_decide_undo_and_accept_the_same_items_lose_and_double_nothing(catalogue: Catalogue):
    delivered(catalogue, {f"S-{number}_1.jpg": suggests("Shirt", 0.4) for number in range(4)})
    on_screen = [seen(catalogue, f"S-{number}") for number in range(4)]

    def work(person: int) -> int:
        name, written = f"person {person}", 0
        for turn in range(6):
            sku = f"S-{(person + turn) % 4}"
            made = catalogue.actions.decide(sku, category=("Shirt", "Coat")[turn % 2], person=name)
            written += 1 + undone(catalogue, made.decision_id, name)
            written += catalogue.actions.accept_many(on_screen, name).decisions
            standing = [catalogue.current(f"S-{number}").last_decision_id or 0 for number in range(4)]
            written += catalogue.actions.undo_decisions(standing, name).decisions
        return written

    with ThreadPoolExecutor(8) as pool:
        written = sum(pool.map(work, range(8)))
    rows = [row for number in range(4) for row in catalogue.details.history(f"S-{number}")]
    undoes = [row.undoes for row in rows if row.undoes]
    assert len(rows) == written
    assert len(undoes) == len(set(undoes))
    for number in range(4):
        standing = [row for row in catalogue.details.history(f"S-{number}") if not row.undone and not row.undoes]
        assert catalogue.current(f"S-{number}").last_decision_id == (standing[0].decision_id if standing else None)


def test_eight_people_at_once_take_a_step_back_once_and_make_it_again_once(catalogue: Catalogue):
    delivered(catalogue, {f"S-{number}_1.jpg": suggests("Shirt", 0.4) for number in range(4)})
    on_screen = [seen(catalogue, f"S-{number}") for number in range(4)]
    step = catalogue.actions.accept_many(on_screen, "Ada")
    assert step.decisions == 4

    def taken_back(person: int) -> bool:
        return not raises(AlreadyUndone, lambda: catalogue.actions.undo(step.action_id, f"person {person}"))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(taken_back, range(8))) == 1
        [undo] = [action for action in catalogue.actions.latest() if action.kind == "undo"]
        again = pool.map(
            lambda _: not raises(AlreadyUndone, lambda: catalogue.actions.redo(undo.action_id, "Ada")), range(8)
        )
        assert sum(again) == 1
    assert catalogue.statuses()["done"] == 4
    assert [len(catalogue.details.history(f"S-{number}")) for number in range(4)] == [3, 3, 3, 3]


def test_eight_people_who_ask_at_once_get_an_item_each(catalogue: Catalogue):
    delivered(catalogue, {f"S-{number}_1.jpg": suggests("Shirt", 0.4) for number in range(8)})
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda person: catalogue.review.next(f"window {person}", "Ada"), range(8)))
    assert sorted(item.row.sku for item in given) == [f"S-{number}" for number in range(8)]
    assert catalogue.review.next("window 9", "Ada") is None


def undone(catalogue: Catalogue, decision_id: int, person: str) -> bool:
    return not raises(AlreadyUndone, lambda: catalogue.actions.undo_decision(decision_id, person))


def raises(error: type[Exception], call: Callable[[], object]) -> bool:
    try:
        call()
    except error:
        return True
    return False
