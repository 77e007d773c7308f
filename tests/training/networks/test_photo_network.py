import keras
import numpy as np
import pytest

from fashion_model.photo.decode import decode
from fashion_model.photo.picture import to_close_up
from fashion_model.serving.scoring import LabelledFile
from fashion_model.training.networks.photo_network import (
    EMBEDDING,
    PHOTO_LOGITS,
    answer,
    build_photo_network,
    load_pretrained,
)

JEANS, JERSEY = 608, 610
"""The numbers of "jean, blue jean, denim" and "jersey, T-shirt, tee shirt" among the thousand of ImageNet's contest."""


@pytest.fixture(scope="module")
def network() -> keras.Model:
    keras.utils.set_random_seed(0)
    built = build_photo_network(0.5)
    load_pretrained(built)
    return built


def noise(amount: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (amount, 160, 160, 3), dtype=np.uint8)


def test_network_has_the_shape_of_efficientnet_lite0(network: keras.Model) -> None:
    assert network.input.shape == (None, 160, 160, 3)
    assert network.output[PHOTO_LOGITS].shape == (None, 10)
    assert network.output[EMBEDDING].shape == (None, 1280)
    assert network.get_layer("head").output.shape == (None, 5, 5, 1280)  # 160 halved five times
    learned = sum(int(np.prod(layer.gamma.shape)) * 2 for layer in norms(network)) + sum(
        int(np.prod(weight.shape)) for weight in network.trainable_variables
    )
    assert learned == 4_652_008 - 1280 * 1000 - 1000 + 1280 * 10 + 10  # the published count, with our output layer
    # a block that neither shrinks nor widens adds what came in: 1, 1, 2, 2 and 3 of the stages of 2, 2, 3, 3 and 4
    assert sum(isinstance(layer, keras.layers.Add) for layer in network.layers) == 9


def norms(network: keras.Model) -> list[keras.layers.BatchNormalization]:
    return [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]


def test_norms_keep_what_they_came_with_while_the_convolutions_learn(network: keras.Model) -> None:
    assert len(norms(network)) == 49
    assert not any(layer.trainable_variables for layer in norms(network))
    before = network.get_layer("stem_norm").get_weights()
    network(noise(2).astype(np.float32), training=True)
    for old, new in zip(before, network.get_layer("stem_norm").get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert len(network.trainable_variables) == 49 + 2  # the convolutions, and kernel and bias of the output layer


def test_colours_are_standardised_around_127(network: keras.Model) -> None:
    seen = network.get_layer("standardise")(np.array([0.0, 127.0, 255.0], np.float32))
    assert np.array(seen) == pytest.approx([-127 / 128, 0, 1])


def test_logits_are_drawn_from_the_embedding(network: keras.Model) -> None:
    outputs = network(noise(2).astype(np.float32))
    kernel, bias = network.get_layer(PHOTO_LOGITS).get_weights()
    np.testing.assert_allclose(outputs[PHOTO_LOGITS], np.array(outputs[EMBEDDING]) @ kernel + bias, atol=1e-4)


def test_embedding_is_dropped_in_training_and_whole_in_answers(network: keras.Model) -> None:
    close_ups = noise(1)
    first, second = (np.array(network(close_ups.astype(np.float32), training=True)[PHOTO_LOGITS]) for _ in range(2))
    assert not np.allclose(first, second, atol=1e-3)
    np.testing.assert_array_equal(answer(network, close_ups), answer(network, close_ups))


def test_what_is_answered_beside_it_does_not_change_an_answer(network: keras.Model) -> None:
    close_ups = noise(5)
    whole = answer(network, close_ups)
    parts = np.concatenate([answer(network, close_ups[:2]), answer(network, close_ups[2:])])
    assert whole.shape == (5, 10)
    np.testing.assert_allclose(whole, parts, atol=1e-4)
    assert not np.allclose(whole[0], whole[1], atol=1e-3)


def test_no_close_ups_have_no_answers(network: keras.Model) -> None:
    none = answer(network, np.zeros((0, 160, 160, 3), np.uint8))
    assert none.shape == (0, 10)
    assert none.dtype == np.float32


def test_pretrained_network_takes_photos_of_t_shirts_for_t_shirts(
    network: keras.Model, photos: tuple[LabelledFile, ...], pretrained_arrays: dict[str, np.ndarray]
) -> None:
    close_ups = whole_close_ups([photo for photo in photos if photo.category == "T-shirt/top"])
    assert most_frequent(network, close_ups, pretrained_arrays) == JERSEY
    assert most_frequent(build_photo_network(0.0), close_ups, pretrained_arrays) != JERSEY


@pytest.mark.scores
def test_pretrained_network_takes_photos_of_trousers_for_jeans(
    network: keras.Model, complete_photos: tuple[LabelledFile, ...], pretrained_arrays: dict[str, np.ndarray]
) -> None:
    close_ups = whole_close_ups([photo for photo in complete_photos if photo.category == "Trouser"][:16])
    assert most_frequent(network, close_ups, pretrained_arrays) == JEANS
    assert most_frequent(build_photo_network(0.0), close_ups, pretrained_arrays) != JEANS


def whole_close_ups(photos: list[LabelledFile]) -> np.ndarray:
    """Return each photo as a close-up without cutting anything out, ``(N, 160, 160, 3)`` float32."""
    seen = [decode(photo.path.read_bytes()).rgb for photo in photos]
    return np.stack([to_close_up(rgb, np.ones(rgb.shape[:2], bool)) for rgb in seen]).astype(np.float32)


def most_frequent(network: keras.Model, close_ups: np.ndarray, arrays: dict[str, np.ndarray]) -> int:
    """Return what most of the close-ups are taken for by the output layer that the weights were learned with."""
    answers = np.array(network(close_ups)[EMBEDDING]) @ arrays["_fc.weight"].T + arrays["_fc.bias"]
    return int(np.bincount(answers.argmax(axis=1)).argmax())
