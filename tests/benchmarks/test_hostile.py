"""The benchmarks of hostile files and of decoding, at tiny sizes."""

import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks import decoding, fuzz, hostile, hostile_files
from fashion_model.photo.decode import DecodeLimits, PhotoRefused, decode_here
from fashion_model.serving.classifier import Classifier


def test_corpus_has_many_files_of_each_kind() -> None:
    names = [name for name, _ in hostile_files.files()]
    assert len(names) == len(set(names)) >= 120
    assert {name.split()[0] for name in hostile_files.format_names()} == {
        *("jpeg", "png", "gif", "bmp", "tiff", "webp", "heif", "avif")
    }


def test_cost_of_each_file_is_told_and_a_folder_joins(tmp_path: Path, classifier: Classifier) -> None:
    (tmp_path / "cut.jpg").write_bytes(hostile_files.whole("jpeg")[:-2])
    made = [("text", lambda: b"hello"), *hostile.files_below([tmp_path])]
    text, cut = hostile.look_at(classifier, made)
    assert (text.status, cut.name) == ("refused", "cut.jpg")
    assert "lacks its end" in cut.said
    assert text.is_fine
    assert cut.is_fine
    assert not hostile.Seen("x", "auto", 11, 5, "").is_fine
    assert not hostile.Seen("x", "auto", 1, 500, "").is_fine
    assert not hostile.Seen("x", "FAULT", 1, 5, "").is_fine


def test_random_damage_is_told_by_what_came_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = hostile_files.whole("png")
    assert fuzz.outcome(data) == "judged"
    assert fuzz.outcome(data[:-12]) == "judged with a remark"
    assert fuzz.outcome(data[:1000]) == "refused"
    assert fuzz.mutated([data], random.Random(1)) == fuzz.mutated([data], random.Random(1)) != data

    def broken(_data: bytes, _limits: DecodeLimits | None = None) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(fuzz, "decode_here", broken)
    assert fuzz.outcome(data) == "WRONG KeyError"


def test_decoding_in_bands_is_held_against_decoding_at_once() -> None:
    data = hostile_files.whole("jpeg")
    np.testing.assert_array_equal(decoding.decoded_at_once(data), decode_here(data).rgb)


def test_slow_bitmap_is_one_that_is_accepted_by_its_head() -> None:
    with pytest.raises(PhotoRefused, match="cut short"):
        decode_here(hostile_files.slow_bitmap(rows=1))
