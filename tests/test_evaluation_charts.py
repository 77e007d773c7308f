from dataclasses import replace

import numpy as np
import pytest

from fashion_model.evaluation.reliability import ReliabilityBins
from fashion_model.web.evaluation_charts import coverage_figure, reliability_figure
from fashion_model.web.evaluation_confidence import automatic_answers
from fashion_model.web.evaluation_records import Automatic
from tests.photo_answers import DECISION, answer


@pytest.fixture
def automatic() -> Automatic:
    sure = [answer("Shirt", "Shirt", 0.9 + step / 1000) for step in range(10)]
    return automatic_answers([*sure, answer("Shirt", "Coat", 0.5), answer("Shirt", "Coat", 0.4)], DECISION)


def test_coverage_figure_draws_the_curve_and_the_shipped_level(automatic: Automatic) -> None:
    curve, shipped = coverage_figure(automatic).data
    assert list(curve.x)[-3:] == pytest.approx([10 / 12, 11 / 12, 1])
    assert list(curve.y)[-3:] == pytest.approx([1, 10 / 11, 10 / 12])
    assert (shipped.x[0], shipped.y[0]) == (pytest.approx(10 / 12), 1)
    assert shipped.name == "As shipped"


def test_coverage_figure_has_no_shipped_point_when_nothing_is_automatic(automatic: Automatic) -> None:
    assert [trace.name for trace in coverage_figure(replace(automatic, coverage=0.0)).data] == ["Any level"]


def test_aim_is_within_the_coverage_figure(automatic: Automatic) -> None:
    for target in (0.6, 0.95):
        figure = coverage_figure(replace(automatic, target_precision=target))
        assert figure.layout.yaxis.range[0] < min(target, 10 / 12)
        assert figure.layout.shapes[0].y0 == target


def test_reliability_figure_draws_the_model_over_the_perfect_band() -> None:
    bins = ReliabilityBins(np.array([0.4, 0.8]), np.array([0.5, 0.7]), np.array([0.3, 0.75]), np.array([0.6, 0.85]))
    band, model = reliability_figure(bins).data
    assert list(model.x) == [0.4, 0.8]
    assert list(model.y) == [0.5, 0.7]
    assert list(band.y) == [0.6, 0.85, 0.75, 0.3]
