"""The dialog in which many items are changed at once, and the line that says what was done, with Undo."""

from itertools import islice

import streamlit as st

from fashion_model.catalogue.errors import AlreadyUndone, CatalogueError
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import CatalogueRow
from fashion_model.catalogue.search_terms import Search
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.catalogue_change import MOST_AT_ONCE, Step, change_category, reverse, take_back
from fashion_model.web.catalogue_words import preview_in_words, samples_in_words
from fashion_model.web.visit import ask_person
from fashion_model.web.wording import count_of, escape_markdown

_STEP, _ROWS = "catalogue-step", "rows-to-change"
_CHANGE, _TAKE_BACK = "Change the category", "Take the decisions back"


def offer_change(catalogue: Catalogue, search: Search, selected: tuple[CatalogueRow, ...], total: int) -> None:
    """Offer to change the rows that are selected, or all that the search found; ``show_change`` then shows them."""
    label = f"Change {count_of(len(selected), 'item', 'items')} …" if selected else "Change selected rows …"
    if st.button(label, key="change-selected", icon=":material/edit:", disabled=not selected, type="primary"):
        st.session_state[_ROWS] = selected
    if st.button(f"Change all {total:,} found …", icon=":material/select_all:", disabled=not total):
        if total > MOST_AT_ONCE:
            st.toast(f"At most {MOST_AT_ONCE:,} items can be changed in one step. Narrow the search.")
        else:
            st.session_state[_ROWS] = tuple(islice(catalogue.every(search), MOST_AT_ONCE))


def show_step(catalogue: Catalogue) -> None:
    """Show what was done last in this window, with a way to undo it."""
    step: Step | None = st.session_state.get(_STEP)
    if step is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":green[:material/check_circle:] {step.sentence}", width="content")
        undo = st.button("Undo", icon=":material/undo:", type="tertiary", disabled=not step.action.decisions)
        close = st.button("Close", icon=":material/close:", type="tertiary")
    if close:
        del st.session_state[_STEP]
        st.rerun()
    if undo:
        try:
            st.session_state[_STEP] = reverse(catalogue, step)
        except AlreadyUndone as done:
            del st.session_state[_STEP]
            st.toast(escape_markdown(str(done)))
        st.rerun()


def step_number() -> int:
    """Return a number that changes with each step, so that what was selected before it is not selected after it."""
    step: Step | None = st.session_state.get(_STEP)
    return step.action.action_id if step else 0


def _close_change() -> None:
    st.session_state.pop(_ROWS, None)


def show_change(catalogue: Catalogue) -> bool:
    """Show the items that are about to be changed, if any are; returns whether there are."""
    rows: tuple[CatalogueRow, ...] = st.session_state.get(_ROWS, ())
    if rows:
        _show_change(catalogue, rows)
    return bool(rows)


@st.dialog("Change many items", width="medium", on_dismiss=_close_change)
def _show_change(catalogue: Catalogue, rows: tuple[CatalogueRow, ...]) -> None:
    st.markdown(preview_in_words(rows))
    st.caption(samples_in_words(rows))
    what = st.segmented_control("What to do", [_CHANGE, _TAKE_BACK], default=_CHANGE, required=True)
    category = None
    if what == _CHANGE:
        category = st.selectbox("New category", [*CATEGORIES, NONE_OF_THE_TEN], index=None, placeholder="Choose one")
    person = ask_person()
    number = len(rows) if what == _CHANGE else sum(row.last_decision_id is not None for row in rows)
    _say_what_happens(rows, what or _CHANGE, category)
    verb = "Change" if what == _CHANGE else "Take back"
    ready = bool(number and person.strip() and (category or what == _TAKE_BACK))
    noun = count_of(number, "item", "items") if what == _CHANGE else count_of(number, "decision", "decisions")
    if st.button(f"{verb} {noun}", type="primary", disabled=not ready):
        try:
            with st.spinner("Writing …"):
                step = (
                    change_category(catalogue, rows, category, person)
                    if category
                    else take_back(catalogue, rows, person)
                )
        except CatalogueError as problem:
            st.error(escape_markdown(str(problem)))
            return
        st.session_state[_STEP] = step
        _close_change()
        st.rerun()


def _say_what_happens(rows: tuple[CatalogueRow, ...], what: str, category: str | None) -> None:
    if what == _TAKE_BACK:
        none = sum(row.last_decision_id is None for row in rows)
        left = f" {none:,} without a decision stay as they are." if none else ""
        st.caption(f"Each item gets back the category that it had before, or none.{left} One Undo reverses this.")
    elif category:
        same = sum(row.category == category for row in rows)
        left = f" {same:,} have this category already; you confirm it." if same else ""
        st.caption(f"Each item becomes {category}, decided by you.{left} One Undo reverses this.")
