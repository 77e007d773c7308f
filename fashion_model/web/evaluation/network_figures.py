"""Plotly figures of a network: its parts to scale, and their shares of computing and parameters."""

from collections.abc import Sequence

import plotly.graph_objects as go

from fashion_model.evaluation.layers import NetworkLayer, NetworkPart, network_parts, size_text
from fashion_model.formats import percent, score_text
from fashion_model.web.figures import BLUE, TEAL, bare

_TALLEST_PX = 84
"""Height on screen of the biggest map; the others are drawn on its scale."""
_LABEL_PX, _GAP_PX = 36, 10
_LABELS_SHARE = 0.46
"""Of the width, for what is written beside the boxes: enough on a phone."""
_BLUE = "59, 130, 246"
_FAINTEST = 0.08


def layers_figure(layers: Sequence[NetworkLayer]) -> go.Figure:
    """Draw the output of each part of a network to scale, the picture at the top; ``layers`` from input to output.

    A box is as high as the maps have pixels and as wide as there are channels, on one scale of each for all boxes. A
    vector counts as maps of one pixel: it is as wide as it has numbers. The deeper the blue, the more of the computing.
    """
    parts = network_parts(layers)
    edges = [_edge(part) for part in parts]
    heights = [_TALLEST_PX * edge / max(edges) for edge in edges]  # in pixels on screen, as is the vertical axis
    middles, end = _middles(heights)
    most = max(part.output_shape[-1] for part in parts)
    total = sum(part.operations for part in parts)
    shares = [part.operations / total if total else 0.0 for part in parts]
    boxes = go.Bar(
        orientation="h",
        x=[part.output_shape[-1] for part in parts],
        base=[-part.output_shape[-1] / 2 for part in parts],
        y=middles,
        width=heights,
        marker={
            "color": [f"rgba({_BLUE}, {max(_FAINTEST, share / (max(shares) or 1)):.2f})" for share in shares],
            "line": {"color": BLUE, "width": 1.5},
        },
        hovertext=[_story(part, share) for part, share in zip(parts, shares, strict=True)],
        hoverinfo="text",
        cliponaxis=False,
    )
    figure = go.Figure(boxes)
    beside = {"x": 0, "xref": "paper", "xanchor": "left", "align": "left", "font": {"size": 12}, "showarrow": False}
    for part, middle in zip(parts, middles, strict=True):
        figure.add_annotation(y=middle, text=_label(part), **beside)
    figure.update_xaxes(domain=[_LABELS_SHARE, 1], range=[-0.51 * most, 0.51 * most], visible=False)
    figure.update_yaxes(range=[end, 0], visible=False)
    return bare(figure, height=end, right=2, showlegend=False)


def _middles(heights: Sequence[float]) -> tuple[list[float], float]:
    """Return how far down the middle of each box is, and where they all end; a row has room for its label."""
    middles, top = [], 2.0
    for height in heights:
        row = max(height, _LABEL_PX)
        middles.append(top + row / 2)
        top += row + _GAP_PX
    return middles, top


def _edge(part: NetworkPart) -> int:
    return part.output_shape[0] if len(part.output_shape) > 1 else 1


def _label(part: NetworkPart) -> str:
    learned = f"{part.parameters:,} learned" if part.parameters else "nothing learned"
    return f"<b>{part.name}</b> {size_text(part.output_shape)}<br>{learned}"


def _story(part: NetworkPart, share: float) -> str:
    return (
        f"<b>{part.name}</b><br>{size_text(part.output_shape)} numbers come out<br>"
        f"{part.parameters:,} parameters<br>{score_text(share)} of the computing"
    )


def shares_figure(layers: Sequence[NetworkLayer]) -> go.Figure:
    """Draw which share of the computing and of the parameters each part of a network has."""
    parts = network_parts(layers)
    names = [part.name for part in parts]
    figure = go.Figure()
    for label, colour, amounts in (
        ("Computing", BLUE, [part.operations for part in parts]),
        ("Parameters", TEAL, [part.parameters for part in parts]),
    ):
        shares = [amount / (sum(amounts) or 1) for amount in amounts]
        figure.add_bar(
            x=shares,
            y=names,
            orientation="h",
            name=label,
            marker={"color": colour},
            text=[percent(share) if share else "" for share in shares],
            textposition="outside",
            cliponaxis=False,
            hovertemplate=f"%{{y}}: %{{x:.1%}} of the {label.lower()}<extra></extra>",
        )
    figure.update_xaxes(range=[0, 1.18 * max(max(bar.x) for bar in figure.data)], visible=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return bare(
        figure,
        height=60 + 44 * len(parts),
        barmode="group",
        bargap=0.3,
        legend={"orientation": "h", "yanchor": "top", "y": -0.02, "x": 0, "traceorder": "normal"},
    )
