"""What every part of the catalogue works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine


@dataclass(frozen=True)
class Access:
    """A way to the catalogue's data."""

    engine: Engine
    """The database."""
    photos_dir: Path
    """Folder of the photos' copies."""
    clock: Callable[[], datetime]
    """Gives the moment that is written beside each row; it has a time zone."""
