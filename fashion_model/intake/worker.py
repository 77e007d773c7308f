"""Delivery worker: classifies waiting photos in the background, several items at once."""

import logging
import math
import os
import random
import socket
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import compress

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.deliveries.records import DeliveryRecord, FileGroup
from fashion_model.catalogue.deliveries.work import Audit, ClassifiedFile, DeliveryWork, FinishedGroup, RefusedFile
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.store.photos import prepare_photo
from fashion_model.intake.spool import Spool
from fashion_model.photo.decode import PhotoRefused, decode
from fashion_model.serving.artifacts import ArtifactError
from fashion_model.serving.classifier import Classifier, fault_in_words
from fashion_model.serving.results import read_within

LOGGER = logging.getLogger(__name__)
THREADS = 2
_AHEAD = 4 * THREADS
"""Items in hand at once: enough that no thread waits, few enough that memory stays flat."""
_KEEPS_A_LEASE = 3
_LONGEST_PAUSE_S = 30.0
_SWEEP_EVERY_S = 3600.0
_ORPHAN_AGE_S = 3600.0
"""A file without a delivery may still be on its way to one for so long, in seconds."""

Results = list[ClassifiedFile | RefusedFile]


@dataclass(frozen=True)
class WorkRules:
    """What the worker goes by."""

    audit_share: float
    """Share of the answers that stand alone which a person looks at nevertheless, 0..1."""
    lease_s: float = 15
    """How long a process that shows no sign of life keeps a delivery, in seconds."""
    idle_s: float = 0.2
    """How long to wait for work before asking again, in seconds."""


class DeliveryWorker:
    """Classifies what deliveries hold, in threads of its own.

    When the database or the photo folder fails, what is written stays, and the items in hand are done again once it
    is back.

    Args:
        catalogue: Holds the deliveries.
        classifier: The model.
        spool: Holds the waiting files.
        rules: What it goes by.
        chance: Gives numbers from 0 up to 1, for the random audit.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        classifier: Classifier,
        spool: Spool,
        rules: WorkRules,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._catalogue = catalogue
        self._classifier = classifier
        self._spool = spool
        self._rules = rules
        self._chance = chance
        self._work: DeliveryWork = catalogue.work(
            f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}", rules.lease_s
        )
        self._problem = ""
        self._swept_at = -math.inf

    @property
    def problem(self) -> str:
        """Why the work rests, in a sentence; empty when it does not."""
        return self._problem

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; a database that fails is waited for."""
        pause, filled = self._rules.idle_s, False
        while not stop.is_set():
            try:
                if time.monotonic() - self._swept_at > _SWEEP_EVERY_S:
                    self.sweep()
                busy = self.work_once(stop)
                if not busy and not filled:  # a few at a time, and no more once there were none
                    filled = self._catalogue.copies.fill_missing() == 0
                self._problem = ""
                pause = 0.0 if busy else self._rules.idle_s
            except CatalogueUnavailable as problem:
                self._problem = str(problem)
                pause = self._longer(pause)
            except Exception as error:  # the thread must outlast whatever one delivery holds
                LOGGER.exception("The work on deliveries failed")
                self._problem = fault_in_words(error)
                pause = self._longer(pause)
            stop.wait(pause)

    def _longer(self, pause: float) -> float:
        return min(max(2 * pause, self._rules.idle_s), _LONGEST_PAUSE_S)

    def sweep(self) -> int:
        """Remove files that a process which was killed left: half-written ones, and those that nothing waits for.

        Returns:
            How many files of the spool nothing waited for.
        """
        self._swept_at = time.monotonic()
        self._spool.forget_partial_files()
        self._catalogue.forget_partial_photos()
        waiting = self._catalogue.deliveries.spool_names() | self._catalogue.visits.spool_names()
        orphans = [name for name in self._spool.names_older_than(_ORPHAN_AGE_S) if name not in waiting]
        for name in orphans:
            self._spool.delete(name)
        return len(orphans)

    def work_once(self, stop: threading.Event | None = None) -> bool:
        """Take one delivery that waits and work until it is done or paused; False when none waits.

        Raises:
            CatalogueUnavailable: The database or the photo folder fails; what was written before stays.
        """
        delivery = self._work.claim()
        if delivery is None:
            return False
        stop = stop or threading.Event()
        with ThreadPoolExecutor(THREADS, thread_name_prefix="delivery") as pool:
            self._go_through(delivery, pool, stop)
        self._work.release(delivery.delivery_id)
        return True

    def _go_through(self, delivery: DeliveryRecord, pool: ThreadPoolExecutor, stop: threading.Event) -> None:
        in_hand: dict[Future[Results], FileGroup] = {}
        kept, pause = time.monotonic(), self._rules.lease_s / _KEEPS_A_LEASE
        try:
            while not stop.is_set() and self._work.is_ours(delivery.delivery_id):
                threshold = self._threshold()
                self._top_up(delivery, pool, in_hand, threshold)
                if not in_hand:
                    return
                done, _ = wait(in_hand, timeout=pause, return_when=FIRST_COMPLETED)
                self._write([(in_hand.pop(future), future.result()) for future in done], threshold)
                if time.monotonic() - kept > pause:
                    self._work.keep(delivery.delivery_id)
                    kept = time.monotonic()
        finally:
            for future in in_hand:
                future.cancel()

    def _top_up(
        self,
        delivery: DeliveryRecord,
        pool: ThreadPoolExecutor,
        in_hand: dict[Future[Results], FileGroup],
        threshold: float,
    ) -> None:
        if len(in_hand) > _AHEAD // 2:
            return
        busy = {group.sku for group in in_hand.values()}
        for group in self._work.next_groups(delivery.delivery_id, busy, _AHEAD - len(in_hand)):
            in_hand[pool.submit(self._look_at, group, threshold)] = group

    def _look_at(self, group: FileGroup, threshold: float) -> Results:
        return [self._classified(*file, threshold) for file in group.files]

    def _classified(
        self, file_id: int, path: str, spool_name: str, sha256: str, threshold: float
    ) -> ClassifiedFile | RefusedFile:
        limits = replace(self._classifier.limits, max_wait=None)
        try:
            data = read_within(self._spool.path(spool_name), limits.max_bytes)
            photo = decode(data, limits)
            found = self._classifier.find(photo)
            said = self._classifier.classify_found(photo, found, threshold=threshold)
            return ClassifiedFile(file_id, prepare_photo(photo.rgb, sha256, path), said, photo.remark)
        except PhotoRefused as refusal:
            return RefusedFile(file_id, str(refusal))
        except OSError:
            return RefusedFile(file_id, "The server has lost the file. Send it again in a new delivery.")
        except Exception as error:  # one strange file must not end a delivery of thousands
            return RefusedFile(file_id, fault_in_words(error))

    def _threshold(self) -> float:
        chosen = self._catalogue.rules.threshold(self._classifier.version)
        return chosen.threshold if chosen else self._classifier.artifact.auto_threshold

    def _write(self, done: Sequence[tuple[FileGroup, Results]], threshold: float) -> None:
        if not done:
            return
        share = self._rules.audit_share
        finished = [FinishedGroup(group, results, Audit(self._chance() < share, share)) for group, results in done]
        written = self._work.finish_all(finished, threshold)
        for written_group in compress(finished, written):
            for _, _, spool_name, _ in written_group.group.files:
                self._spool.delete(spool_name)


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
