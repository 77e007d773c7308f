"""Files that arrive in pieces are on the disk whole, or not at all."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fashion_model.intake.errors import FileTooLarge, SpoolFull, SpoolUnavailable
from fashion_model.intake.spool import Spool, StoredFile

ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1


async def pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def cut_short(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    raise EOFError


def receive(spool: Spool, chunks: AsyncIterator[bytes], max_bytes: int = 3) -> StoredFile:
    return asyncio.run(spool.receive(chunks, max_bytes))


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def test_file_is_kept_whole_under_a_name_of_our_own(folder: Path):
    spool = Spool(folder)
    stored = receive(spool, pieces(b"a", b"", b"bc"))
    assert (stored.size_bytes, stored.sha256) == (3, ABC_SHA256)
    assert spool.path(stored.name).read_bytes() == b"abc"
    assert spool.names() == (stored.name,)
    assert files_in(folder) == [stored.name]


def test_the_same_bytes_twice_are_two_files(folder: Path):
    spool = Spool(folder)
    first, second = receive(spool, pieces(b"abc")), receive(spool, pieces(b"abc"))
    assert first.sha256 == second.sha256
    assert spool.names() == tuple(sorted([first.name, second.name]))


def test_one_byte_more_than_the_limit_leaves_nothing(folder: Path):
    with pytest.raises(FileTooLarge, match="more than 3e-06 MB"):
        receive(Spool(folder), pieces(b"ab", b"cd"))
    assert files_in(folder) == []


def test_nothing_is_read_after_the_limit(folder: Path):
    with pytest.raises(FileTooLarge):
        receive(Spool(folder), cut_short(b"abcd"))


def test_a_connection_that_breaks_off_leaves_nothing(folder: Path):
    with pytest.raises(EOFError):
        receive(Spool(folder), cut_short(b"ab"))
    assert files_in(folder) == []


def test_full_disk_is_told_in_words_and_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def no_space(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("fashion_model.intake.spool.os.fsync", no_space)
    with pytest.raises(SpoolFull, match="disk is full, so the file was not kept"):
        receive(Spool(folder), pieces(b"abc"))
    assert files_in(folder) == []


def test_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(SpoolUnavailable, match="Not a directory") as told:
        receive(Spool(tmp_path / "file" / "spool"), pieces(b"abc"))
    assert not isinstance(told.value, SpoolFull)


def test_what_a_crash_left_is_forgotten_and_whole_files_stay(folder: Path):
    spool = Spool(folder)
    stored = receive(spool, pieces(b"abc"))
    left = folder / f"{'0' * 32}.partial"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    assert spool.names() == (stored.name,)
    assert spool.forget_partial_files() == 1
    assert files_in(folder) == [stored.name]
    assert spool.forget_partial_files() == 0


def test_deleted_file_is_gone_and_deleting_it_again_is_no_error(folder: Path):
    spool = Spool(folder)
    stored = receive(spool, pieces(b"abc"))
    spool.delete(stored.name)
    spool.delete(stored.name)
    assert spool.names() == ()


def test_spool_without_a_folder_is_empty(folder: Path):
    assert (Spool(folder).names(), Spool(folder).forget_partial_files()) == ((), 0)


@pytest.mark.parametrize("name", ["", "../secret", "A" * 32, "0" * 31, f"{'0' * 32}.partial"])
def test_no_other_name_leads_to_a_file(folder: Path, name: str):
    with pytest.raises(ValueError, match="32 lower-case hexadecimal digits"):
        Spool(folder).path(name)
