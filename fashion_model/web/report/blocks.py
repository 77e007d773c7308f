"""What a report is made of: sections of paragraphs, lists, tables, matrices, charts and sheets of pictures."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.analysis.records import Evaluation
from fashion_model.catalogue.review.judgement_records import JudgementRecord
from fashion_model.evaluation.study import Study
from fashion_model.web.loaded import Part

_FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 12, "color": "#1f2328"}
_LABEL_PX = 18
"""Room to the right for half the label at the end of an axis, in pixels."""
_STILL = {"displayModeBar": False, "scrollZoom": False, "responsive": True}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``**`` around words makes them strong. A ``small`` one is a remark."""

    kind: ClassVar[str] = "paragraph"
    text: str
    small: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    kind: ClassVar[str] = "bullets"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Attributes:
        caption: What it shows.
        headings: C names of columns.
        rows: Each of C texts; the first names the row.
        numbers: Names of the columns that are set as numbers.
    """

    kind: ClassVar[str] = "table"
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cell:
    """One number of a matrix: as text, as a share of its row 0..1, and whether it counts right answers."""

    text: str
    share: float
    right: bool


@dataclass(frozen=True)
class Matrix:
    """A confusion matrix.

    Attributes:
        caption: What it shows.
        columns: C names of what was said.
        rows: Names of what was true, each with C cells.
    """

    kind: ClassVar[str] = "matrix"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Chart:
    """A Plotly figure; ``alt`` says in words what it shows."""

    kind: ClassVar[str] = "chart"
    figure: go.Figure
    alt: str
    caption: str = ""

    def html(self, number: int) -> str:
        """Return the figure as a part of a page that has Plotly's script; ``number`` is no other chart's."""
        drawn = go.Figure(self.figure).update_layout(
            template="plotly_white",
            font=_FONT,
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            margin_r=max(self.figure.layout.margin.r or 0, _LABEL_PX),
        )
        height = f"{drawn.layout.height}px"
        part: str = drawn.to_html(
            config=_STILL, full_html=False, include_plotlyjs=False, div_id=f"chart-{number}", default_height=height
        )
        return part


@dataclass(frozen=True)
class Picture:
    """A picture of a sheet.

    Attributes:
        png: The file.
        alt: What it shows, in words.
        lines: What stands below it; the first is strong.
    """

    png: bytes
    alt: str
    lines: tuple[str, ...]

    @property
    def address(self) -> str:
        """The picture itself, as an address that needs no other file."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"


@dataclass(frozen=True)
class Sheet:
    """Pictures side by side."""

    kind: ClassVar[str] = "sheet"
    pictures: tuple[Picture, ...]


Block = Paragraph | Heading | Bullets | Table | Matrix | Chart | Sheet


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes:
        name: Its place in the report's address.
        title: Its heading.
        blocks: What it says, in order.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]


def table_of(frame: pd.DataFrame, caption: str, texts: Mapping[str, Callable[[Any], str]] | None = None) -> Table:
    """Return a data frame as a table.

    Args:
        frame: A row each, the first column naming it.
        caption: What it shows.
        texts: How to write the values of a column; those that are not named are written as they are.
    """
    written = {name: frame[name].map((texts or {}).get(name, _plain)) for name in frame}
    return Table(
        caption=caption,
        headings=tuple(frame),
        rows=tuple(zip(*written.values(), strict=True)),
        numbers=frozenset(name for name in frame if pd.api.types.is_numeric_dtype(frame[name])),
    )


def _plain(value: object) -> str:
    return f"{value:,}" if isinstance(value, (int, np.integer)) else str(value)


def matrix_of(
    counts: np.ndarray, right: np.ndarray, rows: Sequence[str], columns: Sequence[str], caption: str
) -> Matrix:
    """Return counts as a matrix; cells without any are empty.

    Args:
        counts: ``(R, C)`` integer, rows = true.
        right: ``(R, C)`` bool, which cells hold right answers.
        rows: R names of what was true.
        columns: C names of what was said.
        caption: What it shows.

    Raises:
        ValueError: The names do not fit the counts.
    """
    if not counts.shape == right.shape == (len(rows), len(columns)):
        raise ValueError(f"expected shape ({len(rows)}, {len(columns)}), got {counts.shape} and {right.shape}")
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)  # (R, C)
    return Matrix(
        caption=caption,
        columns=tuple(columns),
        rows=tuple(
            (
                name,
                tuple(
                    Cell(f"{count:,}" if count else "", float(share), bool(is_right))
                    for count, share, is_right in zip(counts[row], shares[row], right[row], strict=True)
                ),
            )
            for row, name in enumerate(rows)
        ),
    )


@dataclass(frozen=True)
class ReportContent:
    """Everything that a report says.

    Attributes:
        made_at: When, with a time zone.
        evaluation: What the model folder says.
        analysis: What was found out about the errors.
        study: What was found out about other networks.
        table: As ``answer_table``, of the same model and analysis.
        answers: The questions that are asked of every model, each with its answer.
        judgements: What each person says now of test pictures and photos, as ``Judgements.latest``, newest first.
    """

    made_at: datetime
    evaluation: Evaluation
    analysis: Part[ErrorAnalysis]
    study: Part[Study]
    table: pd.DataFrame
    answers: Sequence[tuple[str, str]]
    judgements: Part[Sequence[JudgementRecord]]

    @property
    def errors(self) -> pd.DataFrame:
        """The wrong answers of ``table``."""
        return self.table[~self.table["right"]]
