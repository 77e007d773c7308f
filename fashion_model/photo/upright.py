"""Opened pictures to upright sRGB pixels of working size, band by band.

A picture is turned and converted a band at a time while it is scaled down, so that beside the decoded picture itself
hardly any memory is needed; the pixels are those of turning, converting and scaling the picture as a whole.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np
import pillow_heif
from PIL import Image, ImageCms

LARGEST_EDGE = 1600
"""Larger photos are scaled down to this longest edge, in pixels: the network needs 28."""
_ONE_BAND_PIXELS = 6_000_000
"""Pictures of so many pixels, and smaller ones, are one band: to the last bit what the whole picture would give."""
_BAND_PIXELS = 1_000_000
"""Pixels of a larger picture that are converted at once."""
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SWAPS_EDGES = frozenset({5, 6, 7, 8})
_FROM_THE_END = frozenset({3, 4, 7, 8})
"""Turns by which the upright picture's first rows are the last rows, or columns, of the stored one."""
_MODE_OF_SPACE = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "Lab": "LAB"}
_OPAQUE = {"LA": "L", "RGBA": "RGB"}
_WITH_ALPHA = {"P": "RGBA", "PA": "RGBA", "L": "LA", "RGB": "RGBA", "La": "LA", "RGBa": "RGBA"}
_EIGHT_BIT = {"1": "L", "P": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
Part = Callable[[tuple[int, int, int, int]], Image.Image]
"""Takes left, top, right and bottom, in pixels; returns what lies between."""


def upright_rgb(image: Image.Image, part: Part) -> np.ndarray:
    """Return a decoded picture upright, in sRGB, on white, at most ``LARGEST_EDGE`` long.

    Args:
        image: The picture, which knows its tags.
        part: Takes parts of its pixels.

    Returns:
        ``(H, W, 3)`` uint8.
    """
    shrunk = _shrunk(_Upright(part, image))
    return np.asarray(_on_white(_to_srgb(shrunk, image.info.get("icc_profile"))), dtype=np.uint8)


def decoded(image: Image.Image, data: bytes) -> Part:
    """Decode the first frame of an opened picture; returns what takes parts of it.

    Where a decoder answers with all pixels as bytes, they are read in place: Pillow's copy of them costs as much again.
    """
    if image.format == "HEIF":
        return _part_of_heif(data)
    image.seek(0)
    if image.format == "WEBP":
        pixels, *_ = image._get_next()  # type: ignore[attr-defined]
        layout = image.rawmode  # type: ignore[attr-defined]
        return part_of(Image.frombuffer(layout, image.size, pixels, "raw", layout, 0, 1))
    image.load()
    return part_of(image)


def part_of(image: Image.Image) -> Part:
    """Return what takes parts of a loaded picture."""
    return lambda box: image if box == (0, 0, *image.size) else image.crop(box)


def _part_of_heif(data: bytes) -> Part:
    opened = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    heif = opened[opened.primary_index]
    pixels = np.asarray(heif)  # (H, W or a little more, C)

    def part(box: tuple[int, int, int, int]) -> Image.Image:
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        return Image.frombytes(heif.mode, size, pixels[top:bottom, left:right].tobytes())

    return part


class _Upright:
    """A decoded picture as a camera saw it, of which rows are taken.

    Args:
        part: Takes parts of the stored picture.
        image: What it was opened as.
    """

    def __init__(self, part: Part, image: Image.Image) -> None:
        self._part = part
        self._image = image
        self._stored = image.size
        self._info = image.info
        self._turn = _orientation(image)
        self.mode = image.mode
        self.size = image.size[::-1] if self._turn in _SWAPS_EDGES else image.size
        self.is_plain = self._turn == 1 and _is_plain(image)
        """Whether it is scaled as it is, without a copy of all of it."""

    def rows(self, top: int, bottom: int) -> Image.Image:
        """Return rows ``top`` up to, and without, ``bottom``."""
        if self._turn in _FROM_THE_END:
            top, bottom = self.size[1] - bottom, self.size[1] - top
        across = self._turn in _SWAPS_EDGES
        rows = self._part((top, 0, bottom, self._stored[1]) if across else (0, top, self._stored[0], bottom))
        turned = rows.transpose(_TURNS[self._turn]) if self._turn in _TURNS else rows
        turned.info = self._info
        return turned

    def largest(self) -> float:
        """Return the largest number of a picture of one channel, whatever its depth."""
        with suppress(ValueError):  # not of a depth that Pillow compares
            largest = self._image.getextrema()[1]
            if isinstance(largest, int | float) and np.isfinite(largest):
                return float(largest)
        return max(_largest(self.rows(*band)) for band in self.bands())

    def rows_at_once(self) -> float:
        """Return how many rows are converted at once; not a whole number."""
        width, height = self.size
        whole = self.is_plain or width * height <= _ONE_BAND_PIXELS
        return height if whole else _BAND_PIXELS / width

    def bands(self) -> Iterator[tuple[int, int]]:
        """Yield the first row of each band, and the one behind its last."""
        height, step = self.size[1], max(1, int(self.rows_at_once()))
        yield from ((top, min(top + step, height)) for top in range(0, height, step))


def _is_plain(image: Image.Image) -> bool:
    in_pillow = image.format not in {"HEIF", "WEBP"}
    return in_pillow and image.mode in {"L", "RGB", "CMYK", "LAB"} and "transparency" not in image.info


def _orientation(image: Image.Image) -> int:
    """Return the camera's orientation, 1 to 8; broken tags say nothing of it."""
    try:
        turn = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # whatever Pillow stumbles over in tags that it did not write
        return 1
    return turn if turn in _TURNS else 1


def _shrunk(picture: _Upright) -> Image.Image:
    """Scale a picture down to ``LARGEST_EDGE``, in a mode with 8 bits a channel."""
    convert = _conversion(picture)
    width, height = picture.size
    if max(width, height) <= LARGEST_EDGE:
        return convert(picture.rows(0, height))
    if width >= height:
        size = (LARGEST_EDGE, max(1, round(height / width * LARGEST_EDGE)))
    else:
        size = (max(1, round(width / height * LARGEST_EDGE)), LARGEST_EDGE)
    scale = height / size[1]
    step = max(1, round(picture.rows_at_once() / scale))  # rows of the result
    bands = []
    for first in range(0, size[1], step):
        last = min(first + step, size[1])
        top, bottom = int(first * scale), min(height, int(np.ceil(last * scale)))
        rows = convert(picture.rows(top, bottom))
        box = (0.0, first * scale - top, float(width), min(last * scale, height) - top)
        bands.append(rows.resize((size[0], last - first), Image.Resampling.BOX, box))
    if len(bands) == 1:
        return bands[0]
    joined = Image.new(bands[0].mode, size)
    for number, band in enumerate(bands):
        joined.paste(band, (0, number * step))
    return joined


def _conversion(picture: _Upright) -> Callable[[Image.Image], Image.Image]:
    """Return what brings any part of a picture into a mode with 8 bits a channel, all of them alike."""
    if not picture.mode.startswith(("I", "F")):
        return _eight_bit
    largest = picture.largest()
    top = 65535.0 if largest > 255 else 255.0
    if picture.mode == "F" and largest <= 1:
        top = 1.0
    levels = _levels(np.arange(65536), top)

    def convert(part: Image.Image) -> Image.Image:
        values = np.asarray(part)
        return Image.fromarray(levels[values] if values.dtype == np.uint16 else _levels(values, top))

    return convert


def _levels(values: np.ndarray, top: float) -> np.ndarray:
    """Return numbers from 0 to ``top`` as uint8 from 0 to 255; what is no number is 0."""
    scaled = np.nan_to_num(values / top * 255, posinf=255, neginf=0)
    levels: np.ndarray = np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)
    return levels


def _largest(part: Image.Image) -> float:
    values = np.asarray(part)
    largest = values.max(initial=0)
    return float(largest if np.isfinite(largest) else values[np.isfinite(values)].max(initial=0))


def _eight_bit(part: Image.Image) -> Image.Image:
    if "transparency" in part.info or part.mode in {"PA", "La", "RGBa"}:
        try:
            return part.convert(_WITH_ALPHA.get(part.mode, "RGBA"))
        except (ValueError, TypeError, IndexError):  # a transparent colour that does not fit the mode says nothing
            del part.info["transparency"]
    return part.convert(_EIGHT_BIT[part.mode]) if part.mode in _EIGHT_BIT else part


def _to_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Bring colours from their profile to sRGB, transparency kept; a broken or unfitting profile says nothing."""
    colours = image.convert(_OPAQUE[image.mode]) if image.mode in _OPAQUE else image
    try:
        converted = _by_profile(colours, profile) if profile else None
    except Exception:  # LittleCMS and Pillow complain of broken profiles in many ways
        converted = None
    if converted is None and image.mode == "LAB":
        converted = _transformed(colours, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    if converted is None:
        return image
    if image.mode in _OPAQUE:
        converted.putalpha(image.getchannel("A"))
    return converted


def _by_profile(colours: Image.Image, profile: object) -> Image.Image | None:
    if not isinstance(profile, bytes):
        return None
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = _MODE_OF_SPACE.get(source.profile.xcolor_space.strip())
    if mode == "RGB" and colours.mode == "L":
        colours = colours.convert("RGB")  # grey pixels of a program that works in colour
    return _transformed(colours, source) if mode == colours.mode else None


def _transformed(colours: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image | None:
    return ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in _OPAQUE:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")
