"""Errors that belong together, as a table of the report."""

from collections.abc import Sequence

from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.families import Family
from fashion_model.evaluation.votes import VERDICTS
from fashion_model.web.report_blocks import Table
from fashion_model.web.wording import count_of

FEWEST_ERRORS = 5
"""Smaller families are counted together."""


def family_rows(found: Sequence[Family]) -> Table:
    """Return a row a family, the largest first; those with few errors are counted together in the last one."""
    large = [family for family in found if family.errors >= FEWEST_ERRORS]
    small = found[len(large) :]
    rows = [_row(f"{CATEGORIES[one.label]} seen as {CATEGORIES[one.predicted]}", [one]) for one in large]
    if small:
        rows.append(_row(f"{count_of(len(small), 'smaller family', 'smaller families')}", small))
    counted = ("Errors", "People would miss", *(f"{verdict[:1].upper()}{verdict[1:]}" for verdict in VERDICTS))
    return Table(
        "The same label taken for the same other category, how many of them people would miss too, and the verdicts.",
        ("Family", *counted),
        tuple(rows),
        frozenset(counted),
    )


def _row(name: str, members: Sequence[Family]) -> tuple[str, ...]:
    numbers = [
        sum(one.errors for one in members),
        sum(one.people_miss for one in members),
        *(sum(one.verdicts.get(verdict, 0) for one in members) for verdict in VERDICTS),
    ]
    return (name, *(f"{number:,}" for number in numbers))
