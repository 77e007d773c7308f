"""Out-of-distribution detector: is an item one of the ten categories at all?"""

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from fashion_model.evaluation.cosine import LEAST_LENGTH
from fashion_model.photo.garment import Garment
from fashion_model.photo.masks import GARMENT_PARTS

SCOPE_FILE = "scope.npz"
PROTOTYPES_FILE = "prototypes.npz"
_NEAREST = [0, 2]
"""Which prototypes are looked at, in the order of nearness, from 0."""
ITEM_FEATURES = 8 + len(_NEAREST) + len(GARMENT_PARTS) + 1
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


@dataclass(frozen=True)
class Prototypes:
    """What the items look like that the network learned from: the middles of groups of alike ones.

    Attributes:
        middle: ``(D,)`` mean embedding of all of them.
        directions: ``(K, D)`` of length 1: from there to the middle of each group.
    """

    middle: np.ndarray
    directions: np.ndarray

    def nearness(self, embedding: np.ndarray) -> np.ndarray:
        """Return ``(2,)``: the cosines of the angles to the nearest and to the third nearest prototype, -1..1."""
        away = embedding - self.middle
        # Divided last: kept scores and answers rest on this order of rounding.
        cosines = self.directions @ away / max(float(np.linalg.norm(away)), LEAST_LENGTH)
        nearest: np.ndarray = np.sort(cosines)[::-1][np.minimum(_NEAREST, len(cosines) - 1)]
        return nearest

    def save(self, path: Path) -> None:
        """Write the prototypes to one file, as 16-bit floats."""
        np.savez_compressed(path, middle=self.middle.astype(np.float16), directions=self.directions.astype(np.float16))


def load_prototypes(path: Path) -> Prototypes:
    """Read what ``save`` wrote.

    Raises:
        ValueError: The file holds no prototypes.
    """
    try:
        with np.load(path, allow_pickle=False) as kept:
            middle, directions = kept["middle"].astype(np.float32), kept["directions"].astype(np.float32)
    except (EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:  # TypeError: a lone array
        raise ValueError(f"{path.name} holds no prototypes: {error}") from error
    if middle.ndim != 1 or directions.ndim != 2 or directions.shape[1:] != middle.shape or not len(directions):
        raise ValueError(f"{path.name} holds no prototypes: its parts are of different sizes")
    return Prototypes(middle, directions)


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


def scope_features(
    embedding: np.ndarray, probabilities: np.ndarray, garment: Garment, prototypes: Prototypes | None
) -> np.ndarray:
    """Return what the detector looks at.

    Args:
        embedding: ``(D,)`` float.
        probabilities: ``(10,)`` float, by the output layer for photos.
        garment: The item, for its kind, size, proportions and how sure the finder was.
        prototypes: What was learned from; None where the model has none.

    Returns:
        ``(D + 17,)`` float32: the embedding, three numbers on how the probabilities are spread, two on how near the
        prototypes are (0 without them), five on the item's size and shape, and its kind.
    """
    logs = np.log(np.maximum(np.sort(probabilities)[::-1], _LEAST_PROBABILITY))
    entropy = -float(np.sum(np.exp(logs) * logs))
    left, top, right, bottom = garment.box
    height, width = garment.cut_out.shape[:2]
    filled = garment.area / max(1e-6, (right - left) * (bottom - top))
    shape = [garment.area, filled, np.log(width / height), garment.confidence, float(garment.method == "segmenter")]
    kind = [float(garment.kind == part) for part in (*GARMENT_PARTS, "item")]
    near = prototypes.nearness(embedding) if prototypes else np.zeros(len(_NEAREST))
    return np.concatenate([embedding, [logs[0], logs[1], entropy], near, shape, kind]).astype(np.float32)
