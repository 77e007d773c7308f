import streamlit as st

from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.evaluation.errors import page_count
from fashion_model.formats import count_of
from fashion_model.web.address import arrived_with, say_misread, show_hidden_filters
from fashion_model.web.catalogue.change import offer_change, show_change, show_step, step_number
from fashion_model.web.catalogue.link import TEXT, hidden_filters_in_words, misread_parts, search_of
from fashion_model.web.catalogue.listing import offer_files, select_rows, show_item
from fashion_model.web.catalogue.search import (
    TABLE,
    ask_filters,
    ask_order_and_view,
    ask_page,
    find_page,
    known_choices,
    show_everything,
    wanted_view,
)
from fashion_model.web.catalogue.shop_files import offer_shop_file
from fashion_model.web.catalogue.story import ITEM, show_story
from fashion_model.web.catalogue.words import categories_in_words, counts_in_words, get_facts
from fashion_model.web.resources import get_catalogue
from fashion_model.web.visitor import visitor_zone
from fashion_model.web.words import escape_markdown

CARDS_A_PAGE, CARD_WIDTH, ROWS_A_PAGE = 12, 300, 50

st.set_page_config(layout="wide")
asked = arrived_with(TEXT)
st.title("Catalogue", anchor=False)
try:
    catalogue = get_catalogue()
    facts = get_facts(catalogue)
    if not any(facts.statuses.values()):
        st.info("Nothing is stored yet. Classify a photo and save it, and its item appears here.")
        if st.button("Classify a photo", icon=":material/apparel:"):
            st.switch_page("classify.py")
        st.stop()

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(counts_in_words(facts.statuses), width="content")
        if st.button("Review", icon=":material/rate_review:", type="tertiary"):
            st.switch_page("review.py")
        with st.popover("By category", type="tertiary"):
            st.markdown(categories_in_words(facts.categories))
    show_step(catalogue)
    choices, view = known_choices(catalogue, facts, visitor_zone()), wanted_view()
    filters = ask_filters(choices)
    search = search_of(filters, visitor_zone())
    size = ROWS_A_PAGE if view == TABLE else CARDS_A_PAGE
    page = find_page(catalogue, search, size)
    misread = misread_parts(asked, choices, page_count(page.total, size))
    say_misread(map(escape_markdown, misread), "The link to this page")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count_of(page.total, 'item', 'items')} found**", width="content")
        ask_order_and_view()
        offer_files(catalogue, search, page.total)
        offer_shop_file(catalogue, search, page.total)
    show_hidden_filters(hidden_filters_in_words(filters, choices), show_everything)
    ask_page(page.total, size)
    if not page.total:
        st.info("No item matches. Try fewer letters, or take the filters off.")
        st.button("Show all items", icon=":material/restart_alt:", on_click=show_everything)
    elif view == TABLE:
        place = st.container(horizontal=True)
        selected = select_rows(page.rows, visitor_zone(), step_number())
        with place:
            offer_change(catalogue, search, selected, page.total)
    else:
        cards = st.grid("auto", min_column_width=CARD_WIDTH)
        for row in page.rows:
            with cards.cell():
                show_item(row)
    if not show_change(catalogue) and st.query_params.get(ITEM, "").strip():
        show_story(catalogue, st.query_params[ITEM])
except CatalogueUnavailable as problem:
    st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
    st.button("Try again", icon=":material/refresh:")
