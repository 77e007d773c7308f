from pathlib import Path

import pytest

from fashion_model.serving.bulk import classify_bytes, classify_files, list_files
from fashion_model.serving.classifier import Classifier


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
    def fail(_data: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(classifier, "classify", fail)
    row = classify_bytes(classifier, "x.jpg", b"")
    assert row.status == "refused"
    assert "ZeroDivisionError" in row.reason
