"""Shares, moments, names and decisions as words, escaped for Markdown."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from fashion_model.catalogue.errors import ChangedMeanwhile
from fashion_model.catalogue.items.records import (
    ACCEPTED,
    AUTOMATIC,
    IMPORTED,
    NONE_FITS,
    UNDONE,
    ChangeRecord,
    DecisionRecord,
)
from fashion_model.catalogue.names import printable
from fashion_model.evaluation.metrics import Estimate, Interval
from fashion_model.formats import count_of, percent, score_text
from fashion_model.photo.garment import WHOLE, Choice


def interval_text(interval: Interval | Estimate, decimals: int = 1) -> str:
    """Return an interval of shares as text, such as ``93.8–94.7 %``."""
    return f"{100 * interval.low:.{decimals}f}–{score_text(interval.high, decimals)}"


_ITEM = "item"
_NAMES = {
    "top": "Top",
    "bottom": "Trousers, shorts or skirt",
    "dress": "Dress",
    "footwear": "Shoes",
    "bag": "Bag",
    "accessory": "Accessory",
    _ITEM: "Item",
    WHOLE: "Whole picture",
}


def garment_name(kind: str) -> str:
    """Return what a kind of garment is called, such as ``Shoes`` for ``footwear``."""
    return _NAMES.get(kind, kind.capitalize())


def choice_names(kinds: Sequence[str]) -> dict[Choice, str]:
    """Return each choice on a photo with its name; two of a kind are numbered from 1.

    Args:
        kinds: Of the garments that were found, in their order, at least one.
    """
    total, seen = Counter(kinds), Counter[str]()
    names: dict[Choice, str] = {}
    for place, kind in enumerate(kinds):
        seen[kind] += 1
        names[place] = garment_name(kind) if total[kind] == 1 else f"{garment_name(kind)} {seen[kind]}"
    return names if kinds[0] == WHOLE else names | {WHOLE: garment_name(WHOLE)}


def the_garment(kind: str) -> str:
    """Return ``the shoes on the photo`` or ``the whole picture``; empty when the kind was not told."""
    if kind in ("", _ITEM):
        return ""
    name = garment_name(kind).lower()
    return f"the {name}" if kind == WHOLE else f"the {name} on the photo"


def found_in_words(names: dict[Choice, str], chosen: Choice, first_is_largest: bool) -> str:
    """Return how many garments a photo shows and which is judged; empty when there is only one.

    Args:
        names: From ``choice_names``.
        chosen: Which is judged.
        first_is_largest: Whether the item for sale is the largest garment, not only the most central.
    """
    found = sum(place != WHOLE for place in names)
    if found < 2:
        return ""
    if chosen != 0:
        return f"{found} garments found; you chose: {names[chosen].lower()}."
    place = "largest" if first_is_largest else "most central"
    return f"{found} garments found; this is the {place}. Choose another if it is not the one for sale."


LONGEST_SHOWN = 60
"""File names and titles longer than this many characters are not shown whole."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&\"'=@/])")
_REWRITTEN = re.compile(r"(-(?=[->])|<(?=-)|[<>!=](?==)|www(?=\.)|:(?=//)|@)", re.IGNORECASE)
"""Where pages would make links, arrows and dashes of plain characters, escaped or not: ``www.``, ``->``, ``--``."""
_WORD_JOINER = "\N{WORD JOINER}"
_CONFIDENCES = ((0.95, "Almost certain"), (0.8, "Very likely"), (0.6, "Likely"), (0.4, "Possible"))


def escape_markdown(text: str) -> str:
    """Return ``text`` so that Markdown shows its characters instead of obeying them, on one line.

    An invisible word joiner stands where a backslash does not help.
    """
    line = _REWRITTEN.sub(rf"\1{_WORD_JOINER}", printable(" ".join(text.split())))
    return _MARKDOWN.sub(r"\\\1", line)


def shortened(name: str) -> str:
    """Return a file name that fits a line: its beginning and its end, at most ``LONGEST_SHOWN`` characters."""
    name = printable(name) or "(no name)"
    if len(name) <= LONGEST_SHOWN:
        return name
    half = (LONGEST_SHOWN - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def cut_title(title: str) -> str:
    """Return a title that fits a card: at most ``LONGEST_SHOWN`` characters, cut after a word where there is one."""
    if len(title) <= LONGEST_SHOWN:
        return title
    start = title[: LONGEST_SHOWN - 1]
    words, space, _ = start.rpartition(" ")
    return f"{words if space and len(words) > LONGEST_SHOWN // 2 else start}…"


def confidence_in_words(confidence: float) -> str:
    """Return how likely the suggestion is to be right, in a word or two."""
    return next((words for least, words in _CONFIDENCES if confidence >= least), "Only a guess")


def time_zone(name: str | None) -> tzinfo | None:
    """Return the time zone of a browser, None when it names none that is known (then the server's is used)."""
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        return None


def moment(when: datetime, zone: tzinfo | None) -> str:
    """Return ``22 Nov 2026, 14:05``."""
    local = when.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M}"


def problem_in_words(problem: Exception, zone: tzinfo | None) -> str:
    """Return what is wrong, as Markdown; what somebody else did meanwhile with the visitor's time."""
    return escape_markdown(problem.told(zone) if isinstance(problem, ChangedMeanwhile) else str(problem))


def change_in_words(change: ChangeRecord, zone: tzinfo | None) -> str:
    """Return one change of a title or a code, as Markdown."""
    before, after = (f"“{escape_markdown(text)}”" if text else "nothing" for text in (change.before, change.after))
    of = f" of {change.category}" if change.category else ""
    who = escape_markdown(change.person) or "Somebody"
    what = "took back the" if change.undoes is not None else "changed the"
    line = f"{moment(change.created_at, zone)} — {who} {what} {change.kind}{of}: {before} → {after}"
    return f"~~{line}~~ taken back later" if change.undone else line


def decision_in_words(decision: DecisionRecord, zone: tzinfo | None) -> str:
    """Return one line of an item's history, as Markdown."""
    again = "made again: " if decision.redoes is not None else ""
    line = f"{moment(decision.created_at, zone)} — {again}{_done_in_words(decision)}"
    return f"~~{line}~~ taken back later" if decision.undone else line


def _done_in_words(decision: DecisionRecord) -> str:
    person, category = escape_markdown(decision.person), f"**{decision.category}**"
    seen, confidence = the_garment(decision.garment), decision.suggested_confidence
    sure = "" if confidence is None else percent(confidence)
    if decision.kind == UNDONE:
        return f"{person} took back {category}"
    if decision.kind == AUTOMATIC:
        above = f" ({sure} sure, above the {percent(decision.threshold or 0)} it needs)" if sure else ""
        return f"The network decided by itself: {category}{above}{source_in_words(decision.photos, decision.delivery)}"
    if decision.kind == IMPORTED:
        return f"{person} imported {category}{source_in_words(0, decision.delivery)}"
    if decision.kind == ACCEPTED:
        made_from = f", from {seen}" if seen else ""
        source = source_in_words(decision.photos, decision.delivery) if decision.delivery else ""
        return f"{person} accepted the suggestion {category}{made_from}{f' ({sure} sure)' if sure else ''}{source}"
    if decision.kind == NONE_FITS:
        return f"{person} decided that none of the ten categories fits"
    return f"{person} chose {category}{f' for {seen}' if seen else ''}"


def source_in_words(photos: int, delivery: str) -> str:
    """Return ``, from 3 photos, in “Tuesday”`` as Markdown; what is not known is left out.

    Args:
        photos: How many photos a suggestion was made from; 0 when that is not known.
        delivery: What brought them; empty without one.
    """
    made_from = f", from {count_of(photos, 'photo', 'photos')}" if photos else ""
    return f"{made_from}{f', in “{escape_markdown(delivery)}”' if delivery else ''}"
