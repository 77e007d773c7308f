import streamlit as st

from fashion_model.catalogue.deliveries.records import COLLECTING
from fashion_model.catalogue.errors import CatalogueUnavailable, UnknownDelivery
from fashion_model.settings import get_settings
from fashion_model.web.deliveries.list_import import offer_list_import
from fashion_model.web.deliveries.overview import ask_delivery, close_delivery, offer_new, show_list
from fashion_model.web.deliveries.plan import show_gathering
from fashion_model.web.deliveries.progress import show_progress
from fashion_model.web.deliveries.words import sender_in_words, state_in_words
from fashion_model.web.resources import get_catalogue
from fashion_model.web.visitor import ask_person, visitor_zone
from fashion_model.web.words import escape_markdown

st.title("Deliveries", anchor=False)
number = ask_delivery()
try:
    catalogue = get_catalogue()
    if number is None:
        st.markdown("Photos that come in together: drop a folder or a zip, and each item gets its category.")
        person = ask_person()
        offer_new(catalogue, person)
        offer_list_import(catalogue, person)
        show_list(catalogue)
        st.stop()

    delivery = catalogue.deliveries.get(number)
    st.button("All deliveries", icon=":material/arrow_back:", type="tertiary", on_click=close_delivery)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(escape_markdown(delivery.name), anchor=False, width="content")
        st.badge(state_in_words(delivery), color="gray" if delivery.undone else "primary")
    st.caption(sender_in_words(delivery, visitor_zone()))
    if delivery.state == COLLECTING and not delivery.undone:
        show_gathering(catalogue, delivery, get_settings().deliveries_dir)
    else:
        show_progress(catalogue, delivery, ask_person())
except UnknownDelivery as problem:
    st.error(escape_markdown(str(problem)))
    st.button("All deliveries", icon=":material/arrow_back:", on_click=close_delivery)
except CatalogueUnavailable as problem:
    st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
    st.button("Try again", icon=":material/refresh:")
