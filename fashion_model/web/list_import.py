"""A list of items from a spreadsheet: what it would do is shown before anything is saved."""

import hashlib
from typing import Literal

import streamlit as st

from fashion_model.catalogue.delivery_records import ListPlan
from fashion_model.catalogue.errors import CatalogueError, InvalidList
from fashion_model.catalogue.item_list import ListPreview, read_list
from fashion_model.catalogue.operations import Catalogue
from fashion_model.web.delivery_list import open_delivery
from fashion_model.web.list_template import template_csv, template_xlsx
from fashion_model.web.list_words import (
    all_problems,
    ignored_in_words,
    import_label,
    imported_in_words,
    nothing_in_words,
    plan_in_words,
    problems_table,
    rows_left_out,
    rows_table,
    warning_in_words,
)
from fashion_model.web.wording import count_of, escape_markdown, shortened

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IMPORTED, _COUNT = "list-imported", "lists-imported"
_ROWS_SHOWN = 50
_PROBLEMS_SHOWN = 1_000
_WITHOUT_SCROLLING = 8
_TABLE_HEIGHT = 420


def offer_list_import(catalogue: Catalogue, person: str) -> None:
    """Let a person choose a list of items, show what it would do, and import it as a delivery.

    Args:
        catalogue: Holds the items.
        person: Who imports; empty when not told yet.

    Raises:
        CatalogueUnavailable: The catalogue cannot be asked.
    """
    _show_imported()
    with st.expander("Import a list of items", icon=":material/table_view:"):
        st.markdown(
            "CSV or XLSX with the columns **sku**, **title** and **category**. A category is one of the ten, "
            "“None of the ten” or your own code; without one, the item waits for its photos."
        )
        _offer_templates()
        file = st.file_uploader("The list", key=f"list-{st.session_state.get(_COUNT, 0)}", on_change=_forget_imported)
        if file is None:
            return
        try:
            preview = _preview(file.getvalue(), file.name, catalogue.rules.codes())
        except InvalidList as problem:
            st.error(escape_markdown(str(problem)), icon=":material/block:")
            return
        _show_list(catalogue, preview, file.name, person)


def _offer_templates() -> None:
    with st.container(horizontal=True):
        for kind, data, mime in (("CSV", template_csv(), "text/csv"), ("XLSX", template_xlsx(), _XLSX)):
            st.download_button(
                f"Template as {kind}",
                data,
                file_name=f"items.{kind.lower()}",
                mime=mime,
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def _preview(data: bytes, file_name: str, codes: dict[str, str]) -> ListPreview:
    by_code = tuple((code, category) for category, code in codes.items() if code)
    return _read_once(hashlib.sha256(data).hexdigest(), file_name, by_code, data)


@st.cache_resource(max_entries=2, show_spinner="Reading the list …")
def _read_once(sha256: str, file_name: str, by_code: tuple[tuple[str, str], ...], _data: bytes) -> ListPreview:
    return read_list(_data, file_name, dict(by_code))


def _show_list(catalogue: Catalogue, preview: ListPreview, file_name: str, person: str) -> None:
    with st.spinner("Comparing the list with the catalogue …"):
        plan = catalogue.lists.plan(preview.rows)
    problems = all_problems(preview, plan)
    st.markdown(f"**{plan_in_words(plan)}**")
    if plan.new + plan.changed:
        _offer_import(catalogue, preview, plan, rows_left_out(problems), file_name, person)
    else:
        st.info(nothing_in_words(plan))
    for warning in preview.warnings:
        st.warning(warning_in_words(warning))
    if ignored := ignored_in_words(preview.ignored_columns):
        st.caption(ignored)
    if problems:
        left_out = count_of(rows_left_out(problems), "row is left out", "rows are left out")
        st.markdown(f"**{left_out}**")
        shown = problems[:_PROBLEMS_SHOWN]
        height: int | Literal["content"] = _TABLE_HEIGHT if len(shown) > _WITHOUT_SCROLLING else "content"
        st.table(problems_table(shown), hide_index=True, height=height, alt="What is wrong with which row")
        if len(problems) > len(shown):
            st.caption(f"The first {len(shown):,} of {len(problems):,} problems.")
    if preview.rows:
        st.markdown(f"**The first {count_of(min(_ROWS_SHOWN, len(preview.rows)), 'row', 'rows')}**")
        st.dataframe(rows_table(preview.rows[:_ROWS_SHOWN]), hide_index=True, alt="The first rows of the list")


def _offer_import(
    catalogue: Catalogue, preview: ListPreview, plan: ListPlan, left_out: int, file_name: str, person: str
) -> None:
    if not person.strip():
        st.caption(":material/person: Type your name above first.")
    if not st.button(
        import_label(plan, left_out), type="primary", icon=":material/playlist_add_check:", disabled=not person.strip()
    ):
        return
    try:
        with st.spinner("Importing the list …"):
            delivery = catalogue.lists.take_in(preview.rows, shortened(file_name), person)
    except CatalogueError as problem:
        st.error(escape_markdown(str(problem)))
        return
    st.session_state[_IMPORTED] = (delivery.delivery_id, imported_in_words(delivery.name, plan))
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1  # an empty drop area: the list is done
    st.rerun()


def _show_imported() -> None:
    """Show what the latest import of this visit did, with the way to it."""
    if _IMPORTED not in st.session_state:
        return
    number, words = st.session_state[_IMPORTED]
    st.success(words, icon=":material/check_circle:")
    if st.button("Open the import, or take it back", icon=":material/arrow_forward:", type="tertiary"):
        _forget_imported()
        open_delivery(number)
        st.rerun()


def _forget_imported() -> None:
    st.session_state.pop(_IMPORTED, None)
