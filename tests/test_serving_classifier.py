from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from fashion_model.categories import CATEGORIES
from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.photo.garment import find_garments
from fashion_model.photo.parts import PART_INDEX, PARTS
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.choice import WHOLE, NoSuchGarment
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.scope import ITEM_FEATURES, SCOPE_FILE
from fashion_model.serving.scoring import LabelledFile
from fashion_model.serving.segmenter import SEGMENTER_FILE, LiteRtSegmenter
from fashion_model.training.config import SegmenterConfig
from fashion_model.training.fashion_mnist import load_test
from fashion_model.training.network import BENCHMARK, PHOTOS, build_network, calibrated
from fashion_model.training.segmenter import build_segmenter, export_segmenter
from fashion_model.training.weights import WEIGHTS_FILE, load_weights
from tests.outfits import png


def trained_network(artifact: Artifact) -> keras.Model:
    """Return the network that was exported, from the weights that ship beside it."""
    shape, calibration = artifact.manifest["training"]["network"], artifact.manifest["calibration"]
    network = build_network(shape["stem"], tuple(shape["widths"]), tuple(shape["blocks"]), shape["dropout"])
    load_weights(network, artifact.file(WEIGHTS_FILE))
    temperatures = {BENCHMARK: calibration["benchmark_temperature"], PHOTOS: calibration["photo_temperature"]}
    return calibrated(network, temperatures)


def test_litert_and_keras_give_the_same_probabilities(artifact: Artifact, classifier: Classifier) -> None:
    pictures = load_test(None).pictures[:1000]
    expected = trained_network(artifact).predict(pictures[..., None].astype(np.float32), batch_size=250, verbose=0)
    outputs = classifier.predict(pictures)
    # both hold 16-bit weights, but the exported ones were rounded after the norms were folded into them
    for seen, name in ((outputs.benchmark_probabilities, BENCHMARK), (outputs.photo_probabilities, PHOTOS)):
        assert np.abs(seen - expected[name]).max() <= 2e-2
        assert np.abs(seen - expected[name]).mean() <= 2e-4
    assert np.abs(outputs.embedding - expected["embedding"]).max() <= 5e-2


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
    assert classification.embedding.shape == classification.features[:-ITEM_FEATURES].shape
    np.testing.assert_array_equal(classification.features[:-ITEM_FEATURES], classification.embedding)


def by_border(artifact: Artifact) -> Classifier:
    """Return the shipped model without segmenter and scope detector, as one that was trained without photos."""
    files = {name: sha for name, sha in artifact.manifest["files"].items() if name not in (SEGMENTER_FILE, SCOPE_FILE)}
    return Classifier(replace(artifact, manifest={**artifact.manifest, "files": files}))


def two_items() -> np.ndarray:
    """Return a red and a smaller blue garment of one colour each, apart on white, (160, 240, 3) uint8."""
    rgb = np.full((160, 240, 3), 255, np.uint8)
    rgb[20:140, 20:110], rgb[30:130, 140:220] = (170, 30, 30), (30, 30, 170)
    return rgb


def test_model_without_segmenter_and_detector_serves(artifact: Artifact, shirt_photo: bytes) -> None:
    result = by_border(artifact).classify(shirt_photo)
    assert result.decision.scope == 1.0
    assert result.garment.method != "segmenter"
    assert result.decision.confidence == pytest.approx(float(result.probabilities.max()))


def test_models_segmenter_finds_the_garments(artifact: Artifact, tmp_path: Path, shirt_photo: bytes) -> None:
    keras.utils.set_random_seed(0)
    export_segmenter(build_segmenter(SegmenterConfig(widths=(8, 8), blocks=(1, 1))), tmp_path / SEGMENTER_FILE)
    (tmp_path / "model.tflite").symlink_to(artifact.file("model.tflite"))
    files = {"model.tflite": "", SEGMENTER_FILE: ""}
    with_segmenter = Classifier(Artifact(tmp_path, {**artifact.manifest, "files": files}))
    rgb = decode(shirt_photo).rgb
    expected = find_garments(rgb, LiteRtSegmenter(tmp_path / SEGMENTER_FILE))
    found = with_segmenter.find(decode(shirt_photo))
    assert [garment.kind for garment in found.garments] == [garment.kind for garment in expected.garments]
    np.testing.assert_array_equal(found.garments[0].picture, expected.garments[0].picture)


def test_damaged_segmenter_is_told_when_the_model_is_loaded(artifact: Artifact, tmp_path: Path) -> None:
    (tmp_path / SEGMENTER_FILE).write_bytes(b"half a file")
    (tmp_path / "model.tflite").symlink_to(artifact.file("model.tflite"))
    files = {"model.tflite": "", SEGMENTER_FILE: ""}
    with pytest.raises(ArtifactError, match=r"segmenter\.tflite cannot be run"):
        Classifier(Artifact(tmp_path, {**artifact.manifest, "files": files}))


def test_damaged_network_is_told_when_the_model_is_loaded(artifact: Artifact, tmp_path: Path) -> None:
    (tmp_path / "model.tflite").write_bytes(b"half a file")
    with pytest.raises(ArtifactError, match=r"model\.tflite of model .* cannot be run"):
        Classifier(Artifact(tmp_path, {**artifact.manifest, "files": {"model.tflite": ""}}))


def test_answer_follows_the_garment_that_was_chosen(classifier: Classifier) -> None:
    photo = decode(png(two_items()))
    found = find_garments(photo.rgb, two_garments)
    first, second, whole = (classifier.classify_found(photo, found, choice) for choice in (0, 1, WHOLE))
    assert first.garment is found.garments[0]
    assert second.garment is found.garments[1]
    assert whole.garment is found.whole
    assert not np.array_equal(first.probabilities, second.probabilities)
    assert not np.array_equal(first.probabilities, whole.probabilities)
    views = second.garment.views
    expected = classifier.predict(np.concatenate([views, views[:, :, ::-1]])).photo_probabilities.mean(axis=0)
    np.testing.assert_allclose(second.probabilities, expected, atol=1e-6)


def two_garments(rgb: np.ndarray) -> np.ndarray:
    """Tell tops by their red and bags by their blue: a segmenter."""
    part = np.where(rgb[..., 0] < 100, PART_INDEX["bag"], PART_INDEX["top"])
    return np.eye(len(PARTS), dtype=np.float32)[np.where(rgb.min(axis=2) > 200, 0, part)]


def test_several_items_are_asked_about_and_none_is_called_automatic(artifact: Artifact) -> None:
    classifier = Classifier(replace(artifact, manifest={**artifact.manifest, "decision": {"auto_threshold": 1e-9}}))
    photo = decode(png(two_items()))
    decision = classifier.classify_found(photo, find_garments(photo.rgb, two_garments)).decision
    assert decision.status == "review"
    assert decision.reason.startswith("Several items")


def test_garment_that_is_not_there_is_told(classifier: Classifier, shirt_photo: bytes) -> None:
    with pytest.raises(NoSuchGarment):
        classifier.classify(shirt_photo, 17)


def test_several_views_and_their_mirror_images_are_answered_by_their_mean(
    classifier: Classifier, shirt_photo: bytes
) -> None:
    photo = decode(shirt_photo)
    found = classifier.find(photo)
    views = np.concatenate([found.garments[0].views, found.whole.views])
    outputs = classifier.predict(np.concatenate([views, views[:, :, ::-1]]))  # each and its mirror image
    both = replace(found, garments=(replace(found.garments[0], views=views),))
    seen = classifier.classify_found(photo, both)
    np.testing.assert_allclose(seen.probabilities, outputs.photo_probabilities.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(seen.embedding, outputs.embedding.mean(axis=0), atol=1e-4)


def test_sample_upside_down_is_asked_about_and_upright_is_not(artifact: Artifact) -> None:
    classifier = Classifier(replace(artifact, manifest={**artifact.manifest, "decision": {"auto_threshold": 1e-9}}))
    upright = Image.open(artifact.file("samples/2.png")).convert("RGB")  # a pullover
    turned = classifier.classify(png(np.array(upright.rotate(180)))).decision
    assert turned.reason.startswith("The item may lie upside down")
    assert classifier.classify(png(np.array(upright))).decision.reason == ""


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
