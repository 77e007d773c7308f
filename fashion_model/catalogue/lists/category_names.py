"""Categories as lists name them: ours, the shop's codes, and paths of other systems."""

import re
from collections.abc import Mapping

from fashion_model.catalogue.names import known_category, sku_key
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN

_ENTRIES = re.compile(r"(?<!\\)[,;|\n]")
_LEVELS = re.compile(r"\s*>\s*|(?<!\\)/")


def category_names(codes: Mapping[str, str]) -> dict[str, str]:
    """Return the category of each name and code that is accepted, by search key.

    Args:
        codes: The category of each of the shop's own codes.

    Raises:
        InvalidItem: A code stands for something else.
    """
    by_code = {sku_key(code): known_category(category) for code, category in codes.items()}
    return by_code | {sku_key(name): name for name in (*CATEGORIES, NONE_OF_THE_TEN)}


def category_slug(text: str) -> str:
    """Return a name as systems write it that accept letters, digits and underscores only.

    >>> category_slug("T-shirt/top")
    't_shirt_top'
    """
    return re.sub(r"[\W_]+", "_", sku_key(text)).strip("_")


def entries_of(text: str) -> list[str]:
    """Return the single categories of a cell that lists several; a separator after a backslash is none."""
    return [entry.strip() for entry in _ENTRIES.split(text) if entry.strip()]


def category_among(text: str, names: Mapping[str, str]) -> str | None:
    """Return the one category that a shop system's cell names, whole or as the end of a path; None for none or several.

    >>> category_among("Sale, Women > Coat", {"coat": "Coat"})
    'Coat'

    Args:
        text: One category or several, each a name or a path.
        names: From ``category_names``.
    """
    by_slug = {category_slug(name): category for name, category in names.items()} | dict(names)
    found = {by_slug.get(sku_key(text.strip()))}
    for entry in entries_of(text):
        for name in (entry, _LEVELS.split(entry)[-1]):
            found.add(by_slug.get(sku_key(re.sub(r"\\(.)", r"\1", name).strip())))
    found.discard(None)
    return found.pop() if len(found) == 1 else None
