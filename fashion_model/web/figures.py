"""Plotly figures of training curves, and what all figures share.

Curves and bars have colours of their own, which can be told apart on a light and on a dark page: those of the page's
theme change places between the two. Text and grid take the theme's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from fashion_model.evaluation.metrics import Estimate, Interval

BLUE, ORANGE, TEAL, GREY = "#3b82f6", "#ef6c00", "#12a594", "#8a8f98"
STRONGEST = 0.62
"""Opacity of the fullest cell: strong enough to see, faint enough for text to be read on it."""
TEXT_COLOURS = {"light": "#262730", "dark": "#fafafa"}
"""Text on cells, by the kind of theme; the theme's own chart text is too pale for it."""
STILL = {"displayModeBar": False, "scrollZoom": False}
"""Plotly's configuration for figures that are read, not steered; ``standing_still`` belongs to it."""


def share_text(share: float) -> str:
    """Return a share above 0 in whole per cent for a small cell: ``94``, ``<1``, or ``>99`` for not quite all."""
    if share < 0.01:
        return "<1"
    return ">99" if 0.99 < share < 1 else f"{100 * share:.0f}"


@dataclass(frozen=True)
class Curve:
    """One column of a training history: what it is called on screen, its colour, and whether it is dotted."""

    column: str
    name: str
    colour: str
    dotted: bool = False


def curves_figure(
    history: pd.DataFrame, curves: Sequence[Curve], stages: Sequence[tuple[str, int]], *, as_shares: bool
) -> go.Figure:
    """Draw columns of a training history against the epochs, counted on through the stages.

    Args:
        history: One row an epoch, with a column ``round`` that counts them from 1.
        curves: What to draw.
        stages: For each stage its name and its epochs; more than one are told apart by lines.
        as_shares: The values are shares 0..1 and are drawn in per cent.
    """
    figure = go.Figure()
    for curve in curves:
        line = {"color": curve.colour, "dash": "dot" if curve.dotted else "solid"}
        figure.add_scatter(
            x=history["round"], y=history[curve.column], name=curve.name, mode="lines+markers", line=line
        )
    figure.update_traces(marker={"size": 4}, hovertemplate="%{y:.1%}" if as_shares else "%{y:.3f}")
    figure.update_xaxes(title="Epoch", tick0=0, dtick=max(1, round(len(history) / 6)))
    figure.update_yaxes(tickformat=".0%" if as_shares else None)
    if len(stages) > 1:
        _mark_stages(figure, stages)
    return as_plot(figure).update_layout(hovermode="x unified")


def _mark_stages(figure: go.Figure, stages: Sequence[tuple[str, int]]) -> None:
    begin = 0.5
    for number, (name, epochs) in enumerate(stages):
        if number:
            figure.add_vline(begin, line={"color": GREY, "dash": "dash", "width": 1})
        figure.add_annotation(
            x=begin + epochs / 2, y=1, yref="paper", yanchor="bottom", text=name, font={"size": 11}, showarrow=False
        )
        begin += epochs


def as_plot(figure: go.Figure) -> go.Figure:
    """Give a figure with two axes the size of the others, its legend below, and no zoom."""
    return standing_still(figure).update_layout(
        height=320,
        margin={"l": 0, "r": 18, "t": 24, "b": 0},  # the last label on the axis reaches beyond it
        legend={"orientation": "h", "yanchor": "top", "y": -0.22, "x": 0},
    )


def standing_still(figure: go.Figure) -> go.Figure:
    """Take zoom and drag from a figure, so that a finger on it scrolls the page."""
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    return figure.update_layout(dragmode=False)


def bare(figure: go.Figure, *, height: float, right: int = 0, top: int = 0, **layout: object) -> go.Figure:
    """Give a figure without titles its height and margins in pixels, what else its layout needs, and no zoom."""
    margin = {"l": 0, "r": right, "t": top, "b": 0}
    return standing_still(figure).update_layout(height=height, margin=margin, **layout)


def error_bars(
    values: Sequence[float], ranges: Sequence[Interval | Estimate], scale: float = 1, **style: object
) -> dict[str, object]:
    """Return Plotly's bars from each value to both ends of its range, all multiplied by ``scale``."""
    pairs = list(zip(values, ranges, strict=True))
    return {
        "array": [scale * (ends.high - value) for value, ends in pairs],
        "arrayminus": [scale * (value - ends.low) for value, ends in pairs],
        **style,
    }
