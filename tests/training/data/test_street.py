from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_model.photo.masks import PART_INDEX
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.photo_set import part_of
from fashion_model.training.data.street import (
    StreetPhoto,
    hash_of_street,
    load_street_set,
    parts_of,
    read_street_photo,
)
from fashion_model.training.data.street_labels import NAMES, VALUE

LABELS = "value,name\n" + "".join(f"{value},{name}\n" for value, name in enumerate(NAMES))


def small_set(folder: Path, numbers: tuple[int, ...] = (3, 1), mask: np.ndarray | None = None) -> Path:
    """Write a folder like the set's: green 30×40 photos and masks."""
    (folder / "photos").mkdir(parents=True)
    (folder / "masks").mkdir()
    (folder / "labels.csv").write_text(LABELS)
    values = np.zeros((40, 30), np.uint8) if mask is None else mask
    for number in numbers:
        Image.new("RGB", (30, 40), "green").save(folder / "photos" / f"{number:04}.jpg")
        Image.fromarray(values).save(folder / "masks" / f"{number:04}.png")
    return folder


@pytest.mark.parametrize(("number", "part"), [(8, "test"), (998, "test"), (816, "validation"), (680, "train")])
def test_last_digit_decides_the_part(number: int, part: str) -> None:
    assert part_of(number) == part


def test_photos_are_listed_by_number_without_the_empty_mask(tmp_path: Path) -> None:
    photos = load_street_set(small_set(tmp_path / "set", numbers=(537, 536, 16, 535, 8, 1)), tmp_path)
    assert [photo.number for photo in photos] == [1, 8, 16, 535, 537]
    assert [part_of(photo.number) for photo in photos] == ["train", "test", "validation", "train", "train"]


def test_photo_and_mask_are_read_pixel_for_pixel(street_photos: dict[int, StreetPhoto]) -> None:
    rgb, values = read_street_photo(street_photos[8])
    assert rgb.shape == (*values.shape, 3) == (600, 400, 3)
    assert rgb.dtype == values.dtype == np.uint8
    dress = rgb[values == VALUE["dress"]]
    # 300 rows, from 108 to 150 pixels wide: 38,700; the bag before it has 80 rows from x 64 on, and there the dress is
    # half 68 to 73.6 wide (54 + 21 × 200 / 300 to 54 + 21 × 280 / 300): 80 × 6.8 = 544 are hidden
    assert len(dress) == pytest.approx(38_700 - 544, rel=0.01)
    hair = rgb[values == VALUE["hair"]].mean(axis=0)  # dyed pink
    assert hair[0] > hair[2] > hair[1]


def test_values_become_parts() -> None:
    values = np.array([[VALUE[name] for name in ("null", "skin", "coat", "jeans", "dress", "boots", "purse", "hat")]])
    parts = ("background", "person", "top", "bottom", "dress", "footwear", "bag", "accessory")
    assert parts_of(values.astype(np.uint8)).tolist() == [[PART_INDEX[part] for part in parts]]


def test_mask_of_another_size_is_told(tmp_path: Path) -> None:
    photos = load_street_set(small_set(tmp_path / "set", mask=np.zeros((41, 30), np.uint8)), tmp_path)
    with pytest.raises(DatasetError, match="mask of street photo 1 does not fit"):
        read_street_photo(photos[0])


def test_value_without_a_name_is_told(tmp_path: Path) -> None:
    photos = load_street_set(small_set(tmp_path / "set", mask=np.full((40, 30), 59, np.uint8)), tmp_path)
    with pytest.raises(DatasetError, match="mask of street photo 1 does not fit"):
        read_street_photo(photos[0])


def test_damaged_photo_is_told_and_an_intact_one_is_read(tmp_path: Path) -> None:
    first, second = load_street_set(small_set(tmp_path / "set"), tmp_path)
    assert read_street_photo(second)[0].shape == (40, 30, 3)
    first.photo.write_bytes(b"no picture")
    with pytest.raises(DatasetError, match="Street photo 1 cannot be read"):
        read_street_photo(first)


def test_missing_photo_is_counted_and_named(tmp_path: Path) -> None:
    folder = small_set(tmp_path / "set")
    assert [photo.number for photo in load_street_set(folder, tmp_path)] == [1, 3]
    (folder / "photos" / "0003.jpg").unlink()
    with pytest.raises(DatasetError, match=r"1 are missing, 0003\.jpg first"):
        load_street_set(folder, tmp_path)


def test_folder_without_labels_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="FASHION_STREET_DATASET_DIR"):
        load_street_set(tmp_path, tmp_path)


def test_folder_without_masks_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no masks.*FASHION_STREET_DATASET_DIR"):
        load_street_set(small_set(tmp_path / "set", numbers=()), tmp_path)


def test_masks_with_other_names_are_refused(tmp_path: Path) -> None:
    folder = small_set(tmp_path / "set")
    (folder / "labels.csv").write_text(LABELS.replace("13,coat", "13,hat"))
    with pytest.raises(DatasetError, match="does not name the masks' values as expected"):
        load_street_set(folder, tmp_path)


def test_hash_changes_with_the_mask_alone(tmp_path: Path) -> None:
    photos = load_street_set(small_set(tmp_path / "set"), tmp_path)
    first = hash_of_street(photos)
    assert hash_of_street(photos) == first
    photos[0].mask.write_bytes(b"other")
    assert hash_of_street(photos) != first
