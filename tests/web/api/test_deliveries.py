"""The REST API's deliveries, from beginning to end on real photos."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fashion_model.categories import CATEGORIES
from fashion_model.serving.classifier import Classifier
from fashion_model.web.resources import get_spool
from tests.web.api.shop import OUR_PAGE, Shop, detail_of, opened_shop

ADA = {"person": "Ada"}
JPEG = b"\xff\xd8\xff"
"""How a photo begins; nothing follows."""
TS_1042 = "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2.jpg"
TS_7 = "00143901-a14c-4600-960f-7747b4a3a8cd.jpg"


@pytest.fixture
def shop(set_up: Callable[..., None], sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def shop_on_each(set_up: Callable[..., None], catalogue_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, catalogue_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def two_photos(photo_set: Path) -> dict[str, bytes]:
    return {
        "TS-1042_front.jpg": (photo_set / "images" / TS_1042).read_bytes(),
        "TS-7.jpg": (photo_set / "images" / TS_7).read_bytes(),
    }


def opened(shop: Shop, **more: str) -> dict:
    return shop.post("/deliveries", {"name": "Tuesday", **ADA, **more}, 201)


def send(shop: Shop, delivery: dict, files: dict[str, bytes]) -> list[dict]:
    parts = [("files", file) for file in files.items()]
    answer = shop.client.post(f"/api/deliveries/{delivery['delivery_id']}/files", files=parts)
    assert answer.status_code == 200, answer.text
    return answer.json()


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_photos_become_items_with_suggestions_and_are_taken_back_as_a_whole(
    shop_on_each: Shop, two_photos: dict[str, bytes], classifier: Classifier
):
    shop = shop_on_each
    delivery = opened(shop)
    address = f"/deliveries/{delivery['delivery_id']}"
    assert (delivery["state"], delivery["sku_rule"], delivery["unknown_skus"]) == (
        "collecting",
        "before_view",
        "create",
    )
    send(shop, delivery, two_photos | {"notes.jpg": b"no photo"})
    plan = shop.get(f"{address}/plan")
    assert [(item["sku"], item["paths"], item["is_known"]) for item in plan["items"][:2]] == [
        ("TS-1042", ["TS-1042_front.jpg"], False),
        ("TS-7", ["TS-7.jpg"], False),
    ]
    assert shop.post(f"{address}/start")["state"] == "running"
    assert shop.get(address)["counts"]["files"] == {"waiting": 2, "classified": 0, "refused": 1, "left out": 0}

    shop.work(classifier)

    state = shop.get(address)
    assert state["delivery"]["state"] == "finished"
    assert state["delivery"]["finished_at"] is not None
    assert state["counts"]["files"] == {"waiting": 0, "classified": 2, "refused": 1, "left out": 0}
    assert sum(state["counts"]["statuses"].values()) == 2
    [refused] = shop.get(f"{address}/files", state="refused")["files"]
    assert (refused["path"], refused["state"]) == ("notes.jpg", "refused")
    assert refused["reason"].startswith("The file is not a picture")
    assert [item["sku"] for item in shop.get(f"{address}/items")["items"]] == ["TS-1042", "TS-7"]

    [suggestion] = shop.get("/items/TS-1042/suggestions")
    expected = classifier.classify(two_photos["TS-1042_front.jpg"]).decision
    assert suggestion["category"] == expected.category
    assert suggestion["confidence"] == pytest.approx(expected.confidence, abs=1e-6)
    assert tuple(suggestion["probabilities"]) == CATEGORIES
    assert [part["file_name"] for part in suggestion["parts"]] == ["TS-1042_front.jpg"]
    assert suggestion["stands"] is True
    [photo] = shop.get("/items/TS-1042")["photos"]
    assert (photo["file_name"], photo["delivery_id"]) == ("TS-1042_front.jpg", delivery["delivery_id"])

    undone = shop.post(f"{address}/undo", ADA)
    assert undone["kind"] == "undo"
    assert shop.get("/items")["total"] == 0
    assert shop.get(f"{address}/items", status="withdrawn")["total"] == 2
    assert shop.get("/items/TS-1042/suggestions")[0]["stands"] is False
    assert shop.get("/items/TS-1042")["photos"] == []
    assert detail_of(shop.client.post(f"/api{address}/undo", json=ADA), 409).startswith("This decision was undone")
    assert shop.post(f"{address}/redo", ADA)["kind"] == "redo"
    assert shop.get("/items")["total"] == 2
    assert detail_of(shop.client.post(f"/api{address}/redo", json=ADA), 409).startswith("This delivery was not taken")


def test_decision_that_follows_a_suggestion_is_written_as_accepted(
    shop: Shop, two_photos: dict[str, bytes], classifier: Classifier
):
    shop.catalogue.rules.set_threshold(2, None, classifier.version, "Ada")
    delivery = opened(shop)
    send(shop, delivery, {"TS-7.jpg": two_photos["TS-7.jpg"]})
    shop.post(f"/deliveries/{delivery['delivery_id']}/start")
    shop.work(classifier)
    [item] = shop.get("/items", status="review")["items"]
    assert (item["sku"], item["category"], item["code"]) == ("TS-7", None, "")
    [suggestion] = shop.get("/items/TS-7/suggestions")
    decided = shop.post(
        "/items/TS-7/decisions", {"category": suggestion["category"], "person": "Ada", "seen": None}, 201
    )
    assert (decided["kind"], decided["confidence"]) == ("accepted", None)
    assert decided["suggested_confidence"] == suggestion["confidence"]
    assert shop.get("/items", status="review")["total"] == 0


def test_item_that_a_reviewer_has_on_screen_is_not_decided_behind_their_back(
    shop: Shop, two_photos: dict[str, bytes], classifier: Classifier
):
    shop.catalogue.rules.set_threshold(2, None, classifier.version, "Ada")
    delivery = opened(shop)
    send(shop, delivery, {"TS-7.jpg": two_photos["TS-7.jpg"]})
    shop.post(f"/deliveries/{delivery['delivery_id']}/start")
    shop.work(classifier)
    shop.catalogue.review.next("window", "Bob")
    decision = {"category": "Coat", "person": "Ada"}
    late = shop.client.post("/api/items/TS-7/decisions", json=decision)
    assert detail_of(late, 409).startswith("Bob has TS-7 open in Review")
    many = shop.post("/decisions", {"decisions": [{"sku": "TS-7", "category": "Coat"}], **ADA}, 201)
    assert (many["decisions"], many["skipped"]) == (0, ["TS-7"])
    shop.catalogue.review.release("window")
    assert shop.post("/items/TS-7/decisions", decision, 201)["category"] == "Coat"


def test_file_goes_to_the_address_that_the_opened_delivery_tells(shop: Shop, two_photos: dict[str, bytes]):
    delivery = opened(shop)
    sent = shop.client.put(delivery["upload"] + "May/TS-7.jpg", content=two_photos["TS-7.jpg"], headers=OUR_PAGE)
    assert (sent.status_code, sent.json()["accepted"]) == (200, True)
    page = shop.get(f"/deliveries/{delivery['delivery_id']}/files")
    assert [(file["path"], file["size"]) for file in page["files"]] == [("May/TS-7.jpg", len(two_photos["TS-7.jpg"]))]


def test_token_is_told_once(shop: Shop):
    delivery = opened(shop)
    assert delivery["upload"] == f"/api/uploads/{delivery['token']}/files?path="
    assert "token" not in shop.get(f"/deliveries/{delivery['delivery_id']}")["delivery"]
    assert all("token" not in delivery for delivery in shop.get("/deliveries"))


def test_each_file_sent_gets_a_line_whatever_becomes_of_the_others(shop: Shop, set_up: Callable[..., None]):
    set_up(max_photo_megabytes=0.001)
    delivery = opened(shop)
    photos = zipped({"TS-1.jpg": JPEG, "deep/TS-2.jpg": JPEG, "inner.zip": b"c"})
    lines = send(
        shop,
        delivery,
        {
            "empty.jpg": b"",
            "large.jpg": JPEG.ljust(1001),
            "S/TS-3.jpg": JPEG.ljust(1000),
            "all.zip": photos,
            "bad.zip": b"PK",
        },
    )
    assert [(line["file"], line["accepted"]) for line in lines] == [
        ("empty.jpg", False),
        ("large.jpg", False),
        ("S/TS-3.jpg", True),
        ("all.zip", True),
        ("bad.zip", False),
    ]
    assert lines[1]["detail"].startswith("The file has more than 0.001 MB")
    assert lines[3]["detail"] == "2 files unpacked, 1 refused."
    page = shop.get(f"/deliveries/{delivery['delivery_id']}/files", state=["waiting", "refused"])
    assert page["total"] == 7
    assert {file["path"]: file["reason"].partition(".")[0] for file in page["files"] if file["state"] == "refused"} == {
        "empty.jpg": "The file is empty",
        "large.jpg": "The file has more than 0",
        "all (zip)/inner.zip": "This is an archive inside the zip",
        "bad.zip": "The file is not a zip, or it is damaged or cut short",
    }
    assert {file["path"] for file in page["files"] if file["state"] == "waiting"} == {
        "S/TS-3.jpg",
        "all (zip)/TS-1.jpg",
        "all (zip)/deep/TS-2.jpg",
    }
    assert len(get_spool().names()) == 3


def test_file_that_is_sent_again_is_accepted_and_kept_once(shop: Shop):
    delivery = opened(shop)
    send(shop, delivery, {"TS-1.jpg": JPEG})
    [line] = send(shop, delivery, {"TS-1.jpg": JPEG})
    assert (line["accepted"], line["detail"]) == (True, "This file is here already.")
    assert len(get_spool().names()) == 1


def test_request_without_files_is_told_how_to_send_them(shop: Shop):
    delivery = opened(shop)
    says = detail_of(shop.client.post(f"/api/deliveries/{delivery['delivery_id']}/files"), 422)
    assert "multipart form data" in says
    assert says.endswith("/api/deliveries/1/files")


def test_folder_of_the_server_is_taken_in_and_no_other(
    shop: Shop, set_up: Callable[..., None], tmp_path: Path, two_photos: dict[str, bytes]
):
    delivery = opened(shop)
    address = f"/api/deliveries/{delivery['delivery_id']}/folder"
    assert detail_of(shop.client.post(address, json={"folder": "May"}), 422).startswith("This server takes no folders.")
    folder = tmp_path / "deliveries" / "May"
    folder.mkdir(parents=True)
    for name, data in two_photos.items():
        (folder / name).write_bytes(data)
    set_up(deliveries_dir=tmp_path / "deliveries")
    assert shop.client.post(address, json={"folder": "May"}).json() == {"added": 2}
    assert shop.client.post(address, json={"folder": "May"}).json() == {"added": 0}
    assert "leads upwards" in detail_of(shop.client.post(address, json={"folder": "../photos"}), 422)
    assert "is no folder" in detail_of(shop.client.post(address, json={"folder": "June"}), 422)
    plan = shop.get(f"/deliveries/{delivery['delivery_id']}/plan")
    assert sorted(item["sku"] for item in plan["items"]) == ["TS-1042", "TS-7"]


def test_photos_are_matched_in_another_way_until_the_delivery_is_started(shop: Shop):
    delivery = opened(shop, unknown_skus="leave out")
    address = f"/deliveries/{delivery['delivery_id']}"
    send(shop, delivery, {"TS-1/IMG_0412.jpg": JPEG, "TS-1/IMG_0413.jpg": JPEG})
    assert [ask["family"] for ask in shop.get(f"{address}/plan")["asks"]] == ["TS-1"]
    refused = shop.client.post(f"/api{address}/start")
    assert detail_of(refused, 409).startswith("No photo of this delivery can be matched to an item.")
    new = {"sku_rule": "folder_name", "skus": {"TS-1/IMG_0413.jpg": "TS-9"}}
    plan = shop.client.patch(f"/api{address}", json=new).json()
    assert [(item["sku"], item["paths"]) for item in plan["items"]] == [
        ("TS-1", ["TS-1/IMG_0412.jpg"]),
        ("TS-9", ["TS-1/IMG_0413.jpg"]),
    ]
    shop.post(f"{address}/start")
    assert detail_of(shop.client.patch(f"/api{address}", json=new), 409).startswith("This delivery was started already")


def test_names_of_a_zip_that_does_not_say_how_they_are_written_are_asked_and_chosen(shop: Shop):
    shop.create("1045")
    delivery = opened(shop)
    address = f"/deliveries/{delivery['delivery_id']}"
    send(shop, delivery, {"May.zip": zipped({"##-1045_1.jpg": JPEG}).replace(b"##", b"\x83\x5c")})
    plan = shop.get(f"{address}/plan")
    assert (plan["items"], plan["without_sku"]) == ([], ["May (zip)/â\\-1045_1.jpg"])
    [names] = plan["zip_names"]
    assert names["readings"][0] == {
        "encoding": "cp932",
        "language": "Japanese (Shift-JIS)",
        "examples": ["ソ-1045_1.jpg"],
    }
    wrong = shop.client.patch(f"/api{address}", json={"zip_names": {"May (zip)": "utf-8"}})
    assert "Choose one of cp932, " in detail_of(wrong, 422)
    plan = shop.client.patch(f"/api{address}", json={"zip_names": {"May (zip)": "cp932"}}).json()
    assert [(item["sku"], item["is_known"]) for item in plan["items"]] == [("ソ-1045", False)]
    assert plan["zip_names"][0]["encoding"] == "cp932"


def test_plan_says_what_is_asked_and_takes_answers(shop: Shop):
    delivery = opened(shop)
    address = f"/deliveries/{delivery['delivery_id']}"
    names = ["TS-8003_001.jpg", "TS-8003_002.jpg", "red/shirt1.jpg", "blue/shirt1.jpg", "TS-1.jpg"]
    send(shop, delivery, dict.fromkeys(names, JPEG))
    plan = shop.get(f"{address}/plan")
    assert [item["sku"] for item in plan["items"]] == ["TS-1"]
    assert plan["asks"][0] == {
        "family": "TS-8003",
        "why": "Names such as “TS-8003_001”, “TS-8003_002” may be photos of “TS-8003”, or items of their own.",
        "paths": names[:2],
        "sku": "TS-8003",
        "separate": ["TS-8003_001", "TS-8003_002"],
        "folders": [],
    }
    answers = {"TS-8003": {"choice": "one item"}, "shirt1": {"choice": "one item", "sku": "SH-1"}}
    plan = shop.client.patch(f"/api{address}", json={"sku_answers": answers}).json()
    assert {item["sku"]: len(item["paths"]) for item in plan["items"]} == {"TS-8003": 2, "SH-1": 2, "TS-1": 1}
    assert shop.get(address)["delivery"]["sku_answers"]["shirt1"] == {"choice": "one item", "sku": "SH-1"}
    plan = shop.client.patch(f"/api{address}", json={"sku_answers": {"TS-8003": None}}).json()
    assert [ask["family"] for ask in plan["asks"]] == ["TS-8003"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"TS-9": {"choice": "one item"}}, "Nothing is asked of “TS-9”."),
        ({"TS-8003": {"choice": "guess"}}, "“guess” is no answer."),
        ({"TS-8003": {"choice": "folder names"}}, "“folder names” is no answer for “TS-8003”. Choose one of one item,"),
        ({"TS-8003": {"choice": "one item", "sku": "x" * 121}}, "The SKU has 121 characters"),
    ],
)
def test_answer_that_does_not_fit_is_refused_and_nothing_is_kept(shop: Shop, answers: dict[str, object], says: str):
    delivery = opened(shop)
    address = f"/deliveries/{delivery['delivery_id']}"
    send(shop, delivery, dict.fromkeys(["TS-8003_001.jpg", "TS-8003_002.jpg"], JPEG))
    assert detail_of(shop.client.patch(f"/api{address}", json={"sku_answers": answers}), 422).startswith(says)
    assert shop.get(address)["delivery"]["sku_answers"] == {}


def test_photos_without_an_answer_are_left_out_with_the_reason(shop: Shop):
    delivery = opened(shop)
    address = f"/deliveries/{delivery['delivery_id']}"
    send(shop, delivery, dict.fromkeys(["TS-8003_001.jpg", "TS-8003_002.jpg", "TS-1.jpg"], JPEG))
    shop.post(f"{address}/start")
    left = shop.get(f"{address}/files", state="left out")["files"]
    assert [(file["path"], file["sku"]) for file in left] == [("TS-8003_001.jpg", ""), ("TS-8003_002.jpg", "")]
    assert "may be photos of “TS-8003”, or items of their own. Nobody said which." in left[0]["reason"]


def test_folder_has_a_rule_of_its_own(shop: Shop):
    delivery = opened(shop)
    address = f"/deliveries/{delivery['delivery_id']}"
    send(shop, delivery, {"May/HPVMPS/x1.jpg": JPEG, "TS-1_2.jpg": JPEG})
    rules = {"sku_parts": {"May/": {"sku_rule": "folder_name"}}}
    plan = shop.client.patch(f"/api{address}", json=rules).json()
    assert [item["sku"] for item in plan["items"]] == ["HPVMPS", "TS-1"]
    assert shop.client.patch(f"/api{address}", json={}).json() == plan
    plan = shop.client.patch(f"/api{address}", json={"sku_parts": {}}).json()
    assert [item["sku"] for item in plan["items"]] == ["x1", "TS-1"]
    refused = shop.client.patch(f"/api{address}", json={"sku_parts": {"May": {"sku_rule": "guess"}}})
    assert detail_of(refused, 422).startswith("“guess” is no rule for SKUs.")


def test_delivery_rests_while_it_is_paused_and_goes_on(shop: Shop, classifier: Classifier):
    delivery = opened(shop)
    address = f"/deliveries/{delivery['delivery_id']}"
    send(shop, delivery, {"TS-1.jpg": JPEG})
    assert shop.post(f"{address}/pause")["state"] == "collecting"
    shop.post(f"{address}/start")
    assert shop.post(f"{address}/pause")["state"] == "paused"
    shop.work(classifier)
    assert shop.get(address)["counts"]["files"]["waiting"] == 1
    assert shop.post(f"{address}/resume")["state"] == "running"
    shop.work(classifier)
    assert shop.get(address)["counts"]["files"]["refused"] == 1
    shop.post(f"{address}/undo", ADA)
    assert detail_of(shop.client.post(f"/api{address}/resume"), 409).startswith("This delivery was taken back.")


def test_deliveries_are_listed_newest_first(shop: Shop):
    numbers = [opened(shop)["delivery_id"] for _ in range(3)]
    assert [delivery["delivery_id"] for delivery in shop.get("/deliveries", limit=2)] == [numbers[2], numbers[1]]
    assert [delivery["delivery_id"] for delivery in shop.get("/deliveries", offset=2)] == [numbers[0]]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (ADA, "“name” is missing."),
        ({"name": "Tuesday"}, "Nobody is named."),
        ({"name": "", **ADA}, "The delivery's name is empty."),
        ({"name": "Tuesday", **ADA, "sku_rule": "guess"}, "“guess” is no rule for SKUs."),
        ({"name": "Tuesday", **ADA, "sku_rule": "own_pattern", "sku_pattern": "(a+)+$"}, "The pattern does not say"),
        (
            {"name": "Tuesday", **ADA, "unknown_skus": "ask"},
            "“unknown_skus” is not accepted: it should be 'create' or 'leave out'; received “ask”.",
        ),
    ],
)
def test_delivery_that_is_not_accepted_is_told_why(shop: Shop, body: dict, says: str):
    assert detail_of(shop.client.post("/api/deliveries", json=body), 422).startswith(says)
    assert shop.get("/deliveries") == []


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        *(("GET", rest) for rest in ("", "/plan", "/files", "/items")),
        *(("POST", rest) for rest in ("/start", "/pause", "/resume", "/undo", "/redo")),
        ("PATCH", ""),
    ],
)
def test_unknown_delivery_is_404(shop: Shop, method: str, rest: str):
    body = None if method == "GET" else ADA if rest in {"/undo", "/redo"} else {}
    answer = shop.client.request(method, f"/api/deliveries/99{rest}", json=body)
    assert detail_of(answer, 404) == "There is no such delivery. Open it again from the list of deliveries."


def test_state_of_files_that_there_is_not_is_refused(shop: Shop):
    delivery = opened(shop)
    answer = shop.client.get(f"/api/deliveries/{delivery['delivery_id']}/files?state=waiting&state=lost")
    assert detail_of(answer, 422).startswith("“lost” is no state of a file.")
