"""Changes of titles and codes: who, when, before and after, and their undo; what happened meanwhile."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from fashion_model.catalogue.errors import AlreadyUndone, ChangedMeanwhile
from fashion_model.catalogue.items.records import AUTOMATIC, CODE, TITLE, UNDONE, ChangeRecord, Seen
from fashion_model.catalogue.items.states import lock_items, refresh
from fashion_model.catalogue.names import clean_person, printable, search_text
from fashion_model.catalogue.review.codes import put_code
from fashion_model.catalogue.store.engine import Part
from fashion_model.catalogue.store.lookup import get_item, get_row, record_of
from fashion_model.catalogue.store.tables import Decision, Item, ItemSuggestion
from fashion_model.catalogue.store.tables_of_work import CategoryCode, Change


class Changes(Part):
    """What people changed beside categories; each change can be taken back as long as it stands."""

    def of_item(self, sku: str) -> tuple[ChangeRecord, ...]:
        """Return the changes of an item's title, newest first.

        Raises:
            UnknownItem: No item has the SKU.
        """
        with self._access.reading() as session:
            return _told(session, Change.item_id == get_item(session, sku).id)

    def of_codes(self) -> tuple[ChangeRecord, ...]:
        """Return the changes of the shop's codes, newest first."""
        with self._access.reading() as session:
            return _told(session, Change.kind == CODE)

    def undo(self, change_id: int, person: str) -> ChangeRecord:
        """Put back what stood before a change, by another change.

        Raises:
            UnknownRecord: There is no such change.
            AlreadyUndone: It was taken back before.
            ChangedMeanwhile: Something else stands by now; nothing is overwritten.
            InvalidItem: The name is empty or too long, or the earlier code is another category's by now.
        """
        person, now = clean_person(person), self._access.clock()
        try:
            with self._access.writing() as session:
                change = get_row(session, Change, change_id, "change")
                if change.item_id is not None:
                    lock_items(session, [change.item_id])
                if session.scalar(select(Change.id).where(Change.undoes == change.id)):
                    raise AlreadyUndone
                if _standing(session, change) != change.after:
                    raise latest_change(session, change.kind, change.item_id, change.category)
                _put_back(session, change, person, now)
                [undo, *_] = _told(session, Change.undoes == change.id)
                return undo
        except IntegrityError as error:  # a change is taken back at most once: the database sees to it
            raise AlreadyUndone from error


def change_title(
    session: Session,
    item: Item,
    title: str,
    person: str,
    now: datetime,
    *,
    delivery_id: int | None = None,
    undoes: int | None = None,
) -> None:
    """Give an item a title, and write down that somebody did; a title that it has already leaves no row.

    Args:
        session: With a transaction.
        item: Its row, locked.
        title: A clean one.
        person: Who does it.
        now: When.
        delivery_id: The list that brings the title, or None.
        undoes: The change that this one takes back, or None.
    """
    if item.title == title:
        return
    change = Change(kind=TITLE, item_id=item.id, category="", before=item.title, after=title, person=person)
    change.delivery_id, change.undoes, change.created_at = delivery_id, undoes, now
    session.add(change)
    item.title, item.search_text = title, search_text(item.sku, title)


def latest_change(session: Session, kind: str, item_id: int | None, category: str = "") -> ChangedMeanwhile:
    """Return, as the error that says so, who changed a title or a code last."""
    same = {"kind": kind, "item_id": item_id, "category": category}
    change = session.scalar(select(Change).filter_by(**same).order_by(Change.id.desc()).limit(1))
    if change is None:
        return ChangedMeanwhile("Somebody changed it")
    of = category if item_id is None else session.get_one(Item, item_id).sku
    into = f"to “{change.after}”" if change.after else "to nothing"
    return ChangedMeanwhile(f"{change.person} changed the {kind} of {of} {into}", change.created_at)


def changed_meanwhile(session: Session, item: Item, seen: Seen) -> ChangedMeanwhile:
    """Return, as the error that says so, what happened to an item since somebody saw it."""
    later = (Decision.item_id == item.id, Decision.id > (seen.decision_id or 0))
    decision = session.scalar(select(Decision).where(*later).order_by(Decision.id.desc()).limit(1))
    if decision:
        return ChangedMeanwhile(_done(item, decision), decision.created_at)
    newer = (ItemSuggestion.item_id == item.id, ItemSuggestion.id > (seen.item_suggestion_id or 0))
    suggestion = session.scalar(select(ItemSuggestion).where(*newer).order_by(ItemSuggestion.id.desc()).limit(1))
    if suggestion:
        done = f"New photos of {item.sku} came, and the network suggests {suggestion.category}"
        return ChangedMeanwhile(done, suggestion.created_at)
    return ChangedMeanwhile(f"A delivery with photos of {item.sku} was taken back or restored")


def _done(item: Item, decision: Decision) -> str:
    if decision.kind == UNDONE:
        return f"{decision.person} took {decision.category} back on {item.sku}"
    who = "The network" if decision.kind == AUTOMATIC else decision.person
    return f"{who} changed {item.sku} to {decision.category}"


def _standing(session: Session, change: Change) -> str:
    """Return what stands now where a change was made."""
    if change.item_id is not None:
        return session.get_one(Item, change.item_id, populate_existing=True).title
    code = session.get(CategoryCode, change.category)
    return code.code if code else ""


def _put_back(session: Session, change: Change, person: str, now: datetime) -> None:
    if change.item_id is None:
        put_code(session, change.category, change.before, person, now, undoes=change.id)
        session.flush()
        return
    change_title(session, session.get_one(Item, change.item_id), change.before, person, now, undoes=change.id)
    refresh(session, [change.item_id])


def _told(session: Session, condition: ColumnElement[bool]) -> tuple[ChangeRecord, ...]:
    undo = aliased(Change)
    query = (
        select(Change, Item.sku, undo.id)
        .outerjoin(Item, Item.id == Change.item_id)
        .outerjoin(undo, undo.undoes == Change.id)
        .where(condition)
        .order_by(Change.id.desc())
    )
    return tuple(
        record_of(ChangeRecord, row, change_id=row.id, sku=printable(sku or ""), undone=undone_by is not None)
        for row, sku, undone_by in session.execute(query)
    )
