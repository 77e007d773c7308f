import csv
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from fashion_model.analysis.predictions import DARK, SLICES, SMALL_EDGE, read_answers, slices_of
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


PLAIN = PhotoAnswer(
    file="a.jpg",
    contributor=8,
    category="Shirt",
    predicted="Shirt",
    confidence=0.9,
    status="auto",
    second_category="Coat",
    second_confidence=0.05,
    scope=0.95,
    cut_by="segmenter",
    label="Shirt",
    kids=False,
    shown="",
    audited="",
    longest_edge=533,
    brightness=0.6,
)


def test_an_ordinary_photo_that_nobody_looked_at_is_in_no_slice() -> None:
    assert slices_of([PLAIN]) == {}


def test_a_photo_is_in_every_slice_that_it_belongs_to() -> None:
    small_dark_hung = replace(PLAIN, shown="hung", longest_edge=SMALL_EDGE - 1, brightness=DARK - 0.01)
    assert slices_of([small_dark_hung, PLAIN]) == {
        "hung": [small_dark_hung],
        "small": [small_dark_hung],
        "dark": [small_dark_hung],
    }


def test_the_limits_themselves_are_neither_small_nor_dark() -> None:
    assert slices_of([replace(PLAIN, longest_edge=SMALL_EDGE, brightness=DARK)]) == {}


def test_ways_of_showing_and_childrens_clothes_are_told_apart() -> None:
    flat, worn, other = (replace(PLAIN, shown=way) for way in ("laid flat", "worn", "other"))
    kids = replace(PLAIN, kids=True)
    found = slices_of([flat, worn, other, kids])
    assert found == {"laid flat": [flat], "worn": [worn], "children's": [kids]}
    assert list(found) == [name for name in SLICES if name in found]
