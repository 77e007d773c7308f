"""SKU rules: from photos' file names to the SKUs of their items."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import PurePosixPath
from unicodedata import normalize

import re2

from fashion_model.catalogue.deliveries.zip_names import ZipNames
from fashion_model.catalogue.errors import InvalidItem, InvalidSkuRule
from fashion_model.catalogue.names import clean_sku, printable, search_key

BEFORE_VIEW, WHOLE_NAME, FOLDER_NAME, OWN_PATTERN = "before_view", "whole_name", "folder_name", "own_pattern"
RULE_NAMES = {
    BEFORE_VIEW: "Name before _, - or space plus a view or number",
    WHOLE_NAME: "Whole file name",
    FOLDER_NAME: "Folder name",
    OWN_PATTERN: "Own pattern",
}
RULE_SENTENCES = {
    BEFORE_VIEW: (
        "The SKU is the file's name without its ending, without a number in brackets, and without the view (front, "
        "back, …) or the number of one or two digits that comes last after _, - or a space, as long as three "
        "characters with a digit remain; a file whose name is only a view or number takes the name of its folder."
    ),
    WHOLE_NAME: "The SKU is the file's name without its ending.",
    FOLDER_NAME: "The SKU is the name of the folder that the file lies in.",
    OWN_PATTERN: "The SKU is what the group “sku” of your regular expression finds in the file's name without ending.",
}
VIEW_WORDS = (
    *("front", "back", "side", "left", "right", "top", "bottom", "sole", "inside", "outside", "detail", "details"),
    *("close-up", "closeup", "zoom", "model", "worn", "packshot", "flat", "ghost", "main", "label", "view", "swatch"),
    *("vorne", "hinten", "vorderseite", "rückseite", "rueckseite", "seite", "links", "rechts", "oben", "unten"),
    *("sohle", "innen", "außen", "aussen", "getragen", "freisteller", "etikett", "ansicht"),
    *("devant", "derrière", "derriere", "dos", "face", "côté", "cote", "gauche", "droite", "dessus", "dessous"),
    *("semelle", "intérieur", "interieur", "porté", "porte", "détail", "étiquette", "etiquette"),
)
"""What photographers write behind a SKU in English, German and French; upper and lower case are the same."""
LONGEST_NAME = 255
"""Longer file names, in characters, have no SKU: file systems know none, and patterns need not be tried on them."""
LONGEST_PATTERN = 200
_SHORTEST_LEFT = 3
_MOST_READINGS = 4

_VIEW = "|".join(re.escape(word) for word in sorted(VIEW_WORDS, key=len, reverse=True))
_VIEWS = rf"(?:{_VIEW})(?:[\s_-]{{1,3}}(?:{_VIEW})){{0,2}}[\s_-]{{0,3}}[0-9]{{0,2}}"
_LAST = re.compile(rf"[\s_-]{{1,3}}(?:{_VIEWS}|[0-9]{{1,2}})\Z", re.IGNORECASE)
_VIEW_ALONE = re.compile(rf"(?:[0-9]{{1,2}}(?![0-9])[\s_-]{{0,3}})?(?:{_VIEWS})?", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\([0-9]{1,4}\)\Z")
_SKU = re.compile(r"\w[\w.+-]*")
_CAMERA_NAME = re.compile(
    r"_?(IMG|MG|DSC[FN]?|PXL|MVIMG|DJI|GOPR|PANO|VID|Screenshot|Image|Photo|Picture|Camera)[-_]?[A-Z]{0,2}\d[\w.-]*"
    r"|\d{8}[-_]\d{6}.*",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class SkuRule:
    """How a photo is matched to its item.

    Raises:
        InvalidSkuRule: The kind is not known, or the pattern cannot be used.
    """

    kind: str = BEFORE_VIEW
    """One of ``RULE_NAMES``."""
    pattern: str = ""
    """For ``OWN_PATTERN``: a regular expression in RE2's syntax, which takes no longer for any name, with a group
    ``sku``.
    """

    def __post_init__(self) -> None:
        if self.kind not in RULE_NAMES:
            raise InvalidSkuRule(
                f"“{printable(self.kind)}” is no rule for SKUs. Choose one of {', '.join(RULE_NAMES)}."
            )
        if printable(self.pattern) != self.pattern:  # it is kept, whatever the rule is
            raise InvalidSkuRule(
                f"The pattern has characters that cannot be seen. Type it again without them. {_EXAMPLE}"
            )
        if self.kind == OWN_PATTERN:
            _refuse_pattern(self.pattern)


@dataclass(frozen=True)
class MatchedItem:
    """An item and its photos in a delivery."""

    sku: str
    """As the first of its files spells it."""
    paths: tuple[str, ...]
    """Its files."""
    is_known: bool
    """Whether there is an item with this SKU."""


@dataclass(frozen=True)
class Matching:
    """Which photos would be matched to which items."""

    items: tuple[MatchedItem, ...]
    """In the order of their first files."""
    without_sku: tuple[str, ...]
    """Files that no SKU was found for; they are left out."""
    zip_names: tuple[ZipNames, ...] = ()
    """Zips whose names can be read in several ways, for a person to choose."""


def sku_of(rule: SkuRule, path: str) -> str:
    """Return the SKU that a path means by itself; empty when it means none.

    Names that cameras and programs give, and several words, are no SKUs, unless an own pattern finds them.

    >>> sku_of(SkuRule(), "May/TS-1042_front.jpg")
    'TS-1042'
    >>> sku_of(SkuRule(), "May/IMG_2041.jpg")
    ''

    Args:
        rule: How to tell.
        path: File name with its folders, parted by slashes or backslashes.
    """
    readings = _readings(rule, path)
    if not readings:
        return ""
    if rule.kind == OWN_PATTERN:
        return _cleaned(readings[0])
    return _before_view(path, readings) if rule.kind == BEFORE_VIEW else _as_meant(readings[0])


def _before_view(path: str, readings: tuple[str, ...]) -> str:
    stem = _stem_and_folder(path)[0]
    if _is_from_camera(stem):
        return ""  # the folder may as well be that of the whole delivery
    if _is_view_alone(stem):
        return readings[0] if _is_likely(readings[0]) else ""
    return next(filter(_is_likely, readings[1:2]), _as_meant(readings[0]))


def possible_keys(rule: SkuRule, paths: Iterable[str]) -> frozenset[str]:
    """Return the ``search_key`` of every SKU that the paths could mean: those to look up before ``preview``."""
    return frozenset(search_key(reading) for path in paths for reading in _readings(rule, path))


def preview(rule: SkuRule, paths: Iterable[str], known: Set[str] = frozenset()) -> Matching:
    """Return the items of a delivery, as ``rule`` reads its file names.

    Where a name can be read in several ways, the longest SKU that the catalogue knows wins; a camera's name may also
    mean a known folder. Next, a whole name that another file has with a view behind it: beside
    ``TS-1042-10_front.jpg``, ``TS-1042-10.jpg`` is no tenth photo.

    Args:
        rule: How to tell.
        paths: File names with their folders.
        known: The ``search_key`` of the SKUs in the catalogue, at least those of ``possible_keys``.
    """
    paths = tuple(paths)
    alone = [sku_of(rule, path) for path in paths]
    elsewhere = frozenset(map(search_key, alone))
    skus = [_settled(_readings(rule, path), sku, known, elsewhere) for path, sku in zip(paths, alone, strict=True)]
    return Matching(
        items=tuple(_items(zip(paths, skus, strict=True), known)),
        without_sku=tuple(path for path, sku in zip(paths, skus, strict=True) if not sku),
    )


def _settled(readings: tuple[str, ...], alone: str, known: Set[str], elsewhere: Set[str]) -> str:
    in_catalogue = (reading for reading in readings if search_key(reading) in known)
    whole = (reading for reading in readings[:1] if alone and search_key(reading) in elsewhere)
    return next(filter(None, map(_cleaned, (*in_catalogue, *whole))), alone)


def _items(matched: Iterable[tuple[str, str]], known: Set[str]) -> Iterator[MatchedItem]:
    files: dict[str, list[tuple[str, str]]] = {}
    for path, sku in matched:
        if sku:
            files.setdefault(search_key(sku), []).append((path, sku))
    for key, pairs in files.items():
        yield MatchedItem(sku=pairs[0][1], paths=tuple(path for path, _ in pairs), is_known=key in known)


def _readings(rule: SkuRule, path: str) -> tuple[str, ...]:
    """Return what the path could mean, the longest first, before it is judged."""
    stem, folder = _stem_and_folder(path)
    if max(len(stem), len(folder)) > LONGEST_NAME:
        return ()
    if rule.kind == OWN_PATTERN:
        readings: tuple[str, ...] = (_found(rule.pattern, stem),)
    elif rule.kind == BEFORE_VIEW and not _is_view_alone(stem):
        readings = (*_without_views(stem), folder if _is_from_camera(stem) else "")
    else:
        readings = (stem if rule.kind == WHOLE_NAME else folder,)
    return tuple(filter(None, map(str.strip, readings)))


def _stem_and_folder(path: str) -> tuple[str, str]:
    parts = [part for part in re.split(r"[\\/]", normalize("NFC", path)) if part]
    return PurePosixPath(parts[-1]).stem if parts else "", parts[-2] if len(parts) > 1 else ""


def _is_view_alone(stem: str) -> bool:
    return _VIEW_ALONE.fullmatch(_unbracketed(stem)) is not None


def _is_from_camera(stem: str) -> bool:
    return any(map(_is_automatic, _without_views(stem)))


def _without_views(stem: str) -> tuple[str, ...]:
    """Return the name, and what remains of it each time that a view or number is taken from its end."""
    names = [_unbracketed(stem)]
    while len(names) < _MOST_READINGS and (last := _LAST.search(names[-1])):
        names.append(names[-1][: last.start()].rstrip(" _-"))
    return tuple(names)


def _unbracketed(stem: str) -> str:
    return _BRACKETED.sub("", stem).strip(" _-")


def _is_likely(name: str) -> bool:
    """Return whether a name is a SKU although more stood there: ``TS`` of ``TS-10`` is none, ``TS-1`` may be one."""
    return len(name) >= _SHORTEST_LEFT and any(c.isdigit() for c in name) and _as_meant(name) != ""


def _as_meant(name: str) -> str:
    return _cleaned(name) if _SKU.fullmatch(name) and not _is_automatic(name) else ""


def _is_automatic(name: str) -> bool:
    return _CAMERA_NAME.fullmatch(name) is not None or _UUID.fullmatch(name) is not None


def _cleaned(name: str) -> str:
    try:
        return clean_sku(name)
    except InvalidItem:
        return ""


def _found(pattern: str, stem: str) -> str:
    match = re2.search(pattern, printable(stem), _quiet())
    return (match["sku"] or "") if match else ""


_EXAMPLE = "An example that takes all before the first underscore: (?P<sku>[^_]+)"


def _refuse_pattern(pattern: str) -> None:
    if not 0 < len(pattern) <= LONGEST_PATTERN:
        raise InvalidSkuRule(
            f"The pattern has {len(pattern)} characters; 1 to {LONGEST_PATTERN} are accepted. {_EXAMPLE}"
        )
    try:
        groups = re2.compile(pattern, _quiet()).groupindex
    except re2.error as error:
        problem = error.args[0].decode(errors="replace")
        raise InvalidSkuRule(
            f"The pattern is not a regular expression in RE2's syntax ({problem}). {_EXAMPLE}"
        ) from error
    if "sku" not in groups:
        raise InvalidSkuRule(f"The pattern does not say which part is the SKU: it has no group named “sku”. {_EXAMPLE}")


def _quiet() -> "re2.Options":
    options = re2.Options()
    options.log_errors = False  # a wrong pattern is shown to its author, not to the log
    return options
