"""Every training stage still does what it did when its figures were recorded."""

import json

import pytest

from tests.training_stages import RECORDED, STAGES, figures_of

pytestmark = pytest.mark.filterwarnings("ignore:Even though the .tf.config.experimental_run_functions_eagerly")
TOLERANCE = 4e-3
"""Of 1, or of a figure that is larger: one grey level, or what another processor's rounding does to a loss."""


@pytest.mark.parametrize("stage", list(STAGES))
def test_stage_behaves_as_recorded(stage: str) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[stage]
    assert figures_of(stage) == pytest.approx(recorded, rel=TOLERANCE, abs=TOLERANCE), (
        f"The behaviour of the stage {stage!r} changed."
    )
