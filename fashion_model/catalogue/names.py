"""SKUs, titles and names: cleaned for keeping, folded for comparison."""

import unicodedata
from typing import Final

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN

LONGEST_NOTE: Final = 1000
LONGEST_PICTURE: Final = 300
LONGEST_ROUND: Final = 64
LONGEST_SKU: Final = 120
LONGEST_TITLE: Final = 300
LONGEST_PERSON: Final = 120
LONGEST_CODE: Final = 60
_UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")  # control characters, half letters, line and paragraph separators
_HIDDEN = frozenset({0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF})
"""Characters that turn the direction of text around or take no room, so that two SKUs could look the same."""


def clean_sku(sku: str) -> str:
    """Return the SKU as it is kept.

    >>> clean_sku("  TS-1042 ")
    'TS-1042'

    Raises:
        InvalidItem: It is empty, longer than ``LONGEST_SKU`` or has control characters.
    """
    return _clean(sku, "The SKU", LONGEST_SKU)


def clean_title(title: str) -> str:
    """Return the title as it is kept.

    Raises:
        InvalidItem: It is empty, longer than ``LONGEST_TITLE`` or has control characters.
    """
    return _clean(title, "The title", LONGEST_TITLE)


def clean_person(person: str) -> str:
    """Return the name of who decides as it is kept.

    Raises:
        InvalidItem: It is empty, longer than ``LONGEST_PERSON`` or has control characters.
    """
    return _clean(person, "Your name", LONGEST_PERSON)


def clean_code(code: str) -> str:
    """Return the shop's own code for a category as it is kept; empty for none.

    Raises:
        InvalidItem: It is longer than ``LONGEST_CODE`` or has control characters.
    """
    return _clean(code, "The code", LONGEST_CODE) if code.strip() else ""


def clean_delivery(name: str) -> str:
    """Return the name of a delivery as it is kept.

    Raises:
        InvalidItem: It is empty, longer than ``LONGEST_TITLE`` or has control characters.
    """
    return _clean(name, "The delivery's name", LONGEST_TITLE)


def known_category(category: str) -> str:
    """Return the category.

    Raises:
        InvalidItem: It is neither one of the ten nor ``NONE_OF_THE_TEN``.
    """
    if category not in (*CATEGORIES, NONE_OF_THE_TEN):
        accepted = ", ".join(CATEGORIES)
        raise InvalidItem(f"“{category}” is not a category. Choose one of {accepted}, or “{NONE_OF_THE_TEN}”.")
    return category


def printable(text: str) -> str:
    """Return text of any origin with every character that cannot be shown or stored replaced by �."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_unseen(c) else c for c in text)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNPRINTABLE or ord(character) in _HIDDEN


def search_key(text: str) -> str:
    """Return the form in which texts are compared: upper and lower case, and both spellings of é, are the same.

    >>> search_key("GRÖSSE") == search_key("größe")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _clean(text: str, what: str, longest: int) -> str:
    cleaned = unicodedata.normalize("NFC", text.strip())
    if not cleaned:
        raise InvalidItem(f"{what} is empty. Type 1 to {longest} characters.")
    if printable(cleaned) != cleaned:
        raise InvalidItem(f"{what} contains line breaks or characters that cannot be seen. Type it again without them.")
    if len(cleaned) > longest:
        raise InvalidItem(f"{what} has {len(cleaned)} characters; at most {longest} are accepted. Shorten it.")
    return cleaned
