"""Decoding a photo: bytes to an upright sRGB picture, or a refusal."""

import io
import warnings
from dataclasses import dataclass

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

pillow_heif.register_heif_opener()

ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP")
ACCEPTED_IN_WORDS = "JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF and BMP"
SMALLEST_EDGE = 20
"""Photos with an edge below this many pixels are refused: no garment can be told apart in them."""
LARGEST_EDGE = 1600
"""Larger photos are scaled down to this longest edge, in pixels: the network needs 28."""

_NAMED_SIGNATURES = (
    (b"8BPS", "a Photoshop file"),
    (b"%!PS", "a PostScript drawing"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript drawing"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
)
_EMPTY = "The file is empty. Copy the photo again and drop the new file."
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError, RuntimeError, IndexError)


class PhotoRefused(ValueError):
    """The bytes are not a photo that is accepted; the message says what was wrong, what is accepted, what to do."""


@dataclass(frozen=True)
class DecodeLimits:
    """What a photo may cost.

    Attributes:
        max_bytes: Largest file, in bytes.
        max_pixels: Largest picture, in pixels (width × height).
    """

    max_bytes: int = 30_000_000
    max_pixels: int = 60_000_000


@dataclass(frozen=True)
class Photo:
    """An upright picture without metadata.

    Attributes:
        rgb: ``(H, W, 3)`` uint8, sRGB, longest edge at most ``LARGEST_EDGE``.
        file_format: The format's name, such as ``JPEG``.
    """

    rgb: np.ndarray
    file_format: str


def decode(data: bytes, limits: DecodeLimits | None = None) -> Photo:
    """Decode a photo: orientation applied, transparency on white, colours in sRGB, metadata dropped.

    Animated files give their first frame. Pictures longer than ``LARGEST_EDGE`` are scaled down to it.

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
            image = _open(data, limits)
            file_format = image.format or "unknown"
            rgb = np.asarray(_upright_rgb(image), dtype=np.uint8)
    except _UNREADABLE as error:
        if isinstance(error, PhotoRefused):
            raise
        raise PhotoRefused(
            "The file is damaged or cut short. Save or export the photo again and drop the new file."
        ) from error
    return Photo(rgb=rgb, file_format=file_format)


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


def _open(data: bytes, limits: DecodeLimits) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=ACCEPTED_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels("more pixels than any camera takes", limits) from error
    except UnidentifiedImageError as error:
        raise _wrong_format(data) from error
    width, height = image.size
    if width * height > limits.max_pixels:
        raise _too_many_pixels(f"{width:,}×{height:,} pixels", limits)
    if min(width, height) < SMALLEST_EDGE:
        raise PhotoRefused(
            f"The picture has {width}×{height} pixels, too few to see a garment. "
            f"Drop one with at least {SMALLEST_EDGE} pixels on its shorter edge."
        )
    image.draft("RGB", (LARGEST_EDGE, LARGEST_EDGE))  # JPEG alone: decodes at 1/2, 1/4 or 1/8, never below this size
    return image


def _too_many_pixels(seen: str, limits: DecodeLimits) -> PhotoRefused:
    return PhotoRefused(
        f"The picture has {seen}; at most {limits.max_pixels / 1e6:.0f} megapixels are accepted. "
        "Export the photo smaller."
    )


def _wrong_format(data: bytes) -> PhotoRefused:
    head = data[:1024].lstrip()
    seen = next((name for signature, name in _NAMED_SIGNATURES if head.startswith(signature)), None)
    if seen is None and b"<svg" in head.lower():
        seen = "an SVG drawing"
    what = (
        f"The file is {seen}, not a photo" if seen else "The file is not a picture that can be read, or it is cut short"
    )
    return PhotoRefused(f"{what}. Accepted are {ACCEPTED_IN_WORDS}: export it as one of these.")


def _upright_rgb(image: Image.Image) -> Image.Image:
    image.seek(0)
    image.load()
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    shrunk = _shrink(_eight_bit(upright))
    return _on_white(_to_srgb(shrunk, profile))


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return palettes and 16-bit, integer, float and bilevel pictures in a mode with 8 bits a channel."""
    if image.mode in {"P", "PA"}:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        top = 1.0 if image.mode == "F" and values.max(initial=0) <= 1 else top
        return Image.fromarray(np.clip(np.nan_to_num(values) / top * 255, 0, 255).astype(np.uint8))
    return image


def _shrink(image: Image.Image) -> Image.Image:
    if max(image.size) <= LARGEST_EDGE:
        return image
    return ImageOps.contain(image, (LARGEST_EDGE, LARGEST_EDGE), Image.Resampling.BOX)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in {"RGB", "CMYK", "L"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile says nothing of the colours: keep them as they are
    return converted or image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in {"RGBA", "LA", "La", "RGBa"} and "transparency" not in image.info:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


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
