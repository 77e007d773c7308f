"""What people said of an error: verdicts with colours, shares and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.analysis.errors import ErrorFindings
from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.votes import Verdict, vote_shares
from fashion_model.formats import percent
from fashion_model.web.figures import BLUE, GREY, ORANGE, TEAL

OTHERS = "anything else"
VERDICT_RULES: dict[Verdict, str] = {
    "suspect label": "at least half of the people chose what the network chose, and more than chose the label",
    "reasonable": "at least a quarter of the people chose what the network chose",
    "the network's fault": "at least half of the people chose the label",
    "ambiguous": "none of the other three: people are unsure themselves, or saw something third",
}
"""The first that applies is the verdict."""
VERDICT_COLOURS: dict[Verdict, tuple[str, str]] = {
    "suspect label": ("violet", "#8b5cf6"),
    "reasonable": ("green", "#22915a"),
    "the network's fault": ("red", "#dc4446"),
    "ambiguous": ("gray", GREY),
}
"""Streamlit's name of a colour for badges, and in figures the same, dark enough for white numbers."""
_LEAST = 0.005
"""Smaller shares are not named."""


@dataclass(frozen=True)
class VoteShare:
    """A part of the people.

    Attributes:
        name: What they said.
        share: How many of them, 0..1.
        colour: In which it is drawn, as ``#rrggbb``.
        word: The same colour's name in Markdown; empty for grey.
    """

    name: str
    share: float
    colour: str
    word: str


def shares_of(found: ErrorFindings, label: str, predicted: str) -> tuple[VoteShare, ...]:
    """Return what people said in at most four parts that sum to 1: the label, the network's answer, a third, the rest.

    Args:
        found: What is known of the error.
        label: Name of its label.
        predicted: Name of what the network said.
    """
    rest = max(0.0, 1 - found.label_share - found.predicted_share - found.third_share)
    parts = (
        VoteShare(label, found.label_share, BLUE, "blue"),
        VoteShare(predicted, found.predicted_share, ORANGE, "orange"),
        VoteShare(CATEGORIES[found.third], found.third_share, TEAL, "green"),
        VoteShare(OTHERS, rest, GREY, ""),
    )
    return tuple(part for part in parts if part.share >= _LEAST)


def all_shares(votes: np.ndarray, label: str, predicted: str) -> tuple[VoteShare, ...]:
    """Return what people said, every category that somebody chose, the most frequent first.

    Args:
        votes: ``(10,)`` integer, of one picture.
        label: Name of its label.
        predicted: Name of what the network said.
    """
    shares = vote_shares(votes[None])[0]
    colours = {INDEX[label]: (BLUE, "blue"), INDEX[predicted]: (ORANGE, "orange")}
    order = [int(index) for index in np.argsort(-shares, kind="stable") if shares[index]]
    return tuple(VoteShare(CATEGORIES[index], float(shares[index]), *colours.get(index, (GREY, ""))) for index in order)


def shares_in_words(shares: Sequence[VoteShare], most: int = 2) -> str:
    """Return the largest shares as Markdown, a line each, with a square of its colour."""
    named = [part for part in shares if part.name != OTHERS]
    largest = sorted(named, key=lambda part: part.share, reverse=True)[:most]
    return "  \n".join(
        f"{f':{part.word}[■]' if part.word else '■'} {percent(part.share)} {part.name}" for part in largest
    )


def agreement_in_words(found: ErrorFindings) -> str:
    """Return how far the people agree on a picture, as a sentence."""
    agreed = f"they agree on {CATEGORIES[found.majority]}" if found.people_agree else ""
    return f"About 67 people; {agreed or f'they are divided ({found.entropy_bits:.1f} bits)'}."


def verdict_badge(verdict: Verdict) -> str:
    """Return a verdict as Markdown."""
    return f":{VERDICT_COLOURS[verdict][0]}-badge[{verdict}]"


def verdict_rules() -> str:
    """Return how a verdict is given, as a list in Markdown."""
    rules = [f"1. **{verdict[0].upper()}{verdict[1:]}**: {rule}." for verdict, rule in VERDICT_RULES.items()]
    return "\n".join(
        ["About 67 people said what each picture shows. The first line that applies is the verdict:", *rules]
    )


def badged_rules() -> str:
    """Return the same with the badges that the cards of errors carry."""
    rules = "\n".join(f"1. {verdict_badge(verdict)} — {rule}" for verdict, rule in VERDICT_RULES.items())
    return f"About 67 people named each test picture without seeing its label. The first rule that applies:\n\n{rules}"


def verdict_in_words(verdict: Verdict) -> str:
    """Return a verdict with its rule, as a sentence of Markdown."""
    return f"{verdict_badge(verdict)} — {VERDICT_RULES[verdict]}."
