"""What the REST API takes and answers about deliveries."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from fashion_model.catalogue.deliveries.records import DELIVERY_STATES, FILE_STATES
from fashion_model.catalogue.deliveries.sku_rule import BEFORE_VIEW, RULE_NAMES, RULE_SENTENCES
from fashion_model.catalogue.items.records import STATUSES
from fashion_model.web.api.decision_models import Person
from fashion_model.web.api.items import Page
from fashion_model.web.api.models import Message, one_of, shown_by

_RULES = " · ".join(f"`{name}`: {sentence}" for name, sentence in RULE_SENTENCES.items())
_STATES = (
    "`collecting`: takes files and waits to be started; `running`: is classified; `paused`: rests; `finished`: nothing "
    "is left to do. Files may come in each state."
)
_OPENED: dict[str, Any] = {
    "delivery_id": 3,
    "kind": "photos",
    "name": "Tuesday",
    "person": "Ann Smith",
    "state": "collecting",
    "sku_rule": "before_view",
    "sku_pattern": "",
    "unknown_skus": "create",
    "undone": False,
    "created_at": "2026-11-22T12:00:00Z",
    "started_at": None,
    "finished_at": None,
}
RUNNING: dict[str, Any] = _OPENED | {"state": "running", "started_at": "2026-11-22T12:01:00Z"}
_TOKEN = "kq3Zb0mEwVwDk5mXcGmQ3hYw0m1iX0V9sJm1kYb2nPw"
_COUNTS = {
    "files": {"waiting": 2, "classified": 3, "refused": 1, "left out": 0},
    "items": 3,
    "statuses": {"done": 0, "automatic": 1, "review": 1, "audit": 0, "open": 0, "withdrawn": 0},
    "seconds_left": 1.4,
}
_FILE = {
    "file_id": 9,
    "path": "TS-1042_front.jpg",
    "size": 183204,
    "sku": "TS-1042",
    "state": "classified",
    "reason": "",
}
_MATCHED = {"sku": "TS-1042", "paths": ["TS-1042_front.jpg", "TS-1042_back.jpg"], "is_known": False}


class SkuMatching(Message):
    """How photos find their items."""

    sku_rule: str = Field(default=BEFORE_VIEW, description=_RULES, json_schema_extra=one_of(RULE_NAMES))
    sku_pattern: str = Field(
        default="",
        description="For `own_pattern`: a regular expression in RE2's syntax with a group `sku`, at most 200 "
        "characters, such as `(?P<sku>[^_]+)`.",
    )
    unknown_skus: Literal["create", "leave out"] = Field(
        default="create", description="What happens to photos whose SKU no item has: the item is created, or not."
    )


class NewDelivery(SkuMatching, Person):
    """A delivery to be opened."""

    model_config = shown_by(
        {"name": "Tuesday", "person": "Ann Smith"},
        {"name": "Tuesday", "person": "Ann Smith", "sku_rule": "folder_name", "unknown_skus": "leave out"},
    )

    name: str = Field(description="What its sender calls it, 1 to 300 characters.")


class NewMatching(SkuMatching):
    """Another way in which a delivery's photos find their items."""

    model_config = shown_by({"sku_rule": "whole_name", "skus": {"IMG_0412.jpg": "TS-1042"}})

    skus: dict[str, str] = Field(
        default={},
        description="SKUs of single files, by their paths, whatever the rule says; an empty one lets the rule decide.",
    )


class ServerFolder(Message):
    """A folder on the server."""

    model_config = shown_by({"folder": "May/shoes"})

    folder: str = Field(description="Named from the folder for deliveries on, which `FASHION_DELIVERIES_DIR` sets.")


class DeliveryAnswer(Message):
    """Photos, or a list of items, that came in together."""

    model_config = shown_by(_OPENED, RUNNING)

    delivery_id: int = Field(description="Its number.")
    kind: str = Field(description="`photos`, or `items` for a list that was imported.")
    name: str = Field(description="What its sender called it.")
    person: str = Field(description="Who sent it.")
    state: str = Field(description=_STATES, json_schema_extra=one_of(DELIVERY_STATES))
    sku_rule: str = Field(description="How its photos find their items.", json_schema_extra=one_of(RULE_NAMES))
    sku_pattern: str = Field(description="For `own_pattern`.")
    unknown_skus: str = Field(description="`create` or `leave out`.")
    undone: bool = Field(description="Whether it was taken back as a whole.")
    created_at: datetime = Field(description="When.")
    started_at: datetime | None = Field(description="When it was started; null before.")
    finished_at: datetime | None = Field(description="When nothing was left to do; null before.")


class OpenedDelivery(DeliveryAnswer):
    """A delivery that was opened, and where its files go."""

    model_config = shown_by(
        _OPENED | {"token": _TOKEN, "upload": f"/api/uploads/{_TOKEN}/files?path="},
    )

    token: str = Field(description="The right to send files to it; it is told this once. Show it to nobody else.")
    upload: str = Field(description="Where to `PUT` each file; its percent-encoded path is to be put behind it.")


class CountsAnswer(Message):
    """How far a delivery is."""

    model_config = shown_by(_COUNTS)

    files: dict[str, int] = Field(description="Number of files in each state.")
    items: int = Field(description="Number of items that its photos belong to, done or not; known once it is started.")
    statuses: dict[str, int] = Field(description="Number of items that are done, for each status.")
    seconds_left: float | None = Field(description="How long the rest takes; null while that cannot be told.")


class DeliveryDetail(Message):
    """A delivery and how far it is."""

    model_config = shown_by({"delivery": RUNNING, "counts": _COUNTS, "problem": ""})

    delivery: DeliveryAnswer = Field(description="The delivery.")
    counts: CountsAnswer = Field(description="How far it is.")
    problem: str = Field(description="Why no delivery is worked on just now, in a sentence; empty when none rests.")


class FileQuery(Page):
    """Which files of a delivery are asked for."""

    state: list[str] = Field(
        default=[], description="Only files in these states; may come several times.", examples=[["refused"]]
    )


class DeliveryItemQuery(Page):
    """Which items of a delivery are asked for."""

    status: str | None = Field(
        default=None,
        description="What the items need. Without it, withdrawn ones are left out.",
        json_schema_extra=one_of(STATUSES),
    )


class FileAnswer(Message):
    """A file of a delivery."""

    model_config = shown_by(_FILE)

    file_id: int = Field(description="Its number.")
    path: str = Field(description="Its name as sent, with folders.")
    size: int = Field(description="In bytes; 0 for a file that was refused when it came.")
    sku: str = Field(description="Of its item; empty where none is known.")
    state: str = Field(
        description="`waiting` to be classified, `classified`, `refused` as it is no photo that is accepted, or "
        "`left out` as its item is not known.",
        json_schema_extra=one_of(FILE_STATES),
    )
    reason: str = Field(description="Why it was refused or left out; empty otherwise.")


class FilePage(Message):
    """Some of a delivery's files."""

    model_config = shown_by({"total": 1, "limit": 50, "offset": 0, "files": [_FILE]})

    total: int = Field(description="Number of all files in the states asked for.")
    limit: int = Field(description="As asked for.")
    offset: int = Field(description="As asked for.")
    files: list[FileAnswer] = Field(description="In the order in which they came.")


class SentFile(Message):
    """What became of a file that was sent."""

    model_config = shown_by(
        {"file": "TS-1042_front.jpg", "accepted": True, "detail": "Here."},
        {
            "file": "empty.jpg",
            "accepted": False,
            "detail": "The file is empty. Copy it again and send the new file.",
        },
    )

    file: str = Field(description="Its name as sent.")
    accepted: bool = Field(description="Whether it is in the delivery now.")
    detail: str = Field(description="What became of it, in a sentence.")


class AddedFiles(Message):
    """How many files came from a folder."""

    model_config = shown_by({"added": 120})

    added: int = Field(description="Number of files that were added; those that were there already do not count.")


class MatchedAnswer(Message):
    """An item and its photos in a delivery."""

    model_config = shown_by(_MATCHED)

    sku: str = Field(description="As the first of its files spells it.")
    paths: list[str] = Field(description="Its files.")
    is_known: bool = Field(description="Whether there is an item with this SKU.")


class PlanAnswer(Message):
    """Which photos would be matched to which items."""

    model_config = shown_by({"items": [_MATCHED], "without_sku": ["IMG_0412.jpg"]})

    items: list[MatchedAnswer] = Field(description="In the order of their first files.")
    without_sku: list[str] = Field(description="Files that no SKU was found for; they are left out.")
