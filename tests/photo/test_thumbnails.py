"""Small pictures for pages."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_model.photo.decode import encode_jpeg
from fashion_model.photo.thumbnails import (
    corners,
    crisp,
    fitting,
    framed_photo,
    shown_photo,
    small_photo,
    square,
    square_around,
    thumbnail,
)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ENORMOUS = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
"""The head of a PNG in three colours of 8 bits."""


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(io.BytesIO(data))


def test_crisp_makes_each_pixel_a_square_of_nine() -> None:
    picture = np.zeros((28, 28), dtype=np.uint8)
    picture[0, 1] = 200
    pixels = np.asarray(opened(crisp(picture)))
    assert pixels.shape == (252, 252)
    assert (pixels[0:9, 9:18] == 200).all()
    assert pixels.sum() == 81 * 200


def test_large_photo_is_sent_small_and_small_photo_as_it_is() -> None:
    assert opened(shown_photo(np.zeros((800, 1600, 3), dtype=np.uint8))).size == (640, 320)
    assert opened(shown_photo(np.zeros((40, 30, 3), dtype=np.uint8))).size == (30, 40)


def test_square_keeps_the_whole_item_on_white() -> None:
    image = opened(square(np.zeros((10, 20, 3), dtype=np.uint8), 40))
    assert image.size == (40, 40)
    assert image.getpixel((20, 2)) == (255, 255, 255)
    assert image.getpixel((20, 20)) == (0, 0, 0)


def test_thumbnail_is_the_middle_square(tmp_path: Path) -> None:
    rgb = np.zeros((100, 300, 3), dtype=np.uint8)
    rgb[:, 100:200] = 255
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode_jpeg(rgb))
    image = opened(thumbnail(path, 50))
    assert image.size == (50, 50)
    assert min(image.getpixel((25, 25))) > 240


def test_thumbnail_is_the_square_around_the_item(tmp_path: Path) -> None:
    rgb = np.zeros((300, 100, 3), dtype=np.uint8)
    rgb[250:290, 20:60] = 255
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode_jpeg(rgb))
    image = np.asarray(opened(thumbnail(path, 50, (0.2, 250 / 300, 0.6, 290 / 300))))
    assert image.shape == (50, 50, 3)
    assert image[5:45, 5:45].min() > 200
    assert np.asarray(opened(thumbnail(path, 50))).max() < 50  # the middle shows nothing of it


@pytest.mark.parametrize(
    ("box", "square"),
    [
        ((0.2, 0.1, 0.4, 0.2), (74, 44, 166, 136)),  # 80 × 60 pixels around (120, 90), with 15 % more 92
        ((0.0, 0.0, 0.1, 0.1), (0, 0, 69, 69)),  # 40 × 60 pixels in a corner
        ((0.9, 0.9, 1.0, 1.0), (331, 531, 400, 600)),
        ((0.0, 0.0, 1.0, 1.0), (0, 100, 400, 500)),
    ],
)
def test_square_has_room_around_the_item_and_stays_on_the_photo(box, square) -> None:
    assert square_around(box, 400, 600) == square


def test_whole_photo_is_sent_small_and_a_missing_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode_jpeg(np.zeros((800, 400, 3), dtype=np.uint8)))
    assert opened(small_photo(path, 200)).size == (100, 200)
    assert small_photo(tmp_path / "missing.jpg", 200) is None


def test_thumbnail_of_a_missing_or_damaged_file_is_none(tmp_path: Path) -> None:
    assert thumbnail(tmp_path / "missing.jpg", 50) is None
    (tmp_path / "damaged.jpg").write_bytes(b"no photo")
    assert thumbnail(tmp_path / "damaged.jpg", 50) is None


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", SIGNATURE + chunk(b"IHDR", bytes(2)), SIGNATURE + chunk(b"IHDR", ENORMOUS)],
    ids=["empty", "text", "cut short", "60,000 pixels wide and high"],
)
def test_a_file_that_is_no_picture_is_left_out(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)
    assert thumbnail(file, 40) is None
    assert small_photo(file, 40) is None


@pytest.fixture
def grey_photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (600, 800), (128, 128, 128)).save(path, quality=95)
    return path


def test_photo_fits_its_place_by_the_tighter_side() -> None:
    assert fitting((600, 800), 300, 500) == (300, 400)
    assert fitting((600, 800), 600, 400) == (300, 400)
    assert fitting((10, 20), 300, 400) == (200, 400)
    assert fitting((1, 30000), 300, 400) == (1, 400)


def test_frame_has_room_around_the_item_and_stays_inside() -> None:
    assert corners((0.22, 0.32, 0.78, 0.88), 101, 201) == (20, 60, 80, 180)
    assert corners((0.0, 0.0, 1.0, 1.0), 101, 201) == (0, 0, 100, 200)


def test_photo_is_sent_with_two_pixels_for_each_of_the_page(grey_photo: Path) -> None:
    framed = framed_photo(grey_photo, None, 150, 400)
    assert framed
    assert framed.width == 150
    assert opened(framed.jpeg).size == (300, 400)


def test_small_photo_is_not_blown_up(grey_photo: Path) -> None:
    framed = framed_photo(grey_photo, None, 500, 5000)
    assert framed
    assert framed.width == 500
    assert opened(framed.jpeg).size == (600, 800)


def test_frame_is_drawn_around_the_item_and_nowhere_without_a_box(grey_photo: Path) -> None:
    plain = framed_photo(grey_photo, None, 300, 400)
    framed = framed_photo(grey_photo, (0.25, 0.25, 0.75, 0.75), 300, 400)
    assert plain
    assert framed
    left, _, right, _ = corners((0.25, 0.25, 0.75, 0.75), 600, 800)
    for x in (left, right):
        assert max(abs(part - 128) for part in opened(framed.jpeg).getpixel((x, 400))) > 60  # type: ignore[union-attr, arg-type]
        assert max(abs(part - 128) for part in opened(plain.jpeg).getpixel((x, 400))) < 5  # type: ignore[union-attr, arg-type]
    assert max(abs(part - 128) for part in opened(framed.jpeg).getpixel((300, 400))) < 5  # type: ignore[union-attr, arg-type]


def test_photo_whose_file_is_gone_is_none(tmp_path: Path) -> None:
    assert framed_photo(tmp_path / "gone.jpg", None, 300, 400) is None
