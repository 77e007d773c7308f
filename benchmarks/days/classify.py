"""A product manager's photos on Classify: accepted, changed, none of the ten, undone, reloaded."""

import re

from playwright.sync_api import Locator, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.days.photos import PHOTOS_DIR, uploads
from benchmarks.days.steps import Walk, plain, ranked
from fashion_model.catalogue.store.tables import Decision, Suggestion
from fashion_model.categories import CATEGORIES, NONE_OF_THE_TEN

ACCEPT, CHANGE = "Accept", "Change"
PHOTOS = {
    "DAY-101.jpg": "00003aeb-ace5-43bf-9a0c-dc31a03e9cd2.jpg",
    "DAY-102.jpg": "00143901-a14c-4600-960f-7747b4a3a8cd.jpg",
    "DAY-103.jpg": "014b2a1b-c5a0-469b-b115-bc02b2001db5.jpg",
}
"""Names under which a T-shirt, a shirt and a hat are sent."""
_BARS = 3


def classify(walk: Walk) -> None:
    """Drop three photos and decide on each in another way; take one back; open the page again."""
    page = walk.page
    walk.go("/")
    walk.look("classify-empty")
    files = {name: (PHOTOS_DIR / photo).read_bytes() for name, photo in PHOTOS.items()}
    page.locator("input[type=file]").first.set_input_files(uploads(files))  # type: ignore[arg-type]
    expect(_headlines(walk)).to_have_count(len(files))
    walk.look("classify-photos")
    _decide(walk, "accept the suggestion", ACCEPT)
    _decide(walk, "change a wrong suggestion", CHANGE)
    _decide(walk, "none of the ten", NONE_OF_THE_TEN)
    walk.look("classify-saved")
    _undo(walk)
    _reload(walk)


def _headlines(walk: Walk) -> Locator:
    return walk.page.get_by_role("heading", level=2)


def _decide(walk: Walk, name: str, choice: str) -> None:
    """Decide on the first card that is not saved yet, and compare what it showed with what was saved."""
    page, before = walk.page, _headlines(walk).count()
    headline = plain(_headlines(walk).first.inner_text())
    bars = [plain(bar) for bar in page.get_by_test_id("stProgress").all_inner_texts()[:_BARS]]
    sku = page.get_by_label("SKU", exact=True).first.input_value()
    chosen = _choose(walk, headline, choice)
    title = f"Title of {sku}"
    page.get_by_label("Title of the new item").first.fill(title)
    page.get_by_label("Title of the new item").first.press("Enter")
    walk.rest()
    walk.button("Create the item and save").click()
    expect(_headlines(walk)).to_have_count(before - 1)
    walk.rest()
    said = plain(page.get_by_text(f"Saved: item {sku} created").inner_text())
    fits = "none of the ten categories fits it" if chosen == NONE_OF_THE_TEN else f"it is {chosen}"
    row = walk.catalogue.current(sku)
    suggestion = _suggestion(walk, sku)
    walk.compare(
        f"Classify, {name}",
        {"SKU": sku, "title": title, "category": chosen, "bars": bars, "headline": headline, "said": fits in said},
        {
            "SKU": row.sku,
            "title": row.title,
            "category": row.category,
            "bars": ranked(suggestion.probabilities, suggestion.scope or 1.0, _BARS),
            "headline": bars[0].partition(" · ")[0],
            "said": True,
        },
    )


def _choose(walk: Walk, headline: str, choice: str) -> str:
    """Press a choice as it is offered, and return which category that is."""
    group = walk.page.get_by_role("radiogroup", name="Is that right?").first
    wanted = group.get_by_role("radio", name=choice)
    if not wanted.is_checked():  # a second press would take the choice back
        wanted.click()
    walk.rest()
    if choice != CHANGE:
        return headline if choice == ACCEPT else choice
    other = next(category for category in reversed(CATEGORIES) if category != headline)
    walk.select(walk.page.get_by_role("combobox", name=re.compile("The right category")).first, other)
    return other


def _suggestion(walk: Walk, sku: str) -> Suggestion:
    """Return the suggestion that a person saw when deciding on an item last."""
    number = walk.catalogue.current(sku).last_decision_id
    with Session(walk.engine) as session:
        query = select(Suggestion).join(Decision, Decision.suggestion_id == Suggestion.id).where(Decision.id == number)
        return session.execute(query).scalar_one()


def _undo(walk: Walk) -> None:
    walk.button("Undo").click()
    expect(_headlines(walk)).to_have_count(1)
    walk.rest()
    row = walk.catalogue.current("DAY-101")
    walk.compare(
        "Classify, undo",
        {"category": None, "shown again": "DAY-101"},
        {"category": row.category, "shown again": walk.page.get_by_label("SKU", exact=True).first.input_value()},
    )


def _reload(walk: Walk) -> None:
    """Open the page again: what was open and what was saved is there, as the rows have it."""
    before = _open_and_saved(walk)
    walk.page.reload()
    walk.page.get_by_role("heading", level=1).wait_for()
    expect(walk.page.get_by_text("Saved: ").first).to_be_visible()
    walk.look("classify-reloaded")
    walk.compare("Classify, the page opened again", before, _open_and_saved(walk))
    rows = {row.sku: row.category for row in walk.catalogue.search().rows if row.category}
    walk.compare("and the rows say the same", {"saved": before["saved"]}, {"saved": rows})


def _open_and_saved(walk: Walk) -> dict[str, object]:
    """Return the headlines of the open cards, and the category of each SKU that is said to be saved."""
    saved = {}
    for said in map(plain, walk.page.get_by_text("Saved: ").all_inner_texts()):
        named = next((category for category in CATEGORIES if f" is {category}," in said), NONE_OF_THE_TEN)
        saved[re.findall(r"DAY-\d+", said)[0]] = named
    return {"open": [plain(text) for text in _headlines(walk).all_inner_texts()], "saved": saved}
