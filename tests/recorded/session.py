"""A scripted session with the REST API that asks for every operation and is refused in every way it knows."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from fashion_model.catalogue.catalogue import utc_now
from fashion_model.intake.worker import DeliveryWorker
from fashion_model.serving.artifacts import load_current
from fashion_model.serving.classifier import Classifier
from fashion_model.settings import PROJECT_DIR, get_settings
from fashion_model.web.api.front_door import SECURITY_HEADERS
from fashion_model.web.resources import get_warm_up
from tests.catalogue.fixtures import NOON
from tests.catalogue.review.items import patchwork
from tests.photo.outfits import lone_top, outfit, png
from tests.web.api.shop import OUR_PAGE, Shop, opened_shop

ADA, BOB = {"person": "Ada"}, {"person": "Bob"}
UNTOLD_HEADERS = frozenset({"content-length", "date", *map(str.lower, SECURITY_HEADERS)})


class Clock:
    """The catalogue's time: it stands still while a request is answered."""

    def __init__(self) -> None:
        self.moment = NOON

    def tick(self) -> None:
        self.moment += timedelta(minutes=1)

    def now(self, zone: tzinfo) -> datetime:
        return self.moment.astimezone(zone)


@contextmanager
def frozen(folder: Path) -> Iterator[tuple[Clock, Callable[..., None]]]:
    """Yield the clock that the product goes by, in UTC, and a way to change its settings, which are the usual ones."""
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:

        def set_up(**settings: object) -> None:
            for name, value in settings.items():
                patch.setenv(f"FASHION_{name.upper()}", str(value))
            get_settings.cache_clear()

        for name in type(get_settings()).model_fields:
            patch.delenv(f"FASHION_{name.upper()}", raising=False)
        patch.setenv("TZ", "UTC")
        time.tzset()
        set_up(cache_dir=folder / "cache", max_request_megabytes=1)
        patch.setitem(utc_now.__globals__, "datetime", SimpleNamespace(now=clock.now))
        patch.setattr(sys.modules[DeliveryWorker.__module__], "_AHEAD", 1)  # items are written in their order
        yield clock, set_up
    time.tzset()
    get_settings.cache_clear()


@contextmanager
def shop_after_session(folder: Path) -> Iterator[tuple[Shop, "Session"]]:
    """Yield a shop whose catalogue is what the session left, with what was asked and answered."""
    with (
        frozen(folder) as (clock, set_up),
        opened_shop(set_up, f"sqlite:///{folder / 'catalogue.sqlite3'}", folder) as shop,
    ):
        session = Session(shop, clock, folder, set_up)
        session.play()
        yield shop, session


@dataclass
class Session:
    """What was asked of a shop, and what it answered."""

    shop: Shop
    clock: Clock
    folder: Path
    set_up: Callable[..., None]
    asked: list[dict[str, object]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def ask(self, method: str, address: str, body: object = None, **more: object):
        """Ask, write it down, and return the answer's JSON."""
        self.clock.tick()
        if body is not None:
            more["json"] = body
        answer = self.shop.client.request(method, f"/api{address}", **more)
        said = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else answer.text
        if isinstance(said, dict) and "token" in said:
            self.tokens.append(said["token"])
        self.asked.append(
            {
                "request": self.told(f"{method} {address}"),
                "sent": self.told(body if body is not None else _sent(more)),
                "status": answer.status_code,
                "headers": {name: value for name, value in answer.headers.items() if name not in UNTOLD_HEADERS},
                "answer": self.told(said),
            }
        )
        return said

    def told(self, value: object) -> object:
        """Return a value without what differs from one session to the next: tokens and this session's folder."""
        if isinstance(value, str):
            for number, token in enumerate(self.tokens, start=1):
                value = value.replace(token, f"<token {number}>")
            return value.replace(str(self.folder), "<folder>")
        if isinstance(value, float):
            return round(value, 6)
        if isinstance(value, dict):
            return {key: self.told(below) for key, below in value.items()}
        return [self.told(below) for below in value] if isinstance(value, list) else value

    def play(self) -> None:
        """Go through the whole script."""
        artifact = load_current(PROJECT_DIR / "artifacts")
        samples = {number: artifact.file(f"samples/{number}.png").read_bytes() for number in range(10)}
        classifier = Classifier(artifact)
        get_warm_up().start()
        get_warm_up().wait()
        self._service(samples)
        self._items()
        self._decisions()
        self._categories()
        self._first_delivery(samples, classifier)
        self._second_delivery(samples, classifier)
        self._other_ways_in(samples)
        self._lists()
        self._refusals()
        self._queries()
        self._nothing_there()

    def _service(self, samples: dict[int, bytes]) -> None:
        for address in ("/health", "/ready", "/nothing"):
            self.ask("GET", address)
        self.ask("DELETE", "/items")
        pictures = {
            "sample 0.png": samples[0],
            "sample 8.png": samples[8],
            "outfit.png": png(outfit()),
            "top.png": png(lone_top()),
            "empty.jpg": b"",
            "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
            "cut.png": samples[1][:60],
            "日本語 <b>.png": b"x",
        }
        for garment in ("0", "1", "whole", "shoes"):
            self.ask("POST", "/classify", files=_parts(pictures), data={"garment": garment})
        self.ask("POST", "/classify")
        self.ask("POST", "/classify", files=_parts({"large.jpg": b"x" * 1_000_001}))
        self.ask("POST", "/classify", files=_parts({f"{number}.jpg": b"x" for number in range(201)}))

    def _items(self) -> None:
        for sku, title in (
            ("TS-1042", "Striped shirt"),
            ("2026/TS 1", " Linen shirt "),
            ("D-1", "Red boots"),
            ("C-1", "Warm coat"),
            ("ts-1042", "Second"),
            ("  ", "Shirt"),
            ("x" * 121, "Shirt"),
            ("a\nb", "Shirt"),
            ("=1+1", "=SUM(A1) <b>"),
        ):
            self.ask("POST", "/items", {"sku": sku, "title": title})
        for body in ({"sku": "A"}, {"sku": 7, "title": "x"}, {"sku": "A", "title": "x", "colour": "red"}, []):
            self.ask("POST", "/items", body)
        self.ask("POST", "/items", content=b"{", headers={"Content-Type": "application/json"})
        self.ask("POST", "/items", content=b"{}", headers={"Content-Type": "text/plain"})
        self.ask("POST", "/items", {"sku": "A", "title": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
        self.ask("PATCH", "/items/ts-1042", {"title": "Striped linen shirt", "seen": "Striped shirt", **ADA})
        self.ask("PATCH", "/items/TS-1042", {"title": "Late", "seen": "Striped shirt", **BOB})
        self.ask("PATCH", "/items/TS-1042", {"title": "Nobody"})
        self.ask("PATCH", "/items/NO-1", {"title": "x", **ADA})
        self.ask("PATCH", "/items/TS-1042", {"title": "", **ADA})

    def _decisions(self) -> None:
        first = self.ask("POST", "/items/TS-1042/decisions", {"category": "Shirt", "seen": None, **ADA})
        self.ask("POST", "/items/TS-1042/decisions", {"category": "Coat", "seen": None, **BOB})
        self.ask("POST", "/items/TS-1042/decisions", {"category": "Coat", "seen": first["decision_id"], **BOB})
        self.ask("POST", "/items/D-1/decisions", {"category": "Dress"}, headers={"X-Forwarded-User": "Zoë".encode()})
        for body in ({"category": "Hat", **ADA}, ADA, {"category": "Shirt"}, {"code": "W-SOCKS", **ADA}):
            self.ask("POST", "/items/TS-1042/decisions", body)
        self.ask("POST", "/items/NO-1/decisions", {"category": "Shirt", **ADA})
        for _ in range(2):
            self.ask("POST", f"/decisions/{first['decision_id'] + 1}/undo", ADA)
        for address in ("/decisions/99/undo", "/actions/99/undo", "/actions/99/redo", "/decisions/0/undo"):
            self.ask("POST", address, ADA)
        wanted = [{"sku": "C-1", "category": "Coat"}, {"sku": "d-1", "category": "Bag", "seen": None}]
        step = self.ask("POST", "/decisions", {"decisions": wanted, **ADA})
        undone = self.ask("POST", f"/actions/{step['action_id']}/undo", ADA)
        self.ask("POST", f"/actions/{step['action_id']}/undo", ADA)
        self.ask("POST", f"/actions/{undone['action_id']}/redo", ADA)
        self.ask("POST", f"/actions/{step['action_id']}/redo", ADA)
        for wrong in ([], [{"sku": "C-1"}], [{"sku": "NO-1", "category": "Bag"}], [wanted[0], wanted[0]]):
            self.ask("POST", "/decisions", {"decisions": wrong, **ADA})

    def _categories(self) -> None:
        self.ask("GET", "/categories")
        self.ask("PUT", "/categories", {"codes": {"Shirt": "W-SHIRTS", "Coat": "W-COATS"}, **ADA})
        self.ask("PUT", "/categories", {"codes": {"Bag": "w-coats"}, **ADA})
        self.ask("PUT", "/categories", {"codes": {"Hat": "W-HATS"}, **ADA})
        self.ask("PUT", "/categories", {"codes": {}})
        self.ask("PUT", "/categories", {"codes": {"Shirt": "W-1"}, "seen": {"Shirt": "W-0"}, **BOB})
        changes = self.ask("GET", "/categories/changes")
        for number in (changes[0]["change_id"], changes[0]["change_id"], 99):
            self.ask("POST", f"/changes/{number}/undo", BOB)
        self.ask("PUT", "/categories", {"codes": {"Shirt": "W-SHIRTS", "Coat": "W-COATS"}, **ADA})
        self.ask("POST", "/items/2026%2FTS%201/decisions", {"code": "w-shirts", **ADA})

    def _first_delivery(self, samples: dict[int, bytes], classifier: Classifier) -> None:
        """Every sample as an item of its own, a look of several garments, and files that are no photos."""
        here = self._opened("Tuesday")
        files = {f"S-{number}_front.png": data for number, data in samples.items()}
        looks = {"L-1_front.png": png(outfit()), "L-1_back.png": png(lone_top()), "P-1.png": png(patchwork(7))}
        self.ask("POST", f"{here}/files", files=_parts(files | looks | {"notes.jpg": b"no photo", "empty.jpg": b""}))
        self.ask("POST", f"{here}/files", files=_parts({"S-0_front.png": samples[0]}))
        self.ask("POST", f"{here}/files")
        for part in ("/plan", "", "/files", "/items"):
            self.ask("GET", f"{here}{part}")
        self.ask("POST", f"{here}/pause")
        self.ask("POST", f"{here}/redo", ADA)
        self.ask("POST", f"{here}/start")
        self.ask("POST", f"{here}/start")
        self.ask("POST", f"{here}/pause")
        self.ask("POST", f"{here}/resume")
        self.ask("GET", here)
        self._work(classifier)
        for part in ("", "/plan", "/files?state=refused", "/files?limit=3&offset=2", "/items", "/items?status=review"):
            self.ask("GET", f"{here}{part}")
        for sku in ("S-0", "S-8", "L-1", "P-1"):
            self.ask("GET", f"/items/{sku}/suggestions")
            self.ask("GET", f"/items/{sku}")
        self.ask("POST", "/items/S-6/decisions", {"category": "Shirt", "seen": None, **ADA})
        self.ask("GET", "/items/S-6")
        for query in ("/files?state=lost", "/items?status=sale"):
            self.ask("GET", f"{here}{query}")

    def _second_delivery(self, samples: dict[int, bytes], classifier: Classifier) -> None:
        """The same photos for other items, matched by folder, taken back and brought back."""
        here = self._opened("Copies", unknown_skus="leave out")
        files = {"TS-1042/IMG_1.png": samples[0], "C-1/IMG_2.png": samples[4], "X-9/IMG_3.png": samples[9]}
        self.ask("POST", f"{here}/files", files=_parts(files))
        self.ask("GET", f"{here}/plan")
        self.ask("POST", f"{here}/start")
        self.ask("PATCH", here, {"sku_rule": "own_pattern", "sku_pattern": "(a+)+$"})
        self.ask("PATCH", here, {"sku_rule": "folder_name", "skus": {"X-9/IMG_3.png": "B-9"}, "unknown_skus": "create"})
        self.ask("POST", f"{here}/start")
        self.ask("PATCH", here, {"sku_rule": "folder_name"})
        self._work(classifier)
        self.ask("GET", here)
        self.ask("POST", f"{here}/undo", ADA)
        self.ask("POST", f"{here}/undo", ADA)
        self.ask("POST", f"{here}/resume")
        self.ask("GET", f"{here}/items?status=withdrawn")
        self.ask("POST", f"{here}/redo", ADA)
        self.ask("GET", f"{here}/items")
        self.ask("GET", "/items/C-1")

    def _other_ways_in(self, samples: dict[int, bytes]) -> None:
        """A delivery that is still gathering: a single upload, an offer, and a folder of the server."""
        opened = self.ask("POST", "/deliveries", {"name": "Wednesday & co", **BOB})
        here = f"/deliveries/{opened['delivery_id']}"
        upload = opened["upload"].removeprefix("/api")
        self.ask("PUT", f"{upload}May%2FTS-7.png", content=samples[7], headers=OUR_PAGE)
        self.ask("PUT", f"{upload}May%2FTS-7.png", content=samples[7], headers=OUR_PAGE)
        self.ask("PUT", f"{upload}notes.png", content=b"", headers=OUR_PAGE)
        self.ask("PUT", f"{upload}TS-8.png", content=samples[8])
        self.ask("PUT", "/uploads/guessed/files?path=a.png", content=b"x", headers=OUR_PAGE)
        offer = [{"path": "May/TS-7.png", "size": len(samples[7])}, {"path": "new.png", "size": 3}]
        self.ask("POST", f"/uploads/{opened['token']}/offer", offer, headers=OUR_PAGE)
        self.ask("POST", f"{here}/folder", {"folder": "May"})
        (self.folder / "deliveries" / "May").mkdir(parents=True)
        (self.folder / "deliveries" / "May" / "TS-9.png").write_bytes(samples[9])
        self.set_up(deliveries_dir=self.folder / "deliveries")
        for folder in ("May", "May", "../photos", "June"):
            self.ask("POST", f"{here}/folder", {"folder": folder})
        self.ask("GET", f"{here}/plan")

    def _lists(self) -> None:
        """A shop system's export, looked at, saved and given back; a list that nobody can read; and files."""
        shopify = "Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU\ntee,Tee,Top,Size,S,TS-1042\ntee,,,,M,D-1\n"
        for more in ({}, {"save": "true"}, {"save": "true", **ADA}, {"sku_column": "Handle"}):
            self.ask("POST", "/lists", files=[("file", ("products.csv", shopify.encode()))], data=more)
        for text in (b"", b"Material;Text\n1;x\n", b"sku;category\nTS-1042;Hats\n1E+05;Coat\n"):
            self.ask("POST", "/lists", files=[("file", ("list.csv", text))], data=ADA)
        self.ask("POST", "/lists", data=ADA)
        for kind in ("csv", "shopify", "woocommerce", "akeneo", "magento?status=done", "pdf", "csv?status=sale"):
            self.ask("GET", f"/exports/{kind}")

    def _refusals(self) -> None:
        for body in (ADA, {"name": "Tuesday"}, {"name": "", **ADA}, {"name": "T", **ADA, "sku_rule": "guess"}):
            self.ask("POST", "/deliveries", body)
        for part in ("", "/plan", "/files", "/items"):
            self.ask("GET", f"/deliveries/99{part}")
        for step in ("start", "pause", "resume", "undo", "redo"):
            self.ask("POST", f"/deliveries/99/{step}", ADA)
        self.ask("PATCH", "/deliveries/99", {})
        self.ask("POST", "/deliveries/99/folder", {"folder": "May"})
        self.ask("POST", "/deliveries/99/files", files=_parts({"a.png": b"x"}))
        self.ask("GET", "/deliveries/0")
        self.ask("GET", "/items/NO-1/suggestions")
        self.ask("GET", "/items/a%00b")

    def _queries(self) -> None:
        since = quote((NOON + timedelta(minutes=60)).isoformat())
        for query in (
            "",
            "order=sku&limit=3&offset=2",
            "order=title",
            "order=category",
            "order=confidence",
            "text=SHIRT",
            "category=Coat",
            "category=No%20category%20yet",
            "code=w-shirts",
            *(f"status={status}" for status in ("done", "automatic", "review", "audit", "open", "withdrawn")),
            "person=Ada",
            f"since={since}",
            f"before={since}",
            "contradicting=true",
            "copied=true",
            "delivery_id=1",
            "limit=501",
            "offset=-1",
            "status=sale",
            "category=Hat",
            "code=W-HATS",
            "code=W-SHIRTS&category=Shirt",
            "order=price",
            "since=2026-11-22",
            "state=review",
        ):
            self.ask("GET", f"/items?{query}".rstrip("?"))
        for address in ("/items/2026/TS%201", "/items/TS-1042", "/categories", "/deliveries", "/deliveries?limit=1"):
            self.ask("GET", address)

    def _nothing_there(self) -> None:
        """Ask while there is no model, then while there is no database."""
        usual = get_settings()
        (self.folder / "place").write_text("a file where a folder should be")
        self.set_up(artifacts_dir=self.folder / "none", database_url=f"sqlite:///{self.folder / 'place' / 'new'}")
        self.ask("POST", "/classify", files=_parts({"a.png": b"x"}))
        for address in ("/health", "/items", "/deliveries", "/categories"):
            self.ask("GET", address)
        self.set_up(artifacts_dir=usual.artifacts_dir, database_url=usual.database_url)

    def _opened(self, name: str, **more: str) -> str:
        return f"/deliveries/{self.ask('POST', '/deliveries', {'name': name, **ADA, **more})['delivery_id']}"

    def _work(self, classifier: Classifier) -> None:
        self.clock.tick()
        self.shop.work(classifier)


def unasked(paths: dict[str, dict[str, object]], asked: list[dict[str, object]]) -> list[str]:
    """Return which operations of an OpenAPI document no request of a session was for."""
    requests = [str(request["request"]).partition("?")[0] for request in asked]
    return [
        f"{method.upper()} {path}"
        for path, operations in paths.items()
        for method in operations
        if not any(re.fullmatch(f"{method.upper()} " + re.sub(r"\{\w+\}", "[^/]+", path), one) for one in requests)
    ]


def _parts(files: dict[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", file) for file in files.items()]


def _sent(more: dict[str, object]) -> dict[str, object]:
    """Return what a request without JSON sent, its files by their names."""
    names = [name for _, (name, _) in more.get("files", ())]
    told = {"files": names if len(names) < 50 else len(names), "data": more.get("data")}
    return {name: value for name, value in told.items() if value}
