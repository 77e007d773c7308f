"""What all tables share: moments in UTC, lists as JSON."""

from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, DateTime, Dialect, Table, TypeDecorator
from sqlalchemy.orm import DeclarativeBase


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC and read back with its time zone, also by databases that forget it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC.

        Raises:
            ValueError: It has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected a moment with a time zone, received {value!r}.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with the time zone UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the catalogue."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, list[float]: JSON}


def table_of(kind: type[Base]) -> Table:
    """Return the table behind a class: what is inserted into it goes to the database in one step, not row by row."""
    return cast(Table, kind.__table__)
