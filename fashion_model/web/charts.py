"""Plotly figures from plain data.

Curves and bars have colours of their own, which can be told apart on a light and on a dark page: those of the page's
theme change places between the two. Text and grid take the theme's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

BLUE, ORANGE, TEAL, GREY = "#3b82f6", "#ef6c00", "#12a594", "#8a8f98"
RIGHT_COLOUR = "59, 130, 246"
WRONG_COLOUR = "239, 108, 0"
STRONGEST = 0.62
"""Opacity of the fullest cell: strong enough to see, faint enough for text to be read on it."""
TEXT_COLOURS = {"light": "#262730", "dark": "#fafafa"}
"""Text on cells, by the kind of theme; the theme's own chart text is too pale for it."""
STILL = {"displayModeBar": False, "scrollZoom": False}
"""Plotly's configuration for figures that are read, not steered; a finger on them scrolls the page."""


def confusion_figure(
    counts: np.ndarray,
    right: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    as_shares: bool,
    theme: str | None = "light",
) -> go.Figure:
    """Draw a confusion matrix: right answers blue, wrong answers orange, each cell with its number.

    The colour is always by share of the row; its scale is a square root, so that rare errors show.

    Args:
        counts: ``(R, C)`` integer, rows = true.
        right: ``(R, C)`` bool, which cells hold right answers.
        rows: R names of what was true.
        columns: C names of what was said.
        as_shares: Write the row's shares in per cent instead of counts.
        theme: ``light`` or ``dark``, as the page is; None counts as light.

    Raises:
        ValueError: The names do not fit the counts.
    """
    if not counts.shape == right.shape == (len(rows), len(columns)):
        raise ValueError(f"expected shape ({len(rows)}, {len(columns)}), got {counts.shape} and {right.shape}")
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)  # (R, C)
    figure = go.Figure()
    for mask, colour in ((right, RIGHT_COLOUR), (~right, WRONG_COLOUR)):
        figure.add_trace(_cells(np.where(mask & (counts > 0), shares, np.nan), rows, columns, colour))
    figure.add_trace(_cell_texts(counts, shares, rows, columns, as_shares))
    figure.update_traces(selector={"type": "scatter"}, textfont={"size": 11, "color": TEXT_COLOURS[theme or "light"]})
    figure.update_xaxes(title="Predicted", side="top", tickangle=-60, fixedrange=True, showgrid=False, zeroline=False)
    figure.update_yaxes(title="True", autorange="reversed", fixedrange=True, showgrid=False, zeroline=False)
    figure.update_layout(height=130 + 34 * len(rows), margin={"l": 0, "r": 0, "t": 0, "b": 0}, showlegend=False)
    return figure


def _cells(shares: np.ndarray, rows: Sequence[str], columns: Sequence[str], colour: str) -> go.Heatmap:
    return go.Heatmap(
        z=np.sqrt(shares),
        x=list(columns),
        y=list(rows),
        zmin=0,
        zmax=1,
        colorscale=[[0, f"rgba({colour}, 0.06)"], [1, f"rgba({colour}, {STRONGEST})"]],
        showscale=False,
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )


def _cell_texts(
    counts: np.ndarray, shares: np.ndarray, rows: Sequence[str], columns: Sequence[str], as_shares: bool
) -> go.Scatter:
    cells = [(row, column) for row in range(len(rows)) for column in range(len(columns)) if counts[row, column]]
    return go.Scatter(
        x=[columns[column] for _, column in cells],
        y=[rows[row] for row, _ in cells],
        mode="text",
        text=[share_text(shares[cell]) if as_shares else f"{counts[cell]}" for cell in cells],
        hovertext=[
            f"{rows[row]} named {columns[column]}: {counts[row, column]:,} of {counts[row].sum():,} "
            f"({100 * shares[row, column]:.1f} %)"
            for row, column in cells
        ],
        hoverinfo="text",
    )


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
        figure.add_trace(
            go.Scatter(x=history["round"], y=history[curve.column], name=curve.name, mode="lines+markers", line=line)
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
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    return figure.update_layout(
        height=320,
        margin={"l": 0, "r": 0, "t": 24, "b": 0},
        legend={"orientation": "h", "yanchor": "top", "y": -0.22, "x": 0},
    )


def sizes_figure(names: Sequence[str], shapes: Sequence[Sequence[int]]) -> go.Figure:
    """Draw the output sizes of a network's parts in their order: edge of the maps above, channels below.

    Args:
        names: P names.
        shapes: P shapes, ``(height, width, channels)`` or ``(numbers,)``; a vector counts as a map of edge 1.

    Raises:
        ValueError: There are not as many names as shapes.
    """
    if len(names) != len(shapes):
        raise ValueError(f"expected as many names as shapes, got {len(names)} and {len(shapes)}")
    titles = ("Map edge in pixels", "Channels")
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.14, subplot_titles=titles)
    edges = [shape[0] if len(shape) > 1 else 1 for shape in shapes]
    hover = [f"{name}: {' × '.join(map(str, shape))}" for name, shape in zip(names, shapes, strict=True)]
    for row, values in enumerate((edges, [shape[-1] for shape in shapes]), start=1):
        bars = go.Bar(x=list(names), y=values, text=values, marker={"color": BLUE}, hovertext=hover, hoverinfo="text")
        figure.add_trace(bars, row=row, col=1)
    figure.update_traces(textposition="outside", cliponaxis=False)
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True, showticklabels=False, showgrid=False)
    figure.update_layout(height=360, margin={"l": 0, "r": 0, "t": 36, "b": 0}, showlegend=False, bargap=0.25)
    return figure
