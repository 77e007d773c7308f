"""Photos on their way into the catalogue: the copy on disk, the row, and the photos that look like it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from fashion_model.catalogue.access import Access
from fashion_model.catalogue.lookup import add_once
from fashion_model.catalogue.names import printable
from fashion_model.catalogue.photo_folder import stored_name, write_once
from fashion_model.catalogue.tables import Photo
from fashion_model.catalogue.tables_of_work import NearDuplicate
from fashion_model.photo.decode import encode_jpeg
from fashion_model.photo.fingerprint import fingerprint


@dataclass(frozen=True)
class PreparedPhoto:
    """All that is kept of a photo, made before the database is asked for anything.

    Attributes:
        sha256: Hash of the bytes that came in, hexadecimal.
        file_name: Its name as sent.
        jpeg: The metadata-free copy.
        width: In pixels.
        height: In pixels.
        fingerprint: Perceptual hash.
    """

    sha256: str
    file_name: str
    jpeg: bytes
    width: int
    height: int
    fingerprint: bytes


def prepare_photo(rgb: np.ndarray, sha256: str, file_name: str) -> PreparedPhoto:
    """Return what is kept of a photo.

    Args:
        rgb: ``(H, W, 3)`` uint8, upright sRGB.
        sha256: Hash of the bytes that came in, 64 lower-case hexadecimal digits.
        file_name: The name that the sender gave it.
    """
    height, width = rgb.shape[:2]
    return PreparedPhoto(sha256, printable(file_name), encode_jpeg(rgb), width, height, fingerprint(rgb))


def keep_photo(session: Session, access: Access, photo: PreparedPhoto) -> tuple[Photo, bool]:
    """Keep a photo; the same photo is kept once, under the name it first had.

    Returns:
        The photo, and whether it is new.

    Raises:
        CatalogueUnavailable: The photo folder cannot be written.
    """
    row = Photo(
        sha256=photo.sha256,
        file_name=photo.file_name,
        stored_name=stored_name(photo.sha256),
        width=photo.width,
        height=photo.height,
        created_at=access.clock(),
        fingerprint=photo.fingerprint,
    )
    kept = add_once(session, row, select(Photo).where(Photo.sha256 == photo.sha256))
    # Inside the transaction: nobody ever sees the row without its file.
    write_once(access.photos_dir / kept.stored_name, photo.jpeg)
    return kept, kept is row


def keep_near_duplicates(session: Session, photo_id: int, others: Sequence[tuple[int, int]]) -> None:
    """Write down which photos look like copies of a photo.

    Args:
        session: With a transaction.
        photo_id: The photo.
        others: Number and distance of each that does.
    """
    for other_id, distance in others:
        one, other = sorted((photo_id, other_id))
        pair = {"photo_id": one, "other_id": other}
        add_once(session, NearDuplicate(**pair, distance=distance), select(NearDuplicate).filter_by(**pair))
