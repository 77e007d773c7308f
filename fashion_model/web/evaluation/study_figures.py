"""Plotly figures of the study of networks: what accuracy costs, what each choice brings, one network closely."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from math import log10, prod

import plotly.graph_objects as go

from fashion_model.analysis.study import DECIMALS
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.layers import size_text
from fashion_model.evaluation.study import CandidateResult, Kind, Study
from fashion_model.formats import score_text
from fashion_model.web.figures import BLUE, GREY, ORANGE, TEAL, as_plot, bare, error_bars
from fashion_model.web.words import interval_text

_KINDS: dict[Kind, tuple[str, str, str]] = {
    "convolutional": ("Convolutional", BLUE, "circle"),
    "fully connected": ("Fully connected", ORANGE, "diamond"),
}
"""Name, colour and marker of each kind."""
_KERNEL_STYLES = ((GREY, "square"), (BLUE, "circle"), (TEAL, "triangle-up"))
_RING = {"symbol": "circle-open", "size": 19, "color": TEAL, "line": {"width": 2}}
_BESIDE = 0.1
"""How far points stand apart that belong to one place of an axis of places 0, 1, 2 …"""
_BEYOND = 1.25
"""A cost axis may have ticks by this factor past its first and last point."""


def size_figure(study: Study) -> go.Figure:
    """Draw the validation accuracy of each candidate against its parameters."""
    return _cost_figure(study, {result.name: result.parameters for result in study.results}, "Parameters")


def time_figure(study: Study) -> go.Figure:
    """Draw the validation accuracy of each candidate against the processor seconds of its training."""
    seconds = {result.name: result.processor_s for result in study.results}
    return _cost_figure(study, seconds, "Training, seconds of processor time")


def _cost_figure(study: Study, costs: Mapping[str, float], title: str) -> go.Figure:
    figure = go.Figure()
    for kind, (name, colour, symbol) in _KINDS.items():
        results = [result for result in study.results if result.kind == kind]
        if results:
            figure.add_trace(_points([costs[result.name] for result in results], results, name, colour, symbol))
    best, marked = study.best, (study.best, *study.rivals)
    figure.add_scatter(
        x=[costs[result.name] for result in marked],
        y=[result.accuracy for result in marked],
        mode="markers",
        marker=_RING,
        name="The best, or may be as good",
        hoverinfo="skip",
    )
    figure.add_annotation(
        x=log10(costs[best.name]),  # places on a logarithmic axis are powers of ten
        y=best.interval.high,
        text=best.name,
        showarrow=False,
        yanchor="bottom",
        font={"size": 11},
    )
    ticks = round_numbers(min(costs.values()) / _BEYOND, max(costs.values()) * _BEYOND)
    figure.update_xaxes(title=title, type="log", tickvals=ticks, ticktext=[f"{tick:,.0f}" for tick in ticks])
    return _with_accuracies(figure)


def round_numbers(low: float, high: float) -> list[float]:
    """Return the numbers 1, 2 and 5 times a power of ten from ``low`` to ``high``, both above 0."""
    powers = [10.0**power for power in range(-3, 13)]
    return [step * power for power in powers for step in (1, 2, 5) if low <= step * power <= high]


def filters_figure(study: Study) -> go.Figure:
    """Draw the validation accuracy of the convolutional candidates against their filters, a line a kernel."""
    results = [result for result in study.results if result.kind == "convolutional"]
    filters = sorted({result.filters for result in results})
    kernels = sorted({result.kernel for result in results})
    figure = go.Figure()
    for place, (kernel, (colour, symbol)) in enumerate(zip(kernels, cycle(_KERNEL_STYLES), strict=False)):
        line = sorted((result for result in results if result.kernel == kernel), key=lambda result: result.filters)
        aside = (place - (len(kernels) - 1) / 2) * _BESIDE
        xs = [filters.index(result.filters) + aside for result in line]
        points = _points(xs, line, f"{kernel}×{kernel} kernels", colour, symbol)
        figure.add_trace(points.update(mode="lines+markers", line={"color": colour, "width": 1.5}))
    figure.update_xaxes(title="Filters", **_places([f"{number}" for number in filters]))
    return _with_accuracies(figure)


def convolutions_figure(study: Study) -> go.Figure:
    """Draw the validation accuracy of convolutional candidates beside fully connected ones of equal size."""
    pairs = [(study.result(pair.first), study.result(pair.second)) for pair in study.answers_to("convolutions")]
    pairs.sort(key=lambda pair: pair[0].parameters)
    figure = go.Figure()
    for side, (name, colour, symbol) in enumerate(_KINDS.values()):
        results = [pair[side] for pair in pairs]
        xs = [place + (side - 0.5) * _BESIDE for place in range(len(pairs))]
        points = _points(xs, results, name, colour, symbol)
        figure.add_trace(
            points.update(
                mode="markers+text",
                text=[score_text(result.accuracy, DECIMALS) for result in results],
                textposition=("middle left", "middle right")[side],
            )
        )
    names = [
        f"{conv.filters} filters, {conv.kernel}×{conv.kernel}<br>{other.hidden} hidden units" for conv, other in pairs
    ]
    figure.update_xaxes(tickfont={"size": 11}, **_places(names))
    return _with_accuracies(figure)


def outputs_figure(result: CandidateResult) -> go.Figure:
    """Draw how many numbers come out of each layer, from the input at the top to the answer below."""
    numbers = [prod(layer.output_shape) for layer in result.layers]
    sizes = [size_text(layer.output_shape) for layer in result.layers]
    bars = go.Bar(
        x=numbers,
        y=[layer.name for layer in result.layers],
        orientation="h",
        text=sizes,
        textposition="outside",
        cliponaxis=False,
        marker={"color": _KINDS[result.kind][1]},
        hovertext=[
            f"{layer.name}: {size}{f' = {number:,}' if len(layer.output_shape) > 1 else ''} numbers"
            for layer, size, number in zip(result.layers, sizes, numbers, strict=True)
        ],
        hoverinfo="text",
    )
    figure = go.Figure(bars)
    figure.update_xaxes(showticklabels=False, showgrid=False, range=[0, 1.35 * max(numbers)])
    figure.update_yaxes(autorange="reversed")
    return bare(figure, height=60 + 32 * len(numbers), top=8, showlegend=False, bargap=0.3)


def recall_figure(study: Study, result: CandidateResult) -> go.Figure:
    """Draw which share of each category a candidate recognises, beside the best; what that finds least is on top."""
    best = study.best
    order = sorted(range(len(CATEGORIES)), key=lambda index: best.recalls[index])
    names = [CATEGORIES[index] for index in order]
    figure = go.Figure()
    if result is not best:
        figure.add_trace(_recalls(best, order, names, f"The best: {best.name}", _RING))
    _, colour, symbol = _KINDS[result.kind]
    figure.add_trace(_recalls(result, order, names, result.name, {"color": colour, "symbol": symbol, "size": 10}))
    figure.update_xaxes(title="Recognised", tickformat=".0%", nticks=7)
    figure.update_yaxes(autorange="reversed")
    return as_plot(figure).update_layout(height=420, legend={"y": -0.2}, showlegend=True)


def _recalls(
    result: CandidateResult, order: Sequence[int], names: Sequence[str], label: str, marker: dict[str, object]
) -> go.Scatter:
    recalls = [result.recalls[index] for index in order]
    return go.Scatter(
        x=recalls,
        y=list(names),
        mode="markers",
        marker=marker,
        name=label,
        hovertext=[
            f"{name}: {score_text(recall)} recognised by {result.name}"
            for name, recall in zip(names, recalls, strict=True)
        ],
        hoverinfo="text",
    )


def _points(xs: Sequence[float], results: Sequence[CandidateResult], name: str, colour: str, symbol: str) -> go.Scatter:
    return go.Scatter(
        x=xs,
        y=[result.accuracy for result in results],
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 9},
        error_y=error_bars(
            [result.accuracy for result in results],
            [result.interval for result in results],
            symmetric=False,
            thickness=1,
            width=3,
        ),
        name=name,
        hovertext=[_hover(result) for result in results],
        hoverinfo="text",
        hoverlabel={"align": "left"},
    )


def _hover(result: CandidateResult) -> str:
    return (
        f"<b>{result.name}</b><br>{score_text(result.accuracy, DECIMALS)} right "
        f"({interval_text(result.interval, DECIMALS)})<br>"
        f"{result.parameters:,} parameters<br>{result.processor_s:,.0f} s of processor time"
    )


def _places(names: Sequence[str]) -> dict[str, object]:
    return {"tickvals": list(range(len(names))), "ticktext": list(names), "range": [-0.5, len(names) - 0.5]}


def _with_accuracies(figure: go.Figure) -> go.Figure:
    figure.update_yaxes(title="Validation accuracy", tickformat=".0%")
    return as_plot(figure).update_layout(height=350, legend={"y": -0.28})
