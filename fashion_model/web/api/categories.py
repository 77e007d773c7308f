"""Categories: the ten, none of them, and the shop's own codes."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import Field

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.names import sku_key
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.api.errors import UNAVAILABLE, quoted
from fashion_model.web.api.gate import ForwardedUser, Person, acting_person
from fashion_model.web.api.models import Message, one_of
from fashion_model.web.resources import get_catalogue

router = APIRouter(tags=["Categories"], responses=UNAVAILABLE)


class CategoryAnswer(Message):
    """One of the ten categories, or what is none of them."""

    category: str = Field(json_schema_extra=one_of((*CATEGORIES, NONE_OF_THE_TEN)))
    """Its name."""
    code: str
    """The shop's own code; empty where it has none."""
    items: int
    """Number of items that have it now."""


class NewCodes(Person):
    """The shop's own codes."""

    codes: dict[str, str] = Field(
        description="Code by category, at most 60 characters, each different; empty for none. A category that is left "
        "out keeps its code."
    )
    seen: dict[str, str] | None = None
    """The codes as they were seen, by category: nothing newer is overwritten. When left out, whatever stands is."""


@router.get("/categories", summary="The categories and the shop's codes")
def show_categories() -> list[CategoryAnswer]:
    """Return the ten categories in the dataset's order, and last what is none of them."""
    catalogue = get_catalogue()
    counts = catalogue.counts()
    return [
        CategoryAnswer(category=category, code=code, items=counts[category])
        for category, code in catalogue.rules.codes().items()
    ]


@router.put("/categories", summary="Set the shop's codes")
def set_codes(codes: Annotated[NewCodes, Body()], forwarded: ForwardedUser = "") -> list[CategoryAnswer]:
    """Set the shop's own codes; they stand beside the category in every answer from now on, and each change is kept.

    With `seen` nothing newer is overwritten: answers 409 when one of these categories has another code than was seen.
    """
    get_catalogue().rules.set_codes(codes.codes, acting_person(codes, forwarded), codes.seen)
    return show_categories()


def category_meant(codes: Mapping[str, str], category: str | None, code: str | None) -> str:
    """Return the category that is named by itself or by the shop's own code; the catalogue checks names.

    Args:
        codes: The shop's, by category.
        category: A name; None when a code is given.
        code: A code; None when a name is given.

    Raises:
        InvalidItem: Both are named or neither, or no category has the code.
    """
    if (category is None) == (code is None):
        raise InvalidItem("Name either the category or the shop's own code for it, as “category” or as “code”.")
    return category if category is not None else _with_code(codes, code or "")


def _with_code(codes: Mapping[str, str], code: str) -> str:
    wanted = sku_key(code)
    for category, own in codes.items():
        if own and sku_key(own) == wanted:
            return category
    accepted = ", ".join(filter(None, codes.values()))
    hint = f"Its codes are {accepted}." if accepted else "It has none yet; PUT /api/categories sets them."
    raise InvalidItem(f"{quoted(code)} is no code of this shop. {hint}")
