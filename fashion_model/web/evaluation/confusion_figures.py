"""A confusion matrix whose cells can be clicked and tapped, drawn with Vega-Altair.

Plotly would not do: it reports clicks on points only, not on cells, and where it listens to clicks a finger on the
figure no longer scrolls the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt
import numpy as np
import pandas as pd

from fashion_model.web.figures import BLUE, ORANGE, STRONGEST, TEXT_COLOURS, share_text

CELL: Final = "cell"
"""Name of the selection that a click makes."""
TRUE: Final = "true"
PREDICTED: Final = "predicted"
"""Its fields: names of the row and of the column."""
_ROW_PX, _LABELS_PX = 34, 118
_FAINTEST = 0.06


def confusion_chart(
    counts: np.ndarray,
    right: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    as_shares: bool,
    theme: str | None = "light",
) -> alt.LayerChart:
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
    cells = cell_table(counts, right, rows, columns, as_shares=as_shares)
    gap = alt.Scale(paddingInner=0.04)
    base = alt.Chart(cells).encode(
        x=alt.X(f"{PREDICTED}:N", sort=list(columns), title="Predicted", axis=_axis("top", -60), scale=gap),
        y=alt.Y(f"{TRUE}:N", sort=list(rows), title="True", axis=_axis("left", 0), scale=gap),
        tooltip="story:N",
        description="story:N",
    )
    squares = base.mark_rect(cursor="pointer").encode(
        color=alt.condition(alt.datum.right, alt.value(BLUE), alt.value(ORANGE)),
        opacity=alt.Opacity("strength:Q", scale=None),
    )
    numbers = base.mark_text(aria=False, fontSize=11, color=TEXT_COLOURS[theme or "light"], cursor="pointer").encode(
        text="number:N"
    )
    clicked = alt.selection_point(name=CELL, fields=[TRUE, PREDICTED], toggle=False)
    height = _LABELS_PX + _ROW_PX * len(rows)
    chart: alt.LayerChart = (squares + numbers).add_params(clicked).properties(height=height)
    return chart


def _axis(side: Literal["top", "left"], angle: int) -> alt.Axis:
    return alt.Axis(
        orient=side,
        labelAngle=angle,
        labelOverlap=False,
        labelFlush=False,
        labelLimit=140,
        ticks=False,
        domain=False,
        grid=False,
    )


def cell_table(
    counts: np.ndarray, right: np.ndarray, rows: Sequence[str], columns: Sequence[str], *, as_shares: bool
) -> pd.DataFrame:
    """Return one row a cell: its share of the row and the strength of its colour, both 0..1, its number and its words.

    Args:
        counts: ``(R, C)`` integer, rows = true.
        right: ``(R, C)`` bool, which cells hold right answers.
        rows: R names of what was true.
        columns: C names of what was said.
        as_shares: Write the row's shares in per cent instead of counts.

    Raises:
        ValueError: The names do not fit the counts.
    """
    if not counts.shape == right.shape == (len(rows), len(columns)):
        raise ValueError(f"expected shape ({len(rows)}, {len(columns)}), got {counts.shape} and {right.shape}")
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)  # (R, C)
    strengths = np.where(counts > 0, _FAINTEST + (STRONGEST - _FAINTEST) * np.sqrt(shares), 0)
    return pd.DataFrame(
        [
            {
                TRUE: rows[cell[0]],
                PREDICTED: columns[cell[1]],
                "right": bool(right[cell]),
                "count": int(counts[cell]),
                "share": float(shares[cell]),
                "strength": float(strengths[cell]),
                "number": _number(int(counts[cell]), float(shares[cell]), as_shares),
                "story": f"{rows[cell[0]]} named {columns[cell[1]]}: {counts[cell]:,} of {counts[cell[0]].sum():,} "
                f"({100 * shares[cell]:.1f} %)",
            }
            for cell in np.ndindex(counts.shape)
        ]
    )


def _number(count: int, share: float, as_share: bool) -> str:
    if not count:
        return ""
    return share_text(share) if as_share else f"{count}"


@dataclass(frozen=True)
class Matrix:
    """A confusion matrix: as ``cell_table``, with the names of its columns."""

    caption: str
    columns: Sequence[str]
    cells: pd.DataFrame

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """The name of each row with its cells."""
        return [(name, list(cells.itertuples())) for name, cells in self.cells.groupby(TRUE, sort=False)]


def matrix_of(counts: np.ndarray, right: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> Matrix:
    """Return a confusion matrix; the arguments and the error as of ``cell_table``."""
    caption = "Down: what the picture truly shows. Across: what it was taken for."
    return Matrix(caption, columns, cell_table(counts, right, rows, columns, as_shares=False))
