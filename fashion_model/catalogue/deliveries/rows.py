"""Rows of deliveries: new ones, records, matching and progress."""

import secrets
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import Session

from fashion_model.catalogue.deliveries.files import is_unclear
from fashion_model.catalogue.deliveries.records import (
    CLASSIFIED,
    COLLECTING,
    CREATE_ITEMS,
    FILE_STATES,
    LEAVE_OUT,
    WAITING,
    DeliveryCounts,
    DeliveryRecord,
)
from fashion_model.catalogue.deliveries.sku_rule import PartRule, SkuRule
from fashion_model.catalogue.deliveries.skus.asks import Answer
from fashion_model.catalogue.deliveries.skus.matching import MatchedItem, Matching, possible_keys, preview
from fashion_model.catalogue.deliveries.zip_names import ZipNames, archive_of, zip_names
from fashion_model.catalogue.errors import UnknownDelivery
from fashion_model.catalogue.items.alike import alike_skus
from fashion_model.catalogue.items.records import STATUSES
from fashion_model.catalogue.names import sku_key
from fashion_model.catalogue.store.lookup import LARGEST_ID, in_steps, record_of
from fashion_model.catalogue.store.tables import Decision, Item, ItemSuggestion
from fashion_model.catalogue.store.tables_of_work import Delivery, DeliveryFile, ItemPhoto, ItemState

_RECENT = 60
"""Files by which the time that is left is judged."""


def new_delivery(name: str, person: str, kind: str, rule: SkuRule, now: datetime) -> Delivery:
    """Return the row of a delivery that begins to gather files; the names are clean already."""
    return Delivery(
        token=secrets.token_urlsafe(32),
        kind=kind,
        name=name,
        person=person,
        state=COLLECTING,
        sku_rule=rule.kind,
        sku_pattern=rule.pattern,
        sku_parts={},
        sku_answers={},
        unknown_skus=CREATE_ITEMS,
        undone=False,
        worker="",
        created_at=now,
    )


def delivery_record(row: Delivery) -> DeliveryRecord:
    """Return a delivery's row as a record."""
    return record_of(DeliveryRecord, row, delivery_id=row.id)


def get_delivery(session: Session, delivery_id: int, *, lock: bool = False) -> Delivery:
    """Return the row of a delivery.

    Raises:
        UnknownDelivery: There is none with this number.
    """
    if not 0 < delivery_id <= LARGEST_ID:
        raise UnknownDelivery
    return found_delivery(session, Delivery.id == delivery_id, lock=lock)


def found_delivery(session: Session, condition: ColumnElement[bool], *, lock: bool = False) -> Delivery:
    """Return the row of the delivery for which a condition holds.

    Raises:
        UnknownDelivery: There is none.
    """
    query = select(Delivery).where(condition)
    delivery = session.scalar(query.with_for_update(key_share=True) if lock else query)
    if delivery is None:
        raise UnknownDelivery
    return delivery


def waiting_files(session: Session, delivery_id: int) -> Sequence[DeliveryFile]:
    """Return the files of a delivery that wait to be classified, in the order in which they came."""
    query = select(DeliveryFile).filter_by(delivery_id=delivery_id, state=WAITING).order_by(DeliveryFile.id)
    return session.scalars(query).all()


def matching_of(
    session: Session, delivery: Delivery, files: Sequence[DeliveryFile], answers: Mapping[str, Answer] | None = None
) -> Matching:
    """Return which files belong to which items: as people said, else by the delivery's rules.

    Args:
        session: Of the catalogue.
        delivery: Whose rules hold.
        files: Of the delivery: all that wait, or those that came later.
        answers: Taken in place of those that the delivery has.
    """
    rule, parts = rules_of(delivery)
    unclear = [file.path for file in files if not file.sku and is_unclear(file)]
    by_rule = [file.path for file in files if not file.sku and not is_unclear(file)]
    by_hand: dict[str, list[DeliveryFile]] = {}
    for file in files:
        if file.sku:
            by_hand.setdefault(sku_key(file.sku), []).append(file)
    keys = possible_keys(rule, by_rule, parts)
    known = known_keys(session, keys | by_hand.keys())
    matching = preview(
        rule,
        by_rule,
        known,
        parts=parts,
        answers=_answers_of(delivery) if answers is None else answers,
        beside=by_hand.keys() | _of_earlier_files(session, delivery, keys),
    )
    items = {sku_key(item.sku): item for item in matching.items}
    for key, typed in by_hand.items():
        there = items.get(key, MatchedItem(typed[0].sku, (), key in known))
        items[key] = MatchedItem(there.sku, (*there.paths, *(file.path for file in typed)), there.is_known)
    alike = alike_skus(session, [item.sku for item in items.values() if not item.is_known])
    told = (replace(item, looks_like=alike.get(item.sku, ())) for item in items.values())
    return Matching(tuple(told), (*matching.without_sku, *unclear), zip_names=_zip_names(files), asks=matching.asks)


def _zip_names(files: Sequence[DeliveryFile]) -> tuple[ZipNames, ...]:
    of_archives: dict[str, list[DeliveryFile]] = {}
    for file in files:
        if file.raw_name:
            of_archives.setdefault(archive_of(file.path), []).append(file)
    return tuple(
        zip_names(archive, [file.raw_name for file in some], some[0].name_encoding)
        for archive, some in of_archives.items()
    )


def rules_of(delivery: Delivery) -> tuple[SkuRule, tuple[PartRule, ...]]:
    """Return a delivery's usual rule, and those of single folders."""
    parts = (
        PartRule(folder, SkuRule(part["sku_rule"], part["sku_pattern"])) for folder, part in delivery.sku_parts.items()
    )
    return SkuRule(delivery.sku_rule, delivery.sku_pattern), tuple(parts)


def known_keys(session: Session, keys: Set[str]) -> frozenset[str]:
    """Return those of the search keys that items have."""
    asked = (select(Item.sku_key).where(Item.sku_key.in_(some)) for some in in_steps(sorted(keys)))
    return frozenset(key for query in asked for key in session.scalars(query))


def _answers_of(delivery: Delivery) -> dict[str, Answer]:
    return {family: Answer(answer["choice"], answer["sku"]) for family, answer in delivery.sku_answers.items()}


def _of_earlier_files(session: Session, delivery: Delivery, keys: Set[str]) -> Set[str]:
    """Return those of the search keys that photos have which came before the delivery was started."""
    if delivery.state == COLLECTING:
        return frozenset()
    of_it = select(DeliveryFile.sku).where(DeliveryFile.delivery_id == delivery.id).distinct()
    asked = (of_it.where(func.lower(DeliveryFile.sku).in_(some)) for some in in_steps(sorted(keys)))
    return keys & {sku_key(sku) for query in asked for sku in session.scalars(query)}


def no_sku_reason(file: DeliveryFile, is_known: bool, unknown_skus: str, doubt: str = "") -> str:
    """Return why a photo is left out; empty when it is not.

    Args:
        file: With its item's SKU; empty where there is none.
        is_known: Whether that item exists.
        unknown_skus: ``CREATE_ITEMS`` or ``LEAVE_OUT``.
        doubt: What a person was asked of it and did not answer.
    """
    if doubt:
        return f"{doubt} Nobody said which. Send it again in a new delivery, and answer before that is started."
    sku = file.sku
    if not sku and is_unclear(file):
        return (
            "Its zip does not say how names are written, and nobody chose before the start. Send the zip in a new "
            "delivery and choose there, or make it anew with another program."
        )
    if not sku:
        return (
            "Its name gives no SKU, or somebody left it out. Rename it, or choose another rule and send it in a new "
            "delivery."
        )
    if not is_known and unknown_skus == LEAVE_OUT:
        return f"No item has the SKU “{sku}”. Create the item and send the photo again."
    return ""


def counts_of(session: Session, delivery_id: int) -> DeliveryCounts:
    """Return how far a delivery is."""
    files = select(DeliveryFile.state, func.count(DeliveryFile.id)).where(DeliveryFile.delivery_id == delivery_id)
    by_state = dict(session.execute(files.group_by(DeliveryFile.state)).all())
    skus = select(func.count(func.lower(DeliveryFile.sku).distinct())).where(
        DeliveryFile.delivery_id == delivery_id, DeliveryFile.state.in_((WAITING, CLASSIFIED)), DeliveryFile.sku != ""
    )
    brought = select(ItemPhoto.item_id).where(ItemPhoto.delivery_id == delivery_id).distinct()
    statuses = select(ItemState.status, func.count(ItemState.item_id)).where(ItemState.item_id.in_(brought))
    by_status = dict(session.execute(statuses.group_by(ItemState.status)).all())
    return DeliveryCounts(
        files={state: by_state.get(state, 0) for state in FILE_STATES},
        items=session.scalar(skus) or 0,
        statuses={status: by_status.get(status, 0) for status in STATUSES},
        seconds_left=_seconds_left(session, delivery_id, by_state.get(WAITING, 0)),
    )


def _seconds_left(session: Session, delivery_id: int, waiting: int) -> float | None:
    done_at = DeliveryFile.done_at
    latest = select(done_at).where(DeliveryFile.delivery_id == delivery_id, done_at.is_not(None))
    moments = [when for when in session.scalars(latest.order_by(done_at.desc()).limit(_RECENT)) if when]
    if len(moments) < 2 or moments[0] == moments[-1]:
        return None
    return waiting * (moments[0] - moments[-1]).total_seconds() / (len(moments) - 1)


def items_of_delivery(session: Session, delivery_id: int) -> Sequence[int]:
    """Return the numbers of all items that a delivery created, brought photos of, or decided on."""
    return session.scalars(
        union(
            select(Item.id).filter_by(delivery_id=delivery_id),
            select(ItemPhoto.item_id).filter_by(delivery_id=delivery_id),
            select(ItemSuggestion.item_id).filter_by(delivery_id=delivery_id),
            select(Decision.item_id).filter_by(delivery_id=delivery_id),
        )
    ).all()
