"""What analysts say of the network's errors, and blind rounds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from fashion_model.catalogue.migrations.frozen import refuse_changes

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the two tables."""
    _create_judgements()
    _create_blind_answers()
    for table in ("judgements", "blind_answers"):
        refuse_changes(op.get_bind(), table)


def _text(name: str, length: int = 0) -> "sa.Column[Any]":
    return sa.Column(name, sa.String(length) if length else sa.Text, nullable=False)


def _create_judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("source", 20),
        _text("picture", 300),
        _text("model_version"),
        _text("label"),
        _text("predicted"),
        _text("judgement", 20),
        _text("note", 1000),
        _text("person", 120),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("judgements_of_a_picture", "judgements", ["source", "picture", "id"])


def _create_blind_answers() -> None:
    op.create_table(
        "blind_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("round_id", 64),
        _text("source", 20),
        _text("picture", 300),
        _text("answer"),
        _text("label"),
        _text("network_answer"),
        sa.Column("crowd_answer", sa.Text),
        _text("model_version"),
        _text("person", 120),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("round_id", "picture"),
    )
