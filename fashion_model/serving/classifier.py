"""A loaded model: pictures to probabilities and embeddings, photos to suggestions."""

import threading
from dataclasses import dataclass

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from fashion_model.photo.decode import DecodeLimits, Photo, decode
from fashion_model.photo.garment import Garment, find_garment
from fashion_model.serving.artifacts import Artifact, ArtifactError, load_current
from fashion_model.serving.decision import Decision, decide
from fashion_model.settings import Settings

LITERT_FILE = "model.tflite"


@dataclass(frozen=True)
class Outputs:
    """What the network says of N pictures.

    Attributes:
        benchmark_probabilities: ``(N, 10)`` float32, by the output layer for Fashion-MNIST pictures.
        photo_probabilities: ``(N, 10)`` float32, by the output layer for photos of real clothes.
        embedding: ``(N, D)`` float32, the vector before the output layers.
    """

    benchmark_probabilities: np.ndarray
    photo_probabilities: np.ndarray
    embedding: np.ndarray


@dataclass(frozen=True)
class Classification:
    """Everything known of one photo after one pass.

    Attributes:
        photo: The decoded photo.
        garment: The item that was found on it, and its 28×28 picture.
        probabilities: ``(10,)`` float32, calibrated on validation photos, summing to 1.
        embedding: ``(D,)`` float32.
        decision: The suggestion.
        model_version: Which model answered.
    """

    photo: Photo
    garment: Garment
    probabilities: np.ndarray
    embedding: np.ndarray
    decision: Decision
    model_version: str


class Classifier:
    """One model version in memory, safe to share between threads.

    Args:
        artifact: The checked model folder.
        limits: What a photo may cost; the defaults when omitted.

    Raises:
        ArtifactError: The folder's network cannot be run.
    """

    def __init__(self, artifact: Artifact, limits: DecodeLimits | None = None) -> None:
        self.artifact = artifact
        self.limits = limits or DecodeLimits()
        self._lock = threading.Lock()  # a LiteRT interpreter is not thread-safe
        try:
            self._interpreter = Interpreter(str(artifact.file(LITERT_FILE)), num_threads=1)
            self._run = self._interpreter.get_signature_runner()
        except (ValueError, RuntimeError) as error:
            raise ArtifactError(f"{LITERT_FILE} of model {artifact.version} cannot be run ({error}).") from error

    @property
    def version(self) -> str:
        """The model's version."""
        return self.artifact.version

    def predict(self, pictures: np.ndarray, batch_size: int = 250) -> Outputs:
        """Run the network.

        Args:
            pictures: ``(N, 28, 28)`` uint8, light item on black.
            batch_size: Pictures a pass.

        Returns:
            Probabilities and embeddings, in the order of the pictures.

        Raises:
            ValueError: The pictures have another shape or type.
        """
        if pictures.ndim != 3 or pictures.shape[1:] != (28, 28) or pictures.dtype != np.uint8:
            raise ValueError(f"expected (N, 28, 28) uint8, got {pictures.shape} {pictures.dtype}")
        starts = range(0, max(1, len(pictures)), batch_size)
        parts = [self._predict_batch(pictures[start : start + batch_size]) for start in starts]
        return Outputs(
            benchmark_probabilities=np.concatenate([part["probabilities"] for part in parts]),
            photo_probabilities=np.concatenate([part["photo_probabilities"] for part in parts]),
            embedding=np.concatenate([part["embedding"] for part in parts]),
        )

    def _predict_batch(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        batch = pictures.astype(np.float32)[..., None]  # (n, 28, 28, 1)
        with self._lock:
            return {name: np.array(values) for name, values in self._run(picture=batch).items()}

    def classify(self, data: bytes) -> Classification:
        """Classify one photo.

        Args:
            data: The file's bytes.

        Returns:
            The suggestion with all that led to it.

        Raises:
            PhotoRefused: The bytes are not a photo that is accepted.
        """
        photo = decode(data, self.limits)
        return self.classify_garment(photo, find_garment(photo.rgb))

    def classify_garment(self, photo: Photo, garment: Garment) -> Classification:
        """Classify a photo whose item was found already, as the catalogue keeps a photo before it is classified."""
        outputs = self.predict(garment.picture[None])
        probabilities = outputs.photo_probabilities[0]
        return Classification(
            photo=photo,
            garment=garment,
            probabilities=probabilities,
            embedding=outputs.embedding[0],
            decision=decide(probabilities, garment.method, self.artifact.auto_threshold),
            model_version=self.version,
        )


def load_classifier(settings: Settings) -> Classifier:
    """Load the model that is served, with the limits that the settings name.

    Raises:
        ArtifactError: There is none, or its folder is incomplete or changed.
    """
    return Classifier(load_current(settings.artifacts_dir), limits_of(settings))


def limits_of(settings: Settings) -> DecodeLimits:
    """Return what a photo may cost, from the settings."""
    return DecodeLimits(
        max_bytes=round(settings.max_photo_megabytes * 1e6), max_pixels=round(settings.max_photo_megapixels * 1e6)
    )
