"""The tables. Suggestions and decisions are only added to: the database itself refuses to change them."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    DDL,
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from fashion_model.catalogue.names import LONGEST_PERSON, LONGEST_SKU, LONGEST_TITLE


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC and read back with its time zone, also by databases that forget it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC.

        Raises:
            ValueError: It has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected a moment with a time zone, received {value!r}.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with the time zone UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the catalogue."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, list[float]: JSON}


class Item(Base):
    """An item of the shop.

    ``sku_key`` holds the SKU, ``search_text`` SKU and title, in the form in which texts are compared: SKUs that differ
    in upper and lower case alone are the same.
    """

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(LONGEST_SKU))
    sku_key: Mapped[str] = mapped_column(Text, unique=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    search_text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Photo(Base):
    """A photo that came in. ``stored_name`` is its copy's name under the photo folder."""

    __tablename__ = "photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[str] = mapped_column(Text)
    stored_name: Mapped[str] = mapped_column(String(80))
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime]


class Embedding(Base):
    """What one model sees in a garment of a photo: ``vector`` is D little-endian float32, one after the other.

    ``choice`` says which garment: its place among those found, from 0, or ``whole picture``; empty in rows from before
    garments could be chosen.
    """

    __tablename__ = "embeddings"
    __table_args__ = (UniqueConstraint("photo_id", "model_version", "choice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"))
    model_version: Mapped[str] = mapped_column(Text)
    choice: Mapped[str] = mapped_column(String(20), server_default="")
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class Suggestion(Base):
    """What one model says of a garment of a photo. ``probabilities`` are in the order of ``CATEGORIES``.

    ``choice`` is as in ``Embedding``. ``garment``, ``method`` and ``box`` say what it is, how it was found and where
    (left, top, right, bottom, as shares of the photo); ``picture`` is what the network saw, 28 rows of 28 bytes;
    ``scope`` how probable it is that the item is one of the ten. They are empty in rows from before garments could be
    chosen.
    """

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("photo_id", "model_version", "choice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"))
    model_version: Mapped[str] = mapped_column(Text)
    choice: Mapped[str] = mapped_column(String(20), server_default="")
    garment: Mapped[str] = mapped_column(Text, server_default="")
    method: Mapped[str] = mapped_column(Text, server_default="")
    box: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)
    scope: Mapped[float | None]
    category: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    threshold: Mapped[float]
    probabilities: Mapped[list[float]]
    created_at: Mapped[datetime]


class Decision(Base):
    """What a person decided, or took back (then ``undoes`` names the row, each at most once)."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("(kind = 'undone') = (undoes IS NOT NULL)", name="an_undo_names_its_decision"),
        Index("decisions_of_an_item", "item_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"), index=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    undoes: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    category: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    model_version: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None]
    threshold: Mapped[float | None]
    created_at: Mapped[datetime]


ADDED_ONLY: tuple[Any, ...] = (Suggestion.__table__, Decision.__table__)

_SAME_ROW = {
    "suggestions": "id = NEW.id OR "
    "(photo_id = NEW.photo_id AND model_version = NEW.model_version AND choice = NEW.choice)",
    "decisions": "id = NEW.id OR undoes = NEW.undoes",
}
"""When a new row would take the place of one that is there: the unique keys of both tables."""
_SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{change} BEFORE {change} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END
"""
_SQLITE_REPLACE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {table}_no_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END
"""  # INSERT OR REPLACE deletes the row that is there without asking the trigger for DELETE
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION '%% are only added to', TG_TABLE_NAME; END$$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER %(table)s_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON %(table)s
FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()
"""


def _refuse_changes(table: Any) -> None:
    triggers = [_SQLITE_TRIGGER.format(table=table.name, change=change) for change in ("UPDATE", "DELETE")]
    triggers.append(_SQLITE_REPLACE_TRIGGER.format(table=table.name, same_row=_SAME_ROW[table.name]))
    for trigger in triggers:  # of the metadata, not of the table: older files get the triggers they lack when opened
        event.listen(Base.metadata, "after_create", DDL(trigger).execute_if(dialect="sqlite"))
    for text in (_POSTGRESQL_FUNCTION, _POSTGRESQL_TRIGGER):
        event.listen(table, "after_create", DDL(text).execute_if(dialect="postgresql"))


for _table in ADDED_ONLY:
    _refuse_changes(_table)
