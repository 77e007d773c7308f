"""What a link to the error gallery may say: ``?true=Shirt&predicted=Pullover&verdict=…&sort=…&page=2&picture=1234``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import ErrorFilter, Order, Range
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.web.gallery.data import PHOTO_STATUS, Gallery
from fashion_model.web.links import BENCHMARK, GALLERY_OF, GALLERY_VIEW, GALLERY_VIEWS

OF: Final = GALLERY_OF
VIEW: Final = GALLERY_VIEW
TRUE: Final = "true"
PREDICTED: Final = "predicted"
VERDICT: Final = "verdict"
STATUS: Final = "status"
SURE: Final = "sure"
DIVIDED: Final = "divided"
JUDGED: Final = "judged"
SORT: Final = "sort"
PAGE: Final = "page"
PICTURE: Final = "picture"
ORDERS: Final[dict[str, Order]] = {
    "Surest first": "confident",
    "Least sure first": "unsure",
    "Dataset order": "dataset",
}
"""How the orders are called on screen and in links."""
PEOPLE_ORDERS: Final[dict[str, Order]] = {
    "Network's fault first": "fault",
    "Most excusable first": "excused",
    "People most divided first": "divided",
    "People most agreed first": "agreed",
}
"""Those that need to know what people said."""
PAGE_SIZE: Final = 18
MOST_BITS: Final = 3.4
"""Upper end of the scale of divided votes: a little above log2 10."""
WHOLE_SCALE: Final[Range] = (0, 100)
WHOLE_BITS: Final[Range] = (0.0, MOST_BITS)
NOT_JUDGED: Final = "not judged yet"


@dataclass(frozen=True)
class GalleryQuestion:
    """What a visitor chose on the page, in its own words; None for anything.

    Attributes:
        true: Name of the label.
        predicted: Name of what the network said.
        verdict: One of ``VERDICTS``.
        status: One of the values of ``PHOTO_STATUS``.
        sure: How sure the network was, in per cent.
        divided: How divided people are, in bits.
        judged: One of the analysts' judgements, or ``NOT_JUDGED``.
        sort: One of ``orders_of`` the gallery.
    """

    true: str | None = None
    predicted: str | None = None
    verdict: str | None = None
    status: str | None = None
    sure: Range = WHOLE_SCALE
    divided: Range = WHOLE_BITS
    judged: str | None = None
    sort: str = next(iter(ORDERS))


def filter_of(question: GalleryQuestion, pictures: frozenset[str] | None) -> ErrorFilter:
    """Return which errors are asked for.

    Args:
        question: What a visitor chose.
        pictures: Those of which analysts said what is asked for; None when nothing is asked of that.
    """
    low, high = sorted(question.sure)  # a link may name the upper end first
    return ErrorFilter(
        label=question.true or "",
        predicted=question.predicted or "",
        verdict=question.verdict or "",
        status=question.status or "",
        confidence=None if question.sure == WHOLE_SCALE else (low / 100, high / 100),
        entropy_bits=None if question.divided == WHOLE_BITS else (min(question.divided), max(question.divided)),
        pictures=pictures,
    )


def hidden_in_words(question: GalleryQuestion) -> str:
    """Return what the filters ask for that are not in sight; empty when they ask for nothing."""
    (least, most), (low, high) = question.sure, question.divided
    said = [
        f"answers that were {least:g} to {most:g} % sure" if question.sure != WHOLE_SCALE else "",
        f"votes divided by {low:.1f} to {high:.1f} bits" if question.divided != WHOLE_BITS else "",
        f"errors {question.judged}" if question.judged == NOT_JUDGED else "",
        f"errors judged “{question.judged}”" if question.judged not in (None, NOT_JUDGED) else "",
    ]
    return ", ".join(part for part in said if part)


def orders_of(gallery: Gallery) -> dict[str, Order]:
    """Return in which orders the errors can be shown."""
    return {**ORDERS, **PEOPLE_ORDERS} if gallery.has_people else dict(ORDERS)


def misread_parts(
    parameters: Mapping[str, str], gallery: Gallery, judgements: Sequence[str], pages: int
) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone, and so are an open picture,
            ``OF``, and what ``misread_ranges`` looks at.
        gallery: What can be asked for.
        judgements: What analysts may have said.
        pages: How many pages the link's filters have.
    """
    orders = orders_of(gallery)
    verdicts = VERDICTS if gallery.has_people else ()
    statuses = () if gallery.of == BENCHMARK else tuple(PHOTO_STATUS.values())
    known: dict[str, tuple[Sequence[str], str]] = {
        VIEW: (GALLERY_VIEWS, f"an unknown view. Known are: {', '.join(GALLERY_VIEWS)}"),
        TRUE: (gallery.labels, _no_label(parameters.get(TRUE, ""))),
        PREDICTED: (CATEGORIES, "a predicted category that is not one of the ten, so every one is shown"),
        VERDICT: (verdicts, _unknown("verdict", verdicts)),
        STATUS: (statuses, _unknown("status", statuses)),
        JUDGED: ((*judgements, NOT_JUDGED), f"an unknown judgement. Known are: {', '.join((*judgements, NOT_JUDGED))}"),
        SORT: (tuple(orders), f"an unknown order. Known are: {', '.join(orders)}"),
    }
    said = [
        f"It asks for {what}."
        for key, (accepted, what) in known.items()
        if parameters.get(key, "") and parameters[key] not in accepted
    ]
    if PAGE in parameters and not _is_page(parameters[PAGE], pages):
        said.append(f"It asks for a page that is not there, so page 1 of {pages} is shown.")
    return tuple(said)


def misread_ranges(parameters: Mapping[str, Sequence[str]], gallery: Gallery) -> tuple[str, ...]:
    """Return a sentence for ``SURE`` and for ``DIVIDED`` where a link asks for something that is no range of theirs.

    Args:
        parameters: For either all that the link says, which is two numbers; nothing where it says nothing.
        gallery: What can be asked for.
    """
    sure, divided = parameters.get(SURE, ()), parameters.get(DIVIDED, ())
    said = []
    if sure and not _is_range(sure, WHOLE_SCALE):
        said.append("The link does not say between which per cents, 0 to 100, the network was sure: all are shown.")
    if divided and not gallery.has_people:
        said.append("The link asks how divided people are, which of these errors is not known.")
    elif divided and not _is_range(divided, WHOLE_BITS):
        said.append(f"The link does not say between which bits, 0 to {MOST_BITS}, people are divided: all are shown.")
    return tuple(said)


def _is_range(texts: Sequence[str], whole: Range) -> bool:
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        return False
    return len(numbers) == 2 and all(whole[0] <= number <= whole[1] for number in numbers)


def _no_label(asked: str) -> str:
    if asked in CATEGORIES:
        return "a true category of which nothing was taken for something else, so every one is shown"
    return "a true category that is not one of the ten, so every one is shown"


def _unknown(what: str, known: Sequence[str]) -> str:
    return f"an unknown {what}. Known are: {', '.join(known)}" if known else f"a {what}, which these errors do not have"


def _is_page(text: str, pages: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= pages
