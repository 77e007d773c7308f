import zipfile
from pathlib import Path

import pytest

from fashion_model.serving.scoring import FOOTWEAR_LABEL, LabelledFile
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.photo_set import (
    ARCHIVE,
    CATEGORY_OF_LABEL,
    hash_of,
    load_photo_set,
    part_of,
)

HEADER = "file,contributor,label,kids,category\n"
PARTS = ("train", "validation", "test")
ROOT = f"clothing-dataset-{ARCHIVE.commit}"


def test_every_label_stands_in_every_part_and_no_contributor_in_two(photos: tuple[LabelledFile, ...]) -> None:
    assert len(photos) == 80
    assert list(photos) == sorted(photos, key=lambda photo: photo.path.name)
    labels = {part: {photo.label for photo in photos if part_of(photo.contributor) == part} for part in PARTS}
    assert labels == {part: set(CATEGORY_OF_LABEL) for part in PARTS}
    assert {photo.contributor % 10 for photo in photos if part_of(photo.contributor) == "test"} == {8}
    for photo in photos:
        assert CATEGORY_OF_LABEL[photo.label] == (FOOTWEAR_LABEL if photo.label == "Shoes" else photo.category)


def test_odd_contributor_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for name in ("even.jpg", "odd.jpg"):
        (tmp_path / "images" / name).touch()
    (tmp_path / "labels.csv").write_text(HEADER + "odd.jpg,5,Shirt,False,Shirt\neven.jpg,4,Shirt,False,Shirt\n")
    assert [photo.path.name for photo in load_photo_set(tmp_path, tmp_path)] == ["even.jpg"]


def test_photos_of_the_tests_are_few_and_small(photo_set: Path, photos: tuple[LabelledFile, ...]) -> None:
    files = [file for file in photo_set.rglob("*") if file.is_file()]
    assert {file.name for file in photo_set.glob("images/*")} == {photo.path.name for photo in photos}
    assert sum(file.stat().st_size for file in files) <= 3_000_000


@pytest.mark.parametrize(
    ("contributor", "part"), [(48, "test"), (8, "test"), (46, "validation"), (204, "train"), (80, "train")]
)
def test_last_digit_decides_the_part(contributor: int, part: str) -> None:
    assert part_of(contributor) == part


def archive(path: Path, shirt: bytes) -> Path:
    rows = ["image,sender_id,label,kids", "a,4,Shirt,False", "b,5,Shirt,False", "c,8,Not sure,False", "d,8,Shoes,False"]
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr(f"{ROOT}/images.csv", "\n".join(rows))
        for name in "abcd":
            pack.writestr(f"{ROOT}/images/{name}.jpg", shirt)
    return path


def test_archive_gives_even_contributors_with_a_known_label(tmp_path: Path, shirt_photo: bytes) -> None:
    ARCHIVE.unpack(archive(tmp_path / "set.zip", shirt_photo), tmp_path / "set")
    found = load_photo_set(tmp_path / "set", tmp_path)
    assert [(photo.path.name, photo.contributor, photo.category) for photo in found] == [
        ("a.jpg", 4, "Shirt"),
        ("d.jpg", 8, "footwear"),
    ]
    assert found[0].path.read_bytes() == shirt_photo
    assert (found[0].label, found[0].kids, found[0].shown, found[0].audited) == ("Shirt", False, "", "")


def test_another_archive_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as pack:
        pack.writestr("readme.txt", "hello")
    with pytest.raises(DatasetError, match="not the photo set's archive"):
        ARCHIVE.unpack(tmp_path / "other.zip", tmp_path / "set")


def test_folder_without_labels_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="FASHION_PHOTO_DATASET_DIR"):
        load_photo_set(tmp_path, tmp_path)


@pytest.mark.parametrize(
    "rows", ["file,category\nx.jpg,Shirt\n", HEADER + "x.jpg,Ann,Shirt,False,Shirt\n", HEADER + "x.jpg\n"]
)
def test_labels_of_another_form_are_told(tmp_path: Path, rows: str) -> None:
    (tmp_path / "labels.csv").write_text(rows)
    with pytest.raises(DatasetError, match=r"labels\.csv of the photo set cannot be used"):
        load_photo_set(tmp_path, tmp_path)


def test_missing_photo_is_counted_and_named(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(HEADER + "x.jpg,4,Shirt,False,Shirt\n")
    with pytest.raises(DatasetError, match=r"1 photos of the set are missing, x\.jpg first"):
        load_photo_set(tmp_path, tmp_path)


def test_hash_changes_with_label_and_content(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(b"1")
    first = hash_of([LabelledFile(tmp_path / "x.jpg", 4, "Shirt")])
    assert hash_of([LabelledFile(tmp_path / "x.jpg", 4, "Coat")]) != first
    (tmp_path / "x.jpg").write_bytes(b"2")
    assert hash_of([LabelledFile(tmp_path / "x.jpg", 4, "Shirt")]) != first
