"""Colours, transparency, depth and orientation of decoded photos, and large ones that are converted in bands."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from fashion_model.photo import upright
from fashion_model.photo.decode import decode_here
from tests.photo.profiles import grey_profile, rgb_profile

EDGE = 30
GREEN = (90, 200, 90)


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def first_pixel(data: bytes) -> tuple[int, ...]:
    return tuple(int(level) for level in decode_here(data).rgb[0, 0])


def even(mode: str, colour: tuple[int, ...] | int) -> Image.Image:
    return Image.new(mode, (EDGE, EDGE), colour)


def in_srgb(image: Image.Image, profile: bytes) -> tuple[int, ...]:
    """Return the first pixel's colour as LittleCMS sees it."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert converted is not None
    return converted.getpixel((0, 0))


@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "WEBP", "AVIF"])
def test_profile_of_colours_counts_beside_transparency(file_format: str) -> None:
    wanted = in_srgb(even("RGB", GREEN), rgb_profile())
    assert max(abs(np.subtract(wanted, GREEN))) > 30, "this profile must change something"
    data = saved(even("RGBA", (*GREEN, 255)), file_format, icc_profile=rgb_profile(), lossless=True, quality=100)
    np.testing.assert_allclose(first_pixel(data), wanted, atol=3)


def test_profile_of_colours_counts_for_a_palette() -> None:
    wanted = in_srgb(even("RGB", GREEN), rgb_profile())
    palette = even("RGB", GREEN).quantize(8)
    assert first_pixel(saved(palette, "PNG", icc_profile=rgb_profile())) == wanted
    data = saved(palette, "PNG", icc_profile=rgb_profile(), transparency=palette.getpixel((0, 0)) + 1)
    assert first_pixel(data) == wanted


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_profile_of_greys_counts_with_and_without_transparency(mode: str) -> None:
    colour = 60 if mode == "L" else (60, 255)
    data = saved(even(mode, colour), "PNG", icc_profile=grey_profile(1.0))
    assert first_pixel(data) == in_srgb(even("L", 60), grey_profile(1.0))
    assert first_pixel(data)[0] > 120  # a quarter of the light looks half as bright


def test_transparency_stays_transparent_when_colours_are_brought_to_srgb() -> None:
    assert first_pixel(saved(even("RGBA", (*GREEN, 0)), "PNG", icc_profile=rgb_profile())) == (255, 255, 255)
    assert first_pixel(saved(even("LA", (60, 0)), "PNG", icc_profile=grey_profile(1.0))) == (255, 255, 255)


def test_grey_picture_with_a_profile_of_colours_follows_its_curve() -> None:
    data = saved(even("L", 60), "JPEG", icc_profile=rgb_profile(gamma=1.0))
    np.testing.assert_allclose(first_pixel(data), in_srgb(even("RGB", (60, 60, 60)), rgb_profile(1.0)), atol=1)


UNUSABLE = {
    "no profile at all": b"this is no profile",
    "cut short": rgb_profile()[:200],
    "of greys, on colours": grey_profile(1.0),
    "empty header": bytes(200),
    "of CMYK, on colours": rgb_profile().replace(b"RGB ", b"CMYK"),
    "without red": rgb_profile().replace(b"rXYZ", b"none"),
}


@pytest.mark.parametrize("name", UNUSABLE)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_profile_that_cannot_be_used_leaves_the_colours(name: str, mode: str) -> None:
    colour = GREEN if mode == "RGB" else (*GREEN, 255)
    assert first_pixel(saved(even(mode, colour), "PNG", icc_profile=UNUSABLE[name])) == GREEN


def test_picture_in_lab_is_brought_to_srgb() -> None:
    red = even("RGB", (200, 30, 40))
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    data = saved(ImageCms.applyTransform(red, to_lab), "TIFF")
    np.testing.assert_allclose(first_pixel(data), (200, 30, 40), atol=4)


def test_transparent_colour_of_a_picture_without_alpha_becomes_white() -> None:
    assert first_pixel(saved(even("RGB", GREEN), "PNG", transparency=GREEN)) == (255, 255, 255)
    assert first_pixel(saved(even("L", 60), "PNG", transparency=60)) == (255, 255, 255)


def test_numbers_that_are_none_do_not_darken_a_picture() -> None:
    values = np.full((EDGE, EDGE), 0.5, np.float32)
    values[5, 5], values[6, 6] = np.nan, np.inf
    rgb = decode_here(saved(Image.fromarray(values), "TIFF")).rgb
    assert rgb[0, 0, 0] in (127, 128)
    assert rgb[5, 5, 0] == 0
    assert rgb[6, 6, 0] == 255


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "I;16"])
def test_bands_give_what_the_picture_gives_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, mode: str, orientation: int
) -> None:
    levels = np.random.default_rng(orientation).integers(0, 256, (60, 80, 4), dtype=np.uint8)
    image = Image.fromarray(levels).resize((1920, 640), Image.Resampling.BICUBIC)
    picture = (
        Image.fromarray(np.asarray(image.convert("L")) * np.uint16(257)) if mode == "I;16" else image.convert(mode)
    )
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(picture, "PNG", exif=exif.tobytes(), compress_level=0)
    whole = decode_here(data).rgb
    monkeypatch.setattr(upright, "_ONE_BAND_PIXELS", 0)
    monkeypatch.setattr(upright, "_BAND_PIXELS", 100_000)
    different = (decode_here(data).rgb != whole).any(axis=2)
    assert different.mean() < 0.02  # a row whose middle lies between two bands may round to its other neighbour
    assert whole.shape == ((1600, 533, 3) if orientation >= 5 else (533, 1600, 3))
