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
    """Photos, or a list of items, that came in together."""

    delivery_id: int
    """Its number."""
    token: str
    """The right to send files to it; not to be shown to others."""
    kind: str
    """``photos`` or ``items``."""
    name: str
    """What its sender called it."""
    person: str
    """Who sent it."""
    state: str
    """One of ``DELIVERY_STATES``."""
    sku_rule: str
    """How its photos' names give their items' SKUs, one of ``sku_rule.RULE_NAMES``."""
    sku_pattern: str
    """The regular expression, for the rule that has one."""
    unknown_skus: str
    """``CREATE_ITEMS`` or ``LEAVE_OUT``."""
    undone: bool
    """Whether it was taken back as a whole."""
    created_at: datetime
    """When, UTC."""
    started_at: datetime | None
    """When it was given to the network, UTC; None before."""
    finished_at: datetime | None
    """When nothing was left to do, UTC; None before."""


@dataclass(frozen=True)
class DeliveryFileRecord:
    """A file of a delivery."""

    file_id: int
    """Its number."""
    path: str
    """Its name as sent, with folders."""
    size: int
    """In bytes."""
    sku: str
    """Of its item; empty where none is known."""
    state: str
    """One of ``FILE_STATES``."""
    reason: str
    """Why it was refused or left out; empty otherwise."""


@dataclass(frozen=True)
class DeliveryCounts:
    """How far a delivery is."""

    files: dict[str, int]
    """Number of files in each of ``FILE_STATES``."""
    items: int
    """Number of items that its photos belong to, done or not."""
    statuses: dict[str, int]
    """Number of items that are done already, for each of ``STATUSES``."""
    seconds_left: float | None
    """How long the rest takes, judged by the latest files; None while that cannot be told."""

    @property
    def total(self) -> int:
        """Number of files."""
        return sum(self.files.values())


@dataclass(frozen=True)
class FileGroup:
    """The waiting photos of one item."""

    delivery_id: int
    """Their delivery."""
    sku: str
    """Their item's."""
    files: tuple[tuple[int, str, str, str], ...]
    """Number, name as sent, name in the spool and SHA-256 of each."""
