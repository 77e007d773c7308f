"""What becomes of dropped files, with a real model and a real catalogue."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.visits import Typed
from fashion_model.intake.spool import Spool
from fashion_model.intake.visits import Dropped, VisitFiles
from fashion_model.photo import decoders
from fashion_model.photo.garment import WHOLE
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import classify_bytes
from fashion_model.web.classify.batch import Batch, Intake, Saved
from tests.catalogue.fixtures import picture
from tests.photo.outfits import lone_top, outfit, png

WHITE = np.full((40, 40, 3), 255, dtype=np.uint8)


def dropped(data: bytes, key: str = "1", name: str = "shirt.png") -> Dropped:
    return Dropped(key=key, file_name=name, read=lambda: data, sku="")


def closed() -> Catalogue:
    raise CatalogueUnavailable("The catalogue sleeps.")


@pytest.fixture
def catalogue(sqlite_url: str, photos_dir: Path) -> Catalogue:
    return open_catalogue(sqlite_url, photos_dir)


@pytest.fixture
def receive(classifier: Classifier) -> Callable[..., Intake]:
    def ingest(data: bytes, open_it: Callable[[], Catalogue]) -> Intake:
        batch = Batch()
        batch.ingest(dropped(data), classifier, open_it)
        return batch.intakes["1"]

    return ingest


def test_photo_is_kept_and_its_suggestion_written_down(
    receive: Callable[..., Intake], catalogue: Catalogue, photos_dir: Path, classifier: Classifier
) -> None:
    data = png(picture())
    intake = receive(data, lambda: catalogue)
    assert intake.sha256 == hashlib.sha256(data).hexdigest()
    assert (photos_dir / f"{intake.sha256}.jpg").is_file()
    assert intake.kept is not None
    catalogue.create_item("S-1", "Shirt")
    decision = catalogue.actions.decide(
        "S-1",
        photo_id=intake.kept.photo_id,
        category="Bag",
        person="Ann",
        suggestion_id=intake.kept.suggestion_id,
    )
    assert decision.model_version == classifier.version
    assert decision.suggested_confidence == pytest.approx(classifier.classify(data).decision.confidence, abs=1e-6)


@pytest.mark.parametrize("data", [b"", b"no photo", png(WHITE), png(WHITE[:1, :1])])
def test_refused_file_leaves_nothing_behind(
    receive: Callable[..., Intake], catalogue: Catalogue, photos_dir: Path, data: bytes
) -> None:
    intake = receive(data, lambda: catalogue)
    assert intake.refusal.endswith(".")
    assert (intake.look, intake.kept) == (None, None)
    assert list(photos_dir.iterdir()) == []


def test_photo_whose_turn_does_not_come_is_told_and_tried_again(
    classifier: Classifier, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(classifier.limits, max_memory=398_000_000, max_wait=0.01)
    monkeypatch.setattr(classifier, "limits", limits)
    turns, batch, file = decoders.decoders(limits.max_memory)._free, Batch(), dropped(png(picture()))
    taken = 0
    while turns.acquire(blocking=False):
        taken += 1
    batch.ingest(file, classifier, lambda: catalogue)
    assert "Try this one again" in batch.intakes["1"].refusal
    assert batch.problem == ""  # the others are kept
    assert batch.missing([file], classifier.version) == [file]
    turns.release(taken)
    batch.ingest(file, classifier, lambda: catalogue)
    assert batch.intakes["1"].kept


def test_suggestion_is_made_without_the_catalogue_and_says_why_it_is_not_kept(
    receive: Callable[..., Intake], classifier: Classifier
) -> None:
    data = png(picture())
    intake = receive(data, closed)
    assert intake.look is not None
    assert intake.decision == classifier.classify(data).decision
    assert (intake.kept, intake.problem) == (None, "The catalogue sleeps.")


def test_failure_inside_the_program_is_told_by_the_same_sentence_as_in_bulk(
    receive: Callable[..., Intake], catalogue: Catalogue, classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_photo: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(classifier, "find", fail)
    data = png(picture())
    intake = receive(data, lambda: catalogue)
    assert "ZeroDivisionError" in intake.refusal
    assert intake.refusal == classify_bytes(classifier, "x.png", data).row.reason
    assert intake.kept is None


def test_another_garment_is_judged_and_its_suggestion_kept_beside_the_first(
    colour_classifier: Classifier, catalogue: Catalogue
) -> None:
    batch, data = Batch(), png(outfit())
    batch.ingest(dropped(data), colour_classifier, lambda: catalogue)
    first = batch.intakes["1"]
    batch.choose("1", 2, colour_classifier, lambda: catalogue)
    shoes = batch.intakes["1"]
    assert (first.look.kinds, first.look.kind, first.look.first_is_largest) == (
        ("bottom", "top", "footwear"),
        "bottom",
        True,
    )
    assert (shoes.look.kind, shoes.look.chosen) == ("footwear", 2)
    assert shoes.decision == colour_classifier.classify(data, 2).decision
    assert shoes.look.picture != first.look.picture
    assert shoes.kept.photo_id == first.kept.photo_id
    assert shoes.kept.suggestion_id != first.kept.suggestion_id
    batch.choose("1", 0, colour_classifier, lambda: catalogue)
    assert batch.intakes["1"].kept == first.kept


def test_photo_of_one_garment_can_be_judged_as_the_whole_picture(
    colour_classifier: Classifier, catalogue: Catalogue
) -> None:
    batch = Batch()
    batch.ingest(dropped(png(lone_top())), colour_classifier, lambda: catalogue)
    assert batch.intakes["1"].look.kinds == ("top",)
    batch.choose("1", WHOLE, colour_classifier, lambda: catalogue)
    assert batch.intakes["1"].look.kind == WHOLE


def test_chosen_garment_outlasts_a_catalogue_that_fails(colour_classifier: Classifier, catalogue: Catalogue) -> None:
    batch, photo = Batch(), dropped(png(outfit()))
    batch.ingest(photo, colour_classifier, closed)
    batch.choose("1", 1, colour_classifier, closed)
    assert batch.problem == "The catalogue sleeps."
    batch.problem = ""
    [again] = batch.missing([photo], colour_classifier.version)
    batch.ingest(again, colour_classifier, lambda: catalogue)
    assert batch.intakes["1"].look.chosen == 1
    assert batch.intakes["1"].kept is not None


def test_same_bytes_are_classified_once(classifier: Classifier, catalogue: Catalogue) -> None:
    batch, data = Batch(), png(picture())
    first, second = dropped(data, "1", "front.png"), dropped(data, "2", "copy.png")
    for file in (first, second):
        batch.ingest(file, classifier, lambda: catalogue)
    assert batch.intakes["2"].look is batch.intakes["1"].look
    assert batch.intakes["2"].dropped.file_name == "copy.png"
    assert batch.missing([first, second], classifier.version) == []


def test_other_bytes_and_another_model_are_classified(classifier: Classifier, catalogue: Catalogue) -> None:
    batch = Batch()
    first, second = dropped(png(picture(90)), "1"), dropped(png(picture(91)), "2")
    for file in (first, second):
        batch.ingest(file, classifier, lambda: catalogue)
    assert batch.intakes["2"].look is not batch.intakes["1"].look
    assert batch.missing([first], "another model") == [first]


def test_failing_catalogue_is_asked_once_and_again_after_the_problem_is_cleared(
    classifier: Classifier, catalogue: Catalogue
) -> None:
    batch, asked = Batch(), []

    def sleeping() -> Catalogue:
        asked.append(1)
        return closed()

    files = [dropped(png(picture(grey)), str(grey)) for grey in (90, 91, 92)]
    for file in files:
        batch.ingest(file, classifier, sleeping)
    assert len(asked) == 1
    assert batch.problem == "The catalogue sleeps."
    assert batch.missing(files, classifier.version) == []

    batch.problem = ""
    assert batch.missing(files, classifier.version) == files
    for file in files:
        batch.ingest(file, classifier, lambda: catalogue)
    assert all(intake.kept for intake in batch.intakes.values())


def test_summary_counts_and_leaves_out_what_is_not_there(classifier: Classifier, catalogue: Catalogue) -> None:
    batch = Batch()
    for file in (dropped(png(picture()), "1"), dropped(b"", "2")):
        batch.ingest(file, classifier, lambda: catalogue)
    automatic = batch.intakes["1"].decision.status == "auto"
    assert batch.summary() == f"2 files · {'1 needs no check' if automatic else '1 to check'} · 1 refused"


def test_file_that_the_visitor_takes_away_is_forgotten(classifier: Classifier, catalogue: Catalogue) -> None:
    batch, photo, empty = Batch(), dropped(png(picture()), "1"), dropped(b"", "2")
    for file in batch.gather([photo, empty]):
        batch.ingest(file, classifier, lambda: catalogue)
    batch.mark_change()
    assert batch.gather([empty]) == [empty]
    assert batch.summary() == "1 file · 1 refused"
    assert not batch.has_earlier_files()


def test_files_outlast_an_emptied_drop_area_until_they_are_cleared() -> None:
    batch, first, second = Batch(), dropped(b"1", "1"), dropped(b"2", "2")
    batch.mark_change()
    assert batch.gather([first]) == [first]
    assert batch.gather([]) == [first]  # the visitor was on another page
    assert batch.has_earlier_files()
    batch.mark_change()
    assert batch.gather([second]) == [first, second]
    batch.mark_change()
    assert batch.gather([]) == [first]


def test_photo_is_judged_again_by_another_threshold_and_not_by_the_same(
    classifier: Classifier, catalogue: Catalogue
) -> None:
    batch, photo = Batch(), dropped(png(picture()))
    batch.follow_threshold(lambda: 0.001)
    batch.ingest(photo, classifier, lambda: catalogue)
    assert batch.intakes["1"].decision.threshold == 0.001
    batch.follow_threshold(lambda: 0.001)
    assert batch.missing([photo], classifier.version) == []

    batch.follow_threshold(lambda: 1.5)
    assert batch.missing([photo], classifier.version) == []
    assert batch.intakes["1"].decision.status == "review"


def test_refused_file_is_not_judged_again_by_another_threshold(classifier: Classifier, catalogue: Catalogue) -> None:
    batch, empty = Batch(), dropped(b"")
    batch.ingest(empty, classifier, lambda: catalogue)
    batch.follow_threshold(lambda: 1.5)
    assert batch.missing([empty], classifier.version) == []


def test_catalogue_that_cannot_be_asked_leaves_the_models_own_threshold(classifier: Classifier) -> None:
    batch = Batch()
    batch.follow_threshold(closed)
    assert batch.problem == "The catalogue sleeps."
    batch.ingest(dropped(png(picture())), classifier, closed)
    assert batch.intakes["1"].decision.threshold == classifier.artifact.auto_threshold


def test_known_threshold_outlasts_a_catalogue_that_fails_later() -> None:
    batch = Batch()
    batch.follow_threshold(lambda: 0.7)
    batch.follow_threshold(closed)
    batch.follow_threshold(lambda: 0.9)  # not asked while the problem stands
    assert batch.threshold == 0.7


@pytest.fixture
def visited(classifier: Classifier, catalogue: Catalogue, tmp_path: Path) -> Callable[..., Batch]:
    """Return a function that opens a visit's page anew, as after a reload or in a second tab; the first has no name."""

    def open_page(name: str = "") -> Batch:
        batch = Batch(VisitFiles(Spool(tmp_path / "spool"), name))
        assert batch.recall(classifier.version, lambda: catalogue)
        return batch

    return open_page


def drop(batch: Batch, files: list[Dropped], catalogue: Catalogue) -> None:
    batch.gather(files)
    batch.visit.begin()
    batch.write_down(lambda: catalogue)


def test_reload_shows_what_was_dropped_suggested_and_refused(
    visited: Callable[..., Batch], classifier: Classifier, catalogue: Catalogue
) -> None:
    first = visited()
    files = [dropped(png(picture()), "1", "TS-1.png"), dropped(b"Milk", "2", "notes.jpg")]
    drop(first, files, catalogue)
    for file in files:
        first.ingest(file, classifier, lambda: catalogue)
    again = visited(first.visit.name)
    assert [file.file_name for file in again.files.values()] == ["TS-1.png", "notes.jpg"]
    assert again.intakes["1"].decision == first.intakes["1"].decision
    assert again.intakes["1"].kept == first.intakes["1"].kept
    assert again.intakes["2"].refusal == first.intakes["2"].refusal
    assert again.summary() == first.summary()
    assert again.missing(again.files.values(), classifier.version) == []
    again.complete("1", classifier, lambda: catalogue)
    assert again.intakes["1"].look is not None
    assert again.intakes["1"].look.kinds == first.intakes["1"].look.kinds


def test_reload_before_photos_were_looked_at_loses_none_of_them(
    visited: Callable[..., Batch], classifier: Classifier, catalogue: Catalogue, tmp_path: Path
) -> None:
    first = visited()
    drop(first, [dropped(png(picture(grey)), str(grey)) for grey in (90, 91, 92)], catalogue)
    first.ingest(first.files["90"], classifier, lambda: catalogue)
    assert len(Spool(tmp_path / "spool").names()) == 2
    assert catalogue.visits.spool_names() == set(Spool(tmp_path / "spool").names())
    again = visited(first.visit.name)
    missing = again.missing(again.files.values(), classifier.version)
    assert [file.key for file in missing] == ["91", "92"]
    for file in missing:
        again.ingest(file, classifier, lambda: catalogue)
    assert all(again.intakes[key].kept for key in ("90", "91", "92"))
    assert Spool(tmp_path / "spool").names() == ()


def test_second_window_shows_what_the_first_decided_and_undid(
    visited: Callable[..., Batch], classifier: Classifier, catalogue: Catalogue
) -> None:
    first, photo = visited(), dropped(png(picture()), "1")
    drop(first, [photo], catalogue)
    first.ingest(photo, classifier, lambda: catalogue)
    second = visited(first.visit.name)
    catalogue.create_item("S-1", "Shirt")
    decision = catalogue.actions.decide("S-1", "Bag", "Ann", photo_id=first.intakes["1"].kept.photo_id)
    first.keep_decision("1", Saved(decision, created=True), lambda: catalogue)
    second.recall(classifier.version, lambda: catalogue)
    assert second.saved["1"].decision == decision
    catalogue.actions.undo_decision(decision.decision_id, "Bea")
    for window in (first, second):
        window.recall(classifier.version, lambda: catalogue)
        assert window.saved == {}
        assert window.told_notices() == ["The decision on S-1 was undone already, in another window."]
        assert window.told_notices() == []


def test_another_garment_that_was_chosen_is_the_one_after_a_reload(
    colour_classifier: Classifier, visited: Callable[..., Batch], catalogue: Catalogue
) -> None:
    first, photo = visited(), dropped(png(outfit()), "1")
    drop(first, [photo], catalogue)
    first.ingest(photo, colour_classifier, lambda: catalogue)
    first.choose("1", 2, colour_classifier, lambda: catalogue)
    again = visited(first.visit.name)
    assert (again.intakes["1"].chosen, again.intakes["1"].decision) == (2, first.intakes["1"].decision)
    again.choose("1", WHOLE, colour_classifier, lambda: catalogue)
    assert again.intakes["1"].kept.photo_id == first.intakes["1"].kept.photo_id


def test_file_that_was_taken_away_does_not_come_back(
    visited: Callable[..., Batch], classifier: Classifier, catalogue: Catalogue
) -> None:
    first = visited()
    drop(first, [dropped(png(picture()), "1"), dropped(b"", "2")], catalogue)
    first.mark_change()
    first.gather([first.files["1"]])
    first.write_down(lambda: catalogue)
    assert list(visited(first.visit.name).files) == ["1"]


@pytest.mark.parametrize("name", ["x", "a" * 22, "../../etc/passwd", "\x00" * 22, "ä" * 22])
def test_address_that_names_no_visit_is_told_and_brings_nothing(
    classifier: Classifier, catalogue: Catalogue, name: str
) -> None:
    batch = Batch(VisitFiles(None, name))
    assert not batch.recall(classifier.version, lambda: catalogue)
    assert batch.files == {}


def test_what_was_typed_is_there_after_a_reload(visited: Callable[..., Batch], catalogue: Catalogue) -> None:
    first = visited()
    drop(first, [dropped(b"x", "1")], catalogue)
    typed = Typed("TS-7", "White \x00 shirt", "Change", "Dress")
    first.note("1", typed, lambda: catalogue)
    assert visited(first.visit.name).visit.typed["1"] == replace(typed, title="White \N{REPLACEMENT CHARACTER} shirt")


def test_file_that_left_the_spool_is_told_and_the_others_are_done(
    visited: Callable[..., Batch], classifier: Classifier, catalogue: Catalogue, tmp_path: Path
) -> None:
    first = visited()
    drop(first, [dropped(png(picture()), "1"), dropped(png(picture(91)), "2")], catalogue)
    Spool(tmp_path / "spool").delete(first.visit.waiting["1"])
    again = visited(first.visit.name)
    for file in again.missing(again.files.values(), classifier.version):
        again.ingest(file, classifier, lambda: catalogue)
    assert again.intakes["1"].refusal.endswith("Drop it again.")
    assert again.intakes["2"].kept
