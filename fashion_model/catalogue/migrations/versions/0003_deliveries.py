"""Deliveries, suggestions for whole items, item states, leases, codes, thresholds and the shop's view."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from fashion_model.catalogue.migrations.frozen import refuse_changes, replace_table

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
ADDED_ONLY = ("decisions", "item_suggestions", "item_suggestion_parts", "actions", "thresholds")
_DECISIONS = """
id INTEGER NOT NULL PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items (id),
photo_id INTEGER REFERENCES photos (id), suggestion_id INTEGER REFERENCES suggestions (id),
undoes INTEGER UNIQUE REFERENCES decisions (id), category TEXT NOT NULL, kind VARCHAR(20) NOT NULL,
person VARCHAR(120) NOT NULL, model_version TEXT NOT NULL, confidence DOUBLE, threshold DOUBLE,
created_at DATETIME NOT NULL, item_suggestion_id INTEGER REFERENCES item_suggestions (id),
delivery_id INTEGER REFERENCES deliveries (id), action_id INTEGER REFERENCES actions (id),
redoes INTEGER REFERENCES decisions (id),
CONSTRAINT an_undo_names_its_decision CHECK ((kind = 'undone') = (undoes IS NOT NULL))
"""
_VIEW = """
CREATE VIEW current_categories AS
SELECT items.sku, items.title, item_states.category, category_codes.code, item_states.status, item_states.person,
       item_states.changed_at, item_states.model_version, item_states.confidence, item_states.photos
FROM items
JOIN item_states ON item_states.item_id = items.id
LEFT JOIN category_codes ON category_codes.category = item_states.category
WHERE item_states.status <> 'withdrawn'
"""
_PHOTOS_OF_ITEMS = """
INSERT INTO item_photos (item_id, photo_id, suggestion_id)
SELECT item_id, photo_id, max(suggestion_id) FROM decisions GROUP BY item_id, photo_id ORDER BY min(id)
"""


def upgrade() -> None:
    """Add the tables, and tie the photos of what was decided so far to their items."""
    _create_deliveries()
    _create_item_suggestions()
    _create_actions()
    _widen_decisions()
    _create_item_photos()
    _create_item_states()
    _create_rules()
    for table in ADDED_ONLY:
        refuse_changes(op.get_bind(), table)
    op.execute(_PHOTOS_OF_ITEMS)
    op.execute(_VIEW)


def _number() -> "sa.Column[Any]":
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name: str, length: int = 0) -> "sa.Column[Any]":
    return sa.Column(name, sa.String(length) if length else sa.Text, nullable=False)


def _real(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Double, nullable=False)


def _whole(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer, nullable=False)


def _truth(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Boolean, nullable=False)


def _of(name: str, table: str, *, required: bool = False, unique: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=not required, unique=unique or None)


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        _number(),
        sa.Column("token", sa.String(43), nullable=False, unique=True),
        _text("kind", 10),
        _text("name", 300),
        _text("person", 120),
        _text("state", 10),
        _text("sku_rule", 20),
        _text("sku_pattern"),
        _text("unknown_skus", 10),
        _truth("undone"),
        _text("worker", 80),
        sa.Column("worker_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("finished_at", MOMENT),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state"])
    op.create_table(
        "delivery_files",
        _number(),
        _of("delivery_id", "deliveries", required=True),
        _text("path"),
        _text("spool_name", 80),
        _whole("size"),
        _text("sha256", 64),
        _text("sku", 120),
        _text("state", 10),
        _text("reason"),
        _of("item_id", "items"),
        _of("suggestion_id", "suggestions"),
        sa.Column("done_at", MOMENT),
        sa.UniqueConstraint("delivery_id", "path"),
    )
    op.create_index("files_by_state", "delivery_files", ["delivery_id", "state"])
    op.create_index("files_of_an_item", "delivery_files", ["item_id"])
    op.execute("ALTER TABLE items ADD COLUMN delivery_id INTEGER REFERENCES deliveries (id)")
    op.create_index("ix_items_delivery_id", "items", ["delivery_id"])
    op.add_column("photos", sa.Column("fingerprint", sa.LargeBinary))
    op.add_column("suggestions", sa.Column("held_back", sa.Boolean))


def _create_item_suggestions() -> None:
    op.create_table(
        "item_suggestions",
        _number(),
        _of("item_id", "items", required=True),
        _of("delivery_id", "deliveries"),
        _text("model_version"),
        _text("category"),
        _real("confidence"),
        _text("second_category"),
        _real("second_confidence"),
        _real("scope"),
        _text("status", 20),
        _text("reason"),
        _text("question", 80),
        _real("threshold"),
        sa.Column("probabilities", sa.JSON, nullable=False),
        _whole("photos"),
        _truth("disagree"),
        _truth("audit"),
        _real("audit_share"),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("suggestions_of_an_item", "item_suggestions", ["item_id", "id"])
    op.create_index("ix_item_suggestions_delivery_id", "item_suggestions", ["delivery_id"])
    op.create_table(
        "item_suggestion_parts",
        sa.Column("item_suggestion_id", sa.Integer, sa.ForeignKey("item_suggestions.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        _of("suggestion_id", "suggestions", required=True),
    )


def _create_actions() -> None:
    op.create_table(
        "actions",
        _number(),
        _text("kind", 20),
        _text("person", 120),
        _of("delivery_id", "deliveries"),
        _of("of_action", "actions", unique=True),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_actions_delivery_id", "actions", ["delivery_id"])


def _widen_decisions() -> None:
    if op.get_bind().dialect.name == "sqlite":
        replace_table(op.get_bind(), "decisions", _DECISIONS)
    else:
        op.alter_column("decisions", "photo_id", nullable=True)
        op.add_column("decisions", _of("item_suggestion_id", "item_suggestions"))
        op.add_column("decisions", _of("delivery_id", "deliveries"))
        op.add_column("decisions", _of("action_id", "actions"))
        op.add_column("decisions", _of("redoes", "decisions"))
    for column in ("item_suggestion_id", "delivery_id", "action_id"):
        op.create_index(f"ix_decisions_{column}", "decisions", [column])


def _create_item_photos() -> None:
    op.create_table(
        "item_photos",
        _number(),
        _of("item_id", "items", required=True),
        _of("photo_id", "photos", required=True),
        _of("suggestion_id", "suggestions"),
        _of("delivery_id", "deliveries"),
        sa.UniqueConstraint("item_id", "photo_id", "delivery_id"),
    )
    op.create_index("items_of_a_photo", "item_photos", ["photo_id"])
    op.create_index("ix_item_photos_delivery_id", "item_photos", ["delivery_id"])
    op.create_table(
        "near_duplicates",
        sa.Column("photo_id", sa.Integer, sa.ForeignKey("photos.id"), primary_key=True),
        sa.Column("other_id", sa.Integer, sa.ForeignKey("photos.id"), primary_key=True),
        _whole("distance"),
    )
    op.create_index("ix_near_duplicates_other_id", "near_duplicates", ["other_id"])


def _create_item_states() -> None:
    op.create_table(
        "item_states",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), primary_key=True),
        _text("status", 20),
        sa.Column("category", sa.Text),
        _of("decision_id", "decisions"),
        _of("seen_decision_id", "decisions"),
        _of("item_suggestion_id", "item_suggestions"),
        _text("question", 80),
        _text("person", 120),
        sa.Column("changed_at", MOMENT, nullable=False),
        _text("model_version"),
        sa.Column("confidence", sa.Double),
        _of("photo_id", "photos"),
        sa.Column("box", sa.JSON(none_as_null=True)),
        _whole("photos"),
        _text("contradiction"),
    )
    op.create_index("states_to_review", "item_states", ["status", "question", "confidence"])
    op.create_index("states_by_category", "item_states", ["category", "item_id"])
    op.create_index("states_by_change", "item_states", ["changed_at", "item_id"])


def _create_rules() -> None:
    op.create_table(
        "leases",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), primary_key=True),
        _text("holder", 64),
        _text("person", 120),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("ix_leases_holder", "leases", ["holder"])
    op.create_table(
        "category_codes",
        sa.Column("category", sa.String(40), primary_key=True),
        sa.Column("code", sa.String(60), nullable=False, unique=True),
        _text("person", 120),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "thresholds",
        _number(),
        _real("threshold"),
        sa.Column("mistakes_per_100", sa.Double),
        _text("model_version"),
        _text("person", 120),
        sa.Column("created_at", MOMENT, nullable=False),
    )
