"""Tables of items, photos and their history, which is only added to.

Migrations create them; the database itself refuses to change history.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from fashion_model.catalogue.names import (
    LONGEST_NOTE,
    LONGEST_PERSON,
    LONGEST_PICTURE,
    LONGEST_ROUND,
    LONGEST_SKU,
    LONGEST_TITLE,
)
from fashion_model.serving.decision import RankedAnswer, rank_answers


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


Box = tuple[float, float, float, float]
"""Where an item is on a photo: left, top, right and bottom, as shares of width and height, 0..1."""


class _BoxAsJson(TypeDecorator[Box]):
    """A box, kept as a list."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_result_value(self, value: list[float] | None, dialect: Dialect) -> Box | None:
        """Return the box; None when none was kept."""
        return (value[0], value[1], value[2], value[3]) if value else None


class Base(DeclarativeBase):
    """All tables of the catalogue."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        list[float]: JSON,
        dict[str, str]: JSON,
        Box: _BoxAsJson,
    }


def table_of(kind: type[Base]) -> Table:
    """Return the table behind a class: what is inserted into it goes to the database in one step, not row by row."""
    return cast(Table, kind.__table__)


class Item(Base):
    """An item of the shop.

    ``sku_key`` holds the SKU, ``search_text`` SKU and title, in the form in which texts are compared: SKUs that differ
    in upper and lower case alone are the same. ``alike_key`` is what it has in common with SKUs that look like it;
    empty in rows of an older program. ``delivery_id`` names the delivery that created the item, if one did.
    """

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(LONGEST_SKU))
    sku_key: Mapped[str] = mapped_column(Text, unique=True)
    alike_key: Mapped[str | None] = mapped_column(Text, index=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    search_text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)


class Photo(Base):
    """A photo that came in.

    ``stored_name`` is its copy's name under the photo folder. ``fingerprint`` is a perceptual hash, by which copies are
    found; empty in rows from before there were any, until it is filled in.
    """

    __tablename__ = "photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[str] = mapped_column(Text)
    stored_name: Mapped[str] = mapped_column(String(80))
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime]
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary)


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


class _Said:
    """What a model says of a photo or an item: which of the ten, and how probable it is that it is one of them."""

    probabilities: Any
    scope: Any

    @property
    def answers(self) -> tuple[RankedAnswer, ...]:
        """All eleven, the likeliest first; rows from before there were scopes are of the ten."""
        return rank_answers(self.probabilities, 1.0 if self.scope is None else self.scope)

    @property
    def likeliest(self) -> RankedAnswer:
        """What is suggested."""
        return self.answers[0]


class Suggestion(_Said, Base):
    """What one model says of a garment of a photo. ``probabilities`` are in the order of ``CATEGORIES``.

    ``choice`` is as in ``Embedding``. ``garment``, ``method`` and ``box`` say what it is, how it was found and where
    (left, top, right, bottom, as shares of the photo); ``picture`` is what the network saw, 28 rows of 28 bytes;
    ``scope`` how probable it is that the item is one of the ten, ``held_back`` whether the photo itself is the reason
    to ask a person. They are empty in rows from before garments could be
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
    box: Mapped[Box | None]
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)
    scope: Mapped[float | None]
    category: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    threshold: Mapped[float]
    probabilities: Mapped[list[float]]
    created_at: Mapped[datetime]
    held_back: Mapped[bool | None]


class ItemSuggestion(_Said, Base):
    """What one model says of an item, from all its photos of one delivery together.

    ``probabilities`` are in the order of ``CATEGORIES``; ``scope`` says how probable it is that the item is one of
    them. ``disagree`` says that its photos do; ``audit`` that the random audit picked it, so that a person looks at it
    although it needs no check, and ``audit_share`` how likely that was. ``question`` is the group in which people
    review it, such as “Pullover or Shirt?”.
    """

    __tablename__ = "item_suggestions"
    __table_args__ = (Index("suggestions_of_an_item", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)
    model_version: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    second_category: Mapped[str] = mapped_column(Text)
    second_confidence: Mapped[float]
    scope: Mapped[float]
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(String(80))
    threshold: Mapped[float]
    probabilities: Mapped[list[float]]
    photos: Mapped[int]
    disagree: Mapped[bool]
    audit: Mapped[bool]
    audit_share: Mapped[float]
    created_at: Mapped[datetime]


class ItemSuggestionPart(Base):
    """That a photo's suggestion is part of an item's; ``place`` counts its photos from 0."""

    __tablename__ = "item_suggestion_parts"

    item_suggestion_id: Mapped[int] = mapped_column(ForeignKey("item_suggestions.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))


class Action(Base):
    """One step that made or took back several decisions at once; ``of_action`` is the step that this one takes back.

    ``kind`` is one of ``records.ACTION_KINDS``.
    """

    __tablename__ = "actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)
    of_action: Mapped[int | None] = mapped_column(ForeignKey("actions.id"), unique=True)
    created_at: Mapped[datetime]


class Decision(Base):
    """What was decided, by a person or by itself, or taken back (then ``undoes`` names the row, each at most once).

    ``photo_id`` is the photo that was looked at, ``item_suggestion_id`` what was suggested for the item from all its
    photos; both are empty where there was none. ``action_id`` names the step that made many decisions at once.
    ``redoes`` names the decision that was taken back before and is made again.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("(kind = 'undone') = (undoes IS NOT NULL)", name="an_undo_names_its_decision"),
        Index("decisions_of_an_item", "item_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id"), index=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    undoes: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    category: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    model_version: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None]
    threshold: Mapped[float | None]
    created_at: Mapped[datetime]
    item_suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("item_suggestions.id"), index=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id"), index=True)
    redoes: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))


class Judgement(Base):
    """What a person said of the network's answer for a picture; their latest row for it counts.

    ``source`` is one of ``records.SOURCES``, ``picture`` the index in the test set as text or the photo's
    file name. ``label`` and ``predicted`` are names of categories as they were shown. ``judgement`` is one of
    ``records.JUDGEMENTS``; empty takes back what the person said before.
    """

    __tablename__ = "judgements"
    __table_args__ = (Index("judgements_of_a_picture", "source", "picture", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    picture: Mapped[str] = mapped_column(String(LONGEST_PICTURE))
    model_version: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    predicted: Mapped[str] = mapped_column(Text)
    judgement: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    created_at: Mapped[datetime]


class BlindAnswer(Base):
    """What a person said a picture shows, in a round in which each picture is answered once.

    ``source`` and ``picture`` are as in ``Judgement``. ``crowd_answer`` is what most people chose; empty where people
    were not asked.
    """

    __tablename__ = "blind_answers"
    __table_args__ = (UniqueConstraint("round_id", "picture"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(String(LONGEST_ROUND))
    source: Mapped[str] = mapped_column(String(20))
    picture: Mapped[str] = mapped_column(String(LONGEST_PICTURE))
    answer: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    network_answer: Mapped[str] = mapped_column(Text)
    crowd_answer: Mapped[str | None] = mapped_column(Text)
    model_version: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    created_at: Mapped[datetime]
