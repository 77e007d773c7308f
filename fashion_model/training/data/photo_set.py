"""Clothing dataset: phone photos, their categories, labels by eye, split by contributor.

Source: the public "Clothing dataset", github.com/alexeygrigorev/clothing-dataset, licence CC0 1.0. Contributors with
an even number only; the others are kept apart for an independent examination.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fashion_model.categories import FOOTWEAR
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL, LabelledFile
from fashion_model.training.data.download import DatasetError, download, unpack

_TABLES = Path(__file__).resolve().parent / "labels"


@dataclass(frozen=True)
class Audit:
    """The categories that two people gave a test photo, without seeing each other's or the set's."""

    first: str
    second: str

    @property
    def agreed(self) -> str | None:
        """The category that both gave, or None."""
        return self.first if self.first == self.second else None


def footwear_kinds() -> dict[str, str]:
    """Return, for each photo of the set's "Shoes" that shows one of the ten, Sandal, Sneaker or Ankle boot."""
    return {row["file"]: row["category"] for row in _rows("footwear.csv") if row["category"] in FOOTWEAR}


def audits() -> dict[str, Audit]:
    """Return the audits of 200 test photos of the six clothing categories, by file."""
    return {row["file"]: Audit(row["first_person"], row["second_person"]) for row in _rows("audit.csv")}


def ways_shown() -> dict[str, str]:
    """Return how each test photo shows its item: ``laid flat``, ``hung``, ``worn`` or ``other``."""
    return {row["file"]: row["shown"] for row in _rows("shown.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_TABLES / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


COMMIT = "7ed86a9cc56763b6acb35e41cb35184e43a5d218"
ARCHIVE = f"https://github.com/alexeygrigorev/clothing-dataset/archive/{COMMIT}.zip"
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
_FOLDER_SETTING = "FASHION_PHOTO_DATASET_DIR to a folder with labels.csv and images/"
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
    folder = folder or fetch_archive(cache_dir)
    try:
        text = (folder / "labels.csv").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DatasetError(f"The photo set's folder has no labels.csv. Set {_FOLDER_SETTING}.") from error
    try:
        photos = tuple(_even(csv.DictReader(io.StringIO(text)), folder / "images"))
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
                audited=audited[row["file"]].agreed or "" if row["file"] in audited else "",
            )


def hash_of(photos: Iterable[LabelledFile]) -> str:
    """Return one SHA-256 over names, contributors, categories and contents of the photos, in their order."""
    total = hashlib.sha256()
    for photo in photos:
        content = hashlib.sha256(photo.path.read_bytes()).hexdigest()
        total.update(f"{photo.path.name} {photo.contributor} {photo.category} {content}\n".encode())
    return total.hexdigest()


def fetch_archive(cache_dir: Path) -> Path:
    """Download the set at its pinned commit and unpack it; returns the folder with ``labels.csv`` and ``images/``.

    Raises:
        DatasetError: It could not be downloaded or is not the expected archive.
    """
    folder = cache_dir / f"clothing-dataset-{COMMIT[:12]}"
    if (folder / "labels.csv").is_file():
        return folder
    archive = download(
        ARCHIVE, folder.with_suffix(".zip"), "The photo set could not be downloaded", f"Set {_FOLDER_SETTING}."
    )
    unpack_archive(archive, folder)
    return folder


def unpack_archive(archive: Path, folder: Path) -> None:
    """Unpack what is used of the set's archive: even contributors, labels that map to a category.

    Raises:
        DatasetError: The file is not the set's archive.
    """
    unpack(archive, folder, "the photo set's", _write)


def _write(pack: zipfile.ZipFile, folder: Path) -> None:
    root = f"clothing-dataset-{COMMIT}"
    names = set(pack.namelist())
    listed = csv.DictReader(io.StringIO(pack.read(f"{root}/images.csv").decode()))
    rows = [row for row in map(_mapped, listed) if row and f"{root}/images/{row[0]}" in names]
    (folder / "images").mkdir()
    for name, *_ in rows:
        (folder / "images" / name).write_bytes(pack.read(f"{root}/images/{name}"))
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("file", "contributor", "label", "kids", "category"), *rows])


def _mapped(row: dict[str, str]) -> tuple[str, str, str, str, str] | None:
    category = CATEGORY_OF_LABEL.get(row["label"])
    if category is None or int(row["sender_id"]) % 2:
        return None
    return f"{row['image']}.jpg", row["sender_id"], row["label"], row["kids"], category
