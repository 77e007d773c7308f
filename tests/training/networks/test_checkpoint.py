from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.training.networks.train import keep_state, read_state


@pytest.fixture
def variables() -> list[keras.Variable]:
    return [keras.Variable(np.array([1.0, 2.0], np.float32)), keras.Variable(np.float32(7))]


def test_state_comes_back_as_it_was(variables: list[keras.Variable], tmp_path: Path) -> None:
    path = tmp_path / "folder that is not there yet" / "state.npz"
    keep_state(path, variables, [{"epoch": 1, "loss": 0.5}], losses=np.array([3.0]))
    for variable in variables:
        variable.assign(variable * 0)
    history, arrays = read_state(path, variables)
    assert history == [{"epoch": 1, "loss": 0.5}]
    assert arrays["losses"].tolist() == [3.0]
    assert [np.array(variable).tolist() for variable in variables] == [[1.0, 2.0], 7.0]


def test_later_state_takes_the_place_of_the_one_before(variables: list[keras.Variable], tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    keep_state(path, variables, ["first"])
    keep_state(path, variables, ["first", "second"])
    assert read_state(path, variables)[0] == ["first", "second"]
    assert [one.name for one in tmp_path.iterdir()] == ["state.npz"]


def test_state_of_other_variables_is_not_taken(variables: list[keras.Variable], tmp_path: Path) -> None:
    keep_state(tmp_path / "state.npz", variables[:1], [])
    with pytest.raises(KeyError):
        read_state(tmp_path / "state.npz", variables)
