"""Rules for parts of deliveries, and what people said where file names leave a doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the two columns, empty."""
    for name in ("sku_parts", "sku_answers"):
        op.add_column("deliveries", sa.Column(name, sa.JSON, nullable=False, server_default="{}"))
