"""Shop systems: how each exports its products, and the rows that say nothing of an item."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

CATEGORIES_COLUMN = "categories"
_OPTIONS = tuple(f"option{number} {what}" for number in (1, 2, 3) for what in ("name", "value"))


@dataclass(frozen=True)
class Shop:
    """A shop system's list of products. Columns are named as ``column_key`` writes them."""

    key: str
    """By which it is asked for."""
    name: str
    """As its makers write it."""
    signs: tuple[frozenset[str], ...]
    """Columns that only its lists have together."""
    columns: Mapping[str, tuple[str, ...]]
    """What holds SKU, title and category, the surest first; for others the usual names count."""
    kept: tuple[str, ...]
    """Columns that are kept beside an item, because a list for this system needs them."""
    further: Callable[[Mapping[str, str]], bool]
    """Whether a row, by its columns, is no item: another picture or translation of one above."""
    how_to_import: str
    """What a person chooses there, so that products are updated and not made anew."""
    own: Callable[[Mapping[str, str]], Sequence[str]] = lambda cells: ()
    """By which names other rows refer to a row as their product."""
    parent: Callable[[Mapping[str, str]], str] = lambda cells: ""
    """The product of which a row is a variant: its title and category stand for empty ones; empty for none."""

    @property
    def known_columns(self) -> frozenset[str]:
        """All columns that mean something to us."""
        return frozenset(self.kept).union(*self.columns.values())


def _handle(cells: Mapping[str, str]) -> str:
    return cells.get("handle") or cells.get("url handle") or ""


def _woocommerce_names(cells: Mapping[str, str]) -> Sequence[str]:
    return [name for name in (cells.get("sku", ""), f"id:{cells.get('id', '')}") if name not in ("", "id:")]


def _no_variant(cells: Mapping[str, str]) -> bool:
    """Return whether a row of Shopify holds a further picture of a product."""
    sku = cells.get("variant sku") or cells.get("sku")
    return not sku and not cells.get("option1 value") and not cells.get("title")


SHOPS: tuple[Shop, ...] = (
    Shop(  # help.shopify.com/en/manual/products/import-export/using-csv
        key="shopify",
        name="Shopify",
        signs=(
            frozenset({"handle", "title", "variant sku"}),
            frozenset({"handle", "title", "option1 value"}),
            frozenset({"url handle", "title"}),
        ),
        columns={"sku": ("variant sku", "sku"), "title": ("title",), "category": ("type",)},
        kept=("handle", "url handle", "title", *_OPTIONS),
        further=_no_variant,
        how_to_import="“Overwrite products with matching handles”.",
        own=lambda cells: [_handle(cells)] if _handle(cells) else [],
        parent=_handle,
    ),
    Shop(  # github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema
        key="woocommerce",
        name="WooCommerce",
        signs=(
            frozenset({"sku", "name", "type", "published"}),
            frozenset({"sku", "name", "type", "parent"}),
            frozenset({"sku", "name", "type", "categories"}),
        ),
        columns={"sku": ("sku",), "title": ("name",), "category": (CATEGORIES_COLUMN,)},
        kept=("id", "type", "name", "parent", CATEGORIES_COLUMN),
        further=lambda cells: False,
        how_to_import="“Update existing products”.",
        own=_woocommerce_names,
        parent=lambda cells: cells.get("parent", ""),
    ),
    Shop(  # help.akeneo.com/import-export-data/import-your-data, github.com/akeneo/pim-docs (formats/product.rst)
        key="akeneo",
        name="Akeneo",
        signs=(
            frozenset({"sku", "family", CATEGORIES_COLUMN}),
            frozenset({"identifier", "family", CATEGORIES_COLUMN}),
            frozenset({"sku", "enabled", CATEGORIES_COLUMN}),
            frozenset({"uuid", "family"}),
        ),
        columns={"sku": ("sku", "identifier"), "category": (CATEGORIES_COLUMN,)},
        kept=(CATEGORIES_COLUMN,),
        further=lambda cells: False,
        how_to_import="a product import with “;” as separator. The categories' codes must exist: see Rules.",
    ),
    Shop(  # experienceleague.adobe.com/docs/commerce-admin/systems/data-transfer/data-attributes-product.html
        key="magento",
        name="Magento",
        signs=(
            frozenset({"sku", "attribute set code"}),
            frozenset({"sku", "store view code"}),
            frozenset({"sku", "product type", "product websites"}),
        ),
        columns={"sku": ("sku",), "title": ("name",), "category": (CATEGORIES_COLUMN,)},
        kept=("store view code", "name", CATEGORIES_COLUMN),
        further=lambda cells: bool(cells.get("store view code")) or not cells.get("sku"),
        how_to_import="“Add/Update”, with “,” between categories.",
    ),
)
SHOP_NAMES = tuple(shop.key for shop in SHOPS)


def shop_of(header: Sequence[str]) -> Shop | None:
    """Return the system whose export a list is, by the names of its columns as ``column_key`` writes them."""
    names = frozenset(header)
    return next((shop for shop in SHOPS if any(signs <= names for signs in shop.signs)), None)
