"""What can be done with the item on the Review page: a button with its key for each."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from fashion_model.catalogue.operations import Catalogue, utc_now
from fashion_model.catalogue.review_records import ReviewItem
from fashion_model.web.review_keys import ANSWER_KEYS, CATEGORY_KEYS, SKIP_KEYS, UNDO_KEYS
from fashion_model.web.review_visit import ReviewVisit
from fashion_model.web.wording import escape_markdown, percent

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
