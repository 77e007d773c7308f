"""Items: found, created, renamed, shown with suggestions and history."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query
from pydantic import AwareDatetime, Field

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.details import ItemSuggestionRecord, SuggestionPart
from fashion_model.catalogue.items.records import (
    ACCEPTED,
    AUTOMATIC,
    CHANGE_KINDS,
    CHANGED,
    IMPORTED,
    NONE_FITS,
    STATUSES,
    UNDONE,
    CatalogueRow,
    ChangeRecord,
    DecisionRecord,
    PhotoOfItem,
)
from fashion_model.catalogue.items.search import NEWEST, ORDERS, Search
from fashion_model.catalogue.names import printable
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.serving.decision import RankedAnswer
from fashion_model.web.api.categories import category_meant
from fashion_model.web.api.errors import UNAVAILABLE
from fashion_model.web.api.gate import ForwardedUser, Person, acting_person
from fashion_model.web.api.models import LARGEST_ID, Message, Page, RecordRoute, one_of, publish
from fashion_model.web.resources import get_catalogue

router = APIRouter(tags=["Items"], route_class=RecordRoute, responses=UNAVAILABLE)
publish(
    CatalogueRow,
    "ItemAnswer",
    without={"item_id", "photo_path", "photo_file_name", "box", "item_suggestion_id"},
    status=STATUSES,
)
publish(
    DecisionRecord,
    "DecisionAnswer",
    without={"garment", "photos"},
    category=(*CATEGORIES, NONE_OF_THE_TEN),
    kind=(ACCEPTED, CHANGED, NONE_FITS, AUTOMATIC, IMPORTED, UNDONE),
)
publish(PhotoOfItem, "ItemPhotoAnswer", without={"path", "delivery", "category", "confidence", "box"})
publish(RankedAnswer, "RankedAnswer", category=(*CATEGORIES, NONE_OF_THE_TEN))
publish(SuggestionPart, "PartAnswer")
publish(ItemSuggestionRecord, "SuggestionAnswer", category=CATEGORIES)


class ItemQuery(Page):
    """Which items are asked for, and in which order; what is left out is not asked for."""

    text: str = Field(default="", max_length=300)
    """Part of a SKU or title, upper and lower case alike."""
    category: str | None = Field(default=None, examples=["Shirt"])
    """One of the ten, `None of the ten`, or `No category yet`."""
    code: str | None = Field(default=None, examples=["W-SHIRTS"])
    """The shop's own code for a category."""
    status: str | None = Field(default=None, json_schema_extra=one_of(STATUSES))
    """What the items need. Without it, those whose delivery was taken back (`withdrawn`) are left out."""
    model: str | None = Field(default=None, examples=["2026-11-22-a1b2c3"])
    """A model's version."""
    person: str | None = Field(default=None, examples=["Ann Smith"])
    """Who decided."""
    since: AwareDatetime | None = Field(default=None, examples=["2026-11-22T00:00:00Z"])
    """Changed at this moment or later."""
    before: AwareDatetime | None = Field(default=None, examples=["2026-11-23T00:00:00Z"])
    """Changed before this moment."""
    question: str | None = Field(default=None, examples=["Pullover or Shirt?"])
    """The group in which items are reviewed."""
    delivery_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    """The delivery that brought the item, or a photo of it."""
    contradicting: bool = False
    """Only items whose title and category contradict each other."""
    copied: bool = False
    """Only items of which a photo is also another item's, or a copy."""
    alike: bool = False
    """Only items whose SKU looks like that of another one, such as TS-1O42 and TS-1042; they stand together."""
    order: str = Field(default=NEWEST, json_schema_extra=one_of(ORDERS))
    """By latest change, newest first; by SKU, title or category; by what the network is least sure of, without those
    that a person decided."""


class NewTitle(Person):
    """Another title for an item."""

    title: str
    """1 to 300 characters."""
    seen: str | None = None
    """The title as it was seen: nothing newer is overwritten. When left out, whatever stands is overwritten."""


class NewItem(Message):
    """An item to be created."""

    sku: str
    """The shop's own key, 1 to 120 characters; upper and lower case are the same."""
    title: str
    """1 to 300 characters."""
    although_alike: bool = False
    """Whether this is another item than those whose SKUs look like it, such as TS-1O42 beside TS-1042."""


@dataclass(frozen=True)
class ItemPage:
    """Some of the items that were found."""

    total: int
    """Number of all items that were found."""
    limit: int
    """As asked for."""
    offset: int
    """As asked for."""
    items: tuple[CatalogueRow, ...]
    """The items of this page."""


@dataclass(frozen=True)
class ItemDetail:
    """All that is known of an item."""

    item: CatalogueRow
    """What it has now."""
    photos: tuple[PhotoOfItem, ...]
    """Its photos, in the order in which they came."""
    history: tuple[DecisionRecord, ...]
    """All that was decided and undone, newest first."""
    titles: tuple[ChangeRecord, ...]
    """How its title was changed, newest first."""


publish(ChangeRecord, "ChangeAnswer", kind=CHANGE_KINDS)
publish(ItemPage, "ItemPage")
publish(ItemDetail, "ItemDetail")
Sku = Annotated[
    str,
    Path(
        description="The item's SKU, percent-encoded; slashes may stand as they are, upper and lower case are the "
        "same. A SKU that itself ends with `/suggestions` or `/decisions` is found by `GET /items` alone.",
        examples=["TS-1042", "2026/TS%201042"],
    ),
]


@router.get("/items", summary="Find items")
def find_items(query: Annotated[ItemQuery, Query()]) -> ItemPage:
    """Return a page of the items that fit all that is asked for, each with its category and the shop's own code.

    Without filters these are all items. The order is the same at each call as long as nothing changes.
    """
    catalogue = get_catalogue()
    return item_page(catalogue, _search(catalogue, query), query)


@router.post("/items", status_code=HTTPStatus.CREATED, summary="Create an item")
def create_item(item: Annotated[NewItem, Body()]) -> CatalogueRow:
    """Create an item without photos and without a category.

    Answers 409 when the SKU looks like that of another item, unless `although_alike` says that it is another one.
    """
    catalogue = get_catalogue()
    catalogue.create_item(item.sku, item.title, although_alike=item.although_alike)
    return catalogue.current(item.sku)


@router.get("/items/{sku:path}/suggestions", summary="What was suggested for an item")
def show_suggestions(sku: Sku) -> tuple[ItemSuggestionRecord, ...]:
    """Return what models suggested for an item, newest first, each with what was said of its single photos."""
    return get_catalogue().details.suggestions(sku)


@router.get("/items/{sku:path}", summary="Show an item")
def show_item(sku: Sku) -> ItemDetail:
    """Return an item with what it has now, its photos, and all that was decided and undone."""
    catalogue = get_catalogue()
    details = catalogue.details
    return ItemDetail(catalogue.current(sku), details.photos(sku), details.history(sku), catalogue.changes.of_item(sku))


@router.patch("/items/{sku:path}", summary="Rename an item")
def rename_item(sku: Sku, new: Annotated[NewTitle, Body()], forwarded: ForwardedUser = "") -> CatalogueRow:
    """Give an item another title; its SKU and its history stay, and the change becomes part of it.

    With `seen` nothing newer is overwritten: answers 409 when it has another title than the one that was seen.
    """
    catalogue = get_catalogue()
    catalogue.rename_item(sku, new.title, acting_person(new, forwarded), new.seen)
    return catalogue.current(sku)


def item_page(catalogue: Catalogue, wanted: Search, page: Page) -> ItemPage:
    """Return a page of the items that a search finds."""
    found = catalogue.search(wanted, page.limit, page.offset)
    return ItemPage(found.total, page.limit, page.offset, found.rows)


def _search(catalogue: Catalogue, query: ItemQuery) -> Search:
    wanted = query.model_dump(exclude={"limit", "offset", "code"})
    if query.code is not None:
        wanted["category"] = category_meant(catalogue.rules.codes(), query.category, query.code)
    for name in {
        "model",
        "person",
        "question",
    } & query.model_fields_set:  # databases refuse to look for some characters
        wanted[name] = wanted[name] and printable(wanted[name])
    return Search(**wanted)
