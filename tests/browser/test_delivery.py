"""A product manager's Tuesday in a real browser: 60 photos of 20 items, from dropping them to the exported list."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.catalogue.items.records import TO_REVIEW
from fashion_model.catalogue.items.search import Search
from tests.browser.conftest import PATIENCE_MS, Server, free_port

ITEMS, PHOTOS_EACH, REVIEWED = 20, 3, 10
PHOTO = re.compile(r"^Photo of TS-\d+$")

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def server(project_dir: Path, tmp_path: Path, catalogue_url: str) -> Iterator[Server]:
    one = Server(project_dir, tmp_path, free_port(), catalogue_url)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def shop_catalogue(server: Server, catalogue_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = open_catalogue(catalogue_url, tmp_path / "photos")
    yield catalogue
    catalogue.close()


@pytest.fixture
def photos_of_twenty_items(photo_set: Path) -> list[dict[str, object]]:
    images = sorted((photo_set / "images").iterdir())[: ITEMS * PHOTOS_EACH]
    return [
        {
            "name": f"TS-{1001 + number // PHOTOS_EACH}_{number % PHOTOS_EACH + 1}.jpg",
            "mimeType": "image/jpeg",
            "buffer": image.read_bytes(),
        }
        for number, image in enumerate(images)
    ]


def test_delivery_is_dropped_matched_classified_reviewed_undone_redone_exported_and_imported_again(
    open_page: Callable[..., Page],
    shop_catalogue: Catalogue,
    photos_of_twenty_items: list[dict[str, object]],
    tmp_path: Path,
) -> None:
    page = open_page("/deliveries")
    classify(page, photos_of_twenty_items)
    review_by_keyboard(page, REVIEWED)
    decided = categories(shop_catalogue)
    assert sum(category is not None for category in decided.values()) >= REVIEWED
    assert sum(row.person == "Ann Smith" for row in shop_catalogue.search(limit=ITEMS).rows) == REVIEWED

    page.goto(page.url.partition("/review")[0] + "/deliveries?delivery=1")
    take_back(page)
    assert categories(shop_catalogue) == {}
    page.get_by_role("button", name="Restore delivery").click()
    expect(page.get_by_role("button", name="Undo delivery")).to_be_visible()
    at_rest(page)
    assert categories(shop_catalogue) == decided

    exported = export(page, tmp_path)
    listed = {row["sku"]: row["category"] or None for row in csv.DictReader(io.StringIO(exported.read_text("utf-8")))}
    assert listed == decided
    page.goto(page.url.partition("/catalogue")[0] + "/deliveries?delivery=1")
    take_back(page)
    import_again(page, exported)
    assert categories(shop_catalogue) == decided
    assert {row.status for row in shop_catalogue.search(Search(status=TO_REVIEW)).rows} == set()


def classify(page: Page, files: list[dict[str, object]]) -> None:
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("button", name="Choose a folder")).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_text("60 photos of 20 items · 0 known · 20 new")).to_be_visible()
    page.get_by_role("button", name="Classify 60 photos").click()
    expect(page.get_by_text("60 of 60 photos done")).to_be_visible()
    expect(page.get_by_text("Classified", exact=True)).to_be_visible()
    at_rest(page)


def review_by_keyboard(page: Page, number: int) -> None:
    """Decide on items with keys alone: the likeliest answer, a category, none of the ten."""
    go_to_review(page)
    photo = page.get_by_role("img", name=PHOTO)
    for turn in range(number):
        expect(photo).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^Skip"))).to_be_visible()  # the last of the keys
        at_rest(page)
        shown = photo.get_attribute("alt")
        page.keyboard.press("12hn"[turn % 4])
        expect(page.get_by_role("img", name=shown, exact=True)).to_have_count(0)


def go_to_review(page: Page) -> None:
    """Press the button, and again if it was pressed at the very moment at which the page brought its last news."""
    heading = page.get_by_role("heading", level=1)
    for _ in range(3):
        page.get_by_role("button", name=re.compile(r"^Review \d+ items")).click()
        with suppress(AssertionError):
            expect(heading).to_have_text("Review", timeout=PATIENCE_MS / 4)
            return
    expect(heading).to_have_text("Review")


def at_rest(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def take_back(page: Page) -> None:
    page.get_by_role("button", name="Undo delivery").click()
    at_rest(page)
    page.get_by_role("button", name="Undo the whole delivery").press("Enter")  # wherever its popover opened
    expect(page.get_by_text("Undone", exact=True)).to_be_visible()
    at_rest(page)


def export(page: Page, folder: Path) -> Path:
    page.get_by_role("button", name="See its items in the catalogue").click()
    expect(page.get_by_text("20 items found")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    file = folder / "exported.csv"
    download.value.save_as(file)
    return file


def import_again(page: Page, file: Path) -> None:
    page.get_by_role("button", name="All deliveries").click()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    at_rest(page)
    page.get_by_text("Import a list of items").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_role("button", name="Import 20 items").click()
    expect(page.get_by_text("Imported", exact=True).first).to_be_visible()
    at_rest(page)


def categories(catalogue: Catalogue) -> dict[str, str | None]:
    return {row.sku: row.category for row in catalogue.search(limit=2 * ITEMS).rows}
