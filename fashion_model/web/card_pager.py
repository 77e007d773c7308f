"""Turning the pages of a long batch, above its cards and below them."""

from collections.abc import Sequence

import streamlit as st

from fashion_model.web.intake import Dropped

CARDS_A_PAGE = 10
ABOVE, BELOW = "cards", "cards-below"


def ask_card_page(files: Sequence[Dropped], place: str = ABOVE) -> Sequence[Dropped]:
    """Show the page numbers when there is more than one page, and return the files of the page that is open.

    Args:
        files: All files of the batch.
        place: ``ABOVE`` or ``BELOW``; both turn together.
    """
    pages = -(-len(files) // CARDS_A_PAGE)
    page = st.pagination(pages, key=place, on_change=_turn_both, args=(place,)) if pages > 1 else 1
    return page_of(files, page, CARDS_A_PAGE)


def page_of(files: Sequence[Dropped], page: int, size: int) -> Sequence[Dropped]:
    """Return the files of one page; pages count from 1."""
    return files[(page - 1) * size : page * size]


def _turn_both(turned: str) -> None:
    st.session_state[ABOVE] = st.session_state[BELOW] = st.session_state[turned]
