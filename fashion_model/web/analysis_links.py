"""Addresses within the pages for analysts: a part of the Evaluation page, or pictures in the Error gallery."""

from typing import Final
from urllib.parse import urlencode

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
