"""The REST API, asked through HTTP's own test client, on real photos."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.categories import CATEGORIES
from fashion_model.photo import decoders
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.results import COLUMNS, result_row
from fashion_model.web import resources
from fashion_model.web.api.app import create_api
from tests.photo.outfits import lone_top, outfit, png
from tests.web.api.shop import detail_of

T_SHIRT = "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2.jpg"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def api() -> Iterator[TestClient]:
    with TestClient(create_api()) as client:
        yield client


@pytest.fixture
def t_shirt(photo_set: Path) -> bytes:
    return (photo_set / "images" / T_SHIRT).read_bytes()


def test_photo_gets_the_same_row_as_from_the_classifier(
    api: TestClient, t_shirt: bytes, classifier: Classifier
) -> None:
    answer = api.post("/classify", files=[("files", ("shirt.jpg", t_shirt))])
    expected = result_row("shirt.jpg", classifier.classify(t_shirt))
    assert answer.status_code == 200
    [row] = answer.json()
    assert tuple(row) == (*COLUMNS, "chosen", "garments", "answers")
    assert row["category"] == expected.category
    assert row["category"] in CATEGORIES
    assert row["confidence"] == expected.confidence
    assert row["model"] == classifier.version


def test_each_file_gets_a_row_in_the_order_sent_whatever_happens_to_the_others(api: TestClient, t_shirt: bytes) -> None:
    files = [("empty.jpg", b""), ("drawing.svg", SVG), ("shirt.jpg", t_shirt), ("cut.jpg", t_shirt[:200])]
    rows = api.post("/classify", files=[("files", file) for file in files]).json()
    assert [row["file"] for row in rows] == ["empty.jpg", "drawing.svg", "shirt.jpg", "cut.jpg"]
    assert [row["status"] == "refused" for row in rows] == [True, True, False, True]
    assert rows[0]["reason"].startswith("The file is empty.")
    assert "SVG" in rows[1]["reason"]
    assert (rows[0]["category"], rows[0]["confidence"], rows[0]["second_confidence"]) == ("", None, None)


def test_photo_that_lacks_its_end_is_judged_with_a_remark(api: TestClient, t_shirt: bytes) -> None:
    [whole, cut] = api.post(
        "/classify", files=[("files", ("a.jpg", t_shirt)), ("files", ("b.jpg", t_shirt[:-2]))]
    ).json()
    assert (whole["remark"], cut["remark"]) == ("", "The file lacks its end; the picture is whole.")
    assert (cut["category"], cut["status"]) == (whole["category"], whole["status"])


def test_request_that_finds_all_decoders_busy_is_told_when_to_come_again(
    api: TestClient, set_up: Callable[..., None], monkeypatch: pytest.MonkeyPatch, t_shirt: bytes
) -> None:
    set_up(max_photo_memory_megabytes=397)
    monkeypatch.setattr(resources, "_WAIT_S", 0.01)
    turns, taken = decoders.decoders(397_000_000)._free, 0
    while turns.acquire(blocking=False):
        taken += 1
    answer = api.post("/classify", files=[("files", ("shirt.jpg", t_shirt))])
    assert "Try this one again" in detail_of(answer, 503)
    assert answer.headers["Retry-After"] == "20"
    turns.release(taken)
    assert api.post("/classify", files=[("files", ("shirt.jpg", t_shirt))]).status_code == 200


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.jpg", "n" * 236 + ".jpg", "日本語 🧥.jpg"])
def test_file_name_comes_back_as_data(api: TestClient, name: str) -> None:
    answer = api.post("/classify", files=[("files", (name, b""))])
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()[0]["file"] == name


def test_photo_over_the_size_limit_is_refused_by_a_sentence(
    api: TestClient, set_up: Callable[..., None], t_shirt: bytes
) -> None:
    set_up(max_photo_megabytes=0.02)
    [row] = api.post("/classify", files=[("files", ("shirt.jpg", t_shirt))]).json()
    assert row["status"] == "refused"
    assert "MB" in row["reason"]


@pytest.mark.parametrize("request_body", [{}, {"data": {"files": "not a file"}}, {"json": {"files": []}}])
def test_request_without_files_is_told_how_to_send_them(api: TestClient, request_body: dict) -> None:
    answer = api.post("/classify", **request_body)
    assert answer.status_code == 422
    assert "multipart form data" in answer.json()["detail"]


def test_request_over_the_limit_is_refused_by_a_sentence_whether_or_not_it_says_its_size(
    set_up: Callable[..., None], t_shirt: bytes
) -> None:
    set_up(max_request_megabytes=0.02)
    with TestClient(create_api()) as client:
        says = detail_of(client.post("/classify", files=[("files", ("shirt.jpg", t_shirt))]), 413)
        assert says.startswith("The request has more than 0.02 MB, the most that is accepted.")
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = client.post("/classify", content=iter([b"--x\r\n", b"y" * 20_000]), headers=headers)
        assert "content-length" not in answer.request.headers
        assert detail_of(answer, 413) == says
        assert client.post("/classify", files=[("files", ("empty.jpg", b""))]).status_code == 200


def test_more_files_than_accepted_are_refused_by_a_sentence(api: TestClient) -> None:
    files = [("files", (f"{number}.jpg", b"x")) for number in range(201)]
    assert detail_of(api.post("/classify", files=files), 400) == "Too many files. Maximum number of files is 200."


def test_missing_model_is_503_with_a_sentence_and_health_is_still_ok(
    api: TestClient, set_up: Callable[..., None], tmp_path: Path, t_shirt: bytes
) -> None:
    set_up(artifacts_dir=tmp_path)
    answer = api.post("/classify", files=[("files", ("shirt.jpg", t_shirt))])
    assert answer.status_code == 503
    assert "No model is installed" in answer.json()["detail"]
    assert api.get("/health").json()["status"] == "ok"


def test_openapi_describes_every_field_of_an_answer_about_a_photo(api: TestClient) -> None:
    schema = api.get("/openapi.json").json()
    answer = schema["components"]["schemas"]["ResultAnswer"]
    garment = schema["components"]["schemas"]["GarmentAnswer"]
    assert tuple(answer["properties"]) == (*COLUMNS, "chosen", "garments", "answers")
    assert all(field["description"] for schema in (answer, garment) for field in schema["properties"].values())
    assert [example["status"] for example in answer["examples"]] == ["auto", "refused"]


def test_answer_lists_the_garments_and_another_can_be_asked_for(api: TestClient, colour_classifier: Classifier) -> None:
    files = [("files", ("look.png", png(outfit())))]
    [first] = api.post("/classify", files=files).json()
    assert [found["kind"] for found in first["garments"]] == ["bottom", "top", "footwear"]
    assert first["garments"][1]["box"] == [0.3125, 0.1667, 0.6875, 0.4167]  # columns 50 to 110, rows 40 to 100
    assert first["garments"][1]["area"] == pytest.approx(60 * 60 / (240 * 160), abs=0.001)
    assert (first["garment"], first["chosen"]) == ("bottom", 0)
    [shoes] = api.post("/classify", files=files, data={"garment": "2"}).json()
    assert (shoes["garment"], shoes["chosen"]) == ("footwear", 2)
    assert shoes["garments"] == first["garments"]
    [whole] = api.post("/classify", files=files, data={"garment": "whole"}).json()
    assert (whole["garment"], whole["chosen"]) == ("whole picture", "whole")
    expected = colour_classifier.classify(png(outfit()), 2).decision
    assert (shoes["category"], shoes["confidence"]) == (expected.category, round(expected.confidence, 4))


def test_garment_that_one_photo_lacks_is_refused_for_that_photo_alone(
    api: TestClient, colour_classifier: Classifier
) -> None:
    files = [("files", ("look.png", png(outfit()))), ("files", ("top.png", png(lone_top())))]
    rows = api.post("/classify", files=files, data={"garment": "2"}).json()
    assert [(row["status"] == "refused", row["chosen"]) for row in rows] == [(False, 2), (True, None)]
    assert rows[1]["reason"].startswith("One garment was found, number 0; 2 was asked for.")


def test_garment_that_has_no_such_name_is_told_what_is_accepted(api: TestClient) -> None:
    answer = api.post("/classify", files=[("files", ("x.png", b""))], data={"garment": "shoes"})
    assert answer.status_code == 422
    assert "“shoes” names no garment" in answer.json()["detail"]


def test_openapi_page_loads_nothing_from_other_sites(api: TestClient) -> None:
    page = api.get("/docs").text
    scripts = [part.split('"')[0] for part in page.split('src="')[1:]]
    styles = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert scripts
    for address in scripts + styles:
        assert address.startswith("/")
        assert api.get(address).status_code == 200


def test_address_that_there_is_not_is_told_where_all_are_listed(api: TestClient) -> None:
    assert detail_of(api.get("/nothing"), 404) == (
        "There is nothing at this address. The page /api/docs lists all addresses."
    )
    assert detail_of(api.delete("/items"), 405).startswith("This address does not take requests of this kind.")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "The body is no JSON ("),
        (b"", "The body is missing or no JSON."),
        (b'{"sku": "\\ud800", "title": "Shirt"}', "The SKU has a character that cannot be seen, in place 1"),
        (
            b'{"sku": "TS-1", "title": "\\u202e"}',
            "The title has a character that cannot be seen, in place 1: right-to-left override (U+202E).",
        ),
        (b'{"sku": ["TS-1"], "title": "Shirt"}', "“sku” is not accepted: it should be a valid string."),
        (b'{"\\u202e\\u0000": 1, "sku": "TS-1", "title": "Shirt"}', "“��” is no field of this request."),
    ],
)
def test_body_that_is_not_accepted_is_answered_by_a_sentence(
    api: TestClient, shop: Catalogue, body: bytes, says: str
) -> None:
    answer = api.post("/items", content=body, headers={"Content-Type": "application/json"})
    assert detail_of(answer, 422).startswith(says)


def test_json_that_a_form_of_another_page_could_send_is_not_read(api: TestClient, shop: Catalogue) -> None:
    answer = api.post("/items", content=b'{"sku": "TS-1", "title": "x"}', headers={"Content-Type": "text/plain"})
    assert detail_of(answer, 422).endswith("as application/json.")


def test_unexpected_failure_is_a_sentence_that_shows_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("fashion_model.web.api.items.get_catalogue", fail)
    with TestClient(create_api(), raise_server_exceptions=False) as client:
        says = detail_of(client.get("/items"), 500)
    assert says == "Something went wrong that nobody expected. The server's log says what; tell whoever runs it."


def test_application_serves_the_api_beside_the_pages_with_slashes_in_skus(shop: Catalogue) -> None:
    from streamlit_app import app

    shop.create_item("2026/TS 1", "Shirt")
    served = TestClient(app, base_url="http://localhost")  # without its lifespan, which would load the model
    assert served.get("/api/items/2026%2FTS%201").json()["item"]["sku"] == "2026/TS 1"
    assert served.get("/api/openapi.json").json()["servers"] == [{"url": "/api"}]
