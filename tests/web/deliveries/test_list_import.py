"""Lists of items on the Deliveries page: nothing is written before a person says so, and all of it can go back."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.cells import RowProblem
from fashion_model.catalogue.lists.importing import ListPlan
from fashion_model.catalogue.lists.read import ListRow, read_list
from fashion_model.categories import NONE_OF_THE_TEN
from fashion_model.web.deliveries.list_import import (
    all_problems,
    ignored_in_words,
    import_label,
    imported_in_words,
    nothing_in_words,
    plan_in_words,
    problems_table,
    rows_left_out,
    rows_table,
    template_csv,
    template_xlsx,
    warning_in_words,
)
from tests.catalogue.lists.sheets import book_of, saved
from tests.web.fixtures import button, labels, texts

SPRING = """\
sku,title,category,price
TS-1,White T-shirt,T-shirt/top,9
TS-2,Straw hat,none of the ten,8
TS-3,Mystery,,7
TS-1,Twice,,9
X-1,Jacket,Jackets,9
X-2,,,9
"""
OPEN = "Open the import, or undo it"


@pytest.fixture
def page(shop: Catalogue, open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("deliveries").run()


def choose(page: AppTest, data: str | bytes, name: str = "spring.csv") -> AppTest:
    raw = data.encode() if isinstance(data, str) else data
    page.file_uploader[0].set_value((name, raw, "text/csv"))
    page.run()
    assert not page.exception
    return page


def imports(page: AppTest) -> list[str]:
    return [label for label in labels(page) if label.startswith("Import")]


def test_page_without_a_list_offers_templates_and_no_import(page: AppTest) -> None:
    assert not page.exception
    assert [one.label for one in page.download_button] == ["Template as CSV", "Template as XLSX"]
    assert imports(page) == []


def test_chosen_list_is_shown_and_nothing_is_written(page: AppTest, shop: Catalogue) -> None:
    choose(page, SPRING)
    assert "**3 items · 3 new · 0 known**" in texts(page)
    assert imports(page) == ["Import 3 items, leave out 3 rows"]
    assert "Columns that are not read: price." in texts(page)
    [problems] = page.table
    assert problems.value["Row"].tolist() == [5, 6, 7]
    assert problems.value["Column"].tolist() == ["sku", "category", "title"]
    assert page.dataframe[0].value["Category"].tolist() == ["T-shirt/top", NONE_OF_THE_TEN, "", ""]
    assert shop.search().total == 0
    assert shop.deliveries.latest(1) == ()


def test_import_becomes_a_delivery_that_is_opened_and_taken_back(page: AppTest, shop: Catalogue) -> None:
    button(choose(page, SPRING), "Import 3 items, leave out 3 rows").click().run()
    assert "spring\\.csv: 3 items created, 0 categories changed." in page.success[0].value
    assert shop.current("TS-1").category == "T-shirt/top"
    assert shop.current("TS-2").category == NONE_OF_THE_TEN
    assert shop.current("TS-3").category is None
    assert shop.find_item("X-1") is None
    assert imports(page) == []  # the drop area is empty again
    [delivery] = shop.deliveries.latest(2)
    assert (delivery.name, delivery.person) == ("spring.csv", "Ann Smith")

    button(page, OPEN).click().run()
    assert page.query_params["delivery"] == str(delivery.delivery_id)
    button(page, "Undo the whole delivery").click().run()
    assert shop.search(Search()).total == 0


def test_known_items_get_another_category_and_keep_their_titles(page: AppTest, shop: Catalogue) -> None:
    shop.create_item("TS-1", "Blue bag")
    shop.actions.decide("TS-1", category="Bag", person="Bea")
    choose(page, "sku,title,category\nTS-1,White T-shirt,T-shirt/top\n")
    assert "**1 item · 0 new · 1 known, 1 of them with another category**" in texts(page)
    button(page, "Import 1 item").click().run()
    row = shop.current("TS-1")
    assert (row.category, row.title, row.person) == ("T-shirt/top", "Blue bag", "Ann Smith")


def test_list_that_changes_nothing_cannot_be_imported(page: AppTest, shop: Catalogue) -> None:
    shop.create_item("TS-1", "White T-shirt")
    choose(page, "sku,title\nTS-1,White T-shirt\n")
    assert "the catalogue has these items already" in page.info[0].value
    assert imports(page) == []


def test_shops_own_codes_stand_for_categories(page: AppTest, shop: Catalogue) -> None:
    shop.rules.set_codes({"Coat": "C-9"}, "Ann")
    choose(page, "sku;title;category\nCO-1;Long coat;c-9\n")
    button(page, "Import 1 item").click().run()
    assert shop.current("CO-1").category == "Coat"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"%PDF-1.4 \x00", "is not a text file"),
        (b"PK\x03\x04 broken", "is damaged"),
    ],
)
def test_file_that_is_no_list_is_a_sentence(page: AppTest, data: bytes, sentence: str) -> None:
    choose(page, data, "list.xlsx")
    assert sentence in page.error[0].value
    assert imports(page) == []


def column(page: AppTest, label: str):
    return next(shown for shown in page.selectbox if shown.label == label)


def test_columns_that_nobody_can_guess_are_chosen_and_remembered(page: AppTest, shop: Catalogue) -> None:
    text = "Material;Text;Art\n4711;Hemd;Shirt\n4712;Hose;Hosen\n"
    choose(page, text)
    assert "has no column “sku”, but “Material”, “Text”, “Art”" in page.warning[0].value
    assert imports(page) == []
    assert column(page, "SKU").options[:2] == ["Choose a column", "Material – 4711"]
    column(page, "SKU").set_value("Material")
    column(page, "Title").set_value("Text")
    column(page, "Category").set_value("Art").run()
    assert page.dataframe[0].value["Category"].tolist() == ["Shirt", ""]
    button(page, "Import 2 items").click().run()
    assert shop.current("4711").title == "Hemd"
    choose(page, "Material;Text;Art\n4713;Rock;Dress\n", "next.csv")
    assert [column(page, name).value for name in ("SKU", "Title", "Category")] == ["Material", "Text", "Art"]
    assert imports(page) == ["Import 1 item"]


def test_guessed_columns_are_shown_and_changed_by_hand(page: AppTest) -> None:
    choose(page, "Artikelnummer;EAN;Bezeichnung\nA-1;400;Hemd\n")
    assert column(page, "SKU").value == "Artikelnummer"
    assert "A\\-1" in [caption.value for caption in page.caption]
    column(page, "SKU").set_value("EAN").run()
    assert page.dataframe[0].value["SKU"].tolist() == ["400"]


def test_sheet_and_hidden_rows_are_the_persons_choice(page: AppTest) -> None:
    rows = (("sku", "title"), ("V-1", "x"), ("H-1", "y"))
    book = book_of(("Old", "hidden", rows), ("Items", "visible", rows), ("More", "visible", (rows[0], ("M-1", "z"))))
    book["Items"].row_dimensions[3].hidden = True
    choose(page, saved(book), "items.xlsx")
    assert column(page, "Sheet").options == ["Old (hidden)", "Items", "More"]
    assert page.dataframe[0].value["SKU"].tolist() == ["V-1"]
    page.checkbox[0].check().run()
    assert page.dataframe[0].value["SKU"].tolist() == ["V-1", "H-1"]
    column(page, "Sheet").set_value("More").run()
    assert page.dataframe[0].value["SKU"].tolist() == ["M-1"]


def test_export_of_a_shop_system_is_named_and_its_handles_are_kept(page: AppTest, shop: Catalogue) -> None:
    shop.create_item("TS-1", "White T-shirt")
    choose(page, "Handle,Title,Variant SKU,Type\ntee,Tee,TS-1,\n", "products_export.csv")
    assert "Shopify export" in texts(page)
    button(page, "Keep what the shop needs to know of 1 item").click().run()
    assert shop.lists.kept("shopify") == {1: {"handle": "tee", "title": "Tee"}}


def test_file_name_with_markdown_is_shown_as_it_is(page: AppTest) -> None:
    choose(page, b"", "![x](http://example.org/x.png).csv")
    assert r"\!\[x\]\(http" in page.error[0].value


def test_name_is_asked_for_before_a_list_can_be_imported(page: AppTest, set_up: Callable[..., None]) -> None:
    set_up(reviewer="")
    choose(page, SPRING)
    assert button(page, "Import 3 items, leave out 3 rows").disabled
    page.text_input(key="person").set_value("Bea").run()
    assert not button(page, "Import 3 items, leave out 3 rows").disabled


def test_only_the_first_rows_of_a_long_list_are_shown(page: AppTest) -> None:
    choose(page, "sku,title\n" + "".join(f"TS-{number},Item\n" for number in range(51)))
    assert imports(page) == ["Import 51 items"]
    assert len(page.dataframe[0].value) == 50
    assert "The first 50 rows" in texts(page)


@pytest.mark.parametrize("template", [template_csv(), template_xlsx()])
def test_template_is_a_list_that_can_be_imported(template: bytes) -> None:
    preview = read_list(template, "items")
    assert preview.rows == (ListRow(2, "TS-1042", "White crew-neck T-shirt", "T-shirt/top"),)
    assert (preview.problems, preview.warnings, preview.ignored_columns) == ((), (), ())


def test_problems_of_the_list_and_of_the_catalogue_are_told_together_from_top_to_bottom() -> None:
    preview = read_list(b"sku,title,category\nX-1,,\n,No SKU,Jackets\n", "spring.csv")
    problems = all_problems(preview, ListPlan(0, 0, 0, (RowProblem(2, "title", "X-1 is new and needs a title."),)))
    assert [(one.row, one.column) for one in problems] == [(2, "title"), (3, "sku"), (3, "category")]
    assert rows_left_out(problems) == 2
    assert problems_table(problems)["What is wrong"][0] == "X\\-1 is new and needs a title\\."


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (ListPlan(100, 12, 6, ()), "118 items · 100 new · 18 known, 6 of them with another category"),
        (ListPlan(1, 0, 0, ()), "1 item · 1 new · 0 known"),
        (ListPlan(0, 2000, 0, ()), "2,000 items · 0 new · 2,000 known"),
    ],
)
def test_plan_in_words(plan: ListPlan, words: str) -> None:
    assert plan_in_words(plan) == words


def test_button_counts_what_is_written_and_what_is_left_out() -> None:
    assert import_label(ListPlan(112, 12, 6, ()), left_out=0) == "Import 118 items"
    assert import_label(ListPlan(1, 0, 0, ()), left_out=1) == "Import 1 item, leave out 1 row"
    assert imported_in_words("a_b", ListPlan(1, 12, 6, ())) == "a\\_b: 1 item created, 6 categories changed."


def test_list_without_a_good_row_says_so() -> None:
    assert "No row of this list can be imported" in nothing_in_words(ListPlan(0, 0, 0, ()))
    assert "already" in nothing_in_words(ListPlan(0, 3, 0, ()))


def test_warnings_name_their_row_where_they_have_one() -> None:
    assert warning_in_words(RowProblem(7, "sku", "A number.")) == "Row 7: A number\\."
    assert warning_in_words(RowProblem(None, "", "Two sheets.")) == "Two sheets\\."


def test_only_ten_columns_that_are_not_read_are_named() -> None:
    assert ignored_in_words([]) == ""
    assert ignored_in_words(["price", "*"]) == "Columns that are not read: price, \\*."
    assert ignored_in_words([f"c{number}" for number in range(12)]).endswith("c8, c9 and 2 more.")


def test_rows_without_a_category_have_an_empty_cell() -> None:
    table = rows_table([ListRow(2, "S-1", "Hat", None)])
    assert table.to_dict("records") == [{"Row": 2, "SKU": "S-1", "Title": "Hat", "Category": ""}]
