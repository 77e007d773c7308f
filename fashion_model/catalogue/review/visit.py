"""One visitor's review: filter, item on screen, decisions, skips and undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median

from fashion_model.catalogue.catalogue import Catalogue, utc_now
from fashion_model.catalogue.errors import AlreadyUndone, CatalogueError, ChangedMeanwhile
from fashion_model.catalogue.items.records import TO_AUDIT, TO_REVIEW, CatalogueRow, DecisionRecord
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.review.queue import GROUPED, LEASE, LEAST_SURE
from fashion_model.catalogue.review.records import ReviewItem

NEEDS_A_PERSON = (TO_REVIEW, TO_AUDIT)
_FEWEST, _LATEST = 3, 30
"""From how many decisions on a pace is told, and how many of the latest count."""


@dataclass(frozen=True)
class ReviewFilter:
    """Which items are reviewed, and in which order."""

    delivery_id: int | None = None
    """Only those of this delivery; None for all."""
    question: str = ""
    """Only those that leave this question open; empty for all."""
    order: str = LEAST_SURE
    """``LEAST_SURE`` or ``GROUPED``."""

    @property
    def search(self) -> Search:
        """The items, as the catalogue is asked for them."""
        return Search(question=self.question or None, delivery_id=self.delivery_id)


@dataclass(frozen=True)
class Progress:
    """How far a visitor is."""

    decided: int
    """Items that they decided on in this visit."""
    left: int
    """Items that wait among those that they asked for."""
    seconds_each: float | None
    """How long they look at an item, the median; None while that cannot be told."""

    @property
    def share(self) -> float:
        """How much is done, 0..1; 1 when nothing is left."""
        return self.decided / (self.decided + self.left) if self.left else 1.0


def seconds_each(durations_s: Sequence[float]) -> float | None:
    """Return the median of the latest durations: a pause does not count; None while there are fewer than three."""
    return median(durations_s[-_LATEST:]) if len(durations_s) >= _FEWEST else None


@dataclass(frozen=True)
class Decided:
    """A decision that the visitor can take back."""

    decision: DecisionRecord
    """As the catalogue holds it."""
    item_id: int
    """Of the item."""
    duration_s: float
    """How long they looked at the item, in seconds."""


@dataclass
class ReviewVisit:
    """What one window reviews; it lives as long as the visit."""

    holder: str
    """A token that names the window."""
    clock: Callable[[], datetime] = utc_now
    """Gives the moment."""
    wanted: ReviewFilter | None = None
    """Which items are reviewed; None before the first."""
    item: ReviewItem | None = None
    """On screen; None when nothing is left."""
    shown_at: datetime | None = None
    """Since when."""
    photo: int = 0
    """Which of its photos is shown large, from 0."""
    held_until: datetime | None = None
    """Until when nobody else gets the item, unless it is looked at again."""
    group: str = ""
    """The question that the latest item left open; empty before the first."""
    skipped: set[int] = field(default_factory=set)
    """Numbers of the items that were skipped."""
    decided: list[Decided] = field(default_factory=list)
    """What was decided, the latest last."""
    notice: str = ""
    """What the visitor has to know about the latest step, in sentences; empty otherwise."""
    problem: str = ""
    """Why the latest step was not done, in sentences; empty when it was."""

    def look(self, catalogue: Catalogue, wanted: ReviewFilter, person: str) -> None:
        """See to it that the item on screen is one of those that are wanted; the person's name may be empty."""
        if wanted != self.wanted:
            self.item, self.wanted = None, wanted
        if self.item is not None:
            self._keep(catalogue, self.item, person)
        if self.item is None:
            self._show(self._next(catalogue, wanted, person))

    def decide(self, catalogue: Catalogue, item_id: int, category: str, person: str) -> None:
        """Decide on the item on screen; the next ``look`` brings another one.

        Args:
            catalogue: Has the items.
            item_id: The item whose button was pressed; when it has left the screen meanwhile, nothing happens.
            category: One of the ten, or ``NONE_OF_THE_TEN``.
            person: Who decides.
        """
        item = self._begin(item_id)
        if item is None:
            return
        try:
            decision = catalogue.actions.decide(item.seen, category, person, holder=self.holder)
            duration_s = (self.clock() - self.shown_at).total_seconds() if self.shown_at else 0.0
            self.decided.append(Decided(decision, item_id, duration_s))
            self.item = None
        except ChangedMeanwhile as change:
            self._pass_over(change)
        except CatalogueError as problem:
            self.problem = str(problem)

    def skip(self, item_id: int) -> None:
        """Leave the item on screen for later."""
        if self._begin(item_id):
            self.skipped.add(item_id)
            self.item = None

    def put_away(self) -> None:
        """Take the item off the screen; it comes again with the next ``look``, unless somebody decides on it."""
        self.item = None
        self.notice = self.problem = ""

    def forget_skipped(self) -> None:
        """Let skipped items come again."""
        self.skipped.clear()

    def undo(self, catalogue: Catalogue, number: int, person: str) -> None:
        """Take the latest decision of this visit back, and put its item on screen again.

        Args:
            catalogue: Has the items.
            number: How many decisions there were when the button was shown; when there are others, nothing happens.
            person: Who takes it back.
        """
        self.notice = self.problem = ""
        if number != len(self.decided) or not self.decided:
            return
        latest = self.decided[-1]
        try:
            catalogue.actions.undo_decision(latest.decision.decision_id, person)
        except AlreadyUndone:
            self.notice = f"The decision on {latest.decision.sku} had been taken back already."
        except CatalogueError as problem:
            self.problem = str(problem)
            return
        self.decided.pop()
        self._bring_back(catalogue, latest, person)

    def next_photo(self, item_id: int) -> None:
        """Show the next photo of the item on screen large, after the last one the first."""
        if self.item and self.item.row.item_id == item_id:
            self.photo = (self.photo + 1) % len(self.item.photos)

    def show_photo(self, item_id: int, place: int) -> None:
        """Show a photo of the item on screen large; places count from 0."""
        if self.item and self.item.row.item_id == item_id:
            self.photo = place

    def progress(self, left: int) -> Progress:
        """Return how far the visitor is, by how many of the wanted items wait."""
        return Progress(len(self.decided), left, seconds_each([decided.duration_s for decided in self.decided]))

    def _begin(self, item_id: int) -> ReviewItem | None:
        """Return the item on screen if it is this one; a key that was pressed twice finds the next one there."""
        self.notice = self.problem = ""
        return self.item if self.item and self.item.row.item_id == item_id else None

    def _show(self, item: ReviewItem | None) -> None:
        self.item, self.shown_at, self.photo = item, self.clock(), 0
        self.held_until = self.shown_at + LEASE

    def _keep(self, catalogue: Catalogue, item: ReviewItem, person: str) -> None:
        """Hold the item on screen for longer; where a page was left too long, say what became of it meanwhile."""
        now = self.clock()
        if self.held_until and now < self.held_until - LEASE / 2:
            return
        lapsed = self.held_until is not None and now >= self.held_until
        try:
            latest = catalogue.review.hold(item.row.item_id, self.holder, person)
        except ChangedMeanwhile as change:
            self._pass_over(change)
        except CatalogueError as problem:
            self.problem = str(problem)
        else:
            self._take_again(latest, item, now, lapsed)

    def _take_again(self, latest: ReviewItem, before: ReviewItem, now: datetime, lapsed: bool) -> None:
        """Go on with an item that was held again, as it stands now."""
        if latest.row.status not in NEEDS_A_PERSON:
            self.item, self.notice = None, _changed_in_words(latest.row)
            return
        self.item, self.held_until = latest, now + LEASE
        if lapsed:
            seen = "" if latest.seen == before.seen else " It has changed since."
            self.notice = (
                f"This page was left for a while, so {latest.row.sku} had gone back to the queue. Nobody took it: it "
                f"is here again, and nothing is lost.{seen}"
            )

    def _next(self, catalogue: Catalogue, wanted: ReviewFilter, person: str) -> ReviewItem | None:
        """Return the next item; in the grouped order from the same group, though another may be the largest by now."""
        searches = [wanted.search]
        if wanted.order == GROUPED and self.group and not wanted.question:
            searches.insert(0, replace(wanted.search, question=self.group))
        review = catalogue.review
        found = (review.next(self.holder, person, search, wanted.order, self.skipped) for search in searches)
        item = next(filter(None, found), None)
        self.group = item.row.question if item else ""
        return item

    def _pass_over(self, change: ChangedMeanwhile) -> None:
        since = ", after you opened it" if change.when else ""
        self.item = None
        self.notice = f"{change.done}{since}. Nothing was overwritten; this is the next item."

    def _bring_back(self, catalogue: Catalogue, latest: Decided, person: str) -> None:
        try:
            item = catalogue.review.hold(latest.item_id, self.holder, person)
            waits = item.row.status in NEEDS_A_PERSON
            self._show(item if waits else None)
            if not waits:
                self.notice = _changed_in_words(item.row)
        except ChangedMeanwhile:
            self.notice = f"Taken back. Somebody else has {latest.decision.sku} on screen by now and decides on it."
        except CatalogueError as problem:
            self.problem = str(problem)


def _changed_in_words(row: CatalogueRow) -> str:
    """Return what became of an item that somebody else took up, in sentences."""
    if row.status in NEEDS_A_PERSON or row.category is None:
        happened = f"Somebody else has {row.sku} on screen by now."
    else:
        happened = f"{row.person} decided on {row.sku} meanwhile: {row.category}."
    return f"{happened} Nothing was overwritten; this is the next item."
