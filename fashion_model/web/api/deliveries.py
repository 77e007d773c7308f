"""The REST API's deliveries: opened, matched to items, started, watched, and taken back as a whole."""

import pathlib
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, File, Path, Query, UploadFile
from starlette.concurrency import run_in_threadpool

from fashion_model.catalogue.deliveries.records import FILE_STATES
from fashion_model.catalogue.deliveries.sku_rule import InvalidSkuRule, SkuRule
from fashion_model.catalogue.errors import AlreadyUndone, DeliveryRefused, InvalidItem, UnknownDelivery
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.names import printable
from fashion_model.intake.archive import FolderRefused
from fashion_model.intake.spool import FileTooLarge, SpoolFull
from fashion_model.intake.uploads import LONGEST_PATH, AlreadyHere, FileRefused, UploadLimits
from fashion_model.settings import get_settings
from fashion_model.web.api.decision_models import ActionAnswer, Person
from fashion_model.web.api.delivery_models import (
    AddedFiles,
    CountsAnswer,
    DeliveryAnswer,
    DeliveryDetail,
    DeliveryItemQuery,
    FileAnswer,
    FilePage,
    FileQuery,
    NewDelivery,
    NewMatching,
    OpenedDelivery,
    PlanAnswer,
    SentFile,
    ServerFolder,
)
from fashion_model.web.api.errors import UNAVAILABLE, no_files, quoted, refusals
from fashion_model.web.api.gate import NOBODY, ForwardedUser, OtherSite, acting_person
from fashion_model.web.api.item_models import ItemPage
from fashion_model.web.api.items import LIMIT, Page, item_page
from fashion_model.web.api.models import LARGEST_ID
from fashion_model.web.resources import get_background, get_catalogue, get_spool, get_uploads

router = APIRouter(tags=["Deliveries"])
DeliveryNumber = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The delivery's number.", examples=[3])]
_STARTED = DeliveryRefused("This delivery was started already. Open a new one for other photos or another rule.")
_NO_GROUP = InvalidSkuRule(
    "The pattern does not say which part is the SKU: it has no group named “sku”. An example that takes all before the "
    "first underscore: (?P<sku>[^_]+)"
)
NOT_A_NUMBER = "“delivery_id” is not accepted: it should be greater than or equal to 1; received “0”."
TAKEN_BACK = DeliveryRefused("This delivery was taken back. Bring it back first, or open a new one.")


@router.post(
    "/deliveries",
    status_code=HTTPStatus.CREATED,
    summary="Open a delivery",
    responses=refusals(OtherSite(), _NO_GROUP, UNAVAILABLE, Nobody=str(NOBODY), Missing="“name” is missing."),
)
def open_delivery(new: Annotated[NewDelivery, Body()], forwarded: ForwardedUser = "") -> OpenedDelivery:
    """Begin a delivery: photos that come in together and can be taken back together.

    Send the files next, look at the plan, then start it; the background work classifies it, and
    `GET /deliveries/{delivery_id}` says how far it is.
    """
    rule = SkuRule(new.sku_rule, new.sku_pattern)
    person = acting_person(new.person, forwarded)
    opened = get_catalogue().deliveries.open(new.name, person, rule, new.unknown_skus)
    answer = DeliveryAnswer.model_validate(opened).model_dump()
    return OpenedDelivery(**answer, token=opened.token, upload=f"/api/uploads/{opened.token}/files?path=")


@router.get("/deliveries", summary="List deliveries", responses=refusals(UNAVAILABLE, Limit=LIMIT))
def list_deliveries(page: Annotated[Page, Query()]) -> list[DeliveryAnswer]:
    """Return deliveries, newest first."""
    latest = get_catalogue().deliveries.latest(page.limit, page.offset)
    return [DeliveryAnswer.model_validate(delivery) for delivery in latest]


@router.get(
    "/deliveries/{delivery_id}",
    summary="How far a delivery is",
    responses=refusals(UnknownDelivery(), UNAVAILABLE, Number=NOT_A_NUMBER),
)
def show_delivery(delivery_id: DeliveryNumber) -> DeliveryDetail:
    """Return a delivery's state, how many files are in which state, and how long the rest takes."""
    deliveries = get_catalogue().deliveries
    return DeliveryDetail(
        delivery=DeliveryAnswer.model_validate(deliveries.get(delivery_id)),
        counts=CountsAnswer.model_validate(deliveries.counts(delivery_id)),
        problem=get_background().problem,
    )


@router.get(
    "/deliveries/{delivery_id}/plan",
    summary="Which photos would find which items",
    responses=refusals(UnknownDelivery(), UNAVAILABLE, Number=NOT_A_NUMBER),
)
def show_plan(delivery_id: DeliveryNumber) -> PlanAnswer:
    """Return what the rule makes of the names of the files that wait, before anything is saved."""
    return PlanAnswer.model_validate(get_catalogue().deliveries.plan(delivery_id))


@router.patch(
    "/deliveries/{delivery_id}",
    summary="Match a delivery's photos in another way",
    responses=refusals(OtherSite(), UnknownDelivery(), _STARTED, _NO_GROUP, UNAVAILABLE, Number=NOT_A_NUMBER),
)
def match_differently(delivery_id: DeliveryNumber, new: Annotated[NewMatching, Body()]) -> PlanAnswer:
    """Choose another rule, say the SKUs of single files, and return the plan; until the delivery is started.

    Fields of the rule that are left out get their usual values; SKUs that were said before stay.
    """
    deliveries = get_catalogue().deliveries
    rule = SkuRule(new.sku_rule, new.sku_pattern)
    deliveries.set_skus(delivery_id, new.skus)  # first, as it may refuse a SKU
    deliveries.set_rule(delivery_id, rule, new.unknown_skus)
    return show_plan(delivery_id)


@router.post(
    "/deliveries/{delivery_id}/start",
    summary="Start a delivery",
    responses=refusals(OtherSite(), UnknownDelivery(), _STARTED, UNAVAILABLE, Number=NOT_A_NUMBER),
)
def start_delivery(delivery_id: DeliveryNumber) -> DeliveryAnswer:
    """Fix to which items the photos belong, and let the background work classify them.

    Answers 409 as well when no photo can be matched to an item.
    """
    return DeliveryAnswer.model_validate(get_catalogue().deliveries.start(delivery_id))


@router.post(
    "/deliveries/{delivery_id}/pause",
    summary="Pause a delivery",
    responses=refusals(OtherSite(), UnknownDelivery(), UNAVAILABLE, Number=NOT_A_NUMBER),
)
def pause_delivery(delivery_id: DeliveryNumber) -> DeliveryAnswer:
    """Let the work rest after the item in hand; what is done stays. A delivery that does not run stays as it is."""
    return DeliveryAnswer.model_validate(get_catalogue().deliveries.pause(delivery_id))


@router.post(
    "/deliveries/{delivery_id}/resume",
    summary="Resume a delivery",
    responses=refusals(OtherSite(), UnknownDelivery(), TAKEN_BACK, UNAVAILABLE, Number=NOT_A_NUMBER),
)
def resume_delivery(delivery_id: DeliveryNumber) -> DeliveryAnswer:
    """Let the work go on. A delivery that is not paused stays as it is."""
    return DeliveryAnswer.model_validate(get_catalogue().deliveries.resume(delivery_id))


@router.post(
    "/deliveries/{delivery_id}/undo",
    summary="Take a delivery back",
    responses=refusals(OtherSite(), UnknownDelivery(), AlreadyUndone(), NOBODY, UNAVAILABLE, Number=NOT_A_NUMBER),
)
def undo_delivery(
    delivery_id: DeliveryNumber, by: Annotated[Person | None, Body()] = None, forwarded: ForwardedUser = ""
) -> ActionAnswer:
    """Take back all that came with a delivery; items that it created are withdrawn, and what waits rests.

    Items on which something else was decided keep that.
    """
    person = acting_person(by.person if by else "", forwarded)
    return ActionAnswer.of(get_catalogue().deliveries.undo(delivery_id, person))


@router.post(
    "/deliveries/{delivery_id}/redo",
    summary="Bring a delivery back",
    responses=refusals(
        OtherSite(),
        UnknownDelivery(),
        DeliveryRefused("This delivery was not taken back, so there is nothing to bring back."),
        NOBODY,
        UNAVAILABLE,
        Number=NOT_A_NUMBER,
    ),
)
def redo_delivery(
    delivery_id: DeliveryNumber, by: Annotated[Person | None, Body()] = None, forwarded: ForwardedUser = ""
) -> ActionAnswer:
    """Bring back a delivery that was taken back; items that were decided on meanwhile keep that.

    What was not classified by then rests until it is resumed.
    """
    person = acting_person(by.person if by else "", forwarded)
    return ActionAnswer.of(get_catalogue().deliveries.redo(delivery_id, person))


@router.get(
    "/deliveries/{delivery_id}/items",
    summary="The items of a delivery",
    responses=refusals(
        UnknownDelivery(),
        InvalidItem("“sale” is not a status. Choose one of done, automatic, review, audit, open, withdrawn."),
        UNAVAILABLE,
    ),
)
def show_items(delivery_id: DeliveryNumber, query: Annotated[DeliveryItemQuery, Query()]) -> ItemPage:
    """Return the items that a delivery created or brought photos of, by SKU, with what they have now."""
    catalogue = get_catalogue()
    catalogue.deliveries.get(delivery_id)
    return item_page(catalogue, Search(delivery_id=delivery_id, status=query.status, order="sku"), query)


_CHUNK_BYTES = 1 << 20
_FULL = SpoolFull(pathlib.Path("spool"))
_NO_FOLDERS = FolderRefused(
    "This server takes no folders. Whoever runs it sets FASHION_DELIVERIES_DIR to the folder that they are put into."
)


@router.post(
    "/deliveries/{delivery_id}/files",
    summary="Send files to a delivery",
    responses=refusals(
        OtherSite(),
        UnknownDelivery(),
        UNAVAILABLE,
        _FULL,
        NoFiles=no_files("http://127.0.0.1:8501/api/deliveries/3/files"),
        Number=NOT_A_NUMBER,
    ),
)
async def send_files(
    delivery_id: DeliveryNumber,
    files: Annotated[list[UploadFile], File(description="Photos, or zips of photos; names may have folders.")],
) -> list[SentFile]:
    """Take files into a delivery and return what became of each, in the order sent; a zip is unpacked.

    A file that is there already under its name is accepted and changes nothing, so a request may be repeated. Where
    one request is too small, send each file by itself to the delivery's `upload` address, as described above.
    """
    token = await run_in_threadpool(_token_of, delivery_id)
    return [await _taken(token, upload) for upload in files]


@router.post(
    "/deliveries/{delivery_id}/folder",
    summary="Take a folder of the server into a delivery",
    responses=refusals(
        OtherSite(),
        UnknownDelivery(),
        TAKEN_BACK,
        _NO_FOLDERS,
        UNAVAILABLE,
        _FULL,
        Missing="“folder” is missing.",
    ),
)
def take_folder(delivery_id: DeliveryNumber, named: Annotated[ServerFolder, Body()]) -> AddedFiles:
    """Copy the files of a folder on the server, and of those below it, into a delivery.

    Files that cannot be read stand among the delivery's files, with the reason.
    """
    root = get_settings().deliveries_dir
    if root is None:
        raise _NO_FOLDERS
    return AddedFiles(added=get_uploads().take_folder(_token_of(delivery_id), root, named.folder))


@router.get(
    "/deliveries/{delivery_id}/files",
    summary="The files of a delivery",
    responses=refusals(
        UnknownDelivery(),
        InvalidItem(f"“lost” is no state of a file. Choose among {', '.join(FILE_STATES)}."),
        UNAVAILABLE,
        Number=NOT_A_NUMBER,
    ),
)
def show_files(delivery_id: DeliveryNumber, query: Annotated[FileQuery, Query()]) -> FilePage:
    """Return a delivery's files in the order in which they came, with what became of each."""
    deliveries = get_catalogue().deliveries
    deliveries.get(delivery_id)
    _refuse_unknown(query.state)
    counts = deliveries.counts(delivery_id).files
    return FilePage(
        total=sum(counts[state] for state in set(query.state) or counts),
        limit=query.limit,
        offset=query.offset,
        files=[
            FileAnswer.model_validate(file)
            for file in deliveries.files(delivery_id, query.state, query.limit, query.offset)
        ],
    )


def _token_of(delivery_id: int) -> str:
    return get_catalogue().deliveries.get(delivery_id).token


async def _taken(token: str, upload: UploadFile) -> SentFile:
    path = printable(upload.filename or "")
    try:
        return SentFile(file=path, accepted=True, detail=await _keep(token, path, upload))
    except AlreadyHere as here:
        return SentFile(file=path, accepted=True, detail=str(here))
    except (FileRefused, FileTooLarge) as refusal:
        return SentFile(file=path, accepted=False, detail=str(refusal))


async def _keep(token: str, path: str, upload: UploadFile) -> str:
    if not upload.size:
        raise FileRefused("The file is empty. Copy it again and send the new file.")
    if not 0 < len(path) <= LONGEST_PATH:
        raise FileRefused(f"The file's name is missing or too long. Name it, with at most {LONGEST_PATH} characters.")
    stored = await get_spool().receive(_chunks(upload), _limits().of(path))
    try:
        return await run_in_threadpool(get_uploads().receive, token, path, stored)
    except Exception:  # not when the process is stopped: the thread may have taken the file over by then
        get_spool().delete(stored.name)
        raise


async def _chunks(upload: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await upload.read(_CHUNK_BYTES):
        yield chunk


def _limits() -> UploadLimits:
    settings = get_settings()
    return UploadLimits(round(settings.max_photo_megabytes * 1e6), round(settings.max_zip_megabytes * 1e6))


def _refuse_unknown(states: list[str]) -> None:
    for state in states:
        if state not in FILE_STATES:
            raise InvalidItem(f"{quoted(state)} is no state of a file. Choose among {', '.join(FILE_STATES)}.")
