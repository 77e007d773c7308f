"""What stands behind a SKU in a file's name, and what is left without it."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from fashion_model.catalogue.deliveries.skus.words import (
    PICTURE_WORDS,
    RENDITION_WORDS,
    SIZE_WORDS,
    VIEW_WORDS,
    says_nothing,
    word_of,
)
from fashion_model.catalogue.names import search_key

MOST_SHORTER = 7
"""Endings that are taken off one name."""


class Ending(IntEnum):
    """Kinds of endings; the higher, the likelier it is part of the SKU."""

    NOTHING = 0
    RENDITION = 1
    """Of another file of the same photo: copies, pixel sizes, a second picture ending, shops' and markets' codes."""
    VIEW = 2
    """A view, or a word for pictures."""
    NUMBER = 3
    """One or two digits."""
    DOTTED = 4
    """One or two digits behind a dot."""
    LONG = 5
    """Three or more digits, or a view that is glued to the number before it."""
    LETTER = 6
    """A letter or a clothes' size."""
    WORD = 7
    """Anything else behind a separator, such as a colour."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a file's name may mean."""

    text: str
    """What is left of it."""
    key: str
    """Its ``search_key``."""
    ending: Ending
    """What was taken off the name before it."""
    taken: str
    """The text of that."""


_SEPARATOR: Final = r"[\s_.,\-\u2010-\u2015\u2212]"
_EDGES: Final = " _-.,\u2010\u2011\u2012\u2013\u2014\u2015\u2212\t\u00a0"
_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{40}"
_AMAZON: Final = (
    "MAIN|PT\\d{1,2}|PS\\d{2}|IN\\d{2}|SWCH|FRNT|BACK|SIDE|LEFT|RGHT|TOPP|BOTT|INGR|NUTR|FACT|EEGL|PLAN|GSA1"
)
_RENDITION = re.compile(
    rf"""(?:
      \s*[(\[]\d{{1,4}}[)\]]                                          # (1), [2]: browsers, Windows
    | ~\d{{1,2}} | @\dx                                               # Android's copies, sharp screens
    | {_SEPARATOR}+(?:\d{{3,5}}x\d{{0,5}}|\d{{2}}x\d{{3,5}}|x\d{{3,5}}|\d{{2,5}}px|\d{{2,5}}x\d{{2,5}}px
        |w\d{{3,5}}|\d{{3,5}}w|\d{{2,4}}dpi|crop_(?:center|top|bottom|left|right))        # pixels: Shopify, WordPress
    | {_SEPARATOR}+e\d{{10,14}}                                       # WordPress: a picture that was edited
    | [_.-](?:{_UUID})                                                # Shopify: a name that was there already
    | [_.-]v=\d+
    | \.(?:{_AMAZON}) | _(?:PT\d{{2}}|SWCH|FRNT|RGHT|TOPP|BOTT)       # Amazon's variants
    | \.(?:jpe?g|jpe|jfif|png|webp|heic|heif|hif|tiff?|gif|bmp|avif|psd|dng|raw|cr2|cr3|nef|arw|orf|rw2|raf)
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_LAST = re.compile(rf"({_SEPARATOR}+|\#)([^\s_.,\-\u2010-\u2015\u2212#]+)\Z")
_BRACKETED = re.compile(r"\s*[(\[{]([^()\[\]{}]{1,40})[)\]}]\Z")
_GLUED = re.compile(r"(.*\d)([^\W\d_]+)", re.DOTALL)
_VERSION = re.compile(r"v\d{1,2}", re.IGNORECASE)
_JEANS = re.compile(r"\d{2}x\d{2}", re.IGNORECASE)
_SIDES = (
    "front",
    "back",
    "left",
    "right",
    "top",
    "bottom",
    "side",
    "thumb",
    "thumbnail",
    "copy",
    "web",
    "small",
    "large",
)
_COPY_OF = re.compile(
    r"(?:copy of|kopie von|copie de|copia de|copia di|cópia de|kopia|kopie|kopi af|kopi av|kopie van|копия)[\s_-]+",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 15)
def names_of(stem: str) -> tuple[Name, ...]:
    """Return what a file's name without its ending may mean: the whole, then with ever more endings taken off.

    >>> [name.text for name in names_of("TS-1042_2-1024x1024")]
    ['TS-1042_2-1024x1024', 'TS-1042_2', 'TS-1042', 'TS']
    """
    text = _trimmed(_COPY_OF.sub("", stem, count=1) if _COPY_OF.match(stem) else stem)
    names = [Name(text, search_key(text), Ending.NOTHING, "")]
    while len(names) <= MOST_SHORTER and (shorter := _shorter(names[-1].text)):
        rest, ending = shorter
        names.append(Name(rest, search_key(rest), ending, names[-1].text[len(rest) :]))
    return tuple(names)


def without_front_word(stem: str) -> str:
    """Return a name without a view or a copy's word that stands before it; empty when none does.

    >>> without_front_word("front_TS-1042")
    'TS-1042'
    """
    word, separator, rest = stem.partition("_")
    if not separator:
        word, _, rest = stem.partition("-")
    return _trimmed(rest) if word_of(word) in _SIDES else ""


def _trimmed(text: str) -> str:
    return text.strip(_EDGES)


def _shorter(text: str) -> tuple[str, Ending] | None:
    """Return a name without its last ending, and that ending's kind; None when it has none or nothing is left."""
    if found := _RENDITION.search(text):
        rest, ending = text[: found.start()], Ending.RENDITION
    elif (found := _BRACKETED.search(text)) and says_nothing(found[1]):
        rest, ending = text[: found.start()], Ending.VIEW
    elif (found := _GLUED.fullmatch(text)) and (kind := _glued_kind(found[2])):
        rest, ending = found[1], kind
    elif found := _LAST.search(text):
        rest, ending = text[: found.start()], _kind(found[1], found[2])
    else:
        return None
    rest = rest.rstrip(_EDGES)
    return (rest, ending) if rest else None


def _kind(separator: str, part: str) -> Ending:
    if part.isdecimal():
        if len(part) > 2:
            return Ending.LONG
        return Ending.DOTTED if "." in separator else Ending.NUMBER
    word = search_key(part.rstrip("0123456789"))
    if word in RENDITION_WORDS:
        return Ending.RENDITION
    if word in VIEW_WORDS or word in PICTURE_WORDS or _VERSION.fullmatch(part):
        return Ending.VIEW
    return Ending.LETTER if search_key(part) in SIZE_WORDS or _JEANS.fullmatch(part) else Ending.WORD


def _glued_kind(word: str) -> Ending | None:
    key = search_key(word)
    if len(key) == 1:
        return Ending.LETTER
    return Ending.LONG if key in VIEW_WORDS or key in RENDITION_WORDS else None
