from pathlib import Path

import numpy as np
import pytest

from fashion_model.training.networks.network import build_network, load_weights, save_weights


def test_network_is_the_same_after_a_round_trip_but_for_rounding(tmp_path: Path) -> None:
    network, other = build_network(8, (8,), (1,), 0.0), build_network(8, (8,), (1,), 0.0)
    save_weights(network, tmp_path / "weights.npz")
    load_weights(other, tmp_path / "weights.npz")
    for expected, seen in zip(network.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(seen, expected.astype(np.float16).astype(np.float32))


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    save_weights(build_network(8, (8,), (1,), 0.0), tmp_path / "weights.npz")
    with pytest.raises(ValueError, match="another network"):
        load_weights(build_network(8, (8, 16), (1, 1), 0.0), tmp_path / "weights.npz")
