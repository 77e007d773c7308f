"""The REST API's items: found, created, renamed, with all that was suggested for them and decided about them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query
from pydantic import AwareDatetime, Field

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import InvalidItem, ItemExists, UnknownItem
from fashion_model.catalogue.items.records import STATUSES
from fashion_model.catalogue.items.search import NEWEST, ORDERS, Search
from fashion_model.catalogue.names import printable
from fashion_model.web.api.categories import category_meant
from fashion_model.web.api.errors import UNAVAILABLE, refusals
from fashion_model.web.api.gate import OtherSite
from fashion_model.web.api.item_models import (
    DecisionAnswer,
    ItemAnswer,
    ItemDetail,
    ItemPage,
    ItemPhotoAnswer,
    SuggestionAnswer,
)
from fashion_model.web.api.models import LARGEST_ID, LARGEST_PAGE, Message, one_of, shown_by
from fashion_model.web.resources import get_catalogue


class Page(Message):
    """Which part of a long list is asked for."""

    limit: int = Field(default=50, ge=1, le=LARGEST_PAGE, description="Most rows in the answer.")
    offset: int = Field(default=0, ge=0, le=LARGEST_ID, description="Rows before the first of the answer.")


class ItemQuery(Page):
    """Which items are asked for, and in which order; what is left out is not asked for."""

    text: str = Field(default="", max_length=300, description="Part of a SKU or title, upper and lower case alike.")
    category: str | None = Field(
        default=None, description="One of the ten, `None of the ten`, or `No category yet`.", examples=["Shirt"]
    )
    code: str | None = Field(default=None, description="The shop's own code for a category.", examples=["W-SHIRTS"])
    status: str | None = Field(
        default=None,
        description="What the items need. Without it, those whose delivery was taken back (`withdrawn`) are left out.",
        json_schema_extra=one_of(STATUSES),
    )
    model: str | None = Field(default=None, description="A model's version.", examples=["2026-11-22-a1b2c3"])
    person: str | None = Field(default=None, description="Who decided.", examples=["Ann Smith"])
    since: AwareDatetime | None = Field(
        default=None, description="Changed at this moment or later.", examples=["2026-11-22T00:00:00Z"]
    )
    before: AwareDatetime | None = Field(
        default=None, description="Changed before this moment.", examples=["2026-11-23T00:00:00Z"]
    )
    question: str | None = Field(
        default=None, description="The group in which items are reviewed.", examples=["Pullover or Shirt?"]
    )
    delivery_id: int | None = Field(
        default=None, ge=1, le=LARGEST_ID, description="The delivery that brought the item, or a photo of it."
    )
    contradicting: bool = Field(default=False, description="Only items whose title and category contradict each other.")
    copied: bool = Field(default=False, description="Only items of which a photo is also another item's, or a copy.")
    order: str = Field(
        default=NEWEST,
        description="By latest change, newest first; by SKU, title or category; by confidence, least first.",
        json_schema_extra=one_of(ORDERS),
    )


class NewItem(Message):
    """An item to be created."""

    model_config = shown_by({"sku": "TS-1042", "title": "Striped shirt"})

    sku: str = Field(description="The shop's own key, 1 to 120 characters; upper and lower case are the same.")
    title: str = Field(description="1 to 300 characters.")


class NewTitle(Message):
    """Another title for an item."""

    model_config = shown_by({"title": "Striped linen shirt"})

    title: str = Field(description="1 to 300 characters.")


router = APIRouter(tags=["Items"])
NO_ITEM = UnknownItem("TS-1")
LIMIT = "“limit” is not accepted: it should be less than or equal to 500; received “1000”."
_NO_TITLE = InvalidItem("The title is empty. Type 1 to 300 characters.")

Sku = Annotated[
    str,
    Path(
        description="The item's SKU, percent-encoded; slashes may stand as they are, upper and lower case are the "
        "same. A SKU that itself ends with `/suggestions` or `/decisions` is found by `GET /items` alone.",
        examples=["TS-1042", "2026/TS%201042"],
    ),
]


@router.get(
    "/items",
    summary="Find items",
    responses=refusals(
        InvalidItem("“sale” is not a status. Choose one of done, automatic, review, audit, open, withdrawn."),
        UNAVAILABLE,
        Limit=LIMIT,
        Unknown="“state” is no field of this request. The page /api/docs lists those that are.",
    ),
)
def find_items(query: Annotated[ItemQuery, Query()]) -> ItemPage:
    """Return a page of the items that fit all that is asked for, each with its category and the shop's own code.

    Without filters these are all items. The order is the same at each call as long as nothing changes.
    """
    catalogue = get_catalogue()
    return item_page(catalogue, _search(catalogue, query), query)


@router.post(
    "/items",
    status_code=HTTPStatus.CREATED,
    summary="Create an item",
    responses=refusals(OtherSite(), ItemExists("TS-1042"), _NO_TITLE, UNAVAILABLE, Missing="“title” is missing."),
)
def create_item(item: Annotated[NewItem, Body()]) -> ItemAnswer:
    """Create an item without photos and without a category."""
    catalogue = get_catalogue()
    catalogue.create_item(item.sku, item.title)
    return ItemAnswer.model_validate(catalogue.current(item.sku))


@router.get(
    "/items/{sku:path}/suggestions", summary="What was suggested for an item", responses=refusals(NO_ITEM, UNAVAILABLE)
)
def show_suggestions(sku: Sku) -> list[SuggestionAnswer]:
    """Return what models suggested for an item, newest first, each with what was said of its single photos."""
    return [SuggestionAnswer.model_validate(one) for one in get_catalogue().details.suggestions(sku)]


@router.get("/items/{sku:path}", summary="Show an item", responses=refusals(NO_ITEM, UNAVAILABLE))
def show_item(sku: Sku) -> ItemDetail:
    """Return an item with what it has now, its photos, and all that was decided and undone."""
    catalogue = get_catalogue()
    return ItemDetail(
        item=ItemAnswer.model_validate(catalogue.current(sku)),
        photos=[ItemPhotoAnswer.model_validate(photo) for photo in catalogue.details.photos(sku)],
        history=[DecisionAnswer.model_validate(decision) for decision in catalogue.history(sku)],
    )


@router.patch(
    "/items/{sku:path}",
    summary="Rename an item",
    responses=refusals(OtherSite(), NO_ITEM, _NO_TITLE, UNAVAILABLE, Missing="“title” is missing."),
)
def rename_item(sku: Sku, new: Annotated[NewTitle, Body()]) -> ItemAnswer:
    """Give an item another title; its SKU and its history stay."""
    catalogue = get_catalogue()
    catalogue.rename_item(sku, new.title)
    return ItemAnswer.model_validate(catalogue.current(sku))


def item_page(catalogue: Catalogue, wanted: Search, page: Page) -> ItemPage:
    """Return a page of the items that a search finds."""
    found = catalogue.search(wanted, page.limit, page.offset)
    items = [ItemAnswer.model_validate(row) for row in found.rows]
    return ItemPage(total=found.total, limit=page.limit, offset=page.offset, items=items)


def _search(catalogue: Catalogue, query: ItemQuery) -> Search:
    by_code = query.code is not None
    return Search(
        text=query.text,
        category=category_meant(catalogue.rules.codes(), query.category, query.code) if by_code else query.category,
        status=query.status,
        model=_stored(query.model),
        person=_stored(query.person),
        since=query.since,
        before=query.before,
        question=_stored(query.question),
        delivery_id=query.delivery_id,
        contradicting=query.contradicting,
        copied=query.copied,
        order=query.order,
    )


def _stored(text: str | None) -> str | None:
    """Return a text as the catalogue could hold it; databases refuse to look for some characters."""
    return None if text is None else printable(text)
