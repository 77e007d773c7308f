"""The shipped network: opened by Keras alone, and from the weights of older folders."""

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classifier
from fashion_model.training.config import NetworkConfig
from fashion_model.training.data.fashion_mnist import load_test
from fashion_model.training.networks.network import (
    BENCHMARK,
    KERAS_FILE,
    PHOTOS,
    WEIGHTS_FILE,
    build_network,
    calibrated,
    load_network,
)

NARROW = NetworkConfig(stem=8, widths=(8, 16), blocks=(1, 1), dropout=0.0)
OPENED_BY_KERAS_ALONE = """
import sys
import keras, numpy
network = keras.models.load_model(sys.argv[1])
numpy.savez(sys.argv[3], **network.predict(numpy.load(sys.argv[2]), batch_size=250, verbose=0))
assert not [name for name in sys.modules if name.startswith("fashion_model")]
"""


def test_keras_alone_opens_the_shipped_network_and_answers_as_it_serves(
    artifact: Artifact, classifier: Classifier, tmp_path: Path
) -> None:
    test = load_test(None)
    pictures = test.pictures[:2000]  # (N, 28, 28) uint8, as they are handed to the classifier
    np.save(tmp_path / "pictures.npy", pictures)
    files = (artifact.file(KERAS_FILE), tmp_path / "pictures.npy", tmp_path / "answers.npz")
    subprocess.run([sys.executable, "-I", "-c", OPENED_BY_KERAS_ALONE, *map(str, files)], check=True, cwd=tmp_path)
    served = classifier.predict(pictures)
    with np.load(tmp_path / "answers.npz") as answers:
        assert set(answers) == {"probabilities", "photo_probabilities", "embedding"}
        of_outputs = ((BENCHMARK, served.benchmark_probabilities), (PHOTOS, served.photo_probabilities))
        for name, expected in of_outputs:  # what serves has its large weights in 8 bits: alike but for that rounding
            np.testing.assert_allclose(answers[name].sum(axis=1), 1, atol=1e-5)
            assert np.abs(answers[name] - expected).mean() <= 4e-4
            assert (answers[name].argmax(axis=1) == expected.argmax(axis=1)).mean() >= 0.998
        assert (answers[BENCHMARK].argmax(axis=1) == test.labels[:2000]).mean() >= 0.94


def test_pictures_with_a_channel_are_answered_alike(artifact: Artifact) -> None:
    pictures = load_test(None).pictures[:20].astype(np.float32)
    network = load_network(artifact)
    flat, with_channel = (network(shaped, training=False) for shaped in (pictures, pictures[..., None]))
    np.testing.assert_array_equal(flat[BENCHMARK], with_channel[BENCHMARK])


def older_folder(folder: Path, network: keras.Model, described: NetworkConfig) -> Artifact:
    """Write a folder as it was before there was a Keras file: weights in 16 bits and what the manifest says of them."""
    weights = {variable.path: np.asarray(variable, np.float16) for variable in network.weights}
    np.savez_compressed(folder / WEIGHTS_FILE, **weights)
    manifest = {
        "version": folder.name,
        "files": {WEIGHTS_FILE: ""},
        "training": {"network": asdict(described)},
        "calibration": {"benchmark_temperature": 2.0, "photo_temperature": 0.5},
    }
    return Artifact(folder, manifest)


def test_older_folder_opens_as_it_was_but_for_rounding(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    network = build_network(**asdict(NARROW))
    pictures = np.random.default_rng(0).integers(0, 256, (5, 28, 28, 1)).astype(np.float32)
    expected = calibrated(network, {BENCHMARK: 2.0, PHOTOS: 0.5}).predict(pictures, verbose=0)
    seen = load_network(older_folder(tmp_path, network, NARROW)).predict(pictures, verbose=0)
    for name in (BENCHMARK, PHOTOS, "embedding"):
        np.testing.assert_allclose(seen[name], expected[name], atol=2e-3)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    of_another = build_network(8, (8,), (1,), 0.0)
    with pytest.raises(ValueError, match="another network"):
        load_network(older_folder(tmp_path, of_another, NARROW))
