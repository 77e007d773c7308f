"""The views of the Evaluation page, each put together from the parts that it shows."""

from collections.abc import Callable, Sequence

import streamlit as st

from fashion_model.analysis.records import Evaluation
from fashion_model.analysis.versions import KnownPictures
from fashion_model.catalogue.catalogue import utc_now
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.review.judgement_records import SOURCES, JudgementRecord
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.address import arrived_with, say_misread
from fashion_model.web.evaluation.categories import VIEW_LEFT, show_categories
from fashion_model.web.evaluation.confidence import show_confidence
from fashion_model.web.evaluation.layers import layers_answer, layers_figure
from fashion_model.web.evaluation.network import loss_figure, show_network
from fashion_model.web.evaluation.overview import VIEW_KEY, AnswersElsewhere, five_answers, show_overview
from fashion_model.web.evaluation.overview_words import loss_answer
from fashion_model.web.evaluation.photos import show_labels_and_slices, show_photo_score
from fashion_model.web.evaluation.study import show_study
from fashion_model.web.evaluation.study_tables import study_answer
from fashion_model.web.evaluation.versions import show_versions
from fashion_model.web.gallery.data import get_photo_answers, photo_square
from fashion_model.web.links import (
    CATEGORIES_VIEW,
    CONFIDENCE,
    EVALUATION_VIEWS,
    NETWORK,
    OVERVIEW,
    PHOTO_VIEW,
    PHOTOS,
    SHARE,
    STUDY,
    VERSIONS,
    LinkReader,
    evaluation_address,
    gallery_address,
)
from fashion_model.web.loaded import (
    Part,
    get_all_scores,
    get_answer_table,
    get_error_analysis,
    get_evaluation,
    get_study,
    get_votes,
)
from fashion_model.web.report.blocks import ReportContent
from fashion_model.web.report.share import read_card, show_share
from fashion_model.web.resources import get_catalogue
from fashion_model.web.words import escape_markdown

_ELSEWHERE = AnswersElsewhere(
    loss=loss_answer,
    loss_figure=loss_figure,
    layers=layers_answer,
    layers_figure=lambda evaluation: layers_figure(evaluation.layers),
    study=study_answer,
)


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


def show_view(view: str, artifact: Artifact) -> None:
    """Show one of ``EVALUATION_VIEWS``.

    Raises:
        ArtifactError: A file of the model is damaged or does not fit the others.
    """
    _VIEWS[view](artifact, get_evaluation(artifact))


def _show_overview(artifact: Artifact, evaluation: Evaluation) -> None:
    show_overview(evaluation, get_error_analysis(artifact), get_study(), get_answer_table(artifact), _ELSEWHERE)


def _show_photos(_: Artifact, evaluation: Evaluation) -> None:
    if evaluation.photos is None:
        st.info("This model was trained and tested without photos: nothing is known of how it does on them.")
        return
    show_photo_score(evaluation.photos)
    st.markdown(
        f"[Category by category]({evaluation_address(view=CATEGORIES_VIEW, of=PHOTOS)}) · "
        f"[Automatic answers, things outside the ten, confidence]({evaluation_address(view=CONFIDENCE, of=PHOTOS)}) · "
        f"[Every photo it got wrong]({gallery_address(of=PHOTOS)})"
    )
    show_labels_and_slices(evaluation.photos)


def _show_versions(artifact: Artifact, evaluation: Evaluation) -> None:
    kept, analysis = get_all_scores(), get_error_analysis(artifact).value
    if kept.problem:
        st.warning(escape_markdown(kept.problem))
    benchmark = evaluation.benchmark
    pictures = {**(analysis.pictures if analysis else {}), **benchmark.error_pictures}
    show_versions(kept.value or (), KnownPictures(benchmark, get_photo_answers(artifact), pictures, photo_square))


def _show_study(_: Artifact, __: Evaluation) -> None:
    study = get_study()
    if study.value is None:
        st.warning(escape_markdown(study.problem))
    else:
        show_study(study.value)


def _show_share(artifact: Artifact, evaluation: Evaluation) -> None:
    analysis, study, table = get_error_analysis(artifact), get_study(), get_answer_table(artifact)
    content = ReportContent(
        made_at=utc_now(),
        evaluation=evaluation,
        analysis=analysis,
        study=study,
        table=table,
        answers=five_answers(evaluation, analysis, study, table, _ELSEWHERE),
        judgements=_judgements(),
    )
    show_share(content, read_card(artifact), get_votes(evaluation.benchmark.pictures), get_photo_answers(artifact))


def _judgements() -> Part[Sequence[JudgementRecord]]:
    try:
        catalogue = get_catalogue()
        return Part(tuple(one for source in SOURCES for one in catalogue.judgements.latest(source)))
    except CatalogueUnavailable as problem:
        return Part(None, str(problem))


_VIEWS: dict[str, Callable[[Artifact, Evaluation], None]] = {
    OVERVIEW: _show_overview,
    CATEGORIES_VIEW: lambda _, evaluation: show_categories(evaluation),
    CONFIDENCE: lambda artifact, evaluation: show_confidence(evaluation, artifact),
    PHOTO_VIEW: _show_photos,
    NETWORK: lambda _, evaluation: show_network(evaluation),
    VERSIONS: _show_versions,
    STUDY: _show_study,
    SHARE: _show_share,
}
