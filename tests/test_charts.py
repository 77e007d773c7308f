import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from fashion_model.web.charts import BLUE, GREY, TEAL, Curve, confusion_figure, curves_figure, share_text, sizes_figure

COUNTS = np.array([[3, 1], [0, 200], [2, 2]])
RIGHT = np.array([[True, False], [False, True], [True, True]])
ROWS, COLUMNS = ("Coat", "Shirt", "Either"), ("Coat", "Shirt")


def texts(figure: go.Figure) -> dict[tuple[str, str], str]:
    """Return the text on each (row, column) that has one."""
    trace = figure.data[2]
    return dict(zip(zip(trace.y, trace.x, strict=True), trace.text, strict=True))


def test_confusion_figure_writes_shares_of_the_row() -> None:
    figure = confusion_figure(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True)
    assert texts(figure) == {
        ("Coat", "Coat"): "75",
        ("Coat", "Shirt"): "25",
        ("Shirt", "Shirt"): "100",
        ("Either", "Coat"): "50",
        ("Either", "Shirt"): "50",
    }


def test_confusion_figure_writes_counts_and_leaves_empty_cells_empty() -> None:
    written = texts(confusion_figure(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=False))
    assert written["Shirt", "Shirt"] == "200"
    assert ("Shirt", "Coat") not in written


def test_right_and_wrong_answers_are_coloured_apart() -> None:
    right, wrong, _ = confusion_figure(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True).data
    assert np.argwhere(~np.isnan(right.z)).tolist() == [[0, 0], [1, 1], [2, 0], [2, 1]]
    assert np.argwhere(~np.isnan(wrong.z)).tolist() == [[0, 1]]
    assert wrong.z[0, 1] == pytest.approx(0.5)  # the square root of a quarter
    assert right.colorscale != wrong.colorscale


def test_hover_tells_the_whole_story_of_a_cell() -> None:
    hover = confusion_figure(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True).data[2].hovertext
    assert hover[1] == "Coat named Shirt: 1 of 4 (25.0 %)"


def test_first_category_is_on_top_and_a_finger_cannot_zoom() -> None:
    layout = confusion_figure(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True).layout
    assert layout.yaxis.autorange == "reversed"
    assert layout.xaxis.fixedrange
    assert layout.yaxis.fixedrange


def test_row_without_pictures_has_no_cells() -> None:
    figure = confusion_figure(np.array([[0, 0], [1, 0]]), np.eye(2, dtype=bool), COLUMNS, COLUMNS, as_shares=True)
    assert texts(figure) == {("Shirt", "Coat"): "100"}


def test_text_on_cells_follows_the_theme() -> None:
    colours = {
        theme: confusion_figure(COUNTS, RIGHT, ROWS, COLUMNS, as_shares=True, theme=theme).data[2].textfont.color
        for theme in ("light", "dark", None)
    }
    assert colours["light"] == colours[None] != colours["dark"]


def test_names_that_do_not_fit_the_counts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected shape \(2, 2\), got \(3, 2\)"):
        confusion_figure(COUNTS, RIGHT, COLUMNS, COLUMNS, as_shares=True)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.001, "<1"), (0.0099, "<1"), (0.01, "1"), (0.256, "26"), (0.99, "99"), (0.999, ">99"), (1.0, "100")],
)
def test_a_small_share_is_not_called_nothing_nor_a_large_one_all(share: float, expected: str) -> None:
    assert share_text(share) == expected


HISTORY = pd.DataFrame({"round": [1, 2, 3], "loss": [0.5, 0.4, 0.3], "photo_loss": [np.nan, 0.6, 0.5]})
LOSS, PHOTO_LOSS = Curve("loss", "Training", GREY), Curve("photo_loss", "Photos", TEAL, dotted=True)


def test_curves_have_the_names_and_values_of_the_history() -> None:
    figure = curves_figure(HISTORY, (LOSS, PHOTO_LOSS), [("both", 3)], as_shares=False)
    assert [curve.name for curve in figure.data] == ["Training", "Photos"]
    assert list(figure.data[0].x) == [1, 2, 3]
    assert list(figure.data[0].y) == [0.5, 0.4, 0.3]
    assert [curve.line.dash for curve in figure.data] == ["solid", "dot"]


def test_curves_keep_their_colours_whatever_the_theme_says() -> None:
    figure = curves_figure(HISTORY, (LOSS, PHOTO_LOSS), [("both", 3)], as_shares=False)
    assert [curve.line.color for curve in figure.data] == [GREY, TEAL]
    bars = sizes_figure(["a"], [(1,)]).data
    assert {trace.marker.color for trace in bars} == {BLUE}


def test_a_line_parts_the_stages() -> None:
    figure = curves_figure(HISTORY, (LOSS,), [("alone", 2), ("both", 1)], as_shares=False)
    assert [shape.x0 for shape in figure.layout.shapes] == [2.5]
    assert [(note.text, note.x) for note in figure.layout.annotations] == [("alone", 1.5), ("both", 3.0)]


def test_one_stage_has_no_line() -> None:
    figure = curves_figure(HISTORY, (LOSS,), [("alone", 3)], as_shares=False)
    assert not figure.layout.shapes
    assert not figure.layout.annotations


def test_curves_of_a_column_that_is_not_there_are_an_error() -> None:
    with pytest.raises(KeyError):
        curves_figure(HISTORY[["round"]], (LOSS,), [], as_shares=False)


def test_sizes_show_edges_and_channels_in_order() -> None:
    figure = sizes_figure(["Picture", "First layers", "Answers"], [(28, 28, 1), (14, 14, 32), (10,)])
    edges, channels = figure.data
    assert list(edges.x) == ["Picture", "First layers", "Answers"]
    assert list(edges.y) == [28, 14, 1]
    assert list(channels.y) == [1, 32, 10]
    assert edges.hovertext[1] == "First layers: 14 × 14 × 32"


def test_parts_without_names_are_refused() -> None:
    with pytest.raises(ValueError, match="as many names as shapes"):
        sizes_figure(["picture"], [(28, 28, 1), (10,)])
