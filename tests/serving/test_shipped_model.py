"""The published figures are the shipped model's own: it is scored again on the official 10,000 test pictures."""

import json

import pytest

from fashion_model.__main__ import main
from fashion_model.settings import get_settings


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict:
    import contextlib
    import io

    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv("FASHION_PHOTO_DATASET_DIR", str(tmp_path_factory.mktemp("none")))  # scored by `make scores`
        get_settings.cache_clear()
        status = main(["evaluate", "--json"])
    get_settings.cache_clear()
    return {"status": status, **json.loads(printed.getvalue())}


def test_scores_are_the_published_ones(report: dict) -> None:
    assert report["status"] == 0
    assert report["as_published"] is True
    assert report["missing"].startswith("The photo set's folder has no labels.csv.")
    assert "photos" not in report["scores"]


def test_benchmark_figures_are_met(report: dict) -> None:
    assert report["scores"]["benchmark"]["pictures"] == 10_000
    assert report["scores"]["benchmark"]["accuracy"] >= 0.945
    assert report["scores"]["benchmark"]["loss"] <= 0.18
