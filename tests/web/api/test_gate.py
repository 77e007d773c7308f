"""What a REST request may weigh: refused before it is parsed, whatever it says of its size."""

from collections.abc import Iterator

import pytest

from tests.web.api.shop import OUR_PAGE, Shop, detail_of, opened_shop

BODIES = {
    "empty lists": b"[" + b"[]," * 5_000_000 + b"[]]",
    "deep": b"[" * 1_000_001,
    "one text": b'{"sku": "' + b"x" * 1_000_000 + b'", "title": "x"}',
    "blanks": b" " * 1_000_001,
}
ADDRESSES = [
    ("POST", "/items"),
    ("PATCH", "/items/S-1"),
    ("POST", "/items/S-1/decisions"),
    ("POST", "/decisions"),
    ("POST", "/decisions/1/undo"),
    ("PUT", "/categories"),
    ("POST", "/deliveries"),
    ("POST", "/deliveries/1/folder"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    from tests.web.fixtures import changed_settings

    folder = tmp_path_factory.mktemp("shop")
    with changed_settings() as set_up, opened_shop(set_up, f"sqlite:///{folder / 'c.sqlite3'}", folder) as shop:
        yield shop


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_large_body_is_refused_whatever_it_says_of_itself(shop: Shop, body: bytes, kind: str) -> None:
    for content in (body, iter([body[:400_000], body[400_000:]])):
        answer = shop.client.post("/api/items", content=content, headers={"Content-Type": kind})
        assert detail_of(answer, 413).startswith(
            "The request has more than 1 MB, the most that is accepted without files."
        )


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_every_operation_without_files_has_the_limit(shop: Shop, method: str, address: str) -> None:
    answer = shop.client.request(
        method, f"/api{address}", content=BODIES["blanks"], headers={"Content-Type": "application/json"}
    )
    assert detail_of(answer, 413).startswith("The request has more than 1 MB")


def test_megabyte_is_accepted_where_it_fits(shop: Shop) -> None:
    body = b'{"sku": "S-2", "title": "Shirt"}'
    answer = shop.client.post(
        "/api/items", content=body + b" " * (1_000_000 - len(body)), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 201


@pytest.mark.parametrize("address", ["/classify", "/deliveries/1/files"])
def test_operation_with_files_takes_more(shop: Shop, address: str) -> None:
    answer = shop.client.post(f"/api{address}", files=[("files", ("a.jpg", b"x" * 1_500_000))])
    assert answer.status_code in {200, 404}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"[" * 900_000, "The body cannot be read."),
        (b'{"sku": ' * 100_000, "The body cannot be read."),
        (b"[" + b"[]," * 333_000 + b"[]]", "The body"),
        (b'{"sku": 1' + b"0" * 5000 + b"}", "The body cannot be read."),
        (b'{"sku": "\xff"}', "The body cannot be read."),
        (b"{" + b",".join(b'"%d":0' % number for number in range(100_000)) + b"}", "“sku” is missing."),
    ],
)
def test_body_that_no_operation_can_mean_is_one_short_answer(shop: Shop, body: bytes, says: str) -> None:
    answer = shop.client.post("/api/items", content=body, headers={"Content-Type": "application/json"})
    assert detail_of(answer, 422).startswith(says)
    assert len(answer.content) < 2000


def test_offer_has_a_limit_of_its_own(shop: Shop) -> None:
    for body in (b"[" + b"[]," * 2_000_000 + b"[]]", b" " * 4_000_001):
        for content in (body, iter([body])):
            answer = shop.client.post("/api/uploads/x/offer", content=content, headers=OUR_PAGE)
            assert answer.status_code == 413
            assert answer.json()["detail"].startswith("The offer has more than 4 MB, the most that is accepted.")
    small = shop.client.post("/api/uploads/x/offer", content=b"[" + b"[]," * 900_000 + b"[]]", headers=OUR_PAGE)
    assert (small.status_code, small.json()["detail"][:26]) == (422, "The offer cannot be read. ")
