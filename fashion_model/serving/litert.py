"""A LiteRT file in memory, on one core, safe to share between threads."""

import threading
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

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
