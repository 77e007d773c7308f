"""The front door: who may ask under which name, from which page, and whose word on people counts."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocket

from fashion_model.settings import Settings, SettingsError, get_settings
from fashion_model.web.api.front_door import FORWARDED_USER, SECURITY_HEADERS, front_door, inline_hashes
from tests.web.api.shop import detail_of


async def tell_user(request: Request) -> JSONResponse:
    return JSONResponse(request.headers.getlist(FORWARDED_USER))


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


HERE = {"Host": "localhost:8501"}  # which the test client leaves out for sockets


def application(**settings: str) -> Starlette:
    routes = [Route("/", tell_user, methods=["GET", "POST"]), WebSocketRoute("/stream", stream)]
    return Starlette(routes=routes, middleware=front_door(Settings.model_validate(settings)))


def client_of(peer: str = "198.51.100.9", **settings: str) -> TestClient:
    return TestClient(application(**settings), base_url="http://localhost:8501", client=(peer, 4711))


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:8501", "localhost.", "127.0.0.1:1", "[::1]", "[0:0:0:0:0:0:0:1]:8501"],
)
def test_own_name_is_let_in_however_it_is_written(host: str) -> None:
    assert client_of().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example",  # a name of another site that was pointed at this server
        "localhost.rebound.example",
        "127.0.0.1.rebound.example",
        "localhost@rebound.example",
        "rebound.example#localhost",
        "localhost:8501:80",
        "localhost:port",
        "localhost, rebound.example",
        "[::1",
        "[::ffff:127.0.0.1]",
        "0.0.0.0:8501",
        "2130706433",  # 127.0.0.1 as one number
        "localhost..",
        "*",
        "",
    ],
)
def test_other_name_is_refused_by_a_sentence_for_pages_and_sockets(host: str) -> None:
    client = client_of()
    assert "this application is reached as localhost, 127.0.0.1, ::1 only" in detail_of(
        client.get("/", headers={"Host": host}), 400
    )
    with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect("/stream", headers={"Host": host}):
        pass
    assert refused.value.status_code == 400


def test_two_hosts_are_none() -> None:
    assert client_of().get("/", headers=[("Host", "localhost"), ("Host", "localhost")]).status_code == 400


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        ("shop.example", "SHOP.example:443", 200),
        ("shop.example", "www.shop.example", 400),
        ("*.shop.example", "a.b.shop.example", 200),
        ("*.shop.example", "shop.example", 400),
        ("*.shop.example", "evilshop.example", 400),
        (" Shop.Example. , 192.0.2.1", "192.0.2.1:8501", 200),
        ("*", "anything.example", 200),
        ("*", "two words", 400),
    ],
)
def test_setting_names_the_hosts(allowed: str, host: str, status: int) -> None:
    client = client_of(allowed_hosts=allowed)
    assert client.get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "https://shop.example"),
        ("ALLOWED_HOSTS", "shop.example:8501"),
        ("ALLOWED_HOSTS", "shop*.example"),
        ("ALLOWED_HOSTS", " , "),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("TRUSTED_PROXIES", "10.0.0.5/8"),
    ],
)
def test_setting_that_names_no_host_or_network_is_refused_by_name(
    set_up: Callable[..., None], name: str, value: str
) -> None:
    set_up(**{name: value})
    with pytest.raises(SettingsError, match=f"FASHION_{name}"):
        get_settings()


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost:8501"},
        {"Origin": "http://LOCALHOST:8501"},
        {"Origin": "https://shop.example", "Host": "shop.example"},
        {"Origin": "https://shop.example", "Host": "shop.example:443"},
        {"Origin": "http://[::1]:8501", "Host": "[0:0:0:0:0:0:0:1]:8501"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://shop.example"},  # behind a proxy that changes the host
    ],
)
def test_own_page_and_program_may_change_something(headers: dict[str, str]) -> None:
    client = client_of(allowed_hosts="localhost,shop.example,::1")
    assert client.post("/", headers=headers).status_code == 200
    with client.websocket_connect("/stream", headers=HERE | headers):
        pass


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8501"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "http://rebound.example"},
        {"Origin": "http://localhost:9000"},  # another application of this computer
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8501"},
        {"Origin": "https://localhost:8501.rebound.example"},
        {"Origin": "http://localhost:8501@rebound.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "file://"},
        {"Origin": "chrome-extension://localhost:8501"},
        {"Origin": "http://rebound.example", "X-Forwarded-Host": "rebound.example"},
    ],
)
def test_page_of_another_site_may_change_nothing_and_read_what_it_is_shown(headers: dict[str, str]) -> None:
    client = client_of()
    assert detail_of(client.post("/", headers=headers), 403).startswith("Another site's page sent this request")
    with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect("/stream", headers=HERE | headers):
        pass
    assert refused.value.status_code == 403
    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("trusted", "peer", "believed"),
    [
        ("", "127.0.0.1", False),
        ("10.0.0.5", "10.0.0.5", True),
        ("10.0.0.5", "10.0.0.6", False),
        ("10.0.0.5", "::ffff:10.0.0.5", True),
        ("192.0.2.0/24, fd00::/8", "192.0.2.200", True),
        ("192.0.2.0/24, fd00::/8", "fd12::1", True),
        ("192.0.2.0/24, fd00::/8", "192.0.3.1", False),
        ("10.0.0.5", "a socket's name", False),
    ],
)
def test_name_in_the_header_counts_from_a_trusted_proxy_alone(trusted: str, peer: str, believed: bool) -> None:
    client = client_of(peer, trusted_proxies=trusted)
    answer = client.get("/", headers={FORWARDED_USER: "ann", "X-Forwarded-For": "10.0.0.5"})
    assert answer.json() == (["ann"] if believed else [])


def test_two_names_from_a_proxy_are_none() -> None:
    client = client_of("10.0.0.5", trusted_proxies="10.0.0.5")
    assert client.get("/", headers=[(FORWARDED_USER, "eve"), ("x-forwarded-USER", "ann")]).json() == []


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[[dict[str, str]], str]]:
    """Return a function that asks a real server on this computer, which trusts another proxy, and tells its answer."""
    server = uvicorn.Server(uvicorn.Config(application(trusted_proxies="10.0.0.5"), log_level="error"))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()

    def ask(headers: dict[str, str]) -> str:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection(listening.getsockname(), timeout=10) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{lines}\r\n".encode())
            return b"".join(iter(lambda: connection.recv(4096), b"")).decode()

    yield ask
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("pretended", ["10.0.0.5", "10.0.0.5:80", "127.0.0.1, 10.0.0.5"])
def test_program_of_this_computer_cannot_pass_for_the_proxy(
    served: Callable[[dict[str, str]], str], pretended: str
) -> None:
    answer = served({FORWARDED_USER: "eve", "X-Forwarded-For": pretended})
    assert answer.startswith("HTTP/1.1 200")
    assert answer.endswith("[]")


def test_every_answer_has_the_security_headers(project_dir: Path) -> None:
    from streamlit_app import app

    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    own = {"X-Requested-With": "fashion"}
    answers = {
        "page": client.get("/"),
        "static file": client.get("/favicon.png"),
        "REST": client.get("/api/health"),
        "OpenAPI": client.get("/api/docs"),
        "nothing there": client.get("/api/nothing"),
        "wrong host": client.get("/", headers={"Host": "rebound.example"}),
        "other site": client.post("/api/items", headers={"Origin": "null"}),
        "too large": client.post("/api/items", content=b" " * 1_000_001),
        "upload": client.post("/api/uploads/x/offer", content=b"{}", headers=own),
        "redirection": client.get("/api", follow_redirects=False),
        "Streamlit": client.get("/_stcore/health"),
    }
    for what, answer in answers.items():
        assert (
            SECURITY_HEADERS.items() <= dict(answer.headers).items()
            or {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
        ), what
    for page in ("page", "OpenAPI"):  # their scripts are those that the policy allows, and no other
        found = inline_hashes(answers[page].text)
        assert found
        assert all(source in SECURITY_HEADERS["Content-Security-Policy"] for source in found)
    assert "unsafe-eval'" not in SECURITY_HEADERS["Content-Security-Policy"].replace("wasm-unsafe-eval", "")


def test_fault_of_the_program_has_the_security_headers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit_app import app

    def fail(_request: Request) -> None:
        raise ZeroDivisionError("secret")

    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    client.get("/api/health")  # builds the routes
    [route] = [route for route in app._starlette_app.routes if getattr(route, "path", "") == "/classify"]
    monkeypatch.setattr(route, "app", lambda *_: fail(None))
    answer = client.get("/classify")
    assert detail_of(answer, 500).startswith("Something went wrong that nobody expected.")
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
