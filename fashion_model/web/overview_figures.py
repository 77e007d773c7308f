"""Plotly figures of the Evaluation page's overview: scores beside those of others, and what people make of errors."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from fashion_model.evaluation.anchors import Anchor
from fashion_model.evaluation.honest_scores import PartScore
from fashion_model.evaluation.metrics import Interval
from fashion_model.evaluation.votes import VERDICTS, Verdict
from fashion_model.web.charts import BLUE, GREY, standing_still
from fashion_model.web.evaluation_tables import interval_text, score_text

VERDICT_COLOURS: Mapping[Verdict, str] = {
    "suspect label": "#8b5cf6",
    "reasonable": "#22915a",
    "the network's fault": "#dc4446",
    "ambiguous": GREY,
}
"""As the badges of the gallery, dark enough for white numbers."""
_ROW_HEIGHT = 46
_BESIDE = 0.04
"""How far the axis of scores goes on below the lowest of them, so that its place is not taken for nothing."""


def scores_figure(scores: Mapping[str, PartScore], anchors: Sequence[Anchor]) -> go.Figure:
    """Draw scores as dots with their 95 % ranges, and below them, on the same axis, what others score.

    Args:
        scores: By name; those without pictures are left out.
        anchors: What others score.
    """
    drawn = {name: (score.accuracy, score.interval) for name, score in scores.items() if score.interval}
    figure = go.Figure([_dots(drawn), _marks(anchors)])
    lowest = min([*(accuracy for accuracy, _ in drawn.values()), *(anchor.accuracy for anchor in anchors)], default=0.0)
    figure.update_xaxes(tickformat=".0%", range=[max(0.0, lowest - _BESIDE), 1.005])
    figure.update_yaxes(autorange="reversed", automargin=True, tickfont={"size": 13})
    return standing_still(figure).update_layout(
        height=40 + _ROW_HEIGHT * (len(drawn) + len(anchors)),
        margin={"l": 0, "r": 14, "t": 8, "b": 0},
        showlegend=False,
    )


def _dots(scores: Mapping[str, tuple[float, Interval]]) -> go.Scatter:
    return go.Scatter(
        x=[accuracy for accuracy, _ in scores.values()],
        y=[
            f"{name}<br><b>{score_text(accuracy, 2)}</b> ({interval_text(interval)})"
            for name, (accuracy, interval) in scores.items()
        ],
        mode="markers",
        marker={"color": BLUE, "size": 9},
        error_x={
            "symmetric": False,
            "array": [interval.high - accuracy for accuracy, interval in scores.values()],
            "arrayminus": [accuracy - interval.low for accuracy, interval in scores.values()],
            "thickness": 2,
            "width": 6,
        },
        hoverinfo="y",
    )


def _marks(anchors: Sequence[Anchor]) -> go.Scatter:
    return go.Scatter(
        x=[anchor.accuracy for anchor in anchors],
        y=[f"{anchor.name}<br><b>{score_text(anchor.accuracy)}</b>" for anchor in anchors],
        mode="markers",
        marker={"color": GREY, "size": 10, "symbol": "diamond"},
        hoverinfo="y",
    )


def verdicts_figure(counts: Mapping[Verdict, int]) -> go.Figure:
    """Draw how many errors have each verdict, as the parts of one bar.

    Args:
        counts: Errors by verdict; one that is not named has none.
    """
    total = sum(counts.values())
    figure = go.Figure()
    for verdict in VERDICTS:
        count = counts.get(verdict, 0)
        share = score_text(count / total) if total else ""
        figure.add_trace(
            go.Bar(
                x=[count],
                y=[""],
                orientation="h",
                name=f"{verdict[0].upper()}{verdict[1:]}",
                marker={"color": VERDICT_COLOURS[verdict]},
                text=[f"<b>{count:,}</b>" if count else ""],
                textposition="inside",
                insidetextanchor="middle",
                textfont={"color": "white", "size": 14},
                hovertext=[f"{verdict}: {count:,} of {total:,} errors ({share})"],
                hoverinfo="text",
            )
        )
    figure.update_xaxes(visible=False, range=[0, max(total, 1)])
    figure.update_yaxes(visible=False)
    return standing_still(figure).update_layout(
        barmode="stack",
        height=130,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        legend={"orientation": "h", "yanchor": "top", "y": -0.05, "x": 0, "traceorder": "normal"},
        bargap=0.1,
    )
