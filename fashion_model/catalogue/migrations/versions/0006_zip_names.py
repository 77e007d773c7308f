"""Names of zips that do not say how they are written."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the bytes of such a name, and how a person chose to read them; programs of before may go on writing."""
    for name, kind in (("raw_name", sa.Text()), ("name_encoding", sa.String(20))):
        op.add_column("delivery_files", sa.Column(name, kind, nullable=False, server_default=""))
