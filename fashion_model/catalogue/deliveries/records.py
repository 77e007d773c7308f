"""Records of deliveries and their files: frozen rows, detached from the database.

Moments are in UTC. The REST API describes the fields of its answers by the sentences below them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

# A delivery gathers files, is worked on, rests, or has nothing left to do; a file waits, was classified, is no photo
# that is accepted, or was left out as its item is not known.
PHOTOS: Final = "photos"
ITEMS: Final = "items"
"""Kinds of deliveries."""
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
"""What happens to photos with a new SKU."""


@dataclass(frozen=True)
class DeliveryRecord:
    """Photos, or a list of items, that came in together."""

    delivery_id: int
    """Its number."""
    kind: str
    """``photos``, or ``items`` for a list that was imported."""
    name: str
    """What its sender called it."""
    person: str
    """Who sent it."""
    state: str
    """``collecting``: takes files and waits to be started; ``running``: is classified; ``paused``: rests; ``finished``:
    nothing is left to do. Files may come in each state.
    """
    sku_rule: str
    """How its photos find their items."""
    sku_pattern: str
    """For ``own_pattern``."""
    sku_parts: dict[str, dict[str, str]]
    """Other rules for single folders: by the folder's path, its ``sku_rule`` and ``sku_pattern``."""
    sku_answers: dict[str, dict[str, str]]
    """What was said where file names left a doubt: by the family of the photos, ``choice`` and ``sku``."""
    unknown_skus: str
    """``create`` or ``leave out``."""
    undone: bool
    """Whether it was taken back as a whole."""
    created_at: datetime
    """When."""
    started_at: datetime | None
    """When it was started; None before."""
    finished_at: datetime | None
    """When nothing was left to do; None before."""
    token: str
    """The right to send files to it; it is told this once. Show it to nobody else."""


@dataclass(frozen=True)
class DeliveryFileRecord:
    """A file of a delivery."""

    file_id: int
    """Its number."""
    path: str
    """Its name as sent, with folders."""
    size: int
    """In bytes; 0 for a file that was refused when it came."""
    sku: str
    """Of its item; empty where none is known."""
    state: str
    """``waiting`` to be classified, ``classified``, ``refused`` as it is no photo that is accepted, or ``left out`` as
    its item is not known.
    """
    reason: str
    """Why it was refused or left out, or what it lacks although it was classified; empty otherwise."""


@dataclass(frozen=True)
class DeliveryCounts:
    """How far a delivery is."""

    files: dict[str, int]
    """Number of files in each state."""
    items: int
    """Number of items that its photos belong to, done or not; known once it is started."""
    statuses: dict[str, int]
    """Number of items that are done, for each status."""
    seconds_left: float | None
    """How long the rest takes; None while that cannot be told."""

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
