"""Request guards: size limit, cross-site check and acting user."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Header, Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.web.api.errors import OtherSite, problem
from fashion_model.web.api.models import Message

FORWARDED_USER = "X-Forwarded-User"
_READING = ("GET", "HEAD", "OPTIONS")
_OWN = ("same-origin", "none")

ForwardedUser = Annotated[
    str,
    Header(
        alias=FORWARDED_USER,
        description="Who is signed in at the proxy in front of this application; counts where the body names nobody.",
        examples=["ann@shop.example"],
    ),
]


class Person(Message):
    """Who does something."""

    person: str = ""
    """Who does it, 1 to 120 characters; the header X-Forwarded-User when left out."""


class RequestLimit:
    """Refuses requests that are larger than accepted by a sentence, before or while they come.

    Args:
        app: Answers the others.
        max_bytes: The largest body that is accepted.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_bytes:
            refusal = problem(too_large(self._max_bytes), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return await refusal(scope, receive, send)
        size_bytes = 0

        async def receive_counted() -> Event:
            nonlocal size_bytes
            message = await receive()
            size_bytes += len(message.get("body", b""))
            if size_bytes > self._max_bytes:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large(self._max_bytes))
            return message

        return await self._app(scope, receive_counted, send)


def too_large(max_bytes: int) -> str:
    """Return what is said of a request that is too large."""
    return (
        f"The request has more than {max_bytes / 1e6:g} MB, the most that is accepted. Send fewer files at once, or "
        "open a delivery and send its files one by one."
    )


def refuse_other_sites(request: Request) -> None:
    """Let other sites' pages change nothing in the name of who is signed in; only browsers name the site.

    Raises:
        OtherSite: A page of another site sent the request.
    """
    if request.method not in _READING and request.headers.get("sec-fetch-site", "none") not in _OWN:
        raise OtherSite


def acting_person(named: Person | None, forwarded: str) -> str:
    """Return who acts: whom the request names, else who is signed in at the proxy.

    Args:
        named: The body; None when there is none.
        forwarded: The header as it came; proxies write UTF-8, which servers read as Latin-1.

    Raises:
        InvalidItem: Nobody is named.
    """
    person = (named.person.strip() if named else "") or _as_utf8(forwarded).strip()
    if not person:
        raise InvalidItem(
            "Nobody is named. Give “person” in the request, with 1 to 120 characters, or let the proxy that people "
            f"sign in at set the header {FORWARDED_USER}."
        )
    return person


def _as_utf8(header: str) -> str:
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header
