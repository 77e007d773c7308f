"""LiteRT export: builtin operations only, large weights in 8 bits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import keras
import tensorflow as tf
from ai_edge_quantizer.qtyping import TFLOperationName
from ai_edge_quantizer.quantizer import Quantizer

_LARGE = (TFLOperationName.CONV_2D, TFLOperationName.FULLY_CONNECTED)
"""Operations whose weights are kept in 8 bits, with a scale for each channel. The filters of depthwise convolutions are
few and suffer most: they stay as they are."""


def export_litert(network: keras.Model, target: Path, batch: int | None = None) -> None:
    """Write a network as LiteRT. It computes in 32-bit floats: only the weights that lie on disk are rounded.

    Args:
        network: With one input.
        target: The file to write; its name ends in ``.tflite``.
        batch: How many inputs a call takes; any number when omitted.
    """
    exact = target.with_name(f"exact-{target.name}")
    rounded = target.with_name(f"unfinished-{target.name}")
    given = network.input
    network.export(
        exact,
        format="litert",
        verbose=False,
        input_signature=[keras.InputSpec(shape=(batch, *given.shape[1:]), dtype="float32", name=given.name)],
        target_spec={"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]},
    )
    with _silence():
        quantizer = Quantizer(str(exact))
        for operation in _LARGE:
            quantizer.add_weight_only_config(regex=".*", operation_name=operation, num_bits=8)
        rounded.unlink(missing_ok=True)
        quantizer.quantize().export_model(str(rounded))
    exact.unlink()
    os.replace(rounded, target)


@contextmanager
def _silence() -> Iterator[None]:
    """The quantizer prints its progress."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield
