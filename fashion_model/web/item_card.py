"""One item of the catalogue as a card."""

from datetime import tzinfo

import streamlit as st

from fashion_model.catalogue.records import CatalogueRow
from fashion_model.web.item_photo import show_category, show_photo
from fashion_model.web.item_story import open_story
from fashion_model.web.visit import visitor_zone
from fashion_model.web.wording import cut_title, escape_markdown, moment

_CARD_EDGE = 96


def show_item(row: CatalogueRow) -> None:
    """Show an item with its thumbnail, its current category and a button for its history."""
    with st.container(border=True, height="stretch"), st.container(horizontal=True, wrap=False, gap="small"):
        show_photo(row, _CARD_EDGE)
        with st.container(gap="xsmall"):
            st.markdown(f"**{escape_markdown(cut_title(row.title))}**")
            st.caption(escape_markdown(row.sku))
            show_category(row)
            st.caption(decided_in_words(row, visitor_zone()))
            st.button(
                "History",
                key=f"history-{row.sku}",
                icon=":material/history:",
                type="tertiary",
                on_click=open_story,
                args=(row.sku,),
            )


def decided_in_words(row: CatalogueRow, zone: tzinfo | None) -> str:
    """Return who decided on the current category and when, as Markdown."""
    if row.decided_at is None:
        return "Nothing decided, or taken back."
    return f"{escape_markdown(row.person)}, {moment(row.decided_at, zone)}"
