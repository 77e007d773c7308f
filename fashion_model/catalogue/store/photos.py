"""Stored photos: metadata-free copies, rows and near-duplicate pairs."""

import os
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import PhotoFolderUnavailable
from fashion_model.catalogue.names import printable
from fashion_model.catalogue.store.engine import Access
from fashion_model.catalogue.store.lookup import add_once
from fashion_model.catalogue.store.partial_files import PARTIAL, partial_file
from fashion_model.catalogue.store.tables import Photo
from fashion_model.catalogue.store.tables_of_work import NearDuplicate
from fashion_model.photo.decode import encode_jpeg
from fashion_model.photo.fingerprint import fingerprint

_SHA256 = re.compile(r"[0-9a-f]{64}")


def stored_name(sha256: str) -> str:
    """Return the name of a photo's copy.

    Raises:
        ValueError: The hash is not 64 lower-case hexadecimal digits.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"Expected a SHA-256 of 64 lower-case hexadecimal digits, received {sha256!r}.")
    return f"{sha256}.jpg"


def make_folder(folder: Path) -> None:
    """Create the photo folder where it is missing.

    Raises:
        PhotoFolderUnavailable: It cannot be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PhotoFolderUnavailable(error.strerror or type(error).__name__) from error


def write_once(path: Path, data: bytes) -> None:
    """Write a file that is not there yet: whole or not at all, also when the machine stops half-way.

    Raises:
        PhotoFolderUnavailable: The folder is missing, full or may not be written.
    """
    try:
        if not path.exists():
            _replace(path, data)
    except OSError as error:
        raise PhotoFolderUnavailable(error.strerror or type(error).__name__) from error


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{uuid.uuid4().hex}{PARTIAL}")
    try:
        with partial_file(partial) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class PreparedPhoto:
    """All that is kept of a photo, made before the database is asked for anything."""

    sha256: str
    """Hash of the bytes that came in, hexadecimal."""
    file_name: str
    """Its name as sent."""
    jpeg: bytes
    """The metadata-free copy."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""
    fingerprint: bytes
    """Perceptual hash."""


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
        smaller, larger = sorted((photo_id, other_id))
        pair = {"photo_id": smaller, "other_id": larger}
        add_once(session, NearDuplicate(**pair, distance=distance), select(NearDuplicate).filter_by(**pair))
