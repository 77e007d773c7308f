"""Files that are being written: named so until they are whole, and swept once their writer is gone."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PARTIAL = ".partial"
"""How the name of every such file ends."""
_YOUNGEST_S = 60.0
"""A file that was touched later than so many seconds ago is left alone: its writer may not have locked it yet."""


@contextmanager
def partial_file(path: Path) -> Iterator[BinaryIO]:
    """Create a file and keep it locked for as long as it is written; a writer that is killed loses the lock."""
    with path.open("xb") as file:
        with suppress(OSError):  # file systems without locks: then its age alone protects it
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file


def sweep_partial(folder: Path) -> int:
    """Remove what writers that are gone left half-written in a folder, and return how many files that were."""
    left = [path for path in folder.glob(f"*{PARTIAL}") if _is_left(path)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _is_left(path: Path) -> bool:
    try:
        if path.stat().st_mtime > time.time() - _YOUNGEST_S:
            return False
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # its writer holds it, or finished it just now
        return False
    return True
