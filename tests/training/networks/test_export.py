from pathlib import Path

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from fashion_model.photo.decode import decode
from fashion_model.photo.picture import to_close_up
from fashion_model.serving.networks import PHOTO_NETWORK_FILE, LiteRtPhotoNetwork
from fashion_model.training.networks.export import export_litert
from fashion_model.training.networks.photo_network import EMBEDDING, PHOTO_LOGITS, build_photo_network, load_pretrained


@pytest.fixture(scope="module")
def network() -> keras.Model:
    keras.utils.set_random_seed(0)
    built = build_photo_network(0.3)
    load_pretrained(built)
    return built


@pytest.fixture(scope="module")
def exported(network: keras.Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exported") / PHOTO_NETWORK_FILE
    export_litert(network, path, batch=1)
    return path


def test_exported_photo_network_says_nearly_what_the_trained_one_says(
    network: keras.Model, exported: Path, shirt_photo: bytes
) -> None:
    rgb = decode(shirt_photo).rgb
    close_ups = [to_close_up(part, np.ones(part.shape[:2], bool)) for part in (rgb, rgb[:200], rgb[::-1, :150])]
    seen = [LiteRtPhotoNetwork(exported)(close_up) for close_up in close_ups]
    expected = network(np.stack(close_ups).astype(np.float32))
    for index, outputs in enumerate(seen):
        logits, embedding = np.array(expected[PHOTO_LOGITS][index]), np.array(expected[EMBEDDING][index])
        assert np.corrcoef(outputs.embedding, embedding)[0, 1] > 0.985  # weights of 8 bits
        np.testing.assert_allclose(outputs.logits, logits, atol=0.25)
        assert outputs.logits.argmax() == logits.argmax()
    assert np.corrcoef(seen[0].embedding, seen[1].embedding)[0, 1] < 0.95


def test_exported_photo_network_is_small_and_uses_builtin_operations_only(exported: Path) -> None:
    assert exported.stat().st_size < 4.5e6  # 3.4 million parameters, nearly all of one byte
    operations = {details["op_name"] for details in Interpreter(str(exported))._get_ops_details()}
    assert not [name for name in operations if name.startswith("Flex") or name == "CUSTOM"]
    assert {"CONV_2D", "DEPTHWISE_CONV_2D"} <= operations


def test_nothing_but_the_finished_file_is_left(exported: Path) -> None:
    assert [path.name for path in exported.parent.iterdir()] == [PHOTO_NETWORK_FILE]


def linear(kernel: np.ndarray) -> keras.Model:
    """Return a network that multiplies vectors with the kernel."""
    vector = keras.Input((kernel.shape[0],), name="vector")
    layer = keras.layers.Dense(kernel.shape[1], use_bias=False, name="product")
    network = keras.Model(vector, {"product": layer(vector)})
    layer.set_weights([kernel])
    return network


def products(path: Path, vectors: np.ndarray) -> np.ndarray:
    return Interpreter(str(path)).get_signature_runner()(vector=vectors)["product"]


def test_weights_are_rounded_to_127_steps_of_the_largest_of_their_channel(tmp_path: Path) -> None:
    kernel = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    kernel[:, 0] *= 100  # a channel of its own scale leaves the others as fine as they were
    export_litert(linear(kernel), tmp_path / "linear.tflite")
    seen = products(tmp_path / "linear.tflite", np.eye(64, dtype=np.float32))
    steps = np.abs(kernel).max(axis=0) / 127
    assert (np.abs(seen - kernel) <= steps / 2 * 1.001).all()
    assert (np.abs(seen - kernel) > steps / 8).any()


def test_any_number_of_inputs_is_taken_unless_one_is_named(tmp_path: Path) -> None:
    kernel = np.ones((64, 64), np.float32)
    export_litert(linear(kernel), tmp_path / "any.tflite")
    export_litert(linear(kernel), tmp_path / "two.tflite", batch=2)
    assert products(tmp_path / "any.tflite", np.ones((5, 64), np.float32)) == pytest.approx(np.full((5, 64), 64.0))
    assert products(tmp_path / "two.tflite", np.ones((2, 64), np.float32)) == pytest.approx(np.full((2, 64), 64.0))
    inputs = Interpreter(str(tmp_path / "two.tflite")).get_signature_runner().get_input_details()["vector"]
    assert inputs["shape"].tolist() == [2, 64]


def test_export_takes_the_place_of_an_older_file(tmp_path: Path) -> None:
    (tmp_path / "linear.tflite").write_bytes(b"an older one")
    (tmp_path / "unfinished-linear.tflite").write_bytes(b"half of one")
    export_litert(linear(np.ones((64, 64), np.float32)), tmp_path / "linear.tflite")
    assert products(tmp_path / "linear.tflite", np.ones((1, 64), np.float32)) == pytest.approx(np.full((1, 64), 64.0))
