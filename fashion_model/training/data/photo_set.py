"""Clothing dataset: phone photos, their categories, labels by eye, split by contributor.

Source: the public "Clothing dataset", github.com/alexeygrigorev/clothing-dataset, licence CC0 1.0. Contributors with
an even number only; the others are kept apart for an independent examination.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from fashion_model.categories import FOOTWEAR
from fashion_model.serving.artifacts import sha256_of
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL, LabelledFile
from fashion_model.training.data.download import DatasetError, PinnedArchive, hash_of_lines, write_table

_TABLES = Path(__file__).resolve().parent / "labels"


def footwear_kinds() -> dict[str, str]:
    """Return, for each photo of the set's "Shoes" that shows one of the ten, Sandal, Sneaker or Ankle boot."""
    return {row["file"]: row["category"] for row in _rows("footwear.csv") if row["category"] in FOOTWEAR}


def audits() -> dict[str, str]:
    """Return what 200 test photos of the six clothing categories show, by file, as two people said.

    Neither saw the other's label or the set's; where theirs differ the category is empty.
    """
    return {
        row["file"]: row["first_person"] if row["first_person"] == row["second_person"] else ""
        for row in _rows("audit.csv")
    }


def ways_shown() -> dict[str, str]:
    """Return how each test photo shows its item: ``laid flat``, ``hung``, ``worn`` or ``other``."""
    return {row["file"]: row["shown"] for row in _rows("shown.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_TABLES / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


CATEGORY_OF_LABEL = {
    "T-Shirt": "T-shirt/top",
    "Polo": "T-shirt/top",
    "Top": "T-shirt/top",
    "Pants": "Trouser",
    "Longsleeve": "Pullover",
    "Hoodie": "Pullover",
    "Dress": "Dress",
    "Outwear": "Coat",
    "Blazer": "Coat",
    "Shirt": "Shirt",
    "Blouse": "Shirt",
    "Shoes": FOOTWEAR_LABEL,
    "Shorts": NONE_LABEL,
    "Skirt": NONE_LABEL,
    "Hat": NONE_LABEL,
}
Part = Literal["train", "validation", "test"]


def part_of(contributor: int) -> Part:
    """Return the part a contributor belongs to: last digit 8 tests, 6 validates, the others train."""
    parts: dict[int, Part] = {8: "test", 6: "validation"}
    return parts.get(contributor % 10, "train")


def load_photo_set(folder: Path | None, cache_dir: Path) -> tuple[LabelledFile, ...]:
    """List the photos of even contributors, sorted by file name; shoes carry the kind that was seen on them, if any.

    Args:
        folder: Local folder with ``labels.csv`` and ``images/``; None downloads the archive.
        cache_dir: Where the archive is downloaded and unpacked.

    Raises:
        DatasetError: The folder or the archive is missing or incomplete.
    """
    folder = folder or ARCHIVE.fetch(cache_dir)
    rows = ARCHIVE.labels(folder)
    try:
        photos = tuple(_even(rows, folder / "images"))
    except (KeyError, TypeError, ValueError) as error:  # TypeError: a line with too few cells
        raise DatasetError(
            f"labels.csv of the photo set cannot be used ({error}). It needs the columns file, contributor (a number), "
            "label, kids and category."
        ) from error
    missing = [photo.path.name for photo in photos if not photo.path.is_file()]
    if missing:
        raise DatasetError(f"{len(missing)} photos of the set are missing, {missing[0]} first. Fetch the set again.")
    return tuple(sorted(photos, key=lambda photo: photo.path.name))


def _even(rows: Iterable[dict[str, str]], images: Path) -> Iterator[LabelledFile]:
    kinds, shown, audited = footwear_kinds(), ways_shown(), audits()
    for row in rows:
        contributor = int(row["contributor"])
        if contributor % 2 == 0:
            category = kinds.get(row["file"], row["category"])
            yield LabelledFile(
                path=images / row["file"],
                contributor=contributor,
                category=category,
                label=row["label"],
                kids=row["kids"] == "True",
                shown=shown.get(row["file"], ""),
                audited=audited.get(row["file"], ""),
            )


def hash_of(photos: Iterable[LabelledFile]) -> str:
    """Return one SHA-256 over names, contributors, categories and contents of the photos, in their order."""
    return hash_of_lines(
        f"{photo.path.name} {photo.contributor} {photo.category} {sha256_of(photo.path)}" for photo in photos
    )


def _write(pack: zipfile.ZipFile, folder: Path) -> None:
    root = f"clothing-dataset-{ARCHIVE.commit}"
    names = set(pack.namelist())
    listed = csv.DictReader(io.StringIO(pack.read(f"{root}/images.csv").decode()))
    rows = [row for row in map(_mapped, listed) if row and f"{root}/images/{row[0]}" in names]
    (folder / "images").mkdir()
    for name, *_ in rows:
        (folder / "images" / name).write_bytes(pack.read(f"{root}/images/{name}"))
    write_table(folder / "labels.csv", [("file", "contributor", "label", "kids", "category"), *rows])


def _mapped(row: dict[str, str]) -> tuple[str, str, str, str, str] | None:
    category = CATEGORY_OF_LABEL.get(row["label"])
    if category is None or int(row["sender_id"]) % 2:
        return None
    return f"{row['image']}.jpg", row["sender_id"], row["label"], row["kids"], category


ARCHIVE = PinnedArchive(
    repository="alexeygrigorev/clothing-dataset",
    commit="7ed86a9cc56763b6acb35e41cb35184e43a5d218",
    name="photo set",
    setting="FASHION_PHOTO_DATASET_DIR to a folder with labels.csv and images/",
    write=_write,
)
"""Unpacked are photos by even contributors, of labels that map to a category."""
