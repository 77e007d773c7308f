import numpy as np
import pytest

from fashion_model.web.evaluation.confusion_figures import CELL, cell_table, confusion_chart

COUNTS = np.array([[3, 1], [0, 200], [2, 2]])
RIGHT = np.array([[True, False], [False, True], [True, True]])
ROWS, COLUMNS = ("Coat", "Shirt", "Either"), ("Coat", "Shirt")


def test_cells_show_shares_of_the_row_and_empty_ones_nothing() -> None:
    table = cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True)
    assert table["number"].tolist() == ["75", "25", "", "100", "50", "50"]
    assert table["right"].tolist() == [True, False, False, True, True, True]


def test_cells_show_counts() -> None:
    assert cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=False)["number"].tolist()[:4] == ["3", "1", "", "200"]


def test_colour_grows_with_the_root_of_the_share_and_an_empty_cell_has_none() -> None:
    strengths = cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=False)["strength"]
    assert strengths[1] == pytest.approx(0.06 + 0.56 * 0.5)
    assert strengths[3] == pytest.approx(0.62)
    assert strengths[2] == 0


def test_story_of_a_cell_tells_count_and_share() -> None:
    assert cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True)["story"][1] == "Coat named Shirt: 1 of 4 (25.0 %)"


def test_a_click_chooses_one_row_and_column_whose_order_is_kept() -> None:
    chart = confusion_chart(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True).to_dict()
    [clicked] = chart["params"]
    assert (clicked["name"], clicked["select"]["fields"]) == (CELL, ["true", "predicted"])
    assert clicked["select"]["toggle"] is False
    assert chart["layer"][0]["encoding"]["y"]["sort"] == list(ROWS)
    assert chart["layer"][0]["encoding"]["x"]["sort"] == list(COLUMNS)


def test_numbers_on_cells_follow_the_theme() -> None:
    colours = {
        theme: confusion_chart(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True, theme=theme).layer[1].mark.color
        for theme in ("light", "dark", None)
    }
    assert colours["light"] == colours[None] != colours["dark"]


def test_names_that_do_not_fit_the_counts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected shape \(2, 2\), got \(3, 2\)"):
        confusion_chart(COUNTS, RIGHT, COLUMNS, COLUMNS, as_shares=True)
