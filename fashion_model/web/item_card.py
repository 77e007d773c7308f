"""One item of the catalogue as a card."""

import streamlit as st

from fashion_model.catalogue.records import CatalogueRow
from fashion_model.web.catalogue_words import standing_in_words
from fashion_model.web.item_photo import show_category, show_photo
from fashion_model.web.item_story import open_story
from fashion_model.web.visit import visitor_zone
from fashion_model.web.wording import cut_title, escape_markdown

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
                on_click=open_story,
                args=(row.sku,),
            )
