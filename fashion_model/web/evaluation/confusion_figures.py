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

from fashion_model.analysis.records import CellIntervals
from fashion_model.formats import CONFIDENCE_INTERVAL, score_text
from fashion_model.web.figures import BLUE, GREY, ORANGE, STRONGEST, TEXT_COLOURS, share_text

CELL: Final = "cell"
"""Name of the selection that a click makes."""
TRUE: Final = "true"
PREDICTED: Final = "predicted"
"""Its fields: names of the row and of the column."""
ALL: Final = "All"
"""Names the row and the column of totals."""
_ROW_PX, _SMALL_ROW_PX, _LABELS_PX = 34, 27, 118
_FAINTEST, _TOTAL = 0.06, 0.2


def confusion_chart(
    counts: np.ndarray,
    right: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    as_shares: bool,
    theme: str | None = "light",
    intervals: CellIntervals | None = None,
    totals: bool = False,
    small: bool = False,
) -> alt.LayerChart:
    """Draw a confusion matrix: right answers blue, wrong answers orange, each cell with its number.

    The colour is always by share of the row, see ``cell_table``.

    Args:
        counts: ``(R, C)`` integer, rows = true.
        right: ``(R, C)`` bool, which cells hold right answers.
        rows: R names of what was true.
        columns: C names of what was said.
        as_shares: Write the row's shares in per cent instead of counts.
        theme: ``light`` or ``dark``, as the page is; None counts as light.
        intervals: Of the cells' shares; they stand in their words.
        totals: Add a row and a column of totals.
        small: Draw low rows.

    Raises:
        ValueError: The names do not fit the counts.
    """
    cells = cell_table(counts, right, rows, columns, as_shares=as_shares, intervals=intervals)
    if totals:
        cells = pd.concat([cells, total_table(counts, rows, columns)], ignore_index=True)
        rows, columns = (*rows, ALL), (*columns, ALL)
    gap = alt.Scale(paddingInner=0.04)
    base = alt.Chart(cells).encode(
        x=alt.X(f"{PREDICTED}:N", sort=list(columns), title="Predicted", axis=_axis("top", -60), scale=gap),
        y=alt.Y(f"{TRUE}:N", sort=list(rows), title="True", axis=_axis("left", 0), scale=gap),
        tooltip="story:N",
        description="story:N",
    )
    squares = base.mark_rect(cursor="pointer").encode(
        color=alt.Color("colour:N", scale=None),
        opacity=alt.Opacity("strength:Q", scale=None),
    )
    numbers = base.mark_text(aria=False, fontSize=11, color=TEXT_COLOURS[theme or "light"], cursor="pointer").encode(
        text="number:N"
    )
    clicked = alt.selection_point(name=CELL, fields=[TRUE, PREDICTED], toggle=False)
    height = _LABELS_PX + (_SMALL_ROW_PX if small else _ROW_PX) * len(rows)
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
    counts: np.ndarray,
    right: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    as_shares: bool,
    intervals: CellIntervals | None = None,
) -> pd.DataFrame:
    """Return one row a cell: its share of the row, the depth and strength of its colour (0..1), its number and words.

    Wrong answers grow deeper with the square root of their share, so that rare ones show. Right answers grow paler with
    the square root of what is missing to all of them, by the same scale from its other end: 81 % is told from 99 %.

    Args:
        counts: ``(R, C)`` integer, rows = true.
        right: ``(R, C)`` bool, which cells hold right answers.
        rows: R names of what was true.
        columns: C names of what was said.
        as_shares: Write the row's shares in per cent instead of counts.
        intervals: Of the shares, at 95 %; they stand in the words of cells that are not empty.

    Raises:
        ValueError: The names do not fit the counts.
    """
    if not counts.shape == right.shape == (len(rows), len(columns)):
        raise ValueError(f"expected shape ({len(rows)}, {len(columns)}), got {counts.shape} and {right.shape}")
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)  # (R, C)
    depths = np.where(right, 1 - np.sqrt(1 - shares), np.sqrt(shares))
    strengths = np.where(counts > 0, _FAINTEST + (STRONGEST - _FAINTEST) * depths, 0)
    return pd.DataFrame(
        [
            {
                TRUE: rows[cell[0]],
                PREDICTED: columns[cell[1]],
                "right": bool(right[cell]),
                "count": int(counts[cell]),
                "share": float(shares[cell]),
                "depth": float(depths[cell]),
                "strength": float(strengths[cell]),
                "colour": BLUE if right[cell] else ORANGE,
                "number": _number(int(counts[cell]), float(shares[cell]), as_shares),
                "story": f"{rows[cell[0]]} named {columns[cell[1]]}: {counts[cell]:,} of {counts[cell[0]].sum():,} "
                f"({100 * shares[cell]:.1f} %{_interval(intervals, cell) if counts[cell] else ''})",
            }
            for cell in np.ndindex(counts.shape)
        ]
    )


def _interval(intervals: CellIntervals | None, cell: tuple[int, ...]) -> str:
    if intervals is None:
        return ""
    low, high = intervals
    return f"; {CONFIDENCE_INTERVAL} {100 * low[cell]:.1f}–{score_text(float(high[cell]))}"


def total_table(counts: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return the totals of a confusion matrix as cells of a row and a column ``ALL``; arguments as ``cell_table``.

    >>> total_table(np.array([[3, 1], [0, 2]]), ["Coat", "Bag"], ["Coat", "Bag"])["number"].tolist()
    ['4', '2', '3', '3', '6']
    """
    of_rows = zip(rows, counts.sum(axis=1).tolist(), strict=True)
    of_columns = zip(columns, counts.sum(axis=0).tolist(), strict=True)
    cells = [(name, ALL, total, f"{total:,} are {name}") for name, total in of_rows]
    cells += [(ALL, name, total, f"{total:,} were named {name}") for name, total in of_columns]
    cells.append((ALL, ALL, int(counts.sum()), f"{counts.sum():,} in all"))
    table = pd.DataFrame(cells, columns=[TRUE, PREDICTED, "count", "story"])
    numbers = [f"{count:,}" for count in table["count"]]
    return table.assign(number=numbers, colour=GREY, strength=_TOTAL, right=False)


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
