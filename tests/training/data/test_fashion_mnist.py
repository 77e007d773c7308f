import gzip
from pathlib import Path

import numpy as np
import pytest

from fashion_model.training.data.download import DatasetError
from fashion_model.training.data.fashion_mnist import CONTENT_SHA256, load_fashion_mnist, load_test, split


def test_dataset_is_split_in_equal_shares_and_nothing_is_twice() -> None:
    data = load_fashion_mnist(None, seed=7)
    assert [len(part.labels) for part in (data.train, data.validation, data.test)] == [55_000, 5_000, 10_000]
    assert np.bincount(data.validation.labels).tolist() == [500] * 10
    assert np.bincount(data.train.labels).tolist() == [5_500] * 10
    assert np.bincount(data.test.labels).tolist() == [1_000] * 10


def test_first_test_picture_is_the_official_ankle_boot() -> None:
    test = load_test(None)
    assert test.labels[:5].tolist() == [9, 2, 1, 1, 6]
    assert test.pictures[0].shape == (28, 28)


def test_split_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    labels = np.repeat(np.arange(10), 20)
    kept, held_out = split(labels, 5, seed=1)
    assert len(np.intersect1d(kept, held_out)) == 0
    assert len(kept) == 150
    np.testing.assert_array_equal(split(labels, 5, seed=1)[1], held_out)
    assert not np.array_equal(split(labels, 5, seed=2)[1], held_out)


def test_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="FASHION_DATASET_DIR"):
        load_test(tmp_path)


def test_changed_file_is_noticed(tmp_path: Path) -> None:
    for name in CONTENT_SHA256:
        (tmp_path / name).write_bytes(gzip.compress(b"\0" * 800))
    with pytest.raises(DatasetError, match="not the official"):
        load_test(tmp_path)


def test_damaged_file_is_told(tmp_path: Path) -> None:
    whole = gzip.compress(np.random.default_rng(0).bytes(800))
    for damaged in (whole[:20], whole[:12] + b"\xff" * 40 + whole[52:]):
        (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(damaged)
        with pytest.raises(DatasetError, match="damaged"):
            load_test(tmp_path)
