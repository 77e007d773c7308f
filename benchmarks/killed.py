"""A delivery whose process is killed again and again: nothing that was done is lost, nothing is done twice or half.

    python -m benchmarks.killed [--photos N] [--kills N] [--postgresql-kills N]

A process classifies a delivery of 500 photos. It is killed (``kill -9``) at random moments, 20 times on SQLite and 5
times on a PostgreSQL server started for it, and another one goes on each time. After each kill, and at the end, the
database is looked through. Prints how often something was wrong, which must be never:

- ``damaged``: SQLite says that its file is.
- ``undone``: photos that were classified before are not any more.
- ``half``: a classified photo without item, suggestion or file, an item with photos of which nothing is suggested, or a
  waiting photo that is gone.
- ``stale``: what an item has now is not what its history says.
- ``repeated``: photos or items on which something was written more than once.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from benchmarks.databases import KINDS, SQLITE, empty_database
from benchmarks.delivered import begin_delivery, set_photos
from benchmarks.tables import print_table
from fashion_model.catalogue.catalogue import LOCK_TIMEOUT_S, Catalogue, open_catalogue
from fashion_model.catalogue.deliveries.records import CLASSIFIED, RUNNING, WAITING
from fashion_model.catalogue.items.states import refresh
from fashion_model.catalogue.store.engine import open_engine
from fashion_model.catalogue.store.tables import Decision, Item, ItemSuggestion, ItemSuggestionPart, Photo, Suggestion
from fashion_model.catalogue.store.tables_of_work import DeliveryFile, ItemPhoto, ItemState
from fashion_model.intake.spool import Spool
from fashion_model.intake.worker import DeliveryWorker, WorkRules
from fashion_model.serving.classifier import load_classifier
from fashion_model.settings import PROJECT_DIR, get_settings

_LEASE_S = 1.0
_LOOK_S = 0.02
_PATIENCE_S = 600
_SEED = 0


@dataclass(frozen=True)
class Wrong:
    """How often something was wrong; see the top of this file.

    Attributes:
        damaged: 0 or 1.
        undone: Photos.
        half: Photos and items.
        stale: Items.
        repeated: Photos and items.
    """

    damaged: int = 0
    undone: int = 0
    half: int = 0
    stale: int = 0
    repeated: int = 0

    def __add__(self, other: "Wrong") -> "Wrong":
        return Wrong(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Wrong)))


@dataclass(frozen=True)
class Course:
    """How a delivery went whose process was killed.

    Attributes:
        kills: How often it was.
        photos: How many were classified in the end.
        seconds: That it took, with loading the model after each kill.
        wrong: What was wrong after all kills and at the end.
    """

    kills: int
    photos: int
    seconds: float
    wrong: Wrong


def work(url: str, folder: Path) -> None:
    """Classify what waits, until this process is killed or nothing waits."""
    with closing(open_catalogue(url, folder / "photos")) as catalogue:
        rules = WorkRules(audit_share=0.02, lease_s=_LEASE_S, idle_s=0.1)
        worker = DeliveryWorker(catalogue, load_classifier(get_settings()), Spool(folder / "spool"), rules)
        stop = threading.Event()
        threading.Thread(target=worker.run, args=(stop,), daemon=True).start()
        while catalogue.deliveries.latest(1)[0].state == RUNNING:
            time.sleep(_LOOK_S)
        stop.set()


def kill_often(url: str, folder: Path, photos: Sequence[Path], kills: int) -> Course:
    """Deliver photos, kill the process that classifies them so many times, and look through the database each time."""
    chance, started = random.Random(_SEED), perf_counter()
    wrong, killed, done = Wrong(), 0, frozenset[int]()
    with closing(open_catalogue(url, folder / "photos")) as catalogue, _engine(url) as engine:
        number = begin_delivery(catalogue, Spool(folder / "spool"), photos).delivery_id
        while catalogue.deliveries.get(number).state == RUNNING:
            left = kills - killed
            more = chance.randint(0, max(1, 2 * (len(photos) - len(done)) // (left + 1))) if left else len(photos)
            killed += _work_until(catalogue, url, folder, len(done) + more, chance.uniform(0, 0.2))
            before, done = done, _classified(engine)
            wrong += Wrong(undone=len(before - done)) + look_through(engine, folder)
    return Course(killed, len(done), perf_counter() - started, wrong)


def _work_until(catalogue: Catalogue, url: str, folder: Path, photos: int, delay_s: float) -> bool:
    """Let a process work until so many photos are classified and a moment longer; returns whether it was killed."""
    command = [sys.executable, "-m", "benchmarks.killed", "--work", url, str(folder)]
    with subprocess.Popen(command, cwd=PROJECT_DIR) as process:
        patience = time.monotonic() + _PATIENCE_S
        while process.poll() is None and catalogue.deliveries.counts(1).files[CLASSIFIED] < photos:
            if time.monotonic() > patience:
                process.kill()
                raise TimeoutError(f"No {photos} photos were classified in {_PATIENCE_S} s.")
            time.sleep(_LOOK_S)
        time.sleep(delay_s)
        if process.poll() is None:
            process.kill()
        if process.wait() not in (0, -signal.SIGKILL):
            raise RuntimeError("The process that classifies ended by itself; above is why.")
        return process.returncode != 0


def look_through(engine: Engine, folder: Path) -> Wrong:
    """Return what is wrong with a catalogue whose only delivery is being classified, or was.

    Args:
        engine: The database.
        folder: Has the folders of the photos and of the spool.
    """
    return Wrong(
        damaged=_is_damaged(engine),
        half=_half_done(engine, folder),
        stale=_stale(engine),
        repeated=_repeated(engine),
    )


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, LOCK_TIMEOUT_S)
    yield engine
    engine.dispose()


def _is_damaged(engine: Engine) -> bool:
    if engine.dialect.name != "sqlite":
        return False
    with engine.connect() as connection:
        return connection.execute(text("PRAGMA integrity_check")).scalars().all() != ["ok"]


def _classified(engine: Engine) -> frozenset[int]:
    with Session(engine) as session:
        return frozenset(session.scalars(select(DeliveryFile.id).filter_by(state=CLASSIFIED)))


def _half_done(engine: Engine, folder: Path) -> int:
    """Look at each photo that was classified, and at each item that has one."""
    photo = (
        select(DeliveryFile, Photo.stored_name, ItemPhoto.id)
        .outerjoin(Suggestion, Suggestion.id == DeliveryFile.suggestion_id)
        .outerjoin(Photo, Photo.id == Suggestion.photo_id)
        .outerjoin(ItemPhoto, (ItemPhoto.item_id == DeliveryFile.item_id) & (ItemPhoto.photo_id == Photo.id))
        .where(DeliveryFile.state == CLASSIFIED)
    )
    with Session(engine) as session:
        rows = session.execute(photo).all()
        parts = set(session.scalars(select(ItemSuggestionPart.suggestion_id)))
        suggested = set(session.scalars(select(ItemSuggestion.item_id)))
        waiting = set(session.scalars(select(DeliveryFile.spool_name).filter_by(state=WAITING)))
    half = sum(not (name and tied and (folder / "photos" / name).is_file()) for _, name, tied in rows)
    half += sum(file.suggestion_id not in parts for file, _, _ in rows)
    half += len({file.item_id for file, _, _ in rows} - suggested)
    return half + len(waiting - set(Spool(folder / "spool").names()))


def _stale(engine: Engine) -> int:
    """Return of how many items it is not written down what they have now; leaves all as it is."""
    table = ItemState.__table__
    with Session(engine.execution_options(writes=True)) as session:
        before = {row.item_id: tuple(row) for row in session.execute(select(table))}
        numbers = session.scalars(select(Item.id)).all()
        refresh(session, numbers)
        after = {row.item_id: tuple(row) for row in session.execute(select(table))}
        session.rollback()
    return sum(before.get(number) != after[number] for number in numbers)


def _repeated(engine: Engine) -> int:
    """Return how many items have more than one suggestion or decision, and how many photos were tied twice."""
    with Session(engine) as session:
        counts = [
            select(func.count(column)).group_by(*by).having(func.count(column) > 1)
            for column, by in (
                (ItemSuggestion.id, (ItemSuggestion.item_id,)),
                (Decision.id, (Decision.item_id,)),
                (ItemPhoto.id, (ItemPhoto.item_id, ItemPhoto.photo_id)),
                (Photo.id, (Photo.sha256,)),
            )
        ]
        return sum(len(session.scalars(question).all()) for question in counts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killed")
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--postgresql-kills", type=int, default=5)
    parser.add_argument("--work", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.work:
        work(options.work[0], Path(options.work[1]))
        return
    photos, rows = set_photos(options.photos), []
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as scratch, empty_database(kind, Path(scratch)) as url:
            kills = options.kills if kind == SQLITE else options.postgresql_kills
            course = kill_often(url, Path(scratch), photos, kills)
        wrong = [str(getattr(course.wrong, one.name)) for one in fields(Wrong)]
        rows.append([kind, str(course.kills), f"{course.photos} of {len(photos)}", f"{course.seconds:.0f}", *wrong])
    print_table(["database", "kills", "classified", "s", *(one.name for one in fields(Wrong))], rows)


if __name__ == "__main__":
    main()
