"""What a person chooses of a list: its sheet, its hidden rows, and which column is which."""

import streamlit as st

from fashion_model.catalogue.lists.cells import Sheet
from fashion_model.catalogue.lists.columns import COLUMNS, SKU
from fashion_model.catalogue.lists.head import ListChoices, ListHead
from fashion_model.web.words import escape_markdown

_LABELS = {"sku": "SKU", "title": "Title", "category": "Category"}
_NO_COLUMN = "Choose a column", "No column"


def chosen_before(file_id: str) -> ListChoices:
    """Return what was chosen of a file in earlier runs of the page; each choice is kept by its widget."""
    sheet = str(st.session_state.get(_sheet_key(file_id)) or "")
    keys = {field: _column_key(file_id, sheet, field) for field in COLUMNS}
    return ListChoices(
        sheet=sheet,
        hidden_rows=bool(st.session_state.get(_rows_key(file_id))),
        columns={field: str(st.session_state[key]) for field, key in keys.items() if key in st.session_state},
    )


def ask_choices(file_id: str, head: ListHead, choices: ListChoices, hidden_rows: int) -> None:
    """Show how a list is read, each choice with what it has to offer.

    Args:
        file_id: Of the file that was dropped; another file is read without these choices.
        head: The list's columns and sheets.
        choices: With which it was read.
        hidden_rows: Number of rows that were left out because the sheet does not show them.
    """
    _ask_sheet(file_id, head)
    if hidden_rows or choices.hidden_rows:
        st.checkbox("Read hidden and filtered rows too", key=_rows_key(file_id))
    st.markdown("**Which column is which**" + (f" · {head.shop.name} export" if head.shop else ""))
    for field, place in zip(COLUMNS, st.columns(len(COLUMNS)), strict=True):
        with place:
            _ask_column(file_id, head, field, choices.sheet)


def sheet_in_words(sheet: Sheet) -> str:
    """Return a sheet's name, with why it might not be the one."""
    why = [word for word, applies in (("hidden", sheet.hidden), ("no SKUs", not sheet.is_list)) if applies]
    return f"{sheet.name} ({', '.join(why)})" if why else sheet.name


def column_in_words(name: str, head: ListHead, field: str) -> str:
    """Return a column's name with the first text in it; for no column what that means."""
    if not name:
        return _NO_COLUMN[field != SKU]
    examples = head.examples[head.header.index(name)]
    return f"{name} – {examples[0]}" if examples else name


def _ask_sheet(file_id: str, head: ListHead) -> None:
    if len(head.sheets) < 2:
        return
    names = {sheet.name: sheet_in_words(sheet) for sheet in head.sheets}
    st.selectbox(
        "Sheet",
        list(names),
        index=list(names).index(head.sheet),
        format_func=names.__getitem__,
        key=_sheet_key(file_id),
    )


def _ask_column(file_id: str, head: ListHead, field: str, sheet: str) -> None:
    options = ["", *dict.fromkeys(name for name in head.header if name)]
    st.selectbox(
        _LABELS[field],
        options,
        index=options.index(head.columns.get(field, "")),
        format_func=lambda name: column_in_words(name, head, field),
        key=_column_key(file_id, sheet, field),
    )
    if name := head.columns.get(field):
        st.caption(escape_markdown(" · ".join(head.examples[head.header.index(name)])))


def _sheet_key(file_id: str) -> str:
    return f"list-sheet-{file_id}"


def _rows_key(file_id: str) -> str:
    return f"list-rows-{file_id}"


def _column_key(file_id: str, sheet: str, field: str) -> str:
    return f"list-column-{file_id}-{sheet}-{field}"
