"""Lists of items as people send them: CSV of many makes, XLSX, and files that are neither."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook

from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.catalogue.lists.cells import ListBudget, RowProblem
from fashion_model.catalogue.lists.export import COLUMNS, to_csv, to_xlsx
from fashion_model.catalogue.lists.read import ListRow, read_list
from fashion_model.categories import NONE_OF_THE_TEN
from tests.catalogue.lists.sheets import saved, sheet

EVIL_TITLES = (
    '=HYPERLINK("http://x")',
    "-5",
    "+Size dress",
    "@x",
    "'quoted'",
    "'=1+1",
    "''-5",
    "\ttab in front",
    'Shirt, "blue"; 5\'',
    "#N/A",
    "1e5",
    "_x0041_",
    "007",
    "Größe 38 👕",
)


def packed(**parts: bytes) -> bytes:
    """Return a zip archive; in the names of its parts ``__`` stands for a slash and ``_`` for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


EXPORTED_BESIDES = tuple(name for name in COLUMNS if name not in ("sku", "title", "category"))


def catalogue_row(sku: str, title: str, category: str | None = None) -> CatalogueRow:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return CatalogueRow(
        item_id=1,
        sku=sku,
        title=title,
        status="open",
        category=category,
        code="=K-7",
        person="Ada",
        decided_at=noon,
        changed_at=noon,
        model_version="m1",
        confidence=0.5,
        photo_path=None,
        photo_file_name=None,
        photos=0,
        last_decision_id=None,
    )


def refusal(data: bytes, file_name: str = "items.csv", **options: object) -> str:
    with pytest.raises(InvalidList) as refused:
        read_list(data, file_name, **options)
    return str(refused.value)


def sentences(data: bytes, **options: object) -> list[tuple[int | None, str, str]]:
    problems = read_list(data, "items.csv", **options).problems
    return [(problem.row, problem.column, problem.sentence.partition(". ")[0]) for problem in problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_found_by_name_in_any_order_case_and_delimiter(delimiter: str):
    text = " Category ,TITLE,Colour,sKu\nshirt,Blue,navy,S-1\n,Red,,S-2\nNONE OF THE TEN,Hat,,S-3\n"
    preview = read_list(text.replace(",", delimiter).encode(), "items.csv")
    assert preview.rows == (
        ListRow(2, "S-1", "Blue", "Shirt"),
        ListRow(3, "S-2", "Red", None),
        ListRow(4, "S-3", "Hat", NONE_OF_THE_TEN),
    )
    assert preview.ignored_columns == ("Colour",)
    assert preview.problems == preview.warnings == ()


def test_title_and_category_may_be_left_out_but_not_the_sku():
    assert read_list(b"sku\nS-1\n", "items.csv").rows == (ListRow(2, "S-1", "", None),)
    assert refusal(b"title;number\nShirt;1\n") == (
        "The first row of “items.csv” has no column “sku”, but “title”, “number”. "
        "Choose the column that holds the SKUs, or name it sku."
    )


def test_the_delimiter_is_that_of_the_header_even_when_another_is_more_frequent():
    (row,) = read_list(b"sku;title\nS-1;a,b,c,d\n", "items.csv").rows
    assert row.title == "a,b,c,d"


@pytest.mark.parametrize(("encoding", "named"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")])
def test_unicode_is_read_with_and_without_a_mark(encoding: str, named: str):
    preview = read_list("sku,title\nS-1,Größe 👕\n".encode(encoding), "items.csv")
    assert (preview.encoding, preview.rows[0].title, preview.warnings) == (named, "Größe 👕", ())


def test_windows_1252_is_read_with_a_warning_that_shows_a_line():
    preview = read_list("sku,title\r\nS-1,Shirt\r\nS-2,Größe „Spaß“\r\n".encode("windows-1252"), "items.csv")
    assert preview.encoding == "Windows-1252"
    assert preview.rows[1].title == "Größe „Spaß“"
    assert "“S-2,Größe „Spaß“”" in preview.warnings[0].sentence


def test_damaged_utf_8_is_not_read_as_windows_1252():
    data = "sku,title\nS-1,Größe Ökö\nS-2,".encode() + b"Gr\xf6\xdfe\n"
    assert "is UTF-8, but line 3 has bytes that are not" in refusal(data + "S-3,Rüschenärmel\n".encode())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"sku,title\nS-1,\x81\xfc\n", "The encoding of “items.csv” is unknown."),
        ("sku,title\n".encode("utf-16-le"), "“items.csv” is not a text file."),
        (b"\xff\xfes", "“items.csv” starts like UTF-16 but is damaged."),
        (b"", "“items.csv” is empty."),
        (b" \n\n", "“items.csv” is empty."),
        (b"sku,title\n,\n", "“items.csv” has a header but no items."),
        (b"sku,SKU\n1,2\n", "“items.csv” has more than one column “sku”."),
        (b"sku," + b"x," * 1000 + b"x\n1\n", "“items.csv” has more than 1000 columns."),
        (b'sku,title\nS-1,"Chic" dress\n', "The quotation marks of “items.csv” do not match from row 2 on."),
        (b'sku,title\nS-1,Shirt\nS-2,"Red\nS-3,x\n', "The quotation marks of “items.csv” do not match from row 3 on."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "“items.csv” is an old XLS spreadsheet."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "“items.csv” is protected with a password.",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(data: bytes, sentence: str):
    assert refusal(data).startswith(sentence)


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    data = b'\nsku,note,title\nS-1,"two\nlines, one cell",Shirt\n\n,,\nS-2,,Coat\n'
    assert [(row.number, row.title) for row in read_list(data, "items.csv").rows] == [(3, "Shirt"), (6, "Coat")]


def test_line_breaks_in_a_title_are_a_problem_of_its_row_only():
    data = b'sku,title\nS-1,"two\nlines"\nS-2,Coat\n'
    told = "The title has a character that cannot be seen, in place 4: line break (U+000A)"
    assert sentences(data) == [(2, "title", told)]
    assert [row.sku for row in read_list(data, "items.csv").rows] == ["S-2"]


def test_every_problem_of_a_row_is_told():
    long_title = "x" * 301
    data = f"sku,title,category\n,{long_title},Skirt\nS-2,Coat,Coat\n".encode()
    preview = read_list(data, "items.csv")
    assert [(problem.row, problem.column) for problem in preview.problems] == [
        (2, "sku"),
        (2, "title"),
        (2, "category"),
    ]
    assert preview.problems[2].sentence.startswith("“Skirt” is not a category. Choose one of T-shirt/top, Trouser")
    assert [row.number for row in preview.rows] == [3]


def test_every_repeat_of_a_sku_names_the_row_where_it_came_first():
    assert sentences(b"sku\nab\nAB \nx\nAb\n") == [
        (3, "sku", "The SKU “AB” is in row 2 already"),
        (5, "sku", "The SKU “Ab” is in row 2 already"),
    ]


def test_a_row_with_more_cells_than_the_header_is_not_cut_off():
    assert sentences(b"sku,title\nS-1,Shirt, blue\nS-2,Coat,\n") == [
        (2, "", "The row has more cells than the 2 of the header")
    ]


@pytest.mark.parametrize("formula", ["=1+1", "+cmd|x", "@SUM(A1)", ' =HYPERLINK("x")'])
def test_a_formula_is_refused_with_its_row(formula: str):
    data = f"sku;title\nS-1;{formula}\nS-2;Coat\n".replace('"x"', "x").encode()
    preview = read_list(data, "items.csv")
    assert [(problem.row, problem.column) for problem in preview.problems] == [(2, "title")]
    assert "is a formula. Put its value there" in preview.problems[0].sentence
    assert [row.sku for row in preview.rows] == ["S-2"]


def test_formulas_in_columns_that_are_ignored_do_no_harm():
    assert read_list(b"sku,price\nS-1,=A1\n", "items.csv").problems == ()


@pytest.mark.parametrize("sku", ["4.00612E+12", "4,00612E+12", "4E+12"])
def test_a_sku_that_a_spreadsheet_has_rounded_is_refused(sku: str):
    (problem,) = read_list(f"sku;title\n{sku};Shirt\n".encode(), "items.csv").problems
    assert problem.sentence == f"“{sku}” is a number that a spreadsheet has rounded. Type the whole SKU as text."


def test_the_shops_own_codes_are_categories_and_names_go_before_them():
    codes = {"K-7": "Dress", "shirt": "Coat", "H": NONE_OF_THE_TEN}
    data = b"sku,category\n1,k-7\n2,Shirt\n3,h\n4,K-8\n"
    preview = read_list(data, "items.csv", codes)
    assert [row.category for row in preview.rows] == ["Dress", "Shirt", NONE_OF_THE_TEN]
    assert sentences(data, codes=codes) == [(5, "category", "“K-8” is not a category")]


def test_more_rows_or_bytes_than_the_budget_are_refused():
    data = b"sku\n1\n2\n3\n"
    assert len(read_list(data, "items.csv", budget=ListBudget(rows=3)).rows) == 3
    assert refusal(data, budget=ListBudget(rows=2)).startswith("The list has more than 2 rows.")
    assert refusal(data, budget=ListBudget(bytes=9)) == (
        "“items.csv” has 0.0 MB; at most 9e-06 MB are accepted. Split it."
    )


def test_a_sheet_is_read_whatever_its_file_is_called():
    preview = read_list(sheet(("Title", " SKU", None, "Note"), ("Shirt", "007", 1, "x"), (), ("Coat", "8")), "x.csv")
    assert preview.rows == (ListRow(2, "007", "Shirt", None), ListRow(4, "8", "Coat", None))
    assert (preview.encoding, preview.ignored_columns) == ("XLSX", ("Note",))


def test_only_the_first_list_is_read_and_the_others_are_named():
    book = Workbook()
    book.active.append(("sku",))
    book.active.append(("S-1",))
    book.create_sheet("Old").append(("sku",))
    preview = read_list(saved(book), "items.xlsx")
    sentence = "The file has 2 sheets. Only “Sheet” was read. “Old” could be meant as well: choose the sheet."
    assert preview.warnings == (RowProblem(None, "", sentence),)


def test_numbers_become_digits_with_a_warning_about_zeros_in_front():
    preview = read_list(sheet(("sku", "title"), (7, 501), (4006381333931, "Coat"), ("0012", "Hat")), "items.xlsx")
    assert [(row.sku, row.title) for row in preview.rows] == [("7", "501"), ("4006381333931", "Coat"), ("0012", "Hat")]
    (warning,) = preview.warnings
    assert (warning.row, warning.column) == (2, "sku")
    assert warning.sentence.startswith("In 2 rows, of which this is the first, the SKU is a number")


def test_zeros_that_the_format_shows_are_kept_without_a_warning():
    preview = read_list(sheet(("sku",), (42,), number_format="00000"), "items.xlsx")
    assert (preview.rows[0].sku, preview.warnings) == ("00042", ())


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (1.5, "The cell is the number 1.5."),
        (4006381333931123, "The cell is a number of more than 15 digits"),
        (date(2026, 1, 2), "The cell is a date or time (2026-01-02)."),
        (True, "The cell is true or false."),
        ("#N/A", "The cell is the spreadsheet's error #N/A."),
        ("=1+1", "“=1+1” is a formula."),
    ],
)
def test_cells_that_are_no_text_are_refused_with_their_row(value: object, sentence: str):
    data = sheet(("sku", "title"), (value, "Shirt"), ("S-2", "Coat"))
    preview = read_list(data, "items.xlsx")
    (problem,) = preview.problems
    assert (problem.row, problem.column) == (2, "sku")
    assert problem.sentence.startswith(sentence)
    assert [row.sku for row in preview.rows] == ["S-2"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (packed(xl__workbook_xml=b"", xl__vbaProject_bin=b""), "“items.xlsx” has macros."),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "“items.xlsx” is an ODS or XLSB"),
        (packed(xl__workbook_bin=b""), "“items.xlsx” is an ODS or XLSB"),
        (packed(word__document_xml=b""), "“items.xlsx” is an archive, not a spreadsheet."),
        (packed(xl__workbook_xml=b"<workbook/>"), "“items.xlsx” is damaged."),
        (sheet(("sku",), ("S-1",))[:-30], "“items.xlsx” is damaged."),
        (packed(**{f"xl__{number}": b"" for number in range(1000)}), "“items.xlsx” unpacks to more"),
        (packed(xl__workbook_xml=b"<c/>" * 16_000_001), "“items.xlsx” unpacks to more"),
    ],
    ids=["macros", "ods", "xlsb", "docx", "no sheets", "cut off", "many parts", "many tags"],
)
def test_an_archive_that_is_no_sheet_is_refused_in_a_sentence(data: bytes, sentence: str):
    assert refusal(data, "items.xlsx").startswith(sentence)


def test_a_sheet_that_unpacks_to_more_than_the_budget_is_refused_before_it_is_unpacked():
    data = packed(xl__workbook_xml=b" " * 1_000_001)
    assert refusal(data, "items.xlsx", budget=ListBudget(unpacked_bytes=1_000_000)).startswith(
        "“items.xlsx” unpacks to more than is accepted."
    )


def rewritten(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return an XLSX file with other XML in its first sheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            assert old in part or not name.endswith("sheet1.xml")
            target.writestr(name, part.replace(old, new) if name.endswith("sheet1.xml") else part)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
        (b'<c r="A2" t="inlineStr"><is><t>S-1</t></is>', b'<c r="A2" s="77"><v>2</v>'),
        (b'<c r="A2" t="inlineStr"><is><t>S-1</t></is>', b'<c r="A2" t="s"><v>99</v>'),
        (b'<row r="2"><c r="A2"', b'<row r="99999999999"><c r="A99999999999"'),
        (b"</sheetData>", b""),
    ],
    ids=["entity", "unknown style", "unknown text", "row out of reach", "broken XML"],
)
def test_a_damaged_sheet_is_refused_in_a_sentence(old: bytes, new: bytes):
    data = rewritten(sheet(("sku",), ("S-1",)), old, new)
    assert refusal(data, "items.xlsx").startswith("“items.xlsx” is damaged. Open it in a spreadsheet program")


def test_a_sheet_that_claims_to_be_huge_is_as_long_as_it_is():
    data = rewritten(sheet(("sku",), ("S-1",)), b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert read_list(data, "items.xlsx").rows == (ListRow(2, "S-1", "", None),)


def test_an_encrypted_archive_is_refused():
    data = bytearray(sheet(("sku",), ("S-1",)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "is protected with a password" in refusal(bytes(data), "items.xlsx")


@pytest.mark.parametrize("write", [lambda rows: to_csv(rows).encode(), to_xlsx], ids=["csv", "xlsx"])
def test_what_is_exported_is_read_back_the_same(write: Callable[[list[CatalogueRow]], bytes]):
    rows = [catalogue_row(f"{title}-{at}".replace("//", "/"), title, "Dress") for at, title in enumerate(EVIL_TITLES)]
    rows += [catalogue_row("-007", "Hat", NONE_OF_THE_TEN), catalogue_row("=A1", "New")]
    preview = read_list(write(rows), "catalogue")
    assert preview.problems == preview.warnings == ()
    assert [(row.sku, row.title, row.category) for row in preview.rows] == [
        (row.sku.strip(), row.title.strip(), row.category) for row in rows
    ]
    assert preview.ignored_columns == EXPORTED_BESIDES
