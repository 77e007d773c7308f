"""One dropped file on the Classify page: to decide on, small once it is saved, a line when it was refused."""

from collections.abc import Callable

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.serving.classifier import Classifier
from fashion_model.web.classify.batch import Batch
from fashion_model.web.classify.intake import Look
from fashion_model.web.classify.save import save_form, show_saved
from fashion_model.web.classify.suggestion import ask_garment, show_likeliest, show_look, show_suggestion
from fashion_model.web.similar import offer_similar
from fashion_model.web.wording import escape_markdown, shortened

_SAVED_WIDTH = 64


def show_card(
    batch: Batch,
    key: str,
    classifier: Classifier,
    open_catalogue: Callable[[], Catalogue],
    person: str,
    trust: str | None,
) -> None:
    """Show what became of a file, and let a person decide on it.

    Args:
        batch: Holds the file.
        key: Names it.
        classifier: Judges another garment when one is chosen.
        open_catalogue: Returns the catalogue, or raises CatalogueUnavailable.
        person: Who decides; empty when not told yet.
        trust: How often suggestions that need no check are right; None when unknown.
    """
    intake = batch.intakes[key]
    if intake.look is None:
        show_refusal(intake.dropped.file_name, intake.refusal)
    elif key in batch.saved:
        _show_saved_card(batch, key, intake.look, open_catalogue, person)
    else:
        _show_open_card(batch, key, intake.look, classifier, open_catalogue, person, trust)


def show_refusal(file_name: str, refusal: str) -> None:
    """Show that a file is no photo that is accepted, and why."""
    name = escape_markdown(shortened(file_name))
    st.error(f"**{name}** — {escape_markdown(refusal)}", icon=":material/block:")


def _show_saved_card(batch: Batch, key: str, look: Look, open_catalogue: Callable[[], Catalogue], person: str) -> None:
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        with st.container(width=_SAVED_WIDTH):
            st.image(look.cut_out, width="stretch", alt="The item on white")
        with st.container(gap="xsmall"):
            show_saved(batch, key, open_catalogue, person)


def _show_open_card(
    batch: Batch,
    key: str,
    look: Look,
    classifier: Classifier,
    open_catalogue: Callable[[], Catalogue],
    person: str,
    trust: str | None,
) -> None:
    with st.container(border=True):
        suggestion = st.container()
        left, right = st.columns(2, gap="medium")
        with left:
            pictures = st.container()
            chosen = ask_garment(look, key)
        if chosen != look.chosen:
            batch.choose(key, chosen, classifier, open_catalogue)
            st.rerun()
        with suggestion:
            show_suggestion(look.decision, trust)
        with pictures:
            show_look(look, batch.intakes[key].dropped.file_name)
        with left:
            show_likeliest(look)
            offer_similar(classifier, look.grey, look.decision.category, key)
        if not batch.problem:
            with right:
                save_form(batch, batch.intakes[key], look, open_catalogue, person)
