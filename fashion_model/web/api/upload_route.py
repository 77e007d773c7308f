"""Uploads from a browser: one request a file, streamed to disk."""

from collections.abc import AsyncIterable, Awaitable, Callable, Collection, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Protocol
from urllib.parse import parse_qs

from pydantic import Field, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fashion_model.catalogue.errors import UnknownDelivery
from fashion_model.clutter import is_clutter
from fashion_model.intake.errors import AlreadyHere, FileRefused, FileTooLarge, SpoolUnavailable
from fashion_model.intake.spool import Spool, StoredFile
from fashion_model.intake.uploads import LEFT_OUT, LONGEST_PATH, OfferedFile, UploadLimits, is_zip
from fashion_model.photo.decode import refusal_at_sight
from fashion_model.web.resources import in_heavy_thread

MOST_OFFERED = 500
"""Files in one offer."""
_LARGEST_OFFER_BYTES = 4_000_000
_EMPTY = refusal_at_sight(b"")
_UNREADABLE = "The file cannot be read; it was moved, changed or is still being copied. Drop it again."
_SEVERAL_OFFERS = f"Offer at most {MOST_OFFERED} files at once, and the others in offers of their own."
_HEADER, _OUR_PAGE = "X-Requested-With", "fashion"


class ForeignPage(Exception):
    """The request does not come from a page of this application."""

    def __init__(self) -> None:
        super().__init__(
            "Files are taken only from the pages of this application. Open it and drop them there; "
            f"a program sends the header “{_HEADER}: {_OUR_PAGE}”."
        )


class OfferTooLarge(Exception):
    """An offer has more bytes than its files' names can need."""

    def __init__(self) -> None:
        super().__init__(
            f"The offer has more than {_LARGEST_OFFER_BYTES / 1e6:g} MB, the most that is accepted. {_SEVERAL_OFFERS}"
        )


class Receiver(Protocol):
    """What the uploads belong to. The methods are called in threads, several at a time."""

    def already_here(self, delivery: str, files: Sequence[OfferedFile]) -> Collection[OfferedFile]:
        """Return those of the files, told by path and size, that need not be sent.

        Raises:
            UnknownDelivery: The token is not that of a delivery that takes files.
        """

    def receive(self, delivery: str, path: str, stored: StoredFile) -> str:
        """Take over a file that arrived whole and return what became of it, in a sentence.

        The same file comes again when a browser lost the answer. After an error the stored file is deleted.

        Raises:
            UnknownDelivery: The delivery was closed meanwhile.
            FileRefused: The file is not accepted.
            AlreadyHere: The delivery holds it.
        """

    def refuse(self, delivery: str, refusals: Mapping[str, str]) -> None:
        """Write down files that are not accepted, by name, each with the reason."""


_STATUS: dict[type[Exception], HTTPStatus] = {
    ForeignPage: HTTPStatus.FORBIDDEN,
    FileTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    OfferTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FileRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    SpoolUnavailable: HTTPStatus.INSUFFICIENT_STORAGE,
}
_Endpoint = Callable[[Request], Awaitable[Response]]


def upload_routes(spool: Spool, receiver: Receiver, limits: UploadLimits) -> list[Route]:
    """Return the routes that take files; they stand before a mount of ``/api``, whose limits are not theirs.

    ``PUT /api/uploads/{delivery}/files?path=…`` takes a file as the request's body and answers
    ``{"accepted": bool, "detail": sentence}``. ``POST /api/uploads/{delivery}/offer`` takes up to ``MOST_OFFERED``
    files as ``[{"path": …, "size": …}]``, with ``"readable": false`` for one that cannot be opened, and answers for
    each, in their order, whether to send it: ``[{"send": bool, "accepted": bool, "detail": sentence}]``. What is
    refused stands among the delivery's files. Who knows the delivery's token may send.
    """
    uploads = _Uploads(spool, receiver, limits)
    return [
        Route("/api/uploads/{delivery}/files", _explained(uploads.take), methods=["PUT"]),
        Route(
            "/api/uploads/{delivery}/offer",
            _explained(uploads.answer_offer),
            methods=["POST"],
        ),
    ]


async def keep(
    chunks: AsyncIterable[bytes], delivery: str, path: str, spool: Spool, receiver: Receiver, limits: UploadLimits
) -> str:
    """Write a file to disk while it arrives, hand it over, and return what became of it, in a sentence.

    Raises:
        UnknownDelivery: The token is not that of a delivery that takes files.
        FileTooLarge: It has more bytes than a file of this name may have.
        FileRefused: It is not accepted.
        SpoolUnavailable: The disk cannot be written.
    """
    try:
        stored = await spool.receive(chunks, limits.of(path))
    except FileTooLarge as refusal:
        await run_in_threadpool(receiver.refuse, delivery, {path: str(refusal)})
        raise
    try:
        run = in_heavy_thread if is_zip(path) else run_in_threadpool
        return await run(receiver.receive, delivery, path, stored)
    except AlreadyHere as here:
        spool.delete(stored.name)
        return str(here)
    except Exception:  # not when the process is stopped: the thread may have taken the file over by then
        spool.delete(stored.name)
        raise


class _Uploads:
    def __init__(self, spool: Spool, receiver: Receiver, limits: UploadLimits) -> None:
        self._spool = spool
        self._receiver = receiver
        self._limits = limits

    async def take(self, request: Request) -> Response:
        delivery, path = request.path_params["delivery"], _path_of(request)
        await run_in_threadpool(self._receiver.already_here, delivery, ())  # a wrong token is told before the body
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._limits.of(path):
            refusal = FileTooLarge(self._limits.of(path))
            await run_in_threadpool(self._receiver.refuse, delivery, {path: str(refusal)})
            raise refusal
        return _answer(True, await keep(request.stream(), delivery, path, self._spool, self._receiver, self._limits))

    async def answer_offer(self, request: Request) -> Response:
        offered = _offered(await _body_of_offer(request))
        delivery = request.path_params["delivery"]
        here = await run_in_threadpool(self._receiver.already_here, delivery, offered)
        refusals = {file.path: reason for file in offered if file not in here and (reason := self._refusal(file))}
        await run_in_threadpool(self._receiver.refuse, delivery, refusals)
        return JSONResponse([_reply(file, file in here, refusals.get(file.path, "")) for file in offered])

    def _refusal(self, file: OfferedFile) -> str:
        if is_clutter(file.path):
            return ""
        if not file.readable:
            return _UNREADABLE
        if not file.size:
            return _EMPTY
        return str(FileTooLarge(self._limits.of(file.path))) if file.size > self._limits.of(file.path) else ""


def _reply(file: OfferedFile, here: bool, refusal: str) -> dict[str, object]:
    detail = LEFT_OUT if is_clutter(file.path) else str(AlreadyHere()) if here else refusal
    return {"send": not detail, "accepted": not refusal, "detail": detail}


def _explained(endpoint: _Endpoint) -> _Endpoint:
    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            if request.headers.get(_HEADER) != _OUR_PAGE:  # which browsers send to their own site only
                raise ForeignPage
            return await endpoint(request)
        except UnknownDelivery:
            return _answer(
                False, "This delivery does not exist or takes no more files. Load the page again.", HTTPStatus.NOT_FOUND
            )
        except tuple(_STATUS) as refusal:
            return _answer(False, str(refusal), next(_STATUS[kind] for kind in _STATUS if isinstance(refusal, kind)))
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there to read it

    return answer


def _answer(accepted: bool, detail: str, status: HTTPStatus = HTTPStatus.OK) -> JSONResponse:
    return JSONResponse({"accepted": accepted, "detail": detail}, status_code=status)


def _path_of(request: Request) -> str:
    try:
        query = parse_qs(request.url.query, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        query = {}
    path = query.get("path", [""])[0]
    if not 0 < len(path) <= LONGEST_PATH:
        raise FileRefused(
            f"The file came without a name that can be read. Name it in the query as “path”, in UTF-8, with 1 to "
            f"{LONGEST_PATH} characters."
        )
    return path


async def _body_of_offer(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_OFFER_BYTES:
            raise OfferTooLarge
    return bytes(body)


_OFFER = TypeAdapter(Annotated[list[OfferedFile], Field(max_length=MOST_OFFERED, fail_fast=True)])


def _offered(body: bytes) -> list[OfferedFile]:
    try:
        return _OFFER.validate_json(body)
    except ValidationError as error:
        if error.errors()[0]["type"] == "too_long":
            raise FileRefused(f"The offer has too many files. {_SEVERAL_OFFERS}") from error
        raise FileRefused(
            "The offer cannot be read. Send a JSON list of files, each with its “path” and its “size” in bytes."
        ) from error
