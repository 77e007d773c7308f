"""Words on pages, against values worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fashion_model.catalogue.items.records import (
    ACCEPTED,
    AUTOMATIC,
    CHANGED,
    IMPORTED,
    NONE_FITS,
    UNDONE,
    DecisionRecord,
)
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.formats import count_of, percent
from fashion_model.web.words import (
    confidence_in_words,
    cut_title,
    decision_in_words,
    escape_markdown,
    moment,
    shortened,
    time_zone,
)

NOON = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)


def decision(
    kind: str, category: str = "Dress", confidence: float | None = 0.75, undone: bool = False, garment: str = ""
):
    return DecisionRecord(
        decision_id=1,
        sku="D-1",
        category=category,
        kind=kind,
        person="Ann *B*",
        created_at=NOON,
        model_version="m1",
        confidence=confidence if kind == AUTOMATIC else None,
        suggested_category="Dress",
        suggested_confidence=confidence,
        threshold=0.5,
        photo_sha256="0" * 64,
        delivery="",
        undoes=7 if kind == UNDONE else None,
        undone=undone,
        redoes=None,
        garment=garment,
        photos=0,
    )


def test_every_character_that_markdown_obeys_is_escaped_and_lines_are_joined() -> None:
    assert escape_markdown("![a](b)\n<i>") == r"\!\[a\]\(b\) \<i\>"
    assert escape_markdown(":red[x] $1$ `c` ~~d~~") == r"\:red\[x\] \$1\$ \`c\` \~\~d\~\~"


@pytest.mark.parametrize(
    ("text", "parts"),
    [("www.x.y", 2), ("http://x", 2), ("a@b", 2), ("A--1", 2), ("a->b", 2), ("a>=b", 2), ("A-1: b", 1)],
)
def test_links_arrows_and_dashes_are_broken_up_invisibly(text: str, parts: int) -> None:
    shown = escape_markdown(text).split("\N{WORD JOINER}")
    assert len(shown) == parts
    assert "".join(shown).replace("\\", "") == text


def test_plain_words_stay_as_they_are() -> None:
    assert escape_markdown("Größe 42 日本 🧥") == "Größe 42 日本 🧥"


def test_long_file_name_keeps_its_beginning_and_its_end() -> None:
    shown = shortened("a" * 236 + ".jpg")
    assert len(shown) == 59
    assert shown.startswith("aaa")
    assert shown.endswith("aa.jpg")
    assert "…" in shown


@pytest.mark.parametrize(("name", "shown"), [("shirt.jpg", "shirt.jpg"), ("a" * 60, "a" * 60), ("", "(no name)")])
def test_short_file_name_is_shown_whole(name: str, shown: str) -> None:
    assert shortened(name) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Red dress", "Red dress"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("Dress of very fine red silk, lined, with long sleeves and a belt", None),
    ],
)
def test_long_title_is_cut_after_a_word(title: str, shown: str | None) -> None:
    assert cut_title(title) == (shown or "Dress of very fine red silk, lined, with long sleeves and…")


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.004, "under 1 %"), (0.655, "66 %"), (0.99, "99 %"), (0.9999, "over 99 %"), (1.0, "100 %")],
)
def test_percentages_never_claim_certainty(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.95, "Almost certain"), (0.9499, "Very likely"), (0.6, "Likely"), (0.41, "Possible"), (0.39, "Only a guess")],
)
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert confidence_in_words(confidence) == words


def test_counts_agree_with_their_noun() -> None:
    assert count_of(1, "item", "items") == "1 item"
    assert count_of(0, "item", "items") == "0 items"
    assert count_of(12345, "item", "items") == "12,345 items"


def test_moment_is_in_the_visitors_time_zone() -> None:
    assert moment(NOON, time_zone("Europe/Berlin")) == "1 Jul 2026, 14:05"  # summer time: two hours ahead
    assert moment(NOON, time_zone("UTC")) == "1 Jul 2026, 12:05"


@pytest.mark.parametrize("name", [None, "", "Nowhere/Land", "../../etc/passwd"])
def test_unknown_time_zone_is_none(name: str | None) -> None:
    assert time_zone(name) is None


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (decision(ACCEPTED), r"1 Jul 2026, 12:05 — Ann \*B\* accepted the suggestion **Dress** (75 % sure)"),
        (decision(CHANGED), r"1 Jul 2026, 12:05 — Ann \*B\* chose **Dress**"),
        (
            decision(NONE_FITS, NONE_OF_THE_TEN),
            r"1 Jul 2026, 12:05 — Ann \*B\* decided that none of the ten categories fits",
        ),
        (decision(UNDONE), r"1 Jul 2026, 12:05 — Ann \*B\* took back **Dress**"),
        (
            decision(ACCEPTED, "Bag", garment="footwear"),
            r"1 Jul 2026, 12:05 — Ann \*B\* accepted the suggestion **Bag**, from the shoes on the photo (75 % sure)",
        ),
        (
            decision(CHANGED, "Sandal", garment="whole picture"),
            r"1 Jul 2026, 12:05 — Ann \*B\* chose **Sandal** for the whole picture",
        ),
        (
            replace(decision(AUTOMATIC, "Shirt", 0.97), threshold=0.83, photos=3, delivery="Tuesday"),
            "1 Jul 2026, 12:05 — The network decided by itself: **Shirt** (97 % sure, above the 83 % it needs), "
            "from 3 photos, in “Tuesday”",
        ),
        (
            replace(decision(ACCEPTED), photos=1, delivery="Tuesday"),
            r"1 Jul 2026, 12:05 — Ann \*B\* accepted the suggestion **Dress** (75 % sure), from 1 photo, in “Tuesday”",
        ),
        (
            replace(decision(IMPORTED, confidence=None), delivery="Autumn"),
            r"1 Jul 2026, 12:05 — Ann \*B\* imported **Dress**, in “Autumn”",
        ),
        (replace(decision(CHANGED), redoes=3), r"1 Jul 2026, 12:05 — made again: Ann \*B\* chose **Dress**"),
        (decision(CHANGED, undone=True), r"~~1 Jul 2026, 12:05 — Ann \*B\* chose **Dress**~~ taken back later"),
    ],
)
def test_history_is_told_in_plain_words(record: DecisionRecord, line: str) -> None:
    assert decision_in_words(record, UTC) == line
