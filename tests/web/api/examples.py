"""Examples of the OpenAPI document: what a seeded shop is really asked and answers.

python -m tests.web.api.examples        writes them anew, after an answer or the model was changed on purpose
"""

import errno
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fashion_model.serving.artifacts import load_current
from fashion_model.serving.classifier import Classifier
from fashion_model.settings import PROJECT_DIR, get_settings
from fashion_model.web import resources
from fashion_model.web.api import app
from tests.recorded.session import frozen
from tests.web.api.shop import Shop, opened_shop

FILE = Path(app.__file__).with_name("examples.json")
PHOTOS = PROJECT_DIR / "tests" / "photos" / "images"
SHIRT, ITS_BACK = "1c60316b-2944-4224-9188-472416d193f9.jpg", "0527af7c-3a7c-4c87-9e1c-bee2d9db0e98.jpg"
TROUSERS, COAT = "0098b991-e36e-4ef1-b5ee-4154b21e2a92.jpg", "00149032-3dd6-426e-9bc0-d53032536a42.jpg"
ANN = {"person": "Ann Smith"}
SHOWN_TOKEN = "kq3Zb0mEwVwDk5mXcGmQ3hYw0m1iX0V9sJm1kYb2nPw"
DELIVERY = "/deliveries/{delivery_id}"


def made_examples(folder: Path) -> str:
    """Return the text of the file of examples; ``folder`` is for the shop's catalogue."""
    with (
        frozen(folder) as (clock, set_up),
        opened_shop(set_up, f"sqlite:///{folder / 'catalogue.sqlite3'}", folder) as shop,
    ):
        session = ExampleSession(shop, clock.tick, set_up, folder)
        session.play()
    exact = json.dumps({"models": session.models, "refusals": session.refusals})
    rounded = json.loads(exact, parse_float=lambda number: round(float(number), 4))
    text = json.dumps(rounded, indent=1, ensure_ascii=False)
    for told, shown in (
        (session.token, SHOWN_TOKEN),
        (f"{folder}/", ""),
        ("http://testserver", "http://127.0.0.1:8501"),
    ):
        text = text.replace(told, shown)
    return f"{text}\n"


class ExampleSession:
    """Asks a shop, and keeps what it was sent, answered and refused."""

    def __init__(self, shop: Shop, tick: Callable[[], None], set_up: Callable[..., None], folder: Path) -> None:
        self._shop, self._tick, self._set_up, self._folder = shop, tick, set_up, folder
        self._classifier = Classifier(load_current(PROJECT_DIR / "artifacts"))
        self.models: dict[str, list[Any]] = defaultdict(list)
        self.refusals: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        self.token = ""

    def play(self) -> None:
        """Go through a day of a shop."""
        self._service()
        self._items()
        self._delivery()
        self._deciding()
        self._lists()
        self._taking_back()
        self._unknown_deliveries()
        self._nothing_there()

    def ask(self, operation: str, body: Any = None, **more: Any) -> Any:
        """Return the answer to a request that is accepted; ``sent`` and ``answer`` name the models to show."""
        sent, told = more.pop("sent", None), more.pop("answer", None)
        answer = self._request(operation, body, **more)
        assert answer.status_code < 300, answer.text
        if sent:
            self.models[sent].append(body)
        if told:
            self.models[told].append(answer.json())
        return answer.json()

    def refuse(self, operation: str, name: str, body: Any = None, **more: Any) -> None:
        """Keep the sentence by which a request is refused, under a name for the case."""
        answer = self._request(operation, body, **more)
        assert answer.status_code >= 400, answer.text
        self.refusals[operation][str(answer.status_code)][name] = answer.json()["detail"]

    def _request(self, operation: str, body: Any = None, **more: Any) -> Any:
        self._tick()
        method, path = operation.split(" ")
        place = {
            key: more.pop(key) for key in ("sku", "delivery_id", "decision_id", "action_id", "change_id") if key in more
        }
        if body is not None:
            more["json"] = body
        return self._shop.client.request(method, f"/api{path.format(**place)}", **more)

    def _service(self) -> None:
        self.ask("GET /health", answer="Health")
        resources.get_warm_up.clear()  # another test of this process may have loaded the model
        for _ in ("before", "after"):
            self.models["Ready"].append(self._request("GET /ready").json())
            resources.get_warm_up().start()
            resources.get_warm_up().wait()
        self.models["Ready"].reverse()
        answers = self.ask("POST /classify", files=_parts({"coat.jpg": _photo(COAT), "notes.jpg": b""}))
        self.models["ResultAnswer"] += answers
        self.refuse("POST /classify", "NoSuchGarment", files=_parts({"coat.jpg": b"x"}), data={"garment": "shoes"})
        self.refuse("POST /classify", "NoFiles")

    def _items(self) -> None:
        new = {"sku": "TS-1042", "title": "Striped shirt"}
        self.ask("POST /items", new, sent="NewItem")
        self.ask("POST /items", {"sku": "2026/TS 7", "title": "Jeans"})
        self.refuse("POST /items", "ItemExists", new)
        self.refuse("POST /items", "LooksAlike", {"sku": "TS-1O42", "title": "Striped shirt"})
        self.refuse("POST /items", "InvalidItem", {"sku": "TS-1", "title": ""})
        self.refuse("POST /items", "Missing", {"sku": "TS-1"})
        self.refuse("GET /items", "InvalidItem", params={"status": "sale"})
        self.refuse("GET /items", "Limit", params={"limit": 1000})
        self.refuse("GET /items", "Unknown", params={"state": "review"})
        self.ask(
            "PATCH /items/{sku}",
            {"title": "Striped linen shirt", "seen": "Striped shirt", **ANN},
            sku="TS-1042",
            sent="NewTitle",
        )
        self.refuse("PATCH /items/{sku}", "UnknownItem", {"title": "Shirt", **ANN}, sku="TS-1")
        self.refuse("PATCH /items/{sku}", "InvalidItem", {"title": "", **ANN}, sku="TS-1042")
        self.refuse("PATCH /items/{sku}", "Nobody", {"title": "Shirt"}, sku="TS-1042")
        late = {"title": "Shirt", "seen": "Striped shirt", **ANN}
        self.refuse("PATCH /items/{sku}", "ChangedMeanwhile", late, sku="TS-1042")
        self.refuse("PATCH /items/{sku}", "Missing", {}, sku="TS-1042")
        for path in ("/items/{sku}", "/items/{sku}/suggestions"):
            self.refuse(f"GET {path}", "UnknownItem", sku="TS-1")
        codes = {"codes": {"Shirt": "W-SHIRTS", "Trouser": "W-TROUSERS"}, **ANN}
        self.ask("PUT /categories", codes, sent="NewCodes")
        self.refuse("PUT /categories", "InvalidItem", {"codes": {"Dress": "W-01", "Coat": "W-01"}, **ANN})
        self.refuse("PUT /categories", "Nobody", {"codes": {}})
        self.refuse("PUT /categories", "ChangedMeanwhile", codes | {"seen": {"Shirt": "W-1"}})
        changes = self.ask("GET /categories/changes")
        change = {"change_id": changes[0]["change_id"]}
        self.models["ChangeAnswer"] += [self.ask("POST /changes/{change_id}/undo", ANN, **change)]
        self.refuse("POST /changes/{change_id}/undo", "AlreadyUndone", ANN, **change)
        self.refuse("POST /changes/{change_id}/undo", "UnknownRecord", ANN, change_id=99)
        self.refuse("POST /changes/{change_id}/undo", "Nobody", {}, **change)
        self.ask("PUT /categories", codes)

    def _delivery(self) -> None:
        new = {"name": "Tuesday", **ANN}
        opened = self.ask("POST /deliveries", new, sent="NewDelivery", answer="OpenedDelivery")
        here, self.token = {"delivery_id": opened["delivery_id"]}, opened["token"]
        self.models["NewDelivery"].append({**new, "sku_rule": "folder_name", "unknown_skus": "leave out"})
        pattern = {"sku_rule": "own_pattern", "sku_pattern": "[^_]+"}
        self.refuse("POST /deliveries", "InvalidSkuRule", {**new, **pattern})
        self.refuse("POST /deliveries", "Nobody", {"name": "Tuesday"})
        self.refuse("POST /deliveries", "Missing", ANN)
        self.refuse("GET /deliveries", "Limit", params={"limit": 1000})
        photos = {"TS-1042_front.jpg": SHIRT, "TS-1042_back.jpg": ITS_BACK, "2026 (TS 7).jpg": TROUSERS}
        files = {name: _photo(photo) for name, photo in photos.items()} | {
            "IMG_0412.jpg": b"",
            "notes.jpg": b"no photo",
        }
        sent = self.ask(f"POST {DELIVERY}/files", files=_parts(files), **here)
        self.models["SentFile"] += [sent[0], sent[3]]
        self.refuse(f"POST {DELIVERY}/folder", "FolderRefused", {"folder": "May/shoes"}, **here)
        (self._folder / "sent" / "May" / "shoes").mkdir(parents=True)
        (self._folder / "sent" / "May" / "shoes" / "IMG_0413.jpg").write_bytes(_photo(COAT))
        self._set_up(deliveries_dir=self._folder / "sent")
        self.ask(f"POST {DELIVERY}/folder", {"folder": "May/shoes"}, **here, sent="ServerFolder", answer="AddedFiles")
        self.refuse(f"POST {DELIVERY}/folder", "Missing", {}, **here)
        plan = self.ask(f"GET {DELIVERY}/plan", **here, answer="PlanAnswer")
        self.models["MatchedAnswer"].append(plan["items"][0])
        matching = {"sku_rule": "before_view", "skus": {"2026 (TS 7).jpg": "2026/TS 7"}}
        self.ask(f"PATCH {DELIVERY}", matching, **here, sent="NewMatching")
        self.refuse(f"PATCH {DELIVERY}", "InvalidSkuRule", pattern, **here)
        self.models["DeliveryAnswer"] += self.ask("GET /deliveries")
        self.ask(f"POST {DELIVERY}/start", **here, answer="DeliveryAnswer")
        self.refuse(f"POST {DELIVERY}/start", "DeliveryRefused", **here)
        self.refuse(f"PATCH {DELIVERY}", "DeliveryRefused", matching, **here)
        self._tick()
        self._shop.work(self._classifier)
        detail = self.ask(f"GET {DELIVERY}", **here, answer="DeliveryDetail")
        self.models["CountsAnswer"].append(detail["counts"])
        page = self.ask(f"GET {DELIVERY}/files", params={"state": "refused"}, **here, answer="FilePage")
        self.models["FileAnswer"] += [*self.ask(f"GET {DELIVERY}/files", **here)["files"][:1], *page["files"]]
        self.refuse(f"GET {DELIVERY}/files", "InvalidItem", params={"state": "lost"}, **here)
        self.refuse(f"GET {DELIVERY}/items", "InvalidItem", params={"status": "sale"}, **here)
        self.refuse(f"POST {DELIVERY}/files", "NoFiles", **here)
        with patch("os.fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")):
            self.refuse(f"POST {DELIVERY}/files", "SpoolFull", files=_parts({"TS-8.jpg": b"x"}), **here)
            self.refuse(f"POST {DELIVERY}/folder", "SpoolFull", {"folder": "May"}, **here)

    def _deciding(self) -> None:
        shirt = {"sku": "TS-1042"}
        self.models["ItemAnswer"].append(self.ask("GET /items/{sku}", **shirt)["item"])
        [suggestion] = self.ask("GET /items/{sku}/suggestions", **shirt)
        self.models["SuggestionAnswer"].append(suggestion)
        self.models["PartAnswer"].append(suggestion["parts"][0])
        decide, both = "POST /items/{sku}/decisions", "POST /decisions"
        for new in ({"category": "Shirt", **ANN, "seen": None}, {"code": "W-SHIRTS", **ANN}):
            decided = self.ask(decide, new, **shirt, sent="NewDecision")
        self.refuse(decide, "UnknownItem", {"category": "Shirt", **ANN}, sku="TS-1")
        self.refuse(decide, "ChangedMeanwhile", {"category": "Coat", "person": "Ben", "seen": None}, **shirt)
        unwise = {
            "Nobody": {"category": "Shirt"},
            "Code": {"code": "W-SOCKS", **ANN},
            "Both": {"category": "Shirt", "code": "W-SHIRTS", **ANN},
        }
        for name, choice in {"InvalidItem": {"category": "Hat", **ANN}, **unwise}.items():
            self.refuse(decide, name, choice, **shirt)
        self.models["DecisionAnswer"].append(decided)
        detail = self.ask("GET /items/{sku}", **shirt, answer="ItemDetail")
        self.models["ItemAnswer"].append(detail["item"])
        self.models["ItemPhotoAnswer"] += detail["photos"][:1]
        self.ask("GET /items", params={"text": "linen"}, answer="ItemPage")
        self.models["CategoryAnswer"] += self.ask("GET /categories")[6:7]
        for operation in ("POST /decisions/{decision_id}/undo", "POST /actions/{action_id}/undo"):
            self.refuse(operation, "UnknownRecord", ANN, decision_id=7, action_id=7)
        choices = [{**shirt, "category": "Shirt", "seen": None}, {"sku": "2026/TS 7", "code": "W-TROUSERS"}]
        self.models["ItemChoice"].append(choices[0])
        step = self.ask(both, {"decisions": choices, **ANN}, sent="NewDecisions", answer="ActionAnswer")
        self.refuse(both, "UnknownItem", {"decisions": [{"sku": "TS-1", "category": "Shirt"}], **ANN})
        self.refuse(both, "InvalidItem", {"decisions": [choices[0], choices[0]], **ANN})
        for name, choice in unwise.items():
            person = {key: choice.pop(key) for key in ("person",) if key in choice}
            self.refuse(both, name, {"decisions": [{**shirt, **choice}], **person})
        self._undoing(decided["decision_id"], step["action_id"])

    def _lists(self) -> None:
        """Bring in a shop system's list, look at one that is wrong, and ask for files."""
        text = (
            b"Handle,Title,Type,Option1 Value,Variant SKU\nlong-coat,Long coat,Coats,Default Title,'00123\n,,,,TS-7\n"
        )
        told = self.ask("POST /lists", files=[("file", ("products_export.csv", text))], answer="ListAnswer")
        self.models["ListColumnAnswer"].append(told["columns"][3])
        self.models["RowProblemAnswer"] += told["warnings"] + told["problems"]
        self.models["SheetAnswer"].append({"name": "Items", "hidden": False, "is_list": True})
        unclear = [("file", ("stock.csv", b"Material;Text\n4711;Coat\n"))]
        self.refuse("POST /lists", "ColumnsUnclear", files=unclear)
        self.refuse(
            "POST /lists",
            "Nobody",
            files=unclear,
            data={"sku_column": "Material", "title_column": "Text", "save": "true"},
        )
        self.refuse("POST /lists", "Missing")
        self.refuse("GET /exports/pdf", "Format")
        self.refusals["GET /exports/{format}"] = self.refusals.pop("GET /exports/pdf")

    def _undoing(self, decision_id: int, action_id: int) -> None:
        undo, undo_step, redo = (
            "POST /decisions/{decision_id}/undo",
            "POST /actions/{action_id}/undo",
            "POST /actions/{action_id}/redo",
        )
        self.refuse(redo, "UnknownRecord", ANN, action_id=7)
        self.ask(undo, ANN, decision_id=decision_id, sent="Person")
        undone = self.ask(undo_step, ANN, action_id=action_id)
        self.refuse(undo, "AlreadyUndone", ANN, decision_id=decision_id)
        self.refuse(undo, "InvalidItem", decision_id=decision_id)
        self.refuse(undo_step, "AlreadyUndone", ANN, action_id=action_id)
        self.refuse(undo_step, "InvalidItem", action_id=action_id)
        self.ask(redo, ANN, action_id=undone["action_id"])
        self.refuse(redo, "AlreadyUndone", ANN, action_id=undone["action_id"])
        self.refuse(redo, "InvalidItem", ANN, action_id=action_id)
        self.refuse(redo, "Nobody", action_id=undone["action_id"])

    def _taking_back(self) -> None:
        here = {"delivery_id": 1}
        self.refuse(f"POST {DELIVERY}/redo", "DeliveryRefused", ANN, **here)
        self.refuse(f"POST {DELIVERY}/undo", "InvalidItem", **here)
        self.ask(f"POST {DELIVERY}/undo", ANN, **here)
        self.refuse(f"POST {DELIVERY}/undo", "AlreadyUndone", ANN, **here)
        self.refuse(f"POST {DELIVERY}/redo", "InvalidItem", **here)
        self.refuse(f"POST {DELIVERY}/resume", "DeliveryRefused", **here)
        self.refuse(f"POST {DELIVERY}/folder", "DeliveryRefused", {"folder": "May"}, **here)

    def _unknown_deliveries(self) -> None:
        """Ask for deliveries that there are not."""
        folder, file = {"json": {"folder": "May"}}, {"files": _parts({"TS-8.jpg": b"x"})}
        sent: dict[str, dict[str, Any]] = {
            "undo": {"json": ANN},
            "redo": {"json": ANN},
            "folder": folder,
            "files": file,
        }
        operations = [f"{method} {DELIVERY}" for method in ("GET", "PATCH")]
        operations += [f"GET {DELIVERY}/{part}" for part in ("plan", "items", "files")]
        steps = ("start", "pause", "resume", "undo", "redo", "files", "folder")
        operations += [f"POST {DELIVERY}/{part}" for part in steps]
        for operation in operations:
            method, path = operation.split(" ")
            more = (
                {"json": {}} if method == "PATCH" else sent.get(path.rpartition("/")[2], {}) if method == "POST" else {}
            )
            self.refuse(operation, "UnknownDelivery", delivery_id=99, **more)
            if operation not in {f"GET {DELIVERY}/items", f"POST {DELIVERY}/folder"}:
                self.refuse(operation, "Number", delivery_id=0, **more)

    def _nothing_there(self) -> None:
        usual = get_settings()
        self._set_up(artifacts_dir=self._folder / "none" / "artifacts")
        self.refuse("POST /classify", "ArtifactError", files=_parts({"coat.jpg": b"x"}))
        self._set_up(artifacts_dir=usual.artifacts_dir)
        self.models["Problem"].append({"detail": self.refusals["GET /items/{sku}"]["404"]["UnknownItem"]})


def _photo(name: str) -> bytes:
    return (PHOTOS / name).read_bytes()


def _parts(files: dict[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", file) for file in files.items()]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        made = made_examples(Path(temporary))
    FILE.write_text(made, encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {len(made):,} characters\n")
