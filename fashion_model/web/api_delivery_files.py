"""The files of the REST API's deliveries: sent many at once, taken from a folder of the server, and listed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Body, File, Query, UploadFile
from starlette.concurrency import run_in_threadpool

from fashion_model.catalogue.delivery_records import FILE_STATES
from fashion_model.catalogue.errors import InvalidItem, UnknownDelivery
from fashion_model.catalogue.names import printable
from fashion_model.catalogue.spool import FileTooLarge, SpoolFull
from fashion_model.serving.server_folder import FolderRefused
from fashion_model.settings import get_settings
from fashion_model.web.api_deliveries import NOT_A_NUMBER, TAKEN_BACK, DeliveryNumber
from fashion_model.web.api_delivery_models import AddedFiles, FileAnswer, FilePage, FileQuery, SentFile, ServerFolder
from fashion_model.web.api_errors import UNAVAILABLE, no_files, quoted, refusals
from fashion_model.web.api_gate import OtherSite
from fashion_model.web.resources import get_catalogue, get_spool, get_uploads
from fashion_model.web.upload_route import LONGEST_PATH, AlreadyHere, FileRefused, UploadLimits

router = APIRouter(tags=["Deliveries"])
_CHUNK_BYTES = 1 << 20
_FULL = SpoolFull(Path("spool"))
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
