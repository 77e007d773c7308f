"""Front door of pages and REST: allowed hosts, own pages, trusted proxies, security headers."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Collection, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from fashion_model.settings import Settings, host_named
from fashion_model.web.api.errors import OtherSite, WrongHost, problem, status_of

FORWARDED_USER: Final = "X-Forwarded-User"
_READING = ("GET", "HEAD", "OPTIONS")
_OWN = ("same-origin", "none")
_USUAL_PORTS = {"http": 80, "https": 443}
_POLICY_VIOLATION = 1008
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")


_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_STARTS = ("http.response.start", "websocket.http.response.start")


class FrontDoor:
    """Lets requests in that name an allowed host, and changes only from own pages and from programs.

    What a proxy says of who is signed in stays among the headers where the proxy is trusted, and is taken away
    everywhere else: whoever finds the header further in may believe it.

    Args:
        app: Answers what was let in.
        allowed_hosts: Names and addresses; ``*.shop.example`` is any name below that one, ``*`` any name at all.
        trusted_proxies: Networks of the proxies that are believed.
    """

    def __init__(
        self, app: ASGIApp, allowed_hosts: Sequence[str], trusted_proxies: Collection[IPv4Network | IPv6Network]
    ) -> None:
        self._app = app
        self._allowed = tuple(allowed_hosts)
        self._proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a WebSocket's handshake."""
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        try:
            self._check_host(headers)
            if scope["type"] == "websocket" or scope["method"] not in _READING:
                refuse_other_sites(headers)
        except (OtherSite, WrongHost) as error:
            return await _refuse(scope, receive, send, error)
        return await self._app({**scope, "headers": self._believed(scope, receive)}, receive, send)

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        address = _address(hosts[0]) if len(hosts) == 1 else None
        if address is None or not any(_fits(address[0], pattern) for pattern in self._allowed):
            raise WrongHost(", ".join(hosts), self._allowed)

    def _believed(self, scope: Scope, receive: Receive) -> list[tuple[bytes, bytes]]:
        name = FORWARDED_USER.lower().encode()
        told = [value for header, value in scope["headers"] if header == name]
        if len(told) == 1 and self._is_proxy(_peer(scope, receive)):
            return list(scope["headers"])
        return [(header, value) for header, value in scope["headers"] if header != name]

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:  # a UNIX socket, or a test's client
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._proxies)


def front_door(settings: Settings) -> list[Middleware]:
    """Return what stands before the whole application, pages and WebSocket too."""
    return [
        Middleware(SecurityHeaders),
        Middleware(
            FrontDoor, allowed_hosts=settings.allowed_hosts, trusted_proxies=frozenset(settings.trusted_proxies)
        ),
    ]


def refuse_other_sites(headers: Headers) -> None:
    """Let other sites' pages change nothing in the name of who is signed in; only browsers name the site.

    Browsers leave ``Sec-Fetch-Site`` out on plain http, but for this computer's own addresses; ``Origin`` is always
    there. A page without an origin of its own ("null": a sandbox, a file) is another site. ``X-Forwarded-Host`` is not
    asked: a page could set it.

    Raises:
        OtherSite: A page of another site sent the request.
    """
    sites = headers.getlist("sec-fetch-site")
    own = all(site in _OWN for site in sites) if sites else _own_origins(headers)
    if not own:
        raise OtherSite


def forwarded_user(header: str) -> str:
    """Return who is signed in at the proxy; proxies write UTF-8, which servers read as Latin-1.

    >>> forwarded_user("ZoÃ«")
    'Zoë'
    """
    try:
        return header.encode("latin-1").decode().strip()
    except UnicodeError:
        return header.strip()


def _own_origins(headers: Headers) -> bool:
    host = _address(headers.get("host", ""))
    return all(host is not None and _same_place(origin, host) for origin in headers.getlist("origin"))


def _same_place(origin: str, host: tuple[str, int | None]) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    usual, address = _USUAL_PORTS.get(parts.scheme), _address(parts.netloc)
    if usual is None or address is None:
        return False
    return (address[0], address[1] or usual) == (host[0], host[1] or usual)


def _address(text: str) -> tuple[str, int | None] | None:
    """Return a host's name in its one spelling and its port; None for what is neither a name nor an address."""
    found = _HOST.fullmatch(text)
    if not found:
        return None
    try:
        return host_named(found[1]), int(found[2]) if found[2] else None
    except ValueError:
        return None


def _fits(name: str, pattern: str) -> bool:
    return pattern in (name, "*") or (pattern.startswith("*.") and name.endswith(pattern[1:]))


def _peer(scope: Scope, receive: Receive) -> str:
    """Return the address that the connection comes from.

    Uvicorn writes what ``X-Forwarded-For`` says into the scope, so that anybody on this computer could pass for a
    proxy; its connection knows better. Other servers leave the scope as it is.
    """
    transport: Any = getattr(getattr(receive, "__self__", None), "transport", None)
    client = transport.get_extra_info("peername") if transport else scope.get("client")
    return str(client[0]) if isinstance(client, tuple | list) and client else ""


async def _refuse(scope: Scope, receive: Receive, send: Send, error: Exception) -> None:
    answer = problem(str(error), status_of(error))
    if scope["type"] == "http":
        await answer(scope, receive, send)
    elif "websocket.http.response" in scope.get("extensions", {}):
        await WebSocket(scope, receive, send).send_denial_response(answer)
    else:
        await WebSocket(scope, receive, send).close(code=_POLICY_VIOLATION)


def inline_hashes(page: str) -> list[str]:
    """Return a source of the content policy for each script that stands in a page itself."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in hashes]


def _own_pages() -> str:
    """Return the pages that have scripts in themselves: Streamlit's one page, and the OpenAPI page."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    described = get_swagger_ui_html(
        openapi_url="/api/openapi.json", title="", oauth2_redirect_url="/docs/oauth2-redirect"
    )
    return index.read_text(encoding="utf-8") + bytes(described.body).decode()


_POLICY = {
    # Streamlit runs components from blobs, reads the camera's photos from data addresses, and uses WebAssembly.
    "default-src": "'self'",
    "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *inline_hashes(_own_pages())]),
    "connect-src": "'self' data: blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Photos of the shop are for its own pages: no other site may frame them, show them or learn their addresses."""


class SecurityHeaders:
    """Gives each answer the headers by which browsers protect it; those that it has already stay.

    Args:
        app: Answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a WebSocket's handshake."""

        async def send_protected(message: Message) -> None:
            if message["type"] in _STARTS:
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_protected)
