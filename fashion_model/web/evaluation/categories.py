"""The Evaluation page's view of categories: a table and a confusion matrix of either kind of pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from fashion_model.analysis.records import BenchmarkEvaluation, Evaluation, PhotoEvaluation
from fashion_model.categories import CATEGORIES
from fashion_model.web.address import choose_dataset, say_misread
from fashion_model.web.evaluation.confusion import CELL, PREDICTED, TRUE, confusion_chart
from fashion_model.web.evaluation.photos import others_sentence
from fashion_model.web.evaluation.tables import category_table, hardest_and_easiest
from fashion_model.web.gallery.search import forget_choices
from fashion_model.web.links import (
    AS,
    BENCHMARK,
    CATEGORIES_VIEW,
    DATASETS,
    OF,
    PHOTOS,
    gallery_address,
    gallery_parameters,
    misread_parts,
)
from fashion_model.web.words import score_text


@dataclass(frozen=True)
class Mistake:
    """One thing that is taken for another.

    Attributes:
        true: Name of what the pictures truly show.
        predicted: What they were taken for.
        count: How many.
        share: Of all pictures that truly show it, 0..1.
    """

    true: str
    predicted: str
    count: int
    share: float


def frequent_mistakes(counts: np.ndarray, right: np.ndarray, rows: Sequence[str], most: int = 8) -> tuple[Mistake, ...]:
    """Return the mistakes that are made most often, the most frequent first.

    Args:
        counts: ``(R, 10)`` integer, rows = true.
        right: ``(R, 10)`` bool, which cells hold right answers.
        rows: R names of what was true.
        most: How many at most.
    """
    wrong = np.where(right, 0, counts)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    cells = [divmod(int(place), len(CATEGORIES)) for place in order]
    return tuple(
        Mistake(rows[row], CATEGORIES[column], int(counts[row, column]), float(counts[row, column] / counts[row].sum()))
        for row, column in cells
        if wrong[row, column]
    )


def nothing_to_open(counts: np.ndarray, right: np.ndarray, rows: Sequence[str], true: str, predicted: str) -> str:
    """Return a sentence on why a cell leads nowhere; empty when it holds mistakes, which the gallery shows.

    Args:
        counts: ``(R, 10)`` integer, rows = true.
        right: ``(R, 10)`` bool, which cells hold right answers.
        rows: R names of what was true.
        true: One of ``rows``.
        predicted: One of ``CATEGORIES``.
    """
    cell = rows.index(true), CATEGORIES.index(predicted)
    if not counts[cell]:
        return f"{true} was never named {predicted}, so there is nothing to open. Choose an orange cell."
    if right[cell]:
        return f"{true} named {predicted} is right, and the gallery shows mistakes only. Choose an orange cell."
    return ""


_UNITS = _PER_CENT, _COUNTS = "Per cent", "Counts"
VIEW_LEFT = "evaluation_view_left"
"""The view from which the gallery was opened: the browser's way back leads to an address that says none."""
_OPENED = "matrix_opened"
"""How many cells this visitor opened: each leaves a matrix in which nothing is chosen, for whoever comes back."""


def show_categories(evaluation: Evaluation) -> None:
    """Show how each category is recognised and what is taken for what; the choices are kept in the address."""
    datasets = DATASETS if evaluation.photos else (BENCHMARK,)
    asked = {name: value for name, value in st.query_params.items() if name not in st.session_state}
    st.subheader("Category by category")
    say_misread(misread_parts(asked, {OF: datasets, AS: _UNITS}), "The link")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = choose_dataset(datasets)
        unit = st.segmented_control(
            "Numbers in the matrix", _UNITS, default=_PER_CENT, required=True, key=AS, bind="query-params"
        )
    shown = evaluation.photos if evaluation.photos and chosen == PHOTOS else evaluation.benchmark
    table, matrix = st.columns(2, gap="large")
    with table:
        _show_table(shown)
    with matrix:
        _show_matrix(shown, as_shares=unit != _COUNTS)
    _show_mistakes(shown)


def _show_table(shown: BenchmarkEvaluation | PhotoEvaluation) -> None:
    counted = "Photos" if isinstance(shown, PhotoEvaluation) else "Pictures"
    st.write(hardest_and_easiest(shown.scores))
    st.dataframe(
        category_table(shown.scores, counted),
        hide_index=True,
        height="content",
        alt="Precision, recall and F1 of each category.",
        column_config={
            "Category": st.column_config.TextColumn(pinned=True),
            "Precision": st.column_config.NumberColumn(
                format="%.1f %%", help="Of the answers that name this category, how many are right."
            ),
            "Recall": st.column_config.NumberColumn(
                format="%.1f %%", help="Of the pictures that show this category, how many are found."
            ),
            "F1": st.column_config.NumberColumn(format="%.1f %%", help="The harmonic mean of precision and recall."),
            counted: st.column_config.NumberColumn(format="localized", help="How many truly show this category."),
        },
    )
    if isinstance(shown, PhotoEvaluation):
        st.caption(others_sentence(shown))


def _show_matrix(shown: BenchmarkEvaluation | PhotoEvaluation, *, as_shares: bool) -> None:
    """Show what was taken for what; a click on a mistake opens its pictures in the gallery."""
    rows, opened = _rows(shown), st.session_state.get(_OPENED, 0)
    st.write(
        "What was taken for what: each row is what the picture truly shows. Blue is right, orange is wrong. Click an "
        "orange cell to see its pictures."
    )
    event = st.altair_chart(
        confusion_chart(
            shown.confusion, shown.right_cells, rows, CATEGORIES, as_shares=as_shares, theme=st.context.theme.type
        ),
        key=f"matrix-{_dataset(shown)}-{opened}",
        on_select="rerun",
        selection_mode=CELL,
        alt="Confusion matrix: true categories in rows, predicted categories in columns.",
    )
    for cell in event.selection.get(CELL, []):
        true, predicted = cell[TRUE], cell[PREDICTED]
        if reason := nothing_to_open(shown.confusion, shown.right_cells, rows, true, predicted):
            st.info(reason)
        else:
            st.session_state[_OPENED] = opened + 1
            st.session_state[VIEW_LEFT] = CATEGORIES_VIEW
            forget_choices()
            st.switch_page(
                "error_gallery.py",
                query_params=gallery_parameters(of=_dataset(shown), true=true, predicted=predicted),
            )


def _show_mistakes(shown: BenchmarkEvaluation | PhotoEvaluation) -> None:
    """Lead to the gallery without a click on the matrix, too."""
    mistakes = frequent_mistakes(shown.confusion, shown.right_cells, _rows(shown))
    if not mistakes:
        st.write("No picture was taken for something else.")
        return
    st.write("**Most frequent mistakes**")
    half = (len(mistakes) + 1) // 2
    for column, part in zip(st.columns(2, gap="large"), (mistakes[:half], mistakes[half:]), strict=True):
        column.markdown("\n".join(f"- {_mistake_link(mistake, _dataset(shown))}" for mistake in part))


def _mistake_link(mistake: Mistake, of: str) -> str:
    address = gallery_address(of=of, true=mistake.true, predicted=mistake.predicted)
    return (
        f"[{mistake.true} named {mistake.predicted}]({address}): {mistake.count:,}, "
        f"{score_text(mistake.share)} of all in the row"
    )


def _dataset(shown: BenchmarkEvaluation | PhotoEvaluation) -> str:
    return PHOTOS if isinstance(shown, PhotoEvaluation) else BENCHMARK


def _rows(shown: BenchmarkEvaluation | PhotoEvaluation) -> tuple[str, ...]:
    return shown.rows if isinstance(shown, PhotoEvaluation) else CATEGORIES
