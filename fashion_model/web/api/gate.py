"""What a REST request may weigh, and who acts by it."""

from collections.abc import Sequence
from http import HTTPStatus
from re import Pattern
from typing import Annotated, Final

from fastapi import Header
from fastapi.params import File
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.web.api.errors import problem
from fashion_model.web.api.front_door import FORWARDED_USER, forwarded_user
from fashion_model.web.api.models import Message as Body

LARGEST_BODY_BYTES: Final = 1_000_000
"""Largest body of an operation that takes no files; it is parsed as a whole, before anything is known of it."""

ForwardedUser = Annotated[
    str,
    Header(
        alias=FORWARDED_USER,
        description="Who is signed in at the proxy in front of this application. Where the server trusts the proxy it "
        "counts, and not what the body says; from everybody else it is ignored.",
        examples=["ann@shop.example"],
    ),
]


class Person(Body):
    """Who does something."""

    person: str = ""
    """Who does it, 1 to 120 characters; may be left out where a trusted proxy tells it."""


class RequestLimit:
    """Refuses requests that are larger than accepted by a sentence, before or while they come.

    Args:
        app: Answers the others.
        with_files: Addresses of the operations that take files.
        max_bytes: The largest body that such an operation takes; of the others see ``LARGEST_BODY_BYTES``.
    """

    def __init__(self, app: ASGIApp, with_files: Sequence[Pattern[str]], max_bytes: int) -> None:
        self._app = app
        self._with_files = with_files
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        takes_files = any(address.match(path) for address in self._with_files)
        most = self._max_bytes if takes_files else LARGEST_BODY_BYTES
        says = files_too_large(most) if takes_files else body_too_large()
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            return await problem(says, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
        size_bytes = 0

        async def receive_counted() -> Message:
            nonlocal size_bytes
            message = await receive()
            size_bytes += len(message.get("body", b""))
            if size_bytes > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, says)
            return message

        return await self._app(scope, receive_counted, send)


def addresses_with_files(routes: Sequence[BaseRoute]) -> list[Pattern[str]]:
    """Return the addresses of those routes that take files."""
    return [
        route.path_regex
        for route in routes
        if isinstance(route, APIRoute)
        and any(isinstance(part.field_info, File) for part in route.dependant.body_params)
    ]


def files_too_large(max_bytes: int) -> str:
    """Return what is said of files that are too large together."""
    return (
        f"The request has more than {max_bytes / 1e6:g} MB, the most that is accepted. Send fewer files at once, or "
        "open a delivery and send its files one by one."
    )


def body_too_large() -> str:
    """Return what is said of a body without files that is too large."""
    return (
        f"The request has more than {LARGEST_BODY_BYTES / 1e6:g} MB, the most that is accepted without files. "
        "Send less in one request, and the rest in others."
    )


def acting_person(named: Person | None, forwarded: str) -> str:
    """Return who acts: who is signed in at a trusted proxy, else whom the request names.

    Args:
        named: The body; None when there is none.
        forwarded: The header as it came; empty where no trusted proxy sent it.

    Raises:
        InvalidItem: Nobody is named.
    """
    person = forwarded_user(forwarded) or (named.person.strip() if named else "")
    if not person:
        raise InvalidItem(
            "Nobody is named. Give “person” in the request, with 1 to 120 characters, or let the server trust the "
            f"proxy that people sign in at, which sets the header {FORWARDED_USER}."
        )
    return person
