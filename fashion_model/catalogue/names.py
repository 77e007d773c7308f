"""SKUs, titles and names: cleaned for keeping, folded for comparison."""

import re
import unicodedata
from collections.abc import Callable
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
"""Characters that turn the direction of text around or take no room, so that two texts could look the same."""
_NEVER_IN_KEYS = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
_BLANK = frozenset(
    {0x034F, *range(0x115F, 0x1161), *range(0x17B4, 0x17B6), *range(0x180B, 0x1810), 0x2800, 0x3164, 0xFFFD}
    | {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)
"""What else is no part of a SKU: fillers, variation selectors, a blank, and the sign for what could not be read.

Source: DerivedCoreProperties.txt of Unicode 16, Default_Ignorable_Code_Point, as far as categories do not say it.
"""
_SAME_CHARACTER = ("<wide>", "<narrow>", "<small>", "<noBreak>")
"""Compatibility mappings of Unicode that change how much room a character takes, and nothing else.

The others are not folded: they would make 2 of ², 1⁄2 of ½ and 1 of ①, and so one SKU of two.
"""
_HYPHENS = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_NAMES_OF_CONTROLS = {"\t": "tab", "\n": "line break", "\r": "line break"}
_ALIKE = {
    ord(character): other
    for characters, others in (
        ("авекмнорстухіјѕһԁԛԝүз", "abekmh0pctyx1jshdqwy3"),  # Cyrillic, as its capitals look
        ("αβεζηικμνορτυχ", "abezh1kmn0ptyx"),  # Greek, likewise
        ("oilı|", "01111"),
        ("‒–—―−_ ", "-------"),
    )
    for character, other in zip(characters, others, strict=True)
}
"""Letters of other alphabets, digits and dashes that are taken for another one, in lower case."""


def clean_sku(sku: str) -> str:
    """Return the SKU as it is kept: runs of spaces of any kind are one, characters of double width are usual ones.

    >>> clean_sku("  ＴＳ－１０４２ \N{NO-BREAK SPACE} red ")
    'TS-1042 red'

    Raises:
        InvalidItem: It is empty, longer than ``LONGEST_SKU``, has characters that cannot be seen, or reads like a path.
    """
    cleaned = _clean(folded(sku), "The SKU", LONGEST_SKU, _is_never_in_keys)
    if _reads_like_a_path(cleaned):
        raise InvalidItem(
            f"The SKU “{cleaned}” reads like the path of a file: it begins or ends with a slash, has two in a row, or "
            "nothing but dots between them. Type it without these, such as TS-1042 or 2026/TS-1042."
        )
    return cleaned


def sku_key(sku: str) -> str:
    """Return the form in which SKUs, and the shop's codes, are compared: those with the same key are one.

    It is there for every text, also for one that ``clean_sku`` refuses.

    >>> sku_key("ｔｓ‑1042") == sku_key("TS-1042")
    True
    >>> sku_key("TS-10²") == sku_key("TS-102")
    False
    """
    return search_key(printable(folded(sku)))


def sku_keys(sku: str) -> tuple[str, ...]:
    """Return the keys under which an item with this SKU may stand, the likeliest first.

    Items from before SKUs were folded keep the key they had where the folded one was another item's.
    """
    return tuple(filter(None, dict.fromkeys((search_key(printable(sku.strip())), sku_key(sku)))))


def alike_key(sku: str) -> str:
    """Return what SKUs have in common that a person may take for each other; they may be one item or two.

    >>> alike_key("TS-1O42") == alike_key("ts_1042") == alike_key("ТЅ–1042")
    True
    >>> alike_key("90.75") == alike_key("9075")
    False
    """
    plain = unicodedata.normalize("NFKC", searchable(sku)).casefold().translate(_ALIKE)
    return re.sub("-{2,}", "-", plain).strip("-.") or plain


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
    """Return the shop's own code for a category as it is kept, folded as SKUs are; empty for none.

    Raises:
        InvalidItem: It is longer than ``LONGEST_CODE`` or has characters that cannot be seen.
    """
    return _clean(folded(code), "The code", LONGEST_CODE, _is_never_in_keys) if code.strip() else ""


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


def _is_never_in_keys(character: str) -> bool:
    return unicodedata.category(character) in _NEVER_IN_KEYS or ord(character) in _BLANK


def _reads_like_a_path(sku: str) -> bool:
    """Return whether programs that know folders would make another SKU of it, as browsers do of ``a/../b``."""
    dots = any(part.strip() in (".", "..") for part in re.split(r"[\\/]", sku))
    return dots or any(not part.strip() for slash in "\\/" for part in sku.split(slash))


def folded(text: str) -> str:
    """Return a text without what makes no difference to a reader: spaces at its ends, runs of them, double width.

    >>> folded("ＴＳ \N{IDEOGRAPHIC SPACE} １")
    'TS 1'
    """
    usual = text if text.isascii() else "".join(map(_usual, unicodedata.normalize("NFC", text)))
    return unicodedata.normalize("NFC", re.sub(" {2,}", " ", usual.strip()))


def _usual(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    if character in _HYPHENS:
        return "-"
    kind, _, other = unicodedata.decomposition(character).partition(" ")
    return chr(int(other, 16)) if kind in _SAME_CHARACTER else character


def searchable(text: str) -> str:
    """Return the form in which texts are searched: as ``sku_key``, without characters that cannot be seen."""
    return sku_key("".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_never_in_keys(c)))


def search_text(sku: str, title: str) -> str:
    """Return what a search looks for its letters in."""
    return f"{searchable(sku)}\n{searchable(title)}"


def _clean(text: str, what: str, longest: int, refused: Callable[[str], bool] = _is_unseen) -> str:
    cleaned = unicodedata.normalize("NFC", text.strip())
    if not cleaned:
        raise InvalidItem(f"{what} is empty. Type 1 to {longest} characters.")
    if unseen := next(filter(refused, cleaned), ""):
        place = cleaned.index(unseen) + 1
        raise InvalidItem(
            f"{what} has a character that cannot be seen, in place {place}: {name_of(unseen)}. Type it without."
        )
    if len(cleaned) > longest:
        raise InvalidItem(f"{what} has {len(cleaned)} characters; at most {longest} are accepted. Shorten it.")
    return cleaned


def name_of(character: str) -> str:
    """Return what a character is called.

    >>> name_of("\N{SOFT HYPHEN}")
    'soft hyphen (U+00AD)'
    """
    nameless = "control character" if unicodedata.category(character) == "Cc" else "character without a name"
    name = _NAMES_OF_CONTROLS.get(character) or unicodedata.name(character, nameless).lower()
    return f"{name} (U+{ord(character):04X})"
