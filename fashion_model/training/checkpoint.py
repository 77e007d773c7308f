"""What a training under way keeps between its epochs, in one file that appears whole or not at all."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np


def keep_state(path: Path, variables: Sequence[keras.Variable], history: list[Any], **arrays: Any) -> None:
    """Write variables, history and whatever else the training goes on from.

    Args:
        path: The file.
        variables: All that changes: weights, momenta, averages, steps, draws.
        history: One row an epoch, as JSON can hold it.
        arrays: More, by name: NumPy arrays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    state: dict[str, Any] = {f"w{index}": keras.ops.convert_to_numpy(one) for index, one in enumerate(variables)}
    np.savez(unfinished, **state, **{**arrays, "history": np.array(json.dumps(history))})
    os.replace(unfinished, path)


def read_state(path: Path, variables: Sequence[keras.Variable]) -> tuple[list[Any], Mapping[str, np.ndarray]]:
    """Put the variables back as they were.

    Args:
        path: What ``keep_state`` wrote.
        variables: The same, in the same order.

    Returns:
        The history, and the arrays by name.
    """
    with np.load(path) as kept:
        for index, variable in enumerate(variables):
            variable.assign(kept[f"w{index}"])
        return json.loads(str(kept["history"])), {name: kept[name] for name in kept.files if name[0] != "w"}
