"""Photos whose files are cut short, or whose tags are broken."""

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageFilter

from fashion_model.photo.damaged import JPEG_END, has_all_scans
from fashion_model.photo.decode import Photo, PhotoRefused, decode_here

WIDTH, HEIGHT = 480, 640
ORIENTATION = 0x0112


def scene() -> Image.Image:
    """Return a picture with something to see everywhere, as a photo has."""
    noise = np.random.default_rng(5).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    return Image.fromarray(noise).filter(ImageFilter.GaussianBlur(3)).point(lambda level: (level - 100) * 4)


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def outcome(data: bytes) -> Photo | str:
    """Return the photo, or the sentence by which it is refused."""
    try:
        return decode_here(data)
    except PhotoRefused as refusal:
        return str(refusal)


WHOLE_WITHOUT_END = {
    "jpeg": lambda: saved(scene(), "JPEG")[:-2],
    "jpeg, half of the mark": lambda: saved(scene(), "JPEG")[:-1],
    "jpeg, progressive": lambda: saved(scene(), "JPEG", progressive=True)[:-2],
    "jpeg, grey": lambda: saved(scene().convert("L"), "JPEG")[:-2],
    "jpeg, zeros where a copy stopped": lambda: saved(scene(), "JPEG")[:-2] + bytes(4096),
    "jpeg, restart markers": lambda: saved(scene(), "JPEG", restart_marker_rows=1)[:-2],
    "png": lambda: saved(scene(), "PNG")[:-12],
    "gif": lambda: saved(scene(), "GIF")[:-1],
}


@pytest.mark.parametrize("name", WHOLE_WITHOUT_END)
def test_file_that_only_lacks_its_end_is_judged_with_a_remark(name: str) -> None:
    photo = outcome(WHOLE_WITHOUT_END[name]())
    assert isinstance(photo, Photo)
    assert photo.remark == "The file lacks its end; the picture is whole."
    assert photo.rgb.shape == (HEIGHT, WIDTH, 3)


def test_nothing_is_remarked_on_a_whole_file() -> None:
    for file_format in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"):
        assert decode_here(saved(scene(), file_format)).remark == ""


def test_pixels_of_a_jpeg_without_end_are_those_of_the_whole_one() -> None:
    data = saved(scene(), "JPEG")
    np.testing.assert_array_equal(decode_here(data[:-2]).rgb, decode_here(data).rgb)


NEARLY_WHOLE = {
    "jpeg": lambda: saved(scene(), "JPEG", quality=95)[:-150],
    "png": lambda: saved(scene(), "PNG")[:-700],
    "bmp": lambda: saved(scene(), "BMP")[:-2000],
    "tiff": lambda: saved(scene(), "TIFF")[:-2000],
    "webp": lambda: saved(scene(), "WEBP", quality=95)[:-60],
}


@pytest.mark.parametrize("name", NEARLY_WHOLE)
def test_photo_that_lacks_few_pixels_is_judged_with_a_remark(name: str) -> None:
    photo = outcome(NEARLY_WHOLE[name]())
    assert isinstance(photo, Photo), photo
    assert photo.remark.startswith("The file is cut short: ")


FORMATS = {
    "jpeg": {"quality": 95},
    "jpeg progressive": {"progressive": True},
    "png": {},
    "gif": {},
    "bmp": {},
    "tiff": {},
    "tiff deflate": {"compression": "tiff_adobe_deflate"},
    "webp": {},
    "webp lossless": {"lossless": True},
    "heif": {},
    "avif": {"speed": 10},
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_photo_that_lacks_more_is_refused_with_a_sentence(name: str, kept: float) -> None:
    data = saved(scene(), name.split()[0], **FORMATS[name])
    refusal = outcome(data[: int(kept * len(data))])
    assert isinstance(refusal, str), "it was accepted"
    assert "cut short" in refusal


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_jpeg_whose_missing_part_somebody_closed_or_left_as_zeros_is_refused(kept: float) -> None:
    data = saved(scene(), "JPEG")
    start = data[: int(kept * len(data))]
    for closed in (start + JPEG_END, start + bytes(len(data) - len(start)), start + bytes(5000) + JPEG_END):
        assert "cut short" in str(outcome(closed))


@pytest.mark.parametrize("colour", ["white", "grey", "black"])
def test_even_background_is_not_taken_for_a_missing_part(colour: str) -> None:
    image = Image.new("RGB", (WIDTH, HEIGHT), colour)
    image.paste(scene().resize((100, 100)), (200, 200))
    assert decode_here(saved(image, "JPEG")).remark == ""


def test_transparent_animation_that_is_cut_is_refused_too() -> None:
    image = scene().convert("P")
    data = saved(image, "GIF", transparency=0)
    assert "cut short" in str(outcome(data[: len(data) // 2]))


def test_progressive_jpeg_of_which_whole_passes_are_missing_is_refused() -> None:
    data = saved(scene(), "JPEG", progressive=True)
    passes = [place for place in range(len(data)) if data[place : place + 2] == b"\xff\xda"]
    assert has_all_scans(data)
    for place in passes[1:]:  # cut exactly between two passes: no pixel is without a value
        assert not has_all_scans(data[:place])
        assert "cut short" in str(outcome(data[:place]))


def with_exif(orientation: int, entries: list[tuple[int, int, int, bytes]]) -> bytes:
    """Return EXIF data with an orientation and other entries: tag, type, count, value."""
    every = sorted([(ORIENTATION, 3, 1, struct.pack("<HH", orientation, 0)), *entries])
    packed = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in every)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(every)) + packed + bytes(4)


BROKEN_TAGS = {
    "maker with another type and count": [(0x010F, 2, 0x7FFFFFFF, b"\xff\xff\0\0")],
    "resolution as text": [(0x011A, 2, 4, b"abc\0"), (0x011B, 9, 1, b"\xff\xff\xff\xff")],
    "place of GPS data nowhere": [(0x8825, 4, 1, b"\xff\xff\xff\x7f")],
    "EXIF directory that is a number": [(0x8769, 5, 3, b"\x01\0\0\0")],
    "unknown type": [(0x0132, 77, 9, b"\x01\0\0\0")],
    "a directory that leads to itself": [(0x8769, 4, 1, b"\x08\0\0\0")],
}


@pytest.mark.parametrize("name", BROKEN_TAGS)
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_broken_tags_are_ignored_and_the_orientation_kept(name: str, file_format: str) -> None:
    image = scene().resize((60, 80))
    photo = outcome(saved(image, file_format, exif=with_exif(6, BROKEN_TAGS[name])))
    assert isinstance(photo, Photo), photo
    assert photo.rgb.shape == (60, 80, 3)


@pytest.mark.parametrize("start", [b"MM\0*\xff\xff\xff\x7f", b"II*\0\0\0\0\x08", b"no tags!", bytes(8)])
def test_avif_with_broken_tags_is_judged(start: bytes) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    data = saved(scene().resize((60, 80)), "AVIF", exif=exif.tobytes())
    header = b"MM\0*\0\0\0\x08"
    assert data.count(header) == 1
    assert isinstance(outcome(data.replace(header, start)), Photo)


def tiff_with_entry(tag: int, kind: int, count: int, value: int) -> bytes:
    """Return an uncompressed TIFF of which one entry is another, or one is added."""
    data = bytearray(saved(Image.new("RGB", (60, 80), "red"), "TIFF"))
    (start,) = struct.unpack("<I", data[4:8])
    for place in range(start + 2, start + 2 + 12 * struct.unpack("<H", data[start : start + 2])[0], 12):
        if struct.unpack("<H", data[place : place + 2])[0] == tag:
            data[place : place + 12] = struct.pack("<HHII", tag, kind, count, value)
            return bytes(data)
    raise ValueError(tag)


@pytest.mark.parametrize(("tag", "kind"), [(273, 5), (279, 12), (278, 2), (256, 77), (257, 9)])
def test_tiff_whose_tags_have_the_wrong_type_is_judged(tag: int, kind: int) -> None:
    whole = saved(Image.new("RGB", (60, 80), "red"), "TIFF")
    with Image.open(io.BytesIO(whole)) as image:
        value = image.tag_v2[tag]
    photo = outcome(tiff_with_entry(tag, kind, 1, value if isinstance(value, int) else value[0]))
    assert isinstance(photo, Photo), photo
    assert tuple(photo.rgb[40, 30]) == (255, 0, 0)
