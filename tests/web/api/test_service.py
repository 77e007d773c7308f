"""Whether the process runs and is ready: answered while everything else is busy, and by parts."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import anyio
import pytest
from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi.testclient import TestClient

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.serving.classifier import Classifier
from fashion_model.web.api import service
from fashion_model.web.api.app import create_api
from fashion_model.web.api.service import Probe, folder_problem
from fashion_model.web.resources import WarmUp, in_heavy_thread


@pytest.fixture
def api(shop: Catalogue) -> Iterator[TestClient]:
    with TestClient(create_api()) as client:
        yield client


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> Future[Classifier]:
    """Return what loading the model gives; until it is set the model is not ready."""
    gate: Future[Classifier] = Future()
    warm_up = WarmUp(gate.result)
    monkeypatch.setattr(service, "get_warm_up", lambda: warm_up)
    gate.add_done_callback(lambda _: warm_up.wait())
    warm_up.start()
    return gate


def missing(answer) -> list[str]:
    assert answer.status_code == (503 if answer.json()["missing"] else 200)
    assert answer.json()["ready"] is not bool(answer.json()["missing"])
    assert bool(answer.json()["reason"]) is bool(answer.json()["missing"])
    return list(answer.json()["missing"])


def test_ready_is_503_until_the_model_is_loaded_then_names_it(
    api: TestClient, classifier: Classifier, warm: Future[Classifier]
) -> None:
    before = api.get("/ready")
    assert missing(before) == ["model"]
    assert "still being loaded" in before.json()["reason"]
    assert api.get("/health").status_code == 200
    warm.set_result(classifier)
    after = api.get("/ready")
    assert after.json() == {"ready": True, "model": classifier.version, "missing": [], "reason": ""}


def test_ready_names_the_folders_that_cannot_be_written_but_not_where_they_are(
    api: TestClient,
    shop: Catalogue,
    set_up: Callable[..., None],
    tmp_path: Path,
    warm: Future[Classifier],
    classifier: Classifier,
) -> None:
    warm.set_result(classifier)
    (tmp_path / "file").touch()
    set_up(spool_dir=tmp_path / "file" / "spool")
    spool = api.get("/ready")
    assert missing(spool) == ["spool"]
    assert "FASHION_SPOOL_DIR" in spool.json()["reason"]
    (tmp_path / "photos").rmdir()
    (tmp_path / "photos").touch()
    both = api.get("/ready")
    assert missing(both) == ["photos", "spool"]
    assert str(tmp_path) not in both.text


def test_ready_names_a_database_that_does_not_answer(
    api: TestClient,
    shop: Catalogue,
    set_up: Callable[..., None],
    tmp_path: Path,
    warm: Future[Classifier],
    classifier: Classifier,
) -> None:
    warm.set_result(classifier)
    assert missing(api.get("/ready")) == []
    (tmp_path / "catalogue.sqlite3").unlink()
    gone = api.get("/ready")
    assert missing(gone) == ["database"]
    (tmp_path / "letter").write_text("no database " * 100)
    set_up(database_url=f"sqlite:///{tmp_path / 'letter'}")
    damaged = api.get("/ready")
    assert missing(damaged) == ["database"]
    set_up(database_url="postgresql://shop@/none?host=/nowhere/below/here")
    unreachable = api.get("/ready")
    assert missing(unreachable) == ["database"]
    for answer in (gone, damaged, unreachable):
        assert "/" not in answer.json()["reason"].replace("FASHION_", "")


def test_folder_with_too_little_space_is_a_problem(tmp_path: Path) -> None:
    assert folder_problem(tmp_path, "FASHION_PHOTOS_DIR") == ""
    told = folder_problem(tmp_path, "FASHION_PHOTOS_DIR", least_free_bytes=10**18)
    assert told.startswith("The disk of the folder that FASHION_PHOTOS_DIR names is nearly full (")
    assert list(tmp_path.iterdir()) == []


def test_part_that_hangs_is_told_and_asked_only_once() -> None:
    answers, asked = threading.Event(), []

    def check() -> str:
        asked.append(1)
        answers.wait()
        return ""

    async def ask_thrice() -> list[str]:
        probe = Probe(check, "The database")
        told = [await probe.problem(patience_s=0.001) for _ in range(2)]
        answers.set()
        return [*told, await probe.problem()]

    assert anyio.run(ask_thrice) == ["The database has not answered for 0.001 seconds."] * 2 + [""]
    assert len(asked) == 1


def test_health_and_ready_answer_while_every_thread_is_busy(
    shop: Catalogue, warm: Future[Classifier], classifier: Classifier
) -> None:
    warm.set_result(classifier)
    leave = threading.Event()
    with TestClient(create_api()) as client:
        assert client.portal is not None
        threads = client.portal.call(lambda: int(current_default_thread_limiter().total_tokens))
        busy = [
            client.portal.start_task_soon(run, leave.wait)
            for run in (run_sync, in_heavy_thread)
            for _ in range(threads)
        ]
        while client.portal.call(lambda: current_default_thread_limiter().available_tokens):
            pass
        try:
            assert [client.get(address).status_code for address in ("/health", "/ready")] == [200, 200]
            assert not any(task.done() for task in busy)
        finally:
            leave.set()


def test_photos_take_few_threads_so_that_others_are_left() -> None:
    leave = threading.Event()

    async def run() -> float:
        async with anyio.create_task_group() as photos:
            for _ in range(200):
                photos.start_soon(in_heavy_thread, leave.wait)
            await anyio.wait_all_tasks_blocked()
            left = current_default_thread_limiter().available_tokens
            leave.set()
        return left

    assert anyio.run(run) == 40  # all that a fresh event loop has
