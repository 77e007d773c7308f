"""Plotly figures of a network's parts: their sizes to scale, and how computing and learned numbers are spread."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from fashion_model.analysis.records import Evaluation
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.layers import NetworkLayer
from fashion_model.formats import percent
from fashion_model.web.charts import BLUE, TEAL, standing_still
from fashion_model.web.words import score_text

_PICTURE = ("picture", "close_up", "standardise")
_STAGE = re.compile(r"stage(\d+)_")


@dataclass(frozen=True)
class NetworkPart:
    """Layers that belong together, from the input on: ``layers`` has one or more."""

    name: str
    layers: tuple[NetworkLayer, ...]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Of its last layer, without the batch."""
        return self.layers[-1].output_shape

    @property
    def parameters(self) -> int:
        """Learned and running numbers of its layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def operations(self) -> int:
        """Multiply-adds a picture of its layers."""
        return sum(layer.operations for layer in self.layers)


def network_parts(layers: Sequence[NetworkLayer]) -> tuple[NetworkPart, ...]:
    """Return the layers in parts: the picture, the first layers, each stage, the embedding, the answers.

    Args:
        layers: From input to output; those of a stage are named ``stage1_…``.
    """
    parts: dict[str, list[NetworkLayer]] = {}
    for layer in layers:
        parts.setdefault(_part_name(layer, any(name.startswith("Stage") for name in parts)), []).append(layer)
    return tuple(NetworkPart(name, tuple(members)) for name, members in parts.items())


def _part_name(layer: NetworkLayer, after_stages: bool) -> str:
    if stage := _STAGE.match(layer.name):
        return f"Stage {stage[1]}"
    if after_stages:
        return "Answers" if layer.output_shape == (len(CATEGORIES),) else "Embedding"
    return "Picture" if layer.name in _PICTURE else "First layers"


def part_table(parts: Sequence[NetworkPart]) -> pd.DataFrame:
    """Return one row a part: name, layers, output size, learned numbers, and share of the computing in per cent."""
    total = sum(part.operations for part in parts)
    return pd.DataFrame(
        {
            "Part": [part.name for part in parts],
            "Layers": [len(part.layers) for part in parts],
            "Output size": [size_text(part.output_shape) for part in parts],
            "Learned numbers": [part.parameters for part in parts],
            "Computing": [_percent(part.operations, total) for part in parts],
        }
    )


def size_text(shape: Sequence[int]) -> str:
    """Return a layer's output size as text: ``28 × 28 × 32`` or ``10``."""
    return " × ".join(str(edge) for edge in shape)


def layer_table(layers: Sequence[NetworkLayer]) -> pd.DataFrame:
    """Return one row a layer: name, kind, output size, learned numbers, and share of the computing in per cent."""
    total = sum(layer.operations for layer in layers)
    return pd.DataFrame(
        {
            "Layer": [layer.name for layer in layers],
            "Kind": [layer.kind for layer in layers],
            "Output size": [size_text(layer.output_shape) for layer in layers],
            "Learned numbers": [layer.parameters for layer in layers],
            "Computing": [_percent(layer.operations, total) for layer in layers],
        }
    )


def layers_answer(evaluation: Evaluation) -> str:
    """Return in a few sentences what happens to the sizes of the layers on the way to the output."""
    layers = evaluation.layers
    return f"{len(layers)} layers with {evaluation.parameters:,} learned numbers. {layer_reading(layers)}"


def layer_reading(layers: Sequence[NetworkLayer]) -> str:
    """Return in words how the sizes change from the picture to the answer, and where most of the work is done.

    Args:
        layers: From input to output: maps ``(height, width, channels)``, then vectors ``(numbers,)``.
    """
    maps = [layer.output_shape for layer in layers if len(layer.output_shape) == 3]
    numbers = [layer.output_shape[0] for layer in layers if len(layer.output_shape) == 1]
    parts = []
    if maps:
        (height, width, first), (last_height, last_width, last) = maps[0], maps[-1]
        verb = _verb(height, last_height, "grow", "shrink")
        parts.append(f"the maps {verb} from {height} × {width} to {last_height} × {last_width} pixels")
        parts.append(f"the channels {_verb(first, last, 'widen', 'narrow')} from {first} to {last}")
    if numbers:
        parts.append(f"{numbers[0]} numbers describe the item")
        each = ", one for each category" if numbers[-1] == len(CATEGORIES) else ""
        parts.append(f"{numbers[-1]} numbers come out{each}")
    reading = f"From the picture to the answer: {', '.join(parts)}."
    return f"{reading} {weight}" if (weight := weight_sentence(network_parts(layers))) else reading


def weight_sentence(parts: Sequence[NetworkPart]) -> str:
    """Return where more than half of the computing and of the learned numbers are, in as few parts as that takes.

    Empty for a network that computes or learns nothing.
    """
    computing, learned = (
        _majority(parts, [part.operations for part in parts]),
        _majority(parts, [part.parameters for part in parts]),
    )
    if not computing or not learned:
        return ""
    return f"Most of the computing is done in {computing}; most of the learned numbers are in {learned}."


def _majority(parts: Sequence[NetworkPart], amounts: Sequence[int]) -> str:
    """Return ``stage 1 (51 %)``: the biggest parts that together have more than half; empty when there is nothing."""
    total = sum(amounts)
    if not total:
        return ""
    chosen: list[int] = []
    for place in sorted(range(len(parts)), key=lambda place: -amounts[place]):
        chosen.append(place)
        share = sum(amounts[one] for one in chosen) / total
        if share > 0.5:
            break
    names = [_in_text(parts[place].name) for place in sorted(chosen)]
    return f"{' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)} ({percent(share)})"


def _in_text(name: str) -> str:
    return name.lower() if name.startswith("Stage") else f"the {name.lower()}"


def _percent(amount: int, total: int) -> float:
    return 100 * amount / total if total else 0.0


def _verb(before: int, after: int, more: str, less: str) -> str:
    return more if after > before else less if after < before else "go"


_TALLEST_PX = 84
"""Height on screen of the biggest map; the others are drawn on its scale."""
_LABEL_PX, _GAP_PX = 36, 10
_LABELS_SHARE = 0.46
"""Of the width, for what is written beside the boxes: enough on a phone."""
_BLUE = "59, 130, 246"
_FAINTEST = 0.08


def layers_figure(layers: Sequence[NetworkLayer]) -> go.Figure:
    """Draw the output of each part of a network to scale, from the picture at the top to the answers at the bottom.

    A box is as high as the maps have pixels and as wide as there are channels, on one scale of each for all boxes. A
    vector counts as maps of one pixel: it is as wide as it has numbers. The deeper the blue, the more of the computing.

    Args:
        layers: From the input to the output.
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
    for part, middle in zip(parts, middles, strict=True):
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=middle,
            align="left",
            text=_label(part),
            font={"size": 12},
            showarrow=False,
        )
    figure.update_xaxes(domain=[_LABELS_SHARE, 1], range=[-0.51 * most, 0.51 * most], visible=False)
    figure.update_yaxes(range=[end, 0], visible=False)
    figure.update_layout(height=end, margin={"l": 0, "r": 2, "t": 0, "b": 0}, showlegend=False)
    return standing_still(figure)


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
        f"{part.parameters:,} learned numbers<br>{score_text(share)} of the computing"
    )


def shares_figure(layers: Sequence[NetworkLayer]) -> go.Figure:
    """Draw which share of the computing and of the learned numbers each part of a network has.

    Args:
        layers: From the input to the output.
    """
    parts = network_parts(layers)
    names = [part.name for part in parts]
    figure = go.Figure()
    for label, colour, amounts in (
        ("Computing", BLUE, [part.operations for part in parts]),
        ("Learned numbers", TEAL, [part.parameters for part in parts]),
    ):
        shares = [amount / (sum(amounts) or 1) for amount in amounts]
        figure.add_trace(
            go.Bar(
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
        )
    figure.update_xaxes(range=[0, 1.18 * max(max(bar.x) for bar in figure.data)], visible=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(
        height=60 + 44 * len(parts),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        barmode="group",
        bargap=0.3,
        legend={"orientation": "h", "yanchor": "top", "y": -0.02, "x": 0, "traceorder": "normal"},
    )
    return standing_still(figure)
