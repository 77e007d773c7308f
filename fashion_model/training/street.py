"""Street photographs with a mask for every pixel: found or downloaded, split by photo, read.

Source: "Clothing Co-Parsing", github.com/bearpaw/clothing-co-parsing, repository licence Apache-2.0; Yang, Luo, Lin:
"Clothing Co-Parsing by Joint Image Segmentation and Labeling", CVPR 2014. One photo shows one person.
"""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.photo.parts import PART_INDEX
from fashion_model.training.fashion_mnist import DatasetError
from fashion_model.training.photo_set import Part, part_of
from fashion_model.training.street_archive import fetch_street_archive
from fashion_model.training.street_labels import MEANING, NAMES

EMPTY_MASKS = frozenset({536})
"""Photos whose mask names nothing but background, although somebody stands there."""
_PART_OF_VALUE = np.array([PART_INDEX[MEANING[name].part] for name in NAMES], np.uint8)  # (59,)


@dataclass(frozen=True)
class StreetPhoto:
    """A photo of a person in the street and the mask of what they wear."""

    number: int
    photo: Path
    mask: Path


def part_of_street_photo(number: int) -> Part:
    """Return the part a photo belongs to: last digit 8 tests, 6 validates, the others train."""
    return part_of(number)


def load_street_set(folder: Path | None, cache_dir: Path) -> tuple[StreetPhoto, ...]:
    """List the photos whose mask is not empty, sorted by number.

    Args:
        folder: Local folder with ``labels.csv``, ``photos/`` and ``masks/``; None downloads the archive.
        cache_dir: Where the archive is downloaded and unpacked.

    Raises:
        DatasetError: The folder or the archive is missing or incomplete, or its masks mean something else.
    """
    folder = folder or fetch_street_archive(cache_dir)
    _check_names(folder / "labels.csv")
    masks = sorted((folder / "masks").glob("[0-9]*.png"))
    photos = [StreetPhoto(int(mask.stem), folder / "photos" / f"{mask.stem}.jpg", mask) for mask in masks]
    missing = [photo.photo.name for photo in photos if not photo.photo.is_file()]
    if missing or not photos:
        raise DatasetError(
            f"Of the street photos, {len(missing)} are missing, {missing[0]} first. Fetch the set again."
            if missing
            else "The street photos' folder has no masks. Set FASHION_STREET_DATASET_DIR to a folder with labels.csv, "
            "photos/ and masks/."
        )
    return tuple(photo for photo in photos if photo.number not in EMPTY_MASKS)


def _check_names(file: Path) -> None:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DatasetError(
            "The street photos' folder has no labels.csv. Set FASHION_STREET_DATASET_DIR to a folder with labels.csv, "
            "photos/ and masks/."
        ) from error
    found = [(row.get("value"), row.get("name")) for row in csv.DictReader(io.StringIO(text))]
    if found != [(str(value), name) for value, name in enumerate(NAMES)]:
        raise DatasetError(
            "labels.csv of the street photos does not name the masks' values as expected (0 null, 1 accessories, ... "
            "58 wedges). Fetch the set again."
        )


def read_street_photo(photo: StreetPhoto) -> tuple[np.ndarray, np.ndarray]:
    """Read a photo, the way every photo is read, and its mask.

    Returns:
        ``(H, W, 3)`` uint8 sRGB and ``(H, W)`` uint8: each pixel's value, an index into ``NAMES``.

    Raises:
        DatasetError: One of the two cannot be read, or they do not fit each other.
    """
    try:
        rgb = decode(photo.photo.read_bytes()).rgb
        with Image.open(photo.mask) as mask:
            values = np.asarray(mask)
    except (OSError, PhotoRefused) as error:
        raise DatasetError(f"Street photo {photo.number} cannot be read ({error}). Fetch the set again.") from error
    if values.shape != rgb.shape[:2] or values.max() >= len(NAMES):
        raise DatasetError(f"The mask of street photo {photo.number} does not fit its photo. Fetch the set again.")
    return rgb, values


def parts_of(values: np.ndarray) -> np.ndarray:
    """Turn a mask's values ``(H, W)`` uint8 into the parts they mean, ``(H, W)`` uint8: an index into ``PARTS``."""
    return _PART_OF_VALUE[values]


def hash_of_street(photos: Iterable[StreetPhoto]) -> str:
    """Return one SHA-256 over numbers and contents of photos and masks, in their order."""
    total = hashlib.sha256()
    for photo in photos:
        contents = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (photo.photo, photo.mask)]
        total.update(f"{photo.number} {' '.join(contents)}\n".encode())
    return total.hexdigest()
