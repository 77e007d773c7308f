"""What a person has to look at: in an order that helps, never the same item for two people at once."""

from collections.abc import Set
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Select, case, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import ChangedMeanwhile
from fashion_model.catalogue.items.actions import decision_on
from fashion_model.catalogue.items.records import TO_AUDIT, TO_REVIEW, CatalogueRow, DecisionRecord, Seen, SimilarItem
from fashion_model.catalogue.items.rows import box_of, decision_record, picture_of
from fashion_model.catalogue.items.search import Search, catalogue_row, ids_found, items_with_state
from fashion_model.catalogue.items.similar import similar_items
from fashion_model.catalogue.items.states import lock_items, refresh, seen_of
from fashion_model.catalogue.names import clean_person, known_category
from fashion_model.catalogue.review.records import ReviewItem, ReviewPhoto
from fashion_model.catalogue.store.access import Access
from fashion_model.catalogue.store.engine import reading, writing
from fashion_model.catalogue.store.lookup import get_row
from fashion_model.catalogue.store.tables import Item, ItemSuggestion, ItemSuggestionPart, Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import Delivery, ItemState, Lease
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN

LEASE = timedelta(minutes=5)
"""How long an item stays with a person who does nothing."""
LEAST_SURE, GROUPED = "least sure first", "one question after the other"


class ReviewQueue:
    """The review queue of one catalogue; made by ``open_catalogue``."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def waiting(self, wanted: Search | None = None) -> dict[str, int]:
        """Return how many items are to be reviewed, by question, the largest group first.

        Args:
            wanted: Which items; status and order do not count.
        """
        number = func.count(ItemState.item_id)
        question = _groups(wanted, number).order_by(number.desc(), ItemState.question)
        with reading(self._access.engine) as session:
            return dict(session.execute(question).all())

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
        with writing(self._access.engine) as session:
            held = select(Lease.item_id).where(Lease.holder != holder, Lease.expires_at > now)
            question = (
                ids_found(_any_status(wanted))
                .where(_to_review(), ItemState.item_id.not_in(held), ItemState.item_id.not_in(without))
                .order_by(*_order(session, wanted, order, holder, now))
                .limit(1)
                .with_for_update(of=ItemState, skip_locked=True)
            )
            item_id = session.scalar(question)
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
        with writing(self._access.engine) as session:
            item = get_row(session, Item, item_id, "item")
            lock_items(session, [item.id])
            lease = session.get(Lease, item.id)
            if lease and lease.holder != holder and lease.expires_at > now:
                raise ChangedMeanwhile(item.sku, lease.person or "Somebody else")
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
        with reading(self._access.engine) as session:
            get_row(session, Item, sku_item_id, "item")
            return self._review_item(session, sku_item_id)

    def release(self, holder: str) -> None:
        """Let others have what this window has on screen."""
        with writing(self._access.engine) as session:
            session.execute(delete(Lease).where(Lease.holder == holder))

    def decide(self, seen: Seen, category: str, person: str, holder: str = "") -> DecisionRecord:
        """Write down what a person decided on an item that was on screen.

        Args:
            seen: What was on screen.
            category: One of the ten, or ``NONE_OF_THE_TEN``.
            person: Who decides.
            holder: The window that had it.

        Raises:
            ChangedMeanwhile: Somebody else decided on it, or has it on screen; nothing was written.
            UnknownRecord: There is no such item.
            InvalidItem: The category is unknown, or the name is empty or too long.
        """
        category, person, now = known_category(category), clean_person(person), self._access.clock()
        with writing(self._access.engine) as session:
            item = get_row(session, Item, seen.item_id, "item")
            lock_items(session, [item.id])
            state = session.get_one(ItemState, item.id, populate_existing=True)
            self._refuse_overwriting(session, item, state, seen, holder)
            suggestion = session.get(ItemSuggestion, seen.item_suggestion_id) if seen.item_suggestion_id else None
            decision = decision_on(state, suggestion, category, person, now)
            session.add(decision)
            refresh(session, [item.id])  # before the lease: in the order in which others lock them
            session.execute(delete(Lease).where(Lease.item_id == item.id))
            photo = session.get(Photo, decision.photo_id) if decision.photo_id else None
            return decision_record(decision, item, photo, photos=suggestion.photos if suggestion else None)

    def suggested(self, wanted: Search, limit: int = 1000) -> tuple[tuple[CatalogueRow, Seen, str], ...]:
        """Return the items that a search finds for which something is suggested, for a look before they are accepted.

        Returns:
            What each has now, what was seen of it, and the suggestion; the surest first.

        Raises:
            InvalidItem: Category, status or order is unknown.
        """
        question = (
            items_with_state()
            .join(ItemSuggestion, ItemSuggestion.id == ItemState.item_suggestion_id)
            .add_columns(ItemSuggestion.category)
            .where(ItemState.item_id.in_(ids_found(wanted)))
            .order_by(ItemState.confidence.desc(), ItemState.item_id)
            .limit(limit)
        )
        with reading(self._access.engine) as session:
            return tuple(
                (catalogue_row(row[:4], self._access.photos_dir), seen_of(row[1]), row[4])  # type: ignore[arg-type]
                for row in session.execute(question)
            )

    def similar(self, item_id: int, limit: int = 6) -> tuple[SimilarItem, ...]:
        """Return the confirmed items whose photos look most like this item's, most similar first."""
        with reading(self._access.engine) as session:
            return similar_items(session, self._access.photos_dir, item_id, limit)

    def _refuse_overwriting(self, session: Session, item: Item, state: ItemState, seen: Seen, holder: str) -> None:
        lease = session.get(Lease, item.id)
        if lease and lease.holder != holder and lease.expires_at > self._access.clock():
            raise ChangedMeanwhile(item.sku, lease.person or "Somebody else")
        if seen_of(state) != seen:
            raise ChangedMeanwhile(item.sku, state.person or "Somebody else")

    def _review_item(self, session: Session, item_id: int) -> ReviewItem:
        row, state = _row_of(session, item_id, self._access)
        suggestion = get_row(session, ItemSuggestion, state.item_suggestion_id or 0, "suggestion for this item")
        delivery = session.get(Delivery, suggestion.delivery_id) if suggestion.delivery_id else None
        photos = session.execute(_photos_of(suggestion.id)).all()
        return ReviewItem(
            row=row,
            seen=seen_of(state),
            answers=answers_of(suggestion.probabilities, suggestion.scope),
            suggested=suggestion.category,
            reason=_reason(state, suggestion),
            photos=tuple(_review_photo(photo, said, self._access) for photo, said in photos),
            delivery=delivery.name if delivery else "",
        )


def answers_of(probabilities: list[float], scope: float) -> tuple[tuple[str, float], ...]:
    """Return the ten categories and ``NONE_OF_THE_TEN`` with their probabilities, likeliest first.

    Args:
        probabilities: Of the ten, if the item is one of them, in the order of ``CATEGORIES``.
        scope: How probable that is, 0..1.
    """
    shares = [(name, share * scope) for name, share in zip(CATEGORIES, probabilities, strict=True)]
    return tuple(sorted([*shares, (NONE_OF_THE_TEN, 1 - scope)], key=lambda one: -one[1]))


def _reason(state: ItemState, suggestion: ItemSuggestion) -> str:
    if state.status == TO_AUDIT:
        return "A spot check: chance picked this item, to see whether answers that stand without a person are right."
    if state.status == TO_REVIEW and state.category is not None:
        return f"It was decided as {state.category}, but photos that came later say {suggestion.category}."
    if state.status == TO_REVIEW:
        return suggestion.reason or "Its automatic answer was taken back."
    return suggestion.reason


def _to_review():  # type: ignore[no-untyped-def]
    return ItemState.status.in_((TO_REVIEW, TO_AUDIT))


def _any_status(wanted: Search | None) -> Search:
    return replace(wanted or Search(), status=None)


def _groups(wanted: Search | None, number):  # type: ignore[no-untyped-def]
    """Return the question for the groups of items that are to be reviewed, and for a number of each."""
    found = ids_found(_any_status(wanted)).where(_to_review())
    return found.with_only_columns(ItemState.question, number).group_by(ItemState.question)


def _order(session: Session, wanted: Search | None, order: str, holder: str, now):  # type: ignore[no-untyped-def]
    own = select(Lease.item_id).where(Lease.holder == holder, Lease.expires_at > now)
    first = [ItemState.item_id.in_(own).desc()]
    sure = [ItemState.confidence, ItemState.item_id]
    sizes = dict(session.execute(_groups(wanted, func.count(ItemState.item_id))).all()) if order == GROUPED else {}
    if not sizes:
        return [*first, *sure]
    # Counted before: within the order, PostgreSQL would count the group of each item anew.
    return [*first, case(sizes, value=ItemState.question, else_=0).desc(), ItemState.question, *sure]


def _row_of(session: Session, item_id: int, access: Access) -> tuple[CatalogueRow, ItemState]:
    row = session.execute(items_with_state().where(Item.id == item_id)).one()
    return catalogue_row(row, access.photos_dir), row[1]


def _photos_of(item_suggestion_id: int) -> Select[Photo, Suggestion]:
    return (
        select(Photo, Suggestion)
        .join(Suggestion, Suggestion.photo_id == Photo.id)
        .join(ItemSuggestionPart, ItemSuggestionPart.suggestion_id == Suggestion.id)
        .where(ItemSuggestionPart.item_suggestion_id == item_suggestion_id)
        .order_by(ItemSuggestionPart.place)
    )


def _review_photo(photo: Photo, said: Suggestion, access: Access) -> ReviewPhoto:
    return ReviewPhoto(
        path=access.photos_dir / photo.stored_name,
        file_name=photo.file_name,
        category=said.category,
        confidence=said.confidence,
        reason=said.reason,
        picture=picture_of(said),
        box=box_of(said.box),
    )
