"""The segmenter that ships with a model: a photo to the shares of garments, person and background."""

import threading
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from fashion_model.photo.parts import PARTS
from fashion_model.serving.artifacts import ArtifactError

SEGMENTER_FILE = "segmenter.tflite"


class LiteRtSegmenter:
    """A segmenter in memory, on one core, safe to share between threads.

    Args:
        path: The LiteRT file.

    Raises:
        ArtifactError: The file cannot be run, or is no segmenter.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()  # a LiteRT interpreter is not thread-safe
        try:
            self._interpreter = Interpreter(str(path), num_threads=1)
            self._run = self._interpreter.get_signature_runner()
            inputs, outputs = self._run.get_input_details(), self._run.get_output_details()
        except (ValueError, RuntimeError) as error:
            raise ArtifactError(f"{path.name} cannot be run ({error}). Train the model again.") from error
        if set(inputs) != {"photo"} or [out["shape"][-1] for out in outputs.values()] != [len(PARTS)]:
            raise ArtifactError(f"{path.name} is no segmenter of this program: it tells other parts. Train it again.")
        (self._output,) = outputs
        self._height, self._width = (int(edge) for edge in inputs["photo"]["shape"][1:3])

    def __call__(self, rgb: np.ndarray) -> np.ndarray:
        """Tell the parts of a photo.

        Args:
            rgb: ``(H, W, 3)`` uint8, upright sRGB; it is stretched to the network's size.

        Returns:
            ``(h, w, 8)`` float32: the share of each of ``PARTS`` in each cell of an even grid over the photo.
        """
        small = cv2.resize(rgb, (self._width, self._height), interpolation=cv2.INTER_AREA)
        with self._lock:
            return np.array(self._run(photo=small[None].astype(np.float32))[self._output][0])
