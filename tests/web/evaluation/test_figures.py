import numpy as np
import pytest

from fashion_model.evaluation.calibration import ReliabilityBins
from fashion_model.evaluation.risk_coverage import OperatingPoint
from fashion_model.web.evaluation.figures import reliability_figure, threshold_figure


def test_reliability_figure_draws_the_model_over_the_perfect_band() -> None:
    bins = ReliabilityBins(np.array([0.4, 0.8]), np.array([0.5, 0.7]), np.array([0.3, 0.75]), np.array([0.6, 0.85]))
    band, model = reliability_figure(bins).data
    assert list(model.x) == [0.4, 0.8]
    assert list(model.y) == [0.5, 0.7]
    assert list(band.y) == [0.6, 0.85, 0.75, 0.3]


def test_reliability_figure_begins_below_its_lowest_point() -> None:
    bins = ReliabilityBins(np.array([0.65, 0.8]), np.array([0.57, 0.7]), np.array([0.6, 0.75]), np.array([0.7, 0.85]))
    layout = reliability_figure(bins).layout
    assert layout.xaxis.range[0] == pytest.approx(0.5)
    assert layout.shapes[0].x0 == layout.shapes[0].y0 == pytest.approx(0.5)


FIGURES = {
    "0": OperatingPoint(0.0, 1.0, 0.9, 1000),
    "90": OperatingPoint(0.9, 0.5, 0.98, 1000),
    "100": OperatingPoint(1.0, 0.0, float("nan"), 1000),
}


def test_threshold_figure_draws_three_shares_and_marks_the_chosen_place() -> None:
    figure = threshold_figure(FIGURES, "90")
    lines, marks = figure.data[::2], figure.data[1::2]
    assert [line.name for line in lines] == ["Precision", "Automatic", "Recall"]
    assert list(lines[1].y) == [1.0, 0.5, 0.0]
    assert [(mark.x[0], mark.y[0]) for mark in marks] == [(1, 0.98), (1, 0.5), (1, 0.49)]
    assert [shape.x0 for shape in figure.layout.shapes] == [1]
    assert list(figure.layout.xaxis.ticktext) == ["0", "90", "100"]


def test_threshold_figure_shows_aim_and_shipped_level_where_there_are_such() -> None:
    figure = threshold_figure(FIGURES, "0", shipped="90", aim=0.95)
    assert [note.text for note in figure.layout.annotations] == ["as shipped", "aim"]
    assert [shape.x0 for shape in figure.layout.shapes][:2] == [0, 1]
    assert figure.layout.shapes[2].y0 == 0.95


def test_shipped_level_that_is_chosen_is_marked_once() -> None:
    figure = threshold_figure(FIGURES, "90", shipped="90", aim=0.95)
    assert [note.text for note in figure.layout.annotations] == ["aim"]
