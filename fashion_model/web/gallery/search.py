"""The Error gallery's dataset, view, filters and order, kept in its address."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from fashion_model.catalogue.review.judgement_records import JUDGEMENTS, JudgementRecord
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import Range, arrange, select
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.address import (
    arrived_with,
    ask_choice,
    choose_dataset,
    first_page,
    say_misread,
    show_hidden_filters,
)
from fashion_model.web.gallery import link
from fashion_model.web.gallery.data import Gallery, get_photo_answers
from fashion_model.web.gallery.link import GalleryQuery
from fashion_model.web.links import (
    ANSWERS,
    BENCHMARK,
    BLIND_VIEW,
    CATEGORIES_VIEW,
    DATASETS,
    ERRORS,
    GALLERY_ANSWERS,
    GALLERY_VIEW,
    GALLERY_VIEWS,
    OF,
    OLD_OF,
    PAGE,
    LinkReader,
    evaluation_parameters,
)
from fashion_model.web.words import escape_markdown

_WIDTH = 168
"""Two stand side by side on a phone."""
_CHOICES = (link.TRUE, link.PREDICTED, link.VERDICT, link.STATUS, link.JUDGED)
_USUAL = {link.SURE: link.WHOLE_SCALE, link.DIVIDED: link.WHOLE_BITS}


def ask_dataset_and_view(artifact: Artifact) -> tuple[str, str]:
    """Ask of which pictures and in what view; returns one of ``DATASETS`` and one of ``GALLERY_VIEWS``."""
    datasets = DATASETS if get_photo_answers(artifact) else (BENCHMARK,)
    asked = arrived_with(OF)
    reader = LinkReader({OF: asked.get(OF) or asked.get(OLD_OF, "")}, "The link")
    reader.choice(OF, datasets, f"pictures that are not there. There are: {', '.join(datasets)}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = st.segmented_control(
            "View", GALLERY_VIEWS, default=GALLERY_VIEWS[0], required=True, key=GALLERY_VIEW, bind="query-params"
        )
        if view == BLIND_VIEW:
            return BENCHMARK, view
        of = choose_dataset(datasets)
        if st.button("Confusion matrix", icon=":material/arrow_back:", type="tertiary"):
            st.switch_page("evaluation.py", query_params=evaluation_parameters(view=CATEGORIES_VIEW, of=of))
    say_misread(reader.misread)
    return of, view or GALLERY_VIEWS[0]


def ask_query(gallery: Gallery) -> GalleryQuery:
    """Ask which answers, and in what order; on a photo set after its status instead of people's verdict."""
    asked = {key: st.query_params.get_all(key) for key in _USUAL if key not in st.session_state}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        true = ask_choice("True category", gallery.labels, link.TRUE, "Any category", _WIDTH)
        predicted = ask_choice("Predicted category", CATEGORIES, link.PREDICTED, "Any category", _WIDTH)
        verdict = status = None
        if gallery.verdicts:
            verdict = ask_choice("Verdict of people", gallery.verdicts, link.VERDICT, "Any verdict", _WIDTH)
        if gallery.statuses:
            status = ask_choice("Answer was", gallery.statuses, link.STATUS, "Either", _WIDTH)
        sort = st.selectbox(
            "Order",
            list(link.orders_of(gallery)),
            key=link.SORT,
            bind="query-params",
            on_change=first_page,
            width=_WIDTH,
        )
        with st.popover("More filters", icon=":material/tune:"):
            sure, divided, judged = _ask_more(gallery)
    say_misread(map(escape_markdown, link.misread_ranges(asked, gallery)))
    query = GalleryQuery(true, predicted, verdict, status, sure, divided, judged, sort)
    show_hidden_filters(link.hidden_in_words(query), _show_everything)
    return query


def _ask_more(gallery: Gallery) -> tuple[Range, Range, str | None]:
    sure = st.slider(
        "How sure the network was, in per cent",
        0,
        100,
        (0, 100),
        key=link.SURE,
        bind="query-params",
        on_change=first_page,
    )
    divided = link.WHOLE_BITS
    if gallery.has_people:
        divided = st.slider(
            "How divided people are, in bits",
            0.0,
            link.MOST_BITS,
            link.WHOLE_BITS,
            step=0.1,
            key=link.DIVIDED,
            bind="query-params",
            on_change=first_page,
            help="Entropy of their votes: 0 when all chose the same, 1 when two categories were chosen equally often.",
        )
    judged = ask_choice("Judged by analysts", (*JUDGEMENTS, link.NOT_JUDGED), link.JUDGED, "Anything", _WIDTH)
    return sure, divided, judged


def ask_answers() -> str:
    """Ask whether errors, right answers, unsure ones or all are to be seen; returns one of ``ANSWERS``."""
    reader = LinkReader(arrived_with(GALLERY_ANSWERS), "The link", empty_asks=True)
    reader.choice(GALLERY_ANSWERS, ANSWERS, f"answers that are not there. There are: {', '.join(ANSWERS)}")
    chosen = st.segmented_control(
        "Which answers?",
        ANSWERS,
        default=ERRORS,
        required=True,
        key=GALLERY_ANSWERS,
        bind="query-params",
        on_change=first_page,
        help="Unsure: the model would ask a person.",
    )
    say_misread(reader.misread)
    return chosen or ERRORS


def found_answers(gallery: Gallery, query: GalleryQuery, judged: Sequence[JudgementRecord]) -> pd.DataFrame:
    """Return the answers that are asked for, in the order that is asked for.

    Args:
        gallery: All that are looked at.
        query: What a visitor chose.
        judged: What each analyst says now of pictures of this kind.
    """
    found = select(gallery.shown, link.filter_of(query, _judged_pictures(gallery, query.judged, judged)))
    return arrange(found, link.orders_of(gallery)[query.sort])


def _judged_pictures(gallery: Gallery, wanted: str | None, judged: Sequence[JudgementRecord]) -> frozenset[str] | None:
    if wanted is None:
        return None
    if wanted == link.NOT_JUDGED:
        return frozenset(gallery.shown["picture"]) - {record.picture for record in judged}
    return frozenset(record.picture for record in judged if record.judgement == wanted)


def say_nothing_found(gallery: Gallery) -> None:
    """Say that nothing is asked for of what there is, and offer a way on."""
    if gallery.shown.empty and gallery.answers_shown == ERRORS:
        st.info("The model made no error on these pictures, so there is none to show.")
        return
    if gallery.answers_shown == ERRORS:
        st.info("The model made no such error. Choose other categories, or look at all errors.")
    else:
        st.info("The model gave no such answer. Choose other categories, or look at all.")
    st.button(
        "Show all errors" if gallery.answers_shown == ERRORS else "Show all",
        icon=":material/restart_alt:",
        on_click=_show_everything,
    )


def forget_choices() -> None:
    """Forget what was chosen on the gallery's page, before its address says anew what is to be seen.

    Streamlit keeps what is bound to an address while other pages are open, and an address says only what is unusual.
    """
    for key in (OF, GALLERY_VIEW, GALLERY_ANSWERS, *_CHOICES, *_USUAL, link.SORT, PAGE):
        st.session_state.pop(key, None)


def _show_everything() -> None:
    """Take all filters off with the next run of the page."""
    for key in _CHOICES:
        if key in st.session_state:
            st.session_state[key] = None
    for key, whole in _USUAL.items():
        if key in st.session_state:
            st.session_state[key] = whole
    first_page()
