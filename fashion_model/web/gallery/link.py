"""Links to the Error gallery: ``?true=Shirt&predicted=Pullover&verdict=…&sort=…&page=2&picture=1234``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import ErrorFilter, Order, Range
from fashion_model.web.gallery.data import Gallery
from fashion_model.web.links import GALLERY_VIEW, GALLERY_VIEWS, PAGE, LinkReader

TRUE: Final = "true"
PREDICTED: Final = "predicted"
VERDICT: Final = "verdict"
STATUS: Final = "status"
SURE: Final = "sure"
DIVIDED: Final = "divided"
JUDGED: Final = "judged"
SORT: Final = "sort"
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
class GalleryQuery:
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


def filter_of(query: GalleryQuery, pictures: frozenset[str] | None) -> ErrorFilter:
    """Return which errors are asked for.

    Args:
        query: What a visitor chose.
        pictures: Those of which analysts said what is asked for; None when nothing is asked of that.
    """
    low, high = sorted(query.sure)  # a link may name the upper end first
    return ErrorFilter(
        label=query.true or "",
        predicted=query.predicted or "",
        verdict=query.verdict or "",
        status=query.status or "",
        confidence=None if query.sure == WHOLE_SCALE else (low / 100, high / 100),
        entropy_bits=None if query.divided == WHOLE_BITS else (min(query.divided), max(query.divided)),
        pictures=pictures,
    )


def hidden_in_words(query: GalleryQuery) -> str:
    """Return what the filters ask for that are not in sight; empty when they ask for nothing."""
    (least, most), (low, high) = query.sure, query.divided
    said = [
        f"answers that were {least:g} to {most:g} % sure" if query.sure != WHOLE_SCALE else "",
        f"votes divided by {low:.1f} to {high:.1f} bits" if query.divided != WHOLE_BITS else "",
        f"errors {query.judged}" if query.judged == NOT_JUDGED else "",
        f"errors judged “{query.judged}”" if query.judged not in (None, NOT_JUDGED) else "",
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
    link = LinkReader(parameters)
    link.known(GALLERY_VIEW, "view", GALLERY_VIEWS)
    is_category = parameters.get(TRUE) in CATEGORIES
    missing = "of which there is no such answer" if is_category else "that is not one of the ten"
    link.choice(TRUE, gallery.labels, f"a true category {missing}, so every one is shown")
    link.choice(PREDICTED, CATEGORIES, "a predicted category that is not one of the ten, so every one is shown")
    for name, known in ((VERDICT, gallery.verdicts), (STATUS, gallery.statuses)):
        if known:
            link.known(name, name, known)
        else:
            link.choice(name, (), f"a {name}, which these errors do not have")
    link.known(JUDGED, "judgement", (*judgements, NOT_JUDGED))
    link.known(SORT, "order", tuple(orders_of(gallery)))
    link.page(PAGE, pages)
    return tuple(link.misread)


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
