"""The Review page's view of one item after the other: answers, keys, progress and end."""

import secrets
from collections.abc import Callable
from functools import partial

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.review.records import ReviewItem
from fashion_model.catalogue.review.visit import Progress, ReviewFilter, ReviewVisit
from fashion_model.formats import count_of, percent
from fashion_model.web.review.filter import drop_filter
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
from fashion_model.web.words import escape_markdown

_COLUMNS = (50, 41, 14)
_ANSWER_WIDTH, _CATEGORY_WIDTH = 190, 128
_WORD_WIDTH, _KEY_WIDTH = 92, 104
"""Of buttons with a word and of those that show their key alone."""


def visitor_review() -> ReviewVisit:
    """Return what this window reviews."""
    visit: ReviewVisit = st.session_state.setdefault("review", ReviewVisit(secrets.token_hex(16)))
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

    def decide(category: str) -> None:
        visit.decide(catalogue, item.row.item_id, category, person)

    photos, buttons, context = st.columns(_COLUMNS, gap="small")
    with photos:
        show_photos(visit, item)
    with buttons:
        show_reason(item)
        _show_answers(item, decide, bool(person))
        _show_categories(item, decide, bool(person))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            widths, item_id = (_WORD_WIDTH, _KEY_WIDTH // 2), item.row.item_id
            _show_twice("Skip", SKIP_KEYS, widths, f"{item_id}", partial(visit.skip, item_id), bool(person))
            _show_undo(catalogue, visit, person)
        show_copies(catalogue.copies.of_item(item.row.item_id))
    with context:
        show_similar(catalogue.review.similar(item.row.item_id))


def _show_answers(item: ReviewItem, decide: Callable[[str], None], may_act: bool) -> None:
    """Show the three likeliest answers, each with its probability and the key that accepts it."""
    for key, answer in zip(ANSWER_KEYS, item.answers, strict=False):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
            st.button(
                answer.category,
                key=f"answer-{key}-{item.row.item_id}",
                shortcut=key,
                type="primary" if key == ANSWER_KEYS[0] else "secondary",
                width=_ANSWER_WIDTH,
                on_click=decide,
                args=(answer.category,),
                disabled=not may_act,
            )
            st.progress(answer.confidence, text=percent(answer.confidence))


def _show_categories(item: ReviewItem, decide: Callable[[str], None], may_act: bool) -> None:
    """Show a button for every category and for none of the ten, always in the same places."""
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


def _show_twice(
    label: str,
    keys: tuple[str, str],
    widths: tuple[int, int],
    what: str,
    act: Callable[[], None],
    may_act: bool,
) -> None:
    """Show a button with a word and its first keyboard key, and one that shows its second key alone."""
    for key, shown, width in zip(keys, (label, ""), widths, strict=True):
        name = f"{label.lower()}-{key}-{what}"
        st.button(shown, key=name, shortcut=key, width=width, on_click=act, disabled=not may_act)


def _show_undo(catalogue: Catalogue, visit: ReviewVisit, person: str) -> None:
    """Show the buttons that take the latest decision back, and which one that is; nothing before the first."""
    number = len(visit.decided)
    if not number:
        return
    undo = partial(visit.undo, catalogue, number, person)
    _show_twice("Undo", UNDO_KEYS, (_WORD_WIDTH, _KEY_WIDTH), f"{number}", undo, bool(person))
    latest = visit.decided[-1].decision
    st.caption(f"Last: {escape_markdown(latest.sku)}, {latest.category}", width="content")


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
        _show_undo(catalogue, visit, person)


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
        back = "Pages that were closed or left give theirs back within five minutes."
        return f"Nothing else to show: {count_of(left, 'item is', 'items are')} left, {why}. {back}"
    if elsewhere > 0:
        where = f"in the group “{escape_markdown(wanted.question)}”" if wanted.question else "in this delivery"
        return f"Nothing is left {where}. {count_of(elsewhere, 'other item waits', 'other items wait')}."
    return "All reviewed. New items appear here as soon as a delivery brings some that need a person."


def progress_in_words(progress: Progress) -> str:
    """Return ``12 decided in this visit · 34 left · about 3 min``."""
    parts = [f"{progress.decided:,} decided in this visit", f"{progress.left:,} left"]
    if progress.left and progress.seconds_each is not None:
        parts.append(duration_in_words(progress.left * progress.seconds_each))
    return " · ".join(parts)


def duration_in_words(seconds: float) -> str:
    """Return ``under 1 min``, ``about 3 min`` or ``about 2 h 10 min``."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under 1 min"
    hours, rest = divmod(minutes, 60)
    return f"about {hours} h {rest} min" if hours else f"about {rest} min"
