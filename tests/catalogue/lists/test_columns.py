"""Which column holds what: guessed from names in many languages, chosen by hand, and remembered."""

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import InvalidList
from fashion_model.catalogue.lists.columns import COLUMNS, SYNONYMS, column_key, guessed_columns
from fashion_model.catalogue.lists.head import ColumnsUnclear, ListChoices
from fashion_model.catalogue.lists.read import ListPreview, read_list


def read(text: str, **options: object) -> ListPreview:
    return read_list(text.encode(), "items.csv", **options)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Variant SKU;Title;Type", ("Variant SKU", "Title", "Type")),
        ("Artikelnummer;Bezeichnung;Warengruppe", ("Artikelnummer", "Bezeichnung", "Warengruppe")),
        ("Art.-Nr.;Artikelbezeichnung;Preis", ("Art.-Nr.", "Artikelbezeichnung", None)),
        ("Référence;Désignation;Catégorie", ("Référence", "Désignation", "Catégorie")),
        ("item_number;item_name;product-type", ("item_number", "item_name", "product-type")),
        ("EAN;Name;Artikelnummer", ("Artikelnummer", "Name", None)),
        ("EAN;Titel", ("EAN", "Titel", None)),
        ("Código;Nombre;Categoría", ("Código", "Nombre", "Categoría")),
        ("Codice articolo;Nome prodotto;Categoria", ("Codice articolo", "Nome prodotto", "Categoria")),
        ("Varenummer;Varenavn;Varegruppe", ("Varenummer", "Varenavn", "Varegruppe")),
        ("Kod produktu;Nazwa;Kategoria", ("Kod produktu", "Nazwa", "Kategoria")),
        ("Артикул;Наименование;Категория", ("Артикул", "Наименование", "Категория")),
        ("商品コード;商品名;カテゴリ", ("商品コード", "商品名", "カテゴリ")),
        ("SKU;Artikelnummer;EAN;name-de_DE", ("SKU", "name-de_DE", None)),
        ("\ufeff sku ;Title", ("sku", "Title", None)),
    ],
)
def test_columns_are_told_by_what_people_call_them(header: str, expected: tuple[str | None, ...]):
    row = ";".join(f"A-{place}" for place in range(header.count(";") + 1))
    columns = read(f"{header}\n{row}\n").head.columns
    assert tuple(columns.get(field) for field in COLUMNS) == expected


def test_a_column_is_taken_once():
    assert guessed_columns(["reference", "name", "type"], None) == {
        "sku": "reference",
        "title": "name",
        "category": "type",
    }
    assert guessed_columns(["Titel"], None) == {"title": "Titel"}


def test_synonyms_are_written_as_they_are_compared_and_stand_for_one_thing():
    names = [(name.strip(), field) for field in SYNONYMS for name in SYNONYMS[field].replace("\n", ",").split(",")]
    written = [name for name, _ in names if name]
    assert [name for name in written if column_key(name) != name] == []
    assert {name for name in written if written.count(name) > 1} == set()


def test_a_list_without_skus_offers_its_columns_with_examples():
    with pytest.raises(ColumnsUnclear) as unclear:
        read("Material;Text\n4711;Hemd\n4712;Hose\n4711;Rock\n")
    assert unclear.value.head.header == ("Material", "Text")
    assert unclear.value.head.examples == (("4711", "4712"), ("Hemd", "Hose", "Rock"))


def test_columns_are_chosen_by_hand_also_against_the_guess():
    text = "sku;Material;Text\nold;4711;Hemd\n"
    chosen = read(text, choices=ListChoices(columns={"sku": "material", "title": "Text"}))
    assert [(row.sku, row.title) for row in chosen.rows] == [("4711", "Hemd")]
    assert chosen.ignored_columns == ("sku",)
    without = read("sku;title\nA;x\n", choices=ListChoices(columns={"title": ""}))
    assert [(row.sku, row.title) for row in without.rows] == [("A", "")]
    with pytest.raises(InvalidList, match="has no column “Colour”\\. Choose one of “sku”, “Material”, “Text”"):
        read(text, choices=ListChoices(columns={"title": "Colour"}))


def test_choice_is_remembered_for_the_next_list_of_the_same_header(catalogue: Catalogue):
    text = "Material;Text;Preis\n4711;Hemd;9\n"
    chosen = read(text, choices=ListChoices(columns={"sku": "Material", "title": "Text"}))
    catalogue.lists.save(chosen.rows, "First", "Ann", chosen.head)
    again = read("MATERIAL;text;preis\n4712;Hose;8\n", remembered=catalogue.lists.remembered())
    assert [(row.sku, row.title) for row in again.rows] == [("4712", "Hose")]
    with pytest.raises(ColumnsUnclear):
        read("Material;Text\n4712;Hose\n", remembered=catalogue.lists.remembered())


def test_what_would_be_guessed_anyway_is_not_remembered_but_a_change_of_mind_is(catalogue: Catalogue):
    guessed = read("Artikelnummer;EAN;Name\nA;1;Hemd\n")
    catalogue.lists.save(guessed.rows, "First", "Ann", guessed.head)
    assert catalogue.lists.remembered() == {}
    for column in ("EAN", "Artikelnummer"):
        chosen = read("Artikelnummer;EAN;Name\nB;2;Hose\n", choices=ListChoices(columns={"sku": column}))
        catalogue.lists.save(chosen.rows, column, "Ann", chosen.head)
        assert [columns["sku"] for columns in catalogue.lists.remembered().values()] == [column]


def test_only_a_column_called_category_has_to_hold_our_categories():
    (problem,) = read("sku;title;category\nA;x;Jacken\n").problems
    assert "“Jacken” is not a category" in problem.sentence
    lenient = read("sku;title;Warengruppe\nA;x;Jacken\nB;x;Damen > Coat\nC;x;Coat, Dress\n")
    assert [row.category for row in lenient.rows] == [None, "Coat", None]
    [warning] = lenient.warnings
    assert warning.sentence.startswith(
        "In 2 rows, of which this is the first, the category (“Jacken”) names none of ours"
    )
