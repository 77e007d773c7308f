"""Names in zips that do not say their encoding: what they read as, and the choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import category, normalize

from fashion_model.catalogue.names import printable

RAW: Final = "cp437"
"""Reads each byte as a character of its own, so that a name read so keeps its bytes."""
ENCODINGS: Final = {
    "cp932": "Japanese (Shift-JIS)",
    "gb18030": "Chinese, simplified (GBK)",
    "cp950": "Chinese, traditional (Big5)",
    "cp949": "Korean (CP949)",
    RAW: "Western, as old zip programs write (CP437)",
    "cp850": "Western European (CP850)",
    "cp1252": "Western European, Windows (CP1252)",
    "mac_roman": "Western European, old Macs (Mac Roman)",
    "cp852": "Central European (CP852)",
    "cp1250": "Central European, Windows (CP1250)",
    "cp866": "Cyrillic (CP866)",
    "cp1251": "Cyrillic, Windows (CP1251)",
    "cp737": "Greek (CP737)",
    "cp1253": "Greek, Windows (CP1253)",
    "cp857": "Turkish (CP857)",
    "cp1254": "Turkish, Windows (CP1254)",
    "cp862": "Hebrew (CP862)",
    "cp1255": "Hebrew, Windows (CP1255)",
    "cp1256": "Arabic, Windows (CP1256)",
    "cp874": "Thai (CP874)",
    "cp1258": "Vietnamese, Windows (CP1258)",
}
"""What zip programs write names in that do not say so, by what Python calls it: the code pages of their computers."""
_EXAMPLES = 3


@dataclass(frozen=True)
class NameReading:
    """How a zip's names read in one encoding."""

    encoding: str
    """To be given back as the choice."""
    language: str
    """What the encoding is for."""
    examples: tuple[str, ...]
    """The first names, read so."""


@dataclass(frozen=True)
class ZipNames:
    """A zip that does not say in which encoding its names are written."""

    archive: str
    """The folder under which its files stand in the delivery."""
    files: int
    """Number of its photos whose names need to be read."""
    encoding: str
    """As a person chose; empty while nobody did: until then these photos belong to no item."""
    readings: tuple[NameReading, ...]
    """What the names can be, the likeliest first."""


def read_name(raw_name: str, encoding: str) -> str:
    r"""Return a name as an encoding reads it, its folders parted by slashes.

    >>> raw_name = b"\x83\x5c-1045_1.jpg".decode(RAW)
    >>> read_name(raw_name, "cp932"), read_name(raw_name, "")
    ('ソ-1045_1.jpg', 'â\\-1045_1.jpg')

    Args:
        raw_name: Its bytes, as ``RAW`` reads them.
        encoding: One of ``ENCODINGS``, or empty: then a backslash may be half a character, and stays.

    Raises:
        UnicodeError: It cannot be written so.
    """
    if not encoding:
        return raw_name
    return normalize("NFC", raw_name.encode(RAW).decode(encoding)).replace("\\", "/")


def archive_of(path: str) -> str:
    """Return the folder of a delivery that a zip's files stand under, from the path of one of them."""
    return path.partition("/")[0]


def zip_names(archive: str, raw_names: Sequence[str], encoding: str) -> ZipNames:
    """Return what the names of a zip can be: in all encodings that can write every one of them."""
    readings: dict[tuple[str, ...], NameReading] = {}
    for name, language in ENCODINGS.items():
        read = _all_read(raw_names, name)
        if read and read not in readings:  # many code pages agree on a few letters
            readings[read] = NameReading(name, language, read[:_EXAMPLES])
    likeliest = sorted(readings, key=_share_of_signs)
    return ZipNames(archive, len(raw_names), encoding, tuple(readings[read] for read in likeliest))


def _all_read(raw_names: Iterable[str], encoding: str) -> tuple[str, ...]:
    """Return the names, or nothing when one of them cannot be written so or would hold what cannot be seen."""
    try:
        read = tuple(read_name(raw, encoding) for raw in raw_names)
    except UnicodeError:
        return ()
    return read if all(printable(name) == name for name in read) else ()


def _share_of_signs(read: Iterable[str]) -> float:
    """Return how many of the letters beyond ASCII are none: frames, currencies and halves of characters."""
    beyond = [character for name in read for character in name if not character.isascii()]
    return sum(category(character)[0] not in "LMN" for character in beyond) / max(1, len(beyond))
