"""Every training stage still does what it did when its figures were recorded."""

import json

import pytest

from tests.training.stages import RECORDED, STAGES

pytestmark = pytest.mark.filterwarnings("ignore:Even though the .tf.config.experimental_run_functions_eagerly")
TOLERANCE = 4e-3
"""Of 1, or of a figure that is larger: one grey level, or what another processor's rounding does to a loss."""


@pytest.mark.parametrize("name", list(STAGES))
def test_stage_behaves_as_recorded_under_its_version(name: str) -> None:
    stage, recorded = STAGES[name], json.loads(RECORDED.read_text(encoding="utf-8"))[name]
    again = f"record anew (`python -m tests.training.stages {name!r}`)"
    assert stage.version == recorded["version"], f"{stage.constant} was changed: {again}, or put it back."
    assert stage.figures() == pytest.approx(recorded["figures"], rel=TOLERANCE, abs=TOLERANCE), (
        f"The behaviour of the stage {name!r} changed: raise {stage.constant} and {again}, or undo the change."
    )
