"""Which SKUs look alike, and the confidence of the stored category apart from that of the suggestion."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.names import alike_key, clean_sku, search_text, sku_key

revision = "0009"
down_revision = "0008"

_ITEMS = sa.table("items", *map(sa.column, ("id", "sku", "sku_key", "alike_key", "title", "search_text")))
_CONFIDENCES = """
UPDATE item_states SET
    suggested_confidence = (
        SELECT CASE WHEN 1 - scope > confidence THEN 1 - scope ELSE confidence END
        FROM item_suggestions WHERE id = item_states.item_suggestion_id
    ),
    suggested_category = (
        SELECT CASE WHEN 1 - scope > confidence THEN 'None of the ten' ELSE category END
        FROM item_suggestions WHERE id = item_states.item_suggestion_id
    ),
    confidence = (SELECT confidence FROM decisions WHERE id = item_states.decision_id AND kind = 'automatic')
"""
_VIEW = """
VIEW current_categories AS
SELECT items.sku, items.title, item_states.category, category_codes.code, item_states.status, item_states.person,
       item_states.changed_at, item_states.model_version, item_states.confidence, item_states.photos,
       item_states.suggested_category, item_states.suggested_confidence
FROM items
JOIN item_states ON item_states.item_id = items.id
LEFT JOIN category_codes ON category_codes.category = item_states.category
WHERE item_states.status <> 'withdrawn'
"""


def upgrade() -> None:
    """Add the columns and fill them; no item becomes another's, whatever their SKUs look like."""
    connection = op.get_bind()
    op.add_column("items", sa.Column("alike_key", sa.Text))
    op.add_column("item_states", sa.Column("suggested_category", sa.Text))
    op.add_column("item_states", sa.Column("suggested_confidence", sa.Double))
    _fold_keys(connection)
    op.create_index("ix_items_alike_key", "items", ["alike_key"])
    op.drop_index("states_to_review", "item_states")
    op.create_index("states_to_review", "item_states", ["status", "question", "suggested_confidence"])
    op.execute(_CONFIDENCES)
    if connection.dialect.name == "postgresql":
        op.execute(f"CREATE OR REPLACE {_VIEW}")  # views of the shop's own may read it
    else:
        op.execute("DROP VIEW current_categories")
        op.execute(f"CREATE {_VIEW}")


def _fold_keys(connection: Connection) -> None:
    """Give each item the keys of today; one whose key would be another's keeps its own, for a person to look at."""
    rows = connection.execute(sa.select(_ITEMS.c.id, _ITEMS.c.sku, _ITEMS.c.sku_key, _ITEMS.c.title)).all()
    taken = {key for _, _, key, _ in rows}
    changes = []
    for number, sku, key, title in sorted(rows):
        wanted = _key_of(sku)
        free = bool(wanted) and wanted not in taken
        taken |= {wanted} if free else set()
        found_by = {"key": wanted if free else key, "alike": alike_key(sku), "text": search_text(sku, title)}
        changes.append({"number": number, **found_by})
    if changes:
        change = sa.update(_ITEMS).where(_ITEMS.c.id == sa.bindparam("number"))
        names = {"sku_key": "key", "alike_key": "alike", "search_text": "text"}
        connection.execute(change.values({column: sa.bindparam(name) for column, name in names.items()}), changes)


def _key_of(sku: str) -> str:
    """Return the key of an item that may be written in several ways; empty for a SKU that is not accepted any more."""
    try:
        return sku_key(clean_sku(sku))
    except InvalidItem:
        return ""
