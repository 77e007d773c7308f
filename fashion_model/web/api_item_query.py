"""What the REST API takes about items: which are asked for, and new ones."""

from pydantic import AwareDatetime, Field

from fashion_model.catalogue.records import STATUSES
from fashion_model.catalogue.search_terms import NEWEST, ORDERS
from fashion_model.web.api_models import LARGEST_ID, LARGEST_PAGE, Message, one_of, shown_by


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
