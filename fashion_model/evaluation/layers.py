"""A network's layers as manifests and studies list them, and its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AliasChoices, Field

from fashion_model.categories import CATEGORIES

_PICTURE = ("picture", "close_up", "standardise")
_STAGE = re.compile(r"stage(\d+)_")


@dataclass(frozen=True)
class NetworkLayer:
    """One layer of a network.

    Attributes:
        name: Its name in the network.
        output_shape: Of one picture, without the batch.
        parameters: Trained and running numbers it holds.
        operations: Multiply-adds for one picture; counted for convolutions and dense layers, which are nearly all.
        kind: Its Keras class; empty where nobody noted it.
    """

    name: str
    output_shape: tuple[int, ...]
    parameters: int
    operations: Annotated[int, Field(validation_alias=AliasChoices("operations", "multiply_adds"))]
    kind: str = ""

    def __post_init__(self) -> None:
        if not self.output_shape or min(self.output_shape) < 1:
            raise ValueError(f"expected an output shape of positive edges, got {self.output_shape}")
        if min(self.parameters, self.operations) < 0:
            raise ValueError(f"expected counts from 0, got {self.parameters} and {self.operations}")


@dataclass(frozen=True)
class NetworkPart:
    """Layers that belong together, from the input on: ``layers`` has one or more."""

    name: str
    layers: tuple[NetworkLayer, ...]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Of its last layer, without the batch."""
        return self.layers[-1].output_shape

    @property
    def parameters(self) -> int:
        """Trained and running numbers of its layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def operations(self) -> int:
        """Multiply-adds a picture of its layers."""
        return sum(layer.operations for layer in self.layers)


def network_parts(layers: Sequence[NetworkLayer]) -> tuple[NetworkPart, ...]:
    """Return the layers in parts: the picture, the first layers, each stage, the embedding, the answers.

    Args:
        layers: From input to output; those of a stage are named ``stage1_…``.
    """
    parts: dict[str, list[NetworkLayer]] = {}
    for layer in layers:
        parts.setdefault(_part_name(layer, any(name.startswith("Stage") for name in parts)), []).append(layer)
    return tuple(NetworkPart(name, tuple(members)) for name, members in parts.items())


def _part_name(layer: NetworkLayer, after_stages: bool) -> str:
    if stage := _STAGE.match(layer.name):
        return f"Stage {stage[1]}"
    if after_stages:
        return "Answers" if layer.output_shape == (len(CATEGORIES),) else "Embedding"
    return "Picture" if layer.name in _PICTURE else "First layers"


def size_text(shape: Sequence[int]) -> str:
    """Return an output size in words.

    >>> size_text((28, 28, 32)), size_text((10,))
    ('28 × 28 × 32', '10')
    """
    return " × ".join(str(edge) for edge in shape)
