"""A blind round: twenty test pictures to be named, and how somebody did beside the network and the crowd; pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.catalogue.judgement_records import BlindAnswerRecord, BlindTotals
from fashion_model.evaluation.metrics import Interval, accuracy_interval
from fashion_model.serving.error_analysis import BlindPicture

PICTURES_A_ROUND = 20


@dataclass(frozen=True)
class BlindScore:
    """How one answerer did.

    Attributes:
        name: Who.
        right: How many answers are the label.
        answered: How many there are.
    """

    name: str
    right: int
    answered: int

    @property
    def interval(self) -> Interval:
        """Where the share lies with 95 % certainty."""
        return accuracy_interval(self.right, self.answered)


def draw_round(
    pictures: Sequence[BlindPicture], round_id: str, seen: frozenset[str], count: int = PICTURES_A_ROUND
) -> tuple[BlindPicture, ...]:
    """Return the pictures of a round, always the same for the same round.

    Args:
        pictures: All that can be drawn.
        round_id: Names the round.
        seen: Pictures that the person answered in other rounds; they come only when no others are left.
        count: How many, where there are as many.
    """
    seed = int.from_bytes(hashlib.sha256(round_id.encode()).digest()[:8])
    order = [pictures[row] for row in np.random.default_rng(seed).permutation(len(pictures))]
    fresh_first = sorted(order, key=lambda picture: str(picture.index) in seen)  # stable: drawn by lot otherwise
    return tuple(fresh_first[:count])


def scores_of_round(answers: Sequence[BlindAnswerRecord]) -> tuple[BlindScore, ...]:
    """Return how the person, the network and the crowd did, of a round with at least one answer."""
    crowd = [one for one in answers if one.crowd_answer is not None]
    scores = (
        BlindScore("You", sum(one.answer == one.label for one in answers), len(answers)),
        BlindScore("The network", sum(one.network_answer == one.label for one in answers), len(answers)),
        BlindScore("Most people", sum(one.crowd_answer == one.label for one in crowd), len(crowd)),
    )
    return tuple(score for score in scores if score.answered)


def scores_in_words(scores: Sequence[BlindScore]) -> str:
    """Return how surely the first of the scores differs from the others."""
    (first, *others) = scores
    apart = [other for other in others if _apart(first, other)]
    if not apart:
        return (
            f"With {first.answered} pictures, nobody is clearly ahead of anybody: the true share of each could be "
            "much the same. More rounds tell more."
        )
    named = " and ".join(
        f"{'ahead of' if first.right / first.answered > other.right / other.answered else 'behind'} "
        f"{other.name.lower()}"
        for other in apart
    )
    return f"{first.name} are clearly {named}: the ranges in which the true shares lie do not meet."


def _apart(one: BlindScore, other: BlindScore) -> bool:
    return one.interval.low > other.interval.high or other.interval.low > one.interval.high


def total_scores(totals: BlindTotals) -> tuple[BlindScore, ...]:
    """Return how a person did in all rounds, beside the network and the crowd on the same pictures."""
    return (
        BlindScore(totals.person, totals.right, totals.pictures),
        BlindScore("The network", totals.network_right, totals.pictures),
        BlindScore("Most people", totals.crowd_right, totals.crowd_pictures),
    )
