"""Table and figure of two model versions, category by category."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from fashion_model.evaluation.paired_comparison import PairedComparison
from fashion_model.evaluation.version_words import CLEAR, p_text, range_text, verdict
from fashion_model.web.charts import BLUE, GREY, as_plot
from fashion_model.web.versions_data import VersionComparison
from fashion_model.web.wording import count_of

_ROW_PX, _FRAME_PX = 30, 90


def versions_table(categories: Mapping[str, PairedComparison], counted: str) -> pd.DataFrame:
    """Return one row a category: recall of both versions in per cent, their difference in points, and what it is worth.

    Args:
        categories: By name, the newer version first in each.
        counted: What the pictures are called, as a heading.
    """
    rows = categories.values()
    return pd.DataFrame(
        {
            "Category": list(categories),
            counted: [one.pictures for one in rows],
            "Older": [100 * one.second_right / one.pictures for one in rows],
            "Newer": [100 * one.first_right / one.pictures for one in rows],
            "Difference": [100 * one.difference.value for one in rows],
            "95\N{NO-BREAK SPACE}% range": [range_text(one.difference) for one in rows],
            "Verdict": [verdict(one) for one in rows],
            "p": [one.p_value for one in rows],
            "Only newer": [one.only_first for one in rows],
            "Only older": [one.only_second for one in rows],
        }
    )


def differences_figure(categories: Mapping[str, PairedComparison]) -> go.Figure:
    """Draw the difference of each category in points with its 95 % range; what could be noise is grey and hollow.

    Args:
        categories: By name, the newer version first in each.
    """
    figure = go.Figure()
    for is_clear, name, colour, symbol in (
        (True, CLEAR.capitalize(), BLUE, "circle"),
        (False, "Could be noise", GREY, "circle-open"),
    ):
        shown = {category: one for category, one in categories.items() if one.is_clear == is_clear}
        if shown:
            figure.add_trace(_dots(shown, name, colour, symbol))
    figure.add_vline(0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title="Points by which the newer version finds more", tickformat="+", zeroline=False)
    figure.update_yaxes(categoryorder="array", categoryarray=list(categories), autorange="reversed")
    as_plot(figure).update_layout(height=_FRAME_PX + _ROW_PX * len(categories), showlegend=True)
    return figure.update_layout(legend={"yanchor": "bottom", "y": 1})


def _dots(shown: Mapping[str, PairedComparison], name: str, colour: str, symbol: str) -> go.Scatter:
    differences = [one.difference for one in shown.values()]
    return go.Scatter(
        x=[100 * one.value for one in differences],
        y=list(shown),
        mode="markers",
        marker={"color": colour, "size": 10, "symbol": symbol, "line": {"width": 2, "color": colour}},
        error_x={
            "array": [100 * (one.high - one.value) for one in differences],
            "arrayminus": [100 * (one.value - one.low) for one in differences],
            "color": colour,
            "thickness": 1.5,
        },
        name=name,
        hovertext=[
            f"{category}: {100 * one.difference.value:+.1f} points ({range_text(one.difference)}), "
            f"{p_text(one.p_value)}"
            for category, one in shown.items()
        ],
        hoverinfo="text",
    )


def photos_sentence(comparison: VersionComparison) -> str:
    """Return which photos are compared."""
    left_out = count_of(comparison.left_out, "photo", "photos")
    unshared = f" {left_out} that not both versions answered are left out as well." if comparison.left_out else ""
    people = count_of(comparison.whole.people or 0, "person", "people")
    return (
        f"{count_of(comparison.whole.pictures, 'photo', 'photos')} of the six kinds of clothes by {people}. Shoes and "
        f"things outside the ten are left out, as in the photo score.{unshared}"
    )
