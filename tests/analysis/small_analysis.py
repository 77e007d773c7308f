"""A small analysis of the shipped model: eight of its errors as test pictures, forty others to learn from."""

from pathlib import Path

import numpy as np

from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classifier
from fashion_model.training.analysis.analysis import Analysis, AnalysisData, analyse
from fashion_model.training.analysis.package import write_analysis
from fashion_model.training.data.fashion_mnist import LabelledPictures

TESTED, LEARNED, KEPT_BACK = 8, 40, 2
RIGHT = 7
"""The last of the test pictures counts as answered rightly."""
TWIN, TWIN_KEPT_BACK = 0, LEARNED
"""Training pictures that are test picture 0, shifted by a pixel: one to learn from, one that was kept back."""


def small_data(artifact: Artifact) -> AnalysisData:
    with np.load(artifact.file("test_predictions.npz")) as arrays:
        chosen = arrays["error_indices"][: TESTED + LEARNED + KEPT_BACK]
        pictures, labels = arrays["error_pictures"][: len(chosen)].copy(), arrays["labels"][chosen]
        predicted = arrays["probabilities"].argmax(axis=1)[chosen[:TESTED]]
    training = LabelledPictures(pictures[TESTED:], labels[TESTED:])
    for twin, shift in ((TWIN, 1), (TWIN_KEPT_BACK, -1)):
        training.pictures[twin] = np.roll(pictures[0], shift, axis=0)
    predicted[RIGHT] = labels[RIGHT]
    test = LabelledPictures(pictures[:TESTED], labels[:TESTED])
    return AnalysisData(
        test,
        predicted,
        votes(test.labels, predicted),
        training,
        np.arange(LEARNED + KEPT_BACK) < LEARNED,
    )


def votes(labels: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return 60 votes a picture: 50 for the label of the first, 30 for the others; the rest for what was predicted."""
    counted = np.zeros((len(labels), 10), np.uint8)
    rows, for_label = np.arange(len(labels)), np.where(np.arange(len(labels)) == 0, 50, 30)
    counted[rows, labels] = for_label
    counted[rows, predicted] += (60 - for_label).astype(np.uint8)
    return counted


def write_small_analysis(folder: Path, classifier: Classifier) -> tuple[Analysis, AnalysisData]:
    """Analyse and write; returns what was written."""
    data = small_data(classifier.artifact)
    analysis = analyse(classifier, data, lambda line: None)
    write_analysis(folder, analysis, data, classifier.version)
    return analysis, data
