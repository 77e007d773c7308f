"""The photos' copies on disk, named by hash, never by the name that a client sent."""

import os
import re
import uuid
from pathlib import Path

from fashion_model.catalogue.errors import CatalogueUnavailable

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
        CatalogueUnavailable: It cannot be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unavailable(folder, error.strerror or str(error)) from error


def check_folder(folder: Path) -> None:
    """Return when the photo folder is there and may be written.

    Raises:
        CatalogueUnavailable: It is not, or may not.
    """
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise _unavailable(folder, "missing, or without the right to write")


def write_once(path: Path, data: bytes) -> None:
    """Write a file that is not there yet: whole or not at all, also when the machine stops half-way.

    Raises:
        CatalogueUnavailable: The folder is missing, full or may not be written.
    """
    try:
        if not path.exists():
            _replace(path, data)
    except OSError as error:
        raise _unavailable(path.parent, error.strerror or str(error)) from error


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{uuid.uuid4().hex}.partial")
    try:
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _unavailable(folder: Path, reason: str) -> CatalogueUnavailable:
    return CatalogueUnavailable(
        f"The photo folder {folder} cannot be written ({reason}). Nothing was saved. "
        "Check that the folder exists, may be written and has space, then try again."
    )
