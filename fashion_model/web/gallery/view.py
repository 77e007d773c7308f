"""The Error gallery's parts, put together: which pictures, in which view, and what there is to say of them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.review.judgement_records import JudgementRecord
from fashion_model.evaluation.errors import page_count
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.formats import count_of
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.address import arrived_with, say_misread
from fashion_model.web.gallery import link
from fashion_model.web.gallery.cards import show_cards
from fashion_model.web.gallery.data import PHOTOS_MISSING, Gallery, get_photo_answers, photo_file
from fashion_model.web.gallery.judgements import judged_of
from fashion_model.web.gallery.search import say_nothing_found
from fashion_model.web.gallery.votes import VERDICT_RULES, verdict_badge
from fashion_model.web.links import (
    BENCHMARK,
    BLIND_VIEW,
    CATEGORIES_VIEW,
    DATASETS,
    GALLERY_OF,
    GALLERY_VIEW,
    GALLERY_VIEWS,
    PAGE,
    PHOTOS,
    LinkReader,
    evaluation_parameters,
)
from fashion_model.web.loaded import get_error_analysis, get_evaluation
from fashion_model.web.resources import get_catalogue
from fashion_model.web.words import escape_markdown

LEGEND = (
    "The bar under a picture: what about 67 people said. :blue[■] the label · :orange[■] what the network said · "
    ":green[■] what most said besides · ■ the rest."
)


def ask_dataset_and_view(artifact: Artifact) -> tuple[str, str]:
    """Ask of which pictures and in what view; returns one of ``DATASETS`` and one of ``GALLERY_VIEWS``."""
    datasets = DATASETS if get_photo_answers(artifact) else (BENCHMARK,)
    reader = LinkReader(arrived_with(GALLERY_OF), "The link")
    reader.choice(GALLERY_OF, datasets, f"pictures that are not there. There are: {', '.join(datasets)}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = st.segmented_control(
            "View", GALLERY_VIEWS, default=GALLERY_VIEWS[0], required=True, key=GALLERY_VIEW, bind="query-params"
        )
        if view == BLIND_VIEW:
            return BENCHMARK, view
        chosen = st.segmented_control(
            "Of which pictures?", datasets, default=BENCHMARK, required=True, key=GALLERY_OF, bind="query-params"
        )
        of = chosen or BENCHMARK  # a link may ask for nothing: ?pictures=
        if st.button("Confusion matrix", icon=":material/arrow_back:", type="tertiary"):
            st.switch_page("evaluation.py", query_params=evaluation_parameters(view=CATEGORIES_VIEW, of=of))
    say_misread(reader.misread)
    return of, view or GALLERY_VIEWS[0]


def reachable_catalogue(of: str) -> tuple[Catalogue | None, tuple[JudgementRecord, ...]]:
    """Return the catalogue, and what each analyst says now of pictures of one of ``DATASETS``.

    Says why and returns None and nothing when the catalogue cannot be reached.
    """
    try:
        catalogue = get_catalogue()
        return catalogue, judged_of(catalogue, of)
    except CatalogueUnavailable as problem:
        st.warning(f"{escape_markdown(str(problem))} Judgements are left out meanwhile.", icon=":material/cloud_off:")
        return None, ()


def say_what_is_missing(gallery: Gallery) -> None:
    """Say what cannot be shown on this machine, and how to get it."""
    if gallery.people_problem:
        st.warning(
            f"What people said of the errors is not known. {escape_markdown(gallery.people_problem)}",
            icon=":material/groups:",
        )
    if gallery.of == PHOTOS and not any(photo_file(name) for name in gallery.errors["picture"].head(3)):
        st.info(PHOTOS_MISSING, icon=":material/hide_image:")


def show_found(artifact: Artifact, gallery: Gallery, found: pd.DataFrame, judged: Sequence[JudgementRecord]) -> None:
    """Show a page of the errors that were found, or a way on when there are none."""
    pages = page_count(len(found), link.PAGE_SIZE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(found_in_words(gallery, found), width="content")
        number = st.pagination(pages, key=PAGE, bind="query-params") if pages > 1 else 1
    if found.empty:
        say_nothing_found(gallery)
        return
    first = (number - 1) * link.PAGE_SIZE
    rows = found.iloc[first : first + link.PAGE_SIZE]
    analysis = get_error_analysis(artifact)
    if gallery.has_people:
        st.caption(LEGEND)
    show_cards(rows, gallery.of, get_evaluation(artifact).benchmark, analysis.value, judged)
    if gallery.has_people and analysis.value:
        with st.expander("How the verdict is found", icon=":material/gavel:"):
            st.markdown(rules_in_words())
            st.caption(escape_markdown(analysis.value.attribution))


def found_in_words(gallery: Gallery, found: pd.DataFrame) -> str:
    """Return how many errors were found and what people make of them, as Markdown."""
    total = count_of(len(gallery.errors), "error", "errors")
    said = f"**{len(found):,} of {total}**"
    if not gallery.has_people or found.empty:
        return said
    counts = found["verdict"].value_counts()
    return f"{said} · " + " ".join(f"{counts[verdict]} {verdict_badge(verdict)}" for verdict in VERDICTS)


def rules_in_words() -> str:
    """Return the rules of the verdicts as a list, the first that applies first."""
    rules = "\n".join(f"1. {verdict_badge(verdict)} — {VERDICT_RULES[verdict]}" for verdict in VERDICTS)
    return f"About 67 people named each test picture without seeing its label. The first rule that applies:\n\n{rules}"
