"""An item's story over the Catalogue page: its photos, all that was suggested and decided, and ways to change it."""

import streamlit as st

from fashion_model.catalogue.errors import CatalogueError, UnknownItem
from fashion_model.catalogue.names import LONGEST_TITLE
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import CatalogueRow
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.catalogue_change import edit_item
from fashion_model.web.catalogue_story import story_lines
from fashion_model.web.catalogue_words import standing_in_words
from fashion_model.web.item_photo import show_category, show_item_photos, show_seen, show_whole_photo
from fashion_model.web.visit import ask_person, visitor_zone
from fashion_model.web.wording import cut_title, escape_markdown

ITEM = "item"
"""Name in the page's address under which the SKU of the open story stands."""
_WIDTH, _FACTS_WIDTH, _COPIES_SHOWN = 200, 420, 5
_SEEN, _EDITED = "decision-seen", "item-edited"


def open_story(sku: str) -> None:
    """Open an item's story with the next run of the page; the address then leads to it."""
    st.query_params[ITEM] = sku


def close_story() -> None:
    """Close the story."""
    st.query_params.pop(ITEM, None)


@st.dialog("Item", width="medium", on_dismiss=close_story)
def show_story(catalogue: Catalogue, sku: str) -> None:
    """Show what happened to an item, latest first, and offer to change it or to take the latest decision back."""
    try:
        row = catalogue.current(sku)
        seen = st.session_state.pop(_SEEN, row.last_decision_id)
        if seen != row.last_decision_id:
            st.warning("Changed meanwhile: nothing was taken back. Below is what the item has now.")
        _show_facts(catalogue, row)
        _show_copies(catalogue, row)
        show_item_photos(catalogue.details.photos(sku))
        person = ask_person()
        _offer_edit(catalogue, row, person)
        if row.last_decision_id is not None:
            _offer_undo(catalogue, row.last_decision_id, seen, person)
        st.subheader("Story", anchor=False)
        st.markdown("\n".join(f"- {line}" for line in story_lines(catalogue, sku, visitor_zone())))
    except UnknownItem:
        st.error(f"This link leads to no item: none has the SKU “{escape_markdown(sku)}”.")
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))


def _show_facts(catalogue: Catalogue, row: CatalogueRow) -> None:
    with st.container(horizontal=True, gap="medium"):
        show_whole_photo(row, _WIDTH)
        with st.container(gap="small", width=_FACTS_WIDTH):
            st.subheader(escape_markdown(cut_title(row.title)), anchor=False)
            if cut_title(row.title) != row.title:
                st.text(row.title)
            st.text(f"{row.sku} · your code {row.code}" if row.code else row.sku)
            show_category(row)
            st.caption(standing_in_words(row, visitor_zone()))
            if row.last_decision_id is not None:
                show_seen(catalogue.seen(row.last_decision_id))
    if row.contradiction:
        st.warning(escape_markdown(row.contradiction), icon=":material/warning:")


def _show_copies(catalogue: Catalogue, row: CatalogueRow) -> None:
    copies = catalogue.copies.of_item(row.item_id)
    _show_copies_of_a_kind("The same photo is also on:", [copy.sku for copy in copies if copy.exact])
    _show_copies_of_a_kind("A photo that looks like a copy is on:", [copy.sku for copy in copies if not copy.exact])


def _show_copies_of_a_kind(said: str, skus: list[str]) -> None:
    if not skus:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":orange[:material/content_copy:] {said}", width="content")
        for sku in skus[:_COPIES_SHOWN]:
            if st.button(escape_markdown(sku), key=f"copy-{sku}", icon=":material/open_in_new:", type="tertiary"):
                open_story(sku)
                st.rerun()
        if len(skus) > _COPIES_SHOWN:
            st.markdown(f"and {len(skus) - _COPIES_SHOWN:,} more", width="content")


def _offer_edit(catalogue: Catalogue, row: CatalogueRow, person: str) -> None:
    choices = [*CATEGORIES, NONE_OF_THE_TEN]
    key = f"{row.item_id}-{row.last_decision_id}-{row.title}"  # a new decision or title is a new question
    with st.form(f"edit-{row.item_id}", border=True):
        left, right = st.columns([3, 2])
        title = left.text_input("Title", row.title, key=f"title-{key}", max_chars=LONGEST_TITLE)
        category = right.selectbox(
            "Category",
            choices,
            index=choices.index(row.category) if row.category else None,
            key=f"category-{key}",
            placeholder="None yet",
        )
        pressed = st.form_submit_button("Save", icon=":material/save:", on_click=_remember_shown, args=(row,))
    if pressed:
        shown: CatalogueRow = st.session_state.pop(_EDITED)
        if not person.strip() and category != shown.category:
            st.error("Type your name above first; it is written beside the decision.")
            return
        edit_item(catalogue, shown, title, category, person)
        st.rerun()


def _offer_undo(catalogue: Catalogue, latest_id: int, seen_id: int | None, person: str) -> None:
    pressed = st.button(
        "Take the latest decision back", icon=":material/undo:", on_click=_remember_seen, args=(latest_id,)
    )
    if pressed and seen_id == latest_id:
        catalogue.undo(latest_id, person)
        st.rerun()


def _remember_seen(decision_id: int) -> None:
    """Remember the decision that stood beside the button when it was pressed; another window may add one."""
    st.session_state[_SEEN] = decision_id


def _remember_shown(row: CatalogueRow) -> None:
    """Remember what stood beside the form when it was sent; another window may change it."""
    st.session_state[_EDITED] = row
