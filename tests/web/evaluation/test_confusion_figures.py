import numpy as np
import pytest

from fashion_model.web.evaluation.confusion_figures import ALL, CELL, cell_table, confusion_chart, total_table
from fashion_model.web.figures import BLUE

COUNTS = np.array([[3, 1], [0, 200], [2, 2]])
RIGHT = np.array([[True, False], [False, True], [True, True]])
ROWS, COLUMNS = ("Coat", "Shirt", "Either"), ("Coat", "Shirt")


def test_cells_show_shares_of_the_row_and_empty_ones_nothing() -> None:
    table = cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True)
    assert table["number"].tolist() == ["75", "25", "", "100", "50", "50"]
    assert table["right"].tolist() == [True, False, False, True, True, True]


def test_cells_show_counts() -> None:
    assert cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=False)["number"].tolist()[:4] == ["3", "1", "", "200"]


def test_colour_of_mistakes_grows_with_the_root_of_the_share_and_an_empty_cell_has_none() -> None:
    strengths = cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=False)["strength"]
    assert strengths[1] == pytest.approx(0.06 + 0.56 * 0.5)  # a quarter is wrong
    assert strengths[0] == pytest.approx(0.06 + 0.56 * 0.5)  # the same from the other end: a quarter is missing
    assert strengths[3] == pytest.approx(0.62)
    assert strengths[2] == 0


@pytest.mark.parametrize("theme", ["#ffffff", "#0e1117"])
@pytest.mark.parametrize(("lower", "higher"), [(81, 99), (91, 99), (74, 93), (95, 100)])
def test_colour_tells_good_recalls_apart(lower: int, higher: int, theme: str) -> None:
    counts = np.array([[lower, 100 - lower], [100 - higher, higher]])
    cells = cell_table(counts, np.eye(2, dtype=bool), ("Coat", "Bag"), ("Coat", "Bag"), as_shares=True)
    page = np.array([int(theme[place : place + 2], 16) for place in (1, 3, 5)])
    blue = np.array([int(BLUE[place : place + 2], 16) for place in (1, 3, 5)])
    pale, deep = (page + strength * (blue - page) for strength in cells["strength"][[0, 3]])
    assert np.abs(pale - deep).max() > 15  # of 255, in one of red, green and blue; before, 81 and 99 % were 11 apart


def test_totals_stand_beside_and_below_and_add_up() -> None:
    totals = total_table(COUNTS, ROWS, COLUMNS)
    assert totals["number"].tolist() == ["4", "200", "4", "5", "203", "208"]
    assert totals["story"].tolist()[0] == "4 are Coat"
    chart = confusion_chart(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True, totals=True).to_dict()
    assert chart["layer"][0]["encoding"]["y"]["sort"] == [*ROWS, ALL]
    assert chart["layer"][0]["encoding"]["x"]["sort"] == [*COLUMNS, ALL]


def test_intervals_stand_in_the_words_of_cells_that_hold_pictures() -> None:
    ends = np.full(COUNTS.shape, 0.25), np.full(COUNTS.shape, 0.5)
    stories = cell_table(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True, intervals=ends)["story"]
    assert (
        stories[1].replace("\N{NO-BREAK SPACE}", " ").endswith("1 of 4 (25.0 %; 95 % confidence interval 25.0–50.0 %)")
    )
    assert "interval" not in stories[2]


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
