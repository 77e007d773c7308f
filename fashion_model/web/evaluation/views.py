"""The views of the Evaluation page: which are there, and what each is shown."""

from collections.abc import Callable

import streamlit as st

from fashion_model.serving.artifacts import Artifact
from fashion_model.web.address import arrived_with, say_misread
from fashion_model.web.evaluation.categories import VIEW_LEFT, show_categories
from fashion_model.web.evaluation.confidence import show_confidence
from fashion_model.web.evaluation.network import show_network
from fashion_model.web.evaluation.overview import VIEW_KEY, show_overview
from fashion_model.web.evaluation.photos import show_photos
from fashion_model.web.evaluation.study import show_study
from fashion_model.web.evaluation.versions import show_all_versions
from fashion_model.web.links import (
    CATEGORIES_VIEW,
    CONFIDENCE,
    EVALUATION_VIEWS,
    NETWORK,
    OVERVIEW,
    PHOTO_VIEW,
    SHARE,
    STUDY,
    VERSIONS,
    LinkReader,
)
from fashion_model.web.loaded import (
    get_evaluation,
    get_findings,
    get_study,
)
from fashion_model.web.report.share import show_downloads
from fashion_model.web.words import escape_markdown


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
    _VIEWS[view](artifact)


def _show_study(_: Artifact) -> None:
    study = get_study()
    if study.value is None:
        st.warning(escape_markdown(study.problem))
    else:
        show_study(study.value)


_VIEWS: dict[str, Callable[[Artifact], None]] = {
    OVERVIEW: lambda artifact: show_overview(get_findings(artifact)),
    CATEGORIES_VIEW: lambda artifact: show_categories(get_evaluation(artifact)),
    CONFIDENCE: lambda artifact: show_confidence(get_evaluation(artifact), artifact),
    PHOTO_VIEW: lambda artifact: show_photos(get_evaluation(artifact)),
    NETWORK: lambda artifact: show_network(get_evaluation(artifact)),
    VERSIONS: show_all_versions,
    STUDY: _show_study,
    SHARE: show_downloads,
}
