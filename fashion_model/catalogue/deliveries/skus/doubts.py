"""Which item each photo of a delivery means, and where names leave a doubt."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from fashion_model.catalogue.deliveries.sku_rule import BEFORE_VIEW, FOLDER_NAME, OWN_PATTERN
from fashion_model.catalogue.deliveries.skus.endings import Ending, Name
from fashion_model.catalogue.deliveries.skus.made_names import is_made_name
from fashion_model.catalogue.deliveries.skus.reading import Folder, Reading, as_meant, cleaned, is_likely
from fashion_model.catalogue.deliveries.skus.words import parts_of
from fashion_model.catalogue.names import printable, search_key

MOST_PHOTOS: Final = 30
"""More photos are hardly of one new item; a person is asked."""
_SHORTEST_BASE: Final = 3


@dataclass(frozen=True)
class Doubt:
    """Why a person is asked of a photo."""

    family: str
    """What the photos that are asked about together have in common."""
    why: str
    """A sentence."""
    sku: str = ""
    """The SKU that they would have as one item; empty where nothing suggests one."""


@dataclass(slots=True)
class Case:
    """A photo on its way to an item."""

    reading: Reading
    """What its path may mean."""
    sku: str = ""
    """What it means, as far as that is settled; what it would mean as a separate item where there is a doubt."""
    is_known: bool = False
    """Whether the catalogue has this item."""
    place: int = -1
    """Of the SKU among the reading's names; -1 where it comes from elsewhere."""
    is_whole: bool = False
    """Whether its number belongs to the SKU, as others have a view behind the same number."""
    doubt: Doubt | None = None
    """Why a person is asked; None when nobody is."""

    def name(self, place: int) -> None:
        """Take the name at a place as the SKU."""
        self.sku, self.place = cleaned(self.reading.names[place].text), place


def settle(cases: Sequence[Case], known: Set[str], beside: Set[str]) -> None:
    """Settle each photo's SKU, or say why a person is asked.

    Args:
        cases: All photos of a delivery; they are changed.
        known: The ``search_key`` of the SKUs in the catalogue.
        beside: The same of SKUs that the delivery has beside these photos.
    """
    elsewhere = {search_key(case.reading.sku) for case in cases if case.reading.rule.kind == BEFORE_VIEW}
    for case in cases:
        _by_itself(case, known, elsewhere)
    open_cases = [case for case in cases if case.sku and not case.is_known and case.reading.rule.kind != OWN_PATTERN]
    _equal_names(open_cases)
    _weak_names(open_cases)
    there = beside | {search_key(case.sku) for case in cases if case.sku and case.doubt is None}
    _beside_its_family([case for case in cases if case.doubt is None and _is_named(case)], there)
    _siblings([case for case in open_cases if case.doubt is None and case.place >= 0])
    _equal_folders([case for case in open_cases if case.reading.rule.kind == FOLDER_NAME])
    _lonely_folders(cases)
    _counters([case for case in cases if case.doubt is not None and case.reading.says_nothing and case.sku])
    _too_many([case for case in open_cases if case.doubt is None and case.reading.rule.kind != FOLDER_NAME])


def _by_itself(case: Case, known: Set[str], elsewhere: Set[str]) -> None:
    """Settle what a photo means whatever else is delivered, but for names that others have with a view behind them."""
    reading = case.reading
    folder = next((folder for folder in reading.folders if folder.key in known), None)
    place = next(_known_places(reading, known), None) if reading.rule.kind != FOLDER_NAME else None
    if reading.rule.kind == FOLDER_NAME:
        _by_folder(case, folder)
    elif place is not None:
        _by_known_name(case, place)
    elif search_key(reading.behind_front) in known and reading.behind_front:
        case.sku, case.is_known = cleaned(reading.behind_front), True
    elif folder is not None:
        _by_known_folder(case, folder)
    elif reading.says_nothing:
        _by_unknown_folder(case)
    elif reading.names and reading.names[0].key in elsewhere and reading.alone >= 0:
        case.name(0)
        case.is_whole = reading.alone > 0
    elif reading.alone >= 0:
        case.name(reading.alone)


def _known_places(reading: Reading, known: Set[str]) -> Iterator[int]:
    """Yield where the names are SKUs of the catalogue, the longest first; of a made name only what is made itself."""
    made = [is_made_name(name.text) for name in reading.names] if reading.is_made else []
    last = max((place for place, is_made in enumerate(made) if is_made), default=0 if reading.is_made else None)
    names = reading.names if last is None else reading.names[: last + 1]
    for place, name in enumerate(names):
        if name.ending == Ending.WORD and len(name.text) < _SHORTEST_BASE:
            return  # “S” is hardly what “S_blue_shirt” belongs to
        if name.key in known:
            yield place


def _by_known_name(case: Case, place: int) -> None:
    names = case.reading.names
    case.name(place)
    taken = names[1 : place + 1]
    worst = max((name.ending for name in taken), default=Ending.NOTHING)
    if worst < Ending.LETTER and not any(_may_count_items(name) for name in taken):
        case.is_known = True
        return
    one = case.sku
    case.name(max(case.reading.alone, 0))
    case.doubt = _family_doubt(one, [names[0].text])


def _may_count_items(shorter: Name) -> bool:
    """Return whether a number may tell items apart: a long one behind letters alone, or one behind a decimal point."""
    if shorter.text.isdecimal() and shorter.taken.startswith("."):
        return True  # 90.75 beside 90
    if shorter.ending != Ending.LONG or any(map(str.isdigit, shorter.text)):
        return False
    number = shorter.taken.strip(" _-.")
    return len(shorter.text) < _SHORTEST_BASE or (len(number) > 3 and not number.startswith("0"))


def _by_folder(case: Case, known: Folder | None) -> None:
    if known is not None:
        case.sku, case.is_known = cleaned(known.text), True
    elif nearest := case.reading.nearest:
        case.sku = as_meant(nearest.text)


def _by_known_folder(case: Case, folder: Folder) -> None:
    reading = case.reading
    named = reading.sku
    goes_on = search_key(named).startswith(folder.key) and not search_key(named)[len(folder.key) :][:1].isalnum()
    if reading.says_nothing or not any(map(str.isdigit, named)) or goes_on:
        case.sku, case.is_known = cleaned(folder.text), True
        return
    case.name(reading.alone)
    case.doubt = Doubt(
        folder.text,
        f"The folder “{printable(folder.text)}” is a known item, but names in it look like another: “{named}”.",
        cleaned(folder.text),
    )


def _by_unknown_folder(case: Case) -> None:
    reading = case.reading
    if reading.folder_sku and not _may_be_a_number_of_its_own(reading):
        case.sku = reading.folder_sku
    elif not reading.is_made and reading.names and reading.names[0].text:
        where = "/".join(folder.text for folder in reversed(reading.folders))
        case.sku = cleaned(reading.names[0].text) if reading.names[0].text.isdecimal() else ""
        case.doubt = Doubt(
            f"{where}/",
            f"Names such as “{printable(reading.path.replace(chr(92), '/').rpartition('/')[2])}” tell no item.",
            next((folder.sku for folder in reading.folders if folder.sku), ""),
        )


def _may_be_a_number_of_its_own(reading: Reading) -> bool:
    return not reading.is_made and reading.names[0].text.isdecimal() and len(reading.names[0].text) > 4


def _equal_names(cases: Iterable[Case]) -> None:
    """Give photos of one name in different folders their folders' SKUs, or ask."""
    for same in _grouped((case for case in cases if case.place >= 0), lambda case: search_key(case.sku)):
        places: dict[str, set[str]] = defaultdict(set)
        for case in same:
            places[case.reading.place].add(case.reading.names[0].key)
        key = search_key(same[0].sku)
        if len(places) < 2 or any(folder.key == key for case in same for folder in case.reading.folders):
            continue
        all_names = [name for names in places.values() for name in names]
        are_equal = len(all_names) > len(set(all_names))
        have_skus = all(case.reading.folder_sku for case in same)
        if are_equal and have_skus:
            for case in same:
                case.sku, case.place = case.reading.folder_sku, -1
        elif are_equal or (have_skus and len({case.reading.folder_sku for case in same}) > 1):
            why = f"Different folders have photos called “{printable(same[0].sku)}”."
            _ask(same, Doubt(same[0].sku, why, same[0].sku))


def _weak_names(cases: Iterable[Case]) -> None:
    """Ask of words without a digit, and long numbers, in a folder that can be a SKU as well."""
    for case in cases:
        folder, name = case.reading.folder_sku, case.sku
        if case.doubt is not None or case.place < 0 or not folder or search_key(folder) == search_key(name):
            continue
        if search_key(name).startswith(search_key(folder)):
            continue
        is_number = name.isdecimal() and not is_trade_number(name)
        if is_number or not any(map(str.isdigit, name)):
            why = (
                f"The SKU may be the folder’s name, “{printable(folder)}”, or the photo’s, such as “{printable(name)}”."
            )
            case.doubt = Doubt(folder, why, folder)


def is_trade_number(number: str) -> bool:
    """Return whether a number is a GTIN (EAN, UPC) with the right check digit.

    >>> is_trade_number("4006381333931"), is_trade_number("4006381333932")
    (True, False)
    """
    if len(number) not in (8, 12, 13, 14) or not number.isdecimal():
        return False
    digits = [int(digit) for digit in reversed(number)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def _beside_its_family(cases: Iterable[Case], there: Set[str]) -> None:
    """Let a name with more behind it belong to the item that the delivery has without that, or ask."""
    for case in cases:
        names, worst = case.reading.names, Ending.NOTHING
        for place in range(max(case.place, 0) + 1, len(names)):
            worst = max(worst, names[place].ending)
            if names[place].key not in there:
                continue
            if _is_only_the_photos(case, place, worst):
                case.name(place)
            elif is_likely(names[place].text) or (worst < Ending.WORD and len(names[place].text) >= _SHORTEST_BASE):
                case.doubt = _family_doubt(names[place].text, [case.sku or names[0].text])
            break


def _is_named(case: Case) -> bool:
    """Return whether a photo's own name may mean an item that nobody knows."""
    if case.is_known or case.reading.says_nothing or case.reading.rule.kind != BEFORE_VIEW:
        return False
    return case.place >= 0 or (not case.sku and bool(case.reading.names))


def _is_only_the_photos(case: Case, place: int, worst: Ending) -> bool:
    """Return whether what stands behind the SKU at a place can be nothing but a photo's number or view."""
    name = case.reading.names[place].text
    if worst == Ending.NUMBER:
        before = case.reading.names[1 : max(case.place, 0) + 1]
        return not case.is_whole and all(shorter.ending == Ending.RENDITION for shorter in before)
    if worst == Ending.DOTTED:
        return any(map(str.isalpha, name))
    return worst < Ending.NUMBER


def _siblings(cases: Iterable[Case]) -> None:
    """Ask of names that differ only behind a base that may be the SKU."""
    based = [case for case in cases if case.reading.rule.kind == BEFORE_VIEW and _base(case) is not None]
    for family in _grouped(based, lambda case: case.reading.names[case.place + 1].key):
        base = family[0].reading.names[family[0].place + 1]
        counts = any(_counts_photos(case.reading.names[case.place + 1]) for case in family) and is_likely(base.text)
        if counts or len({search_key(case.sku) for case in family}) > 1:
            _ask(family, _family_doubt(base.text, [case.sku for case in family]))


def _base(case: Case) -> Name | None:
    """Return the next shorter name, where it may be the SKU of several photos."""
    names = case.reading.names
    if case.place + 1 >= len(names):
        return None
    base = names[case.place + 1]
    if len(base.text) < _SHORTEST_BASE or not as_meant(base.text) or case.reading.says_nothing:
        return None
    has_digit = any(map(str.isdigit, base.text))
    ends_in_number = any(map(str.isdigit, (parts_of(base.text) or [""])[-1]))
    if base.ending == Ending.LONG:
        fits = ends_in_number or _counts_photos(base)
    elif base.ending == Ending.LETTER:
        fits = ends_in_number and not base.taken[0].isalnum()
    elif base.ending in (Ending.DOTTED, Ending.WORD):
        fits = base.ending == Ending.DOTTED
    else:
        fits = not has_digit
    return base if fits else None


def _counts_photos(shorter: Name) -> bool:
    """Return whether what was taken off is a photo's number such as ``_001``."""
    number = shorter.taken.lstrip("_ ")
    return len(number) == 3 and number.isdecimal() and number.startswith("0") and number != shorter.taken


def _equal_folders(cases: Iterable[Case]) -> None:
    """Ask of folders of one name in different folders, where the name is only a number or a word."""
    for same in _grouped(cases, lambda case: search_key(case.sku)):
        around = {case.reading.place.rpartition(same[0].sku)[0] for case in same}
        if len(around) > 1 and (same[0].sku.isdecimal() or not any(map(str.isdigit, same[0].sku))):
            why = f"Different folders hold a folder called “{printable(same[0].sku)}”."
            _ask(same, Doubt(same[0].sku, why, same[0].sku))


def _lonely_folders(cases: Sequence[Case]) -> None:
    """Ask of made names when a single new folder would give them all one SKU: it may be that of the whole delivery."""
    by_folder = [case for case in cases if case.reading.rule.kind == BEFORE_VIEW and case.sku and case.place < 0]
    if len({search_key(case.sku) for case in by_folder if case.doubt is None}) != 1:
        return
    if all(case.reading.is_made and not case.is_known for case in by_folder):
        sku = by_folder[0].sku
        _ask(by_folder, Doubt(sku, f"Only their folder, “{printable(sku)}”, may tell the item of these photos.", sku))


def _counters(cases: Iterable[Case]) -> None:
    """Offer no number as a SKU that photos in several folders have: it would be one item of all of them."""
    for same in _grouped(cases, lambda case: search_key(case.sku)):
        if len({case.reading.place for case in same}) > 1:
            for case in same:
                case.sku = ""


def _too_many(cases: Iterable[Case]) -> None:
    for same in _grouped(cases, lambda case: search_key(case.sku)):
        if len(same) > MOST_PHOTOS:
            sku = same[0].sku
            for case in same:
                case.sku = cleaned(case.reading.names[0].text) if case.place > 0 else case.sku
            _ask(same, Doubt(sku, f"{len(same):,} photos would belong to one new item, “{printable(sku)}”.", sku))


def _family_doubt(base: str, names: Sequence[str]) -> Doubt:
    shown = ", ".join(f"“{printable(name)}”" for name in dict.fromkeys(names[:3]))
    one = cleaned(base)
    return Doubt(one, f"Names such as {shown} may be photos of “{printable(one)}”, or items of their own.", one)


def _ask(cases: Iterable[Case], doubt: Doubt) -> None:
    for case in cases:
        case.doubt = doubt


def _grouped(cases: Iterable[Case], key: Callable[[Case], str]) -> list[list[Case]]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    return list(groups.values())
