"""Rows of deliveries: new ones, records, matching and progress."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, union
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
from fashion_model.catalogue.deliveries.sku_rule import MatchedItem, Matching, SkuRule, possible_keys, preview
from fashion_model.catalogue.deliveries.zip_names import ZipNames, archive_of, zip_names
from fashion_model.catalogue.items.records import STATUSES
from fashion_model.catalogue.names import search_key
from fashion_model.catalogue.store.lookup import in_steps, record_of
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
        unknown_skus=CREATE_ITEMS,
        undone=False,
        worker="",
        created_at=now,
    )


def delivery_record(row: Delivery) -> DeliveryRecord:
    """Return a delivery's row as a record."""
    return record_of(DeliveryRecord, row, delivery_id=row.id)


def matching_of(session: Session, delivery: Delivery, files: Sequence[DeliveryFile]) -> Matching:
    """Return which files belong to which items: as people said, else by the delivery's rule."""
    rule = SkuRule(delivery.sku_rule, delivery.sku_pattern)
    unclear = [file.path for file in files if not file.sku and is_unclear(file)]
    by_rule = [file.path for file in files if not file.sku and not is_unclear(file)]
    by_hand: dict[str, list[DeliveryFile]] = {}
    for file in files:
        if file.sku:
            by_hand.setdefault(search_key(file.sku), []).append(file)
    keys = sorted(possible_keys(rule, by_rule) | by_hand.keys())
    asked = (select(Item.sku_key).where(Item.sku_key.in_(some)) for some in in_steps(keys))
    known = frozenset(key for query in asked for key in session.scalars(query))
    matching = preview(rule, by_rule, known)
    items = {search_key(item.sku): item for item in matching.items}
    for key, typed in by_hand.items():
        there = items.get(key, MatchedItem(typed[0].sku, (), key in known))
        items[key] = MatchedItem(there.sku, (*there.paths, *(file.path for file in typed)), there.is_known)
    return Matching(tuple(items.values()), (*matching.without_sku, *unclear), _zip_names(files))


def _zip_names(files: Sequence[DeliveryFile]) -> tuple[ZipNames, ...]:
    of_archives: dict[str, list[DeliveryFile]] = {}
    for file in files:
        if file.raw_name:
            of_archives.setdefault(archive_of(file.path), []).append(file)
    return tuple(
        zip_names(archive, [file.raw_name for file in some], some[0].name_encoding)
        for archive, some in of_archives.items()
    )


def no_sku_reason(file: DeliveryFile, is_known: bool, unknown_skus: str) -> str:
    """Return why a photo is left out; empty when it is not."""
    sku = file.sku
    if not sku and is_unclear(file):
        return (
            "Its zip does not say how names are written, and nobody chose before the start. Send the zip in a new "
            "delivery and choose there, or make it anew with another program."
        )
    if not sku:
        return "Its name gives no SKU. Rename it, or choose another rule and send it in a new delivery."
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
