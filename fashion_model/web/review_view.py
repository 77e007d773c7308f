"""The Review page's way of looking at one item after the other."""

import secrets

import streamlit as st

from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.review_records import ReviewItem
from fashion_model.web.review_buttons import decider, show_answers, show_categories, show_skip, show_undo
from fashion_model.web.review_filter import ReviewFilter
from fashion_model.web.review_filter_view import drop_filter
from fashion_model.web.review_item_view import show_copies, show_photos, show_reason, show_similar
from fashion_model.web.review_pace import Progress, progress_in_words
from fashion_model.web.review_visit import ReviewVisit
from fashion_model.web.wording import count_of, escape_markdown

_VISIT = "review"
_COLUMNS = (45, 40, 19)


def visitor_review() -> ReviewVisit:
    """Return what this window reviews."""
    if _VISIT not in st.session_state:
        st.session_state[_VISIT] = ReviewVisit(secrets.token_hex(16))
    visit: ReviewVisit = st.session_state[_VISIT]
    return visit


def show_progress(progress: Progress) -> None:
    """Show how far the visitor is, and how long the rest takes."""
    st.progress(progress.share, text=progress_in_words(progress))


def show_messages(visit: ReviewVisit) -> None:
    """Show what the visitor has to know about the latest step."""
    if visit.problem:
        st.error(escape_markdown(f"{visit.problem} The item is still here: press the key again."))
    if visit.notice:
        st.info(escape_markdown(visit.notice), icon=":material/group:")


def show_item(catalogue: Catalogue, visit: ReviewVisit, item: ReviewItem, person: str) -> None:
    """Show an item with everything that helps to decide, and the buttons that do.

    Args:
        catalogue: Has the item.
        visit: Has it on screen.
        item: To look at.
        person: Who decides; nothing can be pressed while it is empty.
    """
    decide = decider(catalogue, visit, item, person)
    photos, buttons, context = st.columns(_COLUMNS, gap="small")
    with photos:
        show_photos(visit, item)
    with buttons:
        show_reason(item)
        show_answers(item, decide, bool(person))
        show_categories(item, decide, bool(person))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            show_skip(visit, item, bool(person))
            show_undo(catalogue, visit, person)
    with context:
        show_copies(catalogue.copies.of_item(item.row.item_id))
        show_similar(catalogue.review.similar(item.row.item_id))


def show_end(catalogue: Catalogue, visit: ReviewVisit, wanted: ReviewFilter, left: int, person: str) -> None:
    """Show why there is nothing to look at, and a way on.

    Args:
        catalogue: Has the items.
        visit: Has nothing on screen.
        wanted: What was asked for.
        left: Items that wait among those that were asked for.
        person: Who reviews.
    """
    elsewhere = sum(catalogue.review.waiting().values()) - left
    st.success(end_in_words(wanted, left, elsewhere, bool(visit.skipped)), icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if left and visit.skipped:
            st.button("Show skipped items", icon=":material/replay:", on_click=visit.forget_skipped)
        elif left:
            st.button("Look again", icon=":material/refresh:")
        if elsewhere > 0:
            st.button(f"Review the other {elsewhere:,}", icon=":material/arrow_forward:", on_click=drop_filter)
        if st.button("Open the catalogue", icon=":material/inventory_2:"):
            st.switch_page("catalogue.py")
        show_undo(catalogue, visit, person)


def end_in_words(wanted: ReviewFilter, left: int, elsewhere: int, skipped: bool) -> str:
    """Return why there is nothing to look at, in sentences, as Markdown.

    Args:
        wanted: What was asked for.
        left: Items that wait among those that were asked for.
        elsewhere: Items that wait outside.
        skipped: Whether the visitor skipped items.
    """
    if left:
        why = "skipped by you, or on others’ screens" if skipped else "on others’ screens"
        return f"Nothing else to show: {count_of(left, 'item is', 'items are')} left, {why}."
    if elsewhere > 0:
        where = f"in the group “{escape_markdown(wanted.question)}”" if wanted.question else "in this delivery"
        return f"Nothing is left {where}. {count_of(elsewhere, 'other item waits', 'other items wait')}."
    return "All reviewed. New items appear here as soon as a delivery brings some that need a person."
