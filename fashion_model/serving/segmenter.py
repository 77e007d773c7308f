"""The segmenter that ships with a model: a photo to the shares of garments, person and background."""

from pathlib import Path

import cv2
import numpy as np

from fashion_model.photo.parts import PARTS
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.litert import LiteRtModel

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
