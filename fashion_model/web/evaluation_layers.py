"""The network's layers for the Evaluation page: part by part, one by one, and in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fashion_model.categories import CATEGORIES
from fashion_model.web.evaluation_records import Layer

_PICTURE = ("picture", "close_up", "standardise")
_STAGE = re.compile(r"stage(\d+)_")


@dataclass(frozen=True)
class NetworkPart:
    """Layers that belong together, from the input on: ``layers`` has one or more."""

    name: str
    layers: tuple[Layer, ...]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Of its last layer, without the batch."""
        return self.layers[-1].output_shape


def network_parts(layers: Sequence[Layer]) -> tuple[NetworkPart, ...]:
    """Return the layers in parts: the picture, the first layers, each stage, the embedding, the answers.

    Args:
        layers: From input to output; those of a stage are named ``stage1_…``.
    """
    parts: dict[str, list[Layer]] = {}
    for layer in layers:
        parts.setdefault(_part_name(layer, any(name.startswith("Stage") for name in parts)), []).append(layer)
    return tuple(NetworkPart(name, tuple(members)) for name, members in parts.items())


def _part_name(layer: Layer, after_stages: bool) -> str:
    if stage := _STAGE.match(layer.name):
        return f"Stage {stage[1]}"
    if after_stages:
        return "Answers" if layer.output_shape == (len(CATEGORIES),) else "Embedding"
    return "Picture" if layer.name in _PICTURE else "First layers"


def part_table(parts: Sequence[NetworkPart]) -> pd.DataFrame:
    """Return one row a part: name, layers, output size, learned numbers, and share of the computing in per cent."""
    total = sum(layer.operations for part in parts for layer in part.layers)
    return pd.DataFrame(
        {
            "Part": [part.name for part in parts],
            "Layers": [len(part.layers) for part in parts],
            "Output size": [size_text(part.output_shape) for part in parts],
            "Learned numbers": [sum(layer.parameters for layer in part.layers) for part in parts],
            "Computing": [_percent(sum(layer.operations for layer in part.layers), total) for part in parts],
        }
    )


def size_text(shape: Sequence[int]) -> str:
    """Return a layer's output size as text: ``28 × 28 × 32`` or ``10``."""
    return " × ".join(str(edge) for edge in shape)


def layer_table(layers: Sequence[Layer]) -> pd.DataFrame:
    """Return one row a layer: name, kind, output size, learned numbers, and share of the computing in per cent."""
    total = sum(layer.operations for layer in layers)
    return pd.DataFrame(
        {
            "Layer": [layer.name for layer in layers],
            "Kind": [layer.kind for layer in layers],
            "Output size": [size_text(layer.output_shape) for layer in layers],
            "Learned numbers": [layer.parameters for layer in layers],
            "Computing": [_percent(layer.operations, total) for layer in layers],
        }
    )


def layer_reading(layers: Sequence[Layer]) -> str:
    """Return in words how the sizes change from the picture to the answer.

    Args:
        layers: From input to output: maps ``(height, width, channels)``, then vectors ``(numbers,)``.
    """
    maps = [layer.output_shape for layer in layers if len(layer.output_shape) == 3]
    numbers = [layer.output_shape[0] for layer in layers if len(layer.output_shape) == 1]
    parts = []
    if maps:
        (height, width, first), (last_height, last_width, last) = maps[0], maps[-1]
        verb = _verb(height, last_height, "grow", "shrink")
        parts.append(f"the maps {verb} from {height} × {width} to {last_height} × {last_width} pixels")
        parts.append(f"the channels {_verb(first, last, 'widen', 'narrow')} from {first} to {last}")
    if numbers:
        parts.append(f"{numbers[0]} numbers describe the item")
        each = ", one for each category" if numbers[-1] == len(CATEGORIES) else ""
        parts.append(f"{numbers[-1]} numbers come out{each}")
    return f"From the picture to the answer: {', '.join(parts)}."


def _percent(amount: int, total: int) -> float:
    return 100 * amount / total if total else 0.0


def _verb(before: int, after: int, more: str, less: str) -> str:
    return more if after > before else less if after < before else "go"
