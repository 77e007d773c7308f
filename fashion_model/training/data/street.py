"""Clothing Co-Parsing: street photos with a mask for every pixel, split by photo.

Source: "Clothing Co-Parsing", github.com/bearpaw/clothing-co-parsing, repository licence Apache-2.0; Yang, Luo, Lin:
"Clothing Co-Parsing by Joint Image Segmentation and Labeling", CVPR 2014. One photo shows one person.
"""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from fashion_model.photo.decode import PhotoRefused, decode_here
from fashion_model.photo.masks import PART_INDEX
from fashion_model.serving.artifacts import sha256_of
from fashion_model.training.data.download import DatasetError, PinnedArchive, hash_of_lines, write_table
from fashion_model.training.data.street_labels import MEANING, NAMES


def _write(pack: zipfile.ZipFile, folder: Path) -> None:
    root = f"clothing-co-parsing-{ARCHIVE.commit}"
    prefix = f"{root}/annotations/pixel-level/"
    masks = [name for name in pack.namelist() if name.startswith(prefix) and name.endswith(".mat")]
    if not masks:
        raise KeyError("it has no annotations/pixel-level")
    for subfolder in ("photos", "masks"):
        (folder / subfolder).mkdir()
    for name in masks:
        number = Path(name).stem
        (folder / "photos" / f"{number}.jpg").write_bytes(pack.read(f"{root}/photos/{number}.jpg"))
        Image.fromarray(read_matlab_mask(pack.read(name))).save(folder / "masks" / f"{number}.png")
    write_table(folder / "labels.csv", [("value", "name"), *enumerate(NAMES)])


ARCHIVE = PinnedArchive(
    repository="bearpaw/clothing-co-parsing",
    commit="fe34fb77721a9973fbae92c05f7f12b664d10110",
    name="street photos",
    setting="FASHION_STREET_DATASET_DIR to a folder with labels.csv, photos/ and masks/",
    write=_write,
)
"""Unpacked are the photos that have a mask for every pixel; masks become PNG pictures of the same values."""


def read_matlab_mask(content: bytes) -> np.ndarray:
    """Return the values ``(H, W)`` uint8 of a mask in MATLAB's format, its variable ``groundtruth``.

    Raises:
        KeyError: The file has no such variable.
        ValueError: The file is not MATLAB's, or a value has no name.
    """
    try:
        values = np.asarray(loadmat(io.BytesIO(content))["groundtruth"])
    except (OSError, MatReadError) as error:
        raise ValueError(f"a mask is damaged: {error}") from error
    if values.ndim != 2 or values.min() < 0 or values.max() >= len(NAMES):
        raise ValueError("a mask has values that have no name")
    return values.astype(np.uint8)


EMPTY_MASKS = frozenset({536})
"""Photos whose mask names nothing but background, although somebody stands there."""
_PART_OF_VALUE = np.array([PART_INDEX[MEANING[name].part] for name in NAMES], np.uint8)  # (59,)


@dataclass(frozen=True)
class StreetPhoto:
    """A photo of a person in the street and the mask of what they wear; ``part_of`` its number is its part."""

    number: int
    photo: Path
    mask: Path


def load_street_set(folder: Path | None, cache_dir: Path) -> tuple[StreetPhoto, ...]:
    """List the photos whose mask is not empty, sorted by number.

    Args:
        folder: Local folder with ``labels.csv``, ``photos/`` and ``masks/``; None downloads the archive.
        cache_dir: Where the archive is downloaded and unpacked.

    Raises:
        DatasetError: The folder or the archive is missing or incomplete, or its masks mean something else.
    """
    folder = folder or ARCHIVE.fetch(cache_dir)
    _check_names(ARCHIVE.labels(folder))
    masks = sorted((folder / "masks").glob("[0-9]*.png"))
    photos = [StreetPhoto(int(mask.stem), folder / "photos" / f"{mask.stem}.jpg", mask) for mask in masks]
    missing = [photo.photo.name for photo in photos if not photo.photo.is_file()]
    if missing or not photos:
        raise DatasetError(
            f"Of the street photos, {len(missing)} are missing, {missing[0]} first. Fetch the set again."
            if missing
            else f"The street photos' folder has no masks. Set {ARCHIVE.setting}."
        )
    return tuple(photo for photo in photos if photo.number not in EMPTY_MASKS)


def _check_names(labels: list[dict[str, str]]) -> None:
    found = [(row.get("value"), row.get("name")) for row in labels]
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
        rgb = decode_here(photo.photo.read_bytes()).rgb
        with Image.open(photo.mask) as mask:
            values = np.asarray(mask)
    except (OSError, PhotoRefused) as error:
        raise DatasetError(f"Street photo {photo.number} cannot be read ({error}). Fetch the set again.") from error
    if values.shape != rgb.shape[:2] or values.max() >= len(NAMES):
        raise DatasetError(f"The mask of street photo {photo.number} does not fit its photo. Fetch the set again.")
    return rgb, values


def parts_of(values: np.ndarray) -> np.ndarray:
    """Turn a mask's values ``(H, W)`` uint8 into the parts they mean, ``(H, W)`` uint8: an index into ``PARTS``."""
    return np.asarray(_PART_OF_VALUE[values])


def hash_of_street(photos: Iterable[StreetPhoto]) -> str:
    """Return one SHA-256 over numbers and contents of photos and masks, in their order."""
    return hash_of_lines(f"{photo.number} {sha256_of(photo.photo)} {sha256_of(photo.mask)}" for photo in photos)
