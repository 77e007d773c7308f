"""What becomes of dropped files, with a real model and a real catalogue."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.photo import decoders
from fashion_model.photo.garment import WHOLE
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import classify_bytes
from fashion_model.web.classify.batch import Batch, Dropped, Intake
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
    assert decision.confidence == pytest.approx(classifier.classify(data).decision.confidence, abs=1e-6)


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
    assert intake.look.decision == classifier.classify(data).decision
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
    assert shoes.look.decision == colour_classifier.classify(data, 2).decision
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
    automatic = batch.intakes["1"].look.decision.status == "auto"
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
    batch.clear()
    assert batch.gather([]) == []
    assert not batch.has_earlier_files()


def test_photo_is_judged_again_by_another_threshold_and_not_by_the_same(
    classifier: Classifier, catalogue: Catalogue
) -> None:
    batch, photo = Batch(), dropped(png(picture()))
    batch.follow_threshold(lambda: 0.001)
    batch.ingest(photo, classifier, lambda: catalogue)
    assert batch.intakes["1"].look.decision.threshold == 0.001
    batch.follow_threshold(lambda: 0.001)
    assert batch.missing([photo], classifier.version) == []

    batch.follow_threshold(lambda: 1.5)
    assert batch.missing([photo], classifier.version) == [photo]
    batch.ingest(photo, classifier, lambda: catalogue)
    assert batch.intakes["1"].look.decision.status == "review"


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
    assert batch.intakes["1"].look.decision.threshold == classifier.artifact.auto_threshold


def test_known_threshold_outlasts_a_catalogue_that_fails_later() -> None:
    batch = Batch()
    batch.follow_threshold(lambda: 0.7)
    batch.follow_threshold(closed)
    batch.follow_threshold(lambda: 0.9)  # not asked while the problem stands
    assert batch.threshold == 0.7
