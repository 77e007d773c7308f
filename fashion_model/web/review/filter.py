"""The Review page's filter, kept in the page's address alone."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.catalogue.errors import UnknownDelivery
from fashion_model.catalogue.review.queue import GROUPED, LEAST_SURE
from fashion_model.catalogue.review.visit import ReviewFilter
from fashion_model.web.links import LinkReader
from fashion_model.web.words import cut_title, escape_markdown

ONE_BY_ONE, MANY = "One by one", "Accept many"
DELIVERY: Final = "delivery"
QUESTION: Final = "question"
ORDER: Final = "order"
ORDERS: Final = {"sure": LEAST_SURE, "question": GROUPED}
"""The orders by their names in the address; the first when the address names none."""
_VIEW, _MANY_IN_ADDRESS = "view", "many"
_ALL = 0
_ORDER_NAMES = {LEAST_SURE: "Least sure first", GROUPED: "Question by question"}


def filter_in(address: Mapping[str, str]) -> ReviewFilter:
    """Return what an address asks for; parts that cannot be read ask for nothing.

    Args:
        address: The names and values after the question mark.
    """
    return ReviewFilter(
        delivery_id=LinkReader(address).number(DELIVERY),
        question=address.get(QUESTION, "").strip(),
        order=ORDERS.get(address.get(ORDER, ""), LEAST_SURE),
    )


def left_in(waiting: Mapping[str, int], wanted: ReviewFilter) -> int:
    """Return how many of the wanted items are left, by the waiting ones of their delivery."""
    return waiting.get(wanted.question, 0) if wanted.question else sum(waiting.values())


def questions_to_choose(waiting: Mapping[str, int], wanted: ReviewFilter) -> dict[str, str]:
    """Return the questions with their labels, “” for all first; the chosen one stays when nothing is left of it."""
    counts = {"": sum(waiting.values()), **waiting}
    if wanted.question:
        counts.setdefault(wanted.question, 0)
    return {question: f"{question or 'All questions'} ({number:,})" for question, number in counts.items()}


def wanted_view() -> str:
    """Return what the address asks for: ``ONE_BY_ONE`` or ``MANY``."""
    return MANY if st.query_params.get(_VIEW) == _MANY_IN_ADDRESS else ONE_BY_ONE


def ask_view(view: str) -> None:
    """Ask whether to look at one item after the other or at many suggestions at once, from what the address says."""
    st.session_state["review-view"] = view
    st.segmented_control(
        "View",
        [ONE_BY_ONE, MANY],
        key="review-view",
        required=True,
        label_visibility="collapsed",
        on_change=_keep,
        args=(_VIEW, "review-view", {MANY: _MANY_IN_ADDRESS}),
    )


def ask_filter(catalogue: Catalogue, waiting: Mapping[str, int], wanted: ReviewFilter) -> None:
    """Offer other questions, deliveries and orders; what is chosen goes into the address.

    Args:
        catalogue: Has the deliveries.
        waiting: Number of items by question, in the wanted delivery.
        wanted: What is asked for now.
    """
    deliveries = _deliveries_to_choose(catalogue, wanted)
    label = filter_in_words(waiting, wanted, deliveries.get(wanted.delivery_id or _ALL, ""))
    with st.popover(label, icon=":material/filter_list:"):
        _ask_order(wanted)
        _ask_delivery(deliveries, wanted)
        _ask_question(waiting, wanted)


def filter_in_words(waiting: Mapping[str, int], wanted: ReviewFilter, delivery: str) -> str:
    """Return what is reviewed, in a few words, as Markdown.

    Args:
        waiting: Number of items by question, in the wanted delivery.
        wanted: What is asked for.
        delivery: Name of the wanted delivery; not shown when all are wanted.
    """
    question = questions_to_choose(waiting, wanted)[wanted.question]
    return escape_markdown(f"{question} · {delivery}" if wanted.delivery_id else question)


def drop_filter() -> None:
    """Ask for all items again."""
    for name in (DELIVERY, QUESTION):
        st.query_params.pop(name, None)


def _ask_order(wanted: ReviewFilter) -> None:
    st.session_state["review-order"] = wanted.order
    st.segmented_control(
        "Order",
        list(_ORDER_NAMES),
        key="review-order",
        required=True,
        format_func=_ORDER_NAMES.__getitem__,
        on_change=_keep,
        args=(ORDER, "review-order", {order: name for name, order in ORDERS.items() if order != LEAST_SURE}),
    )


def _deliveries_to_choose(catalogue: Catalogue, wanted: ReviewFilter) -> dict[int, str]:
    names = {_ALL: "All deliveries"}
    names |= {delivery.delivery_id: _name_of(delivery) for delivery in catalogue.deliveries.latest()}
    if wanted.delivery_id and wanted.delivery_id not in names:
        try:
            names[wanted.delivery_id] = _name_of(catalogue.deliveries.get(wanted.delivery_id))
        except UnknownDelivery:
            names[wanted.delivery_id] = f"Unknown delivery ({wanted.delivery_id})"
    return names


def _ask_delivery(names: Mapping[int, str], wanted: ReviewFilter) -> None:
    st.session_state["review-delivery"] = wanted.delivery_id or _ALL
    st.selectbox(
        "Delivery",
        list(names),
        key="review-delivery",
        format_func=names.__getitem__,
        on_change=_keep,
        args=(DELIVERY, "review-delivery", {number: str(number) for number in names if number != _ALL}),
    )


def _name_of(delivery: DeliveryRecord) -> str:
    return f"{cut_title(delivery.name)} ({delivery.delivery_id})"


def _ask_question(waiting: Mapping[str, int], wanted: ReviewFilter) -> None:
    choices = questions_to_choose(waiting, wanted)
    st.session_state["review-question"] = wanted.question
    st.radio(
        "Question",
        list(choices),
        key="review-question",
        format_func=lambda question: escape_markdown(choices[question]),
        on_change=_keep,
        args=(QUESTION, "review-question", {question: question for question in choices if question}),
    )


def _keep(name: str, key: str, values: Mapping[object, str]) -> None:
    """Write what was chosen into the address; a choice that has no value there is what counts without one."""
    value = values.get(st.session_state[key])
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
