"""Predictions that a model folder keeps: of test pictures, of test photos, and slices of these."""

import csv
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import MANIFEST, Artifact, ArtifactError
from fashion_model.serving.scoring import FOOTWEAR_LABEL, NONE_LABEL, PhotoAnswer

BENCHMARK_FILE = "test_predictions.npz"
PHOTOS_FILE = "photo_predictions.csv"
DAMAGE = (
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    EOFError,
    OSError,
    csv.Error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What goes wrong where a kept file is damaged."""

OUTSIDE = {FOOTWEAR_LABEL: "Another shoe", NONE_LABEL: "None of the ten"}
"""Labels of test photos that are not one of the ten categories, and their names on screen."""

LABELS = (*CATEGORIES, FOOTWEAR_LABEL, NONE_LABEL)
"""What a person may have said that a photo shows."""
_TRUTH = {"True": True, "False": False}
_ALLOWED = {
    "category": LABELS,
    "predicted": CATEGORIES,
    "second_category": CATEGORIES,
    "audited": ("", *LABELS),
    "status": ("auto", "review"),
}
_SHARES = ("confidence", "second_confidence", "scope", "brightness")
SMALL_EDGE = 450
"""A photo whose longest edge has fewer pixels is small."""
DARK = 0.35
"""A photo whose mean brightness, 0..1, is lower is dark."""
SLICES: dict[str, Callable[[PhotoAnswer], bool]] = {
    "laid flat": lambda answer: answer.shown == "laid flat",
    "hung": lambda answer: answer.shown == "hung",
    "worn": lambda answer: answer.shown == "worn",
    "children's": lambda answer: answer.kids,
    "small": lambda answer: answer.longest_edge < SMALL_EDGE,
    "dark": lambda answer: answer.brightness < DARK,
}


@contextmanager
def readable(artifact: Artifact, name: str) -> Iterator[None]:
    """Turn whatever goes wrong with one of the model's files into one sentence.

    Raises:
        ArtifactError: It did.
    """
    try:
        yield
    except DAMAGE as error:
        raise ArtifactError(
            f"{name} of model {artifact.version} cannot be read: it is damaged or made by another version of this "
            "program. Restore the model's folder, or train again with `python -m fashion_model train`."
        ) from error


@dataclass(frozen=True)
class BenchmarkPredictions:
    """What a model answered for Fashion-MNIST's test pictures.

    Attributes:
        labels: ``(N,)`` integer, index into ``CATEGORIES``.
        probabilities: ``(N, 10)`` float32.
        error_pictures: ``(28, 28)`` uint8, light item on black, by index in the test set.
    """

    labels: np.ndarray
    probabilities: np.ndarray
    error_pictures: dict[int, np.ndarray]


def read_benchmark_predictions(path: Path) -> BenchmarkPredictions:
    """Read ``BENCHMARK_FILE``; raises one of ``DAMAGE`` where it is not as it was written."""
    with np.load(path, allow_pickle=False) as arrays:
        indices, pictures = (arrays.get(f"error_{name}", np.zeros(0)) for name in ("indices", "pictures"))
        error_pictures = dict(zip(indices.tolist(), pictures, strict=True))
        return BenchmarkPredictions(arrays["labels"], arrays["probabilities"], error_pictures)


def read_photo_rows(path: Path) -> list[dict[str, str]]:
    """Read the rows of ``PHOTOS_FILE``, of whatever version; raises one of ``DAMAGE`` where it is no such file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def photo_answers_of(artifact: Artifact) -> tuple[PhotoAnswer, ...]:
    """Return what a model answered for photos by people of whom it learned nothing; none when it was tested without.

    Raises:
        ArtifactError: A file is damaged.
    """
    with readable(artifact, MANIFEST):
        if not artifact.manifest["scores"]["photos"]["photos"]:
            return ()
    with readable(artifact, PHOTOS_FILE):
        return read_answers(artifact.file(PHOTOS_FILE))


def read_answers(path: Path) -> tuple[PhotoAnswer, ...]:
    """Read the answers in the file's order; columns that are not of ``PhotoAnswer`` are passed over.

    Raises:
        KeyError: A column is missing.
        ValueError: There is no row, or a value is not what its column holds.
    """
    types = get_type_hints(PhotoAnswer)
    answers = tuple(_answer(row, types) for row in read_photo_rows(path))
    if not answers:
        raise ValueError("it has no rows")
    return answers


def _answer(row: Mapping[str, str], types: Mapping[str, type]) -> PhotoAnswer:
    values: dict[str, Any] = {
        name: _TRUTH[row[name]] if types[name] is bool else types[name](row[name])
        for name in PhotoAnswer.__dataclass_fields__
    }
    for name, allowed in _ALLOWED.items():
        if values[name] not in allowed:
            raise ValueError(f"expected as {name} one of {', '.join(allowed)}, got {values[name]}")
    for name in _SHARES:
        if not 0 <= values[name] <= 1:
            raise ValueError(f"expected as {name} a number 0..1, got {values[name]}")
    return PhotoAnswer(**values)


def slices_of(answers: Sequence[PhotoAnswer]) -> dict[str, list[PhotoAnswer]]:
    """Return the answers of each slice that has any; a photo may be in several."""
    parts = {name: [answer for answer in answers if belongs(answer)] for name, belongs in SLICES.items()}
    return {name: part for name, part in parts.items() if part}
