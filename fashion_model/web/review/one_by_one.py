"""The Review page's way of looking at one item after the other."""

import secrets
from collections.abc import Callable
from functools import partial

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue, utc_now
from fashion_model.catalogue.review.records import ReviewItem
from fashion_model.formats import count_of, percent
from fashion_model.web.review.filter import ReviewFilter, drop_filter
from fashion_model.web.review.item import (
    ANSWER_KEYS,
    CATEGORY_KEYS,
    SKIP_KEYS,
    UNDO_KEYS,
    show_copies,
    show_photos,
    show_reason,
    show_similar,
)
from fashion_model.web.review.visit import Progress, ReviewVisit, progress_in_words
from fashion_model.web.words import escape_markdown

_ANSWER_WIDTH, _CATEGORY_WIDTH = 190, 128
_WORD_WIDTH, _KEY_WIDTH = 92, 104
"""Of buttons with a word and of those that show their key alone."""


def show_answers(item: ReviewItem, decide: Callable[[str], None], may_act: bool) -> None:
    """Show the three likeliest answers, each with its probability and the key that accepts it.

    Args:
        item: On screen.
        decide: Called with the answer that is pressed.
        may_act: Whether the visitor has told their name.
    """
    for key, (answer, share) in zip(ANSWER_KEYS, item.answers, strict=False):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
            st.button(
                answer,
                key=f"answer-{key}-{item.row.item_id}",
                shortcut=key,
                type="primary" if key == ANSWER_KEYS[0] else "secondary",
                width=_ANSWER_WIDTH,
                on_click=decide,
                args=(answer,),
                disabled=not may_act,
            )
            st.progress(share, text=percent(share))


def show_categories(item: ReviewItem, decide: Callable[[str], None], may_act: bool) -> None:
    """Show a button for every category and for none of the ten, always in the same places; see ``show_answers``."""
    grid = st.grid("auto", min_column_width=_CATEGORY_WIDTH, gap="xsmall")
    for category, key in CATEGORY_KEYS.items():
        grid.button(
            category,
            key=f"category-{key}-{item.row.item_id}",
            shortcut=key,
            width="stretch",
            wrap=False,
            on_click=decide,
            args=(category,),
            disabled=not may_act,
        )


def show_skip(visit: ReviewVisit, item: ReviewItem, may_act: bool) -> None:
    """Show the buttons that leave the item for later."""
    for key, label, width in zip(SKIP_KEYS, ("Skip", ""), (_WORD_WIDTH, _KEY_WIDTH // 2), strict=True):
        st.button(
            label,
            key=f"skip-{key}-{item.row.item_id}",
            shortcut=key,
            width=width,
            on_click=visit.skip,
            args=(item.row.item_id,),
            disabled=not may_act,
        )


def show_undo(catalogue: Catalogue, visit: ReviewVisit, person: str) -> None:
    """Show the buttons that take the latest decision back, and which one that is; nothing before the first."""
    number = len(visit.decided)
    if not number:
        return
    for key, label, width in zip(UNDO_KEYS, ("Undo", ""), (_WORD_WIDTH, _KEY_WIDTH), strict=True):
        st.button(
            label,
            key=f"undo-{key}-{number}",
            shortcut=key,
            width=width,
            on_click=visit.undo,
            args=(catalogue, number, person, utc_now),
            disabled=not person,
        )
    latest = visit.decided[-1].decision
    st.caption(f"Last: {escape_markdown(latest.sku)}, {latest.category}", width="content")


def decider(catalogue: Catalogue, visit: ReviewVisit, item: ReviewItem, person: str) -> Callable[[str], None]:
    """Return the function that decides on the item on screen; it takes a category."""
    return partial(_decide, catalogue, visit, item.row.item_id, person)


def _decide(catalogue: Catalogue, visit: ReviewVisit, item_id: int, person: str, category: str) -> None:
    visit.decide(catalogue, item_id, category, person, utc_now)


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
