"""The photo of the Review page: its size and its frame."""

import io
from pathlib import Path

import pytest
from PIL import Image

from fashion_model.web.review.item import corners, fitting, framed_photo


@pytest.fixture
def grey_photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (600, 800), (128, 128, 128)).save(path, quality=95)
    return path


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


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
