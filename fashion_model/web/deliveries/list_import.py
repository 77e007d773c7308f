"""The import of an item list: template, preview, problems and import."""

import csv
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import pandas as pd
import streamlit as st
from openpyxl import Workbook
from openpyxl.styles import Font

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError, InvalidList
from fashion_model.catalogue.lists.cells import RowProblem
from fashion_model.catalogue.lists.columns import COLUMNS
from fashion_model.catalogue.lists.head import ColumnsUnclear
from fashion_model.catalogue.lists.importing import ListPlan
from fashion_model.catalogue.lists.read import ListPreview, ListRow, read_list
from fashion_model.formats import count_of
from fashion_model.web.deliveries.list_choices import ask_choices, chosen_before
from fashion_model.web.deliveries.overview import open_delivery
from fashion_model.web.visitor import has_name
from fashion_model.web.words import escape_markdown, shortened

EXAMPLE_ROW = ("TS-1042", "White crew-neck T-shirt", "T-shirt/top")
_WIDTHS = {"A": 18, "B": 44, "C": 16}
"""Of the columns in an XLSX file, in characters."""
_ROWS_AS_TEXT = 1_000
_COLUMNS_NAMED = 10
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IMPORTED, _COUNT = "list-imported", "lists-imported"
_ROWS_SHOWN, _PROBLEMS_SHOWN = 50, 1_000
_WITHOUT_SCROLLING, _TABLE_HEIGHT = 8, 420

_read_once = st.cache_resource(max_entries=2, show_spinner="Reading the list …")(read_list)


def template_csv() -> bytes:
    """Return the header and one example in UTF-8 with its mark, without which spreadsheets break umlauts."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([COLUMNS, EXAMPLE_ROW])
    return buffer.getvalue().encode("utf-8-sig")


@lru_cache(maxsize=1)
def template_xlsx() -> bytes:
    """Return the header and one example; the SKUs are text, so that zeros in front of them stay."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Items"
    sheet.freeze_panes = "A2"
    for row in (COLUMNS, EXAMPLE_ROW):
        sheet.append(row)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    for number in range(2, _ROWS_AS_TEXT + 2):
        sheet.cell(number, 1).number_format = "@"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def all_problems(preview: ListPreview, plan: ListPlan) -> tuple[RowProblem, ...]:
    """Return what is wrong with the rows by themselves and beside the catalogue, from top to bottom."""
    return tuple(sorted((*preview.problems, *plan.problems), key=lambda problem: problem.row or 0))


def rows_left_out(problems: Sequence[RowProblem]) -> int:
    """Return how many rows have a problem; one row may have several."""
    return len({problem.row for problem in problems})


def plan_in_words(plan: ListPlan) -> str:
    """Return what an import would do, in a line."""
    known = plan.changed + plan.same
    items = f"{count_of(plan.new + known, 'item', 'items')} · {plan.new:,} new · {known:,} known"
    items = f"{items}, {plan.changed:,} of them with another category" if plan.changed else items
    return f"{items} · {plan.linked:,} with news for the shop system" if plan.linked else items


def import_label(plan: ListPlan, left_out: int) -> str:
    """Return what a press of the button does."""
    imports = f"Import {count_of(plan.new + plan.changed, 'item', 'items')}"
    if not plan.new + plan.changed:
        imports = f"Keep what the shop needs to know of {count_of(plan.linked, 'item', 'items')}"
    return f"{imports}, leave out {count_of(left_out, 'row', 'rows')}" if left_out else imports


def nothing_in_words(plan: ListPlan) -> str:
    """Return why a list changes nothing, in a sentence."""
    if plan.same:
        return "Nothing to import: the catalogue has these items already, with these categories."
    return "No row of this list can be imported. Correct it as said below and choose it again."


def imported_in_words(name: str, plan: ListPlan) -> str:
    """Return what an import did, in a sentence, as Markdown."""
    created = f"{count_of(plan.new, 'item', 'items')} created"
    return f"{escape_markdown(name)}: {created}, {count_of(plan.changed, 'category', 'categories')} changed."


def warning_in_words(warning: RowProblem) -> str:
    """Return a warning with the row that it is about, as Markdown."""
    sentence = escape_markdown(warning.sentence)
    return sentence if warning.row is None else f"Row {warning.row}: {sentence}"


def ignored_in_words(names: Sequence[str]) -> str:
    """Return which columns say nothing to us, as Markdown; empty when there are none."""
    if not names:
        return ""
    more = f" and {len(names) - _COLUMNS_NAMED:,} more" if len(names) > _COLUMNS_NAMED else ""
    return f"Columns that are not read: {escape_markdown(', '.join(names[:_COLUMNS_NAMED]))}{more}."


def problems_table(problems: Sequence[RowProblem]) -> pd.DataFrame:
    """Return problems with the row and the column in which the spreadsheet shows them, as Markdown."""
    rows = [(problem.row, problem.column, escape_markdown(problem.sentence)) for problem in problems]
    return pd.DataFrame(rows, columns=["Row", "Column", "What is wrong"])


def rows_table(rows: Sequence[ListRow]) -> pd.DataFrame:
    """Return rows of a list as they would be kept."""
    cells = [(row.number, row.sku, row.title, row.category or "") for row in rows]
    return pd.DataFrame(cells, columns=["Row", "SKU", "Title", "Category"])


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
            "CSV or XLSX with a column of SKUs, and columns for title and category if there are any: a template, your "
            "own list, or the product export of Shopify, WooCommerce, Akeneo or Magento. A category is one of the ten, "
            "“None of the ten” or your own code; without one, the item waits for its photos."
        )
        _offer_templates()
        file = st.file_uploader("The list", key=f"list-{st.session_state.get(_COUNT, 0)}", on_change=_forget_imported)
        if file is None:
            return
        _show_file(catalogue, file.getvalue(), file.name, file.file_id, person)


def _show_file(catalogue: Catalogue, data: bytes, name: str, file_id: str, person: str) -> None:
    """Read a list as it was chosen, and show how it is read and what it would do."""
    codes = {code: category for category, code in catalogue.rules.codes().items() if code}
    choices = chosen_before(file_id)
    try:
        preview = _read_once(data, name, codes, choices=choices, remembered=catalogue.lists.remembered())
    except ColumnsUnclear as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/view_column:")
        ask_choices(file_id, problem.head, choices, hidden_rows=0)
    except InvalidList as problem:
        st.error(escape_markdown(str(problem)), icon=":material/block:")
    else:
        ask_choices(file_id, preview.head, choices, preview.hidden_rows)
        _show_list(catalogue, preview, name, person)


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


def _show_list(catalogue: Catalogue, preview: ListPreview, file_name: str, person: str) -> None:
    with st.spinner("Comparing the list with the catalogue …"):
        plan = catalogue.lists.plan(preview.rows, preview.head)
    problems = all_problems(preview, plan)
    st.markdown(f"**{plan_in_words(plan)}**")
    if plan.anything:
        _offer_import(catalogue, preview, plan, rows_left_out(problems), file_name, person)
    else:
        st.info(nothing_in_words(plan))
    for warning in (*preview.warnings, *plan.warnings)[:_PROBLEMS_SHOWN]:
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
    label, icon = import_label(plan, left_out), ":material/playlist_add_check:"
    if not st.button(label, type="primary", icon=icon, disabled=not has_name(person)):
        return
    try:
        with st.spinner("Importing the list …"):
            delivery = catalogue.lists.save(preview.rows, shortened(file_name), person, preview.head)
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
    if st.button("Open the import, or undo it", icon=":material/arrow_forward:", type="tertiary"):
        _forget_imported()
        open_delivery(number)
        st.rerun()


def _forget_imported() -> None:
    st.session_state.pop(_IMPORTED, None)
