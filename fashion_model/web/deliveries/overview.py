"""The list of deliveries, and the form for a new one."""

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue, utc_now
from fashion_model.catalogue.deliveries.records import COLLECTING, ITEMS, DeliveryRecord
from fashion_model.web.deliveries.words import (
    collected_in_words,
    items_in_words,
    sender_in_words,
    state_in_words,
    usual_name,
)
from fashion_model.web.links import LinkReader
from fashion_model.web.visitor import has_name, visitor_zone
from fashion_model.web.words import cut_title, escape_markdown

DELIVERY = "delivery"
"""Name in the page's address under which the number of the open delivery stands."""
_SHOWN = 10


def ask_delivery() -> int | None:
    """Return the number of the delivery that the page's address names; None for the list."""
    return LinkReader(st.query_params).number(DELIVERY)


def open_delivery(delivery_id: int) -> None:
    """Show a delivery with the next run of the page."""
    st.query_params[DELIVERY] = str(delivery_id)


def close_delivery() -> None:
    """Show the list with the next run of the page."""
    st.query_params.pop(DELIVERY, None)


def offer_new(catalogue: Catalogue, person: str) -> None:
    """Ask for a name and begin a delivery."""
    with st.container(border=True):
        name = st.text_input(
            "New delivery", value=usual_name(utc_now(), visitor_zone()), key="delivery-name", persist_state="session"
        )
        may_begin = has_name(person) and name.strip()
        if st.button("Begin", type="primary", icon=":material/add:", disabled=not may_begin):
            open_delivery(catalogue.deliveries.open(name, person).delivery_id)
            del st.session_state["delivery-name"]
            st.rerun()


def show_list(catalogue: Catalogue) -> None:
    """Show the latest deliveries, newest first."""
    number = st.session_state.get("deliveries-shown", _SHOWN)
    found = catalogue.deliveries.latest(number + 1)
    if not found:
        st.info("No delivery yet. Begin one, and drop its photos on the page that opens.")
        return
    for delivery in found[:number]:
        _show_line(catalogue, delivery)
    if len(found) > number and st.button("Show earlier deliveries", icon=":material/expand_more:"):
        st.session_state["deliveries-shown"] = number + _SHOWN
        st.rerun()


def _show_line(catalogue: Catalogue, delivery: DeliveryRecord) -> None:
    counts = catalogue.deliveries.counts(delivery.delivery_id)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{escape_markdown(cut_title(delivery.name))}**", width="content")
            st.badge(state_in_words(delivery), color="gray" if delivery.undone else "primary")
        st.caption(sender_in_words(delivery, visitor_zone()))
        if delivery.kind != ITEMS:
            started = delivery.state != COLLECTING
            st.markdown(items_in_words(counts) if started else collected_in_words(counts))
        st.button(
            "Open",
            key=f"open-{delivery.delivery_id}",
            icon=":material/arrow_forward:",
            type="tertiary",
            on_click=open_delivery,
            args=(delivery.delivery_id,),
        )
