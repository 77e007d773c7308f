"""Errors as answers: a sentence as ``detail``, and a fitting status."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from fashion_model.catalogue import errors
from fashion_model.catalogue.names import printable
from fashion_model.intake.errors import FileRefused, FileTooLarge, FolderRefused, SpoolUnavailable
from fashion_model.photo.decode import DecodersBusy
from fashion_model.photo.garment import NoSuchGarment
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.web.api.models import Problem

_LONGEST_QUOTE = 60


class OtherSite(Exception):
    """The request was made by a page of another site, in the browser of somebody who may be signed in here."""

    def __init__(self) -> None:
        super().__init__(
            "Another site's page sent this request, and only this application's own pages may change something. "
            "Send it from a program instead."
        )


class WrongHost(Exception):
    """The request names a host that this application is not reached by."""

    def __init__(self, named: str, allowed: Sequence[str]) -> None:
        super().__init__(
            f"The request asks for {quoted(named) if named else 'no host'}, and this application is reached as "
            f"{', '.join(allowed)} only. Use one of these, or let whoever runs the server add the name to "
            "FASHION_ALLOWED_HOSTS."
        )


STATUS: Mapping[type[Exception], HTTPStatus] = {
    OtherSite: HTTPStatus.FORBIDDEN,
    WrongHost: HTTPStatus.BAD_REQUEST,
    errors.UnknownItem: HTTPStatus.NOT_FOUND,
    errors.UnknownRecord: HTTPStatus.NOT_FOUND,
    errors.UnknownDelivery: HTTPStatus.NOT_FOUND,
    errors.ItemExists: HTTPStatus.CONFLICT,
    errors.AlreadyUndone: HTTPStatus.CONFLICT,
    errors.CannotUndo: HTTPStatus.CONFLICT,
    errors.LooksAlike: HTTPStatus.CONFLICT,
    errors.ChangedMeanwhile: HTTPStatus.CONFLICT,
    errors.DeliveryRefused: HTTPStatus.CONFLICT,
    errors.CopyRefused: HTTPStatus.CONFLICT,
    errors.NameTaken: HTTPStatus.CONFLICT,
    FileTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.InvalidItem: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidList: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidJudgement: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidSkuRule: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoSuchGarment: HTTPStatus.UNPROCESSABLE_ENTITY,
    FileRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    FolderRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.CatalogueUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.PhotoFolderUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ArtifactError: HTTPStatus.SERVICE_UNAVAILABLE,
    DecodersBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    SpoolUnavailable: HTTPStatus.INSUFFICIENT_STORAGE,
}
_UNREADABLE = "There was an error parsing the body"
_MOST_PROBLEMS = 10
"""So many problems of one request are told; a body of a megabyte can have a hundred thousand."""
_IN_WORDS = {
    "Not Found": "There is nothing at this address. The page /api/docs lists all addresses.",
    "Method Not Allowed": "This address does not take requests of this kind. The page /api/docs lists those it takes.",
    _UNREADABLE: "The body cannot be read. Send it as the page /api/docs describes.",
}


def described(sentences: Mapping[str, str]) -> dict[str, Any]:
    """Return how routes describe an answer that may say each of these sentences, by a name for each."""
    examples = {name: {"value": {"detail": sentence}} for name, sentence in sentences.items()}
    return {
        "model": Problem,
        "description": " · ".join(sentence.split(". ")[0].rstrip(".") + "." for sentence in sentences.values()),
        "content": {"application/json": {"examples": examples}},
    }


UNAVAILABLE: dict[int | str, dict[str, Any]] = {
    HTTPStatus.SERVICE_UNAVAILABLE.value: described(
        {
            "CatalogueUnavailable": "The catalogue's database cannot be used just now (connection refused). Nothing "
            "was saved. Try again in a moment; if it stays so, tell whoever runs the database."
        }
    )
}
"""For routes that need the catalogue."""
BUSY: dict[int | str, dict[str, Any]] = {
    HTTPStatus.SERVICE_UNAVAILABLE.value: described({"DecodersBusy": str(DecodersBusy())})
}
"""For routes that read photos."""
RETRY_AFTER_S = 20
UNEXPECTED = "Something went wrong that nobody expected. The server's log says what; tell whoever runs it."


def explain_errors(api: FastAPI) -> None:
    """Let every error be answered by a sentence."""
    for kind in STATUS:
        api.add_exception_handler(kind, _known)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _plain)
    api.add_exception_handler(Exception, unexpected)


def quoted(value: object) -> str:
    """Return what came in so that it can be shown, on one line.

    >>> quoted("TS-1")
    '“TS-1”'
    """
    text = printable(str(value))
    return f"“{text[:_LONGEST_QUOTE]}…”" if len(text) > _LONGEST_QUOTE else f"“{text}”"


def no_files(address: str) -> str:
    """Return how to send files to an address."""
    return (
        "No file came with the request. Send one or more as multipart form data in the field “files”, for example: "
        f"curl -F files=@shirt.jpg -F files=@shoe.jpg {address}"
    )


def problem(detail: str, status: HTTPStatus) -> JSONResponse:
    """Return an answer that says what is wrong."""
    return JSONResponse({"detail": printable(detail)}, status_code=status)


def status_of(error: Exception) -> HTTPStatus:
    """Return the status with which an error of ``STATUS``, or one of its kinds, is answered."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _known(_request: Request, error: Exception) -> JSONResponse:
    answer = problem(str(error), status_of(error))
    if isinstance(error, DecodersBusy):
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _invalid(request: Request, error: Exception) -> JSONResponse:
    problems = error.errors() if isinstance(error, RequestValidationError) else ()
    sentences = dict.fromkeys(_sentence(wrong, str(request.url)) for wrong in problems[:_MOST_PROBLEMS])
    if len(problems) > _MOST_PROBLEMS:
        sentences[f"And {len(problems) - _MOST_PROBLEMS:,} more problems of this kind."] = None
    return problem(" ".join(sentences), HTTPStatus.UNPROCESSABLE_ENTITY)


def _plain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 # as it is registered
    unreadable = error.detail == _UNREADABLE
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unreadable else HTTPStatus(error.status_code)
    return problem(_IN_WORDS.get(error.detail, error.detail), status)


def unexpected(_request: Request, _error: Exception) -> JSONResponse:
    """Answer what nobody expected; Starlette writes it to the log."""
    return problem(UNEXPECTED, HTTPStatus.INTERNAL_SERVER_ERROR)


def _sentence(error: Mapping[str, Any], address: str) -> str:
    place, *inside = error["loc"]
    name = ".".join(map(str, inside))
    if (place, *inside[:1]) == ("body", "files"):
        return no_files(address)
    if error["type"] == "json_invalid":
        return f"The body is no JSON ({error['ctx']['error']}). Send it as the page /api/docs shows."
    if not inside:
        return "The body is missing or no JSON. Send it as the page /api/docs shows, as application/json."
    if error["type"] == "missing":
        return f"“{name}” is missing."
    if error["type"] == "extra_forbidden":
        return f"{quoted(name)} is no field of this request. The page /api/docs lists those that are."
    return f"“{printable(name)}” is not accepted: {_reason(error)}{_received(error['input'])}."


def _reason(error: Mapping[str, Any]) -> str:
    reason = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    return reason.replace("Input should", "it should").replace("timezone info", "a time zone, such as Z at its end")


def _received(value: object) -> str:
    return f"; received {quoted(value)}" if isinstance(value, str | int | float) else ""
