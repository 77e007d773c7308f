"""Work on deliveries: leases, the next photos, and results of items."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fashion_model.catalogue.deliveries.deliveries import finish_if_done
from fashion_model.catalogue.deliveries.records import CLASSIFIED, REFUSED, RUNNING, WAITING, DeliveryRecord, FileGroup
from fashion_model.catalogue.deliveries.rows import delivery_record
from fashion_model.catalogue.items.copies import Copies
from fashion_model.catalogue.items.records import AUTOMATIC, BY_ITSELF
from fashion_model.catalogue.items.rows import keep_suggestion, new_decision, new_item
from fashion_model.catalogue.items.states import lock_items, refresh
from fashion_model.catalogue.review.records import question_of
from fashion_model.catalogue.store.engine import Access, Part
from fashion_model.catalogue.store.lookup import add_once
from fashion_model.catalogue.store.photos import PreparedPhoto, keep_photo
from fashion_model.catalogue.store.tables import Item, ItemSuggestion, ItemSuggestionPart, Suggestion
from fashion_model.catalogue.store.tables_of_work import Delivery, DeliveryFile, ItemPhoto, ItemState
from fashion_model.serving.classifier import Classification
from fashion_model.serving.combine import CombinedSuggestion, PhotoEvidence, combine

_COMBINED = (
    *("category", "confidence", "second_category", "second_confidence", "scope"),
    *("status", "reason", "threshold", "photos", "disagree"),
)
"""What the network says of all photos of an item together, kept as it is."""


@dataclass(frozen=True)
class ClassifiedFile:
    """A file of a delivery that is a photo."""

    file_id: int
    """The file."""
    photo: PreparedPhoto
    """What is kept of it."""
    classification: Classification
    """What the network says of its item."""
    remark: str = ""
    """What the file lacks although it is judged, in a sentence."""


@dataclass(frozen=True)
class Audit:
    """Random audit: whether a person looks at an item although it needs no check."""

    picked: bool
    """Whether it picked this item."""
    share: float
    """How likely that was, 0..1."""


@dataclass(frozen=True)
class RefusedFile:
    """A file of a delivery that is no photo that is accepted."""

    file_id: int
    """The file."""
    reason: str
    """Why, in a sentence."""


@dataclass(frozen=True)
class FinishedGroup:
    """What became of the photos of one item."""

    group: FileGroup
    """The photos."""
    results: Sequence[ClassifiedFile | RefusedFile]
    """One each."""
    audit: Audit
    """Whether a person looks at the item although it needs no check."""


class DeliveryWork(Part):
    """The work that deliveries leave to be done; a process does it for one delivery at a time.

    Args:
        access: The catalogue's data.
        copies: Finds photos that look like copies.
        worker: Names this process.
        lease_s: How long a process that shows no sign of life keeps a delivery, in seconds.
    """

    def __init__(self, access: Access, copies: Copies, worker: str, lease_s: float = 15) -> None:
        super().__init__(access)
        self._copies = copies
        self._worker = worker
        self._lease = timedelta(seconds=lease_s)

    def claim(self) -> DeliveryRecord | None:
        """Return a running delivery on which nobody else works, the oldest first; it is this process's from now on."""
        now = self._access.clock()
        free = or_(Delivery.worker == self._worker, Delivery.worker_until.is_(None), Delivery.worker_until <= now)
        query = select(Delivery).where(Delivery.state == RUNNING, free).order_by(Delivery.id).limit(1)
        with self._access.reading() as session:
            if session.scalar(query) is None:
                return None  # without waiting for writers, as this is asked all the time
        with self._access.writing() as session:
            delivery = session.scalar(query.with_for_update(skip_locked=True, key_share=True))
            if delivery is None:
                return None
            delivery.worker, delivery.worker_until = self._worker, now + self._lease
            finish_if_done(session, delivery, now)
            return delivery_record(delivery) if delivery.state == RUNNING else None

    def is_ours(self, delivery_id: int) -> bool:
        """Return whether the work on a delivery goes on here: not paused, taken back, or given to somebody else."""
        query = select(Delivery.worker, Delivery.state).where(Delivery.id == delivery_id)
        with self._access.reading() as session:
            worker, state = session.execute(query).one()
        return worker == self._worker and state == RUNNING

    def keep(self, delivery_id: int) -> bool:
        """Keep a delivery for longer; False when it is not ours any more, see ``is_ours``."""
        now = self._access.clock()
        with self._access.writing() as session:
            delivery = session.get_one(Delivery, delivery_id, with_for_update={"key_share": True})
            if delivery.worker != self._worker or delivery.state != RUNNING:
                return False
            delivery.worker_until = now + self._lease
            return True

    def release(self, delivery_id: int) -> None:
        """Let others have a delivery at once."""
        with self._access.writing() as session:
            delivery = session.get_one(Delivery, delivery_id, with_for_update={"key_share": True})
            if delivery.worker == self._worker:
                delivery.worker, delivery.worker_until = "", None

    def next_groups(self, delivery_id: int, without: Set[str], limit: int) -> tuple[FileGroup, ...]:
        """Return the waiting photos of the next items, item by item.

        Args:
            delivery_id: The delivery.
            without: SKUs that are in hand already, spelled as in their groups.
            limit: Most items.
        """
        sku = DeliveryFile.sku  # all of an item's files have it in the spelling of the first
        waiting = (DeliveryFile.delivery_id == delivery_id, DeliveryFile.state == WAITING)
        first = (
            select(sku)
            .where(*waiting, sku.not_in(without))
            .group_by(sku)
            .order_by(func.min(DeliveryFile.id))
            .limit(limit)
        )
        with self._access.reading() as session:
            groups: dict[str, list[DeliveryFile]] = {name: [] for name in session.scalars(first)}
            files = select(DeliveryFile).where(*waiting, sku.in_(groups)).order_by(DeliveryFile.id)
            for file in session.scalars(files):
                groups[file.sku].append(file)
        return tuple(_group(delivery_id, some) for some in groups.values() if some)

    def finish_all(self, finished: Sequence[FinishedGroup], threshold: float) -> list[bool]:
        """Write down all that became of the photos of items of one delivery, at once or not at all.

        An item is created where it is missing and a photo was accepted. What all its photos of the delivery say
        together is suggested for it; it stands without a person when it is sure enough and nothing was decided before.

        Args:
            finished: One an item.
            threshold: The confidence from which the answer stands without a person, 0..1.

        Returns:
            For each False when somebody else did it meanwhile, or the delivery was taken back; then nothing was written
            of it.
        """
        self._copies.catch_up()
        with self._access.writing() as session:
            number = finished[0].group.delivery_id
            delivery = session.get_one(Delivery, number, with_for_update={"key_share": True})
            items: list[tuple[Item, FinishedGroup]] = []
            written = [self._write(session, delivery, done, items) for done in finished]
            lock_items(session, [item.id for item, _ in items])
            for item, done in items:
                self._suggest(session, item, delivery, threshold, done.audit)
            refresh(session, [item.id for item, _ in items])
            finish_if_done(session, delivery, self._access.clock())
        return written

    def _write(
        self, session: Session, delivery: Delivery, done: FinishedGroup, items: list[tuple[Item, FinishedGroup]]
    ) -> bool:
        """Close a group's files and tie its photos to their item, which joins ``items`` when there are any."""
        numbers = [number for number, *_ in done.group.files]
        waiting = select(DeliveryFile).where(DeliveryFile.id.in_(numbers), DeliveryFile.state == WAITING)
        rows = {row.id: row for row in session.scalars(waiting)}
        if delivery.worker != self._worker or delivery.undone or len(rows) != len(done.results):
            return False
        accepted = [result for result in done.results if isinstance(result, ClassifiedFile)]
        for result in done.results:
            _close(rows[result.file_id], result, self._access)
        if accepted:
            item = _item(session, done.group.sku, delivery, self._access)
            for file in accepted:
                self._tie(session, file, item, delivery, rows[file.file_id])
            items.append((item, done))
        return True

    def _tie(self, session: Session, file: ClassifiedFile, item: Item, delivery: Delivery, row: DeliveryFile) -> None:
        """Keep a photo and what was said of it, and tie it to its item."""
        photo, is_new = keep_photo(session, self._access, file.photo)
        self._copies.keep(session, photo)
        suggestion = keep_suggestion(session, photo.id, file.classification, self._access.clock(), is_new)
        tie = {"item_id": item.id, "photo_id": photo.id, "delivery_id": delivery.id}
        item_photo = ItemPhoto(**tie, suggestion_id=suggestion.id)
        if is_new:
            session.add(item_photo)
        else:
            add_once(session, item_photo, select(ItemPhoto).filter_by(**tie))
        row.item_id, row.suggestion_id = item.id, suggestion.id

    def _suggest(self, session: Session, item: Item, delivery: Delivery, threshold: float, audit: Audit) -> None:
        photos = session.execute(
            select(ItemPhoto, Suggestion)
            .join(Suggestion, Suggestion.id == ItemPhoto.suggestion_id)
            .where(ItemPhoto.item_id == item.id, ItemPhoto.delivery_id == delivery.id)
            .order_by(ItemPhoto.id)
        ).all()
        combined = combine([_evidence(suggestion) for _, suggestion in photos], threshold)
        row = _suggestion_row(combined, item, delivery, photos[0][1].model_version, audit)
        row.created_at = self._access.clock()
        session.add(row)
        session.flush()
        session.add_all(
            ItemSuggestionPart(item_suggestion_id=row.id, place=place, suggestion_id=suggestion.id)
            for place, (_, suggestion) in enumerate(photos)
        )
        decided = select(ItemState.item_id).where(ItemState.item_id == item.id, ItemState.decision_id.is_not(None))
        if combined.status == "auto" and session.scalar(decided) is None:
            shown = photos[0][0].photo_id
            session.add(new_decision(item.id, shown, row, row.category, BY_ITSELF, row.created_at, AUTOMATIC))


def _group(delivery_id: int, files: Sequence[DeliveryFile]) -> FileGroup:
    return FileGroup(
        delivery_id=delivery_id,
        sku=files[0].sku,
        files=tuple((file.id, file.path, file.spool_name, file.sha256) for file in files),
    )


def _close(row: DeliveryFile, result: ClassifiedFile | RefusedFile, access: Access) -> None:
    row.done_at = access.clock()
    if isinstance(result, RefusedFile):
        row.state, row.reason = REFUSED, result.reason
    else:
        row.state, row.reason = CLASSIFIED, result.remark


def _item(session: Session, sku: str, delivery: Delivery, access: Access) -> Item:
    """Return the item with a SKU; a new one is called by it until somebody gives it a title."""
    item = new_item(sku, sku, access.clock(), delivery.id)
    return add_once(session, item, select(Item).where(Item.sku_key == item.sku_key))


def _evidence(suggestion: Suggestion) -> PhotoEvidence:
    return PhotoEvidence(
        probabilities=np.array(suggestion.probabilities, dtype=np.float64),
        scope=1.0 if suggestion.scope is None else suggestion.scope,
        held_back=bool(suggestion.held_back),
        reason=suggestion.reason,
    )


def _suggestion_row(
    combined: CombinedSuggestion, item: Item, delivery: Delivery, model_version: str, audit: Audit
) -> ItemSuggestion:
    said = {name: getattr(combined, name) for name in _COMBINED}
    return ItemSuggestion(
        **said,
        item_id=item.id,
        delivery_id=delivery.id,
        model_version=model_version,
        question=question_of(combined),
        probabilities=[float(share) for share in combined.probabilities],
        audit=audit.picked and combined.status == "auto",
        audit_share=audit.share,
    )
