"""Contradictions between title and category: “boots” in the title, Sneaker decided."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from fashion_model.catalogue.items.title_words import (
    BEGINS_A_DETAIL,
    ENDINGS,
    LONGEST_PHRASE,
    MEANING,
    NEVER_THE_THING,
    SAYS_NOTHING,
    THING_FIRST,
    Phrase,
)
from fashion_model.catalogue.names import search_key
from fashion_model.categories import CATEGORIES, FOOTWEAR, NONE_OF_THE_TEN

_WORD = re.compile(r"[^\W_]+|&")
_STANDS_TOGETHER = re.compile(r"\s*|[\-‐‑'’]")
_SHORTEST_BEGINNING = 2
"""Letters before the ending of a German compound, at least."""

_ALL_ENDINGS = tuple(ENDINGS)
_KINDS = (
    frozenset({*FOOTWEAR, NONE_OF_THE_TEN}),
    frozenset({"T-shirt/top", "Pullover", "Coat", "Shirt", NONE_OF_THE_TEN}),
)
"""Two words of a kind side by side are both meant: a “shirt jacket” is something between the two."""


@dataclass(frozen=True)
class Mention:
    """Words of a title that name a thing."""

    words: str
    """As they stand in the title, in lower case."""
    categories: frozenset[str]
    """What they may mean; none for a thing outside the ten."""


@dataclass(frozen=True)
class _Found:
    phrase: Phrase
    start: int
    end: int
    categories: frozenset[str]


def categories_named(title: str) -> frozenset[str]:
    """Return the categories that the words of a title may mean; none where they say nothing about the ten.

    ``NONE_OF_THE_TEN`` is among them where the words also fit things outside the ten, as “boots” fit knee-high ones.
    """
    return _all_categories(mentions(title))


def contradicts(title: str, category: str) -> str:
    """Return how a title and a category contradict each other, in a sentence; empty when they do not.

    A title that says nothing, or several things of which one is the category, contradicts nothing.

    >>> contradicts("Blue shirt dress", "Dress")
    ''
    >>> contradicts("Lederjacke", "Trouser")
    'The title says “lederjacke”, which means Coat, but the category is Trouser. Check title, photo and category.'

    Args:
        title: The item's title.
        category: One of the ten or ``NONE_OF_THE_TEN``.
    """
    said = [mention for mention in mentions(title) if mention.categories]
    named = _all_categories(said)
    if not named or category in named:
        return ""
    words = " and ".join(dict.fromkeys(f"“{mention.words}”" for mention in said))
    meant = " or ".join(name for name in (*CATEGORIES, NONE_OF_THE_TEN) if name in named)
    return (
        f"The title says {words}, which means {meant}, but the category is {category}. Check title, photo and category."
    )


def mentions(title: str) -> tuple[Mention, ...]:
    """Return what a title names, from left to right; of a compound such as “shirt dress” only the thing itself."""
    text = search_key(title)
    return tuple(_thing(text, group) for group in _groups(text))


def _all_categories(said: Iterable[Mention]) -> frozenset[str]:
    return frozenset().union(*(mention.categories for mention in said))


def _groups(text: str) -> Iterator[list[_Found]]:
    """Yield the words with a meaning, those that stand together in one group."""
    group: list[_Found] = []
    for found in _all_found(text):
        if group and not _STANDS_TOGETHER.fullmatch(text, group[-1].end, found.start):
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _all_found(text: str) -> Iterator[_Found]:
    """Yield the words with a meaning up to where a detail begins; of overlapping phrases the longest."""
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        phrase = _longest_phrase(text, words[place:])
        if not phrase and _begins_a_detail(text, words[place]):
            return
        first, last = words[place], words[place + max(len(phrase), 1) - 1]
        categories = _meaning(phrase or (first.group(),))
        if categories is not None:
            yield _Found(phrase, first.start(), last.end(), categories)
        place += max(len(phrase), 1)


def _longest_phrase(text: str, words: list[re.Match[str]]) -> Phrase:
    """Return the longest phrase of the tables that the words begin with, without an “s” at its end; () for none."""
    together = _standing_together(text, words[:LONGEST_PHRASE])
    for length in range(len(together), 0, -1):
        *first, last = together[:length]
        for phrase in ((*first, last), (*first, last.removesuffix("s"))):
            if phrase in MEANING or phrase in SAYS_NOTHING:
                return phrase
    return ()


def _standing_together(text: str, words: list[re.Match[str]]) -> list[str]:
    together = [words[0].group()]
    for left, right in pairwise(words):
        if not _STANDS_TOGETHER.fullmatch(text, left.end(), right.start()):
            break
        together.append(right.group())
    return together


def _meaning(phrase: Phrase) -> frozenset[str] | None:
    """Return the categories of a phrase, or of the ending of a German compound; None when it says nothing."""
    if phrase in SAYS_NOTHING:
        return None
    if phrase in MEANING:
        return MEANING[phrase]
    word = phrase[-1]
    if not word.endswith(_ALL_ENDINGS):
        return None
    fitting = [end for end in ENDINGS if word.endswith(end) and len(word) >= len(end) + _SHORTEST_BEGINNING]
    return ENDINGS[max(fitting, key=len)] if fitting else None


def _begins_a_detail(text: str, word: re.Match[str]) -> bool:
    stands_alone = text[: word.start()][-1:] != "-" and text[word.end() :][:1] != "-"
    return stands_alone and (word.group(),) in BEGINS_A_DETAIL


def _thing(text: str, group: list[_Found]) -> Mention:
    """Return what words that stand together name: in French the first of them, elsewhere the last."""
    nouns = [found for found in group if found.phrase not in NEVER_THE_THING] or group
    thing = nouns[0] if nouns[0].phrase in THING_FIRST else nouns[-1]
    meant = [found for found in group if found is thing or _is_same_kind(found, thing)]
    words = text[meant[0].start : meant[-1].end]
    return Mention(words, frozenset().union(*(found.categories for found in meant)))


def _is_same_kind(found: _Found, other: _Found) -> bool:
    return any(found.categories and other.categories and found.categories | other.categories <= kind for kind in _KINDS)
