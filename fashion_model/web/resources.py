"""Process-wide resources: classifier, catalogue, spool and worker."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import streamlit as st
from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from fashion_model.catalogue.catalogue import Catalogue, open_catalogue
from fashion_model.intake.archive import ArchiveBudget
from fashion_model.intake.spool import Spool
from fashion_model.intake.uploads import DeliveryUploads, UploadLimits
from fashion_model.intake.worker import BackgroundWork, DeliveryWorker, WorkRules
from fashion_model.photo.decode import DecodeLimits, start_decoder
from fashion_model.serving.artifacts import Artifact, ArtifactError, load_current
from fashion_model.serving.classifier import Classifier, limits_of
from fashion_model.settings import get_settings

_Result = TypeVar("_Result")
_WAIT_S = 20.0
"""How long a visitor, or a request, waits until a photo's turn to be decoded comes."""


def get_artifact() -> Artifact:
    """Return the checked folder of the model that is served; read once, so a new model needs a restart.

    Raises:
        ArtifactError: There is none, or it is incomplete or changed.
    """
    return _artifact(get_settings().artifacts_dir)


def get_classifier() -> Classifier:
    """Return the one classifier of this process, safe to share between threads.

    Raises:
        ArtifactError: There is no model, or its folder is incomplete or changed.
    """
    settings = get_settings()
    return _classifier(settings.artifacts_dir, replace(limits_of(settings), max_wait=_WAIT_S))


def get_catalogue() -> Catalogue:
    """Return the one catalogue of this process, safe to share between threads.

    Raises:
        CatalogueUnavailable: Its database or photo folder cannot be reached; the next call tries again.
    """
    settings = get_settings()
    return _catalogue(settings.database_url, settings.photos_dir)


def get_spool() -> Spool:
    """Return the folder in which files of deliveries wait."""
    return Spool(get_settings().spool_dir)


def get_uploads() -> DeliveryUploads:
    """Return what takes files into deliveries."""
    limit = limits_of(get_settings()).max_bytes
    return DeliveryUploads(get_catalogue, get_spool(), ArchiveBudget(member_bytes=limit))


def get_upload_limits() -> UploadLimits:
    """Return the largest photo and the largest zip that are accepted as uploads."""
    settings = get_settings()
    return UploadLimits(round(settings.max_photo_megabytes * 1e6), round(settings.max_zip_megabytes * 1e6))


@st.cache_resource(show_spinner=False)
def get_background() -> BackgroundWork:
    """Return the one thread of this process that works on deliveries; it is not started yet."""
    return BackgroundWork(_make_worker)


def _make_worker() -> DeliveryWorker:
    rules = WorkRules(audit_share=get_settings().audit_share)
    return DeliveryWorker(get_catalogue(), get_classifier(), get_spool(), rules)


def auto_threshold() -> float:
    """Return the confidence from which answers stand without a person: as the team set it, else the model's own.

    Raises:
        ArtifactError: There is no model.
        CatalogueUnavailable: The catalogue cannot be asked.
    """
    artifact = get_artifact()
    chosen = get_catalogue().rules.threshold(artifact.version)
    return chosen.threshold if chosen else artifact.auto_threshold


@st.cache_resource(show_spinner=False)
def _artifact(artifacts_dir: Path) -> Artifact:
    return load_current(artifacts_dir)


@st.cache_resource(show_spinner=False, hash_funcs={DecodeLimits: repr})
def _classifier(artifacts_dir: Path, limits: DecodeLimits) -> Classifier:
    return Classifier(_artifact(artifacts_dir), limits)


@st.cache_resource(show_spinner=False)
def _catalogue(database_url: str, photos_dir: Path) -> Catalogue:
    return open_catalogue(database_url, photos_dir)


@dataclass(frozen=True)
class Readiness:
    """Whether photos can be classified now.

    Attributes:
        model: Version of the loaded model; empty while there is none.
        reason: Why not, in a sentence; empty when ready.
    """

    model: str
    reason: str

    @property
    def ready(self) -> bool:
        """True when the model is loaded and has answered once."""
        return not self.reason


class WarmUp:
    """Loads the model beside the first visitors, so that neither a page nor a health check waits for it.

    Args:
        load: Returns the classifier; called in a thread of its own, and again after it failed.
    """

    def __init__(self, load: Callable[[], Classifier]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warm-up")
        self._attempt: Future[str] | None = None

    def start(self) -> None:
        """Begin to load, unless that was begun already; returns at once."""
        with self._lock:
            if self._attempt is None:
                self._attempt = self._thread.submit(self._first_answer)

    def wait(self) -> None:
        """Return when the attempt that runs has ended, well or badly."""
        attempt = self._attempt
        if attempt is not None:
            attempt.exception()

    def readiness(self) -> Readiness:
        """Return how it stands, without waiting; after a failure it is tried once more in the background."""
        self.start()
        with self._lock:
            attempt = self._attempt
            if attempt is None or not attempt.done():
                return Readiness(model="", reason="The model is still being loaded. Ask again in a moment.")
            error = attempt.exception()
            if error is None:
                return Readiness(model=attempt.result(), reason="")
            self._attempt = None
        if isinstance(error, ArtifactError):
            return Readiness(model="", reason=str(error))
        return Readiness(model="", reason="The model cannot be loaded. The server's log says why.")

    def _first_answer(self) -> str:
        classifier = self._load()
        start_decoder(classifier.limits)
        classifier.predict(np.zeros((1, 28, 28), dtype=np.uint8))
        return classifier.version


_HEAVY = CapacityLimiter(max(2, os.cpu_count() or 1))


async def in_heavy_thread(work: Callable[..., _Result], *arguments: object) -> _Result:
    """Return what work on photos or archives makes; a few at once, so that threads are left for everything else."""
    return await run_sync(partial(work, *arguments), limiter=_HEAVY)


@st.cache_resource(show_spinner=False)
def get_warm_up() -> WarmUp:
    """Return the one warm-up of this process."""
    return WarmUp(get_classifier)
