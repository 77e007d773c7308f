"""What people said of an error, as shares to be drawn and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.analysis.errors import ErrorFindings
from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.evaluation.votes import Verdict, vote_shares
from fashion_model.formats import percent
from fashion_model.web.charts import BLUE, GREY, ORANGE, TEAL

OTHERS = "anything else"
VERDICT_RULES: dict[Verdict, str] = {
    "suspect label": "at least half of the people chose what the network chose, and more than chose the label",
    "reasonable": "at least a quarter of the people chose what the network chose",
    "the network's fault": "at least half of the people chose the label",
    "ambiguous": "none of the other three: people are unsure themselves, or saw something third",
}
"""The first that applies is the verdict."""
_BADGE_COLOURS: dict[Verdict, str] = {
    "suspect label": "violet",
    "reasonable": "green",
    "the network's fault": "red",
    "ambiguous": "gray",
}
"""Streamlit's names; the figures use ``evaluation.figures.VERDICT_COLOURS``."""
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
    return tuple(VoteShare(CATEGORIES[one], float(shares[one]), *colours.get(one, (GREY, ""))) for one in order)


def shares_in_words(shares: Sequence[VoteShare], most: int = 2) -> str:
    """Return the largest shares as Markdown, a line each, with a square of its colour."""
    largest = sorted((share for share in shares if share.name != OTHERS), key=lambda one: -one.share)[:most]
    return "  \n".join(f"{_square(share)} {percent(share.share)} {share.name}" for share in largest)


def _square(share: VoteShare) -> str:
    return f":{share.word}[■]" if share.word else "■"


def verdict_badge(verdict: Verdict) -> str:
    """Return a verdict as Markdown."""
    return f":{_BADGE_COLOURS[verdict]}-badge[{verdict}]"


def verdict_in_words(verdict: Verdict) -> str:
    """Return a verdict with its rule, as a sentence of Markdown."""
    return f"{verdict_badge(verdict)} — {VERDICT_RULES[verdict]}."
