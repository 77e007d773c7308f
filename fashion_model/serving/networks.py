"""LiteRT networks: segmenter, photo network, and how two answers become one."""

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from fashion_model.categories import CATEGORIES
from fashion_model.photo.masks import PARTS
from fashion_model.serving.artifacts import ArtifactError

SEGMENTER_FILE = "segmenter.tflite"
PHOTO_NETWORK_FILE = "photo_network.tflite"
_LEAST_PROBABILITY = 1e-6


class LiteRtModel:
    """A network that came from a file.

    Attributes:
        inputs: For each input its shape, as the file says it.
        outputs: The same for each output.

    Args:
        path: The file.
        called: What it is called where it cannot be run; its own name when omitted.

    Raises:
        ArtifactError: It cannot be run.
    """

    def __init__(self, path: Path, called: str = "") -> None:
        self._lock = threading.Lock()  # a LiteRT interpreter is not thread-safe
        try:
            self._interpreter = Interpreter(str(path), num_threads=1)
            self._run = self._interpreter.get_signature_runner()
            details = self._run.get_input_details(), self._run.get_output_details()
        except (ValueError, RuntimeError) as error:
            raise ArtifactError(f"{called or path.name} cannot be run ({error}). Train the model again.") from error
        self.inputs, self.outputs = (
            {name: tuple(int(edge) for edge in tensor["shape"]) for name, tensor in side.items()} for side in details
        )

    def __call__(self, **inputs: np.ndarray) -> dict[str, np.ndarray]:
        """Run the network on float32 arrays, each under its input's name; returns each output under its name."""
        with self._lock:
            return {name: np.array(values) for name, values in self._run(**inputs).items()}


class LiteRtSegmenter:
    """A segmenter in memory, on one core, safe to share between threads.

    Args:
        path: The LiteRT file.

    Raises:
        ArtifactError: The file cannot be run, or is no segmenter.
    """

    def __init__(self, path: Path) -> None:
        self._network = LiteRtModel(path)
        inputs, outputs = self._network.inputs, self._network.outputs
        if set(inputs) != {"photo"} or [shape[-1] for shape in outputs.values()] != [len(PARTS)]:
            raise ArtifactError(f"{path.name} is no segmenter of this program: it tells other parts. Train it again.")
        (self._output,) = outputs
        _, self._height, self._width, _ = inputs["photo"]

    def __call__(self, rgb: np.ndarray) -> np.ndarray:
        """Tell the parts of a photo.

        Args:
            rgb: ``(H, W, 3)`` uint8, upright sRGB; it is stretched to the network's size.

        Returns:
            ``(h, w, 8)`` float32: the share of each of ``PARTS`` in each cell of an even grid over the photo.
        """
        small = cv2.resize(rgb, (self._width, self._height), interpolation=cv2.INTER_AREA)
        shares: np.ndarray = self._network(photo=small[None].astype(np.float32))[self._output][0]
        return shares


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
