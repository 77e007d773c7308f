"""The Evaluation page's section on categories: a table and a confusion matrix of either kind of pictures."""

import streamlit as st

from fashion_model.categories import CATEGORIES
from fashion_model.web.charts import STILL, confusion_figure
from fashion_model.web.evaluation_photo_tables import others_sentence
from fashion_model.web.evaluation_records import BenchmarkEvaluation, Evaluation, PhotoEvaluation
from fashion_model.web.evaluation_tables import category_table, hardest_and_easiest

_BENCHMARK, _PHOTOS = "Fashion-MNIST", "Photos"


def show_categories(evaluation: Evaluation) -> None:
    """Show how each category is recognised and what is taken for what; the choices are kept in the address."""
    st.subheader("Category by category")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        worlds = (_BENCHMARK, _PHOTOS) if evaluation.photos else (_BENCHMARK,)
        world = st.segmented_control(
            "Of which pictures?", worlds, default=worlds[0], required=True, key="of", bind="query-params"
        )
        unit = st.segmented_control(
            "Numbers in the matrix",
            ("Per cent", "Counts"),
            default="Per cent",
            required=True,
            key="as",
            bind="query-params",
        )
    shown = evaluation.photos if evaluation.photos and world == _PHOTOS else evaluation.benchmark
    table, matrix = st.columns(2, gap="large")
    with table:
        _show_table(shown)
    with matrix:
        _show_matrix(shown, as_shares=unit == "Per cent")


def _show_table(shown: BenchmarkEvaluation | PhotoEvaluation) -> None:
    counted = "Photos" if isinstance(shown, PhotoEvaluation) else "Pictures"
    st.write(hardest_and_easiest(shown.scores))
    st.dataframe(
        category_table(shown.scores, counted),
        hide_index=True,
        height="content",
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
    rows = shown.rows if isinstance(shown, PhotoEvaluation) else CATEGORIES
    st.write("What was taken for what: each row is what the picture truly shows. Blue is right, orange is wrong.")
    st.plotly_chart(
        confusion_figure(
            shown.confusion, shown.right_cells, rows, CATEGORIES, as_shares=as_shares, theme=st.context.theme.type
        ),
        config=STILL,
        alt="Confusion matrix: true categories in rows, predicted categories in columns.",
    )
