"""A LiteRT file in memory, on one core, safe to share between threads."""

import threading
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from fashion_model.photo.masks import PARTS
from fashion_model.serving.artifacts import ArtifactError


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
            {name: tuple(int(edge) for edge in one["shape"]) for name, one in side.items()} for side in details
        )

    def __call__(self, **inputs: np.ndarray) -> dict[str, np.ndarray]:
        """Run the network on float32 arrays, each under its input's name; returns each output under its name."""
        with self._lock:
            return {name: np.array(values) for name, values in self._run(**inputs).items()}


SEGMENTER_FILE = "segmenter.tflite"


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
