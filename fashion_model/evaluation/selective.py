"""Selective classification: expected error rate at each threshold."""

from dataclasses import dataclass

import numpy as np

from fashion_model.evaluation.metrics import Estimate, drawn_shares, share_intervals, wilson
from fashion_model.evaluation.risk_coverage import NEVER, RiskCoverageCurve, risk_coverage

PRIOR_ANSWERS = 100
"""For how many answers the confidences speak beside what was seen."""
LEAST_TEAM_DECISIONS = 200
"""From this many decisions on, the team's own count instead of the held-out photos."""
LEAST_SPOT_CHECKS = 50
"""So many of them must be spot checks of automatic answers, unless nothing was automatic."""


@dataclass(frozen=True)
class KnownAnswers:
    """Answers of which the truth is known.

    Attributes:
        confidences: ``(N,)`` float, 0..1, calibrated; 0 for an answer that is never automatic.
        right: ``(N,)`` bool.
        groups: ``(N,)`` whose photo each is, where photos of one person look alike; None where they do not.
        weights: ``(N,)`` float, above 0: how many items of a delivery each stands for; None for one each.
        named: ``(N,)`` integer, which category each answer names; None where that does not matter.
    """

    confidences: np.ndarray
    right: np.ndarray
    groups: np.ndarray | None = None
    weights: np.ndarray | None = None
    named: np.ndarray | None = None

    @property
    def amounts(self) -> np.ndarray:
        """``(N,)`` float: the weights, ones where there are none."""
        return np.ones(len(self.right)) if self.weights is None else self.weights


@dataclass(frozen=True)
class Promise:
    """What to expect when answers from a threshold on go through without a person.

    Attributes:
        threshold: The confidence from which an answer is automatic, 0..1; ``NEVER`` when none is.
        share_automatic: Share of all items, 0..1.
        mistakes_per_100: Expected among 100 automatic answers, with 95 % interval; 0 when none is automatic.
        automatic_photos: Photos among ``photos`` that are automatic: the mistakes rest on these.
        photos: Photos that the share rests on.
    """

    threshold: float
    share_automatic: float
    mistakes_per_100: Estimate
    automatic_photos: int
    photos: int

    @property
    def mistakes_per_1000(self) -> float:
        """Mistakes that go through among 1,000 items, those that people look at included."""
        return 10 * self.share_automatic * self.mistakes_per_100.value

    def review_hours_per_1000(self, seconds_per_review: float) -> float:
        """Return the hours that people look at 1,000 items."""
        return 1000 * (1 - self.share_automatic) * seconds_per_review / 3600


@dataclass(frozen=True)
class PromiseCurve(RiskCoverageCurve):
    """A risk–coverage curve with the mistakes to expect at each of its points.

    Attributes:
        mistakes_per_100: ``(T,)`` expected among 100 automatic answers.
        low: ``(T,)`` lower end of its 95 % interval.
        high: ``(T,)`` upper end.
    """

    mistakes_per_100: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def best(self) -> np.ndarray:
        """``(B,)`` indices of the points that some wish leads to: every lower threshold makes more mistakes."""
        lowest_below = np.minimum.accumulate(np.append(self.mistakes_per_100, np.inf)[::-1])[::-1][1:]
        return np.flatnonzero(self.mistakes_per_100 < lowest_below)


def promise_curve(known: KnownAnswers) -> PromiseCurve:
    """Return what every threshold promises.

    The expected mistakes are those that were seen, drawn towards what the confidences say as if these spoke for
    ``PRIOR_ANSWERS`` more answers. What was seen alone would send a wish for few mistakes to wherever a handful of
    photos happened to have none; confidences alone would not notice that a shop's photos are harder. A mean with prior
    observations: Gelman et al., "Bayesian Data Analysis" (2013), section 2.4. Answers of unequal weight count as fewer:
    Kish, "Survey Sampling" (1965).

    The interval is that of what was seen: Wilson's (1927), or that of drawing the groups anew where this is wider
    (Field and Welsh, "Bootstrapping clustered data", 2007), and it reaches to the expected mistakes.

    Args:
        known: Answers with their truth.

    Raises:
        ValueError: The shapes do not fit, a confidence is not 0..1 or a weight is not above 0.
    """
    weights = known.amounts
    if weights.shape != known.right.shape or not (weights > 0).all():
        raise ValueError(f"expected weights above 0 of shape {known.right.shape}, got {weights.shape}")
    curve = risk_coverage(known.confidences, known.right, weights)
    observed, answers = 1 - curve.precision, curve.effective_counts
    expected = (answers * observed + PRIOR_ANSWERS * (1 - curve.believed_precision)) / (answers + PRIOR_ANSWERS)
    low, high = wilson(observed, answers)
    if known.groups is not None and len(curve.counts):
        drawn_low, drawn_high = _drawn_anew(known, known.groups, curve.counts)
        low, high = np.minimum(low, drawn_low), np.maximum(high, drawn_high)
    return PromiseCurve(
        **vars(curve),
        mistakes_per_100=100 * expected,
        low=100 * np.minimum(low, expected),
        high=100 * np.maximum(high, expected),
    )


def promise_at(threshold: float, curve: PromiseCurve) -> Promise:
    """Return what one threshold promises."""
    index = curve.index_of(threshold)
    if index is None:
        return Promise(threshold, 0.0, Estimate(0.0, 0.0, 0.0), automatic_photos=0, photos=curve.answers)
    expected = (float(values[index]) for values in (curve.mistakes_per_100, curve.low, curve.high))
    return Promise(
        threshold=threshold,
        share_automatic=float(curve.coverage[index]),
        mistakes_per_100=Estimate(*expected),
        automatic_photos=int(curve.counts[index]),
        photos=curve.answers,
    )


def threshold_for(mistakes_per_100: float, curve: PromiseCurve) -> float:
    """Return the lowest threshold whose expected mistakes stay within the wish; ``NEVER`` when none does.

    A larger wish never leads to a higher threshold.

    Raises:
        ValueError: The wish is not 0..100.
    """
    if not 0 <= mistakes_per_100 <= 100:
        raise ValueError(f"expected 0 to 100 mistakes per 100, got {mistakes_per_100}")
    within = np.flatnonzero(curve.mistakes_per_100 <= mistakes_per_100)
    return float(curve.thresholds[within[-1]]) if len(within) else NEVER


def _drawn_anew(known: KnownAnswers, groups: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the share of mistakes lies in 95 % of draws of whole groups, each ``(T,)``, at all thresholds."""
    order, last = np.argsort(-known.confidences, kind="stable"), counts - 1
    members = np.unique(groups)[:, None] == groups[order]  # (G, N)
    amounts = known.amounts[order]
    mistakes = amounts * ~known.right[order]
    wrong, automatic = (np.cumsum(members * values, axis=1)[:, last] for values in (mistakes, amounts))
    shares = drawn_shares(wrong, automatic)
    low, high = np.nanquantile(shares, (0.025, 0.975), axis=0)
    return low, high


@dataclass(frozen=True)
class CategoryPrecision:
    """How many of the automatic answers that name one category are right.

    Attributes:
        index: The category, 0..K-1.
        automatic: How many automatic answers name it, at least one.
        right: How many of them are right.
        precision: Share of them that is right in a delivery, 0..1, with its 95 % interval.
    """

    index: int
    automatic: int
    right: int
    precision: Estimate

    @property
    def counted(self) -> str:
        """How many are right of how many, in words."""
        return f"{self.right:,} of {self.automatic:,}"


def precision_by_category(known: KnownAnswers, threshold: float) -> tuple[CategoryPrecision, ...]:
    """Return how many of the automatic answers are right, category by category; those that none names are left out.

    Args:
        known: Answers with their truth; where they do not say which category they name, nothing is returned.
        threshold: The confidence from which an answer is automatic.
    """
    if known.named is None:
        return ()
    automatic = (known.confidences >= threshold) & (known.confidences > 0)
    present = np.unique(known.named[automatic])
    chosen = automatic[:, None] & (known.named[:, None] == present)  # (N, C)
    amounts = known.amounts[:, None] * chosen
    lows, highs = share_intervals(amounts * known.right[:, None], amounts, known.groups)
    shares = (amounts * known.right[:, None]).sum(axis=0) / np.maximum(amounts.sum(axis=0), 1e-12)
    counts, rights = chosen.sum(axis=0), (chosen & known.right[:, None]).sum(axis=0)
    return tuple(
        CategoryPrecision(index, count, right, Estimate(*estimate))
        for index, count, right, *estimate in zip(
            *(column.tolist() for column in (present, counts, rights, shares, lows, highs)), strict=True
        )
    )


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
        named: ``(N,)`` integer, which category each answer names; None where that does not matter.
    """

    confidences: np.ndarray
    right: np.ndarray
    went_through: np.ndarray
    chances: np.ndarray
    automatic: int
    named: np.ndarray | None = None

    @property
    def known(self) -> KnownAnswers:
        """The decisions as answers of which the truth is known, each standing for as many as its chance says."""
        return KnownAnswers(self.confidences, self.right, weights=1 / self.chances, named=self.named)

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
    return TeamPromise(photos, promise_curve(team.known), team_counts=team.suffice)
