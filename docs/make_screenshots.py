"""Take the README's screenshots from the real application, with an empty catalogue of its own.

    python -m docs.make_screenshots [FOLDER]

Needs Chromium and the photo set (`FASHION_PHOTO_DATASET_DIR`). Every page is taken at desktop and phone width, one
in the dark theme too; the pictures are WebP, a tenth of what PNG takes.
"""

import csv
import io
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import PATIENCE_MS, QUIET, Server, chromium_program, free_port

PROJECT = Path(__file__).resolve().parent.parent
SINGLE_PHOTOS = {  # by contributors of whom no photo was used in training
    "TS-1042.jpg": "16f1fbdf-d339-40f6-aecb-e55199db7a96.jpg",
    "SH-2210.jpg": "00143901-a14c-4600-960f-7747b4a3a8cd.jpg",
    "DR-0311.jpg": "46ad36ad-8234-4fa1-a88b-e76256413c17.jpg",
}
CATEGORIES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Shirt")
OF_EACH = 4
WIDTHS = {"desktop": 1280, "phone": 390}
TALLEST = 1700
QUALITY = 78


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
    """Take every page, with a delivery to fill the catalogue."""
    take(classify(browser, url, 1280), folder / "classify-desktop.webp")
    take(classify(browser, url, 390), folder / "classify-phone.webp")
    page = gather(browser, url)
    take(page, folder / "delivery-desktop.webp")
    work_through(page)
    page.close()
    for name, address in {
        "delivery-done": "deliveries?delivery=1",
        "review": "review",
        "catalogue": "catalogue",
        "rules": "rules",
        "evaluation": "evaluation",
        "error_gallery": "error_gallery?true=Shirt",
    }.items():
        for device, width in WIDTHS.items():
            take(opened(browser, f"{url}/{address}", width), folder / f"{name}-{device}.webp")
    for name, address in {
        "evaluation-categories": "evaluation?view=Categories",
        "error-picture": "error_gallery?picture=732",
    }.items():
        take(opened(browser, f"{url}/{address}", 1280), folder / f"{name}-desktop.webp")
    take(opened(browser, f"{url}/review", 1280, "dark"), folder / "review-dark.webp")


def photos() -> dict[str, Path]:
    """Return photos of test contributors under the names of a delivery, some of each category."""
    root = Path(os.environ["FASHION_PHOTO_DATASET_DIR"])
    chosen: dict[str, list[str]] = {category: [] for category in CATEGORIES}
    with (root / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["category"] in chosen and row["contributor"].endswith("8") and row["kids"] == "False":
                chosen[row["category"]].append(row["file"])
    files = [name for names in chosen.values() for name in sorted(names)[:OF_EACH]]
    return {f"TS-{2101 + number}.jpg": root / "images" / name for number, name in enumerate(files)}


def opened(browser: Browser, address: str, width: int, scheme: str = "light") -> Page:
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


def classify(browser: Browser, url: str, width: int) -> Page:
    """Open the first page and drop three photos on it."""
    page = opened(browser, url, width)
    images = Path(os.environ["FASHION_PHOTO_DATASET_DIR"]) / "images"
    drop(page, {name: images / file for name, file in SINGLE_PHOTOS.items()})
    page.get_by_text("3 files · ").wait_for()
    settle(page)
    return page


def gather(browser: Browser, url: str) -> Page:
    """Begin a delivery and drop its photos."""
    page = opened(browser, f"{url}/deliveries", 1280)
    page.get_by_label("New delivery").fill("Tuesday, autumn jackets and shirts")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Choose a folder").wait_for()
    drop(page, photos())
    page.get_by_role("button", name=f"Classify {len(CATEGORIES) * OF_EACH} photos").wait_for()
    settle(page)
    return page


def work_through(page: Page) -> None:
    """Let the network go through the delivery."""
    number = len(CATEGORIES) * OF_EACH
    page.get_by_role("button", name=f"Classify {number} photos").click()
    page.get_by_text(f"{number} of {number} photos done").wait_for()
    settle(page)


def drop(page: Page, files: dict[str, Path]) -> None:
    """Give files to the first place on a page that takes any."""
    sent = [{"name": name, "mimeType": "image/jpeg", "buffer": path.read_bytes()} for name, path in files.items()]
    page.locator("input[type=file]").first.set_input_files(sent)  # type: ignore[arg-type]


def take(page: Page, path: Path) -> None:
    """Save the page from its top, as far as ``TALLEST``."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(TALLEST, max(900, int(height)))})  # type: ignore[index]
    settle(page)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
