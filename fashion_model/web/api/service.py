"""Whether the process runs, and which part of it cannot be used now."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import Field

from fashion_model import __version__
from fashion_model.catalogue.errors import CatalogueUnavailable, PhotoFolderUnavailable
from fashion_model.settings import get_settings
from fashion_model.web.api.models import Message
from fashion_model.web.resources import get_catalogue, get_warm_up

router = APIRouter(tags=["Service"])
LEAST_FREE_BYTES = 200_000_000
"""Space that a folder needs: a large delivery's next photos."""
PATIENCE_S = 4.0
"""Longest wait for the answer of a part; whoever watches the server waits no longer either."""


class Health(Message):
    """The process runs."""

    status: Literal["ok"]
    """Always `ok`."""
    version: str
    """Version of this program."""


class Ready(Message):
    """Whether photos can be classified and kept now."""

    ready: bool
    """Whether the model has answered once, the database answers, and the folders can be written."""
    model: str
    """Version of the loaded model; empty until it is ready."""
    missing: list[str] = Field(json_schema_extra={"items": {"enum": ["model", "database", "photos", "spool"]}})
    """The parts that cannot be used; empty when ready."""
    reason: str
    """Why not, a sentence for each part; empty when ready."""


class Probe:
    """A check in a thread of its own, which photos cannot keep busy; who asks while it runs gets the same answer.

    Args:
        check: Returns what is wrong, in a sentence; empty for nothing.
        part: What is said not to answer when the check takes too long.
    """

    def __init__(self, check: Callable[[], str], part: str) -> None:
        self._check = check
        self._part = part
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="probe")
        self._running: Future[str] | None = None

    async def problem(self, patience_s: float = PATIENCE_S) -> str:
        """Return what is wrong, in a sentence; empty for nothing."""
        if self._running is None or self._running.done():
            self._running = self._thread.submit(self._check)
        asked = asyncio.wrap_future(self._running)
        await asyncio.wait([asked], timeout=patience_s)
        return asked.result() if asked.done() else f"{self._part} has not answered for {patience_s:g} seconds."


def database_problem() -> str:
    """Return why the catalogue's database cannot be used; empty when it can."""
    try:
        get_catalogue().check()
    except PhotoFolderUnavailable:  # told by its own part
        return ""
    except CatalogueUnavailable as error:
        return str(error)
    return ""


def folder_problem(folder: Path, setting: str, least_free_bytes: int = LEAST_FREE_BYTES) -> str:
    """Return why a folder cannot take files; empty when it can.

    Args:
        folder: Is created where it is missing.
        setting: Names the folder in the sentence.
        least_free_bytes: Less space than this is a problem.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"probe")
        free_bytes = shutil.disk_usage(folder).free
    except OSError as error:
        return f"The folder that {setting} names cannot be written ({error.strerror or type(error).__name__})."
    if free_bytes < least_free_bytes:
        return f"The disk of the folder that {setting} names is nearly full ({free_bytes / 1e6:,.0f} MB left)."
    return ""


PROBES = {
    "database": Probe(database_problem, "The catalogue's database"),
    "photos": Probe(
        lambda: folder_problem(get_settings().photos_dir, "FASHION_PHOTOS_DIR"), "The disk of FASHION_PHOTOS_DIR"
    ),
    "spool": Probe(
        lambda: folder_problem(get_settings().spool_dir, "FASHION_SPOOL_DIR"), "The disk of FASHION_SPOOL_DIR"
    ),
}


@router.get("/health", summary="Does the process run?")
async def health() -> Health:
    """Answer as long as the process runs, also while all its threads are busy, whether or not a model is loaded."""
    return Health(status="ok", version=__version__)


@router.get(
    "/ready",
    summary="Can photos be classified and kept now?",
    responses={503: {"model": Ready, "description": "Not now; `missing` says which part, `reason` says why."}},
)
async def ready(response: Response) -> Ready:
    """Answer 200 when the model has answered once, the database answers, and photos can be written; else 503."""
    model = get_warm_up().readiness()
    asked = await asyncio.gather(*(probe.problem() for probe in PROBES.values()))
    problems = {"model": model.reason} | dict(zip(PROBES, asked, strict=True))
    missing = [part for part, problem in problems.items() if problem]
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
    reason = " ".join(problems[part] for part in missing)
    return Ready(ready=not missing, model=model.model, missing=missing, reason=reason)
