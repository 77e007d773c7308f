"""The review by keyboard in a real browser: one key per decision, and the way back."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from tests.browser.conftest import PATIENCE_MS, Server
from tests.catalogue.fixtures import suggests
from tests.catalogue.review.items import deliver

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def queue(server: Server, tmp_path: Path) -> Iterator[Catalogue]:
    """Return the application's catalogue with four items to review, A-1 the least sure; A-4 has two photos."""
    catalogue = open_catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite3'}", tmp_path / "photos")
    deliver(
        catalogue,
        {
            "A-1": [suggests("Shirt", 0.3)],
            "A-2": [suggests("Coat", 0.4)],
            "A-3": [suggests("Shirt", 0.6)],
            "A-4": [suggests("Bag", 0.8), suggests("Bag", 0.8)],
        },
    )
    yield catalogue
    catalogue.close()


def on_screen(page: Page, sku: str) -> None:
    """Wait until an item is shown and its keys are awake: the photo comes first, so that nobody decides unseen."""
    expect(page.get_by_role("img", name=f"Photo of {sku}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Skip"))).to_be_visible()  # the last of the keys
    at_rest(page)


def at_rest(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def test_keys_decide_skip_and_take_back(queue: Catalogue, open_page: Callable[..., Page]) -> None:
    page = open_page("/review")
    on_screen(page, "A-1")
    page.keyboard.press("1")
    on_screen(page, "A-2")
    page.keyboard.press("h")
    on_screen(page, "A-3")
    page.keyboard.press("ArrowRight")
    on_screen(page, "A-4")
    page.keyboard.press("n")
    expect(page.get_by_text("Nothing else to show: 1 item is left")).to_be_visible()
    at_rest(page)
    assert [queue.current(f"A-{n}").category for n in range(1, 5)] == ["Shirt", "Shirt", None, "None of the ten"]
    page.keyboard.press("Backspace")
    on_screen(page, "A-4")
    page.keyboard.press("u")
    on_screen(page, "A-2")
    assert [queue.current(f"A-{n}").category for n in range(1, 5)] == ["Shirt", None, None, None]
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_two_windows_work_on_different_items(queue: Catalogue, open_page: Callable[..., Page]) -> None:
    one, other = open_page("/review"), open_page("/review")
    on_screen(one, "A-1")
    on_screen(other, "A-2")
    one.keyboard.press("1")
    on_screen(one, "A-3")
    other.keyboard.press("2")
    on_screen(other, "A-4")
    assert queue.current("A-2").category == "T-shirt/top"


def test_key_for_the_next_photo_changes_the_photo_and_not_the_item(
    queue: Catalogue, open_page: Callable[..., Page]
) -> None:
    page = open_page("/review?question=T-shirt/top%20or%20Bag%3F")
    on_screen(page, "A-4")
    photo = page.get_by_role("img", name="Photo of A-4", exact=True)
    before = photo.get_attribute("src")
    page.keyboard.press("v")
    expect(photo).not_to_have_attribute("src", before or "")
    assert queue.current("A-4").category is None


def test_everything_is_on_one_screen_and_on_a_phone_nothing_is_wider(
    queue: Catalogue, open_page: Callable[..., Page]
) -> None:
    desk = open_page("/review", width=1280, height=800)
    on_screen(desk, "A-1")
    for name in ("Ankle boot", "None of the ten", "Skip"):
        box = desk.get_by_role("button", name=name).last.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800
    phone = open_page("/review", width=390, height=844)
    on_screen(phone, "A-2")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_answers_are_in_sight_on_a_phone_and_zoom_fills_the_window(
    queue: Catalogue, open_page: Callable[..., Page]
) -> None:
    page = open_page("/review", 390, 844)
    on_screen(page, "A-1")
    third = page.get_by_role("button", name=re.compile(" 3$")).bounding_box()
    assert third is not None
    assert third["y"] + third["height"] <= 844
    page.get_by_role("button", name="Zoom").click()
    enlarged = page.get_by_role("img", name="Photo of A-1, enlarged")
    expect(enlarged).to_be_visible()
    box = enlarged.bounding_box()
    assert box is not None
    assert box["width"] > 300
