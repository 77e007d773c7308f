"""Addresses within the pages for analysts: a part of the Evaluation page, or pictures in the Error gallery."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st

BENCHMARK: Final = "Fashion-MNIST"
PHOTOS: Final = "Photos"
WORLDS: Final = (BENCHMARK, PHOTOS)
"""Of which pictures something is said; as on screen and in addresses."""
OVERVIEW, CATEGORIES_VIEW, CONFIDENCE, PHOTO_VIEW, NETWORK, VERSIONS, STUDY, SHARE = EVALUATION_VIEWS = (
    "Overview",
    "Categories",
    "Confidence",
    "Photos",
    "Network",
    "Versions",
    "Study",
    "Share",
)
"""The views of the Evaluation page; as on screen and in addresses."""
PICTURES_VIEW, FAMILIES_VIEW, JUDGEMENTS_VIEW, BLIND_VIEW = GALLERY_VIEWS = (
    "Pictures",
    "Families",
    "Judged",
    "Blind round",
)
"""The views of the Error gallery; as on screen and in addresses."""
GALLERY_OF: Final = "pictures"
GALLERY_VIEW: Final = "show"
"""Names in the gallery's address; the Evaluation page has others, for Streamlit hands over no name that the page that
is left uses too."""


def gallery_parameters(
    *,
    of: str = BENCHMARK,
    view: str = PICTURES_VIEW,
    true: str = "",
    predicted: str = "",
    verdict: str = "",
    sort: str = "",
    picture: str = "",
) -> dict[str, str]:
    """Return what an address of the Error gallery says; what is usual is left out.

    Args:
        of: One of ``WORLDS``.
        view: One of ``GALLERY_VIEWS``.
        true: Name of the label; empty for any.
        predicted: Name of what the network said; empty for any.
        verdict: One of ``VERDICTS``; empty for any.
        sort: One of the gallery's orders; empty for the usual.
        picture: Index in the test set as text, or a photo's file name: this one is shown large.
    """
    said = {"true": true, "predicted": predicted, "verdict": verdict, "sort": sort, "picture": picture}
    usual = {GALLERY_OF: ("", BENCHMARK), GALLERY_VIEW: ("", PICTURES_VIEW)}
    chosen = {GALLERY_OF: of, GALLERY_VIEW: view, **said}
    return {name: value for name, value in chosen.items() if value not in usual.get(name, ("",))}


def gallery_address(**parameters: str) -> str:
    """Return the address of the Error gallery with ``gallery_parameters``, for links in Markdown."""
    return _address("error_gallery", gallery_parameters(**parameters))


def evaluation_parameters(*, view: str = OVERVIEW, of: str = BENCHMARK) -> dict[str, str]:
    """Return what an address of the Evaluation page says; what is usual is left out."""
    return {name: value for name, value, usual in (("view", view, OVERVIEW), ("of", of, BENCHMARK)) if value != usual}


def evaluation_address(**parameters: str) -> str:
    """Return the address of the Evaluation page with ``evaluation_parameters``, for links in Markdown."""
    return _address("evaluation", evaluation_parameters(**parameters))


def _address(page: str, parameters: dict[str, str]) -> str:
    return f"{page}?{urlencode(parameters)}" if parameters else page


OF: Final = "of"
AS: Final = "as"
LEVEL: Final = "level"
_ASKED = {
    OF: "pictures that are not there",
    AS: "numbers that the matrix does not have",
    LEVEL: "a confidence that is not on the scale",
}


def misread_parts(parameters: Mapping[str, str], accepted: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        accepted: What each of ``OF``, ``AS`` and ``LEVEL`` may say here; those that are left out are left alone.
    """
    return tuple(
        f"It asks for {_ASKED[name]}, so the usual is shown."
        for name, choices in accepted.items()
        if name in parameters and parameters[name] not in choices
    )


OLDER, NEWER, FLIPPED, FLIPS = "older", "newer", "flipped", "flips"
"""Names of the parts: the two versions, of which pictures, which way they flipped, the page of those."""
NOW_RIGHT: Final = "Newer is right"
NOW_WRONG: Final = "Newer is wrong"
WAYS: Final = (NOW_RIGHT, NOW_WRONG)
"""Ways in which a picture flips; as on screen and in links."""


def misread_versions(parameters: Mapping[str, str], versions: Sequence[str], worlds: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        versions: Those that can be compared.
        worlds: Of which pictures; the first is the usual one.
    """
    said = []
    for key in (OLDER, NEWER):
        if key in parameters and parameters[key] not in versions:
            said.append(f"It asks for a version as the {key} one whose answers are not kept here; another is shown.")
    if parameters.get(OF, worlds[0]) not in worlds:
        said.append(f"It asks for pictures that are not there. There are: {', '.join(worlds)}.")
    if parameters.get(FLIPPED, NOW_RIGHT) not in WAYS:
        said.append(f"It asks for pictures that flipped in an unknown way. Known are: {', '.join(WAYS)}.")
    return tuple(said)


def misread_page(parameters: Mapping[str, str], pages: int) -> str:
    """Return a sentence when a link asks for a page of flipped pictures that is not there, else nothing."""
    text = parameters.get(FLIPS, "1")
    known = text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= pages
    return "" if known else f"The link asks for a page that is not there, so page 1 of {pages} is shown."


_WRITTEN = "of_in_address"


def choose_world(worlds: Sequence[str]) -> str:
    """Ask of which pictures something is to be said.

    Args:
        worlds: Those of ``WORLDS`` that there are; the first is the usual one, of which the address says nothing.
    """
    asked = st.query_params.get(OF, worlds[0])
    if OF not in st.session_state or asked != st.session_state.get(_WRITTEN):  # a link, or a step back
        st.session_state[OF] = asked if asked in worlds else worlds[0]
    world: str = st.segmented_control("Of which pictures?", worlds, required=True, key=OF) or worlds[0]
    if world == worlds[0]:
        st.query_params.pop(OF, None)
    elif world != st.query_params.get(OF):
        st.query_params[OF] = world
    st.session_state[_WRITTEN] = world
    return world
