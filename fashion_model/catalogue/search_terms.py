"""What can be searched for in the catalogue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

NEWEST: Final = "changed"
ORDERS: Final = (NEWEST, "sku", "title", "category", "confidence")
"""By latest change, newest first; by SKU, title or category; by confidence, least first."""


@dataclass(frozen=True)
class Search:
    """What somebody looks for; what is left out is not asked for.

    Attributes:
        text: Part of a SKU or title, upper and lower case alike; empty for all.
        category: One of the ten, ``NONE_OF_THE_TEN`` or ``NO_CATEGORY_YET``.
        status: One of ``records.STATUSES``; without one, withdrawn items are left out.
        model: A model's version.
        person: Who decided.
        since: Changed at this moment or later.
        before: Changed before this moment.
        question: The group in which items are reviewed.
        delivery_id: The delivery that brought a photo of the item, or the item itself.
        contradicting: Only items whose title and category contradict each other.
        copied: Only items of which a photo is also another item's, or looks like a copy of one.
        order: One of ``ORDERS``.
    """

    text: str = ""
    category: str | None = None
    status: str | None = None
    model: str | None = None
    person: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    question: str | None = None
    delivery_id: int | None = None
    contradicting: bool = False
    copied: bool = False
    order: str = NEWEST
