"""The Catalogue page's filters, order and pages, kept in its address."""

from contextlib import suppress
from datetime import date, tzinfo

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import UnknownDelivery
from fashion_model.catalogue.items.records import CataloguePage
from fashion_model.catalogue.items.search import YEARS, Search
from fashion_model.evaluation.errors import page_count
from fashion_model.web.address import ask_choice, first_page
from fashion_model.web.catalogue import link
from fashion_model.web.catalogue.words import DEFAULT_ORDER, ORDER_WORDS, Facts
from fashion_model.web.links import PAGE, LinkReader
from fashion_model.web.words import moment

CARDS, TABLE = "Cards", "Table"
_DELIVERY_CHOICE = "chosen-delivery"
_PLAIN = {link.TEXT: "", link.CONTRADICTING: False, link.COPIED: False, link.ALIKE: False}


def show_everything() -> None:
    """Take all filters off."""
    for key in (link.CATEGORY, link.STATUS, link.SINCE, link.UNTIL, link.MODEL, link.PERSON, _DELIVERY_CHOICE):
        st.session_state[key] = None
    for key, plain in _PLAIN.items():
        st.session_state[key] = plain
    st.query_params.pop(link.DELIVERY, None)
    first_page()


def known_choices(catalogue: Catalogue, facts: Facts, zone: tzinfo | None) -> link.Choices:
    """Return what can be asked for; an old delivery that the address names is among the latest ones."""
    names = {
        delivery.delivery_id: f"{delivery.name}, {moment(delivery.created_at, zone)}" for delivery in facts.deliveries
    }
    asked = LinkReader(st.query_params).number(link.DELIVERY)
    if asked and asked not in names:
        with suppress(UnknownDelivery):  # the page says so of the link
            names[asked] = catalogue.deliveries.get(asked).name
    return link.Choices(facts.models, facts.people, names)


def ask_filters(choices: link.Choices) -> link.Filters:
    """Ask what to look for: text, category and status in sight, all else in a drawer; all of it is in the address."""
    left, middle, right = st.columns([4, 3, 3])
    text = left.text_input(
        "Search",
        key=link.TEXT,
        bind="query-params",
        placeholder="SKU or title",
        icon=":material/search:",
        on_change=first_page,
    )
    with middle:
        category = ask_choice("Category", link.CATEGORY_CHOICES, link.CATEGORY, "All categories")
    with right:
        status = ask_choice("Status", link.STATUS_CHOICES, link.STATUS, "Everything")
    with st.expander("More filters", icon=":material/filter_list:"):
        days, makers, others = st.columns(3)
        with days:
            since = _ask_day("Changed from", link.SINCE)
            until = _ask_day("Changed until", link.UNTIL)
        with makers:
            person = ask_choice("Decided by", choices.people, link.PERSON, "Anybody")
            model = ask_choice("Model", choices.models, link.MODEL, "Any model")
        with others:
            delivery_id = _ask_delivery(choices)
            contradicting = _ask_box("Title contradicts the category", link.CONTRADICTING)
            copied = _ask_box("Photo is also on another item", link.COPIED)
            alike = _ask_box("SKU looks like another one", link.ALIKE)
    address = LinkReader(st.query_params)
    return link.Filters(
        text=text or "",
        category=category,
        status=status,
        since=since,
        until=until,
        model=model,
        person=person,
        delivery_id=delivery_id,
        contradicting=contradicting,
        copied=copied,
        alike=alike,
        sort=st.session_state.get(link.SORT) or address.choice(link.SORT, ORDER_WORDS, "") or DEFAULT_ORDER,
    )


def ask_order_and_view() -> str:
    """Ask for the order of the items and how they are shown; returns ``CARDS`` or ``TABLE``."""
    st.selectbox(
        "Order",
        list(ORDER_WORDS),
        key=link.SORT,
        bind="query-params",
        label_visibility="collapsed",
        width=180,
        on_change=first_page,
    )
    view = st.segmented_control(
        "View",
        [CARDS, TABLE],
        default=CARDS,
        required=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
        on_change=first_page,
    )
    return view or CARDS


def wanted_view() -> str:
    """Return how items are shown before that is asked for on the page."""
    view = st.session_state.get("view") or st.query_params.get("view")
    return TABLE if view == TABLE else CARDS


def find_page(catalogue: Catalogue, search: Search, size: int) -> CataloguePage:
    """Return the page of the search that the address names, or the first when the search has no such page."""
    number = st.session_state.get(PAGE) or LinkReader(st.query_params).number(PAGE) or 1
    page = catalogue.search(search, limit=size, offset=(number - 1) * size)
    return page if page.rows or number == 1 else catalogue.search(search, limit=size)


def ask_page(total: int, size: int) -> None:
    """Let the visitor turn the pages; the number stands in the address as ``page``."""
    if total > size:
        st.pagination(page_count(total, size), key=PAGE, bind="query-params")


def _ask_day(label: str, key: str) -> date | None:
    return st.date_input(
        label,
        value=None,
        min_value=date(YEARS[0], 1, 1),
        max_value=date(YEARS[-1], 12, 31),
        key=key,
        bind="query-params",
        format="YYYY-MM-DD",
        on_change=first_page,
    )


def _ask_box(label: str, key: str) -> bool:
    return st.checkbox(label, key=key, bind="query-params", on_change=first_page)


def _ask_delivery(choices: link.Choices) -> int | None:
    """Ask for a delivery; its number stands in the address, for names may come twice."""
    if _DELIVERY_CHOICE not in st.session_state:
        asked = LinkReader(st.query_params).number(link.DELIVERY)
        st.session_state[_DELIVERY_CHOICE] = asked if asked in choices.deliveries else None
    return st.selectbox(
        "Delivery",
        list(choices.deliveries),
        format_func=lambda number: choices.deliveries.get(number, ""),
        key=_DELIVERY_CHOICE,
        index=None,
        placeholder="All deliveries",
        on_change=_remember_delivery,
    )


def _remember_delivery() -> None:
    chosen = st.session_state[_DELIVERY_CHOICE]
    if chosen:
        st.query_params[link.DELIVERY] = str(chosen)
    else:
        st.query_params.pop(link.DELIVERY, None)
    first_page()
