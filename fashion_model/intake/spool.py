"""Spool: files written to disk as they arrive, whole or not at all."""

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from anyio.to_thread import run_sync

from fashion_model.catalogue.store.partial_files import PARTIAL, partial_file, sweep_partial
from fashion_model.intake.errors import FileTooLarge, SpoolFull, SpoolUnavailable

_NAME = re.compile(r"[0-9a-f]{32}")
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class StoredFile:
    """A file that arrived whole."""

    name: str
    """Its random name in the spool, 32 hexadecimal digits."""
    size_bytes: int
    """Its length."""
    sha256: str
    """Hash of its bytes, hexadecimal."""


class Spool:
    """The folder that files are received in. Memory holds one chunk of each, however large they are.

    Args:
        folder: Created where it is missing, when the first file comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def receive(self, chunks: AsyncIterable[bytes], max_bytes: int) -> StoredFile:
        """Write one file as it arrives; it gets its name once it is whole and safe on the disk.

        Args:
            chunks: The file's bytes.
            max_bytes: Largest file that is accepted.

        Returns:
            Under which name it is kept, and what it is.

        Raises:
            FileTooLarge: It has more bytes; the rest is not read.
            SpoolFull: The disk has no space left.
            SpoolUnavailable: The folder may not be written.
        """
        with _in_words(), _Partial(self._folder, max_bytes) as partial:
            async for chunk in chunks:
                await run_sync(partial.add, chunk)
            return await run_sync(partial.complete)

    def store(self, data: bytes) -> StoredFile:
        """Write one file that is in memory already.

        Raises:
            SpoolFull: The disk has no space left.
            SpoolUnavailable: The folder may not be written.
        """
        with _in_words(), _Partial(self._folder, len(data)) as partial:
            partial.add(data)
            return partial.complete()

    def path(self, name: str) -> Path:
        """Return where the file is.

        Raises:
            ValueError: No file of the spool is ever named so.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"Expected a name of 32 lower-case hexadecimal digits, received {name!r}.")
        return self._folder / name

    def start(self, name: str, most_bytes: int) -> bytes:
        """Return the first bytes of a file."""
        with self.path(name).open("rb") as file:
            return file.read(most_bytes)

    def delete(self, name: str) -> None:
        """Remove a file; one that is gone already is no error."""
        self.path(name).unlink(missing_ok=True)

    def names(self) -> tuple[str, ...]:
        """Return the names of all files that arrived whole, sorted."""
        return tuple(sorted(path.name for path in self._folder.glob("*") if _NAME.fullmatch(path.name)))

    def names_older_than(self, age_s: float) -> tuple[str, ...]:
        """Return the names of the files that arrived longer ago than this many seconds, sorted."""
        latest = time.time() - age_s
        return tuple(name for name in self.names() if self._arrived(name) < latest)

    def _arrived(self, name: str) -> float:
        try:
            return self.path(name).stat().st_mtime
        except FileNotFoundError:  # somebody was faster
            return time.time()

    def forget_partial_files(self) -> int:
        """Remove what a process that is gone left half-written, and return how many files that were."""
        return sweep_partial(self._folder)


class _Partial:
    """A file that is being written; it is removed unless it is completed."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._name = secrets.token_hex(16)
        self._path = folder / f"{self._name}{PARTIAL}"
        self._max_bytes = max_bytes
        self._size_bytes = 0
        self._hash = hashlib.sha256()
        self._opened = partial_file(self._path)

    def __enter__(self) -> "_Partial":
        self._file = self._opened.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._path.unlink(missing_ok=True)  # first: closing a file on a full disk fails again
        self._file.close()

    def add(self, chunk: bytes) -> None:
        self._size_bytes += len(chunk)
        if self._size_bytes > self._max_bytes:
            raise FileTooLarge(self._max_bytes)
        self._hash.update(chunk)
        self._file.write(chunk)

    def complete(self) -> StoredFile:
        self._file.flush()
        os.fsync(self._file.fileno())
        os.replace(self._path, self._path.with_name(self._name))
        return StoredFile(self._name, self._size_bytes, self._hash.hexdigest())


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise SpoolFull from error
        raise SpoolUnavailable(error.strerror or type(error).__name__) from error
