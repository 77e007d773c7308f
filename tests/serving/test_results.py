from pathlib import Path

import pytest

from fashion_model.photo.garment import WHOLE
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import (
    COLUMNS,
    Answer,
    answer_of,
    cells,
    classify_bytes,
    classify_files,
    list_files,
    refused_row,
    result_row,
    safe_cell,
)
from tests.catalogue.fixtures import suggests
from tests.photo.outfits import outfit, png


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@SUM(A1)", "\tx", "\r", "\n=1"])
def test_cell_that_would_run_is_shown_instead(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Shirt", "a=b", "0.5", "<b>x</b>", "T-shirt/top"])
def test_harmless_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_columns_are_the_published_interface() -> None:
    published = "file,category,confidence,status,reason,second_category,second_confidence,model,garment"
    assert ",".join(COLUMNS) == f"{published},remark,likeliest,likeliest_confidence"


def test_refused_row_has_no_category_and_empty_numbers() -> None:
    row = refused_row("=x.jpg", "The file is empty.", "m1")
    assert cells(row) == {
        "file": "'=x.jpg",
        "category": "",
        "confidence": "",
        "status": "refused",
        "reason": "The file is empty.",
        "second_category": "",
        "second_confidence": "",
        "model": "m1",
        "garment": "",
        "remark": "",
        "likeliest": "",
        "likeliest_confidence": "",
    }


def test_row_of_a_photo_carries_the_decision(classifier: Classifier, shirt_photo: bytes) -> None:
    classification = classifier.classify(shirt_photo)
    row = result_row("shirt.jpg", classification)
    assert row.category == classification.decision.category
    assert row.confidence == pytest.approx(classification.decision.confidence, abs=5e-5)
    assert row.second_confidence is not None
    assert row.second_confidence <= row.confidence
    assert row.model == classifier.version
    assert row.garment == classification.garment.kind
    first = classification.decision.answers[0]
    assert (row.likeliest, row.likeliest_confidence) == (first.category, pytest.approx(first.confidence, abs=5e-5))


def test_answer_lists_every_garment_with_the_one_that_was_judged() -> None:
    answer = answer_of("look.jpg", suggests("Sneaker", chosen=1, kinds=("item", "footwear")))
    assert (answer.row.category, answer.row.garment, answer.chosen) == ("Sneaker", "footwear", 1)
    assert [one.kind for one in answer.garments] == ["item", "footwear"]
    left, top, right, bottom = answer.garments[0].box  # of a block over columns 8 to 22 of 30 and rows 8 to 32 of 40
    assert (left, right) == pytest.approx((8 / 30, 22 / 30), abs=0.05)
    assert (top, bottom) == pytest.approx((8 / 40, 32 / 40), abs=0.05)
    assert answer.garments[0].area == pytest.approx(14 * 24 / 1200, abs=0.05)


def test_whole_picture_is_named_in_the_answer_and_refused_files_choose_nothing() -> None:
    assert answer_of("look.jpg", suggests("Sneaker", chosen=WHOLE)).as_dict()["chosen"] == "whole"
    refused = Answer(refused_row("x.jpg", "The file is empty.", "m1")).as_dict()
    assert (refused["chosen"], refused["garments"], refused["garment"]) == (None, [], "")


def test_folders_give_all_files_below_them_in_order_without_clutter(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "a.jpg", ".hidden.jpg", ".git/x.jpg", "b/1.txt", "b/Thumbs.db", "@eaDir/a.jpg/x.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [file.relative_to(tmp_path).as_posix() for file in list_files([tmp_path])] == ["a.jpg", "b/1.txt", "b/2.jpg"]


def test_file_is_kept_as_it_was_named(tmp_path: Path) -> None:
    assert list_files([tmp_path / "missing.jpg"]) == [tmp_path / "missing.jpg"]


def test_one_bad_file_does_not_stop_the_others(classifier: Classifier, shirt_photo: bytes, tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(shirt_photo)
    (tmp_path / "2.jpg").write_bytes(b"")
    files = [tmp_path / "1.jpg", tmp_path / "2.jpg", tmp_path / "3.jpg", tmp_path / "1.jpg"]
    rows = list(classify_files(classifier, files))
    assert [row.status == "refused" for row in rows] == [False, True, True, False]
    assert "empty" in rows[1].reason
    assert "no such file" in rows[2].reason
    assert rows[0] == rows[3]


def test_failure_inside_the_program_becomes_a_row(classifier: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_data: bytes, _chosen: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(classifier, "classify", fail)
    row = classify_bytes(classifier, "x.jpg", b"").row
    assert row.status == "refused"
    assert "ZeroDivisionError" in row.reason
    assert "Save the photo in another format" in row.reason


def test_garment_that_a_photo_does_not_show_is_refused_with_those_it_does(
    classifier: Classifier, shirt_photo: bytes
) -> None:
    answer = classify_bytes(classifier, "shirt.jpg", shirt_photo, 99)
    assert (answer.row.status, answer.row.category, answer.garments) == ("refused", "", ())
    assert "99 was asked for" in answer.row.reason


def test_chosen_garment_is_the_one_that_is_judged(colour_classifier: Classifier) -> None:
    answers = [classify_bytes(colour_classifier, "look.png", png(outfit()), one) for one in (0, 2, "whole picture")]
    assert [answer.row.garment for answer in answers] == ["bottom", "footwear", "whole picture"]
    assert [answer.chosen for answer in answers] == [0, 2, "whole"]
    assert [len(answer.garments) for answer in answers] == [3, 3, 3]
