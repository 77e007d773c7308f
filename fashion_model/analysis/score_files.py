"""Score files: every model version's answers, kept for comparing versions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_model.analysis.predictions import (
    BENCHMARK_FILE,
    DAMAGE,
    PHOTOS_FILE,
    read_benchmark_predictions,
    read_photo_rows,
)
from fashion_model.categories import CATEGORIES, INDEX
from fashion_model.serving.artifacts import MANIFEST, ArtifactError

SCORES_FOLDER = "scores"
SCORES_FORMAT = 1
"""Number of the files' format; a file with another number is refused."""
PHOTO_STATUSES = ("auto", "review")


@dataclass(frozen=True)
class ModelScores:
    """The answers of one model version.

    Attributes:
        version: The model.
        created_at: When it was made, ISO 8601.
        predicted: ``(N,)`` uint8, index into ``CATEGORIES``, for Fashion-MNIST's test pictures in their order.
        confidence: ``(N,)`` float16, 0..1, of the predicted category.
        photo_files: ``(P,)`` text, names of the test photos; none for a model that knows no photos.
        photo_predicted: ``(P,)`` uint8, index into ``CATEGORIES``.
        photo_confidence: ``(P,)`` float16, 0..1.
        photo_status: ``(P,)`` uint8, index into ``PHOTO_STATUSES``.
    """

    version: str
    created_at: str
    predicted: np.ndarray
    confidence: np.ndarray
    photo_files: np.ndarray
    photo_predicted: np.ndarray
    photo_confidence: np.ndarray
    photo_status: np.ndarray


_FIELDS = tuple(ModelScores.__dataclass_fields__)


def scores_of_model(folder: Path) -> ModelScores:
    """Return what the files of a model folder say, also of an earlier layout.

    Raises:
        ArtifactError: The folder lacks its manifest or its answers, or they are damaged.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        probabilities = read_benchmark_predictions(folder / BENCHMARK_FILE).probabilities
        photos = read_photo_rows(folder / PHOTOS_FILE)
        return _checked(
            ModelScores(
                version=str(manifest["version"]),
                created_at=str(manifest["created_at"]),
                predicted=probabilities.argmax(axis=1).astype(np.uint8),
                confidence=probabilities.max(axis=1).astype(np.float16),
                photo_files=np.array([row["file"] for row in photos], dtype=np.str_),
                photo_predicted=np.array([INDEX[row["predicted"]] for row in photos], dtype=np.uint8),
                photo_confidence=np.array([float(row["confidence"]) for row in photos], dtype=np.float16),
                photo_status=np.array([PHOTO_STATUSES.index(row["status"]) for row in photos], dtype=np.uint8),
            )
        )
    except DAMAGE as error:
        raise ArtifactError(
            f"The answers of model {folder.name} cannot be read ({error}). Restore {MANIFEST}, {BENCHMARK_FILE} "
            f"and {PHOTOS_FILE} in its folder."
        ) from error


def save_scores(scores: ModelScores, folder: Path) -> Path:
    """Write the answers under the version's name; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(scores, name) for name in _FIELDS}
    arrays["photo_files"] = np.char.encode(scores.photo_files, "utf-8")  # a quarter of the bytes of text
    path = folder / f"{scores.version}.npz"
    np.savez_compressed(path, format=np.int64(SCORES_FORMAT), **arrays)
    return path


def load_scores(path: Path) -> ModelScores:
    """Read what ``save_scores`` wrote.

    Raises:
        ArtifactError: The file is missing, damaged, of another format, or of another version than its name says.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            if int(arrays["format"]) != SCORES_FORMAT:
                raise ArtifactError(
                    f"The scores {path.name} were made by another version of this program (expected format "
                    f"{SCORES_FORMAT}, got {int(arrays['format'])}). Run `python -m fashion_model analyse` again."
                )
            kept = {name: arrays[name] for name in _FIELDS}
        texts = {name: str(kept[name]) for name in ("version", "created_at")}
        files = np.char.decode(kept["photo_files"], "utf-8")
        scores = _checked(ModelScores(**{**kept, **texts, "photo_files": files}))
    except FileNotFoundError as error:
        raise ArtifactError(
            f"There are no scores {path.name}. Run `python -m fashion_model analyse`, or restore the file."
        ) from error
    except ArtifactError:
        raise  # it is a RuntimeError itself
    except (*DAMAGE, RuntimeError) as error:
        raise ArtifactError(f"The scores {path.name} are damaged. Restore the file, or delete it.") from error
    if scores.version != path.stem:
        raise ArtifactError(f"The scores {path.name} are of model {scores.version}. Give the file that name again.")
    return scores


def load_all_scores(folder: Path) -> tuple[ModelScores, ...]:
    """Return the scores of every version in ``folder``, the oldest first; none where there is no such folder.

    Raises:
        ArtifactError: As ``load_scores``.
    """
    return oldest_first(map(load_scores, score_files(folder)))


def score_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of scores in ``folder`` by name; none where there is no such folder."""
    return tuple(sorted(folder.glob("*.npz")))


def oldest_first(scores: Iterable[ModelScores]) -> tuple[ModelScores, ...]:
    """Return the scores of several versions in the order in which the models were made."""
    return tuple(sorted(scores, key=lambda kept: (kept.created_at, kept.version)))


def _checked(scores: ModelScores) -> ModelScores:
    """Return the scores, or raise ValueError when their parts do not fit each other."""
    pictures = (scores.predicted, scores.confidence)
    photos = (scores.photo_files, scores.photo_predicted, scores.photo_confidence, scores.photo_status)
    for part in (pictures, photos):
        if any(array.ndim != 1 or len(array) != len(part[0]) for array in part):
            raise ValueError("its parts are of different sizes")
    if not len(scores.predicted):
        raise ValueError("it has no answers")
    named = (scores.predicted, len(CATEGORIES)), (scores.photo_predicted, len(CATEGORIES)), (scores.photo_status, 2)
    if any(array.dtype != np.uint8 or array.max(initial=0) >= count for array, count in named):
        raise ValueError("it names a category or a status that there is not")
    if not all(((array >= 0) & (array <= 1)).all() for array in (scores.confidence, scores.photo_confidence)):
        raise ValueError("it has a confidence that is not 0..1")
    return scores
