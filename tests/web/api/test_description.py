"""What the REST API says of itself: complete, with examples that its own models accept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from fashion_model.catalogue import errors
from fashion_model.catalogue.errors import CatalogueError, InvalidSkuRule
from fashion_model.web.api.app import TAGS, create_api
from fashion_model.web.api.errors import STATUS, status_of
from tests.recorded.closeness import with_recorded_digits
from tests.web.api.examples import FILE, made_examples

API = create_api()
ADDRESSES = {
    "GET /health",
    "GET /ready",
    "POST /classify",
    "GET /items",
    "POST /items",
    "GET /items/{sku}",
    "PATCH /items/{sku}",
    "GET /items/{sku}/suggestions",
    "POST /items/{sku}/decisions",
    "POST /decisions",
    "POST /decisions/{decision_id}/undo",
    "POST /actions/{action_id}/undo",
    "POST /actions/{action_id}/redo",
    "GET /categories",
    "PUT /categories",
    "GET /categories/changes",
    "POST /changes/{change_id}/undo",
    "GET /deliveries",
    "POST /deliveries",
    "GET /deliveries/{delivery_id}",
    "PATCH /deliveries/{delivery_id}",
    "GET /deliveries/{delivery_id}/plan",
    "GET /deliveries/{delivery_id}/files",
    "POST /deliveries/{delivery_id}/files",
    "POST /deliveries/{delivery_id}/folder",
    "GET /deliveries/{delivery_id}/items",
    "POST /lists",
    "GET /exports/{format}",
    *(f"POST /deliveries/{{delivery_id}}/{step}" for step in ("start", "pause", "resume", "undo", "redo")),
}
SCHEMA = TestClient(API).get("/openapi.json").json()
MODELS = SCHEMA["components"]["schemas"]
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in SCHEMA["paths"].items()
    for method, operation in operations.items()
}


def every_content(operation: dict) -> Iterator[tuple[str, dict]]:
    for status, answer in operation["responses"].items():
        yield from ((f"answer {status}", content) for content in answer["content"].values())
    for kind, content in operation.get("requestBody", {"content": {}})["content"].items():
        if kind == "application/json":
            yield "body", content


def examples_of(content: dict) -> list:
    own = [example["value"] for example in content.get("examples", {}).values()]
    return own or [example for name in names_in(content["schema"]) for example in MODELS[name].get("examples", [])]


def names_in(schema: dict) -> list[str]:
    parts = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    return [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": SCHEMA["components"]})


def test_every_address_is_described_and_no_other():
    assert set(OPERATIONS) == ADDRESSES


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_operation_has_a_summary_a_description_and_one_known_tag(address: str):
    operation = OPERATIONS[address]
    assert operation["summary"]
    assert len(operation["description"]) > len("Return it.")
    assert len(operation["tags"]) == 1
    assert operation["tags"][0] in {tag["name"] for tag in TAGS}
    assert all(parameter["description"] for parameter in operation.get("parameters", ()))


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_operation_describes_its_errors_and_gives_an_example_of_each_answer(address: str):
    operation = OPERATIONS[address]
    refused = {status: answer for status, answer in operation["responses"].items() if not status.startswith("2")}
    assert refused.keys() >= {"413", "default"}
    if address not in {"GET /health", "GET /ready", "POST /classify"}:
        assert "503" in refused
    said = [answer["description"] for answer in operation["responses"].values()]
    assert all(said)
    assert "Successful Response" not in said
    assert all(examples_of(content) for _, content in every_content(operation))


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_every_example_is_what_its_model_takes(address: str):
    for what, content in every_content(OPERATIONS[address]):
        for name in names_in(content["schema"]):
            for example in examples_of(content):
                problems = [problem.message for problem in validator(name).iter_errors(example)]
                assert problems == [], f"{what} {name}: {problems}"


def test_example_with_a_field_too_many_or_too_few_would_be_found():
    [item, _] = MODELS["ItemAnswer"]["examples"]
    assert validator("ItemAnswer").is_valid(item)
    assert not validator("ItemAnswer").is_valid(item | {"colour": "red"})
    assert not validator("ItemAnswer").is_valid({key: item[key] for key in item if key != "sku"})
    assert not validator("ItemAnswer").is_valid(item | {"status": "sale"})


def test_examples_are_what_a_shop_really_answers(tmp_path: Path):
    told = "Look at the difference, then write the examples anew: python -m tests.web.api.examples"
    written = FILE.read_text(encoding="utf-8")
    assert with_recorded_digits(written, made_examples(tmp_path)) == written, told


def test_every_field_is_described():
    missing = [
        f"{name}.{field}"
        for name, model in MODELS.items()
        if not name.startswith("Body_")
        for field, value in model["properties"].items()
        if not value.get("description")
    ]
    assert missing == []


def test_every_error_of_the_catalogue_has_a_status_of_its_own():
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CatalogueError)}
    assert kinds - {CatalogueError} <= STATUS.keys()
    assert status_of(InvalidSkuRule("no")) == 422
    assert status_of(errors.CatalogueUnavailable("no")) == 503


def test_address_of_a_sku_takes_slashes():
    assert {route.path for route in API.routes if isinstance(route, APIRoute)} & {"/items/{sku}"} == set()
