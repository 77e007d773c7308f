"""Files that photos should not be: cut, broken, enormous, slow, or something else; all made by code."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator

import numpy as np
import pillow_heif
from PIL import Image, ImageFilter

pillow_heif.register_heif_opener()

Made = tuple[str, Callable[[], bytes]]
_SIZE = (480, 640)
_FORMATS: dict[str, dict[str, object]] = {
    "jpeg": {"quality": 90},
    "jpeg progressive": {"progressive": True},
    "jpeg grey": {"mode": "L"},
    "jpeg cmyk": {"mode": "CMYK"},
    "png": {},
    "png palette": {"mode": "P"},
    "png alpha": {"mode": "RGBA"},
    "gif": {},
    "bmp": {},
    "tiff": {},
    "tiff deflate": {"compression": "tiff_adobe_deflate"},
    "tiff jpeg": {"compression": "jpeg"},
    "webp": {},
    "webp lossless": {"lossless": True},
    "heif": {},
    "avif": {"speed": 10},
}
_CUTS = (0.02, 0.5, 0.98, 0.999)
_FLIPS = (1, 40)


def files() -> Iterator[Made]:
    """Yield the name of each file, and what makes it."""
    yield from _damaged()
    yield from _enormous()
    yield from _slow()
    yield from _no_photos()


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    """Return an image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def scene(size: tuple[int, int] = _SIZE) -> Image.Image:
    """Return a picture with something to see everywhere."""
    noise = np.random.default_rng(5).integers(0, 256, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize(size).filter(ImageFilter.GaussianBlur(2))


def whole(name: str) -> bytes:
    """Return a whole file of one of the formats."""
    options = dict(_FORMATS[name])
    return saved(scene().convert(str(options.pop("mode", "RGB"))), name.split(maxsplit=1)[0], **options)


def format_names() -> list[str]:
    """Return the names of the formats that ``whole`` makes."""
    return list(_FORMATS)


def _damaged() -> Iterator[Made]:
    for name in _FORMATS:
        yield f"{name}, whole", lambda name=name: whole(name)  # type: ignore[misc]
        for kept in _CUTS:
            yield f"{name}, {kept:.1%} of it", lambda name=name, kept=kept: _cut(whole(name), kept)  # type: ignore[misc]
        for flips in _FLIPS:
            yield f"{name}, {flips} bytes changed", lambda name=name, flips=flips: changed(whole(name), flips, flips)  # type: ignore[misc]
        yield f"{name}, zeros in its middle", lambda name=name: _zeros(whole(name))  # type: ignore[misc]


def _cut(data: bytes, kept: float) -> bytes:
    return data[: int(kept * len(data))]


def _zeros(data: bytes) -> bytes:
    return data[: len(data) // 2] + bytes(len(data) // 4) + data[3 * len(data) // 4 :]


def changed(data: bytes, count: int, seed: int) -> bytes:
    """Return a file of which some bytes are others, most of them in its head."""
    chance, content = random.Random(seed), bytearray(data)
    for _ in range(count):
        reach = len(content) if chance.random() < 0.5 else min(len(content), 400)
        content[chance.randrange(reach)] = chance.randrange(256)
    return bytes(content)


def png(width: int, height: int, depth: int, colour: int, rows: bytes = b"", row_count: int = 0) -> bytes:
    """Return a PNG of zeros, or of rows of one's own, whatever its header claims."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = b"\0" + bytes((width * channels * depth + 7) // 8)
    packer = zlib.compressobj(6)
    body = packer.compress(rows) if rows else b"".join(packer.compress(row) for _ in range(row_count or height))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    palette = _chunk(b"PLTE", bytes(range(256)) * 3) if colour == 3 else b""
    packed = _chunk(b"IHDR", header) + palette + _chunk(b"IDAT", body + packer.flush()) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + packed


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _enormous() -> Iterator[Made]:
    for name, depth, colour in (
        ("grey", 8, 0),
        ("1-bit", 1, 0),
        ("16-bit grey", 16, 0),
        ("colour", 8, 2),
        ("16-bit alpha", 16, 6),
    ):
        yield f"png of 59 MP, {name}", lambda depth=depth, colour=colour: png(7680, 7680, depth, colour)  # type: ignore[misc]
    yield "png that claims 900 MP", lambda: png(30_000, 30_000, 8, 2, b"\0" * 10)
    yield "png of 60,000×900", lambda: png(60_000, 900, 8, 2)
    yield "png of 20×60,000", lambda: png(20, 60_000, 8, 2)
    yield (
        "animated png of 25 MP",
        lambda: saved(
            Image.new("RGB", (5000, 5000)), "PNG", save_all=True, append_images=[Image.new("RGB", (5000, 5000), "red")]
        ),
    )
    yield "gif that claims 65,535×65,535", lambda: _gif(65_535, 65_535)
    yield "gif of 59 MP", lambda: saved(Image.new("P", (7680, 7680)), "GIF")
    yield "float tiff of 49 MP", lambda: _tiff("F", 7000)
    yield "32-bit tiff of 49 MP", lambda: _tiff("I", 7000)
    yield "cmyk tiff of 49 MP in one strip", lambda: _tiff("CMYK", 7000, {278: 7000})
    yield (
        "tiff of 300 pages",
        lambda: saved(scene(), "TIFF", save_all=True, append_images=[Image.new("L", (50, 50))] * 300),
    )
    yield "webp of 38 bytes that claims 59 MP", lambda: _webp_header(7680)
    yield "webp of 25 MP", lambda: saved(Image.new("RGB", (5000, 5000)), "WEBP", method=0)
    yield "lossless webp of 25 MP", lambda: saved(Image.new("RGB", (5000, 5000)), "WEBP", lossless=True, method=0)
    yield (
        "animated webp of 9 MP",
        lambda: saved(
            Image.new("RGB", (3000, 3000)),
            "WEBP",
            save_all=True,
            append_images=[Image.new("RGB", (3000, 3000), "red")] * 3,
        ),
    )
    yield "avif of 25 MP", lambda: saved(Image.new("RGB", (5000, 5000)), "AVIF", speed=10)
    yield "heif of 16 MP", lambda: saved(Image.new("RGB", (4000, 4000)), "HEIF", quality=10)
    yield "jpeg of 59 MP", lambda: saved(Image.new("RGB", (7680, 7680)), "JPEG")
    yield (
        "progressive jpeg of 49 MP, unsampled",
        lambda: saved(Image.new("RGB", (7000, 7000)), "JPEG", progressive=True, subsampling=0),
    )
    yield "progressive cmyk jpeg of 49 MP", lambda: saved(Image.new("CMYK", (7000, 7000)), "JPEG", progressive=True)


def _tiff(mode: str, edge: int, tags: dict[int, int] | None = None) -> bytes:
    image = Image.new(mode, (edge, edge))
    return saved(image, "TIFF", compression="tiff_adobe_deflate", tiffinfo=tags or {})


def _gif(width: int, height: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return head + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\0;"


def _webp_header(edge: int) -> bytes:
    size = (edge - 1) << 14 | (edge - 1)
    body = b"\x2f" + struct.pack("<I", size) + bytes(13)
    return b"RIFF" + struct.pack("<I", 12 + len(body)) + b"WEBPVP8L" + struct.pack("<I", len(body)) + body


def slow_bitmap(rows: int = 5000) -> bytes:
    """Return a bitmap in runs of one pixel each, which takes seconds to unfold."""
    width, height = 8000, 5000
    pixels = (b"\x01\x02" * width + b"\0\0") * min(rows, 1800)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(pixels), 0, 0, 256, 0)
    start = 14 + len(header) + 1024
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + header + bytes(1024) + pixels


def _slow() -> Iterator[Made]:
    yield "bitmap in runs of one pixel", slow_bitmap
    for scans in (90, 5000):
        yield f"progressive jpeg of {scans} passes", lambda scans=scans: many_passes(scans)  # type: ignore[misc]


def many_passes(scans: int, edge: int = 4000) -> bytes:
    """Return a progressive JPEG whose last pass comes again and again."""
    data = saved(Image.new("RGB", (edge, edge), "red"), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]


def _no_photos() -> Iterator[Made]:
    contents = {
        "empty file": b"",
        "one byte": b"\xff",
        "text": b"hello, I am a letter",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "pdf": b"%PDF-1.7\n",
        "zip": b"PK\x03\x04" + bytes(100),
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "photoshop": b"8BPS\0\1" + bytes(40),
        "jpeg's mark alone": b"\xff\xd8\xff",
        "png's mark alone": b"\x89PNG\r\n\x1a\n",
        "tiff whose directory is itself": b"II*\0\x08\0\0\0\x01\0" + bytes(12) + b"\x08\0\0\0",
        "riff without webp": b"RIFF\xff\xff\xff\xffWAVE" + bytes(40),
        "heif's mark alone": b"\0\0\0\x18ftypheic" + bytes(12),
        "a megabyte of noise": random.Random(3).randbytes(1_000_000),
    }
    for name, content in contents.items():
        yield name, lambda content=content: content  # type: ignore[misc]
