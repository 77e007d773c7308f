"""An item's history over the Catalogue page, with a way to take the latest decision back."""

import streamlit as st

from fashion_model.catalogue.errors import CatalogueError, UnknownItem
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import CatalogueRow
from fashion_model.web.item_photo import show_category, show_seen, show_whole_photo
from fashion_model.web.visit import ask_person, visitor_zone
from fashion_model.web.wording import count_of, cut_title, decision_in_words, escape_markdown, moment

ITEM = "item"
"""Name in the page's address under which the SKU of the open story stands."""
_WIDTH, _FACTS_WIDTH = 200, 420
_SEEN = "decision-seen"


def open_story(sku: str) -> None:
    """Open an item's story with the next run of the page; the address then leads to it."""
    st.query_params[ITEM] = sku


def close_story() -> None:
    """Close the story."""
    st.query_params.pop(ITEM, None)


@st.dialog("Item", width="medium", on_dismiss=close_story)
def show_story(catalogue: Catalogue, sku: str) -> None:
    """Show what was decided about an item, latest first, and offer to take the latest decision back."""
    try:
        row = catalogue.current(sku)
        seen = st.session_state.pop(_SEEN, row.last_decision_id)
        if seen != row.last_decision_id:
            st.warning("Changed meanwhile: nothing was taken back. Below is what the item has now.")
        _show_facts(catalogue, row)
        if row.last_decision_id is not None:
            _offer_undo(catalogue, row.last_decision_id, seen)
    except UnknownItem:
        st.error(f"This link leads to no item: none has the SKU “{escape_markdown(sku)}”.")
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))


def _show_facts(catalogue: Catalogue, row: CatalogueRow) -> None:
    zone = visitor_zone()
    with st.container(horizontal=True, gap="medium"):
        show_whole_photo(row, _WIDTH)
        with st.container(gap="small", width=_FACTS_WIDTH):
            st.subheader(escape_markdown(cut_title(row.title)), anchor=False)
            if cut_title(row.title) != row.title:
                st.text(row.title)
            st.text(row.sku)
            show_category(row)
            st.caption(count_of(row.photos, "photo", "photos"))
            if row.last_decision_id is not None:
                show_seen(catalogue.seen(row.last_decision_id))
    lines = [decision_in_words(decision, zone) for decision in catalogue.history(row.sku)]
    item = catalogue.find_item(row.sku)
    if item:
        lines.append(f"{moment(item.created_at, zone)} — the item was created")
    st.markdown("\n".join(f"- {line}" for line in lines))


def _offer_undo(catalogue: Catalogue, latest_id: int, seen_id: int | None) -> None:
    person = ask_person()
    pressed = st.button(
        "Take the latest decision back", icon=":material/undo:", on_click=_remember_seen, args=(latest_id,)
    )
    if pressed and seen_id == latest_id:
        catalogue.undo(latest_id, person)
        st.rerun()


def _remember_seen(decision_id: int) -> None:
    """Remember the decision that stood beside the button when it was pressed; another window may add one."""
    st.session_state[_SEEN] = decision_id
