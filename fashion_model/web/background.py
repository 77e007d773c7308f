"""The thread of this process that classifies what deliveries hold, beside the pages."""

import threading
from collections.abc import Callable

from fashion_model.catalogue.delivery_worker import DeliveryWorker
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.serving.artifacts import ArtifactError

_RETRY_S = 5.0


class BackgroundWork:
    """Starts a worker as soon as there are a model and a catalogue, and stops it with the process.

    Args:
        make_worker: Returns the worker, or raises ArtifactError or CatalogueUnavailable; called in the thread.
        retry_s: How long to wait after it raised, in seconds.
    """

    def __init__(self, make_worker: Callable[[], DeliveryWorker], retry_s: float = _RETRY_S) -> None:
        self._make_worker = make_worker
        self._retry_s = retry_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._worker: DeliveryWorker | None = None
        self._missing = ""

    def start(self) -> None:
        """Begin, unless that was begun already; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the item in hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    @property
    def problem(self) -> str:
        """Why deliveries rest, in a sentence; empty when they do not."""
        return self._worker.problem if self._worker else self._missing

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._worker = self._make_worker()
            except (ArtifactError, CatalogueUnavailable) as problem:
                self._missing = str(problem)
                self._stop.wait(self._retry_s)
            else:
                self._worker.run(self._stop)
