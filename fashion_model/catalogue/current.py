"""The current category, derived: an item has that of its latest decision that is neither undone nor an undo."""

from pathlib import Path

from sqlalchemy import Row, Select, Subquery, func, select
from sqlalchemy.orm import aliased

from fashion_model.catalogue.names import known_category, printable, search_key
from fashion_model.catalogue.records import NO_CATEGORY_YET, CatalogueRow
from fashion_model.catalogue.tables import Decision, Item, Photo, Suggestion

ItemQuestion = Select[Item, Decision, Photo, list[float], int]
"""For all items; decision, photo, the item's box on it and number of photos are None where nothing is decided."""


def latest_decisions() -> Subquery:
    """Return one row an item that has an effective decision: ``item_id``, ``decision_id`` and ``photos``."""
    undo = aliased(Decision)
    return (
        select(
            Decision.item_id,
            func.max(Decision.id).label("decision_id"),
            func.count(Decision.photo_id.distinct()).label("photos"),
        )
        .outerjoin(undo, undo.undoes == Decision.id)
        .where(Decision.undoes.is_(None), undo.id.is_(None))
        .group_by(Decision.item_id)
        .subquery("latest")
    )


def items_with_category() -> ItemQuestion:
    """Return the question for all items with their latest effective decision, newest decision first."""
    latest = latest_decisions()
    return (
        select(Item, Decision, Photo, Suggestion.box, latest.c.photos)
        .outerjoin(latest, latest.c.item_id == Item.id)
        .outerjoin(Decision, Decision.id == latest.c.decision_id)
        .outerjoin(Photo, Photo.id == Decision.photo_id)
        .outerjoin(Suggestion, Suggestion.id == Decision.suggestion_id)
        .order_by(Decision.id.desc().nulls_last(), Item.id.desc())
    )


def matching(question: ItemQuestion, text: str, category: str | None) -> ItemQuestion:
    """Narrow the question to items whose SKU or title contains a text, and to one current category.

    Args:
        question: From ``items_with_category``.
        text: Any letters, upper and lower case alike; empty for all items. No character is a wildcard.
        category: One of the ten, ``NONE_OF_THE_TEN``, ``NO_CATEGORY_YET``, or None for all items.

    Raises:
        InvalidItem: The category is unknown.
    """
    wanted = search_key(printable(text.strip()))
    question = question.where(Item.search_text.contains(wanted, autoescape=True))
    if category is None:
        return question
    if category == NO_CATEGORY_YET:
        return question.where(Decision.id.is_(None))
    return question.where(Decision.category == known_category(category))


def items_per_category() -> Select[str, int]:
    """Return the question for the number of items in each current category, None where nothing is decided."""
    latest = latest_decisions()
    return (
        select(Decision.category, func.count(Item.id))
        .select_from(Item)
        .outerjoin(latest, latest.c.item_id == Item.id)
        .outerjoin(Decision, Decision.id == latest.c.decision_id)
        .group_by(Decision.category)
    )


def catalogue_row(row: Row[Item, Decision, Photo, list[float], int], photos_dir: Path) -> CatalogueRow:
    """Return a row of ``items_with_category`` as a record."""
    item, decision, photo, box, photos = row
    return CatalogueRow(
        sku=item.sku,
        title=item.title,
        category=decision.category if decision else None,
        person=decision.person if decision else "",
        decided_at=decision.created_at if decision else None,
        model_version=decision.model_version if decision else "",
        confidence=decision.confidence if decision else None,
        photo_path=photos_dir / photo.stored_name if photo else None,
        box=(box[0], box[1], box[2], box[3]) if box else None,
        photo_file_name=photo.file_name if photo else None,
        photos=photos or 0,
        last_decision_id=decision.id if decision else None,
    )
