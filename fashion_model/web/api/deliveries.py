"""Deliveries: opened, filled, matched to items, started, watched and undone."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Body, File, Path, Query, UploadFile
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from fashion_model.catalogue.deliveries.records import (
    DELIVERY_STATES,
    FILE_STATES,
    DeliveryCounts,
    DeliveryFileRecord,
    DeliveryRecord,
)
from fashion_model.catalogue.deliveries.sku_rule import (
    BEFORE_VIEW,
    RULE_NAMES,
    RULE_SENTENCES,
    SkuRule,
)
from fashion_model.catalogue.deliveries.skus.asks import CHOICES, Answer, Ask
from fashion_model.catalogue.deliveries.skus.matching import MatchedItem, Matching
from fashion_model.catalogue.deliveries.zip_names import NameReading, ZipNames
from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.records import STATUSES
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.names import printable
from fashion_model.intake.errors import FileRefused, FileTooLarge, FolderRefused
from fashion_model.intake.uploads import LONGEST_PATH
from fashion_model.settings import get_settings
from fashion_model.web.api.decisions import ActionAnswer, ByPerson, step
from fashion_model.web.api.errors import UNAVAILABLE, quoted
from fashion_model.web.api.gate import ForwardedUser, Person, acting_person
from fashion_model.web.api.items import ItemPage, item_page
from fashion_model.web.api.models import LARGEST_ID, Message, Page, RecordRoute, one_of, publish
from fashion_model.web.api.upload_route import keep
from fashion_model.web.resources import get_background, get_catalogue, get_spool, get_upload_limits, get_uploads

router = APIRouter(tags=["Deliveries"], route_class=RecordRoute, responses=UNAVAILABLE)
DeliveryNumber = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The delivery's number.", examples=[3])]
_CHUNK_BYTES = 1 << 20


class SkuMatching(Message):
    """How photos find their items."""

    sku_rule: str = Field(
        default=BEFORE_VIEW,
        description=" · ".join(f"`{name}`: {sentence}" for name, sentence in RULE_SENTENCES.items()),
        json_schema_extra=one_of(RULE_NAMES),
    )
    sku_pattern: str = Field(
        default="",
        description="For `own_pattern`: a regular expression in RE2's syntax with a group `sku`, at most 200 "
        "characters, such as `(?P<sku>[^_]+)`.",
    )
    unknown_skus: Literal["create", "leave out"] = "create"
    """What happens to photos with a new SKU: the item is created, or they are left out."""


class NewDelivery(SkuMatching, Person):
    """A delivery to be opened."""

    name: str
    """What its sender calls it, 1 to 300 characters."""


class FolderRule(Message):
    """Another rule for the files of one folder."""

    sku_rule: str = Field(json_schema_extra=one_of(RULE_NAMES))
    """As for the delivery."""
    sku_pattern: str = ""
    """For `own_pattern`."""


class FamilyAnswer(Message):
    """What somebody says of photos that cannot be told apart."""

    choice: str = Field(json_schema_extra=one_of(CHOICES))
    """`one item`: all are photos of one; `separate items`: each name is one; `folder names`: each folder is one, as the
    ask lists them; `leave out`: they are not classified.
    """
    sku: str = ""
    """For `one item`: its SKU, when it is another than the one that the ask names."""


class NewMatching(SkuMatching):
    """Another way in which a delivery's photos find their items."""

    zip_names: dict[str, str] = Field(default={})
    """How names are written in zips that do not say so: an `encoding` of the plan's `zip_names`, by its `archive`."""
    skus: dict[str, str] = Field(default={})
    """SKUs of single files, by their paths, whatever the rule says; an empty one lets the rule decide."""
    sku_parts: dict[str, FolderRule] | None = None
    """Other rules for single folders and those below them, by the folders' paths; without it, those chosen stay."""
    sku_answers: dict[str, FamilyAnswer | None] = Field(default={})
    """Answers to the plan's asks, by their families; null takes one back. Others that were given stay."""


class ServerFolder(Message):
    """A folder on the server."""

    folder: str
    """Named from the folder for deliveries on, which `FASHION_DELIVERIES_DIR` sets."""


class FileQuery(Page):
    """Which files of a delivery are asked for."""

    state: list[str] = Field(default=[], examples=[["refused"]])
    """Only files in these states; may come several times."""


class DeliveryItemQuery(Page):
    """Which items of a delivery are asked for."""

    status: str | None = Field(default=None, json_schema_extra=one_of(STATUSES))
    """What the items need. Without it, withdrawn ones are left out."""


class SentFile(Message):
    """What became of a file that was sent."""

    file: str
    """Its name as sent."""
    accepted: bool
    """False for a file that is refused, which stands among the delivery's files. What computers keep beside photos,
    such as `Thumbs.db`, is left out without being refused.
    """
    detail: str
    """What became of it, in a sentence."""


class AddedFiles(Message):
    """How many files came from a folder."""

    added: int
    """Number of files that were added; those that were there already do not count."""


@dataclass(frozen=True)
class OpenedDelivery(DeliveryRecord):
    """A delivery that was opened, and where its files go."""

    upload: str
    """Where to `PUT` each file; its percent-encoded path is to be put behind it."""


@dataclass(frozen=True)
class DeliveryDetail:
    """A delivery and how far it is."""

    delivery: DeliveryRecord
    """The delivery."""
    counts: DeliveryCounts
    """How far it is."""
    problem: str
    """Why no delivery is worked on just now, in a sentence; empty when none rests."""


@dataclass(frozen=True)
class FilePage:
    """Some of a delivery's files."""

    total: int
    """Number of all files in the states asked for."""
    limit: int
    """As asked for."""
    offset: int
    """As asked for."""
    files: tuple[DeliveryFileRecord, ...]
    """In the order in which they came."""


publish(DeliveryRecord, "DeliveryAnswer", without={"token"}, state=DELIVERY_STATES, sku_rule=RULE_NAMES)
publish(OpenedDelivery, "OpenedDelivery", state=DELIVERY_STATES, sku_rule=RULE_NAMES)
publish(DeliveryCounts, "CountsAnswer")
publish(DeliveryDetail, "DeliveryDetail")
publish(DeliveryFileRecord, "FileAnswer", state=FILE_STATES)
publish(FilePage, "FilePage")
publish(MatchedItem, "MatchedAnswer")
publish(NameReading, "NameReading")
publish(ZipNames, "ZipNames")
publish(Ask, "AskAnswer")
publish(Matching, "PlanAnswer")


@router.post("/deliveries", status_code=HTTPStatus.CREATED, summary="Open a delivery")
def open_delivery(new: Annotated[NewDelivery, Body()], forwarded: ForwardedUser = "") -> OpenedDelivery:
    """Begin a delivery: photos that come in together and can be undone together.

    Send the files next, look at the plan, then start it; the background work classifies it, and
    `GET /deliveries/{delivery_id}` says how far it is.
    """
    rule, person = SkuRule(new.sku_rule, new.sku_pattern), acting_person(new, forwarded)
    opened = get_catalogue().deliveries.open(new.name, person, rule, new.unknown_skus)
    return OpenedDelivery(**asdict(opened), upload=f"/api/uploads/{opened.token}/files?path=")


@router.get("/deliveries", summary="List deliveries")
def list_deliveries(page: Annotated[Page, Query()]) -> tuple[DeliveryRecord, ...]:
    """Return deliveries, newest first."""
    return get_catalogue().deliveries.latest(page.limit, page.offset)


@router.get("/deliveries/{delivery_id}", summary="How far a delivery is")
def show_delivery(delivery_id: DeliveryNumber) -> DeliveryDetail:
    """Return a delivery's state, how many files are in which state, and how long the rest takes."""
    deliveries = get_catalogue().deliveries
    return DeliveryDetail(deliveries.get(delivery_id), deliveries.counts(delivery_id), get_background().problem)


@router.get("/deliveries/{delivery_id}/plan", summary="Which photos would find which items")
def show_plan(delivery_id: DeliveryNumber) -> Matching:
    """Return what the rule makes of the names of the files that wait, before anything is saved.

    Nothing is guessed: what names leave in doubt stands in `asks`, once for each family of photos. Answer with
    `PATCH`; photos without an answer are left out when the delivery is started.
    """
    return get_catalogue().deliveries.plan(delivery_id)


@router.patch("/deliveries/{delivery_id}", summary="Match a delivery's photos in another way")
def match_differently(delivery_id: DeliveryNumber, new: Annotated[NewMatching, Body()]) -> Matching:
    """Choose another rule, say the SKUs of single files, answer what is asked, and return the plan.

    That can be done until the delivery is started. Fields of the rule that are left out get their usual values; SKUs
    and answers that were said before stay.
    """
    deliveries, rule = get_catalogue().deliveries, SkuRule(new.sku_rule, new.sku_pattern)
    answers = {family: Answer(said.choice, said.sku) if said else None for family, said in new.sku_answers.items()}
    parts = {folder: SkuRule(part.sku_rule, part.sku_pattern) for folder, part in (new.sku_parts or {}).items()}
    deliveries.read_zip_names(delivery_id, new.zip_names)  # first, as files get other names
    deliveries.set_skus(delivery_id, new.skus)  # before the rule, as it may refuse a SKU
    deliveries.set_rule(delivery_id, rule, new.unknown_skus)
    if new.sku_parts is not None:
        deliveries.set_parts(delivery_id, parts)
    if answers:
        deliveries.answer(delivery_id, answers)
    return deliveries.plan(delivery_id)


@router.post("/deliveries/{delivery_id}/start", summary="Start a delivery")
def start_delivery(delivery_id: DeliveryNumber) -> DeliveryRecord:
    """Fix to which items the photos belong, and let the background work classify them.

    Answers 409 as well when no photo can be matched to an item.
    """
    return get_catalogue().deliveries.start(delivery_id)


@router.post("/deliveries/{delivery_id}/pause", summary="Pause a delivery")
def pause_delivery(delivery_id: DeliveryNumber) -> DeliveryRecord:
    """Let the work rest after the item in hand; what is done stays. A delivery that does not run stays as it is."""
    return get_catalogue().deliveries.pause(delivery_id)


@router.post("/deliveries/{delivery_id}/resume", summary="Resume a delivery")
def resume_delivery(delivery_id: DeliveryNumber) -> DeliveryRecord:
    """Let the work go on. A delivery that is not paused stays as it is."""
    return get_catalogue().deliveries.resume(delivery_id)


@router.post("/deliveries/{delivery_id}/undo", summary="Undo a delivery")
def undo_delivery(delivery_id: DeliveryNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> ActionAnswer:
    """Undo all that came with a delivery; items that it created are withdrawn, and what waits rests.

    Items on which something else was decided keep that.
    """
    return step(get_catalogue().deliveries.undo(delivery_id, acting_person(by, forwarded)))


@router.post("/deliveries/{delivery_id}/redo", summary="Restore a delivery")
def redo_delivery(delivery_id: DeliveryNumber, by: ByPerson = None, forwarded: ForwardedUser = "") -> ActionAnswer:
    """Restore a delivery that was undone; items that were decided on meanwhile keep that.

    What was not classified by then rests until it is resumed.
    """
    return step(get_catalogue().deliveries.redo(delivery_id, acting_person(by, forwarded)))


@router.get("/deliveries/{delivery_id}/items", summary="The items of a delivery")
def show_items(delivery_id: DeliveryNumber, query: Annotated[DeliveryItemQuery, Query()]) -> ItemPage:
    """Return the items that a delivery created or brought photos of, by SKU, with what they have now."""
    catalogue = get_catalogue()
    catalogue.deliveries.get(delivery_id)
    return item_page(catalogue, Search(delivery_id=delivery_id, status=query.status, order="sku"), query)


@router.post("/deliveries/{delivery_id}/files", summary="Send files to a delivery")
async def send_files(
    delivery_id: DeliveryNumber,
    files: Annotated[list[UploadFile], File(description="Photos, or zips of photos; names may have folders.")],
) -> list[SentFile]:
    """Take files into a delivery and return what became of each, in the order sent; a zip is unpacked.

    A file that is there already under its name is accepted and changes nothing, so a request may be repeated. Where
    one request is too small, send each file by itself to the delivery's `upload` address, as described above.
    """
    token = await run_in_threadpool(_token_of, delivery_id)
    return [await _sent(token, file) for file in files]


@router.post("/deliveries/{delivery_id}/folder", summary="Take a folder of the server into a delivery")
def take_folder(delivery_id: DeliveryNumber, named: Annotated[ServerFolder, Body()]) -> AddedFiles:
    """Copy the files of a folder on the server, and of those below it, into a delivery.

    Files that cannot be read stand among the delivery's files, with the reason.
    """
    root = get_settings().deliveries_dir
    if root is None:
        raise FolderRefused(
            "This server takes no folders. Whoever runs it sets FASHION_DELIVERIES_DIR to the folder that they are "
            "put into."
        )
    return AddedFiles(added=get_uploads().take_folder(_token_of(delivery_id), root, named.folder))


@router.get("/deliveries/{delivery_id}/files", summary="The files of a delivery")
def show_files(delivery_id: DeliveryNumber, query: Annotated[FileQuery, Query()]) -> FilePage:
    """Return a delivery's files in the order in which they came, with what became of each."""
    deliveries = get_catalogue().deliveries
    deliveries.get(delivery_id)
    for state in query.state:
        if state not in FILE_STATES:
            raise InvalidItem(f"{quoted(state)} is no state of a file. Choose among {', '.join(FILE_STATES)}.")
    counts = deliveries.counts(delivery_id).files
    total = sum(counts[state] for state in set(query.state) or counts)
    files = deliveries.files(delivery_id, query.state, query.limit, query.offset)
    return FilePage(total, query.limit, query.offset, files)


def _token_of(delivery_id: int) -> str:
    return get_catalogue().deliveries.get(delivery_id).token


async def _sent(token: str, file: UploadFile) -> SentFile:
    path = printable(file.filename or "")
    try:
        return SentFile(file=path, accepted=True, detail=await _keep(token, path, file))
    except (FileRefused, FileTooLarge) as refusal:
        return SentFile(file=path, accepted=False, detail=str(refusal))


async def _keep(token: str, path: str, file: UploadFile) -> str:
    if not 0 < len(path) <= LONGEST_PATH:
        raise FileRefused(f"The file's name is missing or too long. Name it, with at most {LONGEST_PATH} characters.")
    return await keep(_chunks(file), token, path, get_spool(), get_uploads(), get_upload_limits())


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK_BYTES):
        yield chunk
