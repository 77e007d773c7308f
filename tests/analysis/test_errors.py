import numpy as np
import pytest

from fashion_model.analysis.errors import ANSWER_COLUMNS, PEOPLE_COLUMNS, ErrorAnalysis, ErrorFindings, answer_table

LABELS = np.array([6, 0, 9])
PROBABILITIES = np.full((3, 10), 0.02)
PROBABILITIES[[0, 1, 2], [0, 0, 9]] = 0.6
PROBABILITIES[[0, 1, 2], [6, 6, 5]] = 0.24
SALIENCY = np.zeros((28, 28), np.uint8)
ANALYSIS = ErrorAnalysis(
    model_version="m",
    errors={0: ErrorFindings(0, 0.25, 0.5, 3, 0.1, 0, 1.5, "suspect label", False, SALIENCY)},
    people_agree=np.array([False, True, True]),
    near_duplicate=np.array([True, False, False]),
    pictures={},
    blind=(),
    figures={},
    attribution="x",
)


def test_each_picture_has_its_answer_and_the_next_likeliest() -> None:
    table = answer_table(LABELS, PROBABILITIES, None)
    assert tuple(table.columns) == (*ANSWER_COLUMNS, *PEOPLE_COLUMNS)
    assert table["label"].tolist() == ["Shirt", "T-shirt/top", "Ankle boot"]
    assert table["predicted"].tolist() == ["T-shirt/top", "T-shirt/top", "Ankle boot"]
    assert table["right"].tolist() == [False, True, True]
    assert table["second"].tolist() == ["Shirt", "Shirt", "Sandal"]
    assert table.loc[0, ["confidence", "label_probability", "second_confidence"]].tolist() == [0.6, 0.24, 0.24]


def test_errors_have_what_people_said_and_right_answers_have_not() -> None:
    table = answer_table(LABELS, PROBABILITIES, ANALYSIS)
    error = table.iloc[0]
    assert (error["people_say"], error["verdict"]) == ("T-shirt/top", "suspect label")
    assert (error["label_share"], error["predicted_share"], error["entropy_bits"]) == (0.25, 0.5, 1.5)
    assert table["verdict"].isna().tolist() == [False, True, True]
    assert table["label_share"].isna().tolist() == [False, True, True]
    assert table["near_duplicate"].tolist() == [True, False, False]
    assert table["people_agree"].tolist() == [False, True, True]


def test_without_an_analysis_nothing_is_known_of_people() -> None:
    assert answer_table(LABELS, PROBABILITIES, None)[list(PEOPLE_COLUMNS)].isna().all().all()


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        answer_table(LABELS[:2], PROBABILITIES, None)
