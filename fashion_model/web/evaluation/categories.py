"""The view of categories: a table and a confusion matrix of either kind of pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.analysis.predictions import OUTSIDE
from fashion_model.analysis.records import BenchmarkEvaluation, Evaluation, PhotoEvaluation
from fashion_model.categories import CATEGORIES, FOOTWEAR, INDEX
from fashion_model.evaluation.metrics import CategoryScore, Interval
from fashion_model.formats import CONFIDENCE_INTERVAL, score_text
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL
from fashion_model.web.address import choose_dataset, say_misread
from fashion_model.web.evaluation.confusion_figures import (
    ALL,
    CELL,
    PREDICTED,
    TRUE,
    Matrix,
    cell_table,
    confusion_chart,
    matrix_of,
)
from fashion_model.web.evaluation.sections import LOCALIZED, PERCENT, PINNED, Beside, Bullets, Column, Table, Text, show
from fashion_model.web.gallery.search import forget_choices
from fashion_model.web.links import (
    AS,
    BENCHMARK,
    CATEGORIES_VIEW,
    DATASETS,
    ERRORS,
    EVERY_ANSWER,
    OF,
    PHOTOS,
    RIGHT_ANSWERS,
    gallery_address,
    gallery_parameters,
    misread_parts,
)
from fashion_model.web.words import interval_text

FEWEST_TO_NAME = 20
"""A category with fewer pictures is not called the one with the lowest or the highest recall."""


def category_table(scores: Sequence[CategoryScore], counted: str) -> pd.DataFrame:
    """Return one row a category: its name, how many were ``counted``, precision, recall and F1 in per cent."""
    return pd.DataFrame(
        {
            "Category": [CATEGORIES[score.index] for score in scores],
            "Precision": [100 * score.precision for score in scores],
            "Recall": [100 * score.recall for score in scores],
            "F1": [100 * score.f1 for score in scores],
            counted: [score.support for score in scores],
        }
    )


def lowest_and_highest(scores: Sequence[CategoryScore]) -> str:
    """Return a sentence naming the categories with the lowest and with the highest recall, of those often seen."""
    seen = [score for score in scores if score.support >= FEWEST_TO_NAME]
    if not seen:
        return f"No category has {FEWEST_TO_NAME} pictures or more: too few to name the lowest recall."
    worst, best = min(seen, key=lambda score: score.recall), max(seen, key=lambda score: score.recall)
    return (
        f"Lowest recall: {CATEGORIES[worst.index]} ({score_text(worst.recall)} of its pictures found). "
        f"Highest: {CATEGORIES[best.index]} ({score_text(best.recall)})."
    )


def others_sentence(photos: PhotoEvaluation) -> str:
    """Return a sentence on the test photos that are not of one known category; empty when there are none."""
    counts = dict(zip(photos.rows, photos.confusion, strict=True))
    parts = []
    if (shoes := counts.get(OUTSIDE[FOOTWEAR_LABEL])) is not None:
        named = shoes[[INDEX[category] for category in FOOTWEAR]].sum()
        parts.append(f"{shoes.sum()} of another kind of shoe ({named} named as some shoe)")
    if (others := counts.get(OUTSIDE[NONE_LABEL])) is not None:
        parts.append(f"{others.sum()} of things outside the ten, for which every answer is wrong")
    return f"Also among the test photos: {' and '.join(parts)}." if parts else ""


def categories_matrix(shown: BenchmarkEvaluation | PhotoEvaluation) -> Matrix:
    """Return what was taken for what, as numbers."""
    return matrix_of(shown.confusion, shown.right_cells, _rows(shown), CATEGORIES)


def frequent_mistakes(counts: np.ndarray, right: np.ndarray, rows: Sequence[str], most: int = 8) -> tuple[Any, ...]:
    """Return the cells of ``cell_table`` with the mistakes that are made most often, the most frequent first.

    Args:
        counts: ``(R, 10)`` integer, rows = true.
        right: ``(R, 10)`` bool, which cells hold right answers.
        rows: R names of what was true.
        most: How many at most.
    """
    cells = cell_table(counts, right, rows, CATEGORIES, as_shares=True)
    wrong = cells[~cells["right"] & (cells["count"] > 0)]
    return tuple(wrong.sort_values("count", ascending=False, kind="stable").head(most).itertuples())


def nothing_to_open(counts: np.ndarray, rows: Sequence[str], true: str, predicted: str) -> str:
    """Return a sentence on why a cell leads nowhere; empty when it holds pictures, which the gallery shows.

    Args:
        counts: ``(R, 10)`` integer, rows = true.
        rows: R names of what was true.
        true: One of ``rows``, or ``ALL``.
        predicted: One of ``CATEGORIES``, or ``ALL``.
    """
    if ALL in (true, predicted) or counts[rows.index(true), CATEGORIES.index(predicted)]:
        return ""
    return f"{true} was never named {predicted}, so there is nothing to open. Choose a coloured cell."


_UNITS = _PER_CENT, _COUNTS = "Per cent", "Counts"
VIEW_LEFT = "evaluation_view_left"
"""The view from which the gallery was opened: the browser's way back leads to an address that says none."""
_OPENED = "matrix_opened"
"""How many cells this visitor opened: each leaves a matrix in which nothing is chosen, for whoever comes back."""


def show_categories(evaluation: Evaluation) -> None:
    """Show how each category is recognised and what is taken for what; the choices are kept in the address."""
    datasets = DATASETS if evaluation.photos else (BENCHMARK,)
    asked = {name: value for name, value in st.query_params.items() if name not in st.session_state}
    st.header("Category by category")
    say_misread(misread_parts(asked, {OF: datasets, AS: _UNITS}), "The link")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = choose_dataset(datasets)
        unit = st.segmented_control(
            "Numbers in the matrix", _UNITS, default=_PER_CENT, required=True, key=AS, bind="query-params"
        )
        totals = st.toggle("Totals and intervals", key="totals")
    shown = evaluation.photos if evaluation.photos and dataset == PHOTOS else evaluation.benchmark
    table, matrix = st.columns(2, gap="large")
    with table:
        show([Text(lowest_and_highest(shown.scores)), categories_table(shown, with_intervals=totals)])
        if isinstance(shown, PhotoEvaluation):
            st.caption(others_sentence(shown))
    with matrix:
        show_matrix(shown, CATEGORIES_VIEW, as_shares=unit != _COUNTS, totals=totals)
    _show_mistakes(shown)


def categories_table(
    shown: BenchmarkEvaluation | PhotoEvaluation,
    people: Mapping[str, float] | None = None,
    *,
    with_intervals: bool = False,
) -> Table:
    """Return precision, recall and F1 of each category, and where it is known which share ``people`` find, 0..1."""
    counted = "Photos" if isinstance(shown, PhotoEvaluation) else "Pictures"
    frame = category_table(shown.scores, counted)
    if with_intervals:
        for name, place in (("precision", 2), ("recall", 4)):
            texts = [_interval_text(getattr(score, f"{name}_interval")) for score in shown.scores]
            frame.insert(place, f"{name.capitalize()}, {CONFIDENCE_INTERVAL}", texts)
    if people:
        frame["People find"] = 100 * frame["Category"].map(people)
    columns = {
        "Category": PINNED,
        "Precision": Column(PERCENT, "Of the answers that name this category, how many are right."),
        "Recall": Column(PERCENT, "Of the pictures that show this category, how many are found."),
        "F1": Column(PERCENT, "The harmonic mean of precision and recall."),
        counted: Column(LOCALIZED, "How many truly show this category."),
        "People find": Column(PERCENT),
    }
    return Table(frame, "Precision, recall and F1 of each category.", columns)


def show_matrix(
    shown: BenchmarkEvaluation | PhotoEvaluation,
    view: str,
    *,
    as_shares: bool = True,
    totals: bool = False,
    small: bool = False,
) -> None:
    """Show what was taken for what; a click opens the pictures of a cell in the gallery.

    Args:
        shown: Of which pictures.
        view: From which view, for the way back.
        as_shares: Write the row's shares in per cent instead of counts.
        totals: Add a row and a column of totals.
        small: Draw low rows.
    """
    rows, opened = _rows(shown), st.session_state.get(_OPENED, 0)
    st.write(
        "Rows: what it truly is. Columns: what it was taken for. Blue is right, orange wrong, in per cent of "
        "the row; a "
        "click opens the pictures."
        if small
        else "What was taken for what: each row is what the picture truly shows. Blue is right, the deeper the more of "
        "the row; orange is wrong. Click a cell to see its pictures."
    )
    event = st.altair_chart(
        confusion_chart(
            shown.confusion,
            shown.right_cells,
            rows,
            CATEGORIES,
            as_shares=as_shares,
            theme=st.context.theme.type,
            intervals=shown.cell_intervals,
            totals=totals,
            small=small,
        ),
        key=f"matrix-{_dataset(shown)}-{opened}",
        on_select="rerun",
        selection_mode=CELL,
        alt="Confusion matrix: true categories in rows, predicted categories in columns.",
    )
    for cell in event.selection.get(CELL, []):
        true, predicted = cell[TRUE], cell[PREDICTED]
        if reason := nothing_to_open(shown.confusion, rows, true, predicted):
            st.info(reason)
        else:
            st.session_state[_OPENED] = opened + 1
            st.session_state[VIEW_LEFT] = view
            forget_choices()
            st.switch_page("error_gallery.py", query_params=_pictures_of(shown, true, predicted))


def _pictures_of(shown: BenchmarkEvaluation | PhotoEvaluation, true: str, predicted: str) -> dict[str, str]:
    """Return the gallery's address of a cell: right answers for one of these, errors for others, all for a total."""
    answers = EVERY_ANSWER
    if ALL not in (true, predicted):
        is_right = shown.right_cells[_rows(shown).index(true), CATEGORIES.index(predicted)]
        answers = RIGHT_ANSWERS if is_right else ERRORS
    chosen = {name: "" if value == ALL else value for name, value in (("true", true), ("predicted", predicted))}
    return gallery_parameters(of=_dataset(shown), answers=answers, **chosen)


def _interval_text(interval: Interval | None) -> str:
    return interval_text(interval) if interval else ""


def _show_mistakes(shown: BenchmarkEvaluation | PhotoEvaluation) -> None:
    """Lead to the gallery without a click on the matrix, too."""
    mistakes = frequent_mistakes(shown.confusion, shown.right_cells, _rows(shown))
    if not mistakes:
        st.write("No picture was taken for something else.")
        return
    st.write("**Most frequent mistakes**")
    half = (len(mistakes) + 1) // 2
    links = [
        f"[{mistake.true} named {mistake.predicted}]("
        f"{gallery_address(of=_dataset(shown), true=mistake.true, predicted=mistake.predicted)}): "
        f"{mistake.count:,}, {score_text(mistake.share)} of all in the row"
        for mistake in mistakes
    ]
    show([Beside((Bullets(tuple(links[:half])),), (Bullets(tuple(links[half:])),))])


def _dataset(shown: BenchmarkEvaluation | PhotoEvaluation) -> str:
    return PHOTOS if isinstance(shown, PhotoEvaluation) else BENCHMARK


def _rows(shown: BenchmarkEvaluation | PhotoEvaluation) -> tuple[str, ...]:
    return shown.rows if isinstance(shown, PhotoEvaluation) else CATEGORIES
