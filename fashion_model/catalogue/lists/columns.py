"""Columns of lists: synonyms of SKU, title and category, and which of a header's columns is which."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from fashion_model.catalogue.lists.shops import Shop

SKU, TITLE, CATEGORY = COLUMNS = ("sku", "title", "category")
SYNONYMS: Mapping[str, str] = {
    SKU: """
        sku, variant sku, product sku, item sku, sku code, sku id, sku number, sku nr, sku no, seller sku, merchant sku
        artikelnummer, artikelnr, artikel nr, art nr, artnr, artikel nummer, bestellnummer, bestell nr, materialnummer
        produktnummer, produkt nr, teilenummer, modellnummer
        item number, item no, item nr, item code, item id, article number, article no, article nr
        article code, article id
        product number, product no, product code, style number, style no, style code, stock code, part number, part no
        material number, model number, reference number, reference code
        reference, ref, reference produit, ref produit, reference article, ref article, code article, code produit
        numero d article, numero article
        referencia, codigo, codigo de articulo, codigo articulo, codigo de producto, codigo producto, numero de articulo
        codigo do produto, codigo do artigo, ref produto
        codice articolo, codice prodotto, codice, riferimento, cod articolo
        productcode, artikelcode, productnummer
        numer artykulu, kod produktu, indeks, symbol, kod towaru
        artikkelinumero, tuotekoodi, tuotenumero, varenummer, vare nr, varenr, artikkelnummer, artnummer
        kod zbozi, cislo produktu, katalogove cislo, cikkszam, cod produs, stok kodu, urun kodu
        артикул, код товара, 品番, 商品コード, 商品番号, 货号, 商品编码, 商品编号, 상품코드
        identifier, mpn, asin, ean, ean13, ean code, ean 13, gtin, gtin13, gtin 13, upc, barcode, variant barcode
        bar code, strichcode, code barres, codigo de barras, codice a barre, streepjescode
        gtin upc ean or isbn
    """,
    TITLE: """
        title, name, product name, product title, item name, item title, article name, post title
        bezeichnung, artikelbezeichnung, produktbezeichnung, artikelname, produktname, titel, produkttitel, kurztext
        titre, nom, nom du produit, nom produit, nom de l article, designation, libelle, intitule
        titulo, nombre, nombre del producto, nombre producto, nombre del articulo, nome do produto
        titolo, nome, nome prodotto, nome articolo, denominazione
        naam, productnaam, artikelnaam, omschrijving, nazwa, nazwa produktu, nazwa towaru
        namn, produktnamn, artikelnamn, benamning, navn, varenavn, produktnavn, nimi, tuotenimi, tuotteen nimi
        nazev, nazev produktu, megnevezes, termek neve, denumire, nume produs, urun adi
        название, наименование, 商品名, 品名, 产品名称, 商品名称, 상품명
        label, description, beschreibung, item description, article description, product description, short description
    """,
    CATEGORY: """
        category, categories, product category, item category, kategorie, kategorien, produktkategorie, artikelkategorie
        warengruppe, artikelgruppe, produktgruppe, warenart, produktart, artikelart
        categorie, categories produit, categorie produit, categorie de produit, famille, type de produit
        categoria, categorias, categorias del producto, categoria de producto, familia, tipo de producto
        categorie prodotto, categoria prodotto, tipo prodotto, categorieen, productcategorie, productgroep
        kategoria, kategorie produktu, kategori, kategorier, produktkategori, varegruppe, varugrupp, tuoteryhma
        termekkategoria, categorie produs, категория, カテゴリ, カテゴリー, 类别, 分类, 카테고리
        product type, item type, garment type, product group, item group, article group, commodity group, type
    """,
}
"""What people and systems call each column, the surest first, as ``column_key`` writes it."""

_RANKS = {
    field: {name.strip(): rank for rank, name in enumerate(re.split("[,\n]", names)) if name.strip()}
    for field, names in SYNONYMS.items()
}
_LOCALISED = re.compile(r"(?P<name>.+?) [a-z]{2}( [a-z]{2})?( \w+)?")
"""Akeneo's ``name-en_US`` and ``name-en_US-ecommerce``, Spryker's ``name.en_US``."""
_ACCENTS = re.compile("[\u0300-\u036f]")
"""Of European letters; the marks of Japanese syllables are no accents."""
_NO_RANK = 10_000


def column_key(name: str) -> str:
    """Return the form in which names of columns are compared: small letters without accents, and single spaces.

    >>> column_key(" Art.-Nr. "), column_key("Référence"), column_key("item_number")
    ('art nr', 'reference', 'item number')
    """
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", bare)).split())


def header_key(header: Sequence[str]) -> str:
    """Return what tells one header row from another: the hash of its names, in their order."""
    return hashlib.sha256("\n".join(map(column_key, header)).encode()).hexdigest()


def has_skus(header: Sequence[str]) -> bool:
    """Return whether one of the columns looks like SKUs."""
    return any(column_key(name) in _RANKS[SKU] for name in header)


def guessed_columns(header: Sequence[str], shop: Shop | None, hidden: Collection[int] = ()) -> dict[str, str]:
    """Return the name of each column that could be told, by what it holds: ``sku``, ``title``, ``category``.

    Args:
        header: Names of the columns.
        shop: The system whose export it is, which says what its columns are.
        hidden: Places of columns that the sheet does not show; they are taken where no other fits.
    """
    found: dict[str, str] = {}
    for field in COLUMNS:
        ranked = [
            (place in hidden, _rank(field, column_key(name), shop), place)
            for place, name in enumerate(header)
            if name not in found.values()
        ]
        fitting = [rank for rank in ranked if rank[1] < _NO_RANK]
        if fitting:
            found[field] = header[min(fitting)[2]]
    return found


def _rank(field: str, key: str, shop: Shop | None) -> int:
    """Return how well a column's name fits, 0 best."""
    if shop and field in shop.columns:
        own = shop.columns[field]
        return own.index(key) if key in own else _NO_RANK
    known = _RANKS[field]
    if field == TITLE and key not in known and (localised := _LOCALISED.fullmatch(key)):
        return 1_000 + known.get(localised["name"], _NO_RANK)
    return known.get(key, _NO_RANK)
