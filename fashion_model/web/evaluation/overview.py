"""The choice of a view, and the overview: five questions asked of every model, each with answer and figure."""

from collections.abc import Iterable
from typing import Final

import streamlit as st

from fashion_model.analysis.records import Evaluation
from fashion_model.formats import decimals_for, score_text
from fashion_model.web.address import arrived_with, say_misread
from fashion_model.web.evaluation.categories import VIEW_LEFT, show_matrix
from fashion_model.web.evaluation.figures import scores_figure, verdicts_figure
from fashion_model.web.evaluation.network import layers_answer, photo_network_curves, training_curves
from fashion_model.web.evaluation.network_figures import layers_figure
from fashion_model.web.evaluation.overview_words import (
    accuracy_answer,
    anchor_lines,
    anchors_of,
    family_table,
    insight_lines,
    insights_of,
    largest_families,
    loss_answer,
    scores_of,
    scores_sentence,
    verdict_answer,
    verdict_counts,
    verdict_links,
)
from fashion_model.web.evaluation.photos import show_photo_score, show_score
from fashion_model.web.evaluation.sections import Block, Bullets, Figure, Folded, Heading, Missing, Text, show
from fashion_model.web.evaluation.study import study_answer
from fashion_model.web.gallery.words import verdict_rules
from fashion_model.web.links import (
    CATEGORIES_VIEW,
    EVALUATION_VIEWS,
    FAMILIES_VIEW,
    NETWORK,
    OVERVIEW,
    STUDY,
    LinkReader,
    gallery_address,
)
from fashion_model.web.loaded import Findings

ACCURACY: Final = "How accurate is it?"
LOSS: Final = "What is the loss?"
LAYERS: Final = "How do layer sizes change?"
ERRORS: Final = "Are its errors reasonable to a person?"
BETTER: Final = "What would make it better?"
FROM_STUDY: Final = "From a study of small networks"
NO_INSIGHTS = "There are too few errors to say anything of them."
VIEW_KEY = "view"
"""Of the widget that chooses the view of the page."""


def ask_view() -> str:
    """Ask what is to be seen, say so when a link asks for something else, and return one of ``EVALUATION_VIEWS``."""
    link = LinkReader(arrived_with(VIEW_KEY), "The link")
    link.choice(VIEW_KEY, EVALUATION_VIEWS, f"a view that is not there. Known are: {', '.join(EVALUATION_VIEWS)}")
    left = st.session_state.pop(VIEW_LEFT, OVERVIEW)
    view = st.segmented_control(
        "View",
        EVALUATION_VIEWS,
        default=OVERVIEW if VIEW_KEY in st.query_params else left,
        required=True,
        key=VIEW_KEY,
        bind="query-params",
        label_visibility="collapsed",
    )
    say_misread(link.misread)
    return view or OVERVIEW  # a link may ask for nothing: ?view=


def five_answers(found: Findings) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Return each question with its answer; where something is missing, the answer says what.

    What would make the model better is answered from its own figures first, then from the study of small networks.
    """
    evaluation, analysis = found.evaluation, found.analysis
    insights = insights_of(evaluation, found.table)
    own = Bullets(tuple(insight.text for insight in insights)) if insights else Text(NO_INSIGHTS)
    return (
        (ACCURACY, (Text(accuracy_answer(evaluation)),)),
        (LOSS, (Text(loss_answer(evaluation)),)),
        (LAYERS, (Text(layers_answer(evaluation)),)),
        (ERRORS, (Text(verdict_answer(found.errors)) if analysis.value else Missing(analysis.problem),)),
        (BETTER, (own, *_study_blocks(found))),
    )


def _study_blocks(found: Findings) -> tuple[Block, ...]:
    study = found.study
    return Heading(FROM_STUDY), Text(study_answer(study.value)) if study.value else Missing(study.problem)


def show_overview(found: Findings) -> None:
    """Show the five questions, answered; accuracy, loss and the confusion matrix come first, on one screen."""
    answers = dict(five_answers(found))
    evaluation = found.evaluation
    _show_first(evaluation, answers[ACCURACY])
    with st.container(border=True):
        st.subheader("Photos of real clothes", anchor="photos")
        show_photo_score(evaluation.photos)
    _show_honest_scores(found)
    loss, layers = st.columns(2, gap="large")
    with loss:
        show([Heading(LOSS, "loss"), *answers[LOSS], training_curves(evaluation)[0]])
        if of_photos := photo_network_curves(evaluation):
            show([Text("Loss of the photo network, on photos"), of_photos[0]])
        _to_view("How it was trained", NETWORK)
    with layers:
        drawn = Figure(layers_figure(evaluation.layers), "Output size of each part, from input to output.")
        show([Heading(LAYERS, "layers"), *answers[LAYERS], drawn])
        _to_view("Layer by layer", NETWORK)
    show([Heading(ERRORS, "errors"), *answers[ERRORS]])
    _show_errors(found)
    insights = insights_of(evaluation, found.table)
    own = Text(insight_lines(insights) if insights else NO_INSIGHTS)
    show([Heading(BETTER, "better"), own, *_study_blocks(found)])
    if found.study.value:
        _to_view("The whole study", STUDY)


def _show_first(evaluation: Evaluation, answer: Iterable[Block]) -> None:
    """Show accuracy and loss beside the confusion matrix, so that one screen holds them."""
    benchmark = evaluation.benchmark
    figures, matrix = st.columns([2, 3], gap="medium")
    with figures:
        show([Heading(ACCURACY, "accuracy"), *answer])
        accuracy, loss = st.columns([2, 1])
        with accuracy:
            decimals = decimals_for(benchmark.pictures)
            shown = score_text(benchmark.accuracy, decimals)
            show_score("Accuracy", shown, benchmark.interval, "Share of the test pictures recognised.", decimals)
        loss.metric(
            "Loss", f"{benchmark.loss:.3f}", help="Cross-entropy: 0 is perfect; guessing among ten scores 2.303."
        )
        st.write(f"[See all {len(benchmark.errors):,} errors](error_gallery)")
        _to_view("Category by category", CATEGORIES_VIEW)
    with matrix:
        show_matrix(benchmark, OVERVIEW, small=True)


def _show_honest_scores(found: Findings) -> None:
    figure, said = honest_scores_blocks(found)
    show([figure])
    ours, others = st.columns(2, gap="large")
    with ours:
        show([said])
    others.caption(anchor_lines(anchors_of(found.analysis.value)))


def honest_scores_blocks(found: Findings) -> tuple[Figure, Text | Missing]:
    """Return the scores on parts of the test pictures, drawn above those of others, and how to read them."""
    analysis = found.analysis.value
    scores = scores_of(found.evaluation.benchmark, analysis)
    alt = "Accuracy on Fashion-MNIST with 95 % confidence intervals, and on the same axis what others score."
    said = Text(scores_sentence(scores)) if analysis else Missing(found.analysis.problem)
    return Figure(scores_figure(scores, anchors_of(analysis)), alt), said


def _show_errors(found: Findings) -> None:
    errors = found.errors
    if found.analysis.value is None:
        st.markdown(f"[See all {len(errors):,} errors]({gallery_address()})")
        return
    if errors.empty:
        return
    rules = Folded("How a verdict is given", (Text(verdict_rules()),))
    families = Text(f"[All families of errors]({gallery_address(view=FAMILIES_VIEW)})")
    show([verdicts_block(found), Text(verdict_links(verdict_counts(errors)))])
    table, words = st.columns([3, 2], gap="large")
    table.markdown(family_table(largest_families(errors)))
    with words:
        show([rules, families, Text(found.analysis.value.attribution, small=True, literal=True)])


def verdicts_block(found: Findings) -> Figure:
    """Return what people make of the errors, drawn."""
    return Figure(verdicts_figure(verdict_counts(found.errors)), "How many errors have each of the four verdicts.")


def _to_view(label: str, view: str) -> None:
    st.button(label, type="tertiary", icon=":material/arrow_forward:", on_click=_choose_view, args=(view,))


def _choose_view(view: str) -> None:
    st.session_state[VIEW_KEY] = view
