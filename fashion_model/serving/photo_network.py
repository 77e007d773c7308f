"""The photo network that ships with a model: a close-up in colour to logits and an embedding."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_model.categories import CATEGORIES
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.litert import LiteRtModel

PHOTO_NETWORK_FILE = "photo_network.tflite"
_LEAST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class CloseUpOutputs:
    """What the photo network says of one close-up.

    Attributes:
        logits: ``(10,)`` float32.
        embedding: ``(D,)`` float32, the vector before the output layer.
    """

    logits: np.ndarray
    embedding: np.ndarray


class LiteRtPhotoNetwork:
    """A photo network in memory, on one core, safe to share between threads.

    Args:
        path: The LiteRT file.

    Raises:
        ArtifactError: The file cannot be run, or is no photo network.
    """

    def __init__(self, path: Path) -> None:
        self._network = LiteRtModel(path)
        shapes = self._network.outputs
        if set(self._network.inputs) != {"close_up"} or set(shapes) != {"photo_logits", "embedding"}:
            raise ArtifactError(f"{path.name} is no photo network of this program. Train the model again.")
        if shapes["photo_logits"][-1] != len(CATEGORIES):
            raise ArtifactError(f"{path.name} knows other categories than this program. Train the model again.")
        self.embedding_size = shapes["embedding"][-1]

    def __call__(self, close_up: np.ndarray) -> CloseUpOutputs:
        """Run the network on ``(160, 160, 3)`` uint8 sRGB, as ``to_close_up`` makes it."""
        outputs = self._network(close_up=close_up[None].astype(np.float32))
        return CloseUpOutputs(outputs["photo_logits"][0], outputs["embedding"][0])


@dataclass(frozen=True)
class Combination:
    """How the two networks' answers for a photo become one.

    Attributes:
        weight: Of the photo network's logarithms, 0..1; the rest is the Fashion-MNIST network's.
        temperature: What the sum is divided by, above 0, so that the probabilities are calibrated.
    """

    weight: float
    temperature: float

    def __call__(self, probabilities: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """Return the weighted geometric mean of both answers, tempered.

        Args:
            probabilities: ``(…, 10)`` by the Fashion-MNIST network's output layer for photos.
            logits: ``(…, 10)`` by the photo network.

        Returns:
            ``(…, 10)`` float32, summing to 1.
        """
        return softmax(self.logits(probabilities, logits))

    def logits(self, probabilities: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """Return ``(…, 10)`` float: what ``__call__`` takes the softmax of; arguments as there."""
        first = np.log(np.maximum(probabilities, _LEAST_PROBABILITY))
        second = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
        mixed: np.ndarray = ((1 - self.weight) * first + self.weight * second) / self.temperature
        return mixed


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return ``(…, K)`` float32 shares that sum to 1."""
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    summed: np.ndarray = (shares / shares.sum(axis=-1, keepdims=True)).astype(np.float32)
    return summed
