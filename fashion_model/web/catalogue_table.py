"""Many items of the catalogue as a table in which rows are selected."""

import base64
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

import streamlit as st

from fashion_model.catalogue.records import NO_CATEGORY_YET, CatalogueRow
from fashion_model.web.catalogue_words import STATUS_WORDS
from fashion_model.web.pictures import thumbnail
from fashion_model.web.wording import percent

_EDGE = 48
_ROW_HEIGHT = 52
_HEADER_HEIGHT = 38


def select_rows(rows: Sequence[CatalogueRow], zone: tzinfo | None, step: int) -> tuple[CatalogueRow, ...]:
    """Show items as a table and return those whose rows are selected.

    Args:
        rows: The items of one page.
        zone: Of the visitor.
        step: Changes when what was selected before must not be selected any more.
    """
    numbers = tuple(row.item_id for row in rows)
    state = st.dataframe(
        [cells_of(row, zone) for row in rows],
        hide_index=True,
        row_height=_ROW_HEIGHT,
        height=_HEADER_HEIGHT + _ROW_HEIGHT * min(len(rows), 12),
        on_select="rerun",
        selection_mode="multi-row",
        key=f"rows-{step}-{hash(numbers)}",
        column_config={
            "Photo": st.column_config.ImageColumn(width=64),
            "Title": st.column_config.TextColumn(width="medium"),
            "Note": st.column_config.TextColumn(width="large"),
        },
    )
    return tuple(rows[place] for place in state.selection.rows)


def cells_of(row: CatalogueRow, zone: tzinfo | None) -> dict[str, Any]:
    """Return an item's cells by the names of their columns."""
    picture = thumbnail(row.photo_path, 2 * _EDGE, row.box) if row.photo_path else None
    return {
        "Photo": f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" if picture else None,
        "SKU": row.sku,
        "Title": row.title,
        "Category": row.category or NO_CATEGORY_YET,
        "Status": STATUS_WORDS[row.status],
        "Sure": "" if row.confidence is None else percent(row.confidence),
        "By": row.person,
        "Changed": f"{row.changed_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "Note": row.contradiction,
    }
