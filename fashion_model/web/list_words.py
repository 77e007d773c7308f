"""What a list of items would change and what is wrong with it, in words and tables for a page."""

from collections.abc import Sequence

import pandas as pd

from fashion_model.catalogue.delivery_records import ListPlan
from fashion_model.catalogue.item_list import ListPreview
from fashion_model.catalogue.item_list_cells import RowProblem
from fashion_model.catalogue.item_list_rows import ListRow
from fashion_model.web.wording import count_of, escape_markdown

_NAMED = 10
"""Columns that are named."""


def all_problems(preview: ListPreview, plan: ListPlan) -> tuple[RowProblem, ...]:
    """Return what is wrong with the rows by themselves and beside the catalogue, from top to bottom."""
    return tuple(sorted((*preview.problems, *plan.problems), key=lambda one: one.row or 0))


def rows_left_out(problems: Sequence[RowProblem]) -> int:
    """Return how many rows have a problem; one row may have several."""
    return len({one.row for one in problems})


def plan_in_words(plan: ListPlan) -> str:
    """Return what an import would do, in a line."""
    known = plan.changed + plan.same
    items = f"{count_of(plan.new + known, 'item', 'items')} · {plan.new:,} new · {known:,} known"
    return f"{items}, {plan.changed:,} of them with another category" if plan.changed else items


def import_label(plan: ListPlan, left_out: int) -> str:
    """Return what a press of the button does."""
    imports = f"Import {count_of(plan.new + plan.changed, 'item', 'items')}"
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
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"Columns that are not read: {escape_markdown(', '.join(names[:_NAMED]))}{more}."


def problems_table(problems: Sequence[RowProblem]) -> pd.DataFrame:
    """Return problems with the row and the column in which the spreadsheet shows them, as Markdown."""
    return pd.DataFrame(
        {
            "Row": [one.row for one in problems],
            "Column": [one.column for one in problems],
            "What is wrong": [escape_markdown(one.sentence) for one in problems],
        }
    )


def rows_table(rows: Sequence[ListRow]) -> pd.DataFrame:
    """Return rows of a list as they would be kept."""
    return pd.DataFrame(
        {
            "Row": [row.number for row in rows],
            "SKU": [row.sku for row in rows],
            "Title": [row.title for row in rows],
            "Category": [row.category or "" for row in rows],
        }
    )
