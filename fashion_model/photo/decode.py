"""Decoding a photo: bytes to an upright sRGB picture, or a refusal."""

import io
import logging
import warnings
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pillow_heif
from PIL import Image, UnidentifiedImageError

from fashion_model.photo import damaged, decoders
from fashion_model.photo.upright import LARGEST_EDGE, Part, decoded, part_of, upright_rgb

pillow_heif.register_heif_opener()

LOGGER = logging.getLogger(__name__)
ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP")
ACCEPTED_IN_WORDS = "JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF and BMP"
SMALLEST_EDGE = 20
"""Photos with an edge below this many pixels are refused: no garment can be told apart in them."""
MOST_MISSING = 0.005
"""Share of a cut photo that may be missing."""
_LONGEST_SHAPE = 80
"""Times as long as wide: what is longer has an edge below ``SMALLEST_EDGE`` when it is scaled down."""
_MOST_SCANS = 100
"""Passes of a progressive JPEG; programs write ten, and at most sixty."""
_ROOM = 0.9
"""Share of the memory for decoded pixels; the rest is for the file, and for what is made of the pixels."""
_BYTES_A_PIXEL = {"WEBP": 13.0, "AVIF": 10.0, "HEIF": 6.0}
"""Held at once by decoders that can only decode a picture whole, as measured."""
_BYTES_OF_MODE = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
_BYTES_OF_OTHERS = 4
_BYTES_OF_A_COEFFICIENT = 2

_NAMED_SIGNATURES = (
    (b"8BPS", "a Photoshop file"),
    (b"%!PS", "a PostScript drawing"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript drawing"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
)
_EMPTY = "The file is empty. Copy the photo again and drop the new file."


class PhotoRefused(ValueError):
    """The bytes are not a photo that is accepted; the message says what was wrong, what is accepted, what to do."""


class DecodersBusy(RuntimeError):
    """So many photos are decoded just now that this one did not get its turn in time; nothing is wrong with it."""

    def __init__(self) -> None:
        super().__init__("Too many photos are being read just now. Try this one again in a minute.")


@dataclass(frozen=True)
class DecodeLimits:
    """What a photo may cost.

    Attributes:
        max_bytes: Largest file, in bytes.
        max_pixels: Largest picture, in pixels (width × height).
        max_memory: Most memory that decoding takes, in bytes.
        max_seconds: Longest time that decoding takes.
        max_wait: Longest time until its turn comes, in seconds; None to wait for ever.
    """

    max_bytes: int = 30_000_000
    max_pixels: int = 60_000_000
    max_memory: int = 400_000_000
    max_seconds: float = 10
    max_wait: float | None = None


@dataclass(frozen=True)
class Photo:
    """An upright picture without metadata.

    Attributes:
        rgb: ``(H, W, 3)`` uint8, sRGB, longest edge at most ``LARGEST_EDGE``.
        file_format: The format's name, such as ``JPEG``.
        remark: What the file lacks although the picture can be judged, in a sentence; empty when nothing.
    """

    rgb: np.ndarray
    file_format: str
    remark: str = ""


def decode(data: bytes, limits: DecodeLimits | None = None) -> Photo:
    """Decode a photo: orientation applied, transparency on white, colours in sRGB, metadata dropped.

    Animated files give their first frame. Pictures longer than ``LARGEST_EDGE`` are scaled down to it. It is done by
    another process, which is ended when it takes too much memory or time; where none can be had, in this one.

    Args:
        data: The file's bytes.
        limits: What a photo may cost; the defaults when omitted.

    Returns:
        The picture.

    Raises:
        PhotoRefused: The bytes are empty, too large, damaged, too small, too costly or of no format that is accepted.
        DecodersBusy: Its turn did not come in time.
    """
    limits = limits or DecodeLimits()
    _refuse_by_size(data, limits)
    cost = decoders.Cost(limits.max_pixels, limits.max_memory, limits.max_seconds, limits.max_wait)
    try:
        said, rgb = decoders.decoders(limits.max_memory).ask(data, cost)
    except decoders.NoDecoder as error:
        LOGGER.warning("Photos are decoded without a process of their own: %s", error)
        return decode_here(data, limits)
    except decoders.AllBusy as error:
        raise DecodersBusy from error
    except decoders.TookTooLong as error:
        raise too_slow(limits) from error
    except decoders.Died as error:
        LOGGER.warning("A decoder ended over a photo", exc_info=error)
        raise (too_costly(limits) if error.for_memory else damaged_file()) from error
    if "refused" in said:
        raise PhotoRefused(said["refused"])
    return Photo(rgb, said["file_format"], said["remark"])


def start_decoder(limits: DecodeLimits) -> None:
    """Begin the process that decodes photos, so that the first one does not wait for it."""
    with suppress(decoders.NoDecoder):  # said with the first photo
        decoders.decoders(limits.max_memory).start()


def decode_here(data: bytes, limits: DecodeLimits | None = None) -> Photo:
    """Decode a photo in this process: what ``decode`` does, but nothing stops what takes too long.

    Args:
        data: The file's bytes.
        limits: What a photo may cost; the defaults when omitted.

    Returns:
        The picture.

    Raises:
        PhotoRefused: The bytes are empty, too large, damaged, too small or of a format that is not accepted.
    """
    limits = limits or DecodeLimits()
    _refuse_by_size(data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of metadata and sizes that are judged here
            return _photo(data, limits)
    except PhotoRefused:
        raise
    except MemoryError as error:
        raise too_costly(limits) from error
    except UnidentifiedImageError as error:
        raise _wrong_format(data) from error
    except Exception as error:  # decoders complain of damaged files in every way that Python knows
        LOGGER.info("A photo cannot be decoded", exc_info=error)
        raise damaged_file() from error


def damaged_file(missing: float = 0) -> PhotoRefused:
    """Return the refusal of a file that cannot be read; ``missing`` is the share of the picture that is not there."""
    how_much = f" ({100 * missing:.0f} % of the picture is missing)" if 0.005 <= missing < 0.995 else ""
    return PhotoRefused(
        f"The file is damaged or cut short{how_much}. Save or export the photo again and drop the new file."
    )


def too_costly(limits: DecodeLimits) -> PhotoRefused:
    """Return the refusal of a file whose pixels do not fit the memory of one photo."""
    return PhotoRefused(
        f"The picture needs more than {limits.max_memory / 1e6:.0f} MB of memory, the most that one may take. "
        "Export the photo smaller, or as an ordinary JPEG."
    )


def too_slow(limits: DecodeLimits) -> PhotoRefused:
    """Return the refusal of a file that takes longer to decode than one may."""
    return PhotoRefused(
        f"The picture takes more than {limits.max_seconds:g} seconds to read, the longest that one may take. "
        "Export the photo smaller, or as an ordinary JPEG."
    )


def refusal_at_sight(start: bytes) -> str:
    """Return why a file can be no photo that is accepted, told by how it begins; empty when it may be one.

    >>> refusal_at_sight(b"Milk, bread, shirts").partition(".")[0]
    'The file is not a picture that can be read, or it is cut short'

    Args:
        start: Its first kilobyte, or all of it when it has less.
    """
    if not start:
        return _EMPTY
    Image.init()
    accepts = (Image.OPEN[name][1] for name in ACCEPTED_FORMATS)
    return "" if any(accept and accept(start) is True for accept in accepts) else str(_wrong_format(start))


def _refuse_by_size(data: bytes, limits: DecodeLimits) -> None:
    if not data:
        raise PhotoRefused(_EMPTY)
    if len(data) > limits.max_bytes:
        raise PhotoRefused(
            f"The file has more than {limits.max_bytes / 1e6:g} MB, the most that is accepted. "
            "Export the photo smaller."
        )


def _photo(data: bytes, limits: DecodeLimits) -> Photo:
    """Decode a file as it is; else without its tags; else what is there of it, when that is nearly everything."""
    bare = b""
    try:
        return _whole(data, limits)
    except (PhotoRefused, MemoryError):
        raise
    except Exception:  # as in decode_here
        bare = damaged.without_tags(data)
        if bare == data:
            return _nearly_whole(data, limits)
    try:
        return _whole(bare, limits)
    except (PhotoRefused, MemoryError):
        raise
    except Exception:
        return _nearly_whole(bare, limits)


def _whole(data: bytes, limits: DecodeLimits) -> Photo:
    image = _opened(data, limits)
    rgb = upright_rgb(image, decoded(image, data))
    file_format = image.format or "unknown"
    lacks_end = damaged.lacks_end(data, file_format)
    if file_format in damaged.JPEG_FORMATS and (lacks_end or damaged.seems_filled(rgb)):
        judged = _nearly_whole(data, limits)  # libjpeg fills what is missing, and says nothing
        return judged if lacks_end or judged.remark != remark_on(0) else Photo(rgb, file_format)
    return Photo(rgb, file_format, remark_on(0) if lacks_end else "")


def _nearly_whole(data: bytes, limits: DecodeLimits) -> Photo:
    """Decode what is there of a file that may be cut short.

    Raises:
        PhotoRefused: More than ``MOST_MISSING`` of the picture is not there.
    """
    if data.startswith(b"\xff\xd8"):
        data = data.rstrip(b"\0").removesuffix(damaged.JPEG_END)  # zeros are left by a copy that was interrupted
        if not damaged.has_all_scans(data):
            raise damaged_file()
    first, second = damaged.guesses(data)
    image, part = _continued(data, first, limits)
    _, other = _continued(data, second, limits)
    missing = damaged.differing_share(part, other, image.size)
    if missing > MOST_MISSING:
        raise damaged_file(missing)
    return Photo(upright_rgb(image, part), image.format or "unknown", remark_on(missing))


def _continued(data: bytes, guess: damaged.Guess, limits: DecodeLimits) -> tuple[Image.Image, Part]:
    image = _opened(data + guess.tail, limits)
    damaged.filled(image, guess.fill)
    try:
        return image, decoded(image, data + guess.tail)
    except MemoryError:
        raise
    except Exception:  # what was decoded before that stays
        image.tile = []  # type: ignore[attr-defined]
        return image, part_of(image)


def remark_on(missing: float) -> str:
    """Return what is said of a photo whose file is cut short.

    >>> remark_on(0.002)
    'The file is cut short: 0.2 % of the picture is missing.'

    Args:
        missing: Share of the picture that is not there, 0..1.
    """
    if not missing:
        return "The file lacks its end; the picture is whole."
    share = "less than 0.1" if missing < 0.001 else f"{100 * missing:.1f}"
    return f"The file is cut short: {share} % of the picture is missing."


def _opened(data: bytes, limits: DecodeLimits) -> Image.Image:
    if (size := _webp_size(data)) and size[0] * size[1] * _BYTES_A_PIXEL["WEBP"] > _ROOM * limits.max_memory:
        # its decoder asks for all the memory as soon as it is made
        raise _too_many_pixels(size, "WebP pictures", _ROOM * limits.max_memory / _BYTES_A_PIXEL["WEBP"])
    try:
        image = Image.open(io.BytesIO(data), formats=ACCEPTED_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(None, "", limits.max_pixels) from error
    width, height = image.size
    if width * height > limits.max_pixels:
        raise _too_many_pixels(image.size, "", limits.max_pixels)
    if min(width, height) < SMALLEST_EDGE:
        raise PhotoRefused(
            f"The picture has {width}×{height} pixels, too few to see a garment. "
            f"Drop one with at least {SMALLEST_EDGE} pixels on its shorter edge."
        )
    if max(width, height) > _LONGEST_SHAPE * min(width, height):
        raise PhotoRefused(
            f"The picture has {width}×{height} pixels, too narrow to see a garment. Drop one that shows the item whole."
        )
    _refuse_by_passes(image, data)
    _refuse_by_memory(image, limits)
    return image


def _refuse_by_passes(image: Image.Image, data: bytes) -> None:
    if image.info.get("progressive") and (scans := damaged.scans_of(data)) > _MOST_SCANS:
        raise PhotoRefused(
            f"The file is built of {scans:,} passes, and at most {_MOST_SCANS} are accepted. "
            "Export the photo as an ordinary JPEG."
        )


def _refuse_by_memory(image: Image.Image, limits: DecodeLimits) -> None:
    """Refuse a picture whose pixels do not fit the memory of one; a JPEG is decoded smaller where it can be."""
    size, room = image.size, _ROOM * limits.max_memory
    needed = _coefficient_bytes(image)
    image.draft("RGB", (LARGEST_EDGE, LARGEST_EDGE))  # JPEG alone: decodes at 1/2, 1/4 or 1/8, never below this size
    width, height = image.size
    needed += width * height * _bytes_a_pixel(image)
    if needed > room:
        raise _too_many_pixels(size, f"{image.format} pictures of this kind", size[0] * size[1] * room / needed)


def _coefficient_bytes(image: Image.Image) -> float:
    """Return what a progressive JPEG holds of all its pixels until the last pass."""
    if not image.info.get("progressive"):
        return 0
    samplings = [(across, down) for _, across, down, _ in image.layer]  # type: ignore[attr-defined]
    finest: int = max(across for across, _ in samplings) * max(down for _, down in samplings)
    samples: float = sum(across * down for across, down in samplings) / finest
    return image.width * image.height * samples * _BYTES_OF_A_COEFFICIENT


def _bytes_a_pixel(image: Image.Image) -> float:
    if image.format in _BYTES_A_PIXEL:
        return _BYTES_A_PIXEL[image.format]
    bytes_of_mode = _BYTES_OF_MODE.get(image.mode, _BYTES_OF_OTHERS)
    if image.format == "PNG" and getattr(image, "is_animated", False):
        return 3 * bytes_of_mode  # the frames before and after, too
    return bytes_of_mode


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height as a WebP's header states them; None for other files."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _too_many_pixels(size: tuple[int, int] | None, of_kind: str, most: float) -> PhotoRefused:
    seen = f"{size[0]:,}×{size[1]:,} pixels" if size else "more pixels than any camera takes"
    accepted = f"at most {most / 1e6:.0f} megapixels are accepted" + (f" of {of_kind}" if of_kind else "")
    return PhotoRefused(f"The picture has {seen}; {accepted}. Export the photo smaller.")


def _wrong_format(data: bytes) -> PhotoRefused:
    head = data[:1024].lstrip()
    seen = next((name for signature, name in _NAMED_SIGNATURES if head.startswith(signature)), None)
    if seen is None and b"<svg" in head.lower():
        seen = "an SVG drawing"
    what = (
        f"The file is {seen}, not a photo" if seen else "The file is not a picture that can be read, or it is cut short"
    )
    return PhotoRefused(f"{what}. Accepted are {ACCEPTED_IN_WORDS}: export it as one of these.")


def encode_jpeg(rgb: np.ndarray, quality: int = 90) -> bytes:
    """Encode a picture as JPEG without metadata.

    Args:
        rgb: ``(H, W, 3)`` uint8, sRGB.
        quality: JPEG quality, 1 to 95.

    Returns:
        The file's bytes.
    """
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
