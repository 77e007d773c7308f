"""Photos of the local photo set, by the names that a model's answers give them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fashion_model.web.gallery.data import photo_file


@pytest.fixture
def photo_folder(set_up: Callable[..., None], tmp_path: Path) -> Path:
    """Return the folder of a photo set with one photo, and a file beside the folder."""
    images = tmp_path / "set" / "images"
    images.mkdir(parents=True)
    (images / "a b.jpg").write_bytes(b"photo")
    (tmp_path / "set" / "labels.csv").write_bytes(b"secret")
    set_up(photo_dataset_dir=tmp_path / "set")
    return images


def test_a_photo_is_found_by_its_name(photo_folder: Path) -> None:
    assert photo_file("a b.jpg") == photo_folder / "a b.jpg"


@pytest.mark.parametrize("name", ["", ".", "..", "other.jpg", "x" * 300, "a\0b", "../labels.csv", "../images/a b.jpg"])
def test_no_other_name_leads_to_a_file(photo_folder: Path, name: str) -> None:
    assert photo_file(name) is None


def test_a_whole_path_leads_to_no_file(photo_folder: Path) -> None:
    assert photo_file(str(photo_folder / "a b.jpg")) is None
