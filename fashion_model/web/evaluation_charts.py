"""Plotly figures on photos for the Evaluation page: what may be automatic, and whether a confidence is true."""

import numpy as np
import plotly.graph_objects as go

from fashion_model.evaluation.reliability import ReliabilityBins
from fashion_model.web.charts import BLUE, GREY, ORANGE, as_plot
from fashion_model.web.evaluation_records import Automatic

_SETTLED = 0.05
"""Share of automatic answers below which precision is that of a handful of photos and may leave the picture."""


def coverage_figure(automatic: Automatic) -> go.Figure:
    """Draw how many automatic answers are right against how many there are, with the shipped level as a point."""
    curve = automatic.curve
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=curve.coverage,
            y=curve.precision,
            customdata=curve.thresholds,
            mode="lines",
            line={"color": BLUE},
            name="Any level",
            hovertemplate="From %{customdata:.1%} sure on: %{x:.1%} automatic, %{y:.1%} right<extra></extra>",
        )
    )
    figure.add_hline(automatic.target_precision, line={"color": GREY, "dash": "dash", "width": 1})
    figure.add_annotation(
        x=1, xref="paper", y=automatic.target_precision, yshift=9, xanchor="right", text="aim", showarrow=False
    )
    if automatic.coverage:
        figure.add_trace(_shipped(automatic))
    figure.update_xaxes(title="Answered without a person", tickformat=".0%", range=[0, 1])
    figure.update_yaxes(title="Right among them", tickformat=".0%", range=[_floor(automatic), 1.004])
    return as_plot(figure)


def _shipped(automatic: Automatic) -> go.Scatter:
    return go.Scatter(
        x=[automatic.coverage],
        y=[automatic.precision],
        mode="markers",
        marker={"color": ORANGE, "size": 11},
        name="As shipped",
        hovertemplate="As shipped: %{x:.1%} automatic, %{y:.1%} right<extra></extra>",
    )


def _floor(automatic: Automatic) -> float:
    curve = automatic.curve
    settled = curve.precision[curve.coverage >= _SETTLED]
    lowest = min([automatic.target_precision, *settled.tolist()])
    return float(np.floor(20 * lowest - 0.2) / 20)


def reliability_figure(bins: ReliabilityBins) -> go.Figure:
    """Draw the share that is right against the confidence, above the place of a model whose confidences are true."""
    edge = np.concatenate([bins.confidences, bins.confidences[::-1]])
    band = np.concatenate([bins.perfect_high, bins.perfect_low[::-1]])
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=edge,
            y=band,
            fill="toself",
            fillcolor="rgba(138, 143, 152, 0.25)",
            line={"width": 0},
            mode="lines",
            name="Perfectly true, by chance",
            hoverinfo="skip",
        )
    )
    figure.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line={"color": GREY, "dash": "dash", "width": 1})
    figure.add_trace(
        go.Scatter(
            x=bins.confidences,
            y=bins.right,
            mode="markers",
            marker={"color": BLUE, "size": 9},
            name="This model",
            hovertemplate="%{x:.1%} sure on average: %{y:.1%} right<extra></extra>",
        )
    )
    figure.update_xaxes(title="How sure the model was", tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(title="How many were right", tickformat=".0%", range=[-0.02, 1.02])
    return as_plot(figure)
