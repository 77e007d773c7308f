"""Readings of single files: what name and folders may mean, before the catalogue is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import re2

from fashion_model.catalogue.deliveries.sku_rule import (
    BEFORE_VIEW,
    FOLDER_NAME,
    LONGEST_NAME,
    OWN_PATTERN,
    SkuRule,
    quiet_options,
)
from fashion_model.catalogue.deliveries.skus.endings import Ending, Name, names_of, without_front_word
from fashion_model.catalogue.deliveries.skus.made_names import is_made_name
from fashion_model.catalogue.deliveries.skus.words import (
    FOLDER_WORDS,
    PICTURE_WORDS,
    RENDITION_WORDS,
    SAYS_NOTHING,
    VIEW_WORDS,
    parts_of,
    says_nothing,
    word_of,
)
from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.names import LONGEST_SKU, clean_sku, folded, printable, search_key

_SHORTEST_LEFT: Final = 3
_MOST_VIEWS: Final = 3
_ZIP: Final = " (zip)"
_SKU = re.compile(r"\w[\w.+-]*")
_ENDING = re.compile(r"(.+?)\.(?=[^.]*[^\W\d_])[^.]{1,12}", re.DOTALL)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DIGITS = re.compile(r"\d+")
_HASH = re.compile(r"[0-9a-f]{32,64}", re.IGNORECASE)
_SHOP_FOLDERS: Final = frozenset({"cache", "catalog", "product", "media", "pub", "uploads", "wp-content"})
"""Those in which Magento and WordPress keep all photos."""
_PIXELS = re.compile(r"\d{2,5}x\d{0,5}|\d{2,5}px", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that a file lies in."""

    text: str
    """Its name."""
    key: str
    """Its ``search_key``."""
    sku: str
    """Its name where it can be a SKU although nobody knows it; empty otherwise."""
    is_technical: bool
    """Whether it only sorts files of the same photos: by view, size or program."""
    is_skipped: bool
    """Whether the folder around it is asked in its place: a technical one, or one called “photos”."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file's name and folders may mean."""

    path: str
    """The file."""
    rule: SkuRule
    """That applies to it."""
    names: tuple[Name, ...]
    """What its name may mean, the longest first; none where the rule does not read it."""
    alone: int
    """Place in ``names`` of what the name means by itself; -1 when it means no SKU."""
    is_made: bool
    """Whether a device or program made the name."""
    says_nothing: bool
    """Whether the name is made, or only a number, a view or a word for pictures."""
    folders: tuple[Folder, ...]
    """The nearest first."""
    place: str
    """The folders that may part one product from another, as a path."""
    behind_front: str
    """The name without a view that stands before it; empty when none does."""

    @property
    def sku(self) -> str:
        """What the name means by itself; empty when it means no SKU."""
        return self.names[self.alone].text if self.alone >= 0 else ""

    @property
    def nearest(self) -> Folder | None:
        """The nearest folder that is not skipped."""
        return next((folder for folder in self.folders if not folder.is_skipped), None)

    @property
    def folder_sku(self) -> str:
        """The nearest folder's name where it can be a SKU; empty otherwise."""
        return self.nearest.sku if self.nearest else ""

    def possible_keys(self) -> Iterator[str]:
        """Yield the ``search_key`` of all that it may mean."""
        yield from (name.key for name in self.names)
        yield from (folder.key for folder in self.folders)
        if self.behind_front:
            yield search_key(self.behind_front)


@lru_cache(maxsize=1 << 15)
def read(rule: SkuRule, path: str) -> Reading:
    """Return what a path may mean by a rule that has no parts.

    Args:
        rule: How to tell.
        path: File name with its folders, parted by slashes or backslashes.
    """
    parts = [part for part in re.split(r"[\\/]", folded(path)) if part]
    stem = stem_of(parts[-1]) if parts else ""
    if any(len(part) > LONGEST_NAME for part in (stem, *parts[-2:-1])):
        return Reading(path, rule, (), -1, False, False, (), "", "")
    folders = _folders(parts[:-1], stem)
    place = "/".join(folder.text for folder in reversed(folders) if not folder.is_technical)
    if rule.kind == OWN_PATTERN:
        return _by_pattern(path, rule, stem, place)
    if rule.kind == FOLDER_NAME:
        return Reading(path, rule, (), -1, True, True, folders, place, "")
    names = names_of(stem) if rule.kind == BEFORE_VIEW else names_of(stem)[:1]
    is_made = is_made_name(stem) or any(is_made_name(name.text) for name in _little_shorter(names))
    nothing = is_made or not names[0].text or says_nothing(names[0].text)
    alone = -1 if nothing else _alone(names)
    return Reading(path, rule, names, alone, is_made, nothing, folders, place, without_front_word(stem))


def stem_of(file_name: str) -> str:
    """Return a file's name without its ending.

    >>> stem_of("TS-1042.2.jpg"), stem_of("90.75")
    ('TS-1042.2', '90.75')
    """
    found = _ENDING.fullmatch(file_name)
    return found[1] if found else file_name


def as_meant(name: str) -> str:
    """Return a name that somebody may have meant as a SKU; empty for several words and for made names."""
    return cleaned(name) if _is_meant(name) else ""


def _is_meant(name: str) -> bool:
    return _SKU.fullmatch(name) is not None and len(name) <= LONGEST_SKU and not is_made_name(name)


@lru_cache(maxsize=1 << 14)
def cleaned(name: str) -> str:
    """Return a name as the catalogue keeps SKUs; empty when it cannot be one."""
    try:
        return clean_sku(name)
    except InvalidItem:
        return ""


def is_likely(name: str) -> bool:
    """Return whether a name is a SKU although more stood there: ``TS`` of ``TS-10`` is none, ``TS-1`` may be one."""
    return len(name) >= _SHORTEST_LEFT and _DIGITS.search(name) is not None and _is_meant(name)


def _by_pattern(path: str, rule: SkuRule, stem: str, place: str) -> Reading:
    match = re2.search(rule.pattern, printable(stem), quiet_options())
    sku = cleaned(match["sku"] or "") if match else ""
    names = (Name(sku, search_key(sku), Ending.NOTHING, ""),) if sku else ()
    return Reading(path, rule, names, len(names) - 1, False, False, (), place, "")


def _little_shorter(names: tuple[Name, ...]) -> Iterator[Name]:
    """Yield the names as long as nothing was taken off that may be more than a view or a photo's number."""
    for name in names:
        if name.ending > Ending.NUMBER:
            return
        yield name


def _alone(names: tuple[Name, ...]) -> int:
    """Return the place of what is left without one view or number that comes last, and without renditions' endings."""
    best, views, numbers = 0, 0, 0
    for place, name in enumerate(names[1:], start=1):
        if name.ending == Ending.VIEW:
            views += 1
        elif name.ending == Ending.NUMBER:
            numbers += 1 + 2 * views  # a number before a view may end the SKU
        elif name.ending != Ending.RENDITION:
            break
        if views > _MOST_VIEWS or numbers > 1:
            break
        is_rendition = name.ending == Ending.RENDITION and best == place - 1 and not says_nothing(name.text)
        if is_rendition or is_likely(name.text):
            best = place
    return best if _is_meant(names[best].text) else -1


def _folders(parts: list[str], stem: str) -> tuple[Folder, ...]:
    begins = search_key(stem)[:2]  # Magento keeps ts-1042.jpg in t/s/
    return tuple(_folder(part, len(part) == 1 and part.casefold() in begins) for part in reversed(parts))


@lru_cache(maxsize=1 << 12)
def _folder(part: str, spreads: bool) -> Folder:
    text = part.removesuffix(_ZIP).strip()
    words = [word_of(word) for word in parts_of(text)]
    sorts = bool(words) and all(word in VIEW_WORDS or word in RENDITION_WORDS for word in words)
    technical = sorts or spreads or bool(_HASH.fullmatch(text) or _PIXELS.fullmatch(text)) or text in _SHOP_FOLDERS
    skipped = technical or (bool(words) and all(word in PICTURE_WORDS for word in words))
    sku = "" if skipped or part.endswith(_ZIP) or not _can_be_sku(text, words) else cleaned(text)
    return Folder(text, search_key(text), sku, technical, skipped)


def _can_be_sku(text: str, words: list[str]) -> bool:
    if not is_likely(text) or says_nothing(text) or (text.isdecimal() and len(text) <= 4):
        return False
    counts = all(len(number) <= 3 or _YEAR.fullmatch(number) for number in _DIGITS.findall(text))
    known_words = all(not word or word in FOLDER_WORDS or word in SAYS_NOTHING for word in words)
    return not (counts and known_words)
