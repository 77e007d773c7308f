"""The drop area of large deliveries: the browser sends files one by one, past the page."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from fashion_model.clutter import CLUTTER

_ASSETS = Path(__file__).with_suffix("")
_SCRIPTS = ("chosen_files.js", "request.js", "sending.js", "area.js")
_NOTHING = {"sent": 0, "refused": 0, "total": 0, "sending": False}


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "drop_area",
    html=_asset("area.html"),
    css=_asset("area.css"),
    js="\n".join(_asset(name) for name in _SCRIPTS),  # one module: the later ones use what the first ones name
)


@dataclass(frozen=True)
class DropState:
    """How far a visitor's browser is with sending.

    Attributes:
        sent: Files that the server has, those of an earlier visit too when they were dropped again.
        refused: Files that are not accepted.
        total: Files that were dropped since the browser opened the page.
        sending: Whether the browser is still at work.
    """

    sent: int
    refused: int
    total: int
    sending: bool


def drop_area(upload_url: str, key: str) -> DropState:
    """Show the drop area and return how far it is.

    While files are sent the script runs again every two seconds, and once more at the end: within a fragment only
    the fragment does. Reruns, and visits to other pages of the application, leave the sending alone.

    Args:
        upload_url: The delivery's address on this server, such as ``/api/uploads/3q2-7wX…``, the same in every run.
        key: Names this area on the page, the same in every run.

    Returns:
        The counts that the browser told last.
    """
    told = _component(
        key=key,
        data={"uploadUrl": upload_url, "clutter": CLUTTER},
        default={"progress": _NOTHING},
        on_progress_change=lambda: None,
    )
    return DropState(**told["progress"])
