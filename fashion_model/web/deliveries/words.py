"""Deliveries in words: state, sender, progress, matching and outcome."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from fashion_model.catalogue.deliveries.records import (
    CLASSIFIED,
    COLLECTING,
    FINISHED,
    ITEMS,
    LEFT_OUT,
    PAUSED,
    REFUSED,
    RUNNING,
    WAITING,
    DeliveryCounts,
    DeliveryRecord,
)
from fashion_model.catalogue.deliveries.skus.asks import CHOICES, FOLDER_NAMES, NO_ITEM, ONE_ITEM, SEPARATE, Ask
from fashion_model.catalogue.deliveries.skus.matching import MatchedItem, Matching
from fashion_model.catalogue.deliveries.zip_names import NameReading, ZipNames
from fashion_model.catalogue.items.records import DONE, DONE_BY_ITSELF, TO_AUDIT, TO_REVIEW
from fashion_model.formats import count_of
from fashion_model.web.words import cut_title, escape_markdown, moment, shortened

STATES = {COLLECTING: "Collecting photos", RUNNING: "Classifying", PAUSED: "Paused", FINISHED: "Classified"}


def usual_name(now: datetime, zone: tzinfo | None) -> str:
    """Return what a delivery is called until somebody calls it something else."""
    local = now.astimezone(zone)
    return f"Delivery of {local.day} {local:%b %Y, %H:%M}"


def state_in_words(delivery: DeliveryRecord) -> str:
    """Return in a word or two what a delivery does."""
    if delivery.undone:
        return "Undone"
    return "Imported" if delivery.kind == ITEMS else STATES[delivery.state]


def is_asked(matching: Matching) -> bool:
    """Return whether a plan leaves something that a person has to answer: photos without SKU, names of a zip."""
    return bool(matching.without_sku or matching.asks) or any(not names.encoding for names in matching.zip_names)


def tab_title(delivery: DeliveryRecord, counts: DeliveryCounts, is_asked: bool = False) -> str:
    """Return what the browser's tab says of a delivery: that it is done, or waits for an answer, comes first.

    Args:
        delivery: The delivery.
        counts: How far it is.
        is_asked: Whether something has to be answered before it can start.
    """
    state = state_in_words(delivery)
    if delivery.state == COLLECTING and not delivery.undone:
        state = "Waits for an answer" if is_asked else "Ready to start" if counts.files[WAITING] else state
    elif delivery.state == FINISHED and not delivery.undone:
        state = f"Done, {to_look_at_of(counts):,} to review" if to_look_at_of(counts) else "Done"
    return f"{state} · {cut_title(delivery.name)}"


def sender_in_words(delivery: DeliveryRecord, zone: tzinfo | None) -> str:
    """Return who sent a delivery and when, as Markdown."""
    return f"{escape_markdown(delivery.person)}, {moment(delivery.created_at, zone)}"


def files_in_words(counts: DeliveryCounts) -> str:
    """Return how many photos are done, refused and left out, in a line."""
    photos = counts.total - counts.files[REFUSED]
    parts = [f"{photos - counts.files[WAITING]:,} of {count_of(photos, 'photo', 'photos')} done"]
    if counts.files[REFUSED]:
        parts.append(f"{count_of(counts.files[REFUSED], 'file', 'files')} refused")
    if counts.files[LEFT_OUT]:
        parts.append(f"{counts.files[LEFT_OUT]:,} left out")
    return " · ".join(parts)


def collected_in_words(counts: DeliveryCounts) -> str:
    """Return what a delivery that is not started holds, in a line; what is no photo is not counted as one."""
    parts = [count_of(counts.total - counts.files[REFUSED], "photo", "photos")]
    if counts.files[REFUSED]:
        parts.append(f"{count_of(counts.files[REFUSED], 'file', 'files')} refused")
    return " · ".join(parts)


def items_in_words(counts: DeliveryCounts) -> str:
    """Return how many items are done and how many somebody has to look at, in a line."""
    done = counts.statuses[DONE] + counts.statuses[DONE_BY_ITSELF]
    to_look_at = to_look_at_of(counts)
    parts = [count_of(counts.items, "item", "items"), f"{done:,} done", f"{to_look_at:,} to look at"]
    coming = counts.items - done - to_look_at
    if coming > 0 and counts.files[WAITING]:
        parts.append(f"{coming:,} still coming")
    return " · ".join(parts)


def to_look_at_of(counts: DeliveryCounts) -> int:
    """Return how many items of a delivery a person has to look at."""
    return counts.statuses[TO_REVIEW] + counts.statuses[TO_AUDIT]


def share_done(counts: DeliveryCounts) -> float:
    """Return the share of files with which nothing is left to do, 0 to 1."""
    return 1 - counts.files[WAITING] / counts.total if counts.total else 0.0


def time_left_in_words(seconds: float | None) -> str:
    """Return how long the rest takes, about; empty while that cannot be told."""
    if seconds is None or seconds <= 0:
        return ""
    if seconds < 60:
        return f"about {max(5, 5 * math.ceil(seconds / 5))} s left"
    return f"about {math.ceil(seconds / 60)} min left"


def matching_in_words(matching: Matching) -> str:
    """Return what a rule makes of the photos that came so far, in a line."""
    photos = sum(len(item.paths) for item in matching.items)
    known = sum(item.is_known for item in matching.items)
    parts = [
        f"{count_of(photos, 'photo', 'photos')} of {count_of(len(matching.items), 'item', 'items')}",
        f"{known:,} known",
        f"{len(matching.items) - known:,} new",
    ]
    if doubtful := sum(len(ask.paths) for ask in matching.asks):
        parts.append(f"{count_of(doubtful, 'photo', 'photos')} to ask about")
    if matching.without_sku:
        parts.append(f"{count_of(len(matching.without_sku), 'photo', 'photos')} without SKU")
    return " · ".join(parts)


def zip_names_in_words(names: ZipNames) -> str:
    """Return that it is not known how a zip's names are written, in sentences."""
    photos = f"{count_of(names.files, 'photo', 'photos')} of it"
    return (
        f"“{names.archive}” does not say how letters beyond a–z are written, and {photos} "
        f"{'has' if names.files == 1 else 'have'} such names. Until somebody chooses, no item gets them."
    )


def reading_in_words(reading: NameReading) -> str:
    """Return how a zip's names read in an encoding, in a line."""
    return f"{', '.join(map(shortened, reading.examples))} · {reading.language}"


def item_in_words(item: MatchedItem) -> str:
    """Return whether there is an item already, and which others a new one may be taken for."""
    if item.is_known:
        return "known"
    return f"new; looks like {' and '.join(item.looks_like[:3])}" if item.looks_like else "new"


def outcome_in_words(counts: DeliveryCounts) -> str:
    """Return what a finished delivery brought, in a sentence."""
    if not counts.files[CLASSIFIED]:
        return "No photo of this delivery could be classified; below is why."
    to_look_at = to_look_at_of(counts)
    if not to_look_at:
        return "Nothing is left to look at."
    return f"{count_of(to_look_at, 'item needs', 'items need')} a look."


_FOR_ALL = {ONE_ITEM: "One item each", SEPARATE: "Separate items", FOLDER_NAMES: "Folder names", NO_ITEM: "Leave out"}


def choice_in_words(ask: Ask, choice: str) -> str:
    """Return what an answer would make of photos, for a button, as Markdown."""
    if choice == ONE_ITEM:
        return f"One item: {escape_markdown(ask.sku)}"
    if choice == NO_ITEM:
        return "Leave out"
    skus = list(dict.fromkeys(ask.separate if choice == SEPARATE else ask.folders))
    named = f"{escape_markdown(skus[0])}{', …' if len(skus) > 1 else ''}"
    if choice == SEPARATE:
        return f"{count_of(len(skus), 'item', 'items')}: {named}"
    return f"{count_of(len(skus), 'folder’s name', 'folders’ names')}: {named}"


def different_choices(ask: Ask) -> tuple[str, ...]:
    """Return the answers that an ask offers, without the folders' name where that is the one item's."""
    is_the_same = set(ask.folders) == {ask.sku}
    return tuple(choice for choice in ask.choices() if not (choice == FOLDER_NAMES and is_the_same))


def choices_for_all(asks: Sequence[Ask]) -> dict[str, str]:
    """Return the answers that several asks offer, each with its words for a button."""
    offered = {choice: sum(choice in ask.choices() for ask in asks) for choice in CHOICES}
    return {
        choice: _FOR_ALL[choice] if number == len(asks) else f"{_FOR_ALL[choice]} ({number} of them)"
        for choice, number in offered.items()
        if number > 1
    }


def answer_in_words(family: str, answer: Mapping[str, str]) -> str:
    """Return what somebody said of photos, as Markdown."""
    said = f"one item, {escape_markdown(answer['sku'])}" if answer["sku"] else answer["choice"]
    return f"**{escape_markdown(family)}**: {said}"
