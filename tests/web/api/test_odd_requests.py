"""Odd values for every operation that the description lists, on both databases: a sentence, never a fault."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.api.shop import OUR_PAGE, Shop, opened_shop

ODD_NUMBERS = [
    "0",
    "-1",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "Infinity",
    "1" * 5000,
    "٣",
    "",
    " 1",
    "0x1",
]
ODD_TEXTS = [
    "",
    "\0",
    "a\0b",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{REPLACEMENT CHARACTER}",
    "x" * 5000,
    "%",
    "..",
    "'\"\\",
    "\U0010ffff",
]
ODD_MOMENTS = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-14:00",
    "0000-00-00T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "1899-12-30T00:00:00Z",
    "2200-01-03T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-11-22T24:00:01Z",
    "2016-12-31T23:59:60Z",
    "2026-11-22T00:00:00+99:99",
    "2026-11-22T00:00:00",
    "99999999999999999999",
    "NaN",
    "infinity",
    "",
]
ODD_JSON = [
    "null", "[]", "{}", '""', "-1", "9223372036854775808", "1e400", "NaN", '"a\\u0000b"', '"\\udc00\\ud800"',
    '"\\u202e"', '"0001-01-01T00:00:00+14:00"', f'"{"x" * 5000}"', '{"\\ud800": "\\u0000"}', '[{"sku": "\\u0000"}]',
]  # fmt: skip
USUAL: dict[str, object] = {
    "sku": "S-1",
    "delivery_id": 1,
    "decision_id": 1,
    "action_id": 1,
    "change_id": 1,
    "format": "csv",
}


@pytest.fixture
def shop(set_up: Callable[..., None], catalogue_url: str, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(set_up, catalogue_url, tmp_path) as shop:
        shop.create("S-1")
        shop.post("/items/S-1/decisions", {"category": "Shirt", "person": "Ann"}, 201)
        shop.post("/deliveries", {"name": "Tuesday", "person": "Ann"}, 201)
        yield shop


def requests_of(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, address and the rest of each odd request that the description makes possible."""
    for template, operations in document["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                yield from _with_parameter(method, template, parameter)
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                address = template.format(**USUAL)
                for body in _bodies(content["application/json"]["schema"], document["components"]["schemas"]):
                    yield method, address, {"content": body, "headers": {"Content-Type": "application/json"}}


def _with_parameter(method: str, template: str, parameter: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    schema = json.dumps(parameter["schema"])
    odd = ODD_MOMENTS if "date-time" in schema else ODD_NUMBERS if "integer" in schema else ODD_TEXTS
    for value in odd:
        if parameter["in"] == "query":
            yield method, template.format(**USUAL), {"params": {parameter["name"]: value}}
        elif parameter["in"] == "path":
            quoted = "".join(f"%{byte:02X}" for byte in value.encode())
            yield method, template.format(**USUAL | {parameter["name"]: quoted}), {}


def _bodies(schema: dict[str, Any], models: dict[str, Any]) -> Iterator[bytes]:
    names = [part["$ref"].rpartition("/")[2] for part in (schema, *schema.get("anyOf", ())) if "$ref" in part]
    yield from (odd.encode() for odd in ODD_JSON)
    for name in names:
        usual = models[name]["examples"][0]
        for field in models[name]["properties"]:
            others = "".join(
                f"{json.dumps(key)}: {json.dumps(value)}, " for key, value in usual.items() if key != field
            )
            yield from (f'{{{others}"{field}": {odd}}}'.encode() for odd in ODD_JSON)


def test_no_odd_request_is_a_fault(shop: Shop, tmp_path: Path) -> None:
    document = shop.client.get("/api/openapi.json").json()
    faults, asked = [], 0
    for method, address, rest in requests_of(document):
        answer, asked = shop.client.request(method, f"/api{address}", **rest), asked + 1
        refused = answer.status_code >= 400
        told = answer.status_code < 500 and (not refused or list(answer.json()) == ["detail"])
        if not told or str(tmp_path) in answer.text:
            faults.append((method, address, str(rest)[:200], answer.status_code, answer.text[:200]))
    assert faults == []
    assert asked > 700


def test_moment_at_the_edge_of_time_is_refused_and_one_inside_is_not(shop: Shop) -> None:
    inside = ("1900-01-01T00:00:00+14:00", "2199-12-31T23:59:59-12:00", "2026-11-22T00:00:00Z")
    for name in ("since", "before"):
        for moment in (*ODD_MOMENTS, *inside):
            answer = shop.client.get("/api/items", params={name: moment})
            assert (moment, answer.status_code) == (moment, 200 if moment in inside else 422)


def test_odd_token_or_name_of_a_file_is_no_fault(shop: Shop) -> None:
    for token in ("%00", "%FF", "%ED%A0%80", "x" * 3000, "%2e%2e", "'"):
        for method, rest in (("PUT", "files?path=a.jpg"), ("POST", "offer")):
            answer = shop.client.request(method, f"/api/uploads/{token}/{rest}", content=b"[]", headers=OUR_PAGE)
            assert (token, answer.status_code) == (token, 404)
    upload = shop.post("/deliveries", {"name": "Odd", "person": "Ann"}, 201)["upload"]
    for path in ("%00", "a%00b.jpg", "%FF", "..%2F..%2Fetc%2Fpasswd", "%E2%80%AE.jpg", "x" * 1001, ""):
        answer = shop.client.put(f"{upload}{path}", content=b"x", headers=OUR_PAGE)
        assert answer.status_code in {200, 422}
        assert answer.json()["detail"]
