"""The REST API's items: found, created, renamed, with all that was suggested for them and decided about them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query

from fashion_model.catalogue.errors import InvalidItem, ItemExists, UnknownItem
from fashion_model.catalogue.names import printable
from fashion_model.catalogue.operations import Catalogue
from fashion_model.catalogue.search_terms import Search
from fashion_model.web.api_categories import category_meant
from fashion_model.web.api_errors import UNAVAILABLE, refusals
from fashion_model.web.api_gate import OtherSite
from fashion_model.web.api_item_models import (
    DecisionAnswer,
    ItemAnswer,
    ItemDetail,
    ItemPage,
    ItemPhotoAnswer,
    SuggestionAnswer,
)
from fashion_model.web.api_item_query import ItemQuery, NewItem, NewTitle, Page
from fashion_model.web.resources import get_catalogue

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
