"""Links between pages: the addresses of views, and a reader of query parameters."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final
from urllib.parse import urlencode

from fashion_model.catalogue.items.search import YEARS

BENCHMARK: Final = "Fashion-MNIST"
PHOTOS: Final = "Photos"
DATASETS: Final = (BENCHMARK, PHOTOS)
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
ERRORS, RIGHT_ANSWERS, UNSURE, EVERY_ANSWER = ANSWERS = ("Errors", "Right answers", "Unsure", "All")
"""Which answers the Error gallery shows; as on screen and in addresses."""
OF: Final = "of"
"""Names of which pictures something is said, on every page."""
OLD_OF: Final = "pictures"
"""The same in the addresses of the Error gallery that were sent before."""
GALLERY_VIEW: Final = "show"
"""Names the gallery's view; the Evaluation page has another name, for Streamlit hands over no name that is bound on the
page that is left, too."""
GALLERY_ANSWERS: Final = "answers"


def gallery_parameters(
    *,
    of: str = BENCHMARK,
    view: str = PICTURES_VIEW,
    true: str = "",
    predicted: str = "",
    verdict: str = "",
    picture: str = "",
    answers: str = ERRORS,
) -> dict[str, str]:
    """Return what an address of the Error gallery says; what is usual is left out.

    Args:
        of: One of ``DATASETS``.
        view: One of ``GALLERY_VIEWS``.
        true: Name of the label; empty for any.
        predicted: Name of what the network said; empty for any.
        verdict: One of ``VERDICTS``; empty for any.
        picture: Index in the test set as text, or a photo's file name: this one is shown large.
        answers: One of ``ANSWERS``.
    """
    usual = {OF: BENCHMARK, GALLERY_VIEW: PICTURES_VIEW, GALLERY_ANSWERS: ERRORS}
    chosen = {OF: of, GALLERY_VIEW: view, GALLERY_ANSWERS: answers}
    chosen |= {"true": true, "predicted": predicted, "verdict": verdict}
    return {name: value for name, value in {**chosen, "picture": picture}.items() if value != usual.get(name, "")}


def gallery_address(**parameters: str) -> str:
    """Return the address of the Error gallery with ``gallery_parameters``, for links in Markdown."""
    return _address("error_gallery", gallery_parameters(**parameters))


def evaluation_parameters(*, view: str = OVERVIEW, of: str = BENCHMARK) -> dict[str, str]:
    """Return what an address of the Evaluation page says; what is usual is left out."""
    return ({} if view == OVERVIEW else {"view": view}) | ({} if of == BENCHMARK else {OF: of})


def evaluation_address(**parameters: str) -> str:
    """Return the address of the Evaluation page with ``evaluation_parameters``, for links in Markdown."""
    return _address("evaluation", evaluation_parameters(**parameters))


def _address(page: str, parameters: dict[str, str]) -> str:
    return f"{page}?{urlencode(parameters)}" if parameters else page


PAGE: Final = "page"
"""Names the page of what was found, in the addresses of the Catalogue and the Error gallery."""
_LARGEST_NUMBER: Final = 2**31 - 1


class LinkReader:
    """Reads the query parameters of a link, and keeps a sentence for each part that it does not understand.

    A part that is left out asks for nothing; an empty one neither, unless ``empty_asks``. Parts that nobody reads are
    left alone.

    >>> link = LinkReader({"sort": "size", "page": "3"})
    >>> link.choice("sort", ["SKU", "Title"], "an unknown order")
    ''
    >>> link.page("page", 5)
    3
    >>> link.misread
    ['It asks for an unknown order.']

    Attributes:
        misread: The sentences, in the order of reading.
    """

    def __init__(self, parameters: Mapping[str, str], subject: str = "It", *, empty_asks: bool = False) -> None:
        """Read ``parameters``; each sentence begins with ``subject``.

        Args:
            parameters: The link's.
            subject: Of the sentences.
            empty_asks: Tell of an empty choice too: a widget that is bound to the address takes it for no choice.
        """
        self._empty_asks = empty_asks
        self._parameters = parameters
        self._subject = subject
        self.misread: list[str] = []

    def choice(self, name: str, accepted: Collection[str], misread_as: str) -> str:
        """Return what the link says where it is accepted, else nothing.

        Args:
            name: Of the part.
            accepted: What it may say.
            misread_as: What is asked for instead, such as ``an unknown order``.
        """
        value = self._parameters.get(name, "")
        asked = name in self._parameters if self._empty_asks else bool(value)
        if asked and value not in accepted:
            self.misread.append(f"{self._subject} asks for {misread_as}.")
            return ""
        return value

    def known(self, name: str, what: str, accepted: Collection[str]) -> str:
        """Return a ``choice``; what is not accepted is an unknown ``what``, and the accepted ones are named."""
        return self.choice(name, accepted, f"an unknown {what}. Known are: {', '.join(accepted)}")

    def number(self, name: str, highest: int = _LARGEST_NUMBER) -> int | None:
        """Return a whole number from 1, None where the link says none; no sentence is kept."""
        text = self._parameters.get(name, "")
        if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST_NUMBER))):
            return None
        return int(text) if 1 <= int(text) <= highest else None

    def page(self, name: str, pages: int) -> int:
        """Return the number of a page, 1 where the link names none of the ``pages``."""
        number = self.number(name, pages)
        if number is None and name in self._parameters:
            self.misread.append(f"{self._subject} asks for a page that is not there, so page 1 of {pages:,} is shown.")
        return number or 1

    def day(self, name: str) -> date | None:
        """Return a day that is written as ``2026-11-30``, of one of ``YEARS``."""
        text = self._parameters.get(name, "")
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            day = None
        if text and (day is None or day.isoformat() != text):
            self.misread.append(f"“{name}” names no day; days are written as 2026-11-30.")
            return None
        if day and day.year not in YEARS:
            self.misread.append(f"“{name}” names a day outside of the years {YEARS[0]} to {YEARS[-1]}.")
            return None
        return day


AS: Final = "as"
LEVEL: Final = "level"
_ASKED = {
    OF: "pictures that are not there",
    AS: "numbers that the matrix does not have",
    LEVEL: "a confidence that is not on the scale",
}


def misread_parts(parameters: Mapping[str, str], accepted: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return a sentence for each part of a link to the Evaluation page that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        accepted: What each of ``OF``, ``AS`` and ``LEVEL`` may say here; those that are left out are left alone.
    """
    link = LinkReader(parameters, empty_asks=True)
    for name, choices in accepted.items():
        link.choice(name, choices, f"{_ASKED[name]}, so the usual is shown")
    return tuple(link.misread)


OLDER, NEWER, FLIPPED, FLIPS = "older", "newer", "flipped", "flips"
"""Names of the parts: the two versions, which way pictures flipped, the page of those."""
NOW_RIGHT: Final = "Newer is right"
NOW_WRONG: Final = "Newer is wrong"
WAYS: Final = (NOW_RIGHT, NOW_WRONG)
"""Ways in which a picture flips; as on screen and in links."""


def misread_versions(
    parameters: Mapping[str, str], versions: Sequence[str], datasets: Sequence[str]
) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        versions: Those that can be compared.
        datasets: Of which pictures; the first is the usual one.
    """
    link = LinkReader(parameters, empty_asks=True)
    for key in (OLDER, NEWER):
        misread_as = f"a version as the {key} one whose answers are not kept here; another is shown"
        link.choice(key, versions, misread_as)
    link.choice(OF, datasets, f"pictures that are not there. There are: {', '.join(datasets)}")
    link.choice(FLIPPED, WAYS, f"pictures that flipped in an unknown way. Known are: {', '.join(WAYS)}")
    return tuple(link.misread)


def misread_page(parameters: Mapping[str, str], pages: int) -> str:
    """Return a sentence when a link asks for a page of flipped pictures that is not there, else nothing."""
    link = LinkReader(parameters, "The link")
    link.page(FLIPS, pages)
    return "".join(link.misread)
