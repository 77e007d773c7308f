"""The first catalogue: items, photos, embeddings, suggestions and decisions."""

import sqlalchemy as sa
from alembic import op

from fashion_model.catalogue.migrations.frozen import refuse_changes

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the first tables."""
    _create_items_and_photos()
    _create_embeddings()
    _create_suggestions()
    _create_decisions()
    for table in ("suggestions", "decisions"):
        if op.get_bind().dialect.name == "postgresql" or table == "decisions":
            refuse_changes(op.get_bind(), table)  # suggestions of SQLite get theirs with the key of the next step


def _create_items_and_photos() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sku", sa.String(120), nullable=False),
        sa.Column("sku_key", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "photos",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("stored_name", sa.String(80), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def _create_embeddings() -> None:
    op.create_table(
        "embeddings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("photo_id", sa.Integer, sa.ForeignKey("photos.id"), nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("photo_id", "model_version"),
    )


def _create_suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("photo_id", sa.Integer, sa.ForeignKey("photos.id"), nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("threshold", sa.Double, nullable=False),
        sa.Column("probabilities", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("photo_id", "model_version"),
    )


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("photo_id", sa.Integer, sa.ForeignKey("photos.id"), nullable=False),
        sa.Column("suggestion_id", sa.Integer, sa.ForeignKey("suggestions.id")),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("decisions.id"), unique=True),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("person", sa.String(120), nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double),
        sa.Column("threshold", sa.Double),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("(kind = 'undone') = (undoes IS NOT NULL)", name="an_undo_names_its_decision"),
    )
    op.create_index("ix_decisions_photo_id", "decisions", ["photo_id"])
    op.create_index("decisions_of_an_item", "decisions", ["item_id", "id"])
