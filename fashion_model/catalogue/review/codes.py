"""The shop's own codes as rows: put, and each change written down."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.records import CODE
from fashion_model.catalogue.names import sku_key
from fashion_model.catalogue.store.tables_of_work import CategoryCode, Change
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN


def codes_of(session: Session) -> dict[str, str]:
    """Return the shop's own code of each of the ten categories and ``NONE_OF_THE_TEN``; empty where it has none."""
    found = {row.category: row.code for row in session.scalars(select(CategoryCode))}
    return {category: found.get(category, "") for category in (*CATEGORIES, NONE_OF_THE_TEN)}


def put_code(
    session: Session, category: str, code: str, person: str, now: datetime, *, undoes: int | None = None
) -> None:
    """Give one category a code; see ``put_codes``."""
    put_codes(session, codes_of(session) | {category: code}, person, now, undoes=undoes)


def put_codes(
    session: Session, codes: Mapping[str, str], person: str, now: datetime, *, undoes: int | None = None
) -> None:
    """Replace the codes, and write down each that is another one now.

    Args:
        session: With a transaction.
        codes: Of all categories, clean; empty for none.
        person: Who does it.
        now: When.
        undoes: The change that this takes back, or None.

    Raises:
        InvalidItem: Two categories have the same code, or one has the name of another category.
    """
    _refuse_repeated(codes)
    kept, before = {row.category: row for row in session.scalars(select(CategoryCode))}, codes_of(session)
    changed = [category for category, code in codes.items() if code != before[category]]
    for category in changed:
        if category in kept:
            session.delete(kept[category])
    session.flush()  # before others get their codes, each of which is there once
    for category in changed:
        told = {"category": category, "person": person}
        if codes[category]:
            session.add(CategoryCode(**told, code=codes[category], changed_at=now))
        change = Change(**told, kind=CODE, before=before[category], after=codes[category], created_at=now)
        change.undoes = undoes
        session.add(change)


def _refuse_repeated(codes: Mapping[str, str]) -> None:
    names, seen = {sku_key(category): category for category in codes}, dict[str, str]()
    for category, code in codes.items():
        first = seen.setdefault(sku_key(code), category) if code else category
        if first != category:
            raise InvalidItem(f"{first} and {category} have the same code “{code}”. Give each category its own.")
        if names.get(sku_key(code), category) != category:
            raise InvalidItem(f"“{code}” is the name of another category than {category}. Choose another code.")
