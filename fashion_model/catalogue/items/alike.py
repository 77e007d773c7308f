"""SKUs that a person may take for each other, though they are different items."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from fashion_model.catalogue.items.records import WITHDRAWN
from fashion_model.catalogue.names import alike_key, sku_key
from fashion_model.catalogue.store.lookup import in_steps
from fashion_model.catalogue.store.tables import Item
from fashion_model.catalogue.store.tables_of_work import ItemState


def alike_skus(session: Session, skus: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return which SKUs look like others, in the catalogue or among themselves, and those others.

    Args:
        session: For the catalogue's items; withdrawn ones do not count.
        skus: Clean ones; those that look like no other are not among the keys of what is returned.
    """
    own = {sku: alike_key(sku) for sku in skus}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for some in in_steps(sorted(set(own.values()))):
        found_here = select(Item.alike_key, Item.sku_key, Item.sku).join(ItemState, ItemState.item_id == Item.id)
        standing = (Item.alike_key.in_(some), ItemState.status != WITHDRAWN)
        for alike, key, sku in session.execute(found_here.where(*standing).order_by(Item.id)):
            found[alike or ""][key] = sku
    for sku, alike in own.items():
        found[alike].setdefault(sku_key(sku), sku)
    others = {
        sku: tuple(other for key, other in found[alike].items() if key != sku_key(sku)) for sku, alike in own.items()
    }
    return {sku: some for sku, some in others.items() if some}


def looks_like_another() -> ColumnElement[bool]:
    """Return the condition for items whose SKU looks like that of another one that is not withdrawn."""
    standing = select(Item.alike_key).join(ItemState, ItemState.item_id == Item.id)
    several = standing.where(ItemState.status != WITHDRAWN).group_by(Item.alike_key).having(func.count() > 1)
    return ItemState.item_id.in_(select(Item.id).where(Item.alike_key.in_(several)))
