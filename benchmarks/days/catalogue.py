"""A product manager's catalogue: an item changed, its story, files exported and imported again."""

import csv
import io
import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from benchmarks.days.steps import Walk, plain
from fashion_model.catalogue.items.search import Search

SKU, OTHER = "TS-1001", "TS-1002"
TITLE, CATEGORY = "Blue striped shirt", "Dress"
CHANGED_TO = "Sandal"


def change_item(walk: Walk) -> None:
    """Change an item's title and category in its story, and read both in its history."""
    page = walk.page
    walk.go(f"/catalogue?q={SKU}")
    walk.look("catalogue-found")
    walk.press("Story and edit")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    walk.rest()
    walk.look("catalogue-story")
    dialog.get_by_label("Title").fill(TITLE)
    walk.select(dialog.get_by_role("combobox", name=re.compile("Category")), CATEGORY)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("heading", name=TITLE)).to_be_visible()
    walk.rest()
    walk.look("catalogue-story-changed")
    story = plain(dialog.inner_text())
    row = walk.catalogue.current(SKU)
    walk.compare(
        "change a title and a category",
        {"title": TITLE, "category": CATEGORY, "by": "Ann Smith", "both in the history": True},
        {
            "title": row.title,
            "category": row.category,
            "by": row.person,
            "both in the history": story.count(CATEGORY) > 1 and story.count(TITLE) > 1,
        },
    )


def export_and_import(walk: Walk) -> None:
    """Export CSV and XLSX, import both without a change, then one with a change, and take that back."""
    rows = {row.sku: (row.title, row.category or "") for row in walk.catalogue.every(Search())}
    walk.go("/catalogue")
    walk.look("catalogue")
    found = plain(walk.page.get_by_text(re.compile(r"\d+ items? found")).inner_text())
    files = {
        label: _download(walk, label, walk.folder / name)
        for label, name in (("CSV", "catalogue.csv"), ("Excel", "catalogue.xlsx"))
    }
    walk.compare("items found", {"items": found}, {"items": f"{len(rows)} items found"})
    for label, file in files.items():
        walk.compare(f"export as {label}", {"items": _read(file)}, {"items": rows})
    for label, file in files.items():
        _choose_list(walk, file)
        expect(walk.page.get_by_text("Nothing to import")).to_be_visible()
        walk.look(f"import-{label}-again")
        again = {row.sku: (row.title, row.category or "") for row in walk.catalogue.every(Search())}
        walk.compare(f"import the same {label} again", {"items": rows}, {"items": again})
    _import_changed(walk, files["CSV"], rows)


def _import_changed(walk: Walk, file: Path, rows: dict[str, tuple[str, str]]) -> None:
    table = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    for line in table:
        if line["sku"] == OTHER:
            line["category"] = CHANGED_TO
    changed = file.with_name("changed.csv")
    with changed.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    _choose_list(walk, changed)
    walk.look("import-changed")
    walk.press("Import 1 item")
    expect(walk.page.get_by_text("1 category changed")).to_be_visible()
    walk.look("imported")
    expected = rows | {OTHER: (rows[OTHER][0], CHANGED_TO)}
    after = {row.sku: (row.title, row.category or "") for row in walk.catalogue.every(Search())}
    walk.compare("import a changed list", {"items": expected}, {"items": after})
    walk.press("Open the import")
    walk.look("import-opened")
    walk.press("Undo delivery")
    walk.button("Undo the whole delivery").press("Enter")
    expect(walk.page.get_by_text("Undone", exact=True)).to_be_visible()
    walk.rest()
    back = {row.sku: (row.title, row.category or "") for row in walk.catalogue.every(Search())}
    walk.compare("undo the import", {"items": rows}, {"items": back})


def _choose_list(walk: Walk, file: Path) -> None:
    walk.go("/deliveries")
    walk.page.get_by_text("Import a list of items").click()
    walk.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(walk.page.get_by_text(re.compile(r"\d+ items? · \d+ new · \d+ known"))).to_be_visible()
    walk.rest()


def _download(walk: Walk, label: str, path: Path) -> Path:
    with walk.page.expect_download() as coming:
        walk.button(label).click()
    coming.value.save_as(path)
    walk.rest()
    return path


def _read(file: Path) -> dict[str, tuple[str, str]]:
    """Return title and category of each SKU in a file."""
    if file.suffix == ".csv":
        lines = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    else:
        lines = [
            ["" if cell is None else str(cell) for cell in row] for row in load_workbook(file).worksheets[0].values
        ]
    head, *rest = lines
    sku, title, category = (head.index(name) for name in ("sku", "title", "category"))
    return {line[sku]: (line[title], line[category]) for line in rest}
