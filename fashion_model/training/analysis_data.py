"""What an analysis of the served model looks at: test pictures, all training pictures, answers and votes."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_model.serving.artifacts import Artifact, ArtifactError
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
    """

    test: LabelledPictures
    predicted: np.ndarray
    votes: np.ndarray
    training: LabelledPictures
    learned: np.ndarray


def load_analysis_data(artifact: Artifact, dataset_dir: Path | None, votes: np.ndarray) -> AnalysisData:
    """Load the pictures and the published answers of a model.

    Args:
        artifact: The model.
        dataset_dir: As in ``load_fashion_mnist``.
        votes: ``(10000, 10)`` integer.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed.
        ArtifactError: The model's published answers are damaged, or of other pictures.
    """
    test, training = load_test(dataset_dir), _load_training(dataset_dir)
    kept, _ = split(training.labels, VALIDATION_PER_CATEGORY, int(artifact.manifest["training"]["seed"]))
    learned = np.zeros(len(training.labels), dtype=bool)
    learned[kept] = True
    return AnalysisData(test, _published_answers(artifact, test.labels), votes, training, learned)


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
