"""Items of the Catalogue page as cards, as a table, and as files."""

import base64
from collections.abc import Sequence
from datetime import tzinfo
from functools import partial
from typing import Any

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.records import NO_CATEGORY_YET, CatalogueRow
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.export import to_csv, to_xlsx
from fashion_model.formats import percent
from fashion_model.photo.thumbnails import thumbnail
from fashion_model.web.address import write
from fashion_model.web.catalogue.story import ITEM, show_category, show_photo
from fashion_model.web.catalogue.words import STATUS_WORDS, standing_in_words, suggested_in_words
from fashion_model.web.visitor import visitor_zone
from fashion_model.web.words import cut_title, escape_markdown

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
        "Suggested": suggested_in_words(row),
        "By": row.person,
        "Changed": f"{row.changed_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "Note": row.contradiction,
    }


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_files(catalogue: Catalogue, search: Search, total: int) -> None:
    """Offer all items that a search finds, over all its pages, as CSV and XLSX."""
    kinds = (("CSV", csv_of, "catalogue.csv", "text/csv"), ("Excel", xlsx_of, "catalogue.xlsx", _XLSX))
    for label, make, name, mime in kinds:
        st.download_button(
            label,
            partial(make, catalogue, search),
            file_name=name,
            mime=mime,
            icon=":material/download:",
            type="tertiary",
            help=f"Download all that was found as {label}",
            on_click="ignore",
            disabled=not total,
        )


def csv_of(catalogue: Catalogue, search: Search) -> str:
    """Return all items that the search finds as CSV."""
    return to_csv(catalogue.every(search))


def xlsx_of(catalogue: Catalogue, search: Search) -> bytes:
    """Return all items that the search finds as an Excel workbook."""
    return to_xlsx(catalogue.every(search))


_CARD_EDGE = 96


def show_item(row: CatalogueRow) -> None:
    """Show an item with its thumbnail, what it has now, what is odd about it, and a button for its story."""
    with st.container(border=True, height="stretch"), st.container(horizontal=True, wrap=False, gap="small"):
        show_photo(row, _CARD_EDGE)
        with st.container(gap="xsmall"):
            st.markdown(f"**{escape_markdown(cut_title(row.title))}**")
            if row.title != row.sku:
                st.caption(escape_markdown(row.sku))
            show_category(row)
            st.caption(standing_in_words(row, visitor_zone()))
            if row.contradiction:
                st.caption(f":orange[:material/warning:] {escape_markdown(row.contradiction)}")
            st.button(
                "Story and edit",
                key=f"story-{row.item_id}",
                icon=":material/history:",
                type="tertiary",
                on_click=write,
                args=(ITEM, row.sku),
            )
