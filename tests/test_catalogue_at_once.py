"""Many writers at once: threads of one server, and servers that start together."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fashion_model.catalogue.errors import AlreadyUndone
from fashion_model.catalogue.operations import Catalogue, open_catalogue
from tests.catalogue_fixtures import store, suggests

OPEN_AND_CREATE = """
import sys
from pathlib import Path
from fashion_model.catalogue.operations import open_catalogue
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
            catalogue.decide(
                sku=f"S-{(person + turn) % 8}",
                photo_id=photo.photo_id,
                category=("Shirt", "Coat")[turn % 2],
                person=f"person {person}",
                suggestion_id=suggestion,
            ).decision_id
            for turn in range(20)
        ]

    with ThreadPoolExecutor(8) as pool:
        made = [number for numbers in pool.map(work, range(8)) for number in numbers]
    kept = [row for item in range(8) for row in catalogue.history(f"S-{item}")]
    assert len(set(made)) == 160
    assert sorted(row.decision_id for row in kept) == sorted(made)
    assert [sum(row.person == f"person {person}" for row in kept) for person in range(8)] == [20] * 8


def test_eight_people_at_once_undo_a_decision_once(catalogue: Catalogue):
    catalogue.create_item("S-1", "Blue shirt")
    photo_id = store(catalogue).photo_id
    decision = catalogue.decide(sku="S-1", photo_id=photo_id, category="Shirt", person="Ada", suggestion_id=None)

    def undo(person: int) -> bool:
        try:
            catalogue.undo(decision.decision_id, f"person {person}")
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
