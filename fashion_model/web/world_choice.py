"""The switch between test pictures and photos, kept in the address.

The address is written here and not by binding the widget to it: what is bound on one page cannot be handed over to
another, and the gallery is asked for the same pictures.
"""

from collections.abc import Sequence

import streamlit as st

from fashion_model.web.evaluation_link import OF

_WRITTEN = "of_in_address"


def choose_world(worlds: Sequence[str]) -> str:
    """Ask of which pictures something is to be said.

    Args:
        worlds: Those of ``WORLDS`` that there are; the first is the usual one, of which the address says nothing.
    """
    asked = st.query_params.get(OF, worlds[0])
    if OF not in st.session_state or asked != st.session_state.get(_WRITTEN):  # a link, or a step back
        st.session_state[OF] = asked if asked in worlds else worlds[0]
    world: str = st.segmented_control("Of which pictures?", worlds, required=True, key=OF) or worlds[0]
    if world == worlds[0]:
        st.query_params.pop(OF, None)
    elif world != st.query_params.get(OF):
        st.query_params[OF] = world
    st.session_state[_WRITTEN] = world
    return world
