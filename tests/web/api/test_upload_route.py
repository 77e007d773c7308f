"""The route that takes the files of a delivery, asked through HTTP's own test client."""

import asyncio
import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message

from fashion_model.catalogue.errors import UnknownDelivery
from fashion_model.intake.errors import AlreadyHere, FileRefused
from fashion_model.intake.spool import Spool, StoredFile
from fashion_model.intake.uploads import OfferedFile, UploadLimits
from fashion_model.web.api.upload_route import upload_routes

OUR_PAGE = {"X-Requested-With": "fashion"}
LIMITS = UploadLimits(max_photo_bytes=10, max_zip_bytes=20)


class Ledger:
    """One delivery, ``open``; what it received is in ``received``, in the order that it came."""

    def __init__(self) -> None:
        self.received: list[tuple[str, StoredFile]] = []
        self.refused: dict[str, str] = {}

    def already_here(self, delivery: str, files: Sequence[OfferedFile]) -> set[OfferedFile]:
        if delivery != "open":
            raise UnknownDelivery
        return set(files) & {OfferedFile(path, stored.size_bytes) for path, stored in self.received}

    def receive(self, delivery: str, path: str, stored: StoredFile) -> str:
        if path == "notes.txt":
            raise FileRefused("This is a text, no photo. Drop photos.")
        if path == "broken.jpg":
            raise ZeroDivisionError
        if OfferedFile(path, stored.size_bytes) in self.already_here(delivery, [OfferedFile(path, stored.size_bytes)]):
            raise AlreadyHere
        self.received.append((path, stored))
        return f"File {len(self.received)} of the delivery."

    def refuse(self, delivery: str, refusals: Mapping[str, str]) -> None:
        self.refused |= refusals


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@pytest.fixture
def client(spool: Spool, ledger: Ledger) -> Iterator[TestClient]:
    app = Starlette(routes=upload_routes(spool, ledger, LIMITS))
    with TestClient(app, headers=OUR_PAGE, raise_server_exceptions=False) as client:
        yield client


def put(client: TestClient, path: str, body: bytes, delivery: str = "open"):
    return client.put(f"/api/uploads/{delivery}/files", params={"path": path}, content=body)


def test_file_goes_to_the_spool_and_to_the_delivery_under_its_path(client: TestClient, spool: Spool, ledger: Ledger):
    answer = put(client, "Größe 38/TS-1042 & 2+.jpg", b"0123456789")
    assert (answer.status_code, answer.json()) == (200, {"accepted": True, "detail": "File 1 of the delivery."})
    [(path, stored)] = ledger.received
    assert path == "Größe 38/TS-1042 & 2+.jpg"
    assert stored.size_bytes == 10
    assert spool.path(stored.name).read_bytes() == b"0123456789"


def test_file_that_came_before_is_kept_once(client: TestClient, spool: Spool):
    put(client, "a.jpg", b"abc")
    answer = put(client, "a.jpg", b"abc")
    assert (answer.status_code, answer.json()) == (200, {"accepted": True, "detail": "This file is here already."})
    assert len(spool.names()) == 1


@pytest.mark.parametrize(("path", "most"), [("a.jpg", 10), ("a.ZIP", 20), ("a.zip.jpg", 10)])
def test_the_largest_file_of_its_kind_is_accepted_and_one_byte_more_is_not(
    client: TestClient, spool: Spool, path: str, most: int
):
    assert put(client, path, b"x" * most).status_code == 200
    answer = put(client, path, b"x" * (most + 1))
    assert answer.status_code == 413
    assert answer.json() == {
        "accepted": False,
        "detail": f"The file has more than {most / 1e6:g} MB, the most that is accepted. "
        "Make it smaller or split it, then send it again.",
    }
    assert len(spool.names()) == 1


def test_file_that_does_not_say_its_size_is_refused_while_it_comes(client: TestClient, spool: Spool, ledger: Ledger):
    answer = client.put("/api/uploads/open/files", params={"path": "a.jpg"}, content=iter([b"x" * 6] * 2))
    assert answer.request.headers.get("content-length") is None
    assert answer.status_code == 413
    assert spool.names() == ()
    assert list(ledger.refused) == ["a.jpg"]


def test_file_of_a_browser_that_goes_away_is_not_kept(spool: Spool, ledger: Ledger, tmp_path: Path):
    coming = iter([{"type": "http.request", "body": b"abc", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Message:
        return next(coming)

    async def send(_message: Message) -> None: ...

    scope = {"type": "http", "method": "PUT", "path": "/api/uploads/open/files", "query_string": b"path=a.jpg"}
    headers = [(b"x-requested-with", b"fashion"), (b"content-length", b"9")]
    asyncio.run(Starlette(routes=upload_routes(spool, ledger, LIMITS))({**scope, "headers": headers}, receive, send))
    assert list((tmp_path / "spool").iterdir()) == []
    assert (list(coming), ledger.received) == ([], [])


def test_unknown_delivery_takes_nothing(client: TestClient, spool: Spool, ledger: Ledger):
    answer = put(client, "a.jpg", b"abc", delivery="guessed")
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("This delivery does not exist or takes no more files.")
    assert client.post("/api/uploads/guessed/offer", json=[]).status_code == 404
    assert (spool.names(), ledger.received) == ((), [])


@pytest.mark.parametrize("query", ["", "?path=", "?path=%FF.jpg", f"?path={'n' * 1001}"])
def test_file_without_a_name_that_can_be_read_is_refused(client: TestClient, spool: Spool, query: str):
    answer = client.put(f"/api/uploads/open/files{query}", content=b"abc")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The file came without a name that can be read.")
    assert spool.names() == ()


def test_the_longest_name_is_accepted(client: TestClient, ledger: Ledger):
    assert put(client, "ü" * 1000, b"abc").status_code == 200
    assert ledger.received[0][0] == "ü" * 1000


def test_file_that_the_delivery_refuses_is_deleted_and_the_sentence_is_handed_on(client: TestClient, spool: Spool):
    answer = put(client, "notes.txt", b"abc")
    assert (answer.status_code, answer.json()) == (
        422,
        {"accepted": False, "detail": "This is a text, no photo. Drop photos."},
    )
    assert spool.names() == ()


def test_file_that_breaks_the_delivery_is_deleted(client: TestClient, spool: Spool):
    assert put(client, "broken.jpg", b"abc").status_code == 500
    assert spool.names() == ()


def test_full_disk_is_told_in_words(client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    def no_space(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("fashion_model.intake.spool.os.fsync", no_space)
    answer = put(client, "a.jpg", b"abc")
    assert answer.status_code == 507
    assert answer.json()["detail"].startswith("The server's disk is full")
    assert ledger.received == []


@pytest.mark.parametrize("value", [None, "XMLHttpRequest"])
def test_request_of_a_foreign_page_is_refused(client: TestClient, ledger: Ledger, value: str | None):
    del client.headers["X-Requested-With"]
    headers = {} if value is None else {"X-Requested-With": value}
    answer = client.put("/api/uploads/open/files", params={"path": "a.jpg"}, content=b"abc", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("Files are taken only from the pages of this application.")
    assert client.post("/api/uploads/open/offer", json=[], headers=headers).status_code == 403
    assert ledger.received == []


def test_foreign_page_that_asks_for_the_header_is_not_allowed_it(client: TestClient):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
    answer = client.options("/api/uploads/open/files", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_offer_tells_for_each_file_whether_to_send_it_and_refusals_are_kept(client: TestClient, ledger: Ledger):
    put(client, "a.jpg", b"abc")
    files = [("a.jpg", 3), ("a.jpg", 4), ("large.jpg", 11), ("large.zip", 11), ("empty.jpg", 0), ("S/Thumbs.db", 0)]
    offer = [{"path": path, "size": size} for path, size in files] + [{"path": "b.jpg", "size": 0, "readable": False}]
    answer = client.post("/api/uploads/open/offer", json=offer)
    assert answer.status_code == 200
    assert [(reply["send"], reply["accepted"]) for reply in answer.json()] == [
        (False, True),
        (True, True),
        (False, False),
        (True, True),
        (False, False),
        (False, True),
        (False, False),
    ]
    assert [reply["detail"].partition(".")[0] for reply in answer.json()] == [
        "This file is here already",
        "",
        "The file has more than 1e-05 MB, the most that is accepted",
        "",
        "The file is empty",
        "Left out: this is no photo, computers keep such files beside photos on their own",
        "The file cannot be read; it was moved, changed or is still being copied",
    ]
    assert list(ledger.refused) == ["large.jpg", "empty.jpg", "b.jpg"]


def test_offer_of_500_files_is_answered_and_one_more_is_not(client: TestClient):
    offer = [{"path": f"{number}.jpg", "size": 3} for number in range(501)]
    assert len(client.post("/api/uploads/open/offer", json=offer[:500]).json()) == 500
    answer = client.post("/api/uploads/open/offer", json=offer)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The offer has too many files. Offer at most 500 files at once")


@pytest.mark.parametrize("body", [b"", b"{}", b'[{"path": "a.jpg"}]', b'[{"path": "a.jpg", "size": "large"}]'])
def test_offer_that_cannot_be_read_is_refused(client: TestClient, body: bytes):
    answer = client.post("/api/uploads/open/offer", content=body)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The offer cannot be read.")
