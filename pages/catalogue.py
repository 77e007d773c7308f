from functools import partial

import streamlit as st

from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.web.catalogue_search import ask_page, ask_search, counts_in_words, csv_of
from fashion_model.web.item_card import show_item
from fashion_model.web.item_story import ITEM, show_story
from fashion_model.web.resources import get_catalogue
from fashion_model.web.wording import count_of, escape_markdown

ITEMS_A_PAGE, ITEMS_A_ROW = 12, 2

st.title("Catalogue", anchor=False)
try:
    catalogue = get_catalogue()
    counts = catalogue.counts()
    if not any(counts.values()):
        st.info("Nothing is stored yet. Classify a photo and save it, and its item appears here.")
        if st.button("Classify a photo", icon=":material/apparel:"):
            st.switch_page("classify.py")
        st.stop()

    st.markdown(counts_in_words(counts))
    search = ask_search(counts)
    page = ask_page(catalogue, search, ITEMS_A_PAGE)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{count_of(page.total, 'item', 'items')} found**", width="content")
        st.download_button(
            "Download CSV",
            partial(csv_of, catalogue, search),
            file_name="catalogue.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=not page.total,
        )
    if not page.total:
        st.info("No item matches. Try fewer letters, or choose all categories.")
    for start in range(0, len(page.rows), ITEMS_A_ROW):
        for column, row in zip(st.columns(ITEMS_A_ROW), page.rows[start : start + ITEMS_A_ROW], strict=False):
            with column:
                show_item(row)
    if st.query_params.get(ITEM, "").strip():
        show_story(catalogue, st.query_params[ITEM])
except CatalogueUnavailable as problem:
    st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
    st.button("Try again", icon=":material/refresh:")
