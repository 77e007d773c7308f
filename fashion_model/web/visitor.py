"""The visitor's name and time zone."""

from datetime import tzinfo

import streamlit as st

from fashion_model.catalogue.names import LONGEST_PERSON
from fashion_model.settings import get_settings
from fashion_model.web.api.front_door import FORWARDED_USER, forwarded_user
from fashion_model.web.words import escape_markdown, time_zone


def known_person() -> str:
    """Return who is signed in at a trusted proxy, else who the settings say reviews; empty when neither tells."""
    return forwarded_user(st.context.headers.get(FORWARDED_USER, "")) or get_settings().reviewer


def ask_person() -> str:
    """Return the name that is written beside decisions: known, or asked once a visit; may be empty."""
    if known := known_person():
        return known
    return st.text_input(
        "Your name",
        key="person",
        persist_state="session",
        max_chars=LONGEST_PERSON,
        placeholder="Written beside each decision",
        autocomplete="name",
        width=340,
    )


def has_name(person: str) -> bool:
    """Return whether the visitor has told a name; where not, ask for it."""
    if not person.strip():
        st.caption(":material/person: Type your name above first.")
    return bool(person.strip())


def visitor_zone() -> tzinfo | None:
    """Return the time zone of the visitor's browser, None when unknown."""
    return time_zone(st.context.timezone)


_PERSON = "person"  # the key of the field that ``ask_person`` shows


def ask_reviewer() -> str:
    """Return the name of who reviews; it is asked for while it is empty."""
    known = known_person() or str(st.session_state.get(_PERSON) or "").strip()
    if known:
        return known
    st.info("Type your name first and press Enter: it is written beside each decision.", icon=":material/badge:")
    if ask_person().strip():
        st.rerun()
    return ""


def show_reviewer(person: str) -> None:
    """Show who reviews, and let somebody else go on where the name was typed."""
    if known_person() or not person:
        return
    st.button(
        escape_markdown(person), type="tertiary", icon=":material/badge:", help="Change the name", on_click=_forget
    )


def _forget() -> None:
    st.session_state[_PERSON] = ""
