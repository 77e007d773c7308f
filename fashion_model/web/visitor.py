"""The visitor's name, which the browser remembers, and time zone."""

from collections.abc import Mapping
from datetime import tzinfo
from urllib.parse import unquote

import streamlit as st

from fashion_model.catalogue.names import LONGEST_PERSON, printable
from fashion_model.settings import get_settings
from fashion_model.web.api.front_door import FORWARDED_USER, forwarded_user
from fashion_model.web.words import escape_markdown, time_zone


def known_person() -> str:
    """Return who is signed in at a trusted proxy, else who the settings say reviews; empty when neither tells."""
    return forwarded_user(st.context.headers.get(FORWARDED_USER, "")) or get_settings().reviewer


_PERSON = "person"  # the key of the field that ``ask_person`` shows
_TOLD = "person-told"
COOKIE = "fashion_person"
"""Under this name the browser remembers the visitor's, for a year."""
_SCRIPT = """export default ({ data }) => {
  const age = data.name ? 31536000 : 0, secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${data.cookie}=${encodeURIComponent(data.name)}; path=/; max-age=${age}; samesite=lax${secure}`;
};"""
_browser = st.components.v2.component("remember_person", js=_SCRIPT)


def ask_person() -> str:
    """Return the name that is written beside decisions: known, or asked and remembered; may be empty."""
    if known := known_person():
        return known
    if _PERSON not in st.session_state:
        st.session_state[_PERSON] = told_person()
    person: str = st.text_input(
        "Your name",
        key=_PERSON,
        persist_state="session",
        max_chars=LONGEST_PERSON,
        placeholder="Written beside each decision",
        autocomplete="name",
        width=340,
    )
    st.session_state[_TOLD] = person
    return person


def told_person() -> str:
    """Return the name that was typed in this window, else the one that the browser remembers; may be empty."""
    return str(st.session_state.get(_TOLD, person_in(st.context.cookies)))


def person_in(cookies: Mapping[str, str]) -> str:
    """Return the name that a browser remembers, by its cookies; empty for none.

    >>> person_in({COOKIE: "Ann%20Smith"})
    'Ann Smith'
    """
    return printable(" ".join(unquote(cookies.get(COOKIE, "")).split()))[:LONGEST_PERSON].strip()


def remember_person() -> None:
    """Let the browser remember the name that was typed in this window, or forget it when it was emptied."""
    told = st.session_state.get(_TOLD)
    if told is not None and not known_person() and told.strip() != person_in(st.context.cookies):
        _browser(key="remember-person", data={"cookie": COOKIE, "name": told.strip()})


def has_name(person: str) -> bool:
    """Return whether the visitor has told a name; where not, ask for it."""
    if not person.strip():
        st.caption(":material/person: Type your name above first.")
    return bool(person.strip())


def visitor_zone() -> tzinfo | None:
    """Return the time zone of the visitor's browser, None when unknown."""
    return time_zone(st.context.timezone)


def ask_reviewer() -> str:
    """Return the name of who reviews; it is asked for while it is empty."""
    known = known_person() or told_person().strip()
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
    st.session_state[_PERSON] = st.session_state[_TOLD] = ""
