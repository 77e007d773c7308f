"""What a link to the Catalogue page may say: ``?q=red&category=Dress&status=To+review&since=2026-11-01&page=2``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from fashion_model.catalogue.items.records import NO_CATEGORY_YET
from fashion_model.catalogue.items.search import Search
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.catalogue.words import ORDER_WORDS, STATUS_WORDS
from fashion_model.web.links import PAGE, LinkReader
from fashion_model.web.words import escape_markdown

TEXT: Final = "q"
CATEGORY: Final = "category"
STATUS: Final = "status"
SINCE: Final = "since"
UNTIL: Final = "until"
MODEL: Final = "model"
PERSON: Final = "by"
DELIVERY: Final = "delivery"
CONTRADICTING: Final = "contradicting"
COPIED: Final = "copied"
ALIKE: Final = "alike"
SORT: Final = "sort"
CATEGORY_CHOICES: Final = (*CATEGORIES, NONE_OF_THE_TEN, NO_CATEGORY_YET)
STATUS_CHOICES: Final = tuple(STATUS_WORDS.values())


@dataclass(frozen=True)
class Choices:
    """What can be asked for beside the fixed categories, statuses and orders.

    Attributes:
        models: Versions of models.
        people: Who decided.
        deliveries: Names of deliveries by their numbers.
    """

    models: Sequence[str]
    people: Sequence[str]
    deliveries: Mapping[int, str]


@dataclass(frozen=True)
class Filters:
    """What a visitor chose on the page, in its own words.

    Attributes:
        text: Part of a SKU or title; empty for all.
        category: One of ``CATEGORY_CHOICES``, or None.
        status: One of ``STATUS_CHOICES``, or None.
        since: First day of the latest change, or None.
        until: Last day of the latest change, or None.
        model: A model's version, or None.
        person: Who decided, or None.
        delivery_id: A delivery, or None.
        contradicting: Only items whose title contradicts the category.
        copied: Only items of which a photo is also on another item.
        sort: One of ``ORDER_WORDS``.
        alike: Only items whose SKU looks like that of another one.
    """

    text: str
    category: str | None
    status: str | None
    since: date | None
    until: date | None
    model: str | None
    person: str | None
    delivery_id: int | None
    contradicting: bool
    copied: bool
    sort: str
    alike: bool = False


def search_of(filters: Filters, zone: tzinfo | None) -> Search:
    """Return what the catalogue is asked for; days begin and end at midnight in ``zone``."""
    return Search(
        text=filters.text,
        category=filters.category,
        status=next((status for status, words in STATUS_WORDS.items() if words == filters.status), None),
        model=filters.model,
        person=filters.person,
        since=_midnight(filters.since, zone),
        before=_midnight(filters.until + timedelta(days=1) if filters.until else None, zone),
        delivery_id=filters.delivery_id,
        contradicting=filters.contradicting,
        copied=filters.copied,
        alike=filters.alike,
        order=ORDER_WORDS[filters.sort],
    )


def hidden_filters_in_words(filters: Filters, choices: Choices) -> str:
    """Return what the filters ask for that are not in sight, as Markdown; empty when they ask for nothing."""
    said = [
        f"changed on {filters.since:%d %b %Y} or later" if filters.since else "",
        f"changed on {filters.until:%d %b %Y} or earlier" if filters.until else "",
        f"decided by {escape_markdown(filters.person)}" if filters.person else "",
        f"of model {escape_markdown(filters.model)}" if filters.model else "",
        f"in “{escape_markdown(choices.deliveries[filters.delivery_id])}”" if filters.delivery_id else "",
        "whose title contradicts the category" if filters.contradicting else "",
        "of which a photo is also on another item" if filters.copied else "",
        "whose SKU looks like another one" if filters.alike else "",
    ]
    shown = ", ".join(part for part in said if part)
    return f"items {shown}" if shown else ""


def misread_parts(parameters: Mapping[str, str], choices: Choices, pages: int) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        choices: What can be asked for.
        pages: How many pages the link's search has.
    """
    link = LinkReader(parameters)
    link.choice(CATEGORY, CATEGORY_CHOICES, "a category that is not one of the ten")
    link.known(STATUS, "status", STATUS_CHOICES)
    link.known(SORT, "order", tuple(ORDER_WORDS))
    link.choice(MODEL, choices.models, "a model that suggested nothing that items have now")
    link.choice(PERSON, choices.people, "a person who decided nothing that items have now")
    link.choice(DELIVERY, [str(number) for number in choices.deliveries], "a delivery that is not there")
    link.choice(CONTRADICTING, ("true", "false"), "a contradiction, but not with “true”")
    link.choice(COPIED, ("true", "false"), "photos on other items, but not with “true”")
    link.choice(ALIKE, ("true", "false"), "SKUs that look alike, but not with “true”")
    link.day(SINCE)
    link.day(UNTIL)
    link.page(PAGE, pages)
    return tuple(link.misread)


def _midnight(day: date | None, zone: tzinfo | None) -> datetime | None:
    """Return the moment in which a day begins; in the server's zone without one."""
    if day is None:
        return None
    begin = datetime.combine(day, time())
    return begin.replace(tzinfo=zone) if zone else begin.astimezone()
