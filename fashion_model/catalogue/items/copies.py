"""Near-duplicates: photos that are copies of others, across the whole catalogue."""

import threading

import numpy as np
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from fashion_model.catalogue.items.records import CopyRecord
from fashion_model.catalogue.items.states import standing_photos
from fashion_model.catalogue.store.engine import Access, Part
from fashion_model.catalogue.store.photos import keep_near_duplicates
from fashion_model.catalogue.store.tables import Item, Photo
from fashion_model.catalogue.store.tables_of_work import ItemPhoto, NearDuplicate
from fashion_model.photo.decode import PhotoRefused, decode_here
from fashion_model.photo.fingerprint import FINGERPRINT_BYTES, fingerprint, near

_FIRST_ROOM = 1024
_OVERLAP = 100
"""Rows that are read again with each look for new ones, as others may write smaller numbers a moment later."""


class Copies(Part):
    """The fingerprints of all photos in memory, 248 bytes each; safe between threads."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._lock = threading.Lock()
        self._count = 0
        self._numbers = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._fingerprints = np.zeros((_FIRST_ROOM, FINGERPRINT_BYTES), dtype=np.uint8)

    def catch_up(self) -> None:
        """Read the fingerprints that were added since; what is not committed yet is not among them."""
        with self._lock, self._access.reading() as session:
            first = int(self._numbers[: self._count].max(initial=0)) - _OVERLAP
            known = set(self._numbers[: self._count][self._numbers[: self._count] > first].tolist())
            query = select(Photo.id, Photo.fingerprint).where(Photo.id > first, Photo.fingerprint.is_not(None))
            for number, made in session.execute(query.order_by(Photo.id)):
                if number not in known and made:
                    self._add(number, made)

    def keep(self, session: Session, photo: Photo) -> None:
        """Write down which photos look like copies of this one, as far as ``catch_up`` has seen them."""
        if not photo.fingerprint:
            return
        with self._lock:
            copies = near(photo.fingerprint, self._fingerprints[: self._count])
            found = zip(self._numbers[copies.rows].tolist(), copies.distances.tolist(), strict=True)
        keep_near_duplicates(
            session, photo.id, [(number, distance) for number, distance in found if number != photo.id]
        )

    def _add(self, number: int, made: bytes) -> None:
        if self._count == len(self._numbers):  # twice the room, so that adding one does not copy all
            self._numbers = np.concatenate([self._numbers, np.zeros_like(self._numbers)])
            self._fingerprints = np.concatenate([self._fingerprints, np.zeros_like(self._fingerprints)])
        self._numbers[self._count] = number
        self._fingerprints[self._count] = np.frombuffer(made, dtype=np.uint8)
        self._count += 1

    def fill_missing(self, limit: int = 20) -> int:
        """Make the fingerprints of photos that were kept before there were any.

        Returns:
            How many photos were looked at.
        """
        with self._access.reading() as session:
            query = select(Photo.id, Photo.stored_name).where(Photo.fingerprint.is_(None)).limit(limit)
            missing = session.execute(query).all()
        self.catch_up()
        for number, name in missing:
            made = self._of_file(name)
            with self._access.writing() as session:
                photo = session.get_one(Photo, number)
                photo.fingerprint = made
                self.keep(session, photo)
            if made:  # its number may be too small to be found among those that were added since
                with self._lock:
                    self._add(number, made)
        return len(missing)

    def _of_file(self, stored_name: str) -> bytes:
        """Return the fingerprint of a stored photo; empty when its file is gone, so that it is not asked for again."""
        try:
            return fingerprint(decode_here((self._access.photos_dir / stored_name).read_bytes()).rgb)
        except (OSError, PhotoRefused):
            return b""

    def of_item(self, item_id: int) -> tuple[CopyRecord, ...]:
        """Return the other items of which a photo is the same as one of this item's, or looks like a copy of it."""
        nearest: dict[str, CopyRecord] = {}
        with self._access.reading() as session:
            for exact, query in ((True, _same_photo(item_id)), (False, _alike(item_id))):
                for sku, name in session.execute(query):
                    nearest.setdefault(sku, CopyRecord(sku, self._access.photos_dir / name, exact))
        return tuple(nearest.values())


def _same_photo(item_id: int) -> Select[str, str]:
    own, other = (aliased(ItemPhoto, standing_photos().subquery()) for _ in range(2))
    return (
        select(Item.sku, Photo.stored_name)
        .join(other, other.item_id == Item.id)
        .join(own, own.photo_id == other.photo_id)
        .join(Photo, Photo.id == other.photo_id)
        .where(own.item_id == item_id, other.item_id != item_id)
        .order_by(Item.sku_key)
    )


def _alike(item_id: int) -> Select[str, str]:
    own, other = (aliased(ItemPhoto, standing_photos().subquery()) for _ in range(2))
    pair = or_(
        (NearDuplicate.photo_id == own.photo_id) & (NearDuplicate.other_id == other.photo_id),
        (NearDuplicate.other_id == own.photo_id) & (NearDuplicate.photo_id == other.photo_id),
    )
    return (
        select(Item.sku, Photo.stored_name)
        .select_from(own)
        .join(NearDuplicate, or_(NearDuplicate.photo_id == own.photo_id, NearDuplicate.other_id == own.photo_id))
        .join(other, pair)
        .join(Item, Item.id == other.item_id)
        .join(Photo, Photo.id == other.photo_id)
        .where(own.item_id == item_id, other.item_id != item_id)
        .order_by(NearDuplicate.distance, Item.sku_key)
    )
