"""A delivery that was started: progress, results, pause and undo."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import (
    CLASSIFIED,
    ITEMS,
    LEFT_OUT,
    PAUSED,
    REFUSED,
    RUNNING,
    DeliveryCounts,
    DeliveryRecord,
)
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.items.records import OPEN, ActionRecord, CatalogueRow
from fashion_model.catalogue.items.search import Search
from fashion_model.formats import count_of, percent
from fashion_model.web.deliveries.drop_area import drop_area
from fashion_model.web.deliveries.overview import DELIVERY
from fashion_model.web.deliveries.plan import show_refused, then_rerun, upload_address
from fashion_model.web.deliveries.words import (
    files_in_words,
    items_in_words,
    outcome_in_words,
    share_done,
    tab_title,
    time_left_in_words,
    to_look_at_of,
)
from fashion_model.web.resources import get_background
from fashion_model.web.thumbnail import show_thumbnail
from fashion_model.web.visitor import has_name
from fashion_model.web.words import escape_markdown, shortened

_EDGE = 120
_SHOWN, _SHOWN_MEANWHILE = 24, 8
_LISTED = 500
_REFRESH_S = 0.8
_TOLD = (REFUSED, LEFT_OUT, CLASSIFIED)


def show_progress(catalogue: Catalogue, delivery: DeliveryRecord, person: str) -> None:
    """Show how far a started delivery is, what came out so far, and what can be done with it."""
    if delivery.kind == ITEMS:
        _show_items_created(catalogue, delivery)
    elif delivery.state == RUNNING:
        st.fragment(partial(_show_running, catalogue, delivery.delivery_id), run_every=_REFRESH_S)()
    else:
        _show_counts(catalogue, delivery, catalogue.deliveries.counts(delivery.delivery_id))
    _offer_steps(catalogue, delivery, person)
    if delivery.kind != ITEMS and not delivery.undone:
        with st.expander("Add photos", icon=":material/add_photo_alternate:"):
            drop_area(upload_address(delivery), key=f"more-{delivery.delivery_id}")
    if delivery.kind != ITEMS and delivery.state != RUNNING:
        show_refused(catalogue.deliveries.files(delivery.delivery_id, _TOLD, _LISTED, with_reason=True))


def _show_running(catalogue: Catalogue, delivery_id: int) -> None:
    try:
        delivery = catalogue.deliveries.get(delivery_id)
        if delivery.state != RUNNING:
            st.rerun()  # of the whole page: what can be done now is something else
        if problem := get_background().problem:
            st.warning(
                f"Classifying has stopped for now: {escape_markdown(problem)} It resumes by itself.",
                icon=":material/cloud_off:",
            )
        _show_counts(catalogue, delivery, catalogue.deliveries.counts(delivery_id))
    except CatalogueUnavailable as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/cloud_off:")


def _show_counts(catalogue: Catalogue, delivery: DeliveryRecord, counts: DeliveryCounts) -> None:
    st.set_page_config(page_title=tab_title(delivery, counts))
    st.markdown(f"**{items_in_words(counts)}**")
    left = time_left_in_words(counts.seconds_left) if delivery.state == RUNNING else ""
    words = files_in_words(counts)
    st.progress(share_done(counts), text=f"{words} · {left}" if left else words)
    if not delivery.undone and delivery.state not in (RUNNING, PAUSED):
        st.markdown(outcome_in_words(counts))
    if to_look_at_of(counts) and st.button(
        f"Review {count_of(to_look_at_of(counts), 'item', 'items')}",
        key=f"review-{delivery.state}",  # another at the end: a press of the fragment's own is lost with it
        type="primary",
        icon=":material/rate_review:",
    ):
        st.switch_page("review.py", query_params={DELIVERY: str(delivery.delivery_id)})
    shown = _SHOWN_MEANWHILE if delivery.state == RUNNING else _SHOWN  # the network needs the processor more
    show_results(catalogue.search(Search(delivery_id=delivery.delivery_id), limit=shown).rows)


def _show_items_created(catalogue: Catalogue, delivery: DeliveryRecord) -> None:
    page = catalogue.search(Search(delivery_id=delivery.delivery_id), limit=_SHOWN)
    st.markdown(f"**{list_in_words(page.total)}**")
    show_results(page.rows)


def list_in_words(created: int) -> str:
    """Return what a list of items brought, by the number of items that it created."""
    if not created:
        return "This list created no items; it changed categories of items that were there"
    return f"{count_of(created, 'item', 'items')} created by this list"


def show_results(rows: tuple[CatalogueRow, ...]) -> None:
    """Show items as small pictures with what they are, the latest first."""
    if not rows:
        return
    grid = st.grid("auto", min_column_width=_EDGE, border=True)
    for row in rows:
        with grid.cell():
            show_thumbnail(row.photo_path, _EDGE, row.box, f"Photo of {row.sku}")
            st.markdown(result_in_words(row))


def result_in_words(row: CatalogueRow) -> str:
    """Return an item's SKU and what it is, or that somebody has to look, as Markdown."""
    sku = escape_markdown(shortened(row.sku))
    if row.category is None:
        waits = row.question or ("Waits for photos" if row.status == OPEN else "To be looked at")
        return f"{sku}  \n:orange[{escape_markdown(waits)}]"
    sure = f" · {percent(row.confidence)}" if row.confidence is not None else ""
    return f"{sku}  \n**{row.category}**{sure}"


def _offer_steps(catalogue: Catalogue, delivery: DeliveryRecord, person: str) -> None:
    deliveries, number = catalogue.deliveries, delivery.delivery_id
    with st.container(horizontal=True):
        if delivery.state == RUNNING and st.button("Pause", icon=":material/pause:"):
            deliveries.pause(number)
            st.rerun()
        if delivery.state == PAUSED and not delivery.undone and st.button("Resume", icon=":material/play_arrow:"):
            deliveries.resume(number)
            st.rerun()
        if st.button("See its items in the catalogue", icon=":material/inventory_2:"):
            st.switch_page("catalogue.py", query_params={DELIVERY: str(number)})
        if delivery.undone:
            if st.button("Restore delivery", icon=":material/redo:", disabled=not person.strip()):
                _step(partial(deliveries.redo, number, person), "restored")
        else:
            _offer_undo(catalogue, delivery, person)


def _offer_undo(catalogue: Catalogue, delivery: DeliveryRecord, person: str) -> None:
    with st.popover("Undo delivery", icon=":material/undo:"):
        st.markdown(
            "Undoes everything that came with this delivery and was decided on it, reviews too. "
            "Items that it created leave the catalogue. The history keeps all of it, and you can restore it."
        )
        if st.button("Undo the whole delivery", type="primary", disabled=not has_name(person)):
            _step(partial(catalogue.deliveries.undo, delivery.delivery_id, person), "undone")


def _step(step: Callable[[], ActionRecord], what: str) -> None:
    with then_rerun():
        st.toast(f"{count_of(step().decisions, 'decision was', 'decisions were')} {what}.")
