"""Steps that make or take back many decisions at once; each is itself written down, and can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import AlreadyUndone, InvalidItem
from fashion_model.catalogue.items.records import ACCEPT_MANY, CHANGE_MANY, REDO, UNDO, ActionRecord, Seen
from fashion_model.catalogue.items.rows import kind_of, new_item_decision, new_redo, new_undo
from fashion_model.catalogue.items.states import lock_items, refresh, standing_decisions
from fashion_model.catalogue.names import clean_person, known_category
from fashion_model.catalogue.store.access import Access
from fashion_model.catalogue.store.engine import reading, writing
from fashion_model.catalogue.store.lookup import get_row, in_steps
from fashion_model.catalogue.store.tables import Action, Decision, ItemSuggestion
from fashion_model.catalogue.store.tables_of_work import ItemState, Lease


class Actions:
    """The steps of one catalogue; made by ``open_catalogue``."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def accept_many(self, seen: Sequence[Seen], person: str, holder: str = "") -> ActionRecord:
        """Accept what is suggested for each of these items.

        Items that changed since they were seen, or that somebody else has on screen, are left alone.

        Args:
            seen: What was on screen; items without a suggestion are left alone.
            person: Who decides.
            holder: The window that asks; what it has on screen itself is not in its way.

        Raises:
            InvalidItem: The name is empty or too long.
        """
        return self._decide_many(ACCEPT_MANY, dict.fromkeys(seen), person, holder)

    def change_many(self, seen: Sequence[Seen], category: str, person: str, holder: str = "") -> ActionRecord:
        """Give each of these items a category; see ``accept_many``.

        Raises:
            InvalidItem: The category is unknown, or the name is empty or too long.
        """
        return self._decide_many(CHANGE_MANY, dict.fromkeys(seen, known_category(category)), person, holder)

    def change_each(self, wanted: Mapping[Seen, str], person: str, holder: str = "") -> ActionRecord:
        """Give each of these items a category of its own; see ``accept_many``.

        Raises:
            InvalidItem: A category is unknown, or the name is empty or too long.
        """
        known = {seen: known_category(category) for seen, category in wanted.items()}
        return self._decide_many(CHANGE_MANY, known, person, holder)

    def undo_decisions(self, decision_ids: Sequence[int], person: str) -> ActionRecord:
        """Take a selection of decisions back; those that do not stand any more are left alone.

        Raises:
            InvalidItem: The name is empty or too long.
        """
        numbers = sorted(set(decision_ids))

        def change(session: Session, action: Action) -> int:
            question = standing_decisions()
            parts = (session.scalars(question.where(Decision.id.in_(some))).all() for some in in_steps(numbers))
            return take_back(session, [decision for part in parts for decision in part], action)

        return self._step(UNDO, person, change, len(numbers))

    def undo(self, action_id: int, person: str) -> ActionRecord:
        """Take all decisions back that a step made and that still stand.

        Raises:
            UnknownRecord: There is no such step.
            AlreadyUndone: It was taken back before.
            InvalidItem: The name is empty or too long, or the step is itself an undo, which ``redo`` takes back, or one
                of a whole delivery.
        """
        return self._step(UNDO, person, take_back_step, 0, action_id)

    def redo(self, action_id: int, person: str) -> ActionRecord:
        """Make the decisions again that an undo took back; items that were decided on meanwhile are left alone.

        Raises:
            UnknownRecord: There is no such step.
            AlreadyUndone: It was done again before.
            InvalidItem: The name is empty or too long, or the step is not an undo, or one of a whole delivery.
        """
        return self._step(REDO, person, make_again, 0, action_id)

    def latest(self, limit: int = 20) -> tuple[ActionRecord, ...]:
        """Return the latest steps, newest first."""
        made = func.count(Decision.id)
        question = (
            select(Action, made)
            .outerjoin(Decision, Decision.action_id == Action.id)
            .group_by(Action.id)
            .order_by(Action.id.desc())
            .limit(limit)
        )
        with reading(self._access.engine) as session:
            return tuple(_record(action, number, 0) for action, number in session.execute(question))

    def _decide_many(self, kind: str, categories: Mapping[Seen, str | None], person: str, holder: str) -> ActionRecord:
        """Decide on items as they were seen; without a category, what is suggested is accepted."""
        wanted = {seen.item_id: (seen, category) for seen, category in categories.items()}

        def change(session: Session, action: Action) -> int:
            lock_items(session, wanted)
            decided = []
            for some in in_steps(sorted(wanted)):
                for state, suggestion in session.execute(_free_items(some, holder, action.created_at)):
                    seen, category = wanted[state.item_id]
                    category = category or (suggestion.category if suggestion else None)
                    if category and _is_as_seen(state, seen):
                        decision = decision_on(state, suggestion, category, action.person, action.created_at)
                        decision.action_id = action.id
                        decided.append(decision)
            session.add_all(decided)
            refresh(session, [decision.item_id for decision in decided])
            return len(decided)

        return self._step(kind, person, change, len(wanted))

    def _step(
        self,
        kind: str,
        person: str,
        change: Callable[[Session, Action], int],
        wanted: int,
        of_action: int | None = None,
    ) -> ActionRecord:
        """Write a step down and do it, all or nothing; ``change`` returns for how many decisions it did."""
        person = clean_person(person)
        try:
            with writing(self._access.engine) as session:
                action = new_action(session, kind, person, self._access.clock(), of_action)
                _refuse_delivery(action)
                number = change(session, action)
                return _record(action, number, max(0, wanted - number))
        except IntegrityError as error:  # a step is taken back at most once: the database sees to it
            raise AlreadyUndone from error


def new_action(
    session: Session,
    kind: str,
    person: str,
    now: datetime,
    of_action: int | None = None,
    delivery_id: int | None = None,
) -> Action:
    """Write a step down.

    Args:
        session: With a transaction.
        kind: One of ``ACTION_KINDS``.
        person: Who does it.
        now: When.
        of_action: The step that this one takes back, or None.
        delivery_id: The delivery that it takes back, or None.

    Raises:
        UnknownRecord: There is no such earlier step.
        InvalidItem: An undo is to be undone, or something else to be done again.
        AlreadyUndone: The earlier step was taken back before.
    """
    action = Action(kind=kind, person=person, created_at=now, delivery_id=delivery_id)
    if of_action is not None:
        earlier = get_row(session, Action, of_action, "step")
        if (earlier.kind == UNDO) != (kind == REDO):
            raise InvalidItem("Only an undo can be done again, and only other steps can be undone.")
        if session.scalar(select(Action.id).where(Action.of_action == earlier.id)):
            raise AlreadyUndone
        action.of_action, action.delivery_id = earlier.id, earlier.delivery_id
    session.add(action)
    session.flush()
    return action


def take_back(session: Session, decisions: Sequence[Decision], action: Action) -> int:
    """Take decisions back as part of a step, as far as nobody else did meanwhile; returns how many."""
    lock_items(session, [decision.item_id for decision in decisions])
    numbers = [decision.id for decision in decisions]
    parts = (session.scalars(standing_decisions().where(Decision.id.in_(some))).all() for some in in_steps(numbers))
    standing = [decision for part in parts for decision in part]
    session.add_all(new_undo(decision, action.person, action.created_at, action.id) for decision in standing)
    refresh(session, [decision.item_id for decision in standing])
    return len(standing)


def take_back_step(session: Session, action: Action) -> int:
    """Take back what still stands of the step that ``action`` is about; returns how many decisions that were."""
    made = standing_decisions().where(Decision.action_id == action.of_action)
    return take_back(session, session.scalars(made).all(), action)


def make_again(session: Session, action: Action) -> int:
    """Make the decisions again that the undo took back that ``action`` is about; returns how many.

    Items on which something else was decided since then are left alone.
    """
    undone = select(Decision.undoes).where(Decision.action_id == action.of_action, Decision.undoes.is_not(None))
    earlier = session.scalars(select(Decision).where(Decision.id.in_(undone)).order_by(Decision.id)).all()
    items = sorted({decision.item_id for decision in earlier})
    lock_items(session, items)
    latest = {item: number or 0 for some in in_steps(items) for item, number in session.execute(_decided(some))}
    again = [decision for decision in earlier if latest.get(decision.item_id, 0) < decision.id]
    session.add_all(new_redo(decision, action.created_at, action.id) for decision in again)
    refresh(session, [decision.item_id for decision in again])
    return len(again)


def _decided(item_ids: Sequence[int]) -> Select[int, int | None]:
    question = select(ItemState.item_id, ItemState.decision_id)
    return question.where(ItemState.item_id.in_(item_ids), ItemState.decision_id.is_not(None))


def _refuse_delivery(action: Action) -> None:
    if action.delivery_id is not None:
        raise InvalidItem("This step was about a whole delivery. Take the delivery back, or bring it back, instead.")


def _free_items(item_ids: Sequence[int], holder: str, now: datetime) -> Select[ItemState, ItemSuggestion]:
    """Return the question for what items have now and is suggested for them, without those that others look at."""
    held = select(Lease.item_id).where(Lease.holder != holder, Lease.expires_at > now)
    return (
        select(ItemState, ItemSuggestion)
        .outerjoin(ItemSuggestion, ItemSuggestion.id == ItemState.item_suggestion_id)
        .where(ItemState.item_id.in_(item_ids), ItemState.item_id.not_in(held))
    )


def _is_as_seen(state: ItemState, seen: Seen) -> bool:
    return (state.decision_id, state.item_suggestion_id) == (seen.decision_id, seen.item_suggestion_id)


def decision_on(
    state: ItemState, suggestion: ItemSuggestion | None, category: str, person: str, now: datetime
) -> Decision:
    """Return the row of a person's decision on what an item has now."""
    if suggestion is not None:
        kind = kind_of(category, suggestion.category)
        return new_item_decision(suggestion, state.photo_id, category, kind, person, now)
    return Decision(
        item_id=state.item_id,
        photo_id=state.photo_id,
        category=category,
        kind=kind_of(category, None),
        person=person,
        model_version="",
        created_at=now,
    )


def _record(action: Action, decisions: int, skipped: int) -> ActionRecord:
    return ActionRecord(action.id, action.kind, action.person, action.created_at, decisions, skipped)
