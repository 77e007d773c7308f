"""Product exports of shop systems: read as those systems write them, and given back as they take them."""

import csv
import io

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.search import Search
from fashion_model.catalogue.lists.read import ListPreview, read_list
from fashion_model.catalogue.lists.shop_export import ShopFile
from fashion_model.catalogue.lists.shops import SHOP_NAMES

# Columns and rows as in github.com/shopifypartners/product-csvs (apparel.csv), with SKUs.
SHOPIFY = """\
Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,Image Src
tee,White Tee,"<p>Soft, white</p>",me,Tees,men,true,Size,S,TS-1-S,'0123,a.jpg
tee,,,,,,,,M,TS-1-M,,
tee,,,,,,,,,,,b.jpg
coat,Wool Coat,,me,Coat,,true,Title,Default Title,'00123,,c.jpg
nosku,Scarf,,me,,,true,Title,Default Title,,,
"""
SHOPIFY_NEW = (
    "Title,URL handle,Type,SKU,Option1 name,Option1 value\nWhite Tee,tee,Tees,TS-1-S,Size,S\n,tee,,TS-1-M,,M\n"
)
# As in github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema.
WOOCOMMERCE = """\
ID,Type,SKU,Name,Published,Categories,Parent
10,variable,W-1,Hoodie,1,"Clothing > Hoodies, Sale",
11,variation,W-1-R,Hoodie - Red,1,,W-1
12,simple,W-2,Beach bag,1,"Women > Bag, Sale",
13,variation,W-9-R,Lost,1,,id:99
14,simple,'-7,Minus,1,,
"""
# As in github.com/akeneo/pim-docs (import_and_export_data/formats/examples/product.csv).
AKENEO = """\
sku;categories;clothing_size;enabled;family;groups;name-en_US
AKNTS_BPXS;goodies,tshirts;xs;1;tshirts;akeneo_tshirt;T-Shirt
AKNTS_BPS;goodies,t_shirt_top;s;1;tshirts;akeneo_tshirt;T-Shirt S
"""
# As in experienceleague.adobe.com/docs/commerce-admin/systems/data-transfer/data-attributes-product.html.
MAGENTO = """\
sku,store_view_code,attribute_set_code,product_type,categories,name
M-1,,Default,simple,"Default Category/Women,Default Category/Women/Tops",Top
M-1,german,Default,simple,,Oberteil
M-2,,Default,simple,Default Category/T-shirt\\/top,Shirt
,,,,Default Category/Sale,
"""
LISTS = {"shopify": SHOPIFY, "woocommerce": WOOCOMMERCE, "akeneo": AKENEO, "magento": MAGENTO}


def read(text: str) -> ListPreview:
    return read_list(text.encode(), "products.csv")


def said(preview: ListPreview) -> list[tuple[str, str, str | None]]:
    return [(row.sku, row.title, row.category) for row in preview.rows]


def brought_in(catalogue: Catalogue, text: str, **decided: str) -> None:
    preview = read(text)
    catalogue.lists.save(preview.rows, "products", "Ann", preview.head)
    for sku, category in decided.items():
        catalogue.actions.decide(sku.replace("_", "-"), category=category, person="Ann")


def lines(made: ShopFile) -> list[dict[str, str]]:
    delimiter = ";" if made.csv.startswith("sku;") else ","
    return [
        {name: text for name, text in row.items() if text}
        for row in csv.DictReader(io.StringIO(made.csv), delimiter=delimiter)
    ]


@pytest.mark.parametrize("key", SHOP_NAMES)
def test_each_systems_export_is_recognised(key: str):
    shop = read(LISTS[key]).head.shop
    assert shop is not None
    assert shop.key == key


def test_other_lists_are_no_systems_export():
    for header in ("sku,title,category", "SKU,Name,Type", "Handle,Name,sku", "sku;family;price"):
        assert read(f"{header}\n1,2,3\n" if "," in header else f"{header}\n1;2;3\n").head.shop is None


def test_variants_of_shopify_have_their_products_title_and_further_pictures_are_no_items():
    preview = read(SHOPIFY)
    tees = [("TS-1-S", "White Tee", None), ("TS-1-M", "White Tee", None)]
    assert said(preview) == [*tees, ("00123", "Wool Coat", "Coat")]
    assert [(problem.row, problem.column) for problem in preview.problems] == [(6, "sku")]
    assert said(read(SHOPIFY_NEW)) == tees


def test_variations_of_woocommerce_have_their_products_category():
    assert said(read(WOOCOMMERCE.replace("Clothing > Hoodies", "Clothing > Pullover"))) == [
        ("W-1", "Hoodie", "Pullover"),
        ("W-1-R", "Hoodie - Red", "Pullover"),
        ("W-2", "Beach bag", "Bag"),
        ("W-9-R", "Lost", None),
        ("-7", "Minus", None),
    ]


def test_categories_of_akeneo_and_magento_are_read_and_translations_left_out():
    assert said(read(AKENEO)) == [("AKNTS_BPXS", "T-Shirt", None), ("AKNTS_BPS", "T-Shirt S", "T-shirt/top")]
    assert said(read(MAGENTO)) == [("M-1", "Top", None), ("M-2", "Shirt", "T-shirt/top")]


def test_shopify_gets_its_handles_and_options_back_with_the_type_in_the_first_row(catalogue: Catalogue):
    brought_in(catalogue, SHOPIFY, TS_1_S="T-shirt/top")
    made = catalogue.for_shop("shopify", Search(order="sku"))
    assert lines(made) == [
        {
            "URL handle": "coat",
            "Title": "Wool Coat",
            "Type": "Coat",
            "Option1 name": "Title",
            "Option1 value": "Default Title",
            "SKU": "00123",
        },
        {
            "URL handle": "tee",
            "Title": "White Tee",
            "Type": "T-shirt/top",
            "Option1 name": "Size",
            "Option1 value": "M",
            "SKU": "TS-1-M",
        },
        {"URL handle": "tee", "Option1 value": "S", "SKU": "TS-1-S"},
    ]
    assert (made.products, made.notes) == (2, ())


def test_shopify_products_whose_variants_differ_are_left_out_and_said(catalogue: Catalogue):
    brought_in(catalogue, SHOPIFY, TS_1_S="T-shirt/top", TS_1_M="Shirt")
    made = catalogue.for_shop("shopify", Search(order="sku"))
    assert [row["SKU"] for row in lines(made)] == ["00123"]
    assert made.notes == ("1 item, TS-1-M: left out, as variants of this product have different categories.",)


def test_items_that_shopify_does_not_know_get_handles_of_their_own(catalogue: Catalogue):
    brought_in(catalogue, SHOPIFY + "ts-9,Taken,,me,Bag,,true,Title,Default Title,X-1,,\n")
    for sku in ("TS 9", "TS-9", "靴"):
        catalogue.create_item(sku, "New", although_alike=True)
        catalogue.actions.decide(sku, category="Bag", person="Ann")
    made = catalogue.for_shop("shopify", Search(order="sku"))
    assert {row["SKU"]: row["URL handle"] for row in lines(made) if row["SKU"] in ("TS 9", "TS-9", "靴")} == {
        "TS 9": "ts-9-2",
        "TS-9": "ts-9-3",
        "靴": "靴",
    }
    assert made.notes[0].startswith("3 items, such as TS 9: never came from a Shopify list")


def test_woocommerce_keeps_other_categories_and_gets_those_of_variations_for_their_product(catalogue: Catalogue):
    brought_in(catalogue, WOOCOMMERCE, W_1_R="Pullover", W_2="Dress", W_9_R="Coat")
    catalogue.actions.decide("-7", category="Shirt", person="Ann")
    made = catalogue.for_shop("woocommerce", Search(order="sku"))
    assert lines(made) == [
        {"SKU": "'-7", "Name": "Minus", "Categories": "Shirt"},
        {"SKU": "W-1", "Name": "Hoodie", "Categories": "Clothing > Hoodies, Sale, Pullover"},
        {"SKU": "W-2", "Name": "Beach bag", "Categories": "Sale, Dress"},
    ]
    assert made.notes == (
        "1 item, W-9-R: left out, as it is a variation of a product that the catalogue does not have.",
    )


def test_a_category_that_the_system_has_already_is_left_where_it_stands(catalogue: Catalogue):
    brought_in(catalogue, WOOCOMMERCE)
    assert lines(catalogue.for_shop("woocommerce", Search()))[0]["Categories"] == "Women > Bag, Sale"


def test_akeneo_gets_codes_and_keeps_others(catalogue: Catalogue):
    brought_in(catalogue, AKENEO)
    catalogue.actions.decide("AKNTS_BPXS", category="T-shirt/top", person="Ann")
    catalogue.actions.decide("AKNTS_BPS", category="Coat", person="Ann")
    catalogue.rules.set_codes({"Coat": "C-9"}, "Ann")
    made = catalogue.for_shop("akeneo", Search(order="sku"))
    assert made.csv == "sku;categories\nAKNTS_BPS;goodies,c_9\nAKNTS_BPXS;goodies,tshirts,t_shirt_top\n"
    assert made.notes == ("1 item, AKNTS_BPS: the code “C-9” was written c_9, as Akeneo's have no other signs.",)


def test_magento_gets_paths_and_no_sku_that_it_would_refuse(catalogue: Catalogue):
    brought_in(catalogue, MAGENTO, M_1="Shirt")
    catalogue.rules.set_codes({"Coat": "Default Category/Outdoor/Coats"}, "Ann")
    for sku in ("M-3", "x" * 65):
        catalogue.create_item(sku, "Long")
        catalogue.actions.decide(sku, category="Coat", person="Ann")
    made = catalogue.for_shop("magento", Search(order="sku"))
    assert [(row["sku"], row["categories"]) for row in lines(made)] == [
        ("M-1", "Default Category/Women,Default Category/Women/Tops,Default Category/Shirt"),
        ("M-2", "Default Category/T-shirt\\/top"),
        ("M-3", "Default Category/Outdoor/Coats"),
    ]
    assert "at most 64 characters" in made.notes[0]


@pytest.mark.parametrize("key", SHOP_NAMES)
def test_what_a_system_gets_is_read_back_the_same(catalogue: Catalogue, key: str):
    codes = {"Coat": "Outdoor coats", "Shirt": "S1"}
    catalogue.rules.set_codes(codes, "Ann")
    for number, category in enumerate(("T-shirt/top", "Coat", "Shirt", "Ankle boot", "Bag")):
        catalogue.create_item(f"N-{number}", f"Thing, “{number}”")
        catalogue.actions.decide(f"N-{number}", category=category, person="Ann")
    catalogue.create_item("OPEN", "Without a category")
    made = catalogue.for_shop(key, Search(order="sku"))
    assert made.products == 5
    preview = read_list(made.csv.encode(), "back.csv", {code: name for name, code in codes.items()})
    assert [(row.sku, row.category) for row in preview.rows] == [
        ("N-0", "T-shirt/top"),
        ("N-1", "Coat"),
        ("N-2", "Shirt"),
        ("N-3", "Ankle boot"),
        ("N-4", "Bag"),
    ]
    assert preview.problems == preview.warnings == ()
    plan = catalogue.lists.plan(preview.rows, preview.head)
    assert (plan.new, plan.same, plan.changed) == (0, 5, 0)


@pytest.mark.parametrize("key", [name for name in SHOP_NAMES if name != "woocommerce"])
def test_a_cell_that_a_spreadsheet_would_run_is_left_out_where_it_cannot_be_protected(catalogue: Catalogue, key: str):
    catalogue.create_item("=1+1", "Sum")
    catalogue.actions.decide("=1+1", category="Bag", person="Ann")
    made = catalogue.for_shop(key, Search())
    assert lines(made) == []
    assert "starts like a formula" in made.notes[-1]


def test_a_list_that_changes_nothing_but_tells_handles_is_worth_saving(catalogue: Catalogue):
    catalogue.create_item("00123", "Coat of ours")
    catalogue.actions.decide("00123", category="Coat", person="Ann")
    preview = read(SHOPIFY.replace("TS-1-S", "").replace("TS-1-M", ""))
    plan = catalogue.lists.plan(preview.rows, preview.head)
    assert (plan.new, plan.changed, plan.linked, plan.anything) == (0, 0, 1, True)
    catalogue.lists.save(preview.rows, "products", "Ann", preview.head)
    assert catalogue.lists.plan(preview.rows, preview.head).anything is False
    [row] = lines(catalogue.for_shop("shopify", Search()))
    assert (row["URL handle"], row["Title"]) == ("coat", "Wool Coat")  # Shopify keeps its own title


def test_a_comma_in_a_code_is_escaped_or_the_item_left_out(catalogue: Catalogue):
    catalogue.rules.set_codes({"Coat": "Outdoor, coats"}, "Ann")
    catalogue.create_item("C-1", "Coat")
    catalogue.actions.decide("C-1", category="Coat", person="Ann")
    made = catalogue.for_shop("woocommerce", Search())
    assert lines(made)[0]["Categories"] == "Outdoor\\, coats"
    assert read_list(made.csv.encode(), "back.csv", {"Outdoor, coats": "Coat"}).rows[0].category == "Coat"
    assert "takes the comma of the code" in catalogue.for_shop("magento", Search()).notes[0]


def test_an_unknown_system_is_refused(catalogue: Catalogue):
    with pytest.raises(InvalidItem, match="Choose among shopify, woocommerce, akeneo, magento"):
        catalogue.for_shop("ebay", Search())
