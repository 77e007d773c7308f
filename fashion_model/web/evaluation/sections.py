"""The kinds of blocks that a view consists of, and how a page shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from fashion_model.formats import score_text
from fashion_model.web.figures import STILL
from fashion_model.web.words import escape_markdown

PERCENT: Final = "%.1f %%"
LOCALIZED: Final = "localized"


@dataclass(frozen=True)
class Heading:
    """A heading; one with an ``anchor``, its name in the address, begins a part of the page."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph in Markdown; a ``small`` one is a remark, of a ``literal`` one every character is shown."""

    text: str
    small: bool = False
    literal: bool = False


@dataclass(frozen=True)
class Missing:
    """A sentence that stands where something is missing; every character is shown."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A Plotly figure; ``alt`` says in words what it shows."""

    figure: go.Figure
    alt: str


@dataclass(frozen=True)
class Column:
    """How the values of a column are written, in Streamlit's terms, and what they mean."""

    format: str = ""
    help: str = ""
    pinned: bool = False

    def text(self, value: Any) -> str:
        """Return a value as the report writes it.

        >>> Column("%+.1f").text(-0.25), Column().text(1000), Column("compact").text(2500)
        ('-0.2', '1,000', '2,500')
        """
        if self.format == PERCENT:
            return score_text(value / 100)
        if "%" in self.format:
            return str(self.format % value).replace(" ", "\N{NO-BREAK SPACE}")
        return value if isinstance(value, str) else f"{value:,}"


PINNED = Column(pinned=True)


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        frame: The first column names the row.
        alt: What it shows.
        columns: Those that are not written as they are.
        height: In pixels; None for that of all rows.
        unknown: Stands where a value is missing.
    """

    frame: pd.DataFrame
    alt: str = ""
    columns: Mapping[str, Column] = field(default_factory=dict)
    height: int | None = None
    unknown: str | None = None


@dataclass(frozen=True)
class Beside:
    """Blocks side by side where there is room, else one after the other."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]
    centred: bool = False


@dataclass(frozen=True)
class Folded:
    """Blocks that are shown when their title is opened."""

    title: str
    blocks: tuple["Block", ...]


Block = Heading | Text | Missing | Bullets | Figure | Table | Beside | Folded


def show(blocks: Iterable[Block]) -> None:
    """Show blocks on a page, in their order."""
    for block in blocks:
        match block:
            case Heading(text, anchor):
                st.header(text, anchor=anchor) if anchor else st.write(f"**{text}**")
            case Text(text, small, literal):
                (st.caption if small else st.write)(escape_markdown(text) if literal else text)
            case Missing(text):
                st.info(escape_markdown(text))
            case Bullets(lines):
                st.markdown("\n".join(f"- {line}" for line in lines))
            case Figure(figure, alt):
                st.plotly_chart(figure, config=STILL, alt=alt)
            case Table():
                _show_table(block)
            case Beside():
                _show_beside(block)
            case Folded(title, inside):
                with st.expander(title):
                    show(inside)


def _show_beside(block: Beside) -> None:
    left, right = st.columns(2, gap="large", vertical_alignment="center" if block.centred else "top")
    with left:
        show(block.left)
    with right:
        show(block.right)


def _show_table(table: Table) -> None:
    st.dataframe(
        table.frame,
        hide_index=True,
        height=table.height or "content",
        placeholder=table.unknown,
        alt=table.alt or None,
        column_config={name: _config(column) for name, column in table.columns.items()},
    )


def _config(column: Column) -> ColumnConfig:
    if column.format:
        return st.column_config.NumberColumn(format=column.format, help=column.help or None)
    return st.column_config.Column(help=column.help or None, pinned=column.pinned or None)
