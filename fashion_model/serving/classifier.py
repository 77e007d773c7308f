"""The classifier: pictures to probabilities and embeddings, photos to suggestions."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from fashion_model.photo.decode import DecodeLimits, Photo, decode
from fashion_model.photo.garment import FOR_SALE, Choice, Found, Garment, find_garments, garment_of
from fashion_model.photo.masks import Segmenter
from fashion_model.serving.artifacts import Artifact, ArtifactError, load_current
from fashion_model.serving.decision import INSIDE, Evidence, PhotoSuggestion, decide
from fashion_model.serving.networks import (
    PHOTO_NETWORK_FILE,
    SEGMENTER_FILE,
    Combination,
    LiteRtModel,
    LiteRtPhotoNetwork,
    LiteRtSegmenter,
    softmax,
)
from fashion_model.serving.scope import (
    ITEM_FEATURES,
    PROTOTYPES_FILE,
    SCOPE_FILE,
    ScopeDetector,
    load_prototypes,
    load_scope,
    scope_features,
)
from fashion_model.settings import Settings, get_settings

LITERT_FILE = "model.tflite"
LOGGER = logging.getLogger(__name__)
Loaded = TypeVar("Loaded")


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
    """Everything known of one photo after one pass; ``decision`` is what a shop asks for.

    Attributes:
        photo: The decoded photo.
        found: The garments that were found on it, and the whole picture.
        chosen: Which of them was judged; 0 is the item for sale.
        probabilities: ``(10,)`` float32, calibrated on validation photos, summing to 1.
        embedding: ``(D,)`` float32.
        features: ``(F,)`` float32, what the scope detector looked at.
        decision: The suggestion.
        model_version: Which model answered.
    """

    photo: Photo
    found: Found
    chosen: Choice
    probabilities: np.ndarray
    embedding: np.ndarray
    features: np.ndarray
    decision: PhotoSuggestion
    model_version: str

    @property
    def garment(self) -> Garment:
        """The garment that was judged."""
        return garment_of(self.found, self.chosen)


@dataclass(frozen=True)
class NetworkAnswers:
    """What the networks say of one item.

    Attributes:
        probabilities: ``(10,)`` float32, of both networks together, calibrated.
        embedding: ``(D,)`` float32, the photo network's; the Fashion-MNIST network's where there is no other.
        of_picture: ``(10,)`` float32, by the Fashion-MNIST network's output layer for photos alone.
        of_close_up: ``(10,)`` float32, by the photo network alone, not calibrated; None where there is none.
    """

    probabilities: np.ndarray
    embedding: np.ndarray
    of_picture: np.ndarray
    of_close_up: np.ndarray | None


class Classifier:
    """One model version in memory, safe to share between threads.

    ``classify`` takes a photo's bytes all the way to a suggestion; ``find``, ``classify_found`` and ``judge`` are its
    steps, and ``predict`` runs the Fashion-MNIST network alone.

    Args:
        artifact: The checked model folder.
        limits: What a photo may cost; the defaults when omitted.

    Raises:
        ArtifactError: The folder's network cannot be run.
    """

    def __init__(self, artifact: Artifact, limits: DecodeLimits | None = None) -> None:
        self.artifact = artifact
        self.limits = limits or DecodeLimits()
        self._network = LiteRtModel(artifact.file(LITERT_FILE), f"{LITERT_FILE} of model {artifact.version}")
        self._segmenter: Segmenter | None = _optional(artifact, SEGMENTER_FILE, LiteRtSegmenter)
        self._photo_network = _optional(artifact, PHOTO_NETWORK_FILE, LiteRtPhotoNetwork)
        self._combination = _combination_of(artifact)
        self._prototypes = _optional(artifact, PROTOTYPES_FILE, load_prototypes) if self._photo_network else None
        own_size = self._network.outputs["embedding"][-1]
        self._scope = _scope_of(artifact, self._photo_network.embedding_size if self._photo_network else own_size)

    @property
    def version(self) -> str:
        """The model's version."""
        return self.artifact.version

    @property
    def has_photo_network(self) -> bool:
        """Whether photos are judged by their close-ups too."""
        return self._photo_network is not None

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
        batches = (pictures[start : start + batch_size].astype(np.float32)[..., None] for start in starts)
        parts = [self._network(picture=batch) for batch in batches]  # (n, 28, 28, 1)
        return Outputs(
            benchmark_probabilities=np.concatenate([part["probabilities"] for part in parts]),
            photo_probabilities=np.concatenate([part["photo_probabilities"] for part in parts]),
            embedding=np.concatenate([part["embedding"] for part in parts]),
        )

    def classify(self, data: bytes, chosen: Choice = FOR_SALE, threshold: float | None = None) -> Classification:
        """Classify one photo.

        Args:
            data: The file's bytes.
            chosen: Which garment to judge; the item for sale when omitted.
            threshold: The confidence from which the answer may stand alone; the model's own when omitted.

        Returns:
            The suggestion with all that led to it.

        Raises:
            PhotoRefused: The bytes are not a photo that is accepted.
            DecodersBusy: So many photos are decoded that its turn did not come within ``limits.max_wait``.
            NoSuchGarment: The photo does not show so many garments.
        """
        photo = decode(data, self.limits)
        return self.classify_found(photo, self.find(photo), chosen, threshold)

    def find(self, photo: Photo) -> Found:
        """Find the garments of a photo.

        Raises:
            PhotoRefused: There is nothing to see on it.
        """
        return find_garments(photo.rgb, self._segmenter)

    def classify_found(
        self, photo: Photo, found: Found, chosen: Choice = FOR_SALE, threshold: float | None = None
    ) -> Classification:
        """Classify a garment that was found already, as the catalogue keeps a photo before it is classified.

        Args:
            photo: The decoded photo.
            found: What ``find`` found on it.
            chosen: Which garment to judge; the item for sale when omitted.
            threshold: The confidence from which the answer may stand alone; the model's own when omitted.

        Raises:
            NoSuchGarment: The photo does not show so many garments.
        """
        garment = garment_of(found, chosen)
        judged = self.judge(garment.views, garment.close_up)
        features = scope_features(judged.embedding, judged.probabilities, garment, self._prototypes)
        scope = self._inside(features)
        turned_scope = scope if scope >= INSIDE else self._inside(self._turned_features(garment))
        evidence = Evidence(judged.probabilities, scope, turned_scope)
        return Classification(
            photo=photo,
            found=found,
            chosen=chosen,
            probabilities=judged.probabilities,
            embedding=judged.embedding,
            features=features,
            decision=decide(evidence, garment, found, threshold or self.artifact.auto_threshold),
            model_version=self.version,
        )

    def judge(self, views: np.ndarray, close_up: np.ndarray) -> NetworkAnswers:
        """Ask both networks about one item.

        Args:
            views: ``(V, 28, 28)`` uint8, light item on black; their mirror images are asked too, as they show the same.
            close_up: ``(160, 160, 3)`` uint8 sRGB.
        """
        outputs = self.predict(np.concatenate([views, views[:, :, ::-1]]))
        of_picture, embedding = outputs.photo_probabilities.mean(axis=0), outputs.embedding.mean(axis=0)
        if self._photo_network is None:
            return NetworkAnswers(of_picture, embedding, of_picture, None)
        near = self._photo_network(close_up)
        return NetworkAnswers(
            self._combination(of_picture, near.logits), near.embedding, of_picture, softmax(near.logits)
        )

    def _turned_features(self, garment: Garment) -> np.ndarray:
        """Return what the scope detector would look at if the item lay the other way up."""
        turned = self.judge(garment.views[:, ::-1, ::-1], np.ascontiguousarray(garment.close_up[::-1, ::-1]))
        return scope_features(turned.embedding, turned.probabilities, garment, self._prototypes)

    def _inside(self, features: np.ndarray) -> float:
        return float(self._scope.probability(features[None])[0]) if self._scope else 1.0


def _optional(artifact: Artifact, name: str, load: Callable[[Path], Loaded]) -> Loaded | None:
    """Load a part that not every folder has: those that were trained without photos lack most."""
    if name not in artifact.manifest["files"]:
        return None
    try:
        return load(artifact.file(name))
    except ValueError as error:
        raise ArtifactError(f"{name} of model {artifact.version} cannot be used ({error}).") from error


def _combination_of(artifact: Artifact) -> Combination:
    """Return how the two networks' answers become one; while they are being weighed, both count alike."""
    chosen = artifact.manifest.get("photo_answer") or {"weight": 0.5, "temperature": 1.0}
    return Combination(float(chosen["weight"]), float(chosen["temperature"]))


def _scope_of(artifact: Artifact, embedding_size: int) -> ScopeDetector | None:
    detector = _optional(artifact, SCOPE_FILE, load_scope)
    if detector and len(detector.weights) != embedding_size + ITEM_FEATURES:
        raise ArtifactError(
            f"{SCOPE_FILE} of model {artifact.version} looks at other features than this program makes. Train it again."
        )
    return detector


def load_classifier(settings: Settings | None = None) -> Classifier:
    """Load the model that is served, with the limits that the settings name; takes about a second.

    >>> classifier = load_classifier()
    >>> shirt = classifier.artifact.file("samples/0.png")  # one of the pictures that ship with each model
    >>> classifier.classify(shirt.read_bytes()).decision.category
    'T-shirt/top'

    Args:
        settings: Those of the environment when omitted.

    Raises:
        ArtifactError: There is none, or its folder is incomplete or changed.
    """
    settings = settings or get_settings()
    return Classifier(load_current(settings.artifacts_dir), limits_of(settings))


def limits_of(settings: Settings) -> DecodeLimits:
    """Return what a photo may cost, from the settings."""
    return DecodeLimits(
        max_bytes=round(settings.max_photo_megabytes * 1e6),
        max_pixels=round(settings.max_photo_megapixels * 1e6),
        max_memory=round(settings.max_photo_memory_megabytes * 1e6),
        max_seconds=settings.max_photo_seconds,
    )


def fault_in_words(error: Exception) -> str:
    """Write to the log what went wrong inside the program, and return the sentence that its user reads."""
    LOGGER.error("An accepted file could not be classified", exc_info=error)
    return (
        f"The photo could not be processed because of a fault in this program ({type(error).__name__}); its log says "
        "more. Save the photo in another format and try again."
    )
