"""What a link to the error gallery may say: ``?true=Shirt&predicted=Pullover&sort=…&page=2``."""

from collections.abc import Mapping
from typing import Final

from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.errors import Order

ANY: Final = "Any category"
CHOICES: Final = (ANY, *CATEGORIES)
ORDERS: Final[dict[str, Order]] = {
    "Surest first": "confident",
    "Least sure first": "unsure",
    "Dataset order": "dataset",
}
"""How the orders are called on screen and in links."""
PAGE_SIZE: Final = 24


def category_index(choice: str) -> int | None:
    """Return the index of a chosen category, None for any."""
    return INDEX.get(choice)


def misread_parts(parameters: Mapping[str, str], pages: int) -> tuple[str, ...]:
    """Return a sentence for each part of a link that asks for something that is not there.

    Args:
        parameters: The link's query parameters; those of other names are left alone.
        pages: How many pages the link's filters have.
    """
    said = []
    for key, word in (("true", "true"), ("predicted", "predicted")):
        if parameters.get(key, ANY) not in CHOICES:
            said.append(f"It asks for a {word} category that is not one of the ten, so every one is shown.")
    if "sort" in parameters and parameters["sort"] not in ORDERS:
        said.append(f"It asks for an unknown order. Known are: {', '.join(ORDERS)}.")
    if "page" in parameters and not _is_page(parameters["page"], pages):
        said.append(f"It asks for a page that is not there, so page 1 of {pages} is shown.")
    return tuple(said)


def _is_page(text: str, pages: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= pages
