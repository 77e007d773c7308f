"""Accepting many suggestions in one step: which are offered, which are left out, and what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.records import TO_REVIEW, CatalogueRow, Seen
from fashion_model.catalogue.review_records import UNDO, ActionRecord
from fashion_model.web.review_filter import ReviewFilter
from fashion_model.web.wording import count_of

MOST_AT_ONCE = 1000
"""Suggestions in one step, the surest."""


@dataclass(frozen=True)
class Offer:
    """A suggestion that can be accepted.

    Attributes:
        row: The item, with the confidence.
        seen: What must not have changed when it is accepted.
        category: What is suggested.
    """

    row: CatalogueRow
    seen: Seen
    category: str


@dataclass
class ManySteps:
    """One window's steps with many suggestions; it lives as long as the visit.

    Attributes:
        left_out: Numbers of the items that are not to be accepted.
        latest: The latest step, or None.
        problem: Why the latest step was not done, in sentences; empty when it was.
    """

    left_out: set[int] = field(default_factory=set)
    latest: ActionRecord | None = None
    problem: str = ""

    def toggle(self, item_id: int) -> None:
        """Leave an item out, or take it in again."""
        self.left_out ^= {item_id}

    def accept(self, catalogue: Catalogue, offers: Sequence[Offer], person: str, holder: str) -> None:
        """Accept the suggestions that were on offer, without those that are left out."""
        self._do(lambda: catalogue.actions.accept_many([one.seen for one in self.taken(offers)], person, holder))

    def undo(self, catalogue: Catalogue, step: ActionRecord, person: str) -> None:
        """Take a step back."""
        self._do(lambda: catalogue.actions.undo(step.action_id, person))

    def redo(self, catalogue: Catalogue, step: ActionRecord, person: str) -> None:
        """Do a step again that was taken back."""
        self._do(lambda: catalogue.actions.redo(step.action_id, person))

    def taken(self, offers: Sequence[Offer]) -> list[Offer]:
        """Return the offers without those that are left out."""
        return [one for one in offers if one.row.item_id not in self.left_out]

    def _do(self, step: Callable[[], ActionRecord]) -> None:
        try:
            self.latest, self.problem = step(), ""
        except CatalogueError as problem:
            self.problem = str(problem)


def all_offers(catalogue: Catalogue, wanted: ReviewFilter) -> tuple[Offer, ...]:
    """Return the suggestions that wait for a person, the surest first, at most ``MOST_AT_ONCE``.

    Spot checks are not among them, nor items that had a category before: they want to be looked at one by one.
    """
    found = catalogue.review.suggested(replace(wanted.search, status=TO_REVIEW), MOST_AT_ONCE)
    return tuple(Offer(row, seen, category) for row, seen, category in found if row.category is None)


def chosen_offers(offers: Sequence[Offer], category: str | None, least: float) -> tuple[Offer, ...]:
    """Return the offers of one category that are sure enough.

    Args:
        offers: To choose from.
        category: What is suggested; None for all.
        least: The lowest confidence, 0..1.
    """
    return tuple(one for one in offers if category in (None, one.category) and (one.row.confidence or 0.0) >= least)


def offers_in_words(offered: int, waiting: int) -> str:
    """Return how many suggestions are on offer and what to do with them, in sentences.

    Args:
        offered: Suggestions that match.
        waiting: Suggestions that could be accepted at once.
    """
    if not waiting:
        return "No suggestion waits here. Spot checks, and items that had a category before, are looked at one by one."
    found = count_of(waiting, "suggestion", "suggestions")
    if waiting >= MOST_AT_ONCE:
        found = f"the surest {found}"
    if not offered:
        return f"None of {found} matches: lower how sure they must be."
    return f"{offered:,} of {found} match. Untick those that are wrong."


def step_in_words(step: ActionRecord) -> str:
    """Return what a step did, in a sentence."""
    number = count_of(step.decisions, "suggestion", "suggestions")
    done = f"{number} taken back." if step.kind == UNDO else f"{number} accepted."
    if not step.skipped:
        return done
    left = count_of(step.skipped, "was", "were")
    return f"{done} {left} left alone: changed meanwhile, or on somebody else’s screen."
