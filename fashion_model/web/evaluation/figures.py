"""Plotly figures of accuracy, verdicts, thresholds and calibration."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from fashion_model.evaluation.baselines import Anchor, PartScore
from fashion_model.evaluation.calibration import ReliabilityBins
from fashion_model.evaluation.risk_coverage import OperatingPoint
from fashion_model.evaluation.votes import VERDICTS, Verdict
from fashion_model.formats import score_text
from fashion_model.web.figures import BLUE, GREY, ORANGE, TEAL, as_plot, bare, error_bars
from fashion_model.web.gallery.words import VERDICT_COLOURS
from fashion_model.web.words import interval_text

_ROW_HEIGHT = 46
_BESIDE = 0.04
"""How far the axis of scores goes on below the lowest of them, so that its place is not taken for nothing."""


def scores_figure(scores: Mapping[str, PartScore], anchors: Sequence[Anchor]) -> go.Figure:
    """Draw scores as dots with their 95 % confidence intervals, and below them, on the same axis, what others score.

    Args:
        scores: By name; those without pictures are left out.
        anchors: What others score.
    """
    drawn = {name: score for name, score in scores.items() if score.interval}
    accuracies = [score.accuracy for score in drawn.values()]
    intervals = [score.interval for score in drawn.values() if score.interval]
    figure = go.Figure()
    figure.add_scatter(
        x=accuracies,
        y=[
            f"{name}<br><b>{score_text(accuracy, 2)}</b> ({interval_text(interval, 2)})"
            for name, accuracy, interval in zip(drawn, accuracies, intervals, strict=True)
        ],
        mode="markers",
        marker={"color": BLUE, "size": 9},
        error_x=error_bars(accuracies, intervals, symmetric=False, thickness=2, width=6),
        hoverinfo="y",
    )
    figure.add_scatter(
        x=[anchor.accuracy for anchor in anchors],
        y=[f"{anchor.name}<br><b>{score_text(anchor.accuracy)}</b>" for anchor in anchors],
        mode="markers",
        marker={"color": GREY, "size": 10, "symbol": "diamond"},
        hoverinfo="y",
    )
    lowest = min([*accuracies, *(anchor.accuracy for anchor in anchors)], default=0.0)
    figure.update_xaxes(tickformat=".0%", range=[max(0.0, lowest - _BESIDE), 1.005])
    figure.update_yaxes(autorange="reversed", automargin=True, tickfont={"size": 13})
    return bare(figure, height=40 + _ROW_HEIGHT * (len(drawn) + len(anchors)), right=14, top=8, showlegend=False)


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
        figure.add_bar(
            x=[count],
            y=[""],
            orientation="h",
            name=verdict.capitalize(),
            marker={"color": VERDICT_COLOURS[verdict][1]},
            text=[f"<b>{count:,}</b>" if count else ""],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": "white", "size": 14},
            hovertext=[f"{verdict}: {count:,} of {total:,} errors ({share})"],
            hoverinfo="text",
        )
    figure.update_xaxes(visible=False, range=[0, max(total, 1)])
    figure.update_yaxes(visible=False)
    return bare(
        figure,
        height=130,
        barmode="stack",
        legend={"orientation": "h", "yanchor": "top", "y": -0.05, "x": 0, "traceorder": "normal"},
        bargap=0.1,
    )


_TICKS = ("0", "50", "70", "90", "95", "98", "99", "100")


def threshold_figure(
    figures: Mapping[str, OperatingPoint], chosen: str, *, shipped: str = "", aim: float | None = None
) -> go.Figure:
    """Draw what every threshold brings, on the scale of the slider, with the chosen one marked.

    Args:
        figures: By the thresholds' texts, from the lowest up.
        chosen: One of the texts.
        shipped: The text of the threshold that the model came with; empty for none.
        aim: Share of the automatic answers that ought to be right, 0..1; None for none.
    """
    texts, points = list(figures), list(figures.values())
    place = texts.index(chosen)
    figure = go.Figure()
    for name, colour, dash, shares in (
        ("Precision", BLUE, "solid", [point.precision for point in points]),
        ("Automatic", TEAL, "solid", [point.coverage for point in points]),
        ("Recall", ORANGE, "dot", [point.recall for point in points]),
    ):
        figure.add_scatter(
            x=list(range(len(texts))),
            y=shares,
            customdata=texts,
            mode="lines",
            line={"color": colour, "dash": dash},
            name=name,
            hovertemplate=f"From %{{customdata}} % on: {name.lower()} %{{y:.1%}}<extra></extra>",
        )
        mark = {"color": colour, "size": 9}
        figure.add_scatter(
            x=[place], y=[shares[place]], mode="markers", marker=mark, showlegend=False, hoverinfo="skip"
        )
    figure.add_vline(place, line={"color": GREY, "width": 1.5})
    if shipped and shipped != chosen:
        figure.add_vline(texts.index(shipped), line={"color": GREY, "dash": "dot", "width": 1})
        figure.add_annotation(x=texts.index(shipped), y=0, text="as shipped", xanchor="right", showarrow=False)
    if aim is not None:
        figure.add_hline(aim, line={"color": GREY, "dash": "dash", "width": 1})
        figure.add_annotation(x=0, xref="paper", y=aim, yshift=-9, xanchor="left", text="aim", showarrow=False)
    ticks = [tick for tick in _TICKS if tick in texts]
    figure.update_xaxes(
        title="Sure enough from, in per cent",
        tickvals=[texts.index(tick) for tick in ticks],
        ticktext=ticks,
        range=[-0.5, len(texts) - 0.5],
    )
    figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.03])
    return as_plot(figure)


def reliability_figure(bins: ReliabilityBins) -> go.Figure:
    """Draw the share that is right against the confidence, above the place of a model whose confidences are true."""
    start = np.floor(10 * min(bins.confidences.min(), bins.right.min(), bins.perfect_low.min())) / 10
    edge = np.concatenate([bins.confidences, bins.confidences[::-1]])
    band = np.concatenate([bins.perfect_high, bins.perfect_low[::-1]])
    figure = go.Figure()
    figure.add_scatter(
        x=edge,
        y=band,
        fill="toself",
        fillcolor="rgba(138, 143, 152, 0.25)",
        line={"width": 0},
        mode="lines",
        name="Perfectly true, by chance",
        hoverinfo="skip",
    )
    figure.add_shape(type="line", x0=start, y0=start, x1=1, y1=1, line={"color": GREY, "dash": "dash", "width": 1})
    figure.add_scatter(
        x=bins.confidences,
        y=bins.right,
        mode="markers",
        marker={"color": BLUE, "size": 9},
        name="This model",
        hovertemplate="%{x:.1%} sure on average: %{y:.1%} right<extra></extra>",
    )
    figure.update_xaxes(title="How sure the model was", tickformat=".0%", range=[start, 1.02])
    figure.update_yaxes(title="How many were right", tickformat=".0%", range=[start - 0.02, 1.02])
    return as_plot(figure)
