"""Who changed which title or code, when, from what and to what."""

import sqlalchemy as sa
from alembic import op

from fashion_model.catalogue.migrations.frozen import refuse_changes

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table; what was changed before is not known."""
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id")),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("person", sa.String(120), nullable=False),
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.id")),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("changes.id"), unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_changes_item_id", "changes", ["item_id"])
    refuse_changes(op.get_bind(), "changes")
