"""What the REST API answers about items, their history and what is suggested for them."""

from datetime import datetime
from typing import Any

from pydantic import Field

from fashion_model.catalogue.items.records import ACCEPTED, AUTOMATIC, CHANGED, IMPORTED, NONE_FITS, STATUSES, UNDONE
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN
from fashion_model.web.api.models import Message, one_of, shown_by

_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_MODEL = "2026-11-22-a1b2c3"
_NAMES = (*CATEGORIES, NONE_OF_THE_TEN)
TO_DECIDE: dict[str, Any] = {
    "sku": "TS-1042",
    "title": "Striped shirt",
    "status": "review",
    "category": None,
    "code": "",
    "person": "",
    "decided_at": None,
    "changed_at": "2026-11-22T12:00:00Z",
    "model_version": _MODEL,
    "confidence": 0.6213,
    "photos": 2,
    "last_decision_id": None,
    "question": "Pullover or Shirt?",
    "contradiction": "",
}
DECIDED: dict[str, Any] = TO_DECIDE | {
    "status": "done",
    "category": "Shirt",
    "code": "W-SHIRTS",
    "person": "Ann Smith",
    "decided_at": "2026-11-22T12:05:00Z",
    "changed_at": "2026-11-22T12:05:00Z",
    "last_decision_id": 7,
    "question": "",
}
DECISION: dict[str, Any] = {
    "decision_id": 7,
    "sku": "TS-1042",
    "category": "Shirt",
    "kind": "accepted",
    "person": "Ann Smith",
    "created_at": "2026-11-22T12:05:00Z",
    "model_version": _MODEL,
    "confidence": 0.6213,
    "threshold": 0.8,
    "photo_sha256": _SHA256,
    "delivery": "Tuesday",
    "undoes": None,
    "undone": False,
    "redoes": None,
}
_PHOTO = {"sha256": _SHA256, "file_name": "TS-1042_front.jpg", "width": 1200, "height": 1600, "delivery_id": 3}
_PART = {
    "sha256": _SHA256,
    "file_name": "TS-1042_front.jpg",
    "garment": "top",
    "box": [0.21, 0.16, 0.8, 0.58],
    "category": "Shirt",
    "confidence": 0.6213,
    "status": "review",
    "reason": "Not sure enough that it is Shirt; next likeliest is Pullover.",
}
_SUGGESTION = {
    "suggestion_id": 12,
    "category": "Shirt",
    "confidence": 0.6213,
    "second_category": "Pullover",
    "second_confidence": 0.2207,
    "scope": 0.98,
    "status": "review",
    "reason": "Not sure enough that it is Shirt; next likeliest is Pullover.",
    "threshold": 0.8,
    "disagree": False,
    "model_version": _MODEL,
    "delivery_id": 3,
    "stands": True,
    "created_at": "2026-11-22T12:00:00Z",
    "probabilities": dict.fromkeys(CATEGORIES, 0.0185) | {"Shirt": 0.6313, "Pullover": 0.2207},
    "parts": [_PART],
}


class ItemAnswer(Message):
    """An item with what it has now."""

    model_config = shown_by(TO_DECIDE, DECIDED)

    sku: str = Field(description="The shop's own key.")
    title: str = Field(description="What the shop calls it.")
    status: str = Field(
        description="`done`: a person decided; `automatic`: the model was sure enough; `review`: a person has to look; "
        "`audit`: decided by itself, and picked for a spot check; `open`: there are no photos yet; `withdrawn`: the "
        "delivery that created it was taken back.",
        json_schema_extra=one_of(STATUSES),
    )
    category: str | None = Field(description="One of the ten, or `None of the ten`; null while nothing is decided.")
    code: str = Field(description="The shop's own code for the category; empty where it has none.")
    person: str = Field(description="Who decided, `automatic` where nobody did; empty while nothing is decided.")
    decided_at: datetime | None = Field(description="When; null while nothing is decided.")
    changed_at: datetime = Field(description="When it was decided, else suggested, else created.")
    model_version: str = Field(description="The model that had suggested; empty without a suggestion.")
    confidence: float | None = Field(description="Of the suggestion, 0 to 1; null without one.")
    photos: int = Field(description="Number of its photos.")
    last_decision_id: int | None = Field(description="The decision that stands; to be sent as `seen`, or undone.")
    question: str = Field(description="The group in which it is reviewed; empty when it needs no review.")
    contradiction: str = Field(description="How title and category contradict each other; empty when they do not.")


class ItemPage(Message):
    """Some of the items that were found."""

    model_config = shown_by({"total": 1, "limit": 50, "offset": 0, "items": [DECIDED]})

    total: int = Field(description="Number of all items that were found.")
    limit: int = Field(description="As asked for.")
    offset: int = Field(description="As asked for.")
    items: list[ItemAnswer] = Field(description="The items of this page.")


class DecisionAnswer(Message):
    """One row of an item's history."""

    model_config = shown_by(DECISION)

    decision_id: int = Field(description="Its number; later decisions have larger numbers.")
    sku: str = Field(description="The item's SKU.")
    category: str = Field(
        description="What was decided; an undo repeats the category that it takes back.",
        json_schema_extra=one_of(_NAMES),
    )
    kind: str = Field(
        description="The suggestion taken, another category, none of the ten, a suggestion that stood without a "
        "person, a category from a list, or an earlier decision taken back.",
        json_schema_extra=one_of((ACCEPTED, CHANGED, NONE_FITS, AUTOMATIC, IMPORTED, UNDONE)),
    )
    person: str = Field(description="Who decided; `automatic` where nobody did.")
    created_at: datetime = Field(description="When.")
    model_version: str = Field(description="The model that had suggested; empty without a suggestion.")
    confidence: float | None = Field(description="Of the suggestion, 0 to 1; null without one.")
    threshold: float | None = Field(description="Of the model at that time, 0 to 1; null without a suggestion.")
    photo_sha256: str | None = Field(description="The photo that was looked at; null where there was none.")
    delivery: str = Field(description="Name of the delivery that it belongs to; empty without one.")
    undoes: int | None = Field(description="The decision that this row takes back, or null.")
    undone: bool = Field(description="Whether a later row takes this one back.")
    redoes: int | None = Field(description="The decision that this row makes again, or null.")


class ItemPhotoAnswer(Message):
    """A photo of an item."""

    model_config = shown_by(_PHOTO)

    sha256: str = Field(description="Hash of the bytes that came in, hexadecimal.")
    file_name: str = Field(description="Its name when it was first sent.")
    width: int = Field(description="In pixels.")
    height: int = Field(description="In pixels.")
    delivery_id: int | None = Field(description="The delivery that brought it; null without one.")


class ItemDetail(Message):
    """All that is known of an item."""

    model_config = shown_by({"item": DECIDED, "photos": [_PHOTO], "history": [DECISION]})

    item: ItemAnswer = Field(description="What it has now.")
    photos: list[ItemPhotoAnswer] = Field(description="Its photos, in the order in which they came.")
    history: list[DecisionAnswer] = Field(description="All that was decided and undone, newest first.")


class PartAnswer(Message):
    """What a model said of one photo."""

    model_config = shown_by(_PART)

    sha256: str = Field(description="The photo's.")
    file_name: str = Field(description="The photo's name when it was first sent.")
    garment: str = Field(description="What of the photo was judged: `top`, `footwear` and so on.")
    box: tuple[float, float, float, float] | None = Field(
        description="Left, top, right and bottom, as shares of width and height, 0 to 1; null when not kept."
    )
    category: str = Field(description="What this photo alone says.")
    confidence: float = Field(description="How sure, 0 to 1.")
    status: str = Field(description="`auto` or `review`, for this photo alone.")
    reason: str = Field(description="Why a person would be asked about this photo alone; empty when not.")


class SuggestionAnswer(Message):
    """What a model suggested for an item, from all its photos of one delivery together."""

    model_config = shown_by(_SUGGESTION)

    suggestion_id: int = Field(description="Its number; later suggestions have larger numbers.")
    category: str = Field(description="One of the ten.", json_schema_extra=one_of(CATEGORIES))
    confidence: float = Field(description="Calibrated probability of the category, 0 to 1.")
    second_category: str = Field(description="The second likeliest.")
    second_confidence: float = Field(description="Its calibrated probability, 0 to 1.")
    scope: float = Field(description="How probable it is that the item is one of the ten at all, 0 to 1.")
    status: str = Field(description="`auto`: may stand without a person; `review`: ask a person.")
    reason: str = Field(description="Why a person is asked; empty for `auto`.")
    threshold: float = Field(description="The confidence from which it would have stood without a person.")
    disagree: bool = Field(description="Whether its photos contradict each other.")
    model_version: str = Field(description="The model.")
    delivery_id: int | None = Field(description="The delivery; null without one.")
    stands: bool = Field(description="False when its delivery was taken back.")
    created_at: datetime = Field(description="When.")
    probabilities: dict[str, float] = Field(description="Of the ten, if the item is one of them, 0 to 1.")
    parts: list[PartAnswer] = Field(description="What was said of each photo.")
