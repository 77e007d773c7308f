import csv
from dataclasses import asdict
from pathlib import Path

import pytest

from fashion_model.analysis.predictions import read_answers
from fashion_model.serving.scoring import PhotoAnswer
from tests.analysis.photo_answers import answer

SHIRT = answer("Shirt", "Coat", kids=True, shown="hung", audited="Shirt", held_back=True)
HAT = answer("none", "Bag", 0.3, label="Hat", scope=0.25, audited="")


def write(path: Path, *rows: dict[str, object]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert read_answers(write(tmp_path / "a.csv", asdict(SHIRT), asdict(HAT))) == (SHIRT, HAT)


def test_a_column_of_a_later_version_is_passed_over(tmp_path: Path) -> None:
    assert read_answers(write(tmp_path / "a.csv", asdict(HAT) | {"weather": "rain"})) == (HAT,)


@pytest.mark.parametrize("name", list(PhotoAnswer.__dataclass_fields__))
def test_no_column_may_be_missing(tmp_path: Path, name: str) -> None:
    row = {column: value for column, value in asdict(SHIRT).items() if column != name}
    with pytest.raises(KeyError, match=name):
        read_answers(write(tmp_path / "a.csv", row))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("category", "Hat", "as category one of .*, got Hat"),
        ("predicted", "none", "as predicted one of .*, got none"),
        ("status", "perhaps", "as status one of auto, review, got perhaps"),
        ("audited", "Hat", "as audited one of"),
        ("confidence", 1.2, r"as confidence a number 0\.\.1, got 1.2"),
        ("scope", float("nan"), "as scope a number"),
    ],
)
def test_a_value_that_no_answer_has_is_refused(tmp_path: Path, name: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_answers(write(tmp_path / "a.csv", asdict(SHIRT) | {name: value}))


def test_a_truth_that_is_neither_true_nor_false_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="maybe"):
        read_answers(write(tmp_path / "a.csv", asdict(SHIRT) | {"kids": "maybe"}))


def test_no_rows_are_no_answers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(PhotoAnswer.__dataclass_fields__) + "\n")
    with pytest.raises(ValueError, match="no rows"):
        read_answers(path)
