"""Deliveries: collected, matched to items, started, paused and undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fashion_model.catalogue.deliveries.files import place_for, read_anew, write_refusals
from fashion_model.catalogue.deliveries.matched import Matched, refuse_other_choice, refuse_started
from fashion_model.catalogue.deliveries.records import (
    COLLECTING,
    CREATE_ITEMS,
    FINISHED,
    ITEMS,
    LEFT_OUT,
    PAUSED,
    PHOTOS,
    REFUSED,
    RUNNING,
    WAITING,
    DeliveryCounts,
    DeliveryFileRecord,
    DeliveryRecord,
)
from fashion_model.catalogue.deliveries.rows import (
    counts_of,
    delivery_record,
    found_delivery,
    get_delivery,
    items_of_delivery,
    matching_of,
    new_delivery,
    no_sku_reason,
    waiting_files,
)
from fashion_model.catalogue.deliveries.sku_rule import SkuRule
from fashion_model.catalogue.errors import AlreadyUndone, DeliveryRefused
from fashion_model.catalogue.items.actions import action_record, make_again, new_action, take_back
from fashion_model.catalogue.items.records import REDO, UNDO, ActionRecord
from fashion_model.catalogue.items.states import lock_items, refresh, standing_decisions
from fashion_model.catalogue.names import clean_delivery, clean_person, printable
from fashion_model.catalogue.store.lookup import record_of
from fashion_model.catalogue.store.tables import Action, Decision
from fashion_model.catalogue.store.tables_of_work import Delivery, DeliveryFile


class Deliveries(Matched):
    """The deliveries of one catalogue; made by ``open_catalogue``."""

    def open(
        self, name: str, person: str, rule: SkuRule | None = None, unknown_skus: str = CREATE_ITEMS
    ) -> DeliveryRecord:
        """Begin a delivery; files can be added to it from now on.

        Args:
            name: What its sender calls it, 1 to 300 characters.
            person: Who sends it.
            rule: How its photos' names give their items' SKUs; the usual one when omitted.
            unknown_skus: ``CREATE_ITEMS`` or ``LEAVE_OUT``.

        Raises:
            InvalidItem: A name is empty, too long or has control characters, or ``unknown_skus`` is neither.
        """
        refuse_other_choice(unknown_skus)
        delivery = new_delivery(
            clean_delivery(name), clean_person(person), PHOTOS, rule or SkuRule(), self._access.clock()
        )
        delivery.unknown_skus = unknown_skus
        with self._access.writing() as session:
            session.add(delivery)
        return delivery_record(delivery)

    def get(self, delivery_id: int) -> DeliveryRecord:
        """Return a delivery.

        Raises:
            UnknownDelivery: There is none with this number.
        """
        with self._access.reading() as session:
            return delivery_record(get_delivery(session, delivery_id))

    def by_token(self, token: str) -> DeliveryRecord:
        """Return the delivery to which a token gives the right to send files.

        Raises:
            UnknownDelivery: There is none.
        """
        with self._access.reading() as session:
            return delivery_record(_of_token(session, token))

    def latest(self, limit: int = 20, offset: int = 0) -> tuple[DeliveryRecord, ...]:
        """Return the latest deliveries, newest first."""
        query = select(Delivery).order_by(Delivery.id.desc()).limit(limit).offset(offset)
        with self._access.reading() as session:
            return tuple(delivery_record(row) for row in session.scalars(query))

    def add_file(self, token: str, path: str, spool_name: str, size: int, sha256: str, raw_name: str = "") -> bool:
        """Add a file that waits in the spool.

        Args:
            token: Of the delivery.
            path: The file's name as sent, with folders.
            spool_name: Its copy's name in the spool.
            size: In bytes.
            sha256: Hash of its bytes, hexadecimal.
            raw_name: Its name in a zip that does not say how names are written, as ``zip_names.RAW`` reads it.

        A file that was refused makes room for a better one of its name.

        Returns:
            False when the delivery has this file already; then the copy is not needed.

        Raises:
            UnknownDelivery: No delivery has the token.
            DeliveryRefused: It was taken back, or is a list of items.
            NameTaken: It has another file of this name.
        """
        path = printable(path)
        try:
            with self._access.writing() as session:
                delivery = _of_token(session, token, lock=True)
                _refuse_undone(delivery)
                _refuse_list(delivery)
                file = place_for(session, delivery.id, path, raw_name, sha256)
                if file is None:
                    return False
                file.spool_name, file.size, file.sha256 = spool_name, size, sha256
                file.state, file.reason, file.done_at = WAITING, "", None
                if delivery.state != COLLECTING:
                    _match(session, delivery, [file])
                    if file.state == WAITING and delivery.state == FINISHED:
                        delivery.state, delivery.finished_at = RUNNING, None
                session.add(file)
        except IntegrityError:
            return False
        return True

    def sizes(self, token: str) -> dict[str, int]:
        """Return the size in bytes of each file that a delivery has, by its name, without those that were refused.

        Raises:
            UnknownDelivery: No delivery has the token.
        """
        with self._access.reading() as session:
            delivery = _of_token(session, token)
            query = select(DeliveryFile.path, DeliveryFile.size).where(
                DeliveryFile.delivery_id == delivery.id, DeliveryFile.state != REFUSED
            )
            return dict(session.execute(query).all())

    def spool_names(self) -> frozenset[str]:
        """Return the names in the spool of all files that wait."""
        with self._access.reading() as session:
            return frozenset(session.scalars(select(DeliveryFile.spool_name).where(DeliveryFile.state == WAITING)))

    def add_refusals(self, token: str, refusals: Mapping[str, str]) -> None:
        """Write down files that cannot be photos of the delivery, by name, each with the latest reason.

        Where the delivery has an accepted file of a name, the refused one is told from it by a word.

        Raises:
            UnknownDelivery: No delivery has the token.
        """
        with self._access.writing() as session:
            delivery = _of_token(session, token, lock=True)
            write_refusals(session, delivery.id, refusals)

    def read_zip_names(self, delivery_id: int, encodings: Mapping[str, str]) -> None:
        """Say how the names in zips are written that do not say so themselves; until the delivery is started.

        Args:
            delivery_id: The delivery.
            encodings: One of ``ENCODINGS`` by the zip's folder in the delivery; an empty one takes the choice back.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was started.
            InvalidItem: The delivery has no such zip, or its names cannot be written so.
        """
        with self._access.writing() as session:
            refuse_started(get_delivery(session, delivery_id, lock=True))
            for archive, encoding in encodings.items():
                read_anew(session, delivery_id, archive, encoding)

    def start(self, delivery_id: int) -> DeliveryRecord:
        """Fix to which items the photos belong, and let the network begin.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was started before or taken back, or no photo can be matched to an item.
        """
        with self._access.writing() as session:
            delivery = get_delivery(session, delivery_id, lock=True)
            refuse_started(delivery)
            _refuse_undone(delivery)
            files = waiting_files(session, delivery_id)
            _match(session, delivery, files)
            if not any(file.state == WAITING for file in files):
                raise DeliveryRefused(
                    "No photo of this delivery can be matched to an item. Choose another rule for the file names, "
                    "answer what is asked, type SKUs, or let items be created."
                )
            delivery.state, delivery.started_at = RUNNING, self._access.clock()
            return delivery_record(delivery)

    def pause(self, delivery_id: int) -> DeliveryRecord:
        """Let the network rest after the item that it has in hand; what is done stays.

        Raises:
            UnknownDelivery: There is none with this number.
        """
        return self._switch(delivery_id, RUNNING, PAUSED)

    def resume(self, delivery_id: int) -> DeliveryRecord:
        """Let the network go on.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was taken back.
        """
        return self._switch(delivery_id, PAUSED, RUNNING)

    def counts(self, delivery_id: int) -> DeliveryCounts:
        """Return how far a delivery is."""
        with self._access.reading() as session:
            return counts_of(session, delivery_id)

    def files(
        self,
        delivery_id: int,
        states: Sequence[str] = (),
        limit: int = 100,
        offset: int = 0,
        with_reason: bool = False,
    ) -> tuple[DeliveryFileRecord, ...]:
        """Return files of a delivery in the order in which they came, of all states when none is named.

        Args:
            delivery_id: The delivery.
            states: Those asked for.
            limit: Most files.
            offset: How many to pass over.
            with_reason: Only those of which something is to be told.
        """
        query = select(DeliveryFile).filter_by(delivery_id=delivery_id).order_by(DeliveryFile.id)
        if states:
            query = query.where(DeliveryFile.state.in_(states))
        if with_reason:
            query = query.where(DeliveryFile.reason != "")
        with self._access.reading() as session:
            return tuple(
                record_of(DeliveryFileRecord, row, file_id=row.id)
                for row in session.scalars(query.limit(limit).offset(offset))
            )

    def undo(self, delivery_id: int, person: str) -> ActionRecord:
        """Take back all that came with a delivery and was decided on it; items that it created are withdrawn.

        Items on which something else was decided keep that. What is still waiting rests.

        Raises:
            UnknownDelivery: There is none with this number.
            AlreadyUndone: It was taken back before.
            InvalidItem: The name is empty or too long.
        """
        person, now = clean_person(person), self._access.clock()
        with self._access.writing() as session:
            delivery = get_delivery(session, delivery_id, lock=True)
            if delivery.undone:
                raise AlreadyUndone
            action = new_action(session, UNDO, person, now, delivery_id=delivery_id)
            delivery.undone = True
            if delivery.state == RUNNING:
                delivery.state = PAUSED
            items = items_of_delivery(session, delivery_id)
            lock_items(session, items)
            decisions = session.scalars(standing_decisions().where(Decision.delivery_id == delivery_id)).all()
            undone = take_back(session, decisions, person, now, action.id)
            refresh(session, items)
            return action_record(action, len(undone))

    def redo(self, delivery_id: int, person: str) -> ActionRecord:
        """Bring a delivery back that was taken back; items that were decided on meanwhile keep that.

        Raises:
            UnknownDelivery: There is none with this number.
            DeliveryRefused: It was not taken back.
            InvalidItem: The name is empty or too long.
        """
        person, now = clean_person(person), self._access.clock()
        with self._access.writing() as session:
            delivery = get_delivery(session, delivery_id, lock=True)
            if not delivery.undone:
                raise DeliveryRefused("This delivery was not taken back, so there is nothing to restore.")
            undo = session.scalars(
                select(Action.id).filter_by(delivery_id=delivery_id, kind=UNDO, of_action=None).order_by(Action.id)
            ).all()[-1]
            delivery.undone = False
            action = new_action(session, REDO, person, now, undo)
            number = make_again(session, action)
            refresh(session, items_of_delivery(session, delivery_id))
            return action_record(action, number)

    def _switch(self, delivery_id: int, before: str, after: str) -> DeliveryRecord:
        with self._access.writing() as session:
            delivery = get_delivery(session, delivery_id, lock=True)
            if after == RUNNING:
                _refuse_undone(delivery)
            if delivery.state == before:
                delivery.state = after
            return delivery_record(delivery)


def finish_if_done(session: Session, delivery: Delivery, now: datetime) -> None:
    """Mark a running delivery of which no file waits as finished."""
    waiting = select(func.count(DeliveryFile.id)).where(
        DeliveryFile.delivery_id == delivery.id, DeliveryFile.state == WAITING
    )
    if delivery.state == RUNNING and not session.scalar(waiting):
        delivery.state, delivery.finished_at = FINISHED, now


def _of_token(session: Session, token: str, *, lock: bool = False) -> Delivery:
    return found_delivery(session, Delivery.token == printable(token), lock=lock)


def _match(session: Session, delivery: Delivery, files: Sequence[DeliveryFile]) -> None:
    """Fix to which items files belong, and leave out those that cannot be matched."""
    matching = matching_of(session, delivery, files)
    items = {path: item for item in matching.items for path in item.paths}
    doubts = {path: ask.why for ask in matching.asks for path in ask.paths}
    for file in files:
        item = items.get(file.path)
        file.sku = item.sku if item else ""
        is_known = item is not None and item.is_known
        file.reason = no_sku_reason(file, is_known, delivery.unknown_skus, doubts.get(file.path, ""))
        file.state = LEFT_OUT if file.reason else WAITING


def _refuse_list(delivery: Delivery) -> None:
    if delivery.kind == ITEMS:
        raise DeliveryRefused("This delivery is a list of items and takes no photos. Open a new one for them.")


def _refuse_undone(delivery: Delivery) -> None:
    if delivery.undone:
        raise DeliveryRefused("This delivery was taken back. Restore it first, or open a new one.")
