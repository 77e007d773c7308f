"""Which items a visitor reviews and in which order, as it stands in the address of the Review page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fashion_model.catalogue.review import GROUPED, LEAST_SURE
from fashion_model.catalogue.search_terms import Search

DELIVERY: Final = "delivery"
QUESTION: Final = "question"
ORDER: Final = "order"
ORDERS: Final = {"sure": LEAST_SURE, "question": GROUPED}
"""The orders by their names in the address; the first when the address names none."""
_LARGEST_NUMBER, _MOST_DIGITS = 2**31 - 1, 10


@dataclass(frozen=True)
class ReviewFilter:
    """Which items are reviewed.

    Attributes:
        delivery_id: Only those of this delivery; None for all.
        question: Only those that leave this question open; empty for all.
        order: ``LEAST_SURE`` or ``GROUPED``.
    """

    delivery_id: int | None = None
    question: str = ""
    order: str = LEAST_SURE

    @property
    def search(self) -> Search:
        """The items, as the catalogue is asked for them."""
        return Search(question=self.question or None, delivery_id=self.delivery_id)


def filter_in(address: Mapping[str, str]) -> ReviewFilter:
    """Return what an address asks for; parts that cannot be read ask for nothing.

    Args:
        address: The names and values after the question mark.
    """
    return ReviewFilter(
        delivery_id=_number(address.get(DELIVERY, "")),
        question=address.get(QUESTION, "").strip(),
        order=ORDERS.get(address.get(ORDER, ""), LEAST_SURE),
    )


def left_in(waiting: Mapping[str, int], wanted: ReviewFilter) -> int:
    """Return how many items are left.

    Args:
        waiting: Items by question, in the delivery that is asked for.
        wanted: What is asked for.
    """
    return waiting.get(wanted.question, 0) if wanted.question else sum(waiting.values())


def questions_to_choose(waiting: Mapping[str, int], wanted: ReviewFilter) -> dict[str, str]:
    """Return the questions with their labels, “” for all first; the chosen one stays when nothing is left of it."""
    counts = {"": sum(waiting.values()), **waiting}
    if wanted.question:
        counts.setdefault(wanted.question, 0)
    return {question: f"{question or 'All questions'} ({number:,})" for question, number in counts.items()}


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
    return number if 0 < number <= _LARGEST_NUMBER else None
