"""The search of the Catalogue page, kept in its address, and its result as a file."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from fashion_model.catalogue.export import to_csv
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import CataloguePage, CatalogueRow
from fashion_model.web.wording import count_of

_CSV_STEP = 500


@dataclass(frozen=True)
class Search:
    """What a visitor looks for.

    Attributes:
        text: Part of a SKU or title; empty for all.
        category: A current category; None for all.
    """

    text: str
    category: str | None


def ask_search(counts: dict[str, int]) -> Search:
    """Ask for a text and a category; both stand in the page's address as ``q`` and ``category``.

    Args:
        counts: Items in each category.
    """
    left, right = st.columns([3, 2])
    text = left.text_input("Search", key="q", bind="query-params", placeholder="SKU or title", icon=":material/search:")
    category = right.selectbox(
        "Category", list(counts), index=None, key="category", bind="query-params", placeholder="All categories"
    )
    return Search(text or "", category)


def counts_in_words(counts: dict[str, int]) -> str:
    """Return the number of items, and of those in each category that has any, largest first."""
    filled = sorted(((items, name) for name, items in counts.items() if items), key=lambda one: -one[0])
    parts = " · ".join(f"{name} {items:,}" for items, name in filled)
    return f"{count_of(sum(counts.values()), 'item', 'items')}: {parts}"


def ask_page(catalogue: Catalogue, search: Search, size: int) -> CataloguePage:
    """Return one page of the search's items; its number stands in the address as ``page``."""
    total = catalogue.search(search.text, search.category, limit=0).total
    pages = max(1, -(-total // size))
    page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return catalogue.search(search.text, search.category, limit=size, offset=(page - 1) * size)


def csv_of(catalogue: Catalogue, search: Search) -> str:
    """Return all items that the search finds as CSV."""
    return to_csv(_all_rows(catalogue, search))


def _all_rows(catalogue: Catalogue, search: Search) -> Iterator[CatalogueRow]:
    offset = 0
    while rows := catalogue.search(search.text, search.category, limit=_CSV_STEP, offset=offset).rows:
        yield from rows
        offset += _CSV_STEP
