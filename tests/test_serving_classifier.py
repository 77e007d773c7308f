from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from fashion_model.categories import CATEGORIES
from fashion_model.photo.decode import PhotoRefused
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.fashion_mnist import load_test


def test_litert_and_keras_give_the_same_probabilities(artifact: Artifact, classifier: Classifier) -> None:
    pictures = load_test(None).pictures[:1000]
    network = keras.models.load_model(artifact.file("model.keras"))
    expected = network.predict(pictures[..., None].astype(np.float32), batch_size=250, verbose=0)
    outputs = classifier.predict(pictures)
    assert np.abs(outputs.benchmark_probabilities - expected["probabilities"]).max() <= 1e-4
    assert np.abs(outputs.photo_probabilities - expected["photo_probabilities"]).max() <= 1e-4
    assert np.abs(outputs.embedding - expected["embedding"]).max() <= 1e-3


def test_exported_network_uses_builtin_operations_only(artifact: Artifact) -> None:
    interpreter = Interpreter(str(artifact.file("model.tflite")))
    operations = {details["op_name"] for details in interpreter._get_ops_details()}
    assert not [name for name in operations if name.startswith("Flex") or name == "CUSTOM"]
    assert "CONV_2D" in operations


def test_exported_network_names_its_outputs(artifact: Artifact) -> None:
    signature = Interpreter(str(artifact.file("model.tflite"))).get_signature_list()["serving_default"]
    assert signature == {"inputs": ["picture"], "outputs": ["embedding", "photo_probabilities", "probabilities"]}


def test_probabilities_of_a_photo_sum_to_one(classifier: Classifier, shirt_photo: bytes) -> None:
    classification = classifier.classify(shirt_photo)
    assert classification.probabilities.shape == (10,)
    assert classification.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert classification.decision.category == CATEGORIES[classification.probabilities.argmax()]


def test_batches_do_not_change_the_answer(classifier: Classifier) -> None:
    pictures = load_test(None).pictures[:7]
    whole, parts = classifier.predict(pictures), classifier.predict(pictures, batch_size=3)
    np.testing.assert_allclose(whole.photo_probabilities, parts.photo_probabilities, atol=1e-6)


@pytest.mark.parametrize(
    "pictures", [np.zeros((2, 28, 27), np.uint8), np.zeros((28, 28), np.uint8), np.zeros((1, 28, 28))]
)
def test_pictures_of_another_kind_are_refused(classifier: Classifier, pictures: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"expected \(N, 28, 28\) uint8"):
        classifier.predict(pictures)


def test_threads_do_not_disturb_each_other(classifier: Classifier, photos: tuple[LabelledFile, ...]) -> None:
    files = [photo.path.read_bytes() for photo in photos[:6]]
    alone = [classifier.classify(data).probabilities for data in files]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda data: classifier.classify(data).probabilities, files * 3))
    for index, probabilities in enumerate(together):
        np.testing.assert_array_equal(probabilities, alone[index % 6])


def test_bytes_that_are_no_photo_are_refused(classifier: Classifier) -> None:
    with pytest.raises(PhotoRefused):
        classifier.classify(b"not a photo")


def test_every_sample_is_recognised(artifact: Artifact, classifier: Classifier) -> None:
    for index, category in enumerate(CATEGORIES):
        sample = artifact.file(f"samples/{index}.png").read_bytes()
        assert classifier.classify(sample).decision.category == category
