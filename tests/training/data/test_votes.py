"""The votes of people: read where a copy lies, fetched where none does."""

from pathlib import Path

import numpy as np
import pytest

from fashion_model.analysis.errors import CACHED_FOLDER, local_votes
from fashion_model.evaluation.votes import VOTES_FILE, VoteFileError, votes_from
from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.votes import load_votes


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def put(folder: Path, content: bytes) -> Path:
    folder.mkdir(parents=True)
    (folder / VOTES_FILE).write_bytes(content)
    return folder


def test_each_row_is_a_picture_and_each_column_a_category(official: bytes):
    votes = votes_from(official)
    assert votes.shape == (10_000, 10)
    assert votes.dtype == np.uint8
    assert votes[0].tolist() == [42, 26, 0, 0, 0, 0, 0, 0, 0, 0]
    assert votes[9999].tolist() == [26, 0, 0, 0, 0, 0, 0, 0, 0, 42]


def test_changed_content_is_refused(official: bytes):
    for content in (b"", official[:-1], official.replace(b"26", b"62", 1), official + b"\n"):
        with pytest.raises(VoteFileError, match="not the official file"):
            votes_from(content)


def test_copy_is_read_where_the_setting_says_and_in_the_cache(official: bytes, tmp_path: Path, cache: Path):
    assert local_votes(None, cache) is None
    put(cache / CACHED_FOLDER, official)
    assert local_votes(None, cache).shape == (10_000, 10)
    assert local_votes(tmp_path, cache) is None  # a folder that was named is not passed over in silence
    assert local_votes(cache / CACHED_FOLDER, tmp_path).shape == (10_000, 10)


def test_file_is_fetched_once(official: bytes, tmp_path: Path, cache: Path):
    origin = put(tmp_path / "origin", official) / VOTES_FILE
    first = load_votes(None, cache, origin.as_uri())
    origin.unlink()
    assert (load_votes(None, cache, origin.as_uri()) == first).all()


def test_fetched_file_that_is_another_is_not_used(tmp_path: Path, cache: Path):
    origin = put(tmp_path / "origin", b"1,2,3\n") / VOTES_FILE
    with pytest.raises(DatasetError, match=r"could not be fetched .* Set FASHION_VOTES_DIR"):
        load_votes(None, cache, origin.as_uri())


def test_file_that_cannot_be_fetched_is_told(tmp_path: Path, cache: Path):
    with pytest.raises(DatasetError, match=r"could not be fetched .* Set FASHION_VOTES_DIR"):
        load_votes(None, cache, (tmp_path / "nothing.csv").as_uri())


def test_folder_without_the_file_is_told_with_the_setting(tmp_path: Path, cache: Path):
    with pytest.raises(DatasetError, match=r"There is no fmh_counts\.csv .* Set FASHION_VOTES_DIR"):
        load_votes(tmp_path, cache)


def test_local_file_that_is_another_is_told(tmp_path: Path, cache: Path):
    with pytest.raises(DatasetError, match="not the official file"):
        load_votes(put(tmp_path / "votes", b"1,2,3\n"), cache)
