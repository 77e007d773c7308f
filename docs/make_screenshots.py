"""Take the README's screenshots from the real application, with an empty catalogue of its own.

    python -m docs.make_screenshots [FOLDER]

Needs Chromium and the photo set (`FASHION_PHOTO_DATASET_DIR`). Every page is taken at desktop and phone width;
Classify and Evaluation in the dark theme too.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import PATIENCE_MS, QUIET, Server, chromium_program, free_port

PROJECT = Path(__file__).resolve().parent.parent
PHOTOS = {  # by contributors of whom no photo was used in training
    "TS-1042.jpg": "16f1fbdf-d339-40f6-aecb-e55199db7a96.jpg",
    "SH-2210.jpg": "00143901-a14c-4600-960f-7747b4a3a8cd.jpg",
    "DR-0311.jpg": "46ad36ad-8234-4fa1-a88b-e76256413c17.jpg",
}
TITLES = {"TS-1042": "Flowered T-shirt", "SH-2210": "Checked shirt", "DR-0311": "Blue sleeveless dress"}
WIDTHS = {"desktop": 1280, "phone": 390}


def main() -> None:
    """Start the application, use it as a product manager would, and take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=list(QUIET))
        server = Server(PROJECT, Path(scratch), free_port())
        server.start()
        try:
            take_all(browser, server.url, folder)
        finally:
            browser.close()
            server.stop()


def take_all(browser: Browser, url: str, folder: Path) -> None:
    """Take every page; saves two items on the way so that the catalogue has something to show."""
    page = classify(browser, url, 1280, "light")
    take(page, folder / "classify-desktop.png")
    for number in range(2):
        save_first(page, number)
    take(page, folder / "classify-saved-desktop.png")
    page.close()
    take(classify(browser, url, 390, "light"), folder / "classify-phone.png")
    take(classify(browser, url, 1280, "dark"), folder / "classify-dark.png")
    for name in ("catalogue", "evaluation", "error_gallery"):
        for device, width in WIDTHS.items():
            take(opened(browser, f"{url}/{name}", width, "light"), folder / f"{name}-{device}.png")
    take(opened(browser, f"{url}/evaluation", 1280, "dark"), folder / "evaluation-dark.png")


def opened(browser: Browser, address: str, width: int, scheme: str) -> Page:
    """Open an address in a new window and wait until Streamlit is done with it."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    settle(page)
    return page


def settle(page: Page) -> None:
    """Wait until nothing runs and nothing moves."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE_MS)
    page.wait_for_timeout(2000)


def classify(browser: Browser, url: str, width: int, scheme: str) -> Page:
    """Open the first page and drop three photos on it."""
    page = opened(browser, url, width, scheme)
    images = Path(os.environ["FASHION_PHOTO_DATASET_DIR"]) / "images"
    files = [
        {"name": name, "mimeType": "image/jpeg", "buffer": (images / file).read_bytes()}
        for name, file in PHOTOS.items()
    ]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_text("3 files · ").wait_for()
    settle(page)
    return page


def save_first(page: Page, number: int) -> None:
    """Give the first unsaved photo its title and save it."""
    sku = list(TITLES)[number]
    page.get_by_label("Title of the new item").first.fill(TITLES[sku])
    page.get_by_role("button", name="Create the item and save").first.click()
    page.get_by_text(f"Saved: item {sku} created").wait_for()
    settle(page)


def take(page: Page, path: Path) -> None:
    """Save the page in its whole length."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(2600, max(900, int(height)))})  # type: ignore[index]
    settle(page)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
