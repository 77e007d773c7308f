"""Nearest training pictures by embedding: of each error, and of any other picture."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_model.analysis.folder import (
    ERRORS_FILE,
    LINK_COLUMNS,
    TRAINING_MOSAIC_FILE,
    TRAINING_PICTURES_FILE,
    AnalysisFolder,
    known_categories,
    load_analysis_folder,
)
from fashion_model.evaluation.cosine import unit


@dataclass(frozen=True)
class SimilarPicture:
    """A training picture that was found.

    Attributes:
        training_index: Its place in the official training set, 0..59999.
        label: Index into ``CATEGORIES``.
        distance: Cosine distance of the embeddings, 0..2: 0 means that the network sees no difference. Of a
            near-duplicate: how much of its pixels differs, 0..1.
        picture: ``(28, 28)`` uint8, light item on black; nearly as it is in the set, for looking at.
    """

    training_index: int
    label: int
    distance: float
    picture: np.ndarray


@dataclass(frozen=True)
class SimilarPictures:
    """A part of the training set in memory, to be searched exactly.

    Attributes:
        training_indices: ``(M,)`` integer, places in the official training set.
        labels: ``(M,)`` uint8.
        pictures: ``(M, 28, 28)`` uint8.
        directions: ``(M, D)`` float32 of length 1, of embeddings that were kept in 8 bits.
        neighbours: For the index of each error, rows of its nearest pictures and their distances, the nearest first.
        near_duplicates: For the index of each error, rows of its near-duplicates and their distances.
    """

    training_indices: np.ndarray
    labels: np.ndarray
    pictures: np.ndarray
    directions: np.ndarray
    neighbours: dict[int, tuple[tuple[int, float], ...]]
    near_duplicates: dict[int, tuple[tuple[int, float], ...]]

    @classmethod
    def load(cls, folder: Path, model_version: str) -> "SimilarPictures":
        """Load the pictures of the analysis.

        Args:
            folder: Such as ``artifacts/analysis``.
            model_version: The model that is served: another one's embeddings cannot be compared.

        Raises:
            ArtifactError: The folder is missing, incomplete, damaged, of another format or of another model.
        """
        analysis = load_analysis_folder(folder, model_version)
        with analysis.arrays(TRAINING_PICTURES_FILE) as arrays:
            directions = unit(arrays["embeddings"].astype(np.float32))
            training_indices, labels = arrays["indices"], known_categories(arrays["labels"])
            if not len(directions) == len(training_indices) == len(labels):
                raise ValueError("its parts are of different sizes")
        pictures = analysis.pictures(TRAINING_MOSAIC_FILE, len(directions))
        neighbours = _rows(analysis, "neighbour", len(pictures))
        return cls(
            training_indices, labels, pictures, directions, neighbours, _rows(analysis, "duplicate", len(pictures))
        )

    def nearest(self, embedding: np.ndarray, count: int) -> tuple[SimilarPicture, ...]:
        """Return the nearest pictures of the index, the nearest first.

        Args:
            embedding: ``(D,)`` float, as in ``Outputs.embedding`` of the 28×28 picture.
            count: How many; all when there are fewer.

        Raises:
            ValueError: The embedding has another size, or ``count`` is not positive.
        """
        if embedding.shape != self.directions.shape[1:] or count < 1:
            raise ValueError(
                f"expected an embedding of shape {self.directions.shape[1:]} and a count from 1, got "
                f"{embedding.shape} and {count}"
            )
        distances = 1 - self.directions @ unit(embedding)
        rows = np.argsort(distances, kind="stable")[:count]
        return tuple(self._found(int(row), float(distances[row])) for row in rows)

    def neighbours_of(self, test_index: int) -> tuple[SimilarPicture, ...]:
        """Return the nearest of all pictures that the network learned from; none for a picture that is no error."""
        return tuple(self._found(row, distance) for row, distance in self.neighbours.get(test_index, ()))

    def near_duplicates_of(self, test_index: int) -> tuple[SimilarPicture, ...]:
        """Return the near-duplicates of an error in the training set; none for a picture that is no error."""
        return tuple(self._found(row, distance) for row, distance in self.near_duplicates.get(test_index, ()))

    def _found(self, row: int, distance: float) -> SimilarPicture:
        return SimilarPicture(int(self.training_indices[row]), int(self.labels[row]), distance, self.pictures[row])


def _rows(analysis: AnalysisFolder, kind: str, pictures: int) -> dict[int, tuple[tuple[int, float], ...]]:
    """Return for each error what was kept as lists of test index, row and distance."""
    found: dict[int, list[tuple[int, float]]] = {}
    with analysis.arrays(ERRORS_FILE) as arrays:
        columns = [arrays[f"{kind}_{name}"].tolist() for name in LINK_COLUMNS]
        for test_index, row, distance in zip(*columns, strict=True):
            if not 0 <= row < pictures:
                raise ValueError(f"it names picture {row} of {pictures}")
            found.setdefault(test_index, []).append((row, distance))
    return {test_index: tuple(rows) for test_index, rows in found.items()}
