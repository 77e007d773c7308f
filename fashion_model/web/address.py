"""Choices that a page keeps in its address, and what of a link was misread."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from fashion_model.web.links import OF, OLD_OF, PAGE


def arrived_with(key: str) -> dict[str, str]:
    """Return what a link says; it counts on arrival only, before the page asks for ``key``."""
    return {} if key in st.session_state else st.query_params.to_dict()


def write(name: str, value: str) -> None:
    """Write a part into the address; the next run of the page shows what it names."""
    st.query_params[name] = value


def forget(name: str) -> None:
    """Take a part from the address."""
    st.query_params.pop(name, None)


def say_misread(sentences: Iterable[str], link: str = "") -> None:
    """Say which parts of a link could not be followed, if any; ``link`` names it where sentences call it “it”."""
    if said := " ".join(sentences):
        start = f"{link} could not be followed in full. " if link else ""
        st.warning(f"{start}{said}", icon=":material/link_off:")


def ask_choice(label: str, choices: Sequence[str], key: str, anything: str, width: int | None = None) -> str | None:
    """Ask for one of some choices, None for anything; it stands in the address as ``key``.

    Args:
        label: Over the choices.
        choices: What can be chosen.
        key: Names it in the address.
        anything: Stands there while nothing is chosen.
        width: In pixels; None to fill the place.
    """
    return st.selectbox(
        label,
        list(choices),
        index=None,
        key=key,
        bind="query-params",
        placeholder=anything,
        on_change=first_page,
        width=width or "stretch",
    )


def first_page() -> None:
    """Go back to the first page; what is found next has other pages."""
    if st.session_state.get(PAGE, 1) != 1:
        st.session_state[PAGE] = 1


def show_hidden_filters(hidden: str, take_off: Callable[[], None]) -> None:
    """Say what filters ask for that are not in sight, if anything, and offer to take all of them off."""
    if hidden:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.caption(f"Only {hidden}.", width="content")
            st.button("Take all filters off", icon=":material/filter_list_off:", type="tertiary", on_click=take_off)


_WRITTEN = "of_in_address"


def choose_dataset(datasets: Sequence[str]) -> str:
    """Ask of which pictures something is to be said.

    Args:
        datasets: Those of ``DATASETS`` that there are; the first is the usual one, of which the address says nothing.
    """
    if old := st.query_params.pop(OLD_OF, ""):  # a link that was sent before
        st.query_params.setdefault(OF, old)
    asked = st.query_params.get(OF, datasets[0])
    if OF not in st.session_state or asked != st.session_state.get(_WRITTEN):  # a link, or a step back
        st.session_state[OF] = asked if asked in datasets else datasets[0]
    chosen: str = st.segmented_control("Of which pictures?", datasets, required=True, key=OF) or datasets[0]
    if chosen == datasets[0]:
        forget(OF)
    elif chosen != st.query_params.get(OF):
        st.query_params[OF] = chosen
    st.session_state[_WRITTEN] = chosen
    return chosen
