"""Tables of current work: deliveries, item states, leases and rules."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fashion_model.catalogue.names import LONGEST_PERSON, LONGEST_SKU, LONGEST_TITLE
from fashion_model.catalogue.store.tables import Base, Box


class Delivery(Base):
    """Photos, or a list of items, that came in together and can be taken back together.

    ``token`` is the right to send files to it. ``kind`` is ``photos`` or ``items``, ``state`` one of
    ``records.DELIVERY_STATES``. ``sku_rule`` and ``sku_pattern`` say how a photo's name gives its item's SKU,
    ``sku_parts`` other rules for folders, ``sku_answers`` what people said where names leave a doubt, and
    ``unknown_skus`` whether items are created for unknown ones. ``worker`` processes it until ``worker_until``.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    state: Mapped[str] = mapped_column(String(10), index=True)
    sku_rule: Mapped[str] = mapped_column(String(20))
    sku_pattern: Mapped[str] = mapped_column(Text)
    sku_parts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    sku_answers: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    unknown_skus: Mapped[str] = mapped_column(String(10))
    undone: Mapped[bool]
    worker: Mapped[str] = mapped_column(String(80))
    worker_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class DeliveryFile(Base):
    """A file of a delivery and what became of it.

    ``path`` is its name as sent, ``spool_name`` the copy that waits to be classified. ``sku`` is what a person gave it;
    empty follows the delivery's rule. ``state`` is one of ``records.FILE_STATES``; ``reason`` says why it was refused
    or left out, or what it lacks although it was classified. ``raw_name`` holds its name's bytes in a zip that does not
    say how names are written, and is empty for all others; ``name_encoding`` says how they are written, as a person
    chose.
    """

    __tablename__ = "delivery_files"
    __table_args__ = (
        UniqueConstraint("delivery_id", "path"),
        Index("files_by_state", "delivery_id", "state"),
        Index("files_of_an_item", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"))
    path: Mapped[str] = mapped_column(Text)
    spool_name: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sku: Mapped[str] = mapped_column(String(LONGEST_SKU))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    raw_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    name_encoding: Mapped[str] = mapped_column(String(20), default="", server_default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    done_at: Mapped[datetime | None]


class VisitFile(Base):
    """A file that was dropped on the Classify page, and what became of it; ``visit`` stands in the page's address.

    ``key`` names it in its visit. ``spool_name`` is the copy that waits to be looked at; afterwards it is empty, and
    either ``photo_id`` or ``refusal`` is not. ``choice`` is as in ``Suggestion``. ``sku``, ``title``, ``answer`` and
    ``category`` are what was typed and chosen and is not saved, ``decision_id`` is what was saved last.
    """

    __tablename__ = "visit_files"
    __table_args__ = (UniqueConstraint("visit", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit: Mapped[str] = mapped_column(String(22))
    key: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    spool_name: Mapped[str] = mapped_column(String(80))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id"))
    refusal: Mapped[str] = mapped_column(Text)
    choice: Mapped[str] = mapped_column(String(20))
    sku: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(Text)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    created_at: Mapped[datetime]


class ItemPhoto(Base):
    """That a photo shows an item; ``delivery_id`` names the delivery that brought it, if one did."""

    __tablename__ = "item_photos"
    __table_args__ = (UniqueConstraint("item_id", "photo_id", "delivery_id"), Index("items_of_a_photo", "photo_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)


class NearDuplicate(Base):
    """Two photos that look like copies of each other; ``distance`` is that of their fingerprints."""

    __tablename__ = "near_duplicates"

    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("photos.id"), primary_key=True, index=True)
    distance: Mapped[int]


class ItemState(Base):
    """An item's current state, derived from its history and written anew with each change of it.

    ``status`` is one of ``records.STATUSES``. ``category`` is that of the decision ``decision_id``;
    ``seen_decision_id`` is the latest row of the history that this state knows of. ``item_suggestion_id`` is the latest
    suggestion that stands, ``suggested_category`` and ``suggested_confidence`` what it says. ``photo_id`` is the photo
    to show and ``box`` the item on it. ``person``, ``changed_at`` and ``model_version`` are those of the decision, or
    without one those of the suggestion. ``confidence`` is that of ``category``; a person's decision has none.
    ``contradiction`` says how title and category contradict each other.
    """

    __tablename__ = "item_states"
    __table_args__ = (
        Index("states_to_review", "status", "question", "suggested_confidence"),
        Index("states_by_category", "category", "item_id"),
        Index("states_by_change", "changed_at", "item_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    category: Mapped[str | None] = mapped_column(Text)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    seen_decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    item_suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("item_suggestions.id"))
    question: Mapped[str] = mapped_column(String(80))
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    changed_at: Mapped[datetime]
    model_version: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None]
    suggested_category: Mapped[str | None] = mapped_column(Text)
    suggested_confidence: Mapped[float | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id"))
    box: Mapped[Box | None]
    photos: Mapped[int]
    contradiction: Mapped[str] = mapped_column(Text)


class Lease(Base):
    """That a reviewer has an item on screen until ``expires_at``; ``holder`` names the window."""

    __tablename__ = "leases"

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64), index=True)
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    expires_at: Mapped[datetime]


class CategoryCode(Base):
    """The shop's own code for a category."""

    __tablename__ = "category_codes"

    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    changed_at: Mapped[datetime]


class Change(Base):
    """That somebody gave an item another title, or a category another code; ``undoes`` names the row it takes back.

    ``kind`` is one of ``records.CHANGE_KINDS``; ``item_id`` is for titles, ``category`` for codes and else empty.
    ``delivery_id`` names the list that brought a title.
    """

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"), index=True)
    category: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"))
    undoes: Mapped[int | None] = mapped_column(ForeignKey("changes.id"), unique=True)
    created_at: Mapped[datetime]


class Threshold(Base):
    """A confidence from which answers stand without a person, as somebody set it; the latest row holds."""

    __tablename__ = "thresholds"

    id: Mapped[int] = mapped_column(primary_key=True)
    threshold: Mapped[float]
    mistakes_per_100: Mapped[float | None]
    model_version: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    created_at: Mapped[datetime]


class ListColumns(Base):
    """Which columns of lists with one header row a person chose: ``columns`` names each by what it holds."""

    __tablename__ = "list_columns"

    header_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    columns: Mapped[dict[str, str]]
    person: Mapped[str] = mapped_column(String(LONGEST_PERSON))
    changed_at: Mapped[datetime]


class ShopItem(Base):
    """What the latest list of a shop system said of an item, that a list for this system needs: text by column."""

    __tablename__ = "shop_list_items"

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    shop: Mapped[str] = mapped_column(String(20), primary_key=True)
    kept: Mapped[dict[str, str]]
