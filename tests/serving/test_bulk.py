from pathlib import Path

import pytest

from fashion_model.serving.bulk import classify_bytes, classify_files, list_files
from fashion_model.serving.classifier import Classifier
from tests.photo.outfits import outfit, png


def test_folders_give_all_files_below_them_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "a.jpg", ".hidden.jpg", ".git/x.jpg", "b/1.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
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
