"""One suggestion and one embedding for each garment of a photo, not for each photo."""

import sqlalchemy as sa
from alembic import op

from fashion_model.catalogue.migrations.frozen import refuse_changes, replace_table

revision = "0002"
down_revision = "0001"

_KEY = ["photo_id", "model_version"]
_EMBEDDINGS = """
id INTEGER NOT NULL PRIMARY KEY, photo_id INTEGER NOT NULL, model_version TEXT NOT NULL,
choice VARCHAR(20) DEFAULT '' NOT NULL, vector BLOB NOT NULL,
UNIQUE (photo_id, model_version, choice), FOREIGN KEY (photo_id) REFERENCES photos (id)
"""
_SUGGESTIONS = """
id INTEGER NOT NULL PRIMARY KEY, photo_id INTEGER NOT NULL, model_version TEXT NOT NULL,
choice VARCHAR(20) DEFAULT '' NOT NULL, garment TEXT DEFAULT '' NOT NULL, method TEXT DEFAULT '' NOT NULL, box JSON,
picture BLOB, scope DOUBLE, category TEXT NOT NULL, confidence DOUBLE NOT NULL, status VARCHAR(20) NOT NULL,
reason TEXT NOT NULL, threshold DOUBLE NOT NULL, probabilities JSON NOT NULL, created_at DATETIME NOT NULL,
UNIQUE (photo_id, model_version, choice), FOREIGN KEY (photo_id) REFERENCES photos (id)
"""


def upgrade() -> None:
    """Add which garment a row is about; rows keep their numbers, and the program of before can go on writing."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        replace_table(connection, "embeddings", _EMBEDDINGS)
        replace_table(connection, "suggestions", _SUGGESTIONS)
    else:
        _alter_tables()
    refuse_changes(connection, "suggestions")


def _alter_tables() -> None:
    for table in ("embeddings", "suggestions"):
        op.add_column(table, sa.Column("choice", sa.String(20), server_default="", nullable=False))
        for key in sa.inspect(op.get_bind()).get_unique_constraints(table):
            if key["column_names"] == _KEY:
                op.drop_constraint(str(key["name"]), table)
        op.create_unique_constraint(None, table, [*_KEY, "choice"])
    op.add_column("suggestions", sa.Column("garment", sa.Text, server_default="", nullable=False))
    op.add_column("suggestions", sa.Column("method", sa.Text, server_default="", nullable=False))
    op.add_column("suggestions", sa.Column("box", sa.JSON(none_as_null=True)))
    op.add_column("suggestions", sa.Column("picture", sa.LargeBinary))
    op.add_column("suggestions", sa.Column("scope", sa.Double))
