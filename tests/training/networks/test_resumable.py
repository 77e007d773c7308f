from pathlib import Path

import keras
import numpy as np
import pytest

from fashion_model.training.networks.resumable import keep_state, read_state, warmup_then_cosine


@pytest.fixture
def variables() -> dict[str, keras.Variable]:
    first, second = keras.Variable(np.array([1.0, 2.0], np.float32)), keras.Variable(np.float32(7))
    return {"w0": first, "losses": second}


def test_state_comes_back_as_it_was(variables: dict[str, keras.Variable], tmp_path: Path) -> None:
    path = tmp_path / "folder that is not there yet" / "state.npz"
    keep_state(path, variables, [{"epoch": 1, "loss": 0.5}])
    for variable in variables.values():
        variable.assign(variable * 0)
    assert read_state(path, variables) == [{"epoch": 1, "loss": 0.5}]
    assert [np.array(variable).tolist() for variable in variables.values()] == [[1.0, 2.0], 7.0]


def test_later_state_takes_the_place_of_the_one_before(variables: dict[str, keras.Variable], tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    keep_state(path, variables, ["first"])
    keep_state(path, variables, ["first", "second"])
    assert read_state(path, variables) == ["first", "second"]
    assert [file.name for file in tmp_path.iterdir()] == ["state.npz"]


def test_state_of_other_variables_is_not_taken(variables: dict[str, keras.Variable], tmp_path: Path) -> None:
    keep_state(tmp_path / "state.npz", {"w0": variables["w0"]}, [])
    with pytest.raises(KeyError):
        read_state(tmp_path / "state.npz", variables)


def test_learning_rate_rises_from_a_fiftieth_of_its_peak_and_falls_to_zero_as_a_cosine() -> None:
    schedule = warmup_then_cosine(0.1, steps=100, warmup=20)
    seen = [float(schedule(step)) for step in (0, 10, 20, 60, 100)]
    assert seen == pytest.approx([0.002, 0.051, 0.1, 0.05, 0], abs=1e-6)
