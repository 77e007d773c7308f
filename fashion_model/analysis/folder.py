"""The analysis folder beside the served model: format, hashes and picture mosaics."""

import io
import json
import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydantic import BaseModel, Field

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import MANIFEST, ArtifactError, is_intact

TILE_PX = 32
"""Edge of a square: 28 pixels and a black edge, which ends with WebP's blocks, so that neighbours do not touch."""
EDGE_PX = 28
_SLOWEST = 6
"""WebP's method: small before quick, for a file is written once."""
ANALYSIS_FOLDER = "analysis"
ANALYSIS_FORMAT = 2
"""Number of this folder's format; a folder with another number is refused."""
ERRORS_FILE = "errors.npz"
TEST_PICTURES_FILE = "test_pictures.npz"
TEST_MOSAIC_FILE = "test_pictures.webp"
TRAINING_PICTURES_FILE = "training_pictures.npz"
TRAINING_MOSAIC_FILE = "training_pictures.webp"
ANALYSIS_FILES = (
    ERRORS_FILE,
    TEST_PICTURES_FILE,
    TEST_MOSAIC_FILE,
    TRAINING_PICTURES_FILE,
    TRAINING_MOSAIC_FILE,
)
FINDING_COLUMNS = {
    "label_share": "float16",
    "predicted_share": "float16",
    "third": "uint8",
    "third_share": "float16",
    "majority": "uint8",
    "entropy_bits": "float16",
}
"""Of ``ERRORS_FILE``, with their types: what is kept of each error under the names of ``ErrorFindings``."""
LINK_COLUMNS = {"of": "uint16", "row": "uint16", "distance": "float16"}
"""Of ``ERRORS_FILE``, after ``neighbour_`` and ``duplicate_``: an error and a training picture's row."""
BLIND_COLUMNS = {"index": "uint16", "majority": "uint8", "agreement": "float16"}
"""Of ``TEST_PICTURES_FILE``, after ``blind_``: pictures drawn by lot, under the names of ``BlindPicture``."""
_AGAIN = "Restore the folder, or run `python -m fashion_model analyse` again."


def to_mosaic(pictures: np.ndarray, quality: int) -> bytes:
    """Return pictures as one WebP, row after row in a square.

    Args:
        pictures: ``(N, 28, 28)`` uint8, N from 1.
        quality: WebP's, 1 to 100; 100 is still not lossless.
    """
    side = math.ceil(len(pictures) ** 0.5)
    tiles = np.zeros((side * side, TILE_PX, TILE_PX), np.uint8)
    tiles[: len(pictures), :EDGE_PX, :EDGE_PX] = pictures
    whole = tiles.reshape(side, side, TILE_PX, TILE_PX).swapaxes(1, 2).reshape(side * TILE_PX, side * TILE_PX)
    buffer = io.BytesIO()
    Image.fromarray(whole).convert("RGB").save(buffer, "WEBP", quality=quality, method=_SLOWEST)
    return buffer.getvalue()


def from_mosaic(content: bytes, count: int) -> np.ndarray:
    """Return the first pictures of a mosaic.

    Args:
        content: What ``to_mosaic`` returned.
        count: How many.

    Returns:
        ``(count, 28, 28)`` uint8.

    Raises:
        ValueError: It is no mosaic, or holds fewer pictures.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as image:
            whole = np.asarray(image.convert("L"))
    except OSError as error:
        raise ValueError("it is no WebP") from error
    rows, columns = whole.shape[0] // TILE_PX, whole.shape[1] // TILE_PX
    if rows * columns < count:
        raise ValueError(f"expected {count} pictures, got {rows * columns}")
    whole = whole[: rows * TILE_PX, : columns * TILE_PX]
    tiles = whole.reshape(rows, TILE_PX, columns, TILE_PX).swapaxes(1, 2).reshape(-1, TILE_PX, TILE_PX)
    return tiles[:count, :EDGE_PX, :EDGE_PX].copy()


class _Figures(BaseModel):
    """What people score, 0..1: on all test pictures, and by the name of each category that these have."""

    human_accuracy: float = Field(ge=0, le=1)
    human_recall: dict[str, float]


class _Manifest(BaseModel):
    """What every manifest must have; how each part was made is said beside it, for people."""

    format: int
    model: str
    attribution: str = Field(min_length=1)
    figures: _Figures
    data: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True)
class AnalysisFolder:
    """An analysis on disk, checked.

    Attributes:
        folder: Where it is.
        manifest: Of which model and data it is, how it was made, its figures and whose votes they come from.
    """

    folder: Path
    manifest: dict[str, Any]

    @contextmanager
    def arrays(self, name: str) -> Iterator[dict[str, np.ndarray]]:
        """Give the arrays of one of the files; whatever goes wrong with them becomes one sentence.

        Raises:
            ArtifactError: The file, or what was asked of it, is damaged.
        """
        try:
            with np.load(self.folder / name, allow_pickle=False) as kept:
                yield {part: kept[part] for part in kept.files}
        except (KeyError, IndexError, ValueError, TypeError, EOFError, OSError, zipfile.BadZipFile) as error:
            raise ArtifactError(f"{name} of the analysis is damaged ({error}). {_AGAIN}") from error

    def pictures(self, name: str, count: int) -> np.ndarray:
        """Return ``(count, 28, 28)`` uint8 of one of the mosaics.

        Raises:
            ArtifactError: The file is damaged or holds fewer.
        """
        try:
            return from_mosaic((self.folder / name).read_bytes(), count)
        except (ValueError, OSError) as error:
            raise ArtifactError(f"{name} of the analysis is damaged ({error}). {_AGAIN}") from error


def load_analysis_folder(folder: Path, model_version: str) -> AnalysisFolder:
    """Read the manifest and check every file's hash.

    Args:
        folder: Such as ``artifacts/analysis``.
        model_version: The model that is served; the analysis has to be of it.

    Raises:
        ArtifactError: The folder is missing, incomplete, changed, of another format or of another model.
    """
    manifest = _read_manifest(folder)
    if manifest["model"] != model_version:
        raise ArtifactError(
            f"The analysis is of model {manifest['model']}, and {model_version} is served. Run "
            "`python -m fashion_model analyse`."
        )
    for name in ANALYSIS_FILES:
        path = folder / name
        if not path.is_file():
            raise ArtifactError(f"The analysis in {folder.name}/ lacks its file {name}. {_AGAIN}")
        if not is_intact(path, manifest["files"].get(name)):
            raise ArtifactError(f"{name} of the analysis is not the file that was written. {_AGAIN}")
    return AnalysisFolder(folder, manifest)


def known_categories(numbers: np.ndarray) -> np.ndarray:
    """Return indices into ``CATEGORIES``.

    Raises:
        ValueError: There is no such category.
    """
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < len(CATEGORIES):
        raise ValueError(f"it names category {numbers.max()} of {len(CATEGORIES)}")
    return numbers


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        checked = _Manifest.model_validate(manifest)
    except FileNotFoundError as error:
        raise ArtifactError(
            f"There is no analysis in {folder.name}/. Run `python -m fashion_model analyse`, or restore the folder."
        ) from error
    except (OSError, ValueError) as error:
        raise ArtifactError(f"The manifest of the analysis in {folder.name}/ is damaged. {_AGAIN}") from error
    if checked.format != ANALYSIS_FORMAT:
        raise ArtifactError(
            f"The analysis in {folder.name}/ was made by another version of this program (expected format "
            f"{ANALYSIS_FORMAT}, got {checked.format}). Run `python -m fashion_model analyse` again."
        )
    read: dict[str, Any] = manifest
    return read
