"""What a threshold promises on the team's own items, beside the held-out photos; pure NumPy."""

from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.promise import KnownAnswers, PromiseCurve, promise_curve

LEAST_TEAM_DECISIONS = 200
"""From this many decisions on, the team's own count instead of the held-out photos."""
LEAST_SPOT_CHECKS = 50
"""So many of them must be spot checks of automatic answers, unless nothing was automatic."""


@dataclass(frozen=True)
class TeamDecisions:
    """Answers at which people of the team looked.

    Attributes:
        confidences: ``(N,)`` float, 0..1, calibrated; 0 for an answer that the photo or the item held back.
        right: ``(N,)`` bool, whether the person kept the suggestion.
        went_through: ``(N,)`` bool, whether the answer was automatic and looked at in a spot check only.
        chances: ``(N,)`` float, above 0 to 1: how probable it was that a person would look: the rate of the spot checks
            for an answer that went through, 1 for the others.
        automatic: How many answers went through meanwhile, spot-checked or not.
    """

    confidences: np.ndarray
    right: np.ndarray
    went_through: np.ndarray
    chances: np.ndarray
    automatic: int

    @property
    def spot_checks(self) -> int:
        """How many went through before a person looked."""
        return int(self.went_through.sum())

    @property
    def suffice(self) -> bool:
        """True when they may count instead of the held-out photos.

        Without spot checks nobody would know what the automatic answers are worth.
        """
        enough_checks = self.automatic == 0 or self.spot_checks >= LEAST_SPOT_CHECKS
        return len(self.right) >= LEAST_TEAM_DECISIONS and enough_checks


@dataclass(frozen=True)
class TeamPromise:
    """The held-out photos beside the team's own decisions.

    Attributes:
        held_out: On the photos by people of whom nothing was learned.
        team: On the team's decisions; None before the first.
        team_counts: True when thresholds are chosen by the team's decisions.
    """

    held_out: PromiseCurve
    team: PromiseCurve | None
    team_counts: bool

    @property
    def in_force(self) -> PromiseCurve:
        """The one by which thresholds are chosen."""
        return self.team if self.team is not None and self.team_counts else self.held_out


def team_promise(held_out: KnownAnswers, team: TeamDecisions | None) -> TeamPromise:
    """Return what thresholds promise on the held-out photos and on the team's own items, side by side.

    The two are not mixed: the photos are by other people of other clothes. Once the team's decisions suffice, they
    count alone. Each stands for as many items as its chance of being looked at says (Horvitz and Thompson, "A
    generalization of sampling without replacement from a finite universe", 1952).

    Raises:
        ValueError: As ``promise_curve``, or a chance is not above 0 to 1.
    """
    photos = promise_curve(held_out)
    if team is None or not len(team.right):
        return TeamPromise(photos, None, team_counts=False)
    if not ((team.chances > 0) & (team.chances <= 1)).all():
        raise ValueError("expected chances of being looked at above 0 and up to 1")
    decided = promise_curve(KnownAnswers(team.confidences, team.right, weights=1 / team.chances))
    return TeamPromise(photos, decided, team_counts=team.suffice)
