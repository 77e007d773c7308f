"""The street photographs' archive: downloaded at a pinned commit, its MATLAB masks unpacked as pictures."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from fashion_model.training.fashion_mnist import DatasetError
from fashion_model.training.street_labels import NAMES

COMMIT = "fe34fb77721a9973fbae92c05f7f12b664d10110"
ARCHIVE = f"https://github.com/bearpaw/clothing-co-parsing/archive/{COMMIT}.zip"
_ROOT = f"clothing-co-parsing-{COMMIT}"


def fetch_street_archive(cache_dir: Path) -> Path:
    """Download the set at its pinned commit and unpack it.

    Returns:
        The folder with ``labels.csv``, ``photos/`` and ``masks/``.

    Raises:
        DatasetError: It could not be downloaded or is not the expected archive.
    """
    folder = cache_dir / f"clothing-co-parsing-{COMMIT[:12]}"
    if (folder / "labels.csv").is_file():
        return folder
    try:
        import keras  # here, because reading a local folder needs no TensorFlow

        archive = keras.utils.get_file(origin=ARCHIVE, fname=f"{folder.name}.zip", cache_dir=str(cache_dir))
    except Exception as error:  # Keras passes on whatever urllib raises
        raise DatasetError(
            f"The street photos could not be downloaded ({error}). Set FASHION_STREET_DATASET_DIR to a folder with "
            "labels.csv, photos/ and masks/."
        ) from error
    unpack_street_archive(Path(archive), folder)
    return folder


def unpack_street_archive(archive: Path, folder: Path) -> None:
    """Unpack the photos that have a mask for every pixel; masks become PNG pictures of the same values.

    The folder appears under its name only when it is complete.

    Raises:
        DatasetError: The file is not the set's archive.
    """
    staging = folder.with_name(f"unfinished-{folder.name}")
    shutil.rmtree(staging, ignore_errors=True)
    for name in ("photos", "masks"):
        (staging / name).mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as pack:
            _unpack(pack, staging)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DatasetError(
            f"{archive.name} is not the street photos' archive ({error}). Delete it and try again."
        ) from error
    with (staging / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("value", "name"), *enumerate(NAMES)])
    staging.rename(folder)


def _unpack(pack: zipfile.ZipFile, staging: Path) -> None:
    prefix = f"{_ROOT}/annotations/pixel-level/"
    masks = [name for name in pack.namelist() if name.startswith(prefix) and name.endswith(".mat")]
    if not masks:
        raise KeyError("it has no annotations/pixel-level")
    for name in masks:
        number = Path(name).stem
        (staging / "photos" / f"{number}.jpg").write_bytes(pack.read(f"{_ROOT}/photos/{number}.jpg"))
        Image.fromarray(read_matlab_mask(pack.read(name))).save(staging / "masks" / f"{number}.png")


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
