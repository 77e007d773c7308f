"""How far a visitor is with a review, and how long the rest takes at their pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_FEWEST, _LATEST = 3, 30
"""From how many decisions on a pace is told, and how many of the latest count."""


@dataclass(frozen=True)
class Progress:
    """How far a visitor is.

    Attributes:
        decided: Items that they decided on in this visit.
        left: Items that wait among those that they asked for.
        seconds_each: How long they look at an item, the median; None while that cannot be told.
    """

    decided: int
    left: int
    seconds_each: float | None

    @property
    def share(self) -> float:
        """How much is done, 0..1; 1 when nothing is left."""
        return self.decided / (self.decided + self.left) if self.left else 1.0


def seconds_each(durations_s: Sequence[float]) -> float | None:
    """Return the median of the latest durations: a pause does not count; None while there are fewer than three."""
    return median(durations_s[-_LATEST:]) if len(durations_s) >= _FEWEST else None


def progress_in_words(progress: Progress) -> str:
    """Return ``12 decided in this visit · 34 left · about 3 min``."""
    parts = [f"{progress.decided:,} decided in this visit", f"{progress.left:,} left"]
    if progress.left and progress.seconds_each is not None:
        parts.append(duration_in_words(progress.left * progress.seconds_each))
    return " · ".join(parts)


def duration_in_words(seconds: float) -> str:
    """Return ``under 1 min``, ``about 3 min`` or ``about 2 h 10 min``."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under 1 min"
    hours, rest = divmod(minutes, 60)
    return f"about {hours} h {rest} min" if hours else f"about {rest} min"
