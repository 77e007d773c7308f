"""What axe finds on every page: contrast, names, order of headings, light and dark."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from fashion_model.catalogue.catalogue import open_catalogue
from tests.browser.conftest import PATIENCE_MS, Server
from tests.browser.test_review import at_rest
from tests.catalogue.fixtures import suggests
from tests.catalogue.review.items import deliver

expect.set_options(timeout=PATIENCE_MS)
SERIOUS = ("moderate", "serious", "critical")
PAGES = (
    "/",
    "/deliveries",
    "/deliveries?delivery=1",
    "/review",
    "/review?view=many",
    "/catalogue",
    "/catalogue?item=A-1",
    "/evaluation",
    "/evaluation?view=Categories",
    "/evaluation?view=Versions",
    "/evaluation?view=Share",
    "/error_gallery",
    "/error_gallery?picture=1043",
    "/error_gallery?of=Photos",
    "/rules",
    "/help",
)


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Iterator[None]:
    """Fill the application's catalogue with a delivery of two items to review."""
    catalogue = open_catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite3'}", tmp_path / "photos")
    deliver(catalogue, {"A-1": [suggests("Shirt", 0.3)], "A-2": [suggests("Coat", 0.9), suggests("Coat", 0.9)]})
    yield
    catalogue.close()


def complaints(page: Page) -> list[str]:
    """Return what axe has against a page: rule and element."""
    at_rest(page)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.usefixtures("shop")
def test_axe_finds_nothing_serious_on_any_page(scheme: str, server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.emulate_media(color_scheme=scheme)
    found = {}
    for address in PAGES:
        page.goto(f"{server.url}{address}")
        page.get_by_role("heading", level=1).wait_for()
        if trouble := complaints(page):
            found[address] = trouble
    assert not found


def test_axe_sees_a_grey_that_is_too_light(open_page: Callable[..., Page]) -> None:
    page = open_page("/rules")
    page.add_style_tag(content="p { color: #999 !important; }")
    assert any(complaint.startswith("color-contrast") for complaint in complaints(page))
