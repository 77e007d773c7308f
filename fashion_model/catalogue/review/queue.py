"""Review queue: items to look at, leased to one window at a time."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.items.actions import refuse_lease
from fashion_model.catalogue.items.details import photos_suggested_from
from fashion_model.catalogue.items.records import TO_AUDIT, TO_REVIEW, CatalogueRow, Seen, SimilarItem
from fashion_model.catalogue.items.rows import picture_of
from fashion_model.catalogue.items.search import Search, catalogue_row, ids_found, items_with_state
from fashion_model.catalogue.items.similar import similar_items
from fashion_model.catalogue.items.states import lock_items
from fashion_model.catalogue.review.records import ReviewItem, ReviewPhoto
from fashion_model.catalogue.store.engine import Access, Part
from fashion_model.catalogue.store.lookup import get_row, record_of
from fashion_model.catalogue.store.tables import Item, ItemSuggestion
from fashion_model.catalogue.store.tables_of_work import Delivery, ItemState, Lease
from fashion_model.serving.decision import RankedAnswer

LEASE = timedelta(minutes=5)
"""How long an item stays with a person who does nothing."""
LEAST_SURE, GROUPED = "least sure first", "one question after the other"


class ReviewQueue(Part):
    """The review queue of one catalogue; made by ``open_catalogue``."""

    def waiting(self, wanted: Search | None = None) -> dict[str, int]:
        """Return how many items are to be reviewed, by question, the largest group first.

        Args:
            wanted: Which items; status and order do not count.
        """
        number = func.count(ItemState.item_id)
        query = _groups(wanted, number).order_by(number.desc(), ItemState.question)
        with self._access.reading() as session:
            return dict(session.execute(query).all())

    def next(
        self,
        holder: str,
        person: str,
        wanted: Search | None = None,
        order: str = LEAST_SURE,
        without: Set[int] = frozenset(),
    ) -> ReviewItem | None:
        """Return the next item to look at; for five minutes nobody else gets it.

        An item that this window has on screen already is returned again.

        Args:
            holder: Names the window that asks.
            person: Who looks.
            wanted: Which items; status and order do not count.
            order: ``LEAST_SURE``, or ``GROUPED``: the largest group first, within it the least sure.
            without: Numbers of items that were skipped.
        """
        while True:
            try:
                return self._next(holder, person, wanted, order, without)
            except IntegrityError:  # another window took the item at the same moment
                continue

    def _next(
        self, holder: str, person: str, wanted: Search | None, order: str, without: Set[int]
    ) -> ReviewItem | None:
        now = self._access.clock()
        with self._access.writing() as session:
            held = select(Lease.item_id).where(Lease.holder != holder, Lease.expires_at > now)
            query = (
                ids_found(_any_status(wanted))
                .where(_to_review(), ItemState.item_id.not_in(held), ItemState.item_id.not_in(without))
                .order_by(*_order(session, wanted, order, holder, now))
                .limit(1)
                .with_for_update(of=ItemState, skip_locked=True)
            )
            item_id = session.scalar(query)
            session.execute(delete(Lease).where(or_(Lease.holder == holder, Lease.expires_at <= now)))
            if item_id is None:
                return None
            session.add(Lease(item_id=item_id, holder=holder, person=person, expires_at=now + LEASE))
            session.flush()
            return self._review_item(session, item_id)

    def hold(self, item_id: int, holder: str, person: str) -> ReviewItem:
        """Return an item to look at again, such as one whose decision was taken back; as ``next``, for five minutes.

        Args:
            item_id: The item.
            holder: Names the window that asks.
            person: Who looks.

        Raises:
            UnknownRecord: No item has this number, or nothing was suggested for it.
            ChangedMeanwhile: Somebody else has it on screen.
        """
        try:
            return self._hold(item_id, holder, person)
        except IntegrityError:  # another window took the item at the same moment
            return self._hold(item_id, holder, person)

    def _hold(self, item_id: int, holder: str, person: str) -> ReviewItem:
        now = self._access.clock()
        with self._access.writing() as session:
            item = get_row(session, Item, item_id, "item")
            lock_items(session, [item.id])
            refuse_lease(session.get(Lease, item.id), item, holder, now)
            session.execute(delete(Lease).where(or_(Lease.holder == holder, Lease.item_id == item.id)))
            session.expire_all()
            session.add(Lease(item_id=item.id, holder=holder, person=person, expires_at=now + LEASE))
            session.flush()
            return self._review_item(session, item.id)

    def item(self, sku_item_id: int) -> ReviewItem:
        """Return an item as the review shows it, whether or not it has to be looked at.

        Raises:
            UnknownRecord: No item has this number, or nothing was suggested for it.
        """
        with self._access.reading() as session:
            get_row(session, Item, sku_item_id, "item")
            return self._review_item(session, sku_item_id)

    def release(self, holder: str) -> None:
        """Let others have what this window has on screen."""
        with self._access.writing() as session:
            session.execute(delete(Lease).where(Lease.holder == holder))

    def suggested(self, wanted: Search, limit: int = 1000) -> tuple[tuple[CatalogueRow, Seen, RankedAnswer], ...]:
        """Return the items that a search finds for which something is suggested, for a look before they are accepted.

        Returns:
            The current state of each, what was seen of it, and the likeliest answer; the surest first.

        Raises:
            InvalidItem: Category, status or order is unknown.
        """
        query = (
            items_with_state()
            .join(ItemSuggestion, ItemSuggestion.id == ItemState.item_suggestion_id)
            .add_columns(ItemSuggestion)
            .where(ItemState.item_id.in_(ids_found(wanted)))
            .order_by(_likeliest_confidence().desc(), ItemState.item_id)
            .limit(limit)
        )
        with self._access.reading() as session:
            return tuple(
                (catalogue_row(row[:4], self._access.photos_dir), record_of(Seen, row[1]), row[4].likeliest)  # type: ignore[arg-type]
                for row in session.execute(query)
            )

    def similar(self, item_id: int, limit: int = 6) -> tuple[SimilarItem, ...]:
        """Return the confirmed items whose photos look most like this item's, most similar first."""
        with self._access.reading() as session:
            return similar_items(session, self._access.photos_dir, item_id, limit)

    def _review_item(self, session: Session, item_id: int) -> ReviewItem:
        row, state = _row_of(session, item_id, self._access)
        suggestion = get_row(session, ItemSuggestion, state.item_suggestion_id or 0, "suggestion for this item")
        delivery = session.get(Delivery, suggestion.delivery_id) if suggestion.delivery_id else None
        photos = session.execute(photos_suggested_from(suggestion.id)).all()
        return ReviewItem(
            row=row,
            seen=record_of(Seen, state),
            answers=suggestion.answers,
            reason=_reason(state, suggestion),
            photos=tuple(
                record_of(
                    ReviewPhoto,
                    said,
                    path=self._access.photos_dir / photo.stored_name,
                    file_name=photo.file_name,
                    category=said.likeliest.category,
                    confidence=said.likeliest.confidence,
                    picture=picture_of(said),
                )
                for photo, said in photos
            ),
            delivery=delivery.name if delivery else "",
        )


def _likeliest_confidence() -> ColumnElement[float]:
    """Return the probability of what is suggested: one of the ten, or none of them; as ``rank_answers`` has it."""
    outside = 1 - ItemSuggestion.scope
    return case((outside > ItemSuggestion.confidence, outside), else_=ItemSuggestion.confidence)


def _reason(state: ItemState, suggestion: ItemSuggestion) -> str:
    if state.status == TO_AUDIT:
        return "A spot check: chance picked this item, to see whether answers that stand without a person are right."
    if state.status == TO_REVIEW and state.category is not None:
        return f"It was decided as {state.category}, but photos that came later say {suggestion.likeliest.category}."
    if state.status == TO_REVIEW:
        return suggestion.reason or "Its automatic answer was taken back."
    return suggestion.reason


def _to_review() -> ColumnElement[bool]:
    return ItemState.status.in_((TO_REVIEW, TO_AUDIT))


def _any_status(wanted: Search | None) -> Search:
    return replace(wanted or Search(), status=None)


def _groups(wanted: Search | None, number: ColumnElement[int]) -> Select[str, int]:
    """Return the query for the groups of items that are to be reviewed, and for a number of each."""
    found = ids_found(_any_status(wanted)).where(_to_review())
    return found.with_only_columns(ItemState.question, number).group_by(ItemState.question)


def _order(session: Session, wanted: Search | None, order: str, holder: str, now: datetime) -> list[Any]:
    own = select(Lease.item_id).where(Lease.holder == holder, Lease.expires_at > now)
    first = [ItemState.item_id.in_(own).desc()]
    sure = [ItemState.suggested_confidence, ItemState.item_id]
    sizes = dict(session.execute(_groups(wanted, func.count(ItemState.item_id))).all()) if order == GROUPED else {}
    if not sizes:
        return [*first, *sure]
    # Counted before: within the order, PostgreSQL would count the group of each item anew.
    return [*first, case(sizes, value=ItemState.question, else_=0).desc(), ItemState.question, *sure]


def _row_of(session: Session, item_id: int, access: Access) -> tuple[CatalogueRow, ItemState]:
    row = session.execute(items_with_state().where(Item.id == item_id)).one()
    return catalogue_row(row, access.photos_dir), row[1]
