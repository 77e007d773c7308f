"""The Review page's view of many suggestions: offers, choice, bulk accept and undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import CatalogueError
from fashion_model.catalogue.items.records import TO_REVIEW, UNDO, ActionRecord, CatalogueRow, Seen
from fashion_model.catalogue.review.visit import ReviewFilter, ReviewVisit
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.formats import count_of, percent
from fashion_model.serving.decision import RankedAnswer
from fashion_model.web.thumbnail import show_thumbnail
from fashion_model.web.words import escape_markdown, shortened

MOST_AT_ONCE = 1000
"""Suggestions in one step, the surest."""


@dataclass(frozen=True)
class Offer:
    """A suggestion that can be accepted.

    Attributes:
        row: The item.
        seen: What must not have changed when it is accepted.
        answer: What is suggested: the likeliest answer.
    """

    row: CatalogueRow
    seen: Seen
    answer: RankedAnswer


@dataclass
class ManySteps:
    """One window's steps with many suggestions; it lives as long as the visit.

    Attributes:
        ticked: What was seen of the items that are to be accepted: a suggestion that came later is not ticked.
        latest: The latest step, or None.
        problem: Why the latest step was not done, in sentences; empty when it was.
    """

    ticked: set[Seen] = field(default_factory=set)
    latest: ActionRecord | None = None
    problem: str = ""

    def toggle(self, seen: Seen) -> None:
        """Tick a suggestion, or take the tick off."""
        self.ticked ^= {seen}

    def tick(self, offers: Sequence[Offer]) -> None:
        """Tick all suggestions that are in sight; take their ticks off when they all have one."""
        in_sight = {offer.seen for offer in offers}
        self.ticked = self.ticked - in_sight if in_sight <= self.ticked else self.ticked | in_sight

    def accept(self, catalogue: Catalogue, offers: Sequence[Offer], person: str, holder: str) -> None:
        """Accept the suggestions that were on offer and are ticked."""
        self._do(lambda: catalogue.actions.accept_many([offer.seen for offer in self.taken(offers)], person, holder))

    def undo(self, catalogue: Catalogue, step: ActionRecord, person: str) -> None:
        """Take a step back."""
        self._do(lambda: catalogue.actions.undo(step.action_id, person))

    def redo(self, catalogue: Catalogue, step: ActionRecord, person: str) -> None:
        """Do a step again that was taken back."""
        self._do(lambda: catalogue.actions.redo(step.action_id, person))

    def taken(self, offers: Sequence[Offer]) -> list[Offer]:
        """Return the offers that are ticked."""
        return [offer for offer in offers if offer.seen in self.ticked]

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
    return tuple(Offer(row, seen, answer) for row, seen, answer in found if row.category is None)


def chosen_offers(offers: Sequence[Offer], category: str | None, least: float) -> tuple[Offer, ...]:
    """Return the offers of one answer that are sure enough.

    Args:
        offers: To choose from.
        category: What is suggested; None for all.
        least: The lowest confidence, 0..1.
    """
    return tuple(
        offer for offer in offers if category in (None, offer.answer.category) and offer.answer.confidence >= least
    )


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
    return f"{offered:,} of {found} {'matches' if offered == 1 else 'match'}. Tick those that are right."


def step_in_words(step: ActionRecord) -> str:
    """Return what a step did, in a sentence."""
    number = count_of(step.decisions, "suggestion", "suggestions")
    done = f"{number} taken back." if step.kind == UNDO else f"{number} accepted."
    if not step.skipped:
        return done
    left = count_of(step.skipped, "was", "were")
    return f"{done} {left} left alone: changed meanwhile, or on somebody else’s screen."


_OFFERS_A_PAGE, _EDGE = 24, 120


def show_many(catalogue: Catalogue, visit: ReviewVisit, wanted: ReviewFilter, person: str) -> None:
    """Show the suggestions that wait, let some be ticked, and accept these in one step.

    Nothing is ticked that a person has not ticked, or not seen.

    Args:
        catalogue: Has the items.
        visit: Names the window.
        wanted: Which items.
        person: Who decides; nothing can be accepted while it is empty.
    """
    steps: ManySteps = st.session_state.setdefault("review-many", ManySteps())
    _show_latest(catalogue, steps, person)
    waiting = all_offers(catalogue, wanted)
    offers = _ask_offers(waiting)
    st.markdown(offers_in_words(len(offers), len(waiting)))
    if not offers:
        return
    taken = steps.taken(offers)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.button(
            f"Accept {count_of(len(taken), 'suggestion', 'suggestions')}",
            type="primary",
            icon=":material/done_all:",
            on_click=steps.accept,
            args=(catalogue, offers, person, visit.holder),
            disabled=not (taken and person),
        )
        pages = -(-len(offers) // _OFFERS_A_PAGE)
        page = st.pagination(pages, key="offers") if pages > 1 else 1
        in_sight = offers[(page - 1) * _OFFERS_A_PAGE : page * _OFFERS_A_PAGE]
        st.button("Tick all in sight", icon=":material/select_all:", on_click=steps.tick, args=(in_sight,))
    _show_grid(steps, in_sight)


def _show_latest(catalogue: Catalogue, steps: ManySteps, person: str) -> None:
    if steps.problem:
        st.error(escape_markdown(f"{steps.problem} Nothing was changed: press the button again."))
    step = steps.latest
    if step is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check_circle: {step_in_words(step)}", width="content")
        again = step.kind == UNDO
        st.button(
            "Redo" if again else "Undo",
            icon=":material/redo:" if again else ":material/undo:",
            on_click=steps.redo if again else steps.undo,
            args=(catalogue, step, person),
            disabled=not person,
        )


def _ask_offers(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    left, right = st.columns(2)
    category = left.selectbox(
        "Suggested category",
        [*CATEGORIES, NONE_OF_THE_TEN],
        index=None,
        key="suggested",
        bind="query-params",
        placeholder="All categories",
    )
    least = right.slider("At least this sure", 0, 100, 50, step=5, format="%d %%", key="sure", bind="query-params")
    return chosen_offers(offers, category, least / 100)


def _show_grid(steps: ManySteps, offers: Sequence[Offer]) -> None:
    grid = st.grid("auto", min_column_width=_EDGE, gap="small")
    for offer in offers:
        row, key = offer.row, f"take-{offer.row.item_id}"
        with grid.cell(), st.container(gap="xxsmall"):
            show_thumbnail(row.photo_path, _EDGE, row.box, f"Photo of {row.sku}", instead=":material/hide_image:")
            st.session_state[key] = offer.seen in steps.ticked
            st.checkbox(f"**{offer.answer.category}**", key=key, on_change=steps.toggle, args=(offer.seen,))
            st.caption(f"{percent(offer.answer.confidence)} · {escape_markdown(shortened(row.sku))}")
