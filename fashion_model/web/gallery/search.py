"""The Error gallery's filters and orders: asked on the page, kept in its address."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from fashion_model.catalogue.review.judgement_records import JUDGEMENTS, JudgementRecord
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import arrange, select
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.web.gallery import link
from fashion_model.web.gallery.data import PHOTO_STATUS, Gallery
from fashion_model.web.gallery.link import GalleryQuestion
from fashion_model.web.links import BENCHMARK
from fashion_model.web.words import escape_markdown

_WIDTH = 168
"""Two stand side by side on a phone."""
_CHOICES = (link.TRUE, link.PREDICTED, link.VERDICT, link.STATUS, link.JUDGED)
_USUAL = {link.SURE: link.WHOLE_SCALE, link.DIVIDED: link.WHOLE_BITS}


def ask_question(gallery: Gallery) -> GalleryQuestion:
    """Ask which errors, and in what order; on a photo set after its status instead of people's verdict."""
    of_photos = gallery.of != BENCHMARK
    asked = {key: st.query_params.get_all(key) for key in _USUAL if key not in st.session_state}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        true = _ask("True category", gallery.labels, link.TRUE, "Any category")
        predicted = _ask("Predicted category", CATEGORIES, link.PREDICTED, "Any category")
        verdict = _ask("Verdict of people", VERDICTS, link.VERDICT, "Any verdict") if gallery.has_people else None
        status = _ask("Answer was", tuple(PHOTO_STATUS.values()), link.STATUS, "Either") if of_photos else None
        sort = st.selectbox(
            "Order",
            list(link.orders_of(gallery)),
            key=link.SORT,
            bind="query-params",
            on_change=_first_page,
            width=_WIDTH,
        )
        with st.popover("More filters", icon=":material/tune:"):
            sure, divided, judged = _ask_more(gallery)
    if problems := link.misread_ranges(asked, gallery):
        st.warning(escape_markdown(" ".join(problems)), icon=":material/link_off:")
    question = GalleryQuestion(true, predicted, verdict, status, sure, divided, judged, sort)
    if hidden := link.hidden_in_words(question):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.caption(f"Only {hidden}.", width="content")
            st.button(
                "Take all filters off", icon=":material/filter_list_off:", type="tertiary", on_click=_show_everything
            )
    return question


def _ask_more(gallery: Gallery) -> tuple[link.Range, link.Range, str | None]:
    sure = st.slider(
        "How sure the network was, in per cent",
        0,
        100,
        (0, 100),
        key=link.SURE,
        bind="query-params",
        on_change=_first_page,
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
            on_change=_first_page,
            help="Entropy of their votes: 0 when all chose the same, 1 when two categories were chosen equally often.",
        )
    judged = _ask("Judged by analysts", (*JUDGEMENTS, link.NOT_JUDGED), link.JUDGED, "Anything")
    return sure, divided, judged


def _ask(label: str, choices: Sequence[str], key: str, anything: str) -> str | None:
    chosen: str | None = st.selectbox(
        label,
        list(choices),
        index=None,
        key=key,
        bind="query-params",
        placeholder=anything,
        on_change=_first_page,
        width=_WIDTH,
    )
    return chosen


def found_errors(gallery: Gallery, question: GalleryQuestion, judged: Sequence[JudgementRecord]) -> pd.DataFrame:
    """Return the errors that are asked for, in the order that is asked for.

    Args:
        gallery: All errors.
        question: What a visitor chose.
        judged: What each analyst says now of pictures of this kind.
    """
    found = select(gallery.errors, link.filter_of(question, _judged_pictures(gallery, question.judged, judged)))
    return arrange(found, link.orders_of(gallery)[question.sort])


def _judged_pictures(gallery: Gallery, wanted: str | None, judged: Sequence[JudgementRecord]) -> frozenset[str] | None:
    if wanted is None:
        return None
    if wanted == link.NOT_JUDGED:
        return frozenset(gallery.errors["picture"]) - {one.picture for one in judged}
    return frozenset(one.picture for one in judged if one.judgement == wanted)


def say_nothing_found(gallery: Gallery) -> None:
    """Say that nothing is asked for of what there is, and offer a way on."""
    if gallery.errors.empty:
        st.info("The model made no error on these pictures, so there is none to show.")
        return
    st.info("The model made no such error. Choose other categories, or look at all errors.")
    st.button("Show all errors", icon=":material/restart_alt:", on_click=_show_everything)


def forget_choices() -> None:
    """Forget what was chosen on the gallery's page, before its address says anew what is to be seen.

    Streamlit keeps what is bound to an address while other pages are open, and an address says only what is unusual.
    """
    for key in (link.OF, link.VIEW, *_CHOICES, *_USUAL, link.SORT, link.PAGE):
        st.session_state.pop(key, None)


def _show_everything() -> None:
    """Take all filters off with the next run of the page."""
    for key in _CHOICES:
        if key in st.session_state:
            st.session_state[key] = None
    for key, whole in _USUAL.items():
        if key in st.session_state:
            st.session_state[key] = whole
    _first_page()


def _first_page() -> None:
    if st.session_state.get(link.PAGE, 1) != 1:
        st.session_state[link.PAGE] = 1
