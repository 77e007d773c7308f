import numpy as np
import pandas as pd
import pytest

from fashion_model.web.figures import GREY, TEAL, Curve, curves_figure, share_text


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.001, "<1"), (0.0099, "<1"), (0.01, "1"), (0.256, "26"), (0.99, "99"), (0.999, ">99"), (1.0, "100")],
)
def test_a_small_share_is_not_called_nothing_nor_a_large_one_all(share: float, expected: str) -> None:
    assert share_text(share) == expected


HISTORY = pd.DataFrame({"round": [1, 2, 3], "loss": [0.5, 0.4, 0.3], "photo_loss": [np.nan, 0.6, 0.5]})
LOSS, PHOTO_LOSS = Curve("loss", "Training", GREY), Curve("photo_loss", "Photos", TEAL, dotted=True)


def test_a_finger_on_a_figure_scrolls_the_page() -> None:
    layout = curves_figure(HISTORY, (LOSS,), [("alone", 3)], as_shares=False).layout
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange
    assert layout.yaxis.fixedrange


def test_curves_have_the_names_and_values_of_the_history() -> None:
    figure = curves_figure(HISTORY, (LOSS, PHOTO_LOSS), [("both", 3)], as_shares=False)
    assert [curve.name for curve in figure.data] == ["Training", "Photos"]
    assert list(figure.data[0].x) == [1, 2, 3]
    assert list(figure.data[0].y) == [0.5, 0.4, 0.3]
    assert [curve.line.dash for curve in figure.data] == ["solid", "dot"]


def test_curves_keep_their_colours_whatever_the_theme_says() -> None:
    figure = curves_figure(HISTORY, (LOSS, PHOTO_LOSS), [("both", 3)], as_shares=False)
    assert [curve.line.color for curve in figure.data] == [GREY, TEAL]


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
