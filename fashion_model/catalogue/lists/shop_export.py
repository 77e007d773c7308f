"""Lists that shop systems take back: their columns, one row a product, and only items with a category."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from fashion_model.catalogue.errors import InvalidItem
from fashion_model.catalogue.items.records import CatalogueRow
from fashion_model.catalogue.lists.category_names import category_among, category_names, category_slug, entries_of
from fashion_model.catalogue.lists.shops import CATEGORIES_COLUMN, SHOP_NAMES, SHOPS, Shop
from fashion_model.catalogue.names import search_key
from fashion_model.categories import CATEGORIES
from fashion_model.formats import count_of
from fashion_model.serving.results import safe_cell

_MAGENTO_ROOT = "Default Category"
_MAGENTO_LONGEST_SKU = 64
_OPTION_COLUMNS = tuple(f"Option{number} {what}" for number in (1, 2, 3) for what in ("name", "value"))
_LIKE_A_FORMULA = "left out, as SKU or title starts like a formula, which this system cannot take back safely."
_NEW_TO_SHOPIFY = (
    "never came from a Shopify list, so Shopify makes new products. If they exist there, import your Shopify export "
    "here first."
)
Kept = Mapping[int, Mapping[str, str]]
"""What a system's own lists said of items, by item number: columns as ``column_key`` writes them."""


@dataclass(frozen=True)
class ShopFile:
    """A list for a shop system."""

    csv: str
    """The file."""
    products: int
    """Number of its products."""
    notes: tuple[str, ...]
    """What to know before it is sent, and what was left out, a sentence each."""


@dataclass(frozen=True)
class _Item:
    """An item with what the system's own list said of it."""

    row: CatalogueRow
    said: Mapping[str, str]

    @property
    def category(self) -> str:
        """The shop's own code, else our name; empty for none."""
        return self.row.code or (self.row.category if self.row.category in CATEGORIES else "") or ""


class _Notes:
    """What was left out, and why: one sentence a reason, however many items it is."""

    def __init__(self) -> None:
        self._skus: dict[str, list[str]] = defaultdict(list)

    def add(self, reason: str, sku: str) -> None:
        """Remember an item; the reason goes on after “Left out: 3 items, such as TS-1: ” or the like."""
        self._skus[reason].append(sku)

    def sentences(self) -> tuple[str, ...]:
        """Return a sentence for each reason."""
        return tuple(
            f"{count_of(len(skus), 'item', 'items')}, {'' if len(skus) == 1 else 'such as '}{skus[0]}: {reason}"
            for reason, skus in self._skus.items()
        )


def shop_named(key: str) -> Shop:
    """Return a shop system.

    Raises:
        InvalidItem: None is asked for by this name.
    """
    for shop in SHOPS:
        if shop.key == key:
            return shop
    raise InvalidItem(f"“{key}” is no shop system. Choose among {', '.join(SHOP_NAMES)}.")


def shop_file(shop: Shop, rows: Iterable[CatalogueRow], kept: Kept) -> ShopFile:
    """Return a list of items for a shop system; what has no category is not in it, so that nothing is emptied there.

    Args:
        shop: The system.
        rows: The items, in the order in which they are written.
        kept: What the system's own lists said of them.
    """
    notes = _Notes()
    columns, products = _WRITERS[shop.key]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if shop.key == "akeneo" else ",", lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for product in products([_Item(row, kept.get(row.item_id, {})) for row in rows], notes):
        texts = [[cells.get(column, "") for column in columns] for cells in product.rows]
        if shop.key == "woocommerce":  # which takes the apostrophes off again
            texts = [[safe_cell(text) for text in line] for line in texts]
        if any(safe_cell(text) != text for line in texts for text in line):
            notes.add(_LIKE_A_FORMULA, product.sku)
            continue
        count += 1
        writer.writerows(texts)
    return ShopFile(buffer.getvalue(), count, notes.sentences())


@dataclass(frozen=True)
class _Product:
    """One product of the system."""

    sku: str
    """Of its first item, for messages."""
    rows: Sequence[Mapping[str, str]]
    """Its rows, by column."""


def _shopify(items: Sequence[_Item], notes: _Notes) -> Iterator[_Product]:
    """Yield products with a row a variant; title, type and option names stand in the first, as in Shopify's lists."""
    used = {_handle(item) for item in items}
    products: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        handle = _handle(item)
        if not handle and item.category:
            handle = _new_handle(item, used)
            notes.add(_NEW_TO_SHOPIFY, item.row.sku)
        if handle:
            products[handle].append(item)
    for handle, variants in products.items():
        categories = {item.category for item in variants if item.category}
        if len(categories) > 1:
            notes.add("left out, as variants of this product have different categories.", variants[0].row.sku)
        elif categories:
            rows = [{"URL handle": handle, "SKU": item.row.sku} | _option_values(item) for item in variants]
            rows[0] |= _option_names(variants)
            rows[0] |= {"Title": _first_said(variants, "title") or variants[0].row.title, "Type": categories.pop()}
            yield _Product(variants[0].row.sku, rows)


def _handle(item: _Item) -> str:
    return item.said.get("url handle") or item.said.get("handle") or ""


def _new_handle(item: _Item, used: set[str]) -> str:
    """Return a handle that no other product has, made of the SKU: letters, digits and dashes."""
    handle = category_slug(item.row.sku).replace("_", "-") or f"item-{item.row.item_id}"
    free = handle
    for number in count(2):
        if free not in used:
            break
        free = f"{handle}-{number}"
    used.add(free)
    return free


def _option_values(item: _Item) -> dict[str, str]:
    if not item.said:
        return {"Option1 value": "Default Title"}  # as Shopify calls the only variant
    return {f"Option{number} value": item.said.get(f"option{number} value", "") for number in (1, 2, 3)}


def _option_names(variants: Sequence[_Item]) -> dict[str, str]:
    names = {f"Option{number} name": _first_said(variants, f"option{number} name") for number in (1, 2, 3)}
    return names if any(names.values()) else {"Option1 name": "Title"}


def _first_said(items: Sequence[_Item], column: str) -> str:
    return next((item.said[column] for item in items if item.said.get(column)), "")


def _woocommerce(items: Sequence[_Item], notes: _Notes) -> Iterator[_Product]:
    """Yield a row a product; variations have no categories there: theirs are their product's, if it has none here."""
    variations: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        if _is_variation(item) and item.category:
            variations[search_key(item.said.get("parent", ""))].append(item)
    for item in items:
        names = (search_key(item.row.sku), f"id:{item.said.get('id', '')}")
        below = [item for name in names for item in variations.pop(name, [])]
        categories = {item.category} if item.category else {variation.category for variation in below}
        if _is_variation(item) or not categories:
            continue
        if len(categories) > 1:
            notes.add("left out, as variations of this product have different categories.", item.row.sku)
            continue
        path = categories.pop().replace("\\", "\\\\").replace(",", "\\,")
        decided = item if item.category else below[0]
        cells = {"SKU": item.row.sku, "Name": item.said.get("name") or item.row.title}
        yield _Product(item.row.sku, [cells | {"Categories": _joined(item, decided.row, path, ", ")}])
    for orphan in (item for below in variations.values() for item in below):
        notes.add("left out, as it is a variation of a product that the catalogue does not have.", orphan.row.sku)


def _is_variation(item: _Item) -> bool:
    return "variation" in item.said.get("type", "").casefold()


def _akeneo(items: Sequence[_Item], notes: _Notes) -> Iterator[_Product]:
    for item in filter(_has_category, items):
        fits = re.fullmatch(r"\w+", item.category, re.ASCII)
        code = item.category if fits else category_slug(item.category)
        if item.row.code and not fits:
            notes.add(f"the code “{item.row.code}” was written {code}, as Akeneo's have no other signs.", item.row.sku)
        yield _Product(item.row.sku, [{"sku": item.row.sku, "categories": _joined(item, item.row, code, ",")}])


def _magento(items: Sequence[_Item], notes: _Notes) -> Iterator[_Product]:
    for item in filter(_has_category, items):
        if len(item.row.sku) > _MAGENTO_LONGEST_SKU:
            reason = f"left out, as Magento accepts at most {_MAGENTO_LONGEST_SKU} characters in a SKU."
            notes.add(reason, item.row.sku)
            continue
        name = item.category.replace("/", "\\/")
        path = item.row.code if "/" in item.row.code else f"{_MAGENTO_ROOT}/{name}"
        if "," in path:
            reason = f"left out, as Magento takes the comma of the code “{item.row.code}” for its end."
            notes.add(reason, item.row.sku)
            continue
        cells = {"sku": item.row.sku, "name": item.said.get("name") or item.row.title}
        yield _Product(item.row.sku, [cells | {"categories": _joined(item, item.row, path, ",")}])


def _has_category(item: _Item) -> bool:
    return bool(item.category)


def _joined(item: _Item, decided: CatalogueRow, written: str, separator: str) -> str:
    """Return the categories that the system's list named, with the one that was decided, and no other of ours.

    Args:
        item: Whose list named them.
        decided: Has the category.
        written: As the system writes it.
        separator: Between two categories.
    """
    names = category_names({decided.code: decided.category} if decided.code and decided.category else {})
    said = entries_of(item.said.get(CATEGORIES_COLUMN, ""))
    named = [category_among(entry, names) for entry in said]
    others = [entry for entry, name in zip(said, named, strict=True) if name in (None, decided.category)]
    return separator.join(others if decided.category in named else [*others, written])


_WRITERS: Mapping[str, tuple[tuple[str, ...], Callable[[Sequence[_Item], _Notes], Iterator[_Product]]]] = {
    "shopify": (("URL handle", "Title", "Type", *_OPTION_COLUMNS, "SKU"), _shopify),
    "woocommerce": (("SKU", "Name", "Categories"), _woocommerce),
    "akeneo": (("sku", "categories"), _akeneo),
    "magento": (("sku", "name", "categories"), _magento),
}
