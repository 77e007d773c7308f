"""The Evaluation page's overview: five questions that are asked of every model, each with its answer and its figure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.analysis.records import Evaluation
from fashion_model.evaluation.study import Study
from fashion_model.web.charts import STILL
from fashion_model.web.evaluation.figures import scores_figure, verdicts_figure
from fashion_model.web.evaluation.overview_words import (
    accuracy_answer,
    anchor_lines,
    anchors_of,
    family_table,
    insight_lines,
    insights_of,
    largest_families,
    scores_of,
    scores_sentence,
    verdict_answer,
    verdict_counts,
    verdict_links,
)
from fashion_model.web.evaluation.photos import show_scores
from fashion_model.web.gallery.words import verdict_rules
from fashion_model.web.links import CATEGORIES_VIEW, FAMILIES_VIEW, NETWORK, STUDY, gallery_address
from fashion_model.web.loaded import Part
from fashion_model.web.words import escape_markdown

ACCURACY: Final = "How accurate is it?"
LOSS: Final = "What is the loss?"
LAYERS: Final = "How do layer sizes change?"
ERRORS: Final = "Are its errors reasonable to a person?"
BETTER: Final = "What would make it better?"


@dataclass(frozen=True)
class AnswersElsewhere:
    """Answers and figures that other views of the page give at length.

    Attributes:
        loss: What the loss is, in words.
        loss_figure: Its way through the training.
        layers: How the layers' sizes change, in words.
        layers_figure: The same, drawn to scale.
        study: What a study found, in words.
    """

    loss: Callable[[Evaluation], str]
    loss_figure: Callable[[Evaluation], go.Figure]
    layers: Callable[[Evaluation], str]
    layers_figure: Callable[[Evaluation], go.Figure]
    study: Callable[[Study], str]


def five_answers(
    evaluation: Evaluation,
    analysis: Part[ErrorAnalysis],
    study: Part[Study],
    table: pd.DataFrame,
    elsewhere: AnswersElsewhere,
) -> list[tuple[str, str]]:
    """Return each question with its answer; where something is missing, the answer says what.

    Args:
        evaluation: What the model folder says.
        analysis: What was found out about the errors.
        study: What was found out about other networks.
        table: As ``answer_table``, of the same model and analysis.
        elsewhere: What other views give at length.
    """
    return [
        (ACCURACY, accuracy_answer(evaluation)),
        (LOSS, elsewhere.loss(evaluation)),
        (LAYERS, elsewhere.layers(evaluation)),
        (ERRORS, verdict_answer(table[~table["right"]]) if analysis.value else analysis.problem),
        (BETTER, elsewhere.study(study.value) if study.value else study.problem),
    ]


VIEW_KEY = "view"
"""Of the widget that chooses the view of the page."""


def show_overview(
    evaluation: Evaluation,
    analysis: Part[ErrorAnalysis],
    study: Part[Study],
    table: pd.DataFrame,
    elsewhere: AnswersElsewhere,
) -> None:
    """Show the five questions, answered.

    Args:
        evaluation: What the model folder says.
        analysis: What was found out about the errors.
        study: What was found out about other networks.
        table: As ``answer_table``, of the same model and analysis.
        elsewhere: What other views give at length.
    """
    _show_accuracy(evaluation, analysis)
    loss, layers = st.columns(2, gap="large")
    with loss:
        _show_loss(evaluation, elsewhere)
    with layers:
        _show_layers(evaluation, elsewhere)
    _show_errors(analysis, table[~table["right"]])
    _show_improvements(evaluation, study, table, elsewhere)


def _show_accuracy(evaluation: Evaluation, analysis: Part[ErrorAnalysis]) -> None:
    st.subheader(ACCURACY, anchor="accuracy")
    st.write(accuracy_answer(evaluation))
    show_scores(evaluation)
    scores, anchors = scores_of(evaluation.benchmark, analysis.value), anchors_of(analysis.value)
    st.plotly_chart(
        scores_figure(scores, anchors),
        config=STILL,
        alt="Accuracy on Fashion-MNIST with 95 % ranges, and on the same axis what others score.",
    )
    ours, others = st.columns(2, gap="large")
    with ours:
        if analysis.value:
            st.write(scores_sentence(scores))
        else:
            st.info(escape_markdown(analysis.problem))
        _to_view("Category by category", CATEGORIES_VIEW)
    others.caption(anchor_lines(anchors))


def _show_loss(evaluation: Evaluation, elsewhere: AnswersElsewhere) -> None:
    st.subheader(LOSS, anchor="loss")
    st.write(elsewhere.loss(evaluation))
    st.plotly_chart(
        elsewhere.loss_figure(evaluation), config=STILL, alt="Training and validation loss against the epoch."
    )
    _to_view("How it was trained", NETWORK)


def _show_layers(evaluation: Evaluation, elsewhere: AnswersElsewhere) -> None:
    st.subheader(LAYERS, anchor="layers")
    st.write(elsewhere.layers(evaluation))
    st.plotly_chart(
        elsewhere.layers_figure(evaluation), config=STILL, alt="Output size of each part, from input to output."
    )
    _to_view("Layer by layer", NETWORK)


def _show_errors(analysis: Part[ErrorAnalysis], errors: pd.DataFrame) -> None:
    st.subheader(ERRORS, anchor="errors")
    if analysis.value is None:
        st.info(escape_markdown(analysis.problem))
        st.markdown(f"[See all {len(errors):,} errors]({gallery_address()})")
        return
    st.write(verdict_answer(errors))
    if errors.empty:
        return
    counts = verdict_counts(errors)
    st.plotly_chart(verdicts_figure(counts), config=STILL, alt="How many errors have each of the four verdicts.")
    st.markdown(verdict_links(counts))
    table, words = st.columns([3, 2], gap="large")
    table.markdown(family_table(largest_families(errors)))
    with words:
        with st.expander("How a verdict is given"):
            st.markdown(verdict_rules())
        st.markdown(f"[All families of errors]({gallery_address(view=FAMILIES_VIEW)})")
        st.caption(escape_markdown(analysis.value.attribution))


def _show_improvements(
    evaluation: Evaluation, study: Part[Study], table: pd.DataFrame, elsewhere: AnswersElsewhere
) -> None:
    st.subheader(BETTER, anchor="better")
    if study.value:
        st.write(elsewhere.study(study.value))
        _to_view("The whole study", STUDY)
    else:
        st.info(escape_markdown(study.problem))
    st.write("**What the errors say**")
    found = insights_of(evaluation, table)
    st.markdown(insight_lines(found) if found else "There are too few errors to say anything of them.")


def _to_view(label: str, view: str) -> None:
    st.button(label, type="tertiary", icon=":material/arrow_forward:", on_click=_choose_view, args=(view,))


def _choose_view(view: str) -> None:
    st.session_state[VIEW_KEY] = view
