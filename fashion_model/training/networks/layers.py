"""The layers of a network in words and numbers, for people who look at it."""

from dataclasses import dataclass
from math import prod

import keras
from keras import layers


@dataclass(frozen=True)
class LayerDescription:
    """One layer.

    Attributes:
        name: Its name in the network.
        kind: Its Keras class.
        output_shape: Of one picture, without the batch.
        parameters: Trained and running numbers it holds.
        operations: Multiply-adds for one picture; counted for convolutions and dense layers, which are nearly all.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    operations: int


def describe_layers(network: keras.Model) -> tuple[LayerDescription, ...]:
    """Return the layers from the input to the outputs."""
    return tuple(
        LayerDescription(
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
        return prod(layer.output.shape[1:3]) * prod(layer.kernel.shape)
    if isinstance(layer, layers.Dense):
        return prod(layer.kernel.shape)
    return 0
