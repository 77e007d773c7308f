"""The Catalogue page's words for statuses, orders and counts, and its totals."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from operator import itemgetter

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord
from fashion_model.catalogue.items.records import (
    BY_ITSELF,
    DONE,
    DONE_BY_ITSELF,
    NO_CATEGORY_YET,
    OPEN,
    TO_AUDIT,
    TO_REVIEW,
    WITHDRAWN,
    CatalogueRow,
)
from fashion_model.catalogue.items.search import ORDERS
from fashion_model.formats import count_of, percent
from fashion_model.settings import get_settings
from fashion_model.web.words import escape_markdown, moment

STATUS_WORDS = {
    DONE: "Decided by a person",
    DONE_BY_ITSELF: "Decided automatically",
    TO_REVIEW: "To review",
    TO_AUDIT: "Spot check",
    OPEN: "Nothing yet",
    WITHDRAWN: "Withdrawn",
}
"""How the statuses are called on screen and in links."""
ORDER_WORDS = dict(zip(("Latest change", "SKU", "Title", "Category", "Least confident"), ORDERS, strict=True))
"""How the orders are called on screen and in links."""
DEFAULT_ORDER = next(iter(ORDER_WORDS))


def counts_in_words(statuses: Mapping[str, int]) -> str:
    """Return how many items there are, and how many are done and to look at.

    Args:
        statuses: Items of each status, without withdrawn ones.
    """
    done = statuses[DONE] + statuses[DONE_BY_ITSELF]
    open_items = f", {statuses[OPEN]:,} with nothing yet" if statuses[OPEN] else ""
    look = statuses[TO_REVIEW] + statuses[TO_AUDIT]
    return f"{count_of(sum(statuses.values()), 'item', 'items')}: {done:,} done, {look:,} to look at{open_items}"


def categories_in_words(counts: Mapping[str, int]) -> str:
    """Return the number of items of each category that has any, largest first, as a Markdown list."""
    filled = sorted(((items, name) for name, items in counts.items() if items), key=itemgetter(0), reverse=True)
    return "\n".join(f"- {name}: {items:,}" for items, name in filled)


def standing_in_words(row: CatalogueRow, zone: tzinfo | None) -> str:
    """Return what an item has or needs, by whom and since when, as Markdown."""
    when = moment(row.changed_at, zone)
    if row.status == TO_REVIEW:
        return f"To review: {row.question or 'the network asks'} · {when}"
    if row.status == WITHDRAWN:
        return f"Withdrawn: its delivery was taken back · {when}"
    if row.decided_at is None:
        return f"Nothing decided yet · {when}"
    if row.status == DONE:
        return f"{escape_markdown(row.person)}, {when}"
    sure = "" if row.confidence is None else f", {percent(row.confidence)} sure"
    check = "; picked for a spot check" if row.status == TO_AUDIT else ""
    return f"Decided automatically{sure}{check} · {when}"


def suggested_in_words(row: CatalogueRow) -> str:
    """Return what the network suggests for an item that waits for a person, and how sure it is; else nothing."""
    if row.status != TO_REVIEW or row.suggested_confidence is None:
        return ""
    return f"{row.suggested_category}, {percent(row.suggested_confidence)}"


def preview_in_words(rows: tuple[CatalogueRow, ...]) -> str:
    """Return how many items are about to be changed and what they have now, the most frequent first."""
    numbers = Counter(row.category or NO_CATEGORY_YET for row in rows)
    now = ", ".join(f"{number:,} {name}" for name, number in numbers.most_common())
    return f"{count_of(len(rows), 'item', 'items')}, now: {now}."


def samples_in_words(rows: tuple[CatalogueRow, ...], shown: int = 5) -> str:
    """Return the first few of many items by title and SKU, and how many more there are, as Markdown."""
    names = [f"{escape_markdown(row.title)} ({escape_markdown(row.sku)})" for row in rows[:shown]]
    more = [f"and {len(rows) - shown:,} more"] if len(rows) > shown else []
    return " · ".join([*names, *more])


_DELIVERIES = 200


@dataclass(frozen=True)
class Facts:
    """The catalogue as a whole.

    Attributes:
        statuses: Number of items of each status; withdrawn ones are left out.
        categories: Number of items of each category.
        people: Who made the decisions that stand.
        models: Versions that made the suggestions that stand.
        deliveries: The latest deliveries, newest first.
    """

    statuses: dict[str, int]
    categories: dict[str, int]
    people: tuple[str, ...]
    models: tuple[str, ...]
    deliveries: tuple[DeliveryRecord, ...]


def get_facts(catalogue: Catalogue) -> Facts:
    """Return what holds now, for the catalogue that the settings name.

    Raises:
        CatalogueUnavailable: The database cannot be reached.
    """
    return _facts(get_settings().database_url, catalogue.state(), catalogue)


@st.cache_resource(max_entries=2, show_spinner=False)  # the database's state is part of the key: never out of date
def _facts(database_url: str, state: tuple[int, ...], _catalogue: Catalogue) -> Facts:
    return Facts(
        statuses=_catalogue.statuses(),
        categories=_catalogue.counts(),
        people=tuple(person for person in _catalogue.people() if person != BY_ITSELF),
        models=_catalogue.models(),
        deliveries=_catalogue.deliveries.latest(_DELIVERIES),
    )
