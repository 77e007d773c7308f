"""The confidence beside a category is that of this very category; what a person decided has none, in every way out."""

import csv
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.export import to_csv, to_xlsx
from fashion_model.catalogue.lists.read import ListRow
from fashion_model.formats import percent
from fashion_model.web.catalogue.listing import cells_of
from tests.catalogue.fixtures import delivered, seen, suggests
from tests.catalogue.store.older_catalogue import ask


def accepted(catalogue: Catalogue) -> None:
    delivered(catalogue, {"S-1.jpg": suggests("Shirt", 0.4)})
    catalogue.actions.accept_many([seen(catalogue, "S-1")], "Ada")


def changed(catalogue: Catalogue) -> None:
    automatic(catalogue)
    catalogue.actions.decide(seen(catalogue, "S-1"), "Coat", "Ada")


def imported(catalogue: Catalogue) -> None:
    automatic(catalogue)
    catalogue.lists.save([ListRow(2, "S-1", "", "Coat")], "List", "Ada")


def automatic(catalogue: Catalogue) -> None:
    delivered(catalogue, {"S-1.jpg": suggests("Shirt", 0.9)})


def automatic_again(catalogue: Catalogue) -> None:
    changed(catalogue)
    catalogue.actions.undo_decision(catalogue.details.history("S-1")[0].decision_id, "Ada")


def doubted(catalogue: Catalogue) -> None:
    automatic(catalogue)
    delivered(catalogue, {"S-1_2.jpg": suggests("Bag", 0.3)}, name="Wednesday")


def decided_and_doubted(catalogue: Catalogue) -> None:
    changed(catalogue)
    delivered(catalogue, {"S-1_2.jpg": suggests("Bag", 0.3)}, name="Wednesday")


def undecided(catalogue: Catalogue) -> None:
    delivered(catalogue, {"S-1.jpg": suggests("Shirt", 0.4)})


STORIES = [
    (accepted, "Shirt", None, ("Shirt", 0.4)),
    (changed, "Coat", None, ("Shirt", 0.9)),
    (imported, "Coat", None, ("Shirt", 0.9)),
    (automatic, "Shirt", 0.9, ("Shirt", 0.9)),
    (automatic_again, "Shirt", 0.9, ("Shirt", 0.9)),
    (doubted, "Shirt", 0.9, ("Bag", 0.3)),
    (decided_and_doubted, "Coat", None, ("Bag", 0.3)),
    (undecided, None, None, ("Shirt", 0.4)),
]


@pytest.mark.parametrize(("story", "category", "confidence", "suggested"), STORIES)
def test_confidence_is_that_of_the_category_in_every_way_out(
    catalogue: Catalogue,
    catalogue_url: str,
    story: Callable[[Catalogue], None],
    category: str | None,
    confidence: float | None,
    suggested: tuple[str, float],
):
    story(catalogue)
    row = catalogue.current("S-1")
    assert (row.category, row.confidence) == (category, pytest.approx(confidence) if confidence else None)
    assert (row.suggested_category, row.suggested_confidence) == (suggested[0], pytest.approx(suggested[1]))
    shown = "" if confidence is None else f"{confidence:.4f}"
    assert [cells(row)["confidence"], cells(row)["suggested_confidence"]] == [shown, f"{suggested[1]:.4f}"]
    assert in_sheet(row)["confidence"] == row.confidence
    assert cells_of(row, None)["Sure"] == ("" if confidence is None else percent(0.9))
    [(in_view, confidence_in_view)] = ask(catalogue_url, "SELECT category, confidence FROM current_categories")
    assert (in_view, confidence_in_view) == (row.category, row.confidence)
    for decision in catalogue.details.history("S-1"):
        assert (decision.confidence is None) == (decision.kind != "automatic")


def cells(row: CatalogueRow) -> dict[str, str]:
    [line] = csv.DictReader(io.StringIO(to_csv([row])))
    return line


def in_sheet(row: CatalogueRow) -> dict[str, object]:
    header, line = load_workbook(io.BytesIO(to_xlsx([row]))).active.iter_rows(values_only=True)
    return dict(zip(header, line, strict=True))


def test_least_sure_first_leaves_what_people_decided_to_the_end(catalogue: Catalogue):
    photos = {"A.jpg": suggests("Shirt", 0.9), "B.jpg": suggests("Shirt", 0.4), "C.jpg": suggests("Shirt", 0.3)}
    delivered(catalogue, {f"{name[0]}-100.jpg": said for name, said in photos.items()})
    catalogue.actions.accept_many([seen(catalogue, "C-100")], "Ada")
    assert [row.sku for row in catalogue.search(Search(order="confidence")).rows] == ["B-100", "A-100", "C-100"]
