"""Who visits, and where: their name, their time zone, and what they have on the Classify page."""

from datetime import tzinfo

import streamlit as st

from fashion_model.catalogue.names import LONGEST_PERSON
from fashion_model.settings import get_settings
from fashion_model.web.batch import Batch
from fashion_model.web.wording import time_zone

_BATCH = "batch"


def ask_person() -> str:
    """Return the name that is written beside decisions: from the settings, else asked once a visit; may be empty."""
    reviewer = get_settings().reviewer
    if reviewer:
        return reviewer
    return st.text_input(
        "Your name",
        key="person",
        persist_state="session",
        max_chars=LONGEST_PERSON,
        placeholder="Written beside each decision",
        autocomplete="name",
        width=340,
    )


def visitor_zone() -> tzinfo | None:
    """Return the time zone of the visitor's browser, None when unknown."""
    return time_zone(st.context.timezone)


def visitor_batch() -> Batch:
    """Return what the visitor has on the Classify page."""
    if _BATCH not in st.session_state:
        st.session_state[_BATCH] = Batch()
    batch: Batch = st.session_state[_BATCH]
    return batch
