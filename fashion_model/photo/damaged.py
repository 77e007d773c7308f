"""Damaged files: without their tags, and how much of a picture a cut file lacks.

What is missing is found by two guesses: the file is continued, and the picture filled beforehand, in two ways. Pixels
that are the same in both were in the file; those that differ were made up.
"""

import random
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from fashion_model.photo.upright import Part

JPEG_FORMATS = ("JPEG", "MPO")
JPEG_END = b"\xff\xd9"
_GUESS_BYTES = 1 << 16
_GUESS_SHARE = 0.02
"""Of the file's length, of which no more can be missing for the picture to be nearly whole."""
_ROWS_AT_ONCE = 64
_NEARLY_WHITE = 250
_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7\x01])")
_JPEG_SCAN, _JPEG_STOP = 0xDA, 0xD9
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_TAGS = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Application segments and comments, but for those of JFIF and Adobe, which say how colours are coded."""
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_TIFF_LONGS = frozenset({256, 257, 273, 278, 279, 322, 323, 324, 325})
_TIFF_SHORTS = frozenset({258, 259, 262, 266, 274, 277, 284, 292, 293, 317, 332, 338, 339, 530})
_TIFF_OTHERS = frozenset({320, 347, 531, 532})
"""Tags that say how the pixels are laid out, by the type of their numbers."""
_TIFF_SHORT, _TIFF_LONG = 3, 4
_TIFF_STARTS = (b"II*\0", b"MM\0*")
_EXIF_START = b"Exif\0\0"
_EMPTY_TIFF = b"II*\0\x08\0\0\0" + bytes(6)
_LARGEST_COEFFICIENT = 63


@dataclass(frozen=True)
class Guess:
    """One way to continue a cut file.

    Attributes:
        tail: What is put behind its end.
        fill: What pixels are that nothing is said of, 0..255 in each channel.
    """

    tail: bytes
    fill: int


def guesses(data: bytes) -> tuple[Guess, Guess]:
    """Return two ways to continue a file; the first leaves a JPEG's missing part in one even colour."""
    length = _GUESS_BYTES + int(_GUESS_SHARE * len(data))
    noise = random.Random(length).randbytes(length).replace(b"\xff", b"\x7f")
    return Guess(JPEG_END * (length // 2), 255), Guess(noise + JPEG_END, 0)


def filled(image: Image.Image, fill: int) -> None:
    """Let an opened picture have a colour wherever its file says nothing."""
    bands = Image.getmodebands(image.mode)
    image.im = Image.new(image.mode, image.size, fill if bands == 1 else (fill,) * bands).im
    if image.format == "GIF":
        image._frame_transparency = None  # type: ignore[attr-defined] # it would be filled with that colour


def differing_share(first: Part, second: Part, size: tuple[int, int]) -> float:
    """Return the share of pixels that differ, 0..1, of two pictures of the same size."""
    width, height = size
    differing = 0
    for top in range(0, height, _ROWS_AT_ONCE):
        box = (0, top, width, min(top + _ROWS_AT_ONCE, height))
        changed = np.asarray(first(box)) != np.asarray(second(box))
        differing += int((changed if changed.ndim == 2 else changed.any(axis=2)).sum())
    return differing / (width * height)


def without_tags(data: bytes) -> bytes:
    """Return a file without what is said of the picture beside its pixels; as it is when nothing can be taken out."""
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg_without_tags(data)
        if data.startswith(_PNG_START):
            return _png_without_tags(data)
        if data.startswith(_TIFF_STARTS):
            return _tiff_without_tags(data)
        return _with_empty_exif(data)
    except (struct.error, IndexError):
        return data  # cut short within its tags


def _jpeg_without_tags(data: bytes) -> bytes:
    kept, place = [b"\xff\xd8"], 2
    for marker, start, end in _jpeg_segments(data):
        if marker not in _JPEG_TAGS:
            kept.append(data[start:end])
        place = end
    return b"".join(kept) + data[place:]


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the marker, start and end of each segment before the first scan."""
    place = 2
    while (found := _JPEG_MARKER.search(data, place)) and found[1][0] != _JPEG_SCAN:
        end = found.end() + struct.unpack(">H", data[found.end() : found.end() + 2])[0]
        yield found[1][0], found.start(), end
        place = end


def _png_without_tags(data: bytes) -> bytes:
    kept, place = [_PNG_START], len(_PNG_START)
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        end = place + 12 + length
        if data[place + 4 : place + 8] in _PNG_NEEDED:
            kept.append(data[place:end])
        place = end
    return b"".join(kept)


def _tiff_without_tags(data: bytes) -> bytes:
    order = "<" if data[:2] == b"II" else ">"
    (place,) = struct.unpack(order + "I", data[4:8])
    (count,) = struct.unpack(order + "H", data[place : place + 2])
    entries = (data[place + 2 + 12 * number :][:12] for number in range(count))
    kept = [entry for raw in entries if (entry := _tiff_entry(order, *struct.unpack(order + "HHI4s", raw)))]
    padded = data + b"\0" * (len(data) % 2)
    directory = struct.pack(order + "H", len(kept)) + b"".join(kept) + bytes(4)
    return padded[:4] + struct.pack(order + "I", len(padded)) + padded[8:] + directory


def _tiff_entry(order: str, tag: int, kind: int, count: int, value: bytes) -> bytes:
    """Return a tag that the pixels need, as numbers; empty for others."""
    if tag not in _TIFF_LONGS | _TIFF_SHORTS | _TIFF_OTHERS:
        return b""
    if tag not in _TIFF_OTHERS and kind not in {_TIFF_SHORT, _TIFF_LONG}:
        kind = _TIFF_LONG if tag in _TIFF_LONGS else _TIFF_SHORT
    return struct.pack(order + "HHI4s", tag, kind, count, value)


def _with_empty_exif(data: bytes) -> bytes:
    """Empty the EXIF tags where they stand, as in HEIC, AVIF and WebP other parts are found by their place."""
    start = data.rfind(_EXIF_START) + len(_EXIF_START)  # an earlier one names the part without being it
    end = start + len(_EMPTY_TIFF)
    return data[:start] + _EMPTY_TIFF + data[end:] if _EXIF_START in data else data


def scans_of(data: bytes) -> int:
    """Return how many passes a JPEG is built of at most; within its pixels the marker never occurs."""
    return data.count(bytes((0xFF, _JPEG_SCAN)))


def has_all_scans(data: bytes) -> bool:
    """Return whether a JPEG that may be cut has begun each of its passes."""
    finest: dict[int, list[int | None]] = {}
    for found in _jpeg_markers(data):
        start = found.end() + 2
        body = data[start : start - 2 + int.from_bytes(data[start - 2 : start])]
        if found[1][0] in _JPEG_FRAMES and len(body) >= 6:
            finest = {component: [None] * 64 for component in body[6::3][: body[5]]}
        elif found[1][0] == _JPEG_SCAN:
            _note_scan(body, finest)
    return bool(finest) and all(bits == 0 for levels in finest.values() for bits in levels)


def _jpeg_markers(data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the markers of a JPEG up to its end, which is among them."""
    place = 2
    while found := _JPEG_MARKER.search(data, place):
        yield found
        if found[1][0] == _JPEG_STOP:
            return
        place = found.end() + int.from_bytes(data[found.end() : found.end() + 2])


def _note_scan(body: bytes, finest: dict[int, list[int | None]]) -> None:
    """Write down which coefficients a pass refines, and how far: 0 means wholly."""
    count = body[0] if body else 0
    if len(body) < 4 + 2 * count:
        return
    first, last, bits = body[1 + 2 * count], min(body[2 + 2 * count], _LARGEST_COEFFICIENT), body[3 + 2 * count] & 15
    for component in body[1 : 1 + 2 * count : 2]:
        if component in finest:
            finest[component][first : last + 1] = [bits] * (last + 1 - first)


def lacks_end(data: bytes, file_format: str) -> bool:
    """Return whether a file that could be decoded lacks the mark of its end."""
    if file_format in JPEG_FORMATS:
        return not data.endswith(JPEG_END) and all(found[1][0] != _JPEG_STOP for found in _jpeg_markers(data))
    if file_format == "PNG":
        return data.rfind(b"IEND") < 0
    return file_format == "GIF" and not data.rstrip(b"\0\r\n ").endswith(b";")


def seems_filled(rgb: np.ndarray) -> bool:
    """Return whether a decoder seems to have filled a missing part: an edge is of one colour other than white.

    Args:
        rgb: ``(H, W, 3)`` uint8.
    """
    edges = (rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1])
    return any(bool((edge == edge[0]).all() and edge[0].min() < _NEARLY_WHITE) for edge in edges)
