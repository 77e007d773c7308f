"""What names of photos leave in doubt: shown with thumbnails, and answered by a click."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.catalogue.deliveries.skus.asks import (
    FOLDER_NAMES,
    NO_ITEM,
    ONE_ITEM,
    SEPARATE,
    Answer,
    Ask,
    same_answer,
)
from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.names import LONGEST_SKU
from fashion_model.formats import count_of
from fashion_model.intake.spool import Spool
from fashion_model.serving.classifier import limits_of
from fashion_model.settings import get_settings
from fashion_model.web.deliveries.previews import preview
from fashion_model.web.deliveries.words import (
    answer_in_words,
    choice_in_words,
    choices_for_all,
    different_choices,
)
from fashion_model.web.words import escape_markdown, shortened

_SHOWN = 10
"""Asks on the page; the next come when these are answered."""
_THUMBNAILS = 6
_EDGE = 96
_ICONS = {
    ONE_ITEM: ":material/filter_1:",
    SEPARATE: ":material/grid_view:",
    FOLDER_NAMES: ":material/folder:",
    NO_ITEM: ":material/block:",
}
_PROBLEM = "ask-problem"


def show_asks(catalogue: Catalogue, delivery: DeliveryRecord, asks: Sequence[Ask], spool: Spool) -> None:
    """Ask a person about photos that names cannot tell apart, and show what was answered.

    Args:
        catalogue: Holds the delivery.
        delivery: Is being gathered.
        asks: From its plan.
        spool: Holds the photos.
    """
    if problem := st.session_state.pop(_PROBLEM, ""):
        st.error(escape_markdown(problem))
    if asks:
        photos = sum(len(ask.paths) for ask in asks)
        st.markdown(f"**Which item? {count_of(photos, 'photo', 'photos')} cannot be told apart by name.**")
        if len(asks) > 1:
            _ask_all(catalogue, delivery, asks)
    shown = asks[:_SHOWN]
    copies = catalogue.deliveries.spool_names_of(
        delivery.delivery_id, [path for ask in shown for path in ask.paths[:_THUMBNAILS]]
    )
    for ask in shown:
        _show_ask(catalogue, delivery, ask, copies, spool)
    if len(asks) > len(shown):
        st.caption(f"{len(asks) - len(shown):,} more of these come when those above are answered.")
    _show_answers(catalogue, delivery)


def _ask_all(catalogue: Catalogue, delivery: DeliveryRecord, asks: Sequence[Ask]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"The same for all {len(asks)}:", width="content")
        for choice, label in choices_for_all(asks).items():
            st.button(
                label,
                key=f"all-{choice}-{delivery.delivery_id}",
                icon=_ICONS[choice],
                on_click=_give,
                args=(catalogue, delivery.delivery_id, same_answer(asks, choice)),
            )


def _show_ask(
    catalogue: Catalogue, delivery: DeliveryRecord, ask: Ask, copies: Mapping[str, str], spool: Spool
) -> None:
    key = f"{delivery.delivery_id}-{ask.family}"
    give = partial(_give, catalogue, delivery.delivery_id)
    with st.container(border=True):
        st.markdown(escape_markdown(ask.why))
        _show_photos(ask, copies, spool)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for choice in different_choices(ask):
                st.button(
                    choice_in_words(ask, choice),
                    key=f"{choice}-{key}",
                    icon=_ICONS[choice],
                    on_click=give,
                    args=({ask.family: Answer(choice)},),
                )
            st.text_input(
                "Another SKU for all of them",
                key=f"sku-{key}",
                max_chars=LONGEST_SKU,
                width=170,
                label_visibility="collapsed",
                placeholder="Or type their SKU",
                on_change=_give_typed,
                args=(catalogue, delivery.delivery_id, ask.family, f"sku-{key}"),
            )


def _show_photos(ask: Ask, copies: Mapping[str, str], spool: Spool) -> None:
    limits = limits_of(get_settings())
    with st.container(horizontal=True, gap="small"):
        for path in ask.paths[:_THUMBNAILS]:
            with st.container(width=_EDGE, gap="xsmall"):
                picture = preview(spool, copies[path], limits) if path in copies else None
                if picture:
                    st.image(picture, width="stretch", alt=path)
                else:
                    st.markdown(":material/image:")
                st.caption(escape_markdown(shortened(path)))
    if len(ask.paths) > _THUMBNAILS:
        st.caption(f"The first {_THUMBNAILS} of {count_of(len(ask.paths), 'photo', 'photos')}.")


def _show_answers(catalogue: Catalogue, delivery: DeliveryRecord) -> None:
    answers = delivery.sku_answers
    if not answers:
        return
    with st.expander(count_of(len(answers), "answer was given", "answers were given"), icon=":material/done_all:"):
        for family, answer in answers.items():
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(answer_in_words(family, answer), width="content")
                st.button(
                    "Ask again",
                    key=f"again-{delivery.delivery_id}-{family}",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=_give,
                    args=(catalogue, delivery.delivery_id, {family: None}),
                )


def _give(catalogue: Catalogue, delivery_id: int, answers: Mapping[str, Answer | None]) -> None:
    try:
        catalogue.deliveries.answer(delivery_id, answers)
    except CatalogueError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _give_typed(catalogue: Catalogue, delivery_id: int, family: str, key: str) -> None:
    typed = str(st.session_state[key])
    if typed.strip():
        try:
            _give(catalogue, delivery_id, {family: Answer(ONE_ITEM, typed)})
        except CatalogueError as problem:
            st.session_state[_PROBLEM] = str(problem)
