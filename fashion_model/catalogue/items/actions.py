"""Decisions: made, undone and redone, one alone or many in a step."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import AlreadyUndone, CannotUndo, ChangedMeanwhile, InvalidItem
from fashion_model.catalogue.items.changes import changed_meanwhile
from fashion_model.catalogue.items.records import (
    ACCEPT_MANY,
    CHANGE_MANY,
    REDO,
    UNDO,
    UNDONE,
    ActionRecord,
    DecisionRecord,
    Seen,
)
from fashion_model.catalogue.items.rows import decision_record, new_decision, same_again
from fashion_model.catalogue.items.states import lock_items, refresh, standing_decisions
from fashion_model.catalogue.names import clean_person, known_category
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import add_once, get_item, get_row, get_suggestion, in_steps, record_of
from fashion_model.catalogue.store.tables import Action, Decision, Item, ItemSuggestion, Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import ItemPhoto, ItemState, Lease


class Actions(Part):
    """Decisions on items, and steps of many decisions; each can be taken back."""

    def decide(
        self,
        item: str | Seen,
        category: str,
        person: str,
        *,
        photo_id: int | None = None,
        suggestion_id: int | None = None,
        holder: str = "",
    ) -> DecisionRecord:
        """Write down what a person decided; the item has this category from now on.

        Args:
            item: Its SKU; or what the person saw of it, so that nothing newer is overwritten.
            category: One of the ten, or ``NONE_OF_THE_TEN``.
            person: Who decides, 1 to 120 characters.
            photo_id: The stored photo that the person looked at; when omitted, the one that the item shows.
            suggestion_id: The suggestion for this photo that was on screen.
            holder: The window that has the item on screen, for an item that was seen.

        Raises:
            UnknownItem: No item has the SKU; it is never created silently.
            UnknownRecord: The item, the photo, or a suggestion for this photo, is not in the catalogue.
            ChangedMeanwhile: Somebody else decided on what was seen, or has it on screen; nothing was written.
            InvalidItem: The category is unknown, or the name is empty or too long.
        """
        category, person, now = known_category(category), clean_person(person), self._access.clock()
        suggestion: ItemSuggestion | Suggestion | None
        with self._access.writing() as session:
            row = get_row(session, Item, item.item_id, "item") if isinstance(item, Seen) else get_item(session, item)
            lock_items(session, [row.id])
            shown = _shown(session, row, item, holder, now) if isinstance(item, Seen) else None
            if photo_id is not None:
                suggestion = _tied(session, row, photo_id, suggestion_id)
            else:
                photo_id, suggestion = shown or (None, None)
            decision = new_decision(row.id, photo_id, suggestion, category, person, now)
            session.add(decision)
            refresh(session, [row.id])  # before the lease: in the order in which others lock them
            if isinstance(item, Seen):
                session.execute(delete(Lease).where(Lease.item_id == row.id))
            return told_decision(
                session, decision, suggestion.photos if isinstance(suggestion, ItemSuggestion) else None
            )

    def undo_decision(self, decision_id: int, person: str) -> DecisionRecord:
        """Take a decision back by adding a row; the item has the category it had without that decision.

        Raises:
            UnknownRecord: No decision has this number.
            CannotUndo: The row is itself an undo.
            AlreadyUndone: The decision was undone before.
            InvalidItem: The name is empty or too long.
        """
        person, now = clean_person(person), self._access.clock()
        with self._access.writing() as session:
            decision = get_row(session, Decision, decision_id, "decision")
            if decision.undoes is not None:
                raise CannotUndo
            undone = take_back(session, [decision], person, now)
            if not undone:
                raise AlreadyUndone
            return told_decision(session, undone[0])

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

    def change_many(self, wanted: Mapping[Seen, str], person: str, holder: str = "") -> ActionRecord:
        """Give each of these items its category; see ``accept_many``.

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
            standing = standing_among(session, numbers)
            return len(take_back(session, standing, action.person, action.created_at, action.id))

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
        query = select(Action, made).outerjoin(Decision, Decision.action_id == Action.id).group_by(Action.id)
        with self._access.reading() as session:
            found = session.execute(query.order_by(Action.id.desc()).limit(limit))
            return tuple(action_record(action, number) for action, number in found)

    def _decide_many(self, kind: str, categories: Mapping[Seen, str | None], person: str, holder: str) -> ActionRecord:
        """Decide on items as they were seen; without a category, what is suggested is accepted."""
        wanted = {seen.item_id: (seen, category) for seen, category in categories.items()}

        def change(session: Session, action: Action) -> int:
            lock_items(session, wanted)
            decided = []
            for some in in_steps(sorted(wanted)):
                for state, suggestion in session.execute(_free_items(some, holder, action.created_at)):
                    seen, category = wanted[state.item_id]
                    category = category or (suggestion.likeliest.category if suggestion else None)
                    if category and record_of(Seen, state) == seen:
                        who, when = action.person, action.created_at
                        numbers = state.item_id, state.photo_id
                        decided.append(new_decision(*numbers, suggestion, category, who, when, action_id=action.id))
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
            with self._access.writing() as session:
                action = new_action(session, kind, person, self._access.clock(), of_action)
                _refuse_delivery(action)
                number = change(session, action)
                return action_record(action, number, max(0, wanted - number))
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


def take_back(
    session: Session, decisions: Sequence[Decision], person: str, now: datetime, action_id: int | None = None
) -> Sequence[Decision]:
    """Take decisions back, as far as nobody else did meanwhile; returns the rows that do so."""
    lock_items(session, [decision.item_id for decision in decisions])
    undos = []
    for decision in standing_among(session, [decision.id for decision in decisions]):
        undo = same_again(decision, UNDONE, person, now, action_id)
        undo.undoes = decision.id
        undos.append(undo)
    session.add_all(undos)
    refresh(session, [undo.item_id for undo in undos])
    return undos


def take_back_step(session: Session, action: Action) -> int:
    """Take back what still stands of the step that ``action`` is about; returns how many decisions that were."""
    made = standing_decisions().where(Decision.action_id == action.of_action)
    return len(take_back(session, session.scalars(made).all(), action.person, action.created_at, action.id))


def make_again(session: Session, action: Action) -> int:
    """Make the decisions again that the undo took back that ``action`` is about; returns how many.

    Items on which something else was decided since then are left alone.
    """
    undone = select(Decision.undoes).where(Decision.action_id == action.of_action, Decision.undoes.is_not(None))
    earlier = session.scalars(select(Decision).where(Decision.id.in_(undone)).order_by(Decision.id)).all()
    items = sorted({decision.item_id for decision in earlier})
    lock_items(session, items)
    latest = {item: number for some in in_steps(items) for item, number in session.execute(_decided(some))}
    redos = []
    for decision in earlier:
        if (latest.get(decision.item_id) or 0) < decision.id:
            redo = same_again(decision, decision.kind, decision.person, action.created_at, action.id)
            redo.redoes = decision.id
            redos.append(redo)
    session.add_all(redos)
    refresh(session, [redo.item_id for redo in redos])
    return len(redos)


def action_record(action: Action, decisions: int, skipped: int = 0) -> ActionRecord:
    """Return a step with how many decisions it made or took back, and how many it left alone."""
    return record_of(ActionRecord, action, action_id=action.id, decisions=decisions, skipped=skipped)


def refuse_lease(lease: Lease | None, item: Item, holder: str, now: datetime) -> None:
    """Refuse to go on while another window has an item on screen.

    Raises:
        ChangedMeanwhile: One has.
    """
    if lease and lease.holder != holder and lease.expires_at > now:
        raise ChangedMeanwhile(f"{lease.person or 'Somebody else'} has {item.sku} open in Review just now")


def _shown(
    session: Session, item: Item, seen: Seen, holder: str, now: datetime
) -> tuple[int | None, ItemSuggestion | None]:
    """Return photo and suggestion that were on screen, unless something newer would be overwritten."""
    state = session.get_one(ItemState, item.id, populate_existing=True)
    refuse_lease(session.get(Lease, item.id), item, holder, now)
    if record_of(Seen, state) != seen:
        raise changed_meanwhile(session, item, seen)
    number = seen.item_suggestion_id
    return state.photo_id, session.get(ItemSuggestion, number) if number else None


def _tied(session: Session, item: Item, photo_id: int | None, suggestion_id: int | None) -> Suggestion | None:
    """Tie the photo that was looked at to the item; returns the suggestion for it that was on screen."""
    if photo_id is None:
        return None
    photo = get_row(session, Photo, photo_id, "photo")
    suggestion = get_suggestion(session, photo, suggestion_id)
    tie = {"item_id": item.id, "photo_id": photo.id, "delivery_id": None}
    add_once(session, ItemPhoto(**tie, suggestion_id=suggestion_id), select(ItemPhoto).filter_by(**tie).limit(1))
    return suggestion


def told_decision(session: Session, decision: Decision, photos: int | None = None) -> DecisionRecord:
    """Return a decision as a record; ``photos`` is the number that an item's suggestion was made from."""
    item = session.get_one(Item, decision.item_id)
    photo = session.get(Photo, decision.photo_id) if decision.photo_id else None
    said = session.get(Suggestion, decision.suggestion_id) if decision.suggestion_id else None
    of_item = session.get(ItemSuggestion, decision.item_suggestion_id) if decision.item_suggestion_id else None
    suggested = (getattr(of_item or said, "category", None), said.garment if said else None)
    return decision_record(decision, item, photo, suggested, photos=photos)


def standing_among(session: Session, numbers: Sequence[int]) -> list[Decision]:
    """Return those of these decisions that stand."""
    queries = (standing_decisions().where(Decision.id.in_(some)) for some in in_steps(numbers))
    return [decision for query in queries for decision in session.scalars(query)]


def _decided(item_ids: Sequence[int]) -> Select[int, int | None]:
    query = select(ItemState.item_id, ItemState.decision_id)
    return query.where(ItemState.item_id.in_(item_ids), ItemState.decision_id.is_not(None))


def _refuse_delivery(action: Action) -> None:
    if action.delivery_id is not None:
        raise InvalidItem("This step was about a whole delivery. Undo or restore the delivery instead.")


def _free_items(item_ids: Sequence[int], holder: str, now: datetime) -> Select[ItemState, ItemSuggestion]:
    """Return the query for the current state of items and what is suggested for them, without those others look at."""
    held = select(Lease.item_id).where(Lease.holder != holder, Lease.expires_at > now)
    return (
        select(ItemState, ItemSuggestion)
        .outerjoin(ItemSuggestion, ItemSuggestion.id == ItemState.item_suggestion_id)
        .where(ItemState.item_id.in_(item_ids), ItemState.item_id.not_in(held))
    )
