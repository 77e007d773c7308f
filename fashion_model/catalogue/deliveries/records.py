"""What the catalogue answers about deliveries and lists: frozen rows, detached from the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

# A delivery gathers files, is worked on, rests, or has nothing left to do; a file waits, was classified, is no photo
# that is accepted, or was left out as its item is not known.
COLLECTING: Final = "collecting"
RUNNING: Final = "running"
PAUSED: Final = "paused"
FINISHED: Final = "finished"
DELIVERY_STATES: Final = (COLLECTING, RUNNING, PAUSED, FINISHED)
WAITING: Final = "waiting"
CLASSIFIED: Final = "classified"
REFUSED: Final = "refused"
LEFT_OUT: Final = "left out"
FILE_STATES: Final = (WAITING, CLASSIFIED, REFUSED, LEFT_OUT)
CREATE_ITEMS: Final = "create"
LEAVE_OUT: Final = "leave out"
"""What happens to photos whose SKU no item has."""


@dataclass(frozen=True)
class DeliveryRecord:
    """Photos, or a list of items, that came in together.

    Attributes:
        delivery_id: Its number.
        token: The right to send files to it; not to be shown to others.
        kind: ``photos`` or ``items``.
        name: What its sender called it.
        person: Who sent it.
        state: One of ``DELIVERY_STATES``.
        sku_rule: How its photos' names give their items' SKUs, one of ``sku_rule.RULE_NAMES``.
        sku_pattern: The regular expression, for the rule that has one.
        unknown_skus: ``CREATE_ITEMS`` or ``LEAVE_OUT``.
        undone: Whether it was taken back as a whole.
        created_at: When, UTC.
        started_at: When it was given to the network, UTC; None before.
        finished_at: When nothing was left to do, UTC; None before.
    """

    delivery_id: int
    token: str
    kind: str
    name: str
    person: str
    state: str
    sku_rule: str
    sku_pattern: str
    unknown_skus: str
    undone: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True)
class DeliveryFileRecord:
    """A file of a delivery.

    Attributes:
        file_id: Its number.
        path: Its name as sent, with folders.
        size: In bytes.
        sku: Of its item; empty where none is known.
        state: One of ``FILE_STATES``.
        reason: Why it was refused or left out; empty otherwise.
    """

    file_id: int
    path: str
    size: int
    sku: str
    state: str
    reason: str


@dataclass(frozen=True)
class DeliveryCounts:
    """How far a delivery is.

    Attributes:
        files: Number of files in each of ``FILE_STATES``.
        items: Number of items that its photos belong to, done or not.
        statuses: Number of items that are done already, for each of ``STATUSES``.
        seconds_left: How long the rest takes, judged by the latest files; None while that cannot be told.
    """

    files: dict[str, int]
    items: int
    statuses: dict[str, int]
    seconds_left: float | None

    @property
    def total(self) -> int:
        """Number of files."""
        return sum(self.files.values())


@dataclass(frozen=True)
class FileGroup:
    """The waiting photos of one item.

    Attributes:
        delivery_id: Their delivery.
        sku: Their item's.
        files: Number, name as sent, name in the spool and SHA-256 of each.
    """

    delivery_id: int
    sku: str
    files: tuple[tuple[int, str, str, str], ...]
