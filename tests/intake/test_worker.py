"""The worker: photos from the spool to suggestions, whatever one file, the spool or the database does."""

import threading
from pathlib import Path

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import CLASSIFIED, FINISHED, REFUSED, WAITING
from fashion_model.catalogue.items.records import AUTOMATIC, BY_ITSELF, DONE_BY_ITSELF, TO_AUDIT
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.combine import PhotoEvidence, combine
from tests.catalogue.deliveries.fixtures import DRESS, SHIRT, T_SHIRTS, Dock, make_dock

PATIENCE_S = 60


def evidence(classifier: Classifier, data: bytes) -> PhotoEvidence:
    said = classifier.classify(data)
    return PhotoEvidence(said.probabilities, said.decision.scope, said.decision.held_back, said.decision.reason)


def test_photos_of_one_item_become_one_suggestion(
    dock: Dock, classifier: Classifier, photo_bytes: dict[str, bytes]
) -> None:
    photos = [photo_bytes[name] for name in T_SHIRTS]
    delivery = dock.work_through({"TS-1042_1.jpg": photos[0], "TS-1042_2.jpg": photos[1]})
    assert delivery.state == FINISHED
    expected = combine([evidence(classifier, data) for data in photos], classifier.artifact.auto_threshold)
    row = dock.catalogue.current("TS-1042")
    item = dock.catalogue.review.item(row.item_id)
    assert item.suggested == expected.category
    assert row.confidence == pytest.approx(expected.confidence, abs=1e-6)
    assert [photo.file_name for photo in item.photos] == ["TS-1042_1.jpg", "TS-1042_2.jpg"]
    assert row.photos == 2


def test_sure_answer_stands_and_its_history_says_that_nobody_decided(dock: Dock, photo_bytes: dict[str, bytes]) -> None:
    dock.work_through({"DR-0311.jpg": photo_bytes[DRESS]})
    row = dock.catalogue.current("DR-0311")
    assert (row.status, row.category, row.person) == (DONE_BY_ITSELF, "Dress", BY_ITSELF)
    [decision] = dock.catalogue.details.history("DR-0311")
    assert (decision.kind, decision.photos, decision.delivery) == (AUTOMATIC, 1, "Tuesday")


def test_sure_answer_that_chance_picks_is_looked_at(
    sqlite_catalogue: Catalogue, classifier: Classifier, tmp_path: Path, photo_bytes: dict[str, bytes]
) -> None:
    dock = make_dock(sqlite_catalogue, classifier, tmp_path, audit_share=0.6)  # chance says 0.5
    dock.work_through({"DR-0311.jpg": photo_bytes[DRESS]})
    row = dock.catalogue.current("DR-0311")
    assert (row.status, row.category) == (TO_AUDIT, "Dress")
    assert "spot check" in dock.catalogue.review.item(row.item_id).reason


def test_threshold_that_the_team_set_is_the_one_that_counts(
    dock: Dock, classifier: Classifier, photo_bytes: dict[str, bytes]
) -> None:
    dock.catalogue.rules.set_threshold(1.5, None, classifier.version, "Ann")
    dock.work_through({"DR-0311.jpg": photo_bytes[DRESS]})
    assert dock.catalogue.current("DR-0311").category is None
    assert dock.catalogue.review.waiting() != {}


def test_file_that_is_no_photo_is_refused_and_the_others_are_done(dock: Dock, photo_bytes: dict[str, bytes]) -> None:
    delivery = dock.work_through(
        {"SH-2210_1.jpg": b"Milk, bread, shirts", "SH-2210_2.jpg": photo_bytes[SHIRT], "SH-9.jpg": b"nothing"}
    )
    counts = dock.catalogue.deliveries.counts(delivery.delivery_id)
    assert (counts.files[CLASSIFIED], counts.files[REFUSED], counts.files[WAITING]) == (1, 2, 0)
    reasons = {file.path: file.reason for file in dock.catalogue.deliveries.files(delivery.delivery_id, [REFUSED])}
    assert "not a picture that can be read" in reasons["SH-2210_1.jpg"]
    assert dock.catalogue.current("SH-2210").photos == 1
    assert dock.catalogue.find_item("SH-9") is None


def test_photo_that_lacks_its_end_is_classified_with_a_remark(dock: Dock, photo_bytes: dict[str, bytes]) -> None:
    shirt = photo_bytes[SHIRT]
    delivery = dock.work_through(
        {"SH-2210_1.jpg": shirt[:-2], "SH-2210_2.jpg": shirt[: len(shirt) // 2], "DR-1.jpg": photo_bytes[DRESS]}
    )
    told = dock.catalogue.deliveries.files(delivery.delivery_id, [CLASSIFIED, REFUSED], with_reason=True)
    assert [(file.path, file.state) for file in told] == [("SH-2210_1.jpg", CLASSIFIED), ("SH-2210_2.jpg", REFUSED)]
    assert told[0].reason == "The file lacks its end; the picture is whole."
    assert "cut short" in told[1].reason


def test_file_that_the_spool_lost_is_refused_with_what_to_do(dock: Dock, photo_bytes: dict[str, bytes]) -> None:
    delivery = dock.deliver({"SH-2210.jpg": photo_bytes[SHIRT]})
    [name] = dock.spool.names()
    dock.spool.delete(name)
    dock.catalogue.deliveries.start(delivery.delivery_id)
    dock.worker.work_once()
    [file] = dock.catalogue.deliveries.files(delivery.delivery_id)
    assert file.state == REFUSED
    assert "Send it again" in file.reason


def test_spool_is_empty_when_a_delivery_is_done(dock: Dock, photo_bytes: dict[str, bytes]) -> None:
    dock.deliver({"SH-2210.jpg": photo_bytes[SHIRT]})
    assert len(dock.spool.names()) == 1
    dock.work_through({"DR-0311.jpg": photo_bytes[DRESS], "TS-1.jpg": b"nothing"}, "Wednesday")
    assert len(dock.spool.names()) == 1  # of the delivery that was not started


def test_sweep_removes_only_what_nothing_waits_for(
    dock: Dock, photo_bytes: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    dock.deliver({"SH-2210.jpg": photo_bytes[SHIRT]})
    [waiting] = dock.spool.names()
    orphan = dock.spool.store(b"left behind")
    assert dock.worker.sweep() == 0  # it may still be on its way to a delivery
    monkeypatch.setattr("fashion_model.intake.worker._ORPHAN_AGE_S", -1.0)
    assert dock.worker.sweep() == 1
    assert dock.spool.names() == (waiting,)
    assert orphan.name != waiting


def test_nothing_to_do_is_told(dock: Dock) -> None:
    assert dock.worker.work_once() is False


def test_paused_delivery_rests_and_goes_on_where_it_was(dock: Dock, photo_bytes: dict[str, bytes]) -> None:
    delivery = dock.deliver({"SH-2210.jpg": photo_bytes[SHIRT]})
    dock.catalogue.deliveries.start(delivery.delivery_id)
    dock.catalogue.deliveries.pause(delivery.delivery_id)
    assert dock.worker.work_once() is False
    dock.catalogue.deliveries.resume(delivery.delivery_id)
    assert dock.worker.work_once() is True
    assert dock.catalogue.deliveries.get(delivery.delivery_id).state == FINISHED


def test_work_goes_on_when_the_photo_folder_is_back(
    dock: Dock, photos_dir: Path, photo_bytes: dict[str, bytes]
) -> None:
    delivery = dock.deliver({"SH-2210.jpg": photo_bytes[SHIRT], "DR-0311.jpg": photo_bytes[DRESS]})
    dock.catalogue.deliveries.start(delivery.delivery_id)
    away = photos_dir.rename(photos_dir.with_name("away"))
    stop = threading.Event()
    thread = threading.Thread(target=dock.worker.run, args=(stop,))
    thread.start()
    try:
        until(lambda: "cannot be written" in dock.worker.problem)
        assert dock.catalogue.deliveries.counts(delivery.delivery_id).files[WAITING] == 2
        assert len(dock.spool.names()) == 2
        away.rename(photos_dir)
        until(lambda: dock.catalogue.deliveries.get(delivery.delivery_id).state == FINISHED)
        until(lambda: dock.worker.problem == "")
    finally:
        stop.set()
        thread.join()
    assert dock.catalogue.deliveries.counts(delivery.delivery_id).files[CLASSIFIED] == 2


def until(condition) -> None:
    """Wait until something that another thread does has happened."""
    tick, waited = threading.Event(), 0.0
    while not condition():
        assert waited < PATIENCE_S
        tick.wait(0.02)
        waited += 0.02
