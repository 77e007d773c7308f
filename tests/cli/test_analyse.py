"""The command that finds out about errors: its help, its words, and what it says when something is missing."""

from pathlib import Path

import numpy as np
import pytest

from fashion_model.__main__ import main
from fashion_model.cli.model import analysis_sentences as sentences
from fashion_model.evaluation.baselines import honest_scores
from fashion_model.settings import get_settings

FIGURES = {
    "human_accuracy": 0.8202,
    "test_pictures": 10_000,
    "errors": 545,
    "verdicts": {"suspect label": 150, "reasonable": 140, "the network's fault": 97, "ambiguous": 158},
}


def test_three_scores_and_verdicts_are_told():
    labels, none = np.arange(4), np.zeros(4, bool)
    scores = honest_scores(labels, np.array([0, 1, 2, 0]), np.array([True, False, False, False]), ~none)
    lines = sentences(FIGURES, scores)
    assert lines[0] == "people, by plurality: 82.02% of the 10,000 test pictures"
    assert lines[1] == "the network: 75.00% on all of them"
    assert lines[2].startswith("  66.67% on the 3 without near-duplicate")
    assert lines[3].startswith("  75.00% on the 4 that at least two thirds")
    assert lines[5] == "   150 suspect label"


def test_help_teaches_how_to_keep_an_earlier_version(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["analyse", "--help"])
    assert ended.value.code == 0
    assert "analyse --earlier /tmp/old/artifacts/VERSION" in capsys.readouterr().out


def test_missing_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("FASHION_ARTIFACTS_DIR", str(tmp_path))
    get_settings.cache_clear()
    try:
        assert main(["analyse"]) == 2
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    assert "make train" in capsys.readouterr().err
