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
from fashion_model.photo.garment import WHOLE, NoSuchGarment, find_garments
from fashion_model.photo.masks import PART_INDEX, PARTS
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.classifier import Classifier
from fashion_model.serving.networks import (
    PHOTO_NETWORK_FILE,
    SEGMENTER_FILE,
    Combination,
    LiteRtPhotoNetwork,
    LiteRtSegmenter,
    softmax,
)
from fashion_model.serving.scope import ITEM_FEATURES, SCOPE_FILE, ScopeDetector
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.config import SegmenterConfig
from fashion_model.training.data.fashion_mnist import load_test
from fashion_model.training.networks.export import export_litert
from fashion_model.training.networks.network import BENCHMARK, PHOTOS, load_network
from fashion_model.training.segmenter.train import build_segmenter, export_segmenter
from tests.photo.outfits import png


def test_litert_and_keras_give_the_same_probabilities(artifact: Artifact, classifier: Classifier) -> None:
    pictures = load_test(None).pictures[:1000]
    expected = load_network(artifact).predict(pictures[..., None].astype(np.float32), batch_size=250, verbose=0)
    outputs = classifier.predict(pictures)
    # the large weights of the exported network have 8 bits
    for seen, name in ((outputs.benchmark_probabilities, BENCHMARK), (outputs.photo_probabilities, PHOTOS)):
        assert np.abs(seen - expected[name]).max() <= 6e-2
        assert np.abs(seen - expected[name]).mean() <= 4e-4
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


def without(artifact: Artifact, *names: str) -> Classifier:
    """Return the shipped model without some of its files."""
    files = {name: sha for name, sha in artifact.manifest["files"].items() if name not in names}
    return Classifier(replace(artifact, manifest={**artifact.manifest, "files": files}))


def by_border(artifact: Artifact) -> Classifier:
    """Return the shipped model as one that was trained without photos."""
    return without(artifact, SEGMENTER_FILE, SCOPE_FILE, PHOTO_NETWORK_FILE)


def two_items() -> np.ndarray:
    """Return a red and a smaller blue garment of one colour each, apart on white, (160, 240, 3) uint8."""
    rgb = np.full((160, 240, 3), 255, np.uint8)
    rgb[20:140, 20:110], rgb[30:130, 140:220] = (170, 30, 30), (30, 30, 170)
    return rgb


def test_model_without_segmenter_detector_and_photo_network_serves(artifact: Artifact, shirt_photo: bytes) -> None:
    classifier = by_border(artifact)
    result = classifier.classify(shirt_photo)
    assert not classifier.has_photo_network
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
    expected = classifier.judge(second.garment.views, second.garment.close_up)
    np.testing.assert_allclose(second.probabilities, expected.probabilities, atol=1e-6)
    np.testing.assert_array_equal(second.embedding, expected.embedding)


def test_photo_is_answered_by_both_networks_together(
    artifact: Artifact, classifier: Classifier, shirt_photo: bytes
) -> None:
    result = classifier.classify(shirt_photo)
    garment, chosen = result.garment, artifact.manifest["photo_answer"]
    views = np.concatenate([garment.views, garment.views[:, :, ::-1]])  # the item and its mirror image
    of_picture = classifier.predict(views).photo_probabilities.mean(axis=0)
    near = LiteRtPhotoNetwork(artifact.file(PHOTO_NETWORK_FILE))(garment.close_up)
    expected = Combination(chosen["weight"], chosen["temperature"])(of_picture, near.logits)
    np.testing.assert_allclose(result.probabilities, expected, atol=1e-6)
    np.testing.assert_array_equal(result.embedding, near.embedding)
    judged = classifier.judge(garment.views, garment.close_up)
    np.testing.assert_allclose(judged.of_picture, of_picture, atol=1e-6)
    np.testing.assert_allclose(judged.of_close_up, softmax(near.logits), atol=1e-6)
    assert not np.allclose(judged.probabilities, judged.of_picture, atol=1e-3)


def test_without_a_photo_network_the_picture_alone_is_judged(artifact: Artifact, shirt_photo: bytes) -> None:
    classifier = without(artifact, SCOPE_FILE, PHOTO_NETWORK_FILE)
    garment = classifier.classify(shirt_photo).garment
    judged = classifier.judge(garment.views, garment.close_up)
    np.testing.assert_array_equal(judged.probabilities, judged.of_picture)
    assert judged.of_close_up is None
    assert judged.embedding.shape == classifier.predict(garment.views).embedding[0].shape


def own_photo_network(folder: Path, favourite: int) -> None:
    """Export a network that says the same of every close-up; its embedding is the upper half's mean colour, (3,)."""
    close_up = keras.Input((160, 160, 3), name="close_up")
    upper = keras.layers.Cropping2D(((0, 80), (0, 0)))(close_up)
    embedding = keras.layers.GlobalAveragePooling2D(name="embedding")(upper)
    logits = keras.layers.Dense(10, name="photo_logits")
    network = keras.Model(close_up, {"photo_logits": logits(embedding), "embedding": embedding})
    logits.set_weights([np.zeros((3, 10)), 4 * np.eye(10)[favourite]])
    export_litert(network, folder / PHOTO_NETWORK_FILE, batch=1)


def with_own_photo_network(artifact: Artifact, folder: Path, favourite: int, **answer: float) -> Classifier:
    """Return the shipped Fashion-MNIST network together with such a network."""
    own_photo_network(folder, favourite)
    (folder / "model.tflite").symlink_to(artifact.file("model.tflite"))
    manifest = {**artifact.manifest, "files": {"model.tflite": "", PHOTO_NETWORK_FILE: ""}, "photo_answer": answer}
    return Classifier(Artifact(folder, manifest))


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0])
def test_manifest_says_how_much_the_photo_network_counts(
    artifact: Artifact, tmp_path: Path, shirt_photo: bytes, weight: float
) -> None:
    classifier = with_own_photo_network(artifact, tmp_path, 8, weight=weight, temperature=2.0)
    result = classifier.classify(shirt_photo)
    judged = classifier.judge(result.garment.views, result.garment.close_up)
    second = np.where(np.arange(10) == 8, np.e**4, 1) / (np.e**4 + 9)
    mixed = (judged.of_picture.clip(1e-6) ** (1 - weight) * second**weight) ** 0.5  # temperature 2: the square root
    np.testing.assert_allclose(result.probabilities, mixed / mixed.sum(), atol=1e-5)
    np.testing.assert_allclose(judged.of_close_up, second, atol=1e-5)
    np.testing.assert_allclose(result.embedding, result.garment.close_up[:80].mean(axis=(0, 1)), atol=0.1)


def test_while_nothing_is_said_of_their_weights_both_networks_count_alike(
    artifact: Artifact, tmp_path: Path, shirt_photo: bytes
) -> None:
    stated = with_own_photo_network(artifact, tmp_path, 8, weight=0.5, temperature=1.0)
    manifest = {name: entry for name, entry in stated.artifact.manifest.items() if name != "photo_answer"}
    unstated = Classifier(Artifact(tmp_path, manifest))
    np.testing.assert_array_equal(
        unstated.classify(shirt_photo).probabilities, stated.classify(shirt_photo).probabilities
    )


def test_fashion_mnist_is_answered_without_the_photo_network(artifact: Artifact, classifier: Classifier) -> None:
    pictures = load_test(None).pictures[:20]
    alone = without(artifact, SCOPE_FILE, PHOTO_NETWORK_FILE).predict(pictures)
    np.testing.assert_array_equal(classifier.predict(pictures).benchmark_probabilities, alone.benchmark_probabilities)


def test_damaged_photo_network_is_told_when_the_model_is_loaded(artifact: Artifact, tmp_path: Path) -> None:
    (tmp_path / PHOTO_NETWORK_FILE).write_bytes(b"half a file")
    (tmp_path / "model.tflite").symlink_to(artifact.file("model.tflite"))
    files = {"model.tflite": "", PHOTO_NETWORK_FILE: ""}
    with pytest.raises(ArtifactError, match=r"photo_network\.tflite cannot be run"):
        Classifier(Artifact(tmp_path, {**artifact.manifest, "files": files}))


def detector(embedding_size: int, red: float) -> ScopeDetector:
    """Return one that believes in an item when the upper half of its close-up is redder than ``red``."""
    size = embedding_size + ITEM_FEATURES
    return ScopeDetector(np.zeros(size), np.ones(size), np.eye(size)[0], -red)


def test_scope_detector_looks_at_the_photo_networks_embedding(
    artifact: Artifact, tmp_path: Path, shirt_photo: bytes
) -> None:
    with_own_photo_network(artifact, tmp_path, 8, weight=0.5, temperature=1.0)
    detector(3, red=100.0).save(tmp_path / SCOPE_FILE)
    files = {"model.tflite": "", PHOTO_NETWORK_FILE: "", SCOPE_FILE: ""}
    result = Classifier(Artifact(tmp_path, {**artifact.manifest, "files": files})).classify(shirt_photo)
    red = float(result.garment.close_up[:80, :, 0].mean())
    assert result.decision.scope == pytest.approx(1 / (1 + np.exp(-np.clip(red - 100, -30, 30))), abs=1e-3)
    own = int(without(artifact, SCOPE_FILE, PHOTO_NETWORK_FILE).classify(shirt_photo).embedding.size)
    detector(own, red=100.0).save(tmp_path / SCOPE_FILE)
    with pytest.raises(ArtifactError, match="looks at other features"):
        Classifier(Artifact(tmp_path, {**artifact.manifest, "files": files}))


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


def test_close_up_is_turned_with_the_item_to_see_whether_it_lies_upside_down(
    artifact: Artifact, tmp_path: Path
) -> None:
    with_own_photo_network(artifact, tmp_path, 8, weight=0.5, temperature=1.0)
    detector(3, red=150.0).save(tmp_path / SCOPE_FILE)
    files = {"model.tflite": "", PHOTO_NETWORK_FILE: "", SCOPE_FILE: ""}
    decision = {"auto_threshold": 1e-9}
    classifier = Classifier(Artifact(tmp_path, {**artifact.manifest, "files": files, "decision": decision}))
    red_above = np.full((200, 200, 3), 255, np.uint8)
    red_above[50:100, 50:150], red_above[100:150, 50:150] = (200, 20, 20), (30, 20, 200)
    blue = np.where(red_above == (200, 20, 20), (30, 20, 200), red_above).astype(np.uint8)
    reasons = [classifier.classify(png(rgb)).decision.reason for rgb in (red_above, red_above[::-1], blue)]
    assert reasons[0] == ""
    assert reasons[1].startswith("The item may lie upside down")
    assert reasons[2].startswith("Unlike the items")


def test_several_views_and_their_mirror_images_are_answered_by_their_mean(
    artifact: Artifact, shirt_photo: bytes
) -> None:
    classifier = without(artifact, SCOPE_FILE, PHOTO_NETWORK_FILE)
    photo = decode(shirt_photo)
    found = classifier.find(photo)
    views = np.concatenate([found.garments[0].views, found.whole.views])
    outputs = classifier.predict(np.concatenate([views, views[:, :, ::-1]]))  # each and its mirror image
    both = replace(found, garments=(replace(found.garments[0], views=views),))
    seen = classifier.classify_found(photo, both)
    np.testing.assert_allclose(seen.probabilities, outputs.photo_probabilities.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(seen.embedding, outputs.embedding.mean(axis=0), atol=1e-4)


@pytest.mark.parametrize("category", [0, 3, 6])  # a T-shirt, a dress, a shirt; a coat upside down looks like a bag
def test_sample_upside_down_is_asked_about_and_upright_is_not(artifact: Artifact, category: int) -> None:
    classifier = Classifier(replace(artifact, manifest={**artifact.manifest, "decision": {"auto_threshold": 1e-9}}))
    upright = Image.open(artifact.file(f"samples/{category}.png")).convert("RGB")
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
