"""A network's weights on disk, as they ship: 16-bit floats under the variables' own names."""

from pathlib import Path

import keras
import numpy as np

WEIGHTS_FILE = "weights.npz"


def save_weights(network: keras.Model, path: Path) -> None:
    """Write the weights, rounded to 16 bits as they are in the exported network."""
    kept = {variable.path: keras.ops.convert_to_numpy(variable).astype(np.float16) for variable in network.weights}
    np.savez_compressed(path, **kept)


def load_weights(network: keras.Model, path: Path) -> None:
    """Put weights that ``save_weights`` wrote into a network of the same shape.

    Raises:
        ValueError: They are of another network.
    """
    with np.load(path, allow_pickle=False) as kept:
        if set(kept.files) != {variable.path for variable in network.weights}:
            raise ValueError(f"{path.name} holds the weights of another network")
        for variable in network.weights:
            variable.assign(kept[variable.path].astype(np.float32))
