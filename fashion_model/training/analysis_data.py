"""What an analysis of the served model looks at: test pictures, all training pictures, answers and votes."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.score_files import ModelScores
from fashion_model.training.fashion_mnist import (
    VALIDATION_PER_CATEGORY,
    LabelledPictures,
    _content,
    _labels,
    _pictures,
    _usual_folder,
    load_test,
    split,
)


@dataclass(frozen=True)
class AnalysisData:
    """Pictures, answers and votes that belong together.

    Attributes:
        test: N test pictures in the official order, or some of them.
        predicted: ``(N,)`` integer, what the network chose for each.
        votes: ``(N, 10)`` integer, how many people chose each category.
        training: T training pictures in the official order, or some of them.
        learned: ``(T,)`` bool: the network learned from it; the others were kept back to watch and calibrate it.
        wrong_elsewhere: ``(W,)`` int64, sorted: test pictures that this network has right and another version wrong.
    """

    test: LabelledPictures
    predicted: np.ndarray
    votes: np.ndarray
    training: LabelledPictures
    learned: np.ndarray
    wrong_elsewhere: np.ndarray


def load_analysis_data(
    artifact: Artifact, dataset_dir: Path | None, votes: np.ndarray, others: Sequence[ModelScores] = ()
) -> AnalysisData:
    """Load the pictures and the published answers of a model.

    Args:
        artifact: The model.
        dataset_dir: As in ``load_fashion_mnist``.
        votes: ``(10000, 10)`` integer.
        others: Answers of other versions, whose errors are looked at as well; those to other pictures are left out.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed.
        ArtifactError: The model's published answers are damaged, or of other pictures.
    """
    test, training = load_test(dataset_dir), _load_training(dataset_dir)
    kept, _ = split(training.labels, VALIDATION_PER_CATEGORY, int(artifact.manifest["training"]["seed"]))
    learned = np.zeros(len(training.labels), dtype=bool)
    learned[kept] = True
    predicted = _published_answers(artifact, test.labels)
    return AnalysisData(test, predicted, votes, training, learned, _wrong_elsewhere(test.labels, predicted, others))


def _wrong_elsewhere(labels: np.ndarray, predicted: np.ndarray, others: Sequence[ModelScores]) -> np.ndarray:
    """Return ``(W,)`` int64."""
    wrong = np.zeros(len(labels), dtype=bool)
    for other in others:
        if other.predicted.shape == labels.shape:
            wrong |= other.predicted != labels
    return np.flatnonzero(wrong & (predicted == labels))


def _load_training(folder: Path | None) -> LabelledPictures:
    folder = folder or _usual_folder()
    return LabelledPictures(
        _pictures(_content(folder, "train-images-idx3-ubyte.gz")),
        _labels(_content(folder, "train-labels-idx1-ubyte.gz")),
    )


def _published_answers(artifact: Artifact, labels: np.ndarray) -> np.ndarray:
    """Return ``(N,)``, those that the pages show: another processor may round a few pictures to other categories."""
    try:
        with np.load(artifact.file("test_predictions.npz"), allow_pickle=False) as arrays:
            published, predicted = arrays["labels"], arrays["probabilities"].argmax(axis=1)
    except (KeyError, ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise ArtifactError(
            f"test_predictions.npz of model {artifact.version} is damaged ({error}). Restore the model's folder."
        ) from error
    if not np.array_equal(published, labels):
        raise ArtifactError(
            f"test_predictions.npz of model {artifact.version} is of other pictures than Fashion-MNIST's test set. "
            "Train the model again."
        )
    answers: np.ndarray = predicted
    return answers
