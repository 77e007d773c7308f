"""What a threshold promises, in sentences."""

import numpy as np

from fashion_model.evaluation.calibration import NEVER
from fashion_model.evaluation.promise import KnownAnswers, Promise, PromiseCurve, promise_at
from fashion_model.evaluation.team_promise import (
    LEAST_SPOT_CHECKS,
    LEAST_TEAM_DECISIONS,
    TeamDecisions,
    TeamPromise,
)
from fashion_model.web.evaluation_tables import score_text
from fashion_model.web.wording import count_of, percent

FEWEST_AUTOMATIC = 50
"""Mistakes among fewer automatic photos are not to be relied on."""


def promise_sentence(promise: Promise) -> str:
    """Return in words what goes through and what a person looks at."""
    if not promise.automatic_photos:
        return "Every item goes to a person; nothing goes through unseen."
    automatic = round(1000 * promise.share_automatic)
    return (
        f"Of 1,000 items, {automatic:,} go through when the model is at least {score_text(promise.threshold)} sure, "
        f"about {mistakes_text(promise.mistakes_per_1000)} of them wrongly. A person looks at the other "
        f"{1000 - automatic:,}; mistakes that people make are not counted."
    )


def doubt_sentence(promise: Promise, wish: float) -> str:
    """Return why the figures are to be read with care; empty when they are not."""
    if promise.threshold == NEVER:
        return (
            f"At most {wish:g} mistakes per 100 cannot be promised at any level of confidence: every item would go to "
            "a person. Wish for a few more."
        )
    if promise.automatic_photos < FEWEST_AUTOMATIC:
        return (
            f"This rests on {count_of(promise.automatic_photos, 'automatic answer', 'automatic answers')} only. "
            "Believe the range rather than the figure, and have the team spot-check what goes through."
        )
    return ""


def basis_sentence(promised: TeamPromise, chosen: Promise, held_out: KnownAnswers) -> str:
    """Return in words what the figures rest on."""
    if promised.team_counts:
        return (
            f"Rests on {count_of(chosen.photos, 'decision', 'decisions')} of your team, {chosen.automatic_photos:,} of "
            "them on answers that would be automatic. A suggestion that a person kept counts as right."
        )
    people = 0 if held_out.groups is None else len(np.unique(held_out.groups))
    return (
        f"Rests on {count_of(chosen.photos, 'photo', 'photos')} by {count_of(people, 'person', 'people')} of whom the "
        f"model learned nothing, {chosen.automatic_photos:,} of them automatic at this level. Your items may differ."
    )


def team_sentence(promised: TeamPromise, chosen: Promise, team: TeamDecisions) -> str:
    """Return in words what the other source says at the same level, and when the team's decisions count."""
    if promised.team_counts:
        return f"On the photos that the model was tested on: {_in_short(chosen.threshold, promised.held_out)}."
    so_far = "" if promised.team is None else f" They say: {_in_short(chosen.threshold, promised.team)}."
    return (
        f"Your team's own decisions take over from {LEAST_TEAM_DECISIONS} on, with {LEAST_SPOT_CHECKS} spot checks of "
        f"automatic answers among them. So far: {count_of(len(team.right), 'decision', 'decisions')}, "
        f"{count_of(team.spot_checks, 'spot check', 'spot checks')}.{so_far}"
    )


def _in_short(threshold: float, curve: PromiseCurve) -> str:
    promise = promise_at(threshold, curve)
    if not promise.automatic_photos:
        return "nothing automatic"
    expected = promise.mistakes_per_100
    return (
        f"{percent(promise.share_automatic)} automatic, {mistakes_text(expected.value)} mistakes in 100 of them "
        f"({mistakes_text(expected.low)} to {mistakes_text(expected.high)})"
    )


def mistakes_text(number: float) -> str:
    """Return a number of mistakes, with a decimal below 10; what is not 0 is never called 0."""
    if 0 < number < 0.1:
        return "under 0.1"
    return f"{number:.1f}" if number < 9.95 else f"{number:.0f}"
