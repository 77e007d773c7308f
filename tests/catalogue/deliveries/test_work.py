"""The work on deliveries: who does it, and what is written of an item, at once or not at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord, FileGroup
from fashion_model.catalogue.deliveries.work import ClassifiedFile, DeliveryWork, RefusedFile
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.store.photos import PreparedPhoto
from tests.catalogue.fixtures import AUDITED, NOT_AUDITED, Clock, classified, delivered, finish, sent, suggests
from tests.catalogue.store.older_catalogue import ask


def running(catalogue: Catalogue, *paths: str, name: str = "Tuesday") -> DeliveryRecord:
    delivery = sent(catalogue, *paths, name=name)
    return catalogue.deliveries.start(delivery.delivery_id)


def groups(work: DeliveryWork, delivery: DeliveryRecord, *without: str) -> tuple[FileGroup, ...]:
    return work.next_groups(delivery.delivery_id, frozenset(without), 10)


def test_two_workers_never_have_the_same_delivery(catalogue: Catalogue):
    first, second = running(catalogue, "TS-1_1.jpg"), running(catalogue, "TS-2_1.jpg")
    ann, ben, eve = (catalogue.work(name, 15) for name in ("ann", "ben", "eve"))
    assert ann.claim().delivery_id == first.delivery_id, "the oldest first"
    assert ben.claim().delivery_id == second.delivery_id
    assert eve.claim() is None
    ben.release(first.delivery_id)
    assert eve.claim() is None, "only its own worker releases a delivery"
    ann.release(first.delivery_id)
    assert eve.claim().delivery_id == first.delivery_id


def test_eight_workers_who_ask_at_once_get_a_delivery_each(catalogue: Catalogue):
    made = {running(catalogue, f"TS-{number}_1.jpg").delivery_id for number in range(3)}

    def claim(number: int) -> int | None:
        work = catalogue.work(f"worker {number}", 15)
        return next((claimed.delivery_id for claimed in (work.claim() for _ in range(3)) if claimed), None)

    with ThreadPoolExecutor(8) as pool:
        claimed = [one for one in pool.map(claim, range(8)) if one is not None]
    assert sorted(claimed) == sorted(made)


def test_a_worker_that_shows_no_sign_of_life_loses_its_delivery(timed_catalogue: Catalogue, clock: Clock):
    delivery = running(timed_catalogue, "TS-1_1.jpg")
    ann, ben = timed_catalogue.work("ann", 15), timed_catalogue.work("ben", 15)
    ann.claim()
    [group] = groups(ann, delivery)
    clock.tick(seconds=10)
    assert ann.keep(delivery.delivery_id)
    clock.tick(seconds=14.9)
    assert ben.claim() is None
    clock.tick(seconds=0.1)
    assert ben.claim().delivery_id == delivery.delivery_id
    assert not ann.keep(delivery.delivery_id)
    assert not finish(ann, group, [classified(group.files[0], suggests("Shirt"))], 0.5, NOT_AUDITED)
    assert timed_catalogue.find_item("TS-1") is None
    assert finish(ben, group, [classified(group.files[0], suggests("Shirt"))], 0.5, NOT_AUDITED)
    assert timed_catalogue.current("TS-1").category == "Shirt"


def test_work_comes_item_by_item_in_the_order_of_the_files(catalogue: Catalogue):
    delivery = running(catalogue, "ÄB-2_1.jpg", "TS-1_1.jpg", "äb-2_2.jpg", "TS-3_1.jpg")
    work = catalogue.work("worker", 15)
    work.claim()
    assert [(group.sku, [file[1] for file in group.files]) for group in groups(work, delivery)] == [
        ("ÄB-2", ["ÄB-2_1.jpg", "äb-2_2.jpg"]),
        ("TS-1", ["TS-1_1.jpg"]),
        ("TS-3", ["TS-3_1.jpg"]),
    ]
    assert [group.sku for group in groups(work, delivery, "ÄB-2", "TS-3")] == ["TS-1"]
    assert len(work.next_groups(delivery.delivery_id, frozenset(), 1)) == 1


def test_an_item_is_finished_once(catalogue: Catalogue):
    delivery, work = running(catalogue, "TS-1_1.jpg"), catalogue.work("worker", 15)
    work.claim()
    [group] = groups(work, delivery)
    results = [classified(group.files[0], suggests("Shirt"))]
    assert finish(work, group, results, 0.5, NOT_AUDITED)
    assert not finish(work, group, results, 0.5, NOT_AUDITED)
    assert len(catalogue.details.history("TS-1")) == 1
    assert groups(work, delivery) == ()
    assert work.claim() is None


def tables(url: str) -> dict[str, int]:
    names = ("items", "photos", "suggestions", "embeddings", "item_photos", "item_suggestions", "decisions")
    return {name: ask(url, f"SELECT count(*) FROM {name}")[0][0] for name in names}


def test_a_failure_in_the_middle_leaves_nothing_and_does_not_stand_in_the_way_later(
    catalogue: Catalogue, catalogue_url: str
):
    delivery, work = running(catalogue, "TS-1_1.jpg", "TS-1_2.jpg"), catalogue.work("worker", 15)
    work.claim()
    [group] = groups(work, delivery)
    good = [classified(file, suggests("Shirt")) for file in group.files]
    photo = good[1].photo
    unnamed = PreparedPhoto("no hash", "x.jpg", photo.jpeg, photo.width, photo.height, photo.fingerprint)
    with pytest.raises(ValueError, match="Expected a SHA-256"):
        finish(work, group, [good[0], ClassifiedFile(group.files[1][0], unnamed, suggests("Coat"))], 0.5, NOT_AUDITED)
    assert set(tables(catalogue_url).values()) == {0}
    assert catalogue.deliveries.counts(delivery.delivery_id).files["waiting"] == 2
    assert finish(work, group, good, 0.5, NOT_AUDITED)
    assert tables(catalogue_url)["photos"] == 2
    assert catalogue.deliveries.get(delivery.delivery_id).state == "finished"


def test_a_photo_folder_that_fails_leaves_the_files_waiting(catalogue: Catalogue, catalogue_url: str, photos_dir: Path):
    delivery, work = running(catalogue, "TS-1_1.jpg"), catalogue.work("worker", 15)
    work.claim()
    [group] = groups(work, delivery)
    results = [classified(group.files[0], suggests("Shirt"))]
    photos_dir.rmdir()
    photos_dir.write_text("not a folder")
    with pytest.raises(CatalogueUnavailable, match="Nothing was saved"):
        finish(work, group, results, 0.5, NOT_AUDITED)
    assert set(tables(catalogue_url).values()) == {0}
    photos_dir.unlink()
    photos_dir.mkdir()
    assert finish(work, group, results, 0.5, NOT_AUDITED)
    assert catalogue.current("TS-1").photo_path.exists()


def test_a_delivery_that_is_taken_back_while_an_item_is_in_hand_gets_no_more(catalogue: Catalogue, catalogue_url: str):
    delivery, work = running(catalogue, "TS-1_1.jpg"), catalogue.work("worker", 15)
    work.claim()
    [group] = groups(work, delivery)
    catalogue.deliveries.undo(delivery.delivery_id, "Ada")
    assert not finish(work, group, [classified(group.files[0], suggests("Shirt"))], 0.5, NOT_AUDITED)
    assert set(tables(catalogue_url).values()) == {0}
    catalogue.deliveries.redo(delivery.delivery_id, "Ada")
    catalogue.deliveries.resume(delivery.delivery_id)
    assert finish(work, group, [classified(group.files[0], suggests("Shirt"))], 0.5, NOT_AUDITED)


def test_the_item_in_hand_is_still_written_when_the_delivery_is_paused(catalogue: Catalogue):
    delivery, work = running(catalogue, "TS-1_1.jpg"), catalogue.work("worker", 15)
    work.claim()
    [group] = groups(work, delivery)
    catalogue.deliveries.pause(delivery.delivery_id)
    assert finish(work, group, [classified(group.files[0], suggests("Shirt"))], 0.5, NOT_AUDITED)
    assert catalogue.current("TS-1").status == "automatic"


def test_all_photos_of_an_item_say_together_what_it_is(catalogue: Catalogue):
    said = {"TS-1_1.jpg": suggests("Shirt", 0.9), "TS-1_2.jpg": suggests("Shirt", 0.4)}
    said |= {"TS-2_1.jpg": suggests("Shirt", 0.9), "TS-2_2.jpg": suggests("Coat", 0.9)}
    delivered(catalogue, said)
    assert (catalogue.current("TS-1").status, catalogue.current("TS-1").photos) == ("automatic", 2)
    assert catalogue.details.history("TS-1")[0].photos == 2
    item = catalogue.review.next("window", "Ada")
    assert (item.row.sku, item.row.question) == ("TS-2", "Photos disagree")
    assert item.reason == "The photos disagree: 1 says Coat, 1 says Shirt."
    assert [(photo.file_name, photo.category) for photo in item.photos] == [
        ("TS-2_1.jpg", "Shirt"),
        ("TS-2_2.jpg", "Coat"),
    ]


def test_an_answer_stands_alone_only_where_it_is_sure_and_nothing_was_decided(catalogue: Catalogue):
    catalogue.create_item("TS-2", "Red coat")
    catalogue.actions.decide("TS-2", category="Coat", person="Ada")
    delivered(catalogue, {f"TS-{number}_1.jpg": suggests("Coat", 0.5) for number in (1, 2)}, AUDITED)
    delivered(catalogue, {"TS-3_1.jpg": suggests("Coat", 0.49)}, AUDITED, name="Wednesday")
    assert [row.kind for row in catalogue.details.history("TS-1")] == ["automatic"]
    assert [row.kind for row in catalogue.details.history("TS-2")] == ["changed"]
    assert catalogue.details.history("TS-3") == ()
    assert {row.sku: row.status for row in catalogue.search().rows} == {
        "TS-1": "audit",
        "TS-2": "done",
        "TS-3": "review",
    }


def test_refused_files_keep_their_reason_and_create_no_item(catalogue: Catalogue):
    delivery, work = running(catalogue, "TS-1_1.jpg", "TS-1_2.jpg", "TS-2_1.jpg"), catalogue.work("worker", 15)
    work.claim()
    mixed, refused = groups(work, delivery)
    bad = RefusedFile(mixed.files[0][0], "The file is no photo.")
    assert finish(work, mixed, [bad, classified(mixed.files[1], suggests("Shirt"))], 0.5, NOT_AUDITED)
    assert finish(work, refused, [RefusedFile(refused.files[0][0], "Too large.")], 0.5, NOT_AUDITED)
    files = catalogue.deliveries.files(delivery.delivery_id, ["refused"])
    assert [(file.path, file.reason) for file in files] == [
        ("TS-1_1.jpg", "The file is no photo."),
        ("TS-2_1.jpg", "Too large."),
    ]
    assert catalogue.current("TS-1").photos == 1
    assert catalogue.find_item("TS-2") is None
    assert catalogue.deliveries.get(delivery.delivery_id).state == "finished"


def test_two_workers_that_create_the_same_item_at_once_create_it_once(catalogue: Catalogue):
    made = [running(catalogue, f"TS-1_{number}.jpg", name=f"Delivery {number}") for number in range(4)]
    works = [catalogue.work(f"worker {number}", 15) for number in range(4)]
    claimed = [work.claim().delivery_id for work in works]
    assert claimed == [delivery.delivery_id for delivery in made]

    def finish_one(number: int) -> bool:
        [group] = groups(works[number], made[number])
        return finish(works[number], group, [classified(group.files[0], suggests("Shirt"))], 0.5, NOT_AUDITED)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(finish_one, range(4)))
    assert catalogue.search().total == 1
    assert catalogue.current("TS-1").photos == 4
    assert len(catalogue.details.history("TS-1")) == 1
