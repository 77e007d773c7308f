import csv
import io
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from fashion_model.analysis.errors import ANSWER_COLUMNS, PEOPLE_COLUMNS, answer_table
from fashion_model.categories import CATEGORIES
from fashion_model.web.report.downloads_words import (
    PHOTO_ROW_COLUMNS,
    ROW_COLUMNS,
    dictionary,
    photo_rows_frame,
    rows_csv,
    rows_frame,
    rows_parquet,
)
from tests.analysis.photo_answers import answer
from tests.web.report.fixtures import WHEN, judgement

LABELS = np.array([6, 0])
PROBABILITIES = np.full((2, 10), 0.02)
PROBABILITIES[:, 0] = 0.82  # both are named T-shirt/top: the first, a shirt, wrongly
TABLE = answer_table(LABELS, PROBABILITIES, None)
VOTES = np.arange(20).reshape(2, 10).astype(np.uint8)
VOTE_COLUMNS = [f"votes_{name}" for name in CATEGORIES]


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_votes_are_columns_only_where_they_are_known() -> None:
    frame = rows_frame(TABLE, VOTES)
    assert frame.loc[1, VOTE_COLUMNS].tolist() == list(range(10, 20))
    without = rows_frame(TABLE, None)
    assert tuple(without)[: len(ANSWER_COLUMNS) + len(PEOPLE_COLUMNS)] == (*ANSWER_COLUMNS, *PEOPLE_COLUMNS)
    assert not set(VOTE_COLUMNS) & set(without)


def test_votes_on_other_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected votes of shape \(2, 10\), got \(1, 10\)"):
        rows_frame(TABLE, VOTES[:1])


def test_judgements_of_several_people_stand_in_one_cell_and_are_counted() -> None:
    said = [
        judgement(person="Ben", judgement="reasonable", note="", created_at=WHEN - timedelta(days=1)),
        judgement(),
        judgement(person="Cleo", judgement="wrong label", note=""),
    ]
    first, second = rows_frame(TABLE, None, said).to_dict("records")
    assert first["judgements"] == "Ann: wrong label (No collar at all); Ben: reasonable; Cleo: wrong label"
    counted = ("judged_reasonable", "judged_wrong_label", "judged_models_fault")
    assert [first[name] for name in counted] == [1, 2, 0]
    assert first["judged_at"] == "2026-11-29T08:30:00+00:00"
    assert [second[name] for name in (*counted, "judgements", "judged_at")] == [0, 0, 0, "", ""]


def test_a_judgement_of_an_answer_that_is_no_longer_given_is_told_but_not_counted() -> None:
    row = rows_frame(TABLE, None, [judgement(predicted="Coat")]).iloc[0]
    assert row["judgements"] == "Ann: wrong label, of the earlier answer Coat (No collar at all)"
    assert row["judged_wrong_label"] == 0


def test_judgements_of_photos_stay_with_photos() -> None:
    of_photo = judgement(source="photos", picture="0")
    assert rows_frame(TABLE, None, [of_photo])["judgements"].tolist() == ["", ""]
    photos = [answer("Shirt", "T-shirt/top", file="0"), answer("Bag", "Bag", file="1")]
    assert photo_rows_frame(photos, [of_photo])["judged_wrong_label"].tolist() == [1, 0]
    assert photo_rows_frame(photos, [judgement()])["judged_wrong_label"].tolist() == [0, 0]


def test_a_photo_row_says_whether_the_answer_is_right() -> None:
    photos = [answer("Shirt", "Coat"), answer("footwear", "Sneaker"), answer("none", "Bag")]
    assert photo_rows_frame(photos)["right"].tolist() == [False, True, False]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1+1"])
def test_no_cell_of_the_csv_is_a_formula(text: str) -> None:
    frame = photo_rows_frame(
        [answer("Shirt", "Coat", file=text, label=text)], [judgement(source="photos", picture=text, person=text)]
    )
    [row] = read_csv(rows_csv(frame))
    assert (row["file"], row["label"]) == (f"'{text}", f"'{text}")
    assert row["judgements"].startswith("'")


def test_ordinary_text_is_left_alone_in_the_csv() -> None:
    [row] = read_csv(rows_csv(photo_rows_frame([answer("T-shirt/top", "T-shirt/top", file="a-b.jpg")])))
    assert (row["file"], row["predicted"], row["confidence"], row["kids"]) == ("a-b.jpg", "T-shirt/top", "0.9", "False")


def test_what_is_not_known_is_empty_in_the_csv() -> None:
    row = read_csv(rows_csv(rows_frame(TABLE, None)))[0]
    assert {row[name] for name in PEOPLE_COLUMNS} == {""}


def test_parquet_keeps_every_value_and_type() -> None:
    frame = rows_frame(TABLE, VOTES, [judgement(person="=Ann")])
    read = pd.read_parquet(io.BytesIO(rows_parquet(frame)))
    pd.testing.assert_frame_equal(read, frame)
    assert read["judgements"][0].startswith("=Ann: ")


def test_every_column_has_a_meaning() -> None:
    assert dictionary(rows_frame(TABLE, VOTES), ROW_COLUMNS)["Column"].tolist() == list(ROW_COLUMNS)
    assert dictionary(photo_rows_frame([answer("Bag", "Bag")]), PHOTO_ROW_COLUMNS)["Column"].tolist() == list(
        PHOTO_ROW_COLUMNS
    )
    with pytest.raises(KeyError, match="colour"):
        dictionary(TABLE.assign(colour=1), ROW_COLUMNS)
