"""A product manager's job in a real browser: drop a photo, accept it, and find the item after a restart."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fashion_model.photo.garment import FOR_SALE, WHOLE
from fashion_model.serving.classifier import Classifier
from fashion_model.web.classify.suggestion import suggestion_in_words
from fashion_model.web.words import the_garment
from tests.browser.conftest import PATIENCE_MS, Server
from tests.browser.test_review import at_rest

T_SHIRT = "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2.jpg"
HTML_NAME = "<img src=x onerror=document.title='broken'> & **bold**.jpg"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>'
ONE_PIXEL_GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
PAGES = {
    "/": "Classify",
    "/classify": "Classify",
    "/deliveries": "Deliveries",
    "/review": "Review",
    "/catalogue": "Catalogue",
    "/evaluation": "Evaluation",
    "/error_gallery": "Error gallery",
    "/rules": "Rules",
}

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def t_shirt(photo_set: Path) -> bytes:
    return (photo_set / "images" / T_SHIRT).read_bytes()


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files]
    )


def test_photo_is_accepted_and_its_item_is_found_after_a_restart(
    server: Server, open_page: Callable[..., Page], t_shirt: bytes, classifier: Classifier
) -> None:
    classification = classifier.classify(t_shirt)
    category, seen = classification.decision.category, the_garment(classification.garment.kind)
    fits = f"it is {category}, from {seen}" if seen else f"it is {category}"
    page = open_page("/")
    drop(page, ("IMG_2231.jpg", t_shirt))
    expect(page.get_by_role("heading", name=category)).to_be_visible()
    page.get_by_label("SKU").fill("TS-1042")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No such item: “TS-1042” is not in the catalogue. Create it?")).to_be_visible()
    page.get_by_label("Title of the new item").fill("White T-shirt")
    page.get_by_role("button", name="Create the item and save").click()
    expect(page.get_by_text(f"Saved: item TS-1042 created; {fits}, decided by Ann Smith on")).to_be_visible()
    page.close()

    server.stop()
    server.start()
    again = open_page("/catalogue?q=ts-1042")
    expect(again.get_by_text("White T-shirt", exact=True)).to_be_visible()
    expect(again.get_by_text("1 item found")).to_be_visible()
    thumbnail = again.get_by_role("img", name="Photo of TS-1042")
    expect(thumbnail).to_be_visible()
    assert thumbnail.evaluate("image => image.decode().then(() => image.naturalWidth)") == 192
    again.get_by_role("button", name="Story and edit").click()
    expect(again.get_by_text(f"Ann Smith accepted the suggestion {category}")).to_be_visible()


def test_whole_picture_is_chosen_by_keyboard_and_the_answer_follows(
    open_page: Callable[..., Page], t_shirt: bytes, classifier: Classifier
) -> None:
    found, whole = (suggestion_in_words(classifier.classify(t_shirt, one).decision) for one in (FOR_SALE, WHOLE))
    assert found != whole
    page = open_page("/", width=390)
    drop(page, ("IMG_2231.jpg", t_shirt))
    expect(page.get_by_text(found, exact=True)).to_be_visible()
    page.get_by_role("radio", name="Whole picture").press("Space")
    expect(page.get_by_text(whole, exact=True)).to_be_visible()
    expect(page.get_by_text(found, exact=True)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_bad_files_get_a_sentence_each_and_the_good_one_is_done(
    open_page: Callable[..., Page], t_shirt: bytes, classifier: Classifier
) -> None:
    page = open_page("/")
    drop(
        page,
        ("empty.jpg", b""),
        ("renamed.jpg", b"Milk, bread, shirts"),
        ("drawing.svg", SVG),
        ("dot.gif", ONE_PIXEL_GIF),
        (HTML_NAME, t_shirt),
    )
    expect(page.get_by_text("5 files · ")).to_be_visible()
    expect(page.get_by_text("4 refused")).to_be_visible()
    for words in ("The file is empty.", "not a picture that can be read", "SVG drawing", "1×1 pixels"):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("heading", name=classifier.classify(t_shirt).decision.category)).to_be_visible()
    expect(page.get_by_text(HTML_NAME, exact=True)).to_be_visible()
    assert page.title() != "broken"
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_photos_and_what_was_typed_outlast_a_visit_to_another_page(
    open_page: Callable[..., Page], t_shirt: bytes, classifier: Classifier
) -> None:
    category = classifier.classify(t_shirt).decision.category
    page = open_page("/")
    drop(page, ("IMG_2231.jpg", t_shirt))
    page.get_by_label("SKU").fill("TS-1042")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No such item")).to_be_visible()
    page.get_by_role("link", name="Catalogue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Catalogue")
    page.get_by_role("link", name="Classify").click()
    expect(page.get_by_role("heading", name=category)).to_be_visible()
    expect(page.get_by_label("SKU")).to_have_value("TS-1042")
    page.get_by_role("button", name="Clear all photos").click()
    expect(page.get_by_role("heading", name=category)).to_have_count(0)


@pytest.mark.parametrize("address", PAGES)
def test_cold_deep_link_opens_the_page_with_the_right_menu(open_page: Callable[..., Page], address: str) -> None:
    for width in (390, 1280):
        page = open_page(address, width=width)
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[address])
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width < 640:
            page.get_by_test_id("stExpandSidebarButton").click()
        for title in set(PAGES.values()):
            expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()


def test_reload_and_restart_lose_no_photo_and_nothing_that_was_typed(
    server: Server, open_page: Callable[..., Page], t_shirt: bytes
) -> None:
    page = open_page("/")
    drop(page, ("TS-1.jpg", t_shirt), ("notes.jpg", b"Milk"))
    expect(page).to_have_url(re.compile(r"/\?visit=[\w-]{22}$"))
    page.reload()
    expect(page.get_by_text("2 files · ")).to_be_visible()
    expect(page.get_by_text("not a picture that can be read")).to_be_visible()
    page.get_by_label("SKU").fill("TS-1042")
    page.keyboard.press("Enter")
    page.get_by_label("Title of the new item").fill("White T-shirt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Create the item and save")).to_be_visible()
    at_rest(page)
    address = page.url
    server.stop()
    server.start()
    again = open_page(address.removeprefix(server.url))
    expect(again.get_by_label("Title of the new item")).to_have_value("White T-shirt")
    again.get_by_role("button", name="Create the item and save").click()
    expect(again.get_by_text("Saved: item TS-1042 created")).to_be_visible()
    again.reload()
    expect(again.get_by_text("Saved: TS-1042 is")).to_be_visible()
