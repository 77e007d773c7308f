"""Photos of a delivery matched to items by their names, and what only a person can say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from fashion_model.catalogue.deliveries.sku_rule import PartRule, SkuRule, rule_for
from fashion_model.catalogue.deliveries.skus.asks import Answer, Ask
from fashion_model.catalogue.deliveries.skus.doubts import Case, Doubt, settle
from fashion_model.catalogue.deliveries.skus.reading import as_meant, read
from fashion_model.catalogue.deliveries.zip_names import ZipNames
from fashion_model.catalogue.names import search_key


@dataclass(frozen=True)
class MatchedItem:
    """An item and its photos in a delivery."""

    sku: str
    """As the first of its files spells it."""
    paths: tuple[str, ...]
    """Its files."""
    is_known: bool
    """Whether there is an item with this SKU."""
    looks_like: tuple[str, ...] = ()
    """For a new SKU those of other items, here and in the catalogue, that a person may take for it."""


@dataclass(frozen=True)
class Matching:
    """Which photos would be matched to which items."""

    items: tuple[MatchedItem, ...]
    """In the order of their first files."""
    without_sku: tuple[str, ...]
    """Files that no SKU was found for; they are left out."""
    zip_names: tuple[ZipNames, ...] = ()
    """Zips whose names can be read in several ways, for a person to choose."""
    asks: tuple[Ask, ...] = ()
    """What only a person can say. Files that are asked about belong to no item, and are left out, until an answer."""


def sku_of(rule: SkuRule, path: str) -> str:
    """Return the SKU that a path means by itself; empty when it means none, or when a person would be asked.

    >>> sku_of(SkuRule(), "May/TS-1042_front.jpg")
    'TS-1042'
    >>> sku_of(SkuRule(), "May/IMG_2041.jpg")
    ''

    Args:
        rule: How to tell.
        path: File name with its folders, parted by slashes or backslashes.
    """
    items = preview(rule, [path]).items
    return items[0].sku if items else ""


def possible_keys(rule: SkuRule, paths: Iterable[str], parts: Sequence[PartRule] = ()) -> frozenset[str]:
    """Return the ``search_key`` of every SKU that the paths could mean: those to look up before ``preview``."""
    return frozenset(key for path in paths for key in read(rule_for(path, rule, parts), path).possible_keys() if key)


def preview(  # the delivery, what is known, and what people said: nothing else decides
    rule: SkuRule,
    paths: Iterable[str],
    known: Set[str] = frozenset(),
    *,
    parts: Sequence[PartRule] = (),
    answers: Mapping[str, Answer] | None = None,
    beside: Set[str] = frozenset(),
) -> Matching:
    """Return the items of a delivery, as ``rule`` reads its file names.

    Where a name can be read in several ways, the longest SKU that the catalogue knows wins. What is not sure is asked.

    Args:
        rule: How to tell.
        paths: File names with their folders.
        known: The ``search_key`` of the SKUs in the catalogue, at least those of ``possible_keys``.
        parts: Other rules for folders.
        answers: What people said, by the families of the asks.
        beside: The ``search_key`` of SKUs that the delivery has beside these files.
    """
    cases = [Case(read(rule_for(path, rule, parts), path)) for path in paths]
    settle(cases, known, beside)
    skus = {case.reading.path: case.sku for case in cases if case.doubt is None}
    asks = []
    for ask in _asks(cases):
        answered = ask.answered((answers or {}).get(ask.family))
        if answered is None:
            asks.append(ask)
        else:
            skus.update(answered)
    without = (case.reading.path for case in cases if skus.get(case.reading.path) == "")
    return Matching(
        items=tuple(_items(((case.reading.path, skus.get(case.reading.path, "")) for case in cases), known)),
        without_sku=tuple(without),
        asks=tuple(asks),
    )


def _items(matched: Iterable[tuple[str, str]], known: Set[str]) -> Iterator[MatchedItem]:
    files: dict[str, list[tuple[str, str]]] = {}
    for path, sku in matched:
        if sku:
            files.setdefault(search_key(sku), []).append((path, sku))
    for key, pairs in files.items():
        yield MatchedItem(sku=pairs[0][1], paths=tuple(path for path, _ in pairs), is_known=key in known)


def _asks(cases: Iterable[Case]) -> Iterator[Ask]:
    families: dict[str, list[tuple[Case, Doubt]]] = {}
    for case in cases:
        if case.doubt is not None:
            families.setdefault(search_key(case.doubt.family), []).append((case, case.doubt))
    for family in families.values():
        doubtful = [case for case, _ in family]
        first = family[0][1]
        yield Ask(
            family=first.family,
            why=first.why,
            paths=tuple(case.reading.path for case in doubtful),
            sku=next((doubt.sku for _, doubt in family if doubt.sku), ""),
            separate=_separate(doubtful, first.sku),
            folders=_all(_folder_of(case) for case in doubtful),
        )


def _separate(cases: Sequence[Case], one: str) -> tuple[str, ...]:
    """Return the SKUs of photos of separate items; empty when that is the same as one item."""
    skus = _all(case.sku for case in cases)
    return skus if any(search_key(sku) != search_key(one) for sku in skus) else ()


def _folder_of(case: Case) -> str:
    nearest = case.reading.nearest
    return as_meant(nearest.text) if nearest else ""


def _all(skus: Iterable[str]) -> tuple[str, ...]:
    found = tuple(skus)
    return found if all(found) else ()
