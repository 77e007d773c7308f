"""The network: a small residual CNN with one trunk and an output layer for each of the two worlds.

Fashion-MNIST's pictures and photos of real clothes mean different things by "Shirt", so each has its own output layer
on a shared embedding. Source of the blocks: He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016.
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers

BENCHMARK = "probabilities"
PHOTOS = "photo_probabilities"


def build_network(stem: int, widths: tuple[int, ...], blocks: tuple[int, ...], dropout: float) -> keras.Model:
    """Build the network that is trained; its two outputs are logits.

    The residual stages begin at 14×14: a convolution of many channels on a small map takes half the time of one of few
    channels on a large map with as many multiplications.

    Args:
        stem: Channels of the first convolution, at 28×28.
        widths: Channels of each residual stage; the first works at 14×14, each further one halves height and width.
        blocks: Residual blocks of each stage.
        dropout: Share of the embedding that is dropped in training, 0..1.

    Returns:
        ``(B, 28, 28, 1)`` grey levels 0..255 to ``{"probabilities": (B, 10), "photo_probabilities": (B, 10)}``.
    """
    picture = keras.Input((28, 28, 1), name="picture")
    x = layers.Rescaling(1 / 128, offset=-0.57, name="standardise")(picture)  # Fashion-MNIST's mean is 73 of 255
    x = layers.Conv2D(stem, 3, padding="same", use_bias=False, name="stem")(x)  # (B, 28, 28, stem)
    x = layers.ReLU(name="stem_relu")(layers.BatchNormalization(name="stem_norm")(x))
    x = layers.Conv2D(widths[0], 3, strides=2, padding="same", use_bias=False, name="halve")(
        x
    )  # (B, 14, 14, widths[0])
    for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
        for block in range(count):
            x = _residual_block(x, width, halve=stage > 0 and block == 0, name=f"stage{stage + 1}_block{block + 1}")
    x = layers.ReLU(name="last_relu")(layers.BatchNormalization(name="last_norm")(x))  # (B, 7, 7, widths[-1])
    embedding = layers.GlobalAveragePooling2D(name="embedding", dtype="float32")(x)  # (B, widths[-1])
    dropped = layers.Dropout(dropout, name="dropout")(embedding)
    outputs = {name: layers.Dense(10, name=f"{name}_logits", dtype="float32")(dropped) for name in (BENCHMARK, PHOTOS)}
    return keras.Model(picture, outputs, name="two_worlds")


def _residual_block(x: keras.KerasTensor, width: int, halve: bool, name: str) -> keras.KerasTensor:
    activated = layers.ReLU(name=f"{name}_relu1")(layers.BatchNormalization(name=f"{name}_norm1")(x))
    shortcut = x
    if halve or x.shape[-1] != width:
        shortcut = layers.AveragePooling2D(2, name=f"{name}_halve")(activated) if halve else activated
        shortcut = layers.Conv2D(width, 1, use_bias=False, name=f"{name}_shortcut")(shortcut)
    strides = 2 if halve else 1
    y = layers.Conv2D(width, 3, strides=strides, padding="same", use_bias=False, name=f"{name}_conv1")(activated)
    y = layers.ReLU(name=f"{name}_relu2")(layers.BatchNormalization(name=f"{name}_norm2")(y))
    y = layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"{name}_conv2")(y)
    return layers.Add(name=f"{name}_add")([shortcut, y])


def calibrated(network: keras.Model, temperatures: dict[str, float]) -> keras.Model:
    """Return the network that ships: probabilities of both worlds, calibrated, and the embedding.

    Args:
        network: What ``build_network`` built, trained.
        temperatures: For each output, the temperature its logits are divided by (Guo et al., ICML 2017).

    Returns:
        ``(B, 28, 28, 1)`` to probabilities ``(B, 10)``, photo probabilities ``(B, 10)`` and embedding ``(B, D)``.
    """
    outputs = {}
    for name in (BENCHMARK, PHOTOS):
        logits = network.get_layer(f"{name}_logits").output
        cooled = layers.Rescaling(1 / temperatures[name], name=f"{name}_temperature", dtype="float32")(logits)
        outputs[name] = layers.Softmax(name=name, dtype="float32")(cooled)
    return keras.Model(
        network.input, {**outputs, "embedding": network.get_layer("embedding").output}, name="two_worlds"
    )


WEIGHTS_FILE = "weights.npz"


def save_weights(network: keras.Model, path: Path) -> None:
    """Write the weights, rounded to 16 bits as they are in the exported network."""
    kept = {variable.path: keras.ops.convert_to_numpy(variable).astype(np.float16) for variable in network.weights}
    np.savez_compressed(path, **kept)


def load_weights(network: keras.Model, path: Path) -> None:
    """Put weights that ``save_weights`` wrote into a network of the same shape.

    Raises:
        ValueError: They are of another network.
    """
    with np.load(path, allow_pickle=False) as kept:
        if set(kept.files) != {variable.path for variable in network.weights}:
            raise ValueError(f"{path.name} holds the weights of another network")
        for variable in network.weights:
            variable.assign(kept[variable.path].astype(np.float32))
