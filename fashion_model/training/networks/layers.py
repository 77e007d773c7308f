"""Layers of a network: kinds, shapes, parameters and operations."""

from math import prod

import keras
from keras import layers

from fashion_model.evaluation.layers import NetworkLayer


def describe_layers(network: keras.Model) -> tuple[NetworkLayer, ...]:
    """Return the layers from the input to the outputs."""
    return tuple(
        NetworkLayer(
            name=layer.name,
            kind=type(layer).__name__,
            output_shape=tuple(layer.output.shape[1:]),
            parameters=layer.count_params(),
            operations=_operations(layer),
        )
        for layer in network.layers
    )


def _operations(layer: keras.Layer) -> int:
    if isinstance(layer, layers.Conv2D | layers.DepthwiseConv2D):
        return int(prod(layer.output.shape[1:3]) * prod(layer.kernel.shape))
    if isinstance(layer, layers.Dense):
        return int(prod(layer.kernel.shape))
    return 0
