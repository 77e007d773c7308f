"""What a killed writer leaves is swept, and what is being written never."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.catalogue.store.partial_files import partial_file, sweep_partial
from fashion_model.intake.spool import Spool
from tests.catalogue.deliveries.fixtures import Dock

WRITE = """
import sys
from pathlib import Path
from fashion_model.catalogue.store.partial_files import partial_file
with partial_file(Path(sys.argv[1])) as file:
    file.write(b"half"); file.flush()
    print("writing", flush=True)
    sys.stdin.readline()
"""


def aged(path: Path) -> Path:
    """Let a file look as if nobody had touched it for two minutes."""
    moment = path.stat().st_mtime - 120
    os.utime(path, (moment, moment))
    return path


def test_file_of_a_killed_writer_is_swept_and_of_a_living_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / ".1.partial"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    assert writer.stdout.readline() == "writing\n"
    aged(path)
    assert sweep_partial(tmp_path) == 0  # however long it takes
    writer.kill()
    writer.communicate()
    assert sweep_partial(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_file_of_another_thread_is_not_swept(tmp_path: Path) -> None:
    with partial_file(tmp_path / "1.partial") as file:
        file.write(b"half")
        aged(tmp_path / "1.partial")
        assert sweep_partial(tmp_path) == 0


def test_file_that_was_just_begun_is_not_swept_and_others_never(tmp_path: Path) -> None:
    (tmp_path / "1.partial").write_bytes(b"half")
    aged_photo = tmp_path / "photo.jpg"
    aged_photo.write_bytes(b"whole")
    aged(aged_photo)
    assert sweep_partial(tmp_path) == 0
    aged(tmp_path / "1.partial")
    assert sweep_partial(tmp_path) == 1
    assert list(tmp_path.iterdir()) == [aged_photo]
    assert sweep_partial(tmp_path / "missing") == 0


def test_worker_sweeps_the_photo_folder_and_the_spool(dock: Dock, photos_dir: Path) -> None:
    left = [photos_dir / f".{'0' * 32}.partial", dock.spool.path("0" * 32).with_suffix(".partial")]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        aged(path)
    dock.worker.sweep()
    assert [path.exists() for path in left] == [False, False]


@pytest.mark.parametrize("data", [b"", b"abc"])
def test_whole_files_are_never_locked(tmp_path: Path, data: bytes) -> None:
    spool = Spool(tmp_path)
    stored = spool.store(data)
    aged(spool.path(stored.name))
    assert spool.forget_partial_files() == 0
    assert spool.names() == (stored.name,)


def test_catalogue_sweeps_its_own_folder(sqlite_catalogue: Catalogue, photos_dir: Path) -> None:
    aged_copy = photos_dir / ".x.partial"
    aged_copy.write_bytes(b"half")
    aged(aged_copy)
    assert sqlite_catalogue.forget_partial_photos() == 1
