"""Lists as spreadsheet programs leave them: what is shown is read, and what is not shown is said."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import NamedStyle

from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.lists.head import ListChoices
from fashion_model.catalogue.lists.read import ListPreview, read_list
from tests.catalogue.lists.sheets import book_of, rewritten_part, saved, sheet
from tests.catalogue.lists.test_read import sentences

HEADER = ("sku", "title", "category")
LIST = "sku{0}title{0}category\r\nTS-1{0}Hemd{0}Shirt\r\n"


def skus(data: bytes, name: str = "items", **options: object) -> list[str]:
    return [row.sku for row in read_list(data, name, **options).rows]


def warned(preview: ListPreview) -> str:
    return " ".join(warning.sentence for warning in preview.warnings)


def items(*names: str) -> tuple[tuple[object, ...], ...]:
    return (HEADER, *((name, "x", "Coat") for name in names))


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t", ":", "^"])
@pytest.mark.parametrize("line", ["sep={0}\r\n", '"sep={0}"\r\n', "SEP={0}\n", "sep={0};;\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_line_that_names_the_delimiter_is_followed_and_is_no_row(delimiter: str, line: str, encoding: str):
    (row,) = read_list((line + LIST).format(delimiter).encode(encoding), "items.csv").rows
    assert (row.number, row.sku, row.title, row.category) == (2, "TS-1", "Hemd", "Shirt")


def test_a_header_that_only_begins_like_that_line_is_a_header():
    assert read_list(b"sku,sep=;\n1,2\n", "items.csv").ignored_columns == ("sep=;",)


@pytest.mark.parametrize(
    ("written", "sku"),
    [
        ("'00123", "00123"),
        ("’0815", "0815"),
        ("'4006381333931", "4006381333931"),
        ("'2024-01-02", "2024-01-02"),
        ("'5E4", "5E4"),
        ('"=""00123"""', "00123"),
        ("'=A1", "=A1"),
        ("'TS-1'", "'TS-1'"),
        ("'90s-tee", "'90s-tee"),
    ],
)
def test_an_apostrophe_or_formula_that_only_protects_a_number_is_taken_off(written: str, sku: str):
    assert skus(f"sku;title\n{written};x\n".encode()) == [sku]


@pytest.mark.parametrize("text", ["5E4", "100E10", "219E01BE", "1E10", "00123", "1-2", "TRUE", "#1"])
def test_text_of_a_sheet_is_kept_whatever_it_looks_like(text: str):
    assert skus(sheet(("sku",), (text,))) == [text]


@pytest.mark.parametrize("text", ["4.00612E+12", "2,19E+26"])
def test_text_of_a_sheet_that_only_a_rounded_number_looks_like_is_refused(text: str):
    assert sentences(sheet(("sku",), (text,), ("S-2",)))[0][2] == f"“{text}” is a number that a spreadsheet has rounded"


@pytest.mark.parametrize(
    ("value", "number_format", "sku"),
    [(42, '"TS-"0000', "TS-0042"), (123456, "000-000", "123-456"), (7, "[$-407]000", "007"), (42, "@", "42")],
)
def test_a_number_is_read_as_its_format_shows_it(value: int, number_format: str, sku: str):
    assert skus(sheet(("sku",), (value,), number_format=number_format)) == [sku]


@pytest.mark.parametrize("number_format", ["0.00", "0%", "#,##0", "# ?/?", "0.00E+00"])
def test_a_number_that_its_format_changes_is_a_problem_of_its_row(number_format: str):
    data = sheet(("sku", "title"), (1234, "x"), ("S-2", "y"), number_format=number_format)
    [(row, column, sentence)] = sentences(data)
    assert (row, column) == (2, "sku")
    assert sentence.startswith(f"The cell is the number 1234, which its format “{number_format}” shows in another way")
    assert skus(data) == ["S-2"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_that_is_said(state: str):
    preview = read_list(saved(book_of(("Old", state, items("O-1")), ("New", "visible", items("N-1")))), "items.xlsx")
    assert [row.sku for row in preview.rows] == ["N-1"]
    assert warned(preview) == "The file has 2 sheets. Only “New” was read. 1 sheet is hidden."


def test_the_first_visible_sheet_with_skus_is_read_and_another_can_be_chosen():
    sheets = (
        ("Read me", "visible", (("How to fill in",),)),
        ("A", "visible", items("A-1")),
        ("B", "visible", items("B-1")),
    )
    data = saved(book_of(*sheets, ("C", "hidden", items("C-1"))))
    assert skus(data) == ["A-1"]
    assert "“B” could be meant as well: choose the sheet. 1 sheet is hidden." in warned(read_list(data, "items.xlsx"))
    assert skus(data, choices=ListChoices(sheet="b")) == ["B-1"]
    assert skus(data, choices=ListChoices(sheet="C")) == ["C-1"]
    with pytest.raises(InvalidList, match="has no sheet “D”, but “Read me”, “A”, “B”, “C”"):
        skus(data, choices=ListChoices(sheet="D"))


def test_a_workbook_whose_sheets_are_all_hidden_is_refused():
    data = rewritten_part(
        saved(book_of(("A", "visible", items("A-1")))), "workbook.xml", b'state="visible"', b'state="hidden"'
    )
    with pytest.raises(InvalidList, match=r"All sheets of “items\.xlsx” are hidden"):
        read_list(data, "items.xlsx")


def test_a_csv_has_no_sheets():
    with pytest.raises(InvalidList, match="a CSV file, which has no sheets"):
        read_list(b"sku\n1\n", "items.csv", choices=ListChoices(sheet="A"))


@pytest.mark.parametrize(
    "hide",
    [
        lambda found: setattr(found.row_dimensions[3], "hidden", True),
        lambda found: setattr(found.row_dimensions[3], "height", 1e-300),  # openpyxl writes no height of 0
        lambda found: found.row_dimensions.group(3, 3, hidden=True),
    ],
    ids=["filtered", "no height", "grouped"],
)
def test_rows_that_the_sheet_does_not_show_are_left_out_unless_they_are_asked_for(hide: Callable[[object], None]):
    book = book_of(("Items", "visible", items("V-1", "H-1", "V-2")))
    hide(book["Items"])
    preview = read_list(saved(book), "items.xlsx")
    assert ([row.sku for row in preview.rows], preview.hidden_rows) == (["V-1", "V-2"], 1)
    assert [(warning.row, warning.sentence) for warning in preview.warnings] == [
        (3, "This row is hidden or filtered out in the sheet and not read. Choose whether hidden rows are read too.")
    ]
    assert skus(saved(book), choices=ListChoices(hidden_rows=True)) == ["V-1", "H-1", "V-2"]


def test_a_sheet_that_hides_all_its_rows_says_so_instead_of_being_empty():
    book = book_of(("Items", "visible", items("H-1", "H-2")))
    for row in (2, 3):
        book["Items"].row_dimensions[row].hidden = True
    preview = read_list(saved(book), "items.xlsx")
    assert (preview.rows, preview.hidden_rows) == ((), 2)
    assert warned(preview).startswith("This row and 1 other are hidden")


def test_a_hidden_column_gives_way_to_a_visible_one_and_is_said_where_there_is_no_other():
    rows = (("sku", "Artikelnummer", "title"), ("OLD-1", "NEW-1", "x"))
    book = book_of(("Items", "visible", rows))
    book["Items"].column_dimensions["A"].hidden = True
    assert skus(saved(book)) == ["NEW-1"]
    book["Items"].column_dimensions["B"].hidden = True
    preview = read_list(saved(book), "items.xlsx")
    assert [row.sku for row in preview.rows] == ["OLD-1"]
    assert "The column “sku” is hidden in the sheet, and was read." in warned(preview)


def test_a_merged_title_or_category_holds_for_all_its_rows_but_a_merged_sku_is_a_problem():
    book = book_of(
        ("Items", "visible", (HEADER, ("A", "Coats", "Coat"), ("B",), ("C", "Shirts", "Shirt"), (None, "y")))
    )
    for cells in ("B2:B3", "C2:C3", "A4:A5"):
        book["Items"].merge_cells(cells)
    preview = read_list(saved(book), "items.xlsx")
    assert [(row.sku, row.title, row.category) for row in preview.rows] == [
        ("A", "Coats", "Coat"),
        ("B", "Coats", "Coat"),
        ("C", "Shirts", "Shirt"),
    ]
    assert [problem.sentence for problem in preview.problems] == [
        "The cell is merged with the one in row 4. Give each row its own SKU."
    ]


@pytest.mark.parametrize(
    ("cell", "sku"),
    [
        (b'<c r="A2" t="str"><f>"TS-"&amp;ROW()</f><v>TS-2</v></c>', "TS-2"),
        (b'<c r="A2"><f>41+1</f><v>42</v></c>', "42"),
        (b'<c r="A2" t="inlineStr"><is><r><t>TS</t></r><r><t>-9</t></r></is></c>', "TS-9"),
    ],
    ids=["formula of text", "formula of a number", "text in several fonts"],
)
def test_what_a_cell_showed_when_it_was_saved_is_read(cell: bytes, sku: str):
    assert skus(rewritten_part(sheet(("sku",), ("S-1",)), "sheet1.xml", CELL_OF_S_1, cell)) == [sku]


CELL_OF_S_1 = b'<c r="A2" t="inlineStr"><is><t>S-1</t></is></c>'


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (b'<c r="A2"><f>1+1</f></c>', "“=1+1” is a formula. Put its value there"),
        (b'<c r="A2" t="e"><f>VLOOKUP(B2,C:C,1)</f><v>#N/A</v></c>', "The cell is the spreadsheet's error #N/A."),
        (b'<c r="A2" t="e"><v>#REF!</v></c>', "The cell is the spreadsheet's error #REF!."),
        (b'<c r="A2" t="b"><v>1</v></c>', "The cell is true or false."),
    ],
)
def test_a_cell_without_a_value_of_its_own_is_a_problem_of_its_row(cell: bytes, sentence: str):
    data = rewritten_part(sheet(("sku",), ("S-1",), ("S-2",)), "sheet1.xml", CELL_OF_S_1, cell)
    preview = read_list(data, "items.xlsx")
    assert [row.sku for row in preview.rows] == ["S-2"]
    assert preview.problems[0].sentence.startswith(sentence)


def test_a_formula_without_a_value_is_no_empty_category():
    cell = b'<c r="C2" t="inlineStr"><is><t>Coat</t></is></c>'
    data = rewritten_part(sheet(HEADER, ("S-1", "x", "Coat")), "sheet1.xml", cell, b'<c r="C2"><f>X1</f></c>')
    assert [(problem.row, problem.column) for problem in read_list(data, "items.xlsx").problems] == [(2, "category")]


def test_text_in_several_fonts_and_with_a_protective_style_is_read_as_it_stands():
    book = Workbook()
    book.active.append(("sku", "title"))
    book.active.append(("00123", "x"))
    book.active["B2"] = CellRichText("White ", TextBlock(InlineFont(b=True), "T-shirt"))
    book.active["A2"].style = NamedStyle("protected")
    book.active["A2"].quotePrefix = True
    (row,) = read_list(saved(book), "items.xlsx").rows
    assert (row.sku, row.title) == ("00123", "White T-shirt")
