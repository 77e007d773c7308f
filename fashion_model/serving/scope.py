"""Whether an item is one of the ten at all: a linear detector on the embedding and on how the item was found."""

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from fashion_model.photo.garment import Garment
from fashion_model.photo.parts import GARMENT_PARTS

SCOPE_FILE = "scope.npz"
ITEM_FEATURES = 8 + len(GARMENT_PARTS) + 1
"""How many numbers the detector looks at besides the embedding."""
_LEAST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class ScopeDetector:
    """A logistic regression over standardised features.

    Attributes:
        centre: ``(F,)`` mean of each feature where it was fitted.
        scale: ``(F,)`` standard deviation of each, above 0.
        weights: ``(F,)``.
        bias: Of the log-odds.
    """

    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: float

    def probability(self, features: np.ndarray) -> np.ndarray:
        """Return ``(N,)``: how probable it is that each item is one of the ten, 0..1, from ``(N, F)`` features."""
        log_odds = ((features - self.centre) / self.scale) @ self.weights + self.bias
        probability: np.ndarray = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
        return probability

    def save(self, path: Path) -> None:
        """Write the detector to one file."""
        np.savez(path, centre=self.centre, scale=self.scale, weights=self.weights, bias=np.float64(self.bias))


def load_scope(path: Path) -> ScopeDetector:
    """Read what ``save`` wrote.

    Raises:
        ValueError: The file is no detector.
    """
    try:
        with np.load(path, allow_pickle=False) as kept:
            detector = ScopeDetector(kept["centre"], kept["scale"], kept["weights"], float(kept["bias"]))
    except (EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:  # TypeError: a lone array
        raise ValueError(f"{path.name} is no scope detector: {error}") from error
    sizes = {array.shape for array in (detector.centre, detector.scale, detector.weights)}
    if len(sizes) != 1 or detector.weights.ndim != 1:
        raise ValueError(f"{path.name} is no scope detector: its parts are of different sizes")
    return detector


def scope_features(embedding: np.ndarray, probabilities: np.ndarray, garment: Garment) -> np.ndarray:
    """Return what the detector looks at.

    Args:
        embedding: ``(D,)`` float.
        probabilities: ``(10,)`` float, by the output layer for photos.
        garment: The item, for its kind, size, proportions and how sure the finder was.

    Returns:
        ``(D + 15,)`` float32: the embedding, three numbers on how the probabilities are spread, five on the item's
        size and shape, and its kind.
    """
    logs = np.log(np.maximum(np.sort(probabilities)[::-1], _LEAST_PROBABILITY))
    entropy = -float(np.sum(np.exp(logs) * logs))
    left, top, right, bottom = garment.box
    height, width = garment.cut_out.shape[:2]
    filled = garment.area / max(1e-6, (right - left) * (bottom - top))
    shape = [garment.area, filled, np.log(width / height), garment.confidence, float(garment.method == "segmenter")]
    kind = [float(garment.kind == part) for part in (*GARMENT_PARTS, "item")]
    return np.concatenate([embedding, [logs[0], logs[1], entropy], shape, kind]).astype(np.float32)
