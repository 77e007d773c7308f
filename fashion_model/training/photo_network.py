"""The photo network: a close-up in colour to one of the ten, on layers that learned to see from ImageNet.

Source of its shape: Tan and Le, "EfficientNet", ICML 2019, in the form "Lite0" of github.com/tensorflow/tpu: without
squeeze-and-excitation and with ReLU6, so that it is quick on a processor.
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from fashion_model.photo.close_up import EDGE

PHOTO_LOGITS = "photo_logits"
EMBEDDING = "embedding"
_AT_ONCE = 64
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Of each stage: blocks, kernel, stride of the first block, expansion, channels."""


@dataclass(frozen=True)
class Block:
    """One inverted residual block: the edge of its filter, its stride, how much it widens, its channels."""

    name: str
    kernel: int
    stride: int
    expansion: int
    channels: int


def blocks() -> tuple[Block, ...]:
    """Return the blocks in order; the first of a stage halves the map where the stage says so."""
    return tuple(
        Block(f"stage{stage}_block{number}", kernel, stride if number == 1 else 1, expansion, channels)
        for stage, (amount, kernel, stride, expansion, channels) in enumerate(_STAGES, start=1)
        for number in range(1, amount + 1)
    )


def build_photo_network(dropout: float, edge: int = EDGE) -> keras.Model:
    """Build the network that is trained. Its norms keep the statistics that they came with.

    Args:
        dropout: Share of the embedding that is dropped in training, 0..1.
        edge: Of the close-up, in pixels.

    Returns:
        ``(B, edge, edge, 3)`` sRGB 0..255 to ``{"photo_logits": (B, 10), "embedding": (B, 1280)}``.
    """
    close_up = keras.Input((edge, edge, 3), name="close_up")
    x = layers.Rescaling(1 / 128, offset=-127 / 128, name="standardise")(close_up)
    x = _activated(_convolution(x, 32, 3, 2, "stem"), "stem")  # (B, edge / 2, edge / 2, 32)
    for block in blocks():
        x = _residual(x, block)
    x = _activated(_convolution(x, 1280, 1, 1, "head"), "head")  # (B, edge / 32, edge / 32, 1280)
    embedding = layers.GlobalAveragePooling2D(name=EMBEDDING)(x)  # (B, 1280)
    logits = layers.Dense(10, name=PHOTO_LOGITS)(layers.Dropout(dropout, name="dropout")(embedding))
    return keras.Model(close_up, {PHOTO_LOGITS: logits, EMBEDDING: embedding}, name="photo_network")


def _residual(x: keras.KerasTensor, block: Block) -> keras.KerasTensor:
    """Widen, filter each channel, narrow."""
    y = x
    if block.expansion > 1:
        y = _convolution(y, x.shape[-1] * block.expansion, 1, 1, f"{block.name}_expand")
        y = _activated(y, f"{block.name}_expand")
    depthwise = f"{block.name}_depthwise"
    y = layers.DepthwiseConv2D(block.kernel, block.stride, padding="same", use_bias=False, name=depthwise)(y)
    y = _activated(_normalized(y, depthwise), depthwise)
    y = _convolution(y, block.channels, 1, 1, f"{block.name}_project")
    adds = block.stride == 1 and x.shape[-1] == block.channels
    return layers.Add(name=f"{block.name}_add")([x, y]) if adds else y


def _convolution(x: keras.KerasTensor, width: int, kernel: int, stride: int, name: str) -> keras.KerasTensor:
    x = layers.Conv2D(width, kernel, strides=stride, padding="same", use_bias=False, name=name)(x)
    return _normalized(x, name)


def _normalized(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.BatchNormalization(epsilon=1e-3, trainable=False, name=f"{name}_norm")(x)


def _activated(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.ReLU(6.0, name=f"{name}_relu")(x)


def answer(network: keras.Model, close_ups: np.ndarray) -> np.ndarray:
    """Return ``(N, 10)`` logits of ``(N, edge, edge, 3)`` uint8 close-ups."""
    return _outputs(network, close_ups, PHOTO_LOGITS)


def embed(network: keras.Model, close_ups: np.ndarray) -> np.ndarray:
    """Return ``(N, 1280)`` embeddings of ``(N, edge, edge, 3)`` uint8 close-ups."""
    return _outputs(network, close_ups, EMBEDDING)


def _outputs(network: keras.Model, close_ups: np.ndarray, name: str) -> np.ndarray:
    starts = range(0, len(close_ups), _AT_ONCE)
    batches = (close_ups[start : start + _AT_ONCE].astype(np.float32) for start in starts)
    parts = [keras.ops.convert_to_numpy(network(batch)[name]) for batch in batches]
    return np.concatenate(parts) if parts else np.zeros((0, network.output[name].shape[-1]), np.float32)
