"""The pictures that flipped between two model versions, both ways."""

from collections.abc import Collection, Mapping

import streamlit as st

from fashion_model.evaluation.errors import page_count
from fashion_model.web.analysis_links import PHOTOS, gallery_address
from fashion_model.web.gallery_data import NOT_HERE
from fashion_model.web.gallery_link import PAGE_SIZE
from fashion_model.web.pictures import crisp
from fashion_model.web.versions_data import Flip, KnownPictures, VersionComparison
from fashion_model.web.versions_link import FLIPPED, FLIPS, NOW_RIGHT, NOW_WRONG, WAYS, misread_page
from fashion_model.web.wording import count_of, escape_markdown, percent, shortened

_NARROWEST_PX = 150


def first_page() -> None:
    """Go back to the first page of flipped pictures: others are chosen now."""
    if st.session_state.get(FLIPS, 1) != 1:
        st.session_state[FLIPS] = 1


def show_flips(comparison: VersionComparison, known: KnownPictures, of: str, asked: Mapping[str, str]) -> None:
    """Show the flipped pictures of one way, a page at a time; the way and the page are kept in the address.

    Args:
        comparison: Of two versions.
        known: How the pictures look.
        of: One of ``WORLDS``.
        asked: What a link said with which somebody came.
    """
    st.write("**The pictures that flipped**")
    way = st.segmented_control(
        "Which way?",
        WAYS,
        default=NOW_RIGHT,
        required=True,
        key=FLIPPED,
        bind="query-params",
        on_change=first_page,
        label_visibility="collapsed",
    )
    flips = comparison.lost if way == NOW_WRONG else comparison.gained
    pages = page_count(len(flips), PAGE_SIZE)
    if problem := misread_page(asked, pages):
        st.warning(problem, icon=":material/link_off:")
    if not flips:
        st.info("None flipped this way. Look at the other way.")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        counted = count_of(len(flips), "picture", "pictures")
        st.markdown(f"**{counted}**, the newer version's surest answers first", width="content")
        number = st.pagination(pages, key=FLIPS, bind="query-params") if pages > 1 else 1
    errors = _errors(known, of)
    gallery = st.grid("auto", min_column_width=_NARROWEST_PX, border=True)
    for flip in flips[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]:
        with gallery.cell():
            _show_flip(flip, known, of, errors)


def _errors(known: KnownPictures, of: str) -> Collection[str]:
    """Return the names of what the model that is served gets wrong: these are in the Error gallery."""
    if of == PHOTOS:
        return {photo.file for photo in known.photos if not photo.is_right}
    return {str(error.index) for error in known.benchmark.errors}


def _show_flip(flip: Flip, known: KnownPictures, of: str, errors: Collection[str]) -> None:
    name = f"Photo {shortened(flip.name)}" if of == PHOTOS else f"Picture {flip.name}"
    shown = _picture(flip, known, of)
    if shown:
        said = f"{flip.true}; the older version says {flip.older}, the newer {flip.newer}"
        st.image(shown, width="stretch", alt=f"{name}: {said}")
    else:
        st.markdown(NOT_HERE)
    st.markdown(
        f"**{flip.true}**  \nolder: {flip.older} ({_sure(flip.older_confidence)})  \n"
        f"newer: {flip.newer} ({_sure(flip.newer_confidence)})"
    )
    st.caption(escape_markdown(name))
    if flip.name in errors:
        st.caption(f"[In the Error gallery]({gallery_address(of=of, picture=flip.name)})")


def _sure(confidence: float) -> str:
    """Return a confidence that stays on one line."""
    return percent(confidence).replace(" ", "\N{NO-BREAK SPACE}")


def _picture(flip: Flip, known: KnownPictures, of: str) -> bytes | None:
    if of == PHOTOS:
        return known.photo_picture(flip.name)
    picture = known.test_pictures.get(int(flip.name))
    return None if picture is None else crisp(255 - picture)
