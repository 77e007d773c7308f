"""Blank arguments are wrong usage of every command, never this folder."""

import pytest

from fashion_model.__main__ import main
from fashion_model.settings import Settings

BLANK = [
    ["classify", ""],
    ["classify", "a.jpg", "  "],
    ["classify", "a.jpg", "--output", ""],
    ["deliver", "", "--name", "Tuesday"],
    ["deliver", "May", "--name", " "],
    ["deliver", "May", "--resume", ""],
    ["deliver", "May", "--name", "Tuesday", "--rule", "own-pattern", "--pattern", ""],
    ["import", ""],
    ["import", "\t"],
    ["import", "a.csv", "--name", ""],
    ["export", "--output", ""],
    ["move", "--to", ""],
    ["study", "--output", " "],
    ["analyse", "--earlier", ""],
    ["train", "--epochs", ""],
]


@pytest.mark.parametrize("arguments", BLANK, ids=" ".join)
def test_blank_argument_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert "Traceback" not in told.err
    assert "it is empty. Name what is meant" in told.err or "invalid" in told.err


@pytest.mark.parametrize("name", ["PHOTOS_DIR", "SPOOL_DIR", "DELIVERIES_DIR", "MAX_ZIP_MEGABYTES", "REVIEWER"])
def test_blank_setting_is_as_if_it_were_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(f"FASHION_{name}", raising=False)
    unset = getattr(Settings(), name.lower())
    monkeypatch.setenv(f"FASHION_{name}", "")
    assert getattr(Settings(), name.lower()) == unset
