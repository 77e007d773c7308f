"""Changing many items in one step: preview, change or take back, undo."""

from dataclasses import dataclass
from itertools import islice

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import AlreadyUndone, CatalogueError
from fashion_model.catalogue.items.records import UNDO, ActionRecord, CatalogueRow
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.names import clean_title
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.formats import count_of
from fashion_model.web.catalogue.words import preview_in_words, samples_in_words
from fashion_model.web.visitor import ask_person
from fashion_model.web.words import escape_markdown

MOST_AT_ONCE = 5_000
"""Items in one step: more would keep everybody else waiting for the database for too long."""


@dataclass(frozen=True)
class Step:
    """What was just done to many items.

    Attributes:
        action: As the catalogue wrote it down.
        sentence: What it did, as Markdown.
    """

    action: ActionRecord
    sentence: str


def change_category(catalogue: Catalogue, rows: tuple[CatalogueRow, ...], category: str, person: str) -> Step:
    """Give items a category; those that changed since they were looked at are left alone.

    Raises:
        CatalogueError: Category or name are not accepted, or the catalogue cannot be used; nothing was changed.
    """
    action = catalogue.actions.change_many(dict.fromkeys([row.seen for row in rows], category), person)
    return Step(
        action, f"{count_of(action.decisions, 'item is', 'items are')} now **{category}**.{_left_alone(action)}"
    )


def take_back(catalogue: Catalogue, rows: tuple[CatalogueRow, ...], person: str) -> Step:
    """Take the decisions back that were on screen; those that do not stand any more are left alone.

    Raises:
        CatalogueError: The name is not accepted, or the catalogue cannot be used; nothing was taken back.
    """
    numbers = [row.last_decision_id for row in rows if row.last_decision_id is not None]
    action = catalogue.actions.undo_decisions(numbers, person)
    taken = count_of(action.decisions, "decision was", "decisions were")
    return Step(action, f"{taken} taken back.{_left_alone(action)}")


def reverse(catalogue: Catalogue, step: Step) -> Step:
    """Undo a step, or do again what it had taken back.

    Raises:
        CatalogueError: It was undone before, or the catalogue cannot be used.
    """
    of = catalogue.actions.redo if step.action.kind == UNDO else catalogue.actions.undo
    action = of(step.action.action_id, step.action.person)
    return Step(action, f"Undone: {count_of(action.decisions, 'item has', 'items have')} again what was there before.")


def edit_item(catalogue: Catalogue, shown: CatalogueRow, title: str, category: str | None, person: str) -> None:
    """Give an item another title, another category, or both, unless it changed since it was shown.

    Args:
        catalogue: Has the item.
        shown: What was on screen.
        title: The title that it gets.
        category: The category that it gets; None, or what was shown, to leave it.
        person: Who decides.

    Raises:
        ChangedMeanwhile: Somebody else changed it, or has it on screen in Review; nothing was written.
        CatalogueError: Title or name are not accepted, or the catalogue cannot be used.
    """
    cleaned = clean_title(title)
    renamed, wants = cleaned != shown.title, category is not None and category != shown.category
    if renamed and catalogue.current(shown.sku).title != shown.title:
        catalogue.rename_item(shown.sku, cleaned, person, seen=shown.title)  # refuses, before anything is written
    if wants and category is not None:
        catalogue.actions.decide(shown.seen, category, person)
    if renamed:
        catalogue.rename_item(shown.sku, cleaned, person, seen=shown.title)


def _left_alone(action: ActionRecord) -> str:
    if not action.skipped:
        return ""
    left = count_of(action.skipped, "was left alone, as it", "were left alone, as they")
    return f" {left} changed meanwhile or somebody else is looking at it just now."


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
