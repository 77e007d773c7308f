"""Fashion-MNIST network: a residual CNN with an output layer for each domain.

Fashion-MNIST's pictures and photos of real clothes mean different things by "Shirt", so each has its own output layer
on a shared embedding. Source of the blocks: He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016.
"""

import keras
import numpy as np
from keras import layers

from fashion_model.serving.artifacts import Artifact

BENCHMARK = "probabilities"
PHOTOS = "photo_probabilities"
KERAS_FILE = "model.keras"
"""The calibrated network, which ``keras.models.load_model`` alone opens: stock layers only, float32."""
WEIGHTS_FILE = "weights.npz"
"""In older model folders: the weights of ``build_network``, in 16 bits, by the paths of their variables."""


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
    return keras.Model(picture, outputs, name="fashion_mnist_and_photos")


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


def predict(network: keras.Model, pictures: np.ndarray) -> dict[str, np.ndarray]:
    """Return a network's outputs by name for pictures ``(N, 28, 28)`` uint8."""
    outputs: dict[str, np.ndarray] = network.predict(pictures[..., None].astype(np.float32), batch_size=500, verbose=0)
    return outputs


def calibrated(network: keras.Model, temperatures: dict[str, float]) -> keras.Model:
    """Return the network that ships: calibrated probabilities of both domains, and the embedding.

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
        network.input, {**outputs, "embedding": network.get_layer("embedding").output}, name="fashion_mnist_and_photos"
    )


def load_network(artifact: Artifact) -> keras.Model:
    """Load the network of a model folder as ``calibrated`` returned it.

    Args:
        artifact: Has the network as ``model.keras``; an older folder has only its weights, as ``weights.npz``.

    Raises:
        ArtifactError: It has neither.
        ValueError: The weights are of another network than the manifest describes.
    """
    if WEIGHTS_FILE not in artifact.manifest["files"]:
        return keras.models.load_model(artifact.file(KERAS_FILE))
    network = build_network(**artifact.manifest["training"]["network"])
    with np.load(artifact.file(WEIGHTS_FILE), allow_pickle=False) as kept:
        if set(kept.files) != {variable.path for variable in network.weights}:
            raise ValueError(f"{WEIGHTS_FILE} of model {artifact.version} holds the weights of another network")
        for variable in network.weights:
            variable.assign(kept[variable.path].astype(np.float32))
    calibration = artifact.manifest["calibration"]
    return calibrated(
        network, {BENCHMARK: calibration["benchmark_temperature"], PHOTOS: calibration["photo_temperature"]}
    )
