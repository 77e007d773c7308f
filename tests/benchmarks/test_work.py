"""The benchmarks of deliveries, writers, killed processes and big catalogues, at tiny sizes."""

import random
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image
from sqlalchemy import update

from benchmarks import big_catalogue, big_shop, delivered, delivery, killed, writers
from benchmarks.application import Memory
from fashion_model.catalogue.catalogue import open_catalogue
from fashion_model.catalogue.store.engine import open_engine
from fashion_model.catalogue.store.tables_of_work import ItemState
from fashion_model.intake.spool import Spool

ITEMS = 130


@pytest.fixture
def set_photos(photo_set: Path) -> list[Path]:
    assert photo_set.is_dir()
    return delivered.set_photos(6)


def test_no_decision_of_several_processes_is_lost_or_doubled(catalogue_url: str, tmp_path: Path) -> None:
    seen = writers.let_write(catalogue_url, tmp_path, writers=2, decisions=5)
    assert (seen.lost, seen.doubled, seen.refused, seen.stale) == (0, 0, 0, 0)
    assert len(seen.ms) == 10
    assert 0 < seen.ms.max() <= 1000 * seen.seconds


def test_lost_and_doubled_decisions_are_counted() -> None:
    assert writers.differences(made=[1, 2, 3], kept=[1, 2, 3]) == (0, 0)
    assert writers.differences(made=[1, 2, 3], kept=[1, 2]) == (1, 0)
    assert writers.differences(made=[1, 2], kept=[1, 2, 2, 4]) == (0, 2)
    assert writers.differences(made=[1, 1], kept=[1]) == (0, 1)


def test_killed_process_leaves_nothing_half_done_and_what_is_wrong_would_be_seen(
    catalogue_url: str, tmp_path: Path, set_photos: list[Path]
) -> None:
    course = killed.kill_often(catalogue_url, tmp_path, set_photos, kills=1)
    assert (course.kills, course.photos, course.wrong) == (1, 6, killed.Wrong())
    next((tmp_path / "photos").iterdir()).unlink()
    engine = open_engine(catalogue_url, 5)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(ItemState).where(ItemState.item_id == 1).values(photos=7))
    assert killed.look_through(engine, tmp_path) == killed.Wrong(half=1, stale=1)
    engine.dispose()


def test_big_catalogue_is_one_that_works(catalogue_url: str, tmp_path: Path) -> None:
    big_shop.fill(catalogue_url, ITEMS, ["a.jpg", "b.jpg"])
    catalogue = open_catalogue(catalogue_url, tmp_path)
    statuses = catalogue.statuses()
    assert sum(statuses.values()) == ITEMS
    assert min(statuses[status] for status in ("done", "automatic", "review")) > 0
    latest = max(
        row.decision_id for row in catalogue.details.history("TS-100129") + catalogue.details.history("TS-100130")
    )
    assert catalogue.actions.decide("TS-100001", category="Bag", person="Ann").decision_id > latest
    assert catalogue.create_item("NEW", "New").item_id == ITEMS + 1
    steps = big_catalogue.steps(catalogue, random.Random(0))
    assert {"all: first of 131", "by sku: any page", "next item, then a decision"} <= set(steps)
    before = catalogue.statuses()["review"]
    assert all((big_catalogue.timed(step, 1) > 0).all() for step in steps.values())
    assert catalogue.statuses()["review"] <= before - 2
    catalogue.close()


def test_delivery_without_an_application_is_timed(tmp_path: Path, set_photos: list[Path]) -> None:
    files = delivery.as_sent(tmp_path / "sent", set_photos)
    assert [file.name for file in files[:3]] == ["TS-1000_1.jpg", "TS-1000_2.jpg", "TS-1001_1.jpg"]
    seen = delivery.deliver_alone(tmp_path, files)
    assert (seen.photos, seen.first_s) == (6, None)
    assert 0 < seen.classified_s < seen.whole_s
    assert len(["as they are", *seen.cells()]) == len(delivery.HEAD)
    assert len(Spool(tmp_path / "spool").names()) == 0


def test_large_photos_differ_and_are_as_a_camera_takes_them(tmp_path: Path, set_photos: list[Path]) -> None:
    files = delivery.as_sent_large(tmp_path / "sent", set_photos[:1] * 2)
    one, other = (file.read_bytes() for file in files)
    assert one != other
    with Image.open(files[0]) as photo:
        assert photo.size == (4000, 3000)
    assert 2e6 < len(one) < 5e6


def test_memory_that_is_taken_meanwhile_is_seen() -> None:
    with Memory(psutil.Process()) as memory:
        taken = np.ones(200_000_000, dtype=np.uint8)
    assert memory.peak_mb - memory.start_mb > 150
    assert taken.nbytes == 200e6
