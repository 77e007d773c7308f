"""Integrations: category codes, SQL view and REST address."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import pandas as pd
import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError, CatalogueUnavailable
from fashion_model.formats import count_of
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.visitor import has_name, visitor_zone
from fashion_model.web.words import change_in_words, escape_markdown, problem_in_words

_CHANGES_SHOWN = 50
CATEGORY, CODE = "Category", "Your code"
_KNOWN, _SAVED, _SEEN = "codes-known", "codes-saved", "codes-seen"


def show_codes(catalogue: Catalogue, person: str) -> None:
    """Let a person type the codes and save them; what was typed stays when it cannot be saved.

    Args:
        catalogue: Holds the codes.
        person: Who saves; empty when not told yet.

    Raises:
        CatalogueUnavailable: The catalogue cannot be asked, and was never asked on this visit.
    """
    st.markdown("They stand beside the categories in the catalogue, its exports and the API, and lists may use them.")
    before = codes_table(_known_codes(catalogue))
    edited = st.data_editor(
        before,
        hide_index=True,
        disabled=[CATEGORY],
        height="content",
        width=480,
        key=codes_key(),
        alt="The ten categories and none of the ten, with the shop’s own codes",
    )
    changed = changed_codes(before, edited)
    if not changed or _SEEN not in st.session_state:  # what stood when somebody began to type
        st.session_state[_SEEN] = dict(zip(before[CATEGORY], before[CODE], strict=True))
    ready = bool(changed) and has_name(person)
    label = f"Save {count_of(len(changed), 'code', 'codes')}" if changed else "Save"
    if st.button(label, key="save-codes", type="primary", icon=":material/save:", disabled=not ready):
        _save(catalogue, changed, person, st.session_state[_SEEN])
    _show_changes(catalogue, person)


def _show_changes(catalogue: Catalogue, person: str) -> None:
    """Show who changed which code, newest first, with a way to take the latest change back."""
    changes = catalogue.changes.of_codes()
    if not changes:
        return
    with st.expander("How the codes were changed", icon=":material/history:"):
        st.markdown("\n".join(f"- {change_in_words(change, visitor_zone())}" for change in changes[:_CHANGES_SHOWN]))
        standing = next((change for change in changes if change.undoes is None and not change.undone), None)
        label = "Take the latest change back"
        if standing and st.button(label, icon=":material/undo:", disabled=not person.strip(), key="undo-code"):
            try:
                catalogue.changes.undo(standing.change_id, person)
            except CatalogueError as problem:
                st.error(problem_in_words(problem, visitor_zone()))
                return
            st.rerun()


def codes_key() -> str:
    """Return the key of the table; another one after each save, so that what was saved no longer counts as typed."""
    return f"codes-{st.session_state.get(_SAVED, 0)}"


def _known_codes(catalogue: Catalogue) -> dict[str, str]:
    """Return the codes; while the catalogue fails, those it had before, for without its table typed text is lost."""
    try:
        st.session_state[_KNOWN] = catalogue.rules.codes()
    except CatalogueUnavailable as problem:
        if _KNOWN not in st.session_state:
            raise
        st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
    known: dict[str, str] = st.session_state[_KNOWN]
    return known


def codes_table(codes: Mapping[str, str]) -> pd.DataFrame:
    """Return the codes as a table, one row a category."""
    return pd.DataFrame({CATEGORY: list(codes), CODE: list(codes.values())}, dtype=str)


def changed_codes(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, str]:
    """Return the codes that a person changed, by category; an emptied cell is no code."""
    now = after[CODE].fillna("").astype(str).str.strip()
    changed = now != before[CODE]
    return dict(zip(before.loc[changed, CATEGORY], now[changed], strict=True))


def _save(catalogue: Catalogue, changed: Mapping[str, str], person: str, seen: Mapping[str, str]) -> None:
    try:
        catalogue.rules.set_codes(changed, person, seen)
    except CatalogueError as problem:
        told = problem_in_words(problem, visitor_zone())
        st.error(f"{told} Nothing was saved; what you typed is still in the table.")
        st.session_state.pop(_SEEN, None)  # what stands now has been told
        return
    st.session_state[_SAVED] = st.session_state.get(_SAVED, 0) + 1
    st.toast(f"{count_of(len(changed), 'code', 'codes')} saved.")
    st.rerun()


@contextmanager
def told_in_words(section: str) -> Iterator[None]:
    """Show what the model or the catalogue cannot do as a sentence where it was tried.

    Args:
        section: Names the section, for the key of its “Try again”.
    """
    try:
        yield
    except ArtifactError as problem:
        st.error(escape_markdown(str(problem)), icon=":material/error:")
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)), icon=":material/cloud_off:")
        st.button("Try again", key=f"again-{section}", icon=":material/refresh:")


VIEW: Final = "current_categories"
VIEW_COLUMNS: Final = {
    "sku": "The item’s SKU, one row each.",
    "title": "What the shop calls it.",
    "category": "One of the ten, or “None of the ten”; empty while nothing is decided.",
    "code": "Your own code for the category; empty where it has none.",
    "status": "`done`: a person decided. `automatic`: the model alone did. `audit`: the model did, and a person will "
    "check. `review`: a person has to decide. `open`: nothing to go by yet.",
    "person": "Who decided; “automatic” where the model alone did.",
    "changed_at": "When it was decided, else suggested, else created, in UTC.",
    "model_version": "The model that had suggested; empty without a suggestion.",
    "confidence": "Of the category, 0 to 1; empty where a person decided, and while nothing is decided.",
    "photos": "How many photos it has.",
    "suggested_category": "What the model suggests; empty without a suggestion.",
    "suggested_confidence": "Of that suggestion, 0 to 1; empty without one.",
}
"""What each column of the view says, as Markdown, in their order."""
EXAMPLE: Final = """\
SELECT shop_prices.sku, shop_prices.price, current_categories.category, current_categories.code
FROM shop_prices
LEFT JOIN current_categories ON current_categories.sku = shop_prices.sku
"""
"""Ties the categories to a table of the shop, here called ``shop_prices``."""


def show_exits() -> None:
    """Show the view with its columns, how it is asked, and the way to the API's description."""
    st.markdown(
        f"Other systems read the view `{VIEW}` of the catalogue’s database. It has a row for each item of the "
        "catalogue, always as it stands now."
    )
    st.table(view_table(), hide_index=True, width="content", alt=f"The columns of the view {VIEW} and what they say")
    st.markdown("Beside a table of your own, here `shop_prices`, it is joined on the SKU:")
    st.code(EXAMPLE, language="sql", wrap_lines=True)
    st.markdown("The same can be asked, and photos and lists be sent, over HTTP.")
    with st.container(horizontal=True):
        st.link_button("The REST API", "/api/docs", icon=":material/api:")


def view_table() -> pd.DataFrame:
    """Return name and meaning of each of the view's columns, as Markdown."""
    return pd.DataFrame({"Column": [f"`{name}`" for name in VIEW_COLUMNS], "What it says": list(VIEW_COLUMNS.values())})
