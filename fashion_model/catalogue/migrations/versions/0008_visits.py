"""What is dropped, typed and decided on the Classify page, by the visit that its address names."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "visit_files",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("visit", sa.String(22), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("spool_name", sa.String(80), nullable=False),
        sa.Column("photo_id", sa.Integer, sa.ForeignKey("photos.id")),
        sa.Column("refusal", sa.Text, nullable=False),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("decision_id", sa.Integer, sa.ForeignKey("decisions.id")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("visit", "key"),
    )
