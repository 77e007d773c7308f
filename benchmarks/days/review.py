"""A product manager's review: one key a decision, undo, and many at once."""

import re

from playwright.sync_api import Locator, expect

from benchmarks.days.steps import Walk, plain

_PHOTO = re.compile(r"^Photo of (.+)$")
KEYS = ("1", "2", "H", "N")
"""Pressed in turn: the likeliest answer, the second, a category, none of the ten."""


def review_by_keys(walk: Walk) -> None:
    """Decide on items by keys, each compared with the button that stood beside the key; take the last one back."""
    walk.go("/review?delivery=1")
    sku = ""
    for key in KEYS:
        sku = _on_screen(walk)
        walk.look(f"review-{key}")
        shown = _answer_of(walk, key)
        walk.page.keyboard.press(key.lower())
        _gone(walk, sku)
        row = walk.catalogue.current(sku)
        said = plain(walk.page.get_by_text(re.compile("^Last: ")).inner_text())
        walk.compare(
            f"review by the key {key}",
            {"category": shown, "by": "Ann Smith", "page": said},
            {"category": row.category, "by": row.person, "page": f"Last: {row.sku}, {row.category}"},
        )
    walk.page.keyboard.press("u")
    expect(_photo(walk, sku)).to_be_visible()
    walk.rest()
    row = walk.catalogue.current(sku)
    walk.compare("undo the last", {"item": sku, "category": None}, {"item": _on_screen(walk), "category": row.category})


def accept_many(walk: Walk) -> None:
    """Tick all in sight but the first and accept them, take that back and do it again."""
    walk.go("/review?delivery=1&view=many")
    walk.look("review-many")
    walk.compare("accept many, ticked before a person ticks", {"ticked": 0}, {"ticked": len(_ticked(walk))})
    walk.button("Tick all in sight").click()
    expect(walk.page.get_by_role("checkbox").first).to_be_checked()
    walk.rest()
    ticked = _ticked(walk)
    if ticked:
        left_out = next(iter(ticked))
        _tick_of(walk, left_out).click()
        walk.rest()
        ticked.pop(left_out)
    before = {row.sku: row.category for row in walk.catalogue.search(limit=100).rows}
    if not ticked:
        walk.compare("accept many", {"ticked": 0}, {"ticked": 0})
        return
    walk.press(f"Accept {len(ticked)} suggestion")
    expect(walk.page.get_by_text(re.compile(r"suggestions? accepted"))).to_be_visible()
    walk.look("review-many-accepted")
    _compare_all(walk, "accept many", before | ticked)
    walk.press("Undo")
    expect(walk.page.get_by_text(re.compile(r"suggestions? (taken back|undone)"))).to_be_visible()
    _compare_all(walk, "accept many, undo", before)
    walk.press("Redo")
    expect(walk.page.get_by_text(re.compile(r"suggestions? accepted"))).to_be_visible()
    _compare_all(walk, "accept many, redo", before | ticked)


def _compare_all(walk: Walk, name: str, shown: dict[str, str | None]) -> None:
    walk.compare(name, shown, {row.sku: row.category for row in walk.catalogue.search(limit=100).rows})


def _ticked(walk: Walk) -> dict[str, str | None]:
    """Return the categories of the suggestions that are ticked, by SKU."""
    cells = walk.page.get_by_test_id("stCheckbox").all()
    skus = [
        plain(text).rpartition(" · ")[2]
        for text in walk.page.get_by_test_id("stCaptionContainer").all_inner_texts()
        if re.search(r"% · |%\s· ", text)
    ]
    found: dict[str, str | None] = {}
    for cell, sku in zip(cells, skus, strict=True):
        if cell.get_by_role("checkbox").is_checked():
            found[sku] = plain(cell.inner_text())
    return found


def _tick_of(walk: Walk, sku: str) -> Locator:
    cells = walk.page.get_by_test_id("stCheckbox")
    captions = [
        plain(text)
        for text in walk.page.get_by_test_id("stCaptionContainer").all_inner_texts()
        if "% · " in plain(text)
    ]
    return cells.nth(next(place for place, text in enumerate(captions) if text.endswith(f" · {sku}")))


def _on_screen(walk: Walk) -> str:
    """Wait until an item is shown and its keys are awake; returns its SKU."""
    expect(walk.page.get_by_role("img", name=_PHOTO).first).to_be_visible()
    expect(walk.page.get_by_role("button", name=re.compile("^Skip"))).to_be_visible()
    walk.rest()
    return (walk.page.get_by_role("img", name=_PHOTO).first.get_attribute("alt") or "").removeprefix("Photo of ")


def _photo(walk: Walk, sku: str) -> Locator:
    return walk.page.get_by_role("img", name=f"Photo of {sku}", exact=True)


def _gone(walk: Walk, sku: str) -> None:
    expect(_photo(walk, sku)).to_have_count(0)
    walk.rest()


def _answer_of(walk: Walk, key: str) -> str:
    """Return what the button says that stands for a key."""
    words = walk.page.get_by_role("button", name=re.compile(rf"{key}$")).first.inner_text()
    return plain(words).removesuffix(f" {key}")
