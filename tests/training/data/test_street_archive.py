import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.street import (
    ARCHIVE,
    load_street_set,
    read_matlab_mask,
    read_street_photo,
)

ROOT = f"clothing-co-parsing-{ARCHIVE.commit}"
VALUES = np.zeros((40, 30), np.uint8)
VALUES[10:30, 5:25] = 13  # a coat


def matlab(values: np.ndarray, name: str = "groundtruth") -> bytes:
    buffer = io.BytesIO()
    savemat(buffer, {name: values}, do_compression=True)
    return buffer.getvalue()


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40), "green").save(buffer, "JPEG")
    return buffer.getvalue()


def archive(path: Path, photos: tuple[str, ...] = ("0001", "1005"), values: np.ndarray = VALUES) -> Path:
    with zipfile.ZipFile(path, "w") as pack:
        for number in photos:
            pack.writestr(f"{ROOT}/photos/{number}.jpg", jpeg())
        pack.writestr(f"{ROOT}/annotations/pixel-level/0001.mat", matlab(values))
        pack.writestr(f"{ROOT}/annotations/image-level/1005.mat", matlab(np.array([[13]]), "tags"))
    return path


def test_photos_with_a_mask_are_unpacked_and_the_others_are_not(tmp_path: Path) -> None:
    ARCHIVE.unpack(archive(tmp_path / "set.zip"), tmp_path / "set")
    (photo,) = load_street_set(tmp_path / "set", tmp_path)
    rgb, values = read_street_photo(photo)
    assert photo.number == 1
    assert np.array_equal(values, VALUES)
    assert rgb.shape == (40, 30, 3)


def test_archive_without_a_masks_photo_is_told_and_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="not the street photos' archive"):
        ARCHIVE.unpack(archive(tmp_path / "set.zip", photos=("1005",)), tmp_path / "set")
    assert not (tmp_path / "set").exists()


def test_archive_with_a_value_that_has_no_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="values that have no name"):
        ARCHIVE.unpack(archive(tmp_path / "set.zip", values=VALUES + 50), tmp_path / "set")


@pytest.mark.parametrize("names", [["readme.txt"], []])
def test_another_archive_is_told(tmp_path: Path, names: list[str]) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as pack:
        for name in names:
            pack.writestr(name, "hello")
    with pytest.raises(DatasetError, match="no annotations/pixel-level"):
        ARCHIVE.unpack(tmp_path / "other.zip", tmp_path / "set")


def test_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "set.zip").write_bytes(b"an error page")
    with pytest.raises(DatasetError, match="Delete it and try again"):
        ARCHIVE.unpack(tmp_path / "set.zip", tmp_path / "set")


def test_matlab_mask_keeps_its_values() -> None:
    assert np.array_equal(read_matlab_mask(matlab(VALUES.astype(np.float64))), VALUES)


@pytest.mark.parametrize("content", [b"", b"no MATLAB file at all" * 20, matlab(VALUES)[:200]])
def test_damaged_matlab_mask_is_told(tmp_path: Path, content: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as pack:
        pack.writestr(f"{ROOT}/photos/0001.jpg", jpeg())
        pack.writestr(f"{ROOT}/annotations/pixel-level/0001.mat", content)
    with pytest.raises(DatasetError, match="not the street photos' archive"):
        ARCHIVE.unpack(tmp_path / "set.zip", tmp_path / "set")
