"""A network's layers in words and numbers, as manifests and studies list them."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AliasChoices, Field


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
