import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from fashion_model.photo.decode import DecodeLimits, PhotoRefused, decode, encode_jpeg
from fashion_model.photo.upright import LARGEST_EDGE

RED = (200, 30, 40)


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def two_halves() -> Image.Image:
    """Return 60×80, red above and white below."""
    image = Image.new("RGB", (60, 80), "white")
    image.paste(RED, (0, 0, 60, 40))
    return image


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF"])
def test_every_accepted_format_gives_the_same_picture(file_format: str) -> None:
    photo = decode(saved(two_halves(), file_format))
    assert photo.rgb.shape == (80, 60, 3)
    assert photo.rgb.dtype == np.uint8
    np.testing.assert_allclose(photo.rgb[10, 30], RED, atol=12)
    np.testing.assert_allclose(photo.rgb[70, 30], (255, 255, 255), atol=6)


def test_orientation_of_the_camera_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the stored picture must turn 90 degrees clockwise
    photo = decode(saved(two_halves(), "JPEG", exif=exif.tobytes(), quality=95))
    assert photo.rgb.shape == (60, 80, 3)
    np.testing.assert_allclose(photo.rgb[30, 70], RED, atol=12)  # what was above is now at the right


def test_picture_without_orientation_stays_as_it_is() -> None:
    assert decode(saved(two_halves(), "JPEG")).rgb.shape == (80, 60, 3)


def test_transparency_becomes_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 20, 40))
    rgb = decode(saved(image, "PNG")).rgb
    assert tuple(rgb[20, 30]) == (255, 255, 255)
    assert tuple(rgb[20, 10]) == (0, 0, 255)


def test_transparent_palette_entry_becomes_white() -> None:
    image = Image.new("P", (40, 40), 1)
    image.putpalette([0, 0, 0, 250, 0, 0])
    image.paste(0, (0, 0, 20, 40))
    rgb = decode(saved(image, "PNG", transparency=0)).rgb
    assert tuple(rgb[20, 10]) == (255, 255, 255)
    assert tuple(rgb[20, 30]) == (250, 0, 0)


def test_sixteen_bit_greys_keep_their_share_of_the_range() -> None:
    values = np.full((30, 30), 65535 // 4, dtype=np.uint16)
    values[:, 15:] = 65535
    rgb = decode(saved(Image.fromarray(values), "PNG")).rgb
    assert rgb[5, 5, 0] in (63, 64)
    assert rgb[5, 20, 0] == 255


def test_cmyk_red_is_red() -> None:
    image = Image.new("CMYK", (30, 30), (0, 255, 255, 0))
    for file_format in ("JPEG", "TIFF"):
        red, green, blue = decode(saved(image, file_format)).rgb[15, 15].astype(int)
        assert red > 200
        assert max(green, blue) < 60


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    grey = Image.new("RGB", (30, 30), (128, 128, 128))
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    assert tuple(decode(saved(grey, "PNG", icc_profile=srgb.tobytes())).rgb[0, 0]) == (128, 128, 128)
    unusable = decode(saved(grey, "PNG", icc_profile=linear.tobytes()))  # a profile for other channels is left aside
    assert tuple(unusable.rgb[0, 0]) == (128, 128, 128)


def test_first_frame_of_an_animation_is_taken() -> None:
    first, second = Image.new("RGB", (30, 30), "black"), Image.new("RGB", (30, 30), "white")
    assert decode(saved(first, "GIF", save_all=True, append_images=[second])).rgb.max() == 0


def test_metadata_does_not_survive() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    photo = decode(saved(two_halves(), "JPEG", exif=exif.tobytes()))
    assert b"Secret Camera" not in encode_jpeg(photo.rgb)
    assert not Image.open(io.BytesIO(encode_jpeg(photo.rgb))).getexif()


def test_large_photo_is_scaled_to_the_working_size() -> None:
    photo = decode(saved(Image.new("RGB", (4000, 3000), RED), "JPEG"))
    assert photo.rgb.shape == (1200, LARGEST_EDGE, 3)


def claims_size(width: int, height: int) -> bytes:
    """Return a PNG whose header claims a size that its data does not have."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")
    )


REFUSED = {
    "empty": (b"", "empty"),
    "text renamed to jpg": (b"hello, I am a letter", "not a picture"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG drawing"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
    "psd": (b"8BPS\0\1" + b"\0" * 40, "Photoshop"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "truncated jpeg": (saved(two_halves(), "JPEG")[:500], "damaged or cut short"),
    "truncated png": (saved(two_halves(), "PNG")[:120], "damaged or cut short"),
    "one pixel": (saved(Image.new("RGB", (1, 1)), "PNG"), "1×1 pixels"),
    "900 million pixels": (claims_size(30_000, 30_000), "at most 60 megapixels"),
    "81 million pixels": (claims_size(9_000, 9_000), "9,000×9,000 pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_file_is_refused_with_a_sentence(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(PhotoRefused) as refused:
        decode(data)
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


def test_file_larger_than_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(PhotoRefused, match=r"more than 0\.0001 MB"):
        decode(saved(two_halves(), "BMP"), DecodeLimits(max_bytes=100))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF"])
def test_a_file_cut_anywhere_is_a_picture_or_refused(file_format: str) -> None:
    rng = np.random.default_rng(3)
    data = saved(Image.fromarray(rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)), file_format)
    for end in range(0, len(data), max(1, len(data) // 40)):
        shape = (40, 40, 3)
        with contextlib.suppress(PhotoRefused):
            shape = decode(data[:end]).rgb.shape
        assert shape == (40, 40, 3)
