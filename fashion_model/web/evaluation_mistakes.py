"""What the cells of a confusion matrix hold: the most frequent mistakes, and why some cells have nothing to open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.categories import CATEGORIES


@dataclass(frozen=True)
class Mistake:
    """One thing that is taken for another.

    Attributes:
        true: Name of what the pictures truly show.
        predicted: What they were taken for.
        count: How many.
        share: Of all pictures that truly show it, 0..1.
    """

    true: str
    predicted: str
    count: int
    share: float


def frequent_mistakes(counts: np.ndarray, right: np.ndarray, rows: Sequence[str], most: int = 8) -> tuple[Mistake, ...]:
    """Return the mistakes that are made most often, the most frequent first.

    Args:
        counts: ``(R, 10)`` integer, rows = true.
        right: ``(R, 10)`` bool, which cells hold right answers.
        rows: R names of what was true.
        most: How many at most.
    """
    wrong = np.where(right, 0, counts)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    cells = [divmod(int(place), len(CATEGORIES)) for place in order]
    return tuple(
        Mistake(rows[row], CATEGORIES[column], int(counts[row, column]), float(counts[row, column] / counts[row].sum()))
        for row, column in cells
        if wrong[row, column]
    )


def nothing_to_open(counts: np.ndarray, right: np.ndarray, rows: Sequence[str], true: str, predicted: str) -> str:
    """Return a sentence on why a cell leads nowhere; empty when it holds mistakes, which the gallery shows.

    Args:
        counts: ``(R, 10)`` integer, rows = true.
        right: ``(R, 10)`` bool, which cells hold right answers.
        rows: R names of what was true.
        true: One of ``rows``.
        predicted: One of ``CATEGORIES``.
    """
    cell = rows.index(true), CATEGORIES.index(predicted)
    if not counts[cell]:
        return f"{true} was never named {predicted}, so there is nothing to open. Choose an orange cell."
    if right[cell]:
        return f"{true} named {predicted} is right, and the gallery shows mistakes only. Choose an orange cell."
    return ""
