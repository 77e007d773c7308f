"""A product manager's deliveries: 60 photos of 20 items, a zip with folders, undo and restore."""

import re
from collections.abc import Mapping

from playwright.sync_api import expect

from benchmarks.days.photos import (
    ASKED,
    BAD,
    CLUTTER,
    FOLDERS,
    ITEMS,
    REFUSED_AT_ONCE,
    delivered,
    photo_files,
    uploads,
    zip_with_folders,
)
from benchmarks.days.steps import Walk, plain, plain_lines
from fashion_model.catalogue.deliveries.records import REFUSED
from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.catalogue.items.search import Search
from fashion_model.formats import percent

_SKU_OF_PHOTO = re.compile(r"^Photo of (.+)$")


def deliver_photos(walk: Walk) -> None:
    """Drop 60 photos of 20 items with three bad ones and clutter, answer what is asked, and classify."""
    number = _begin(walk)
    files = delivered(photo_files())
    _drop(walk, uploads(files), sent=len(files) - len(CLUTTER) - len(REFUSED_AT_ONCE))
    walk.look("delivery-preview-asked")
    walk.button(f"One item: {ASKED}").click()
    expect(walk.button(f"One item: {ASKED}")).to_have_count(0)
    walk.rest()
    _compare_preview(walk, number, "60 photos of 20 items")
    walk.look("delivery-preview")
    _classify(walk, number)
    walk.look("delivery-classified")
    _compare_results(
        walk, number, "60 photos of 20 items, classified", {f"TS-{1001 + item}": None for item in range(ITEMS)}
    )
    refused = {file.path: file.reason for file in walk.catalogue.deliveries.files(number, [REFUSED])}
    said = plain(walk.page.get_by_text("files were not accepted").inner_text())
    walk.page.get_by_text("files were not accepted").click()
    walk.look("delivery-refused")
    walk.compare(
        "the refused files",
        {"names": sorted(BAD), "page": said.rpartition("block ")[2]},
        {"names": sorted(refused), "page": f"{len(refused)} files were not accepted"},
    )


def deliver_zip(walk: Walk) -> None:
    """Drop a zip whose folders are items and whose photos are called 1.jpg, 2.jpg and so on."""
    number = _begin(walk)
    archive = zip_with_folders(photo_files()[60:])
    file: dict[str, object] = {"name": "Folders.zip", "mimeType": "application/zip", "buffer": archive}
    _drop(walk, [file], sent=1)
    walk.look("zip-preview")
    if walk.page.get_by_text("Which item?").count():
        walk.button("Folder names").click()
        expect(walk.page.get_by_text("Which item?")).to_have_count(0)
        expect(walk.button("Folder names")).to_have_count(0)
        walk.rest()
    _compare_preview(walk, number, "a zip with folders")
    _classify(walk, number)
    walk.look("zip-classified")
    _compare_results(walk, number, "a zip with folders, classified", FOLDERS)


def undo_and_restore(walk: Walk) -> None:
    """Undo the first delivery and restore it; each item has again what it had."""
    search = Search(delivery_id=1)
    walk.go("/deliveries?delivery=1")
    before = {row.sku: (row.category, row.title) for row in walk.catalogue.every(search)}
    walk.press("Undo delivery")
    walk.button("Undo the whole delivery").press("Enter")  # wherever its popover opened
    expect(walk.page.get_by_text("Undone", exact=True)).to_be_visible()
    walk.look("delivery-undone")
    walk.compare("undo the delivery", {"items": 0}, {"items": len(list(walk.catalogue.every(search)))})
    walk.press("Restore delivery")
    expect(walk.button("Undo delivery")).to_be_visible()
    walk.rest()
    walk.look("delivery-restored")
    after = {row.sku: (row.category, row.title) for row in walk.catalogue.every(search)}
    walk.compare("restore the delivery", {"items": before}, {"items": after})


def _begin(walk: Walk) -> int:
    """Begin a delivery and return its number."""
    walk.go("/deliveries")
    walk.look("deliveries")
    walk.press("Begin")
    expect(walk.button("Choose a folder")).to_be_visible()
    walk.rest()
    return int(walk.page.url.rpartition("=")[2])


def _drop(walk: Walk, files: list[dict[str, object]], sent: int) -> None:
    """Drop files and wait until the server has those that it takes."""
    walk.page.locator("input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]
    expect(walk.page.locator(".counts")).to_contain_text(re.compile(f"^{sent} of .*done"))
    expect(walk.page.get_by_text(re.compile(r"\d+ photos? of \d+ items?")).first).to_be_visible()
    walk.rest()


def _compare_preview(walk: Walk, number: int, name: str) -> None:
    """Compare what the preview counts with what the delivery's plan would tie to which item."""
    matching = walk.catalogue.deliveries.plan(number)
    photos = sum(len(item.paths) for item in matching.items)
    said = plain(walk.page.get_by_text(re.compile(r"^\d+ photos? of \d+ items? · ")).inner_text())
    button = plain(walk.page.get_by_role("button", name=re.compile("Classify \\d+ photo")).inner_text())
    shown = re.fullmatch(r"(\d+) photos? of (\d+) items? · (\d+) known · (\d+) new.*", said)
    walk.compare(
        f"{name}, preview",
        {"counts": shown.groups() if shown else said, "button": button.rpartition("Classify ")[2]},
        {
            "counts": tuple(
                str(count)
                for count in (
                    photos,
                    len(matching.items),
                    sum(item.is_known for item in matching.items),
                    sum(not item.is_known for item in matching.items),
                )
            ),
            "button": f"{photos} photos",
        },
    )


def _classify(walk: Walk, number: int) -> None:
    """Press the button and wait for the end; the tab says that it came."""
    walk.page.get_by_role("button", name=re.compile("Classify \\d+ photo")).click()
    expect(walk.page.get_by_text("Classified", exact=True)).to_be_visible(timeout=240_000)
    walk.rest()
    counts = walk.catalogue.deliveries.counts(number)
    progress = plain(walk.page.get_by_test_id("stProgress").first.inner_text())
    name, photos = walk.catalogue.deliveries.get(number).name, counts.total - counts.files[REFUSED]
    refused = [f"{counts.files[REFUSED]} files refused"] if counts.files[REFUSED] else []
    walk.compare(
        "classified to the end",
        {
            "progress": progress,
            "tab says Done": walk.page.title().startswith("Done"),
            "tab names it": name in walk.page.title(),
        },
        {
            "progress": " · ".join([f"{photos} of {photos} photos done", *refused]),
            "tab says Done": True,
            "tab names it": True,
        },
    )


def _compare_results(walk: Walk, number: int, name: str, expected: Mapping[str, int | None]) -> None:
    """Compare the items of a delivery, as the page lists them, with their rows."""
    rows = {row.sku: row for row in walk.catalogue.every(Search(delivery_id=number))}
    shown = {}
    for card in walk.page.get_by_test_id("stMarkdown").all_inner_texts():
        sku, *said = plain_lines(card)
        if sku in rows and said:
            shown[sku] = said[-1]
    walk.compare(
        name,
        {"items": sorted(expected), **shown},
        {"items": sorted(rows), **{sku: standing(row) for sku, row in rows.items()}},
    )
    if counts := {sku: photos for sku, photos in expected.items() if photos}:
        walk.compare(f"{name}: photos of each item", counts, {sku: row.photos for sku, row in rows.items()})


def standing(row: CatalogueRow) -> str:
    """Return what a delivery's page says of an item's row."""
    if row.category is None:
        return row.question or "To be looked at"
    return plain(row.category if row.confidence is None else f"{row.category} · {percent(row.confidence)}")
