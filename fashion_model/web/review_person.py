"""Who reviews: asked once, then out of the way, so that keys reach the buttons and not the field."""

import streamlit as st

from fashion_model.settings import get_settings
from fashion_model.web.visit import ask_person
from fashion_model.web.wording import escape_markdown

_PERSON = "person"  # the key of the field that ``ask_person`` shows


def ask_reviewer() -> str:
    """Return the name of who reviews; it is asked for while it is empty."""
    known = get_settings().reviewer or str(st.session_state.get(_PERSON) or "").strip()
    if known:
        return known
    st.info("Type your name first and press Enter: it is written beside each decision.", icon=":material/badge:")
    if ask_person().strip():
        st.rerun()
    return ""


def show_reviewer(person: str) -> None:
    """Show who reviews, and let somebody else go on where the name was typed."""
    if get_settings().reviewer or not person:
        return
    st.button(
        escape_markdown(person), type="tertiary", icon=":material/badge:", help="Change the name", on_click=_forget
    )


def _forget() -> None:
    st.session_state[_PERSON] = ""
