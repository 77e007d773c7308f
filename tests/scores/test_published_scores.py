"""The published figures are the shipped model's own: it is scored again on the complete test sets."""

import json
from pathlib import Path

import pytest

from fashion_model.__main__ import main
from fashion_model.settings import get_settings

pytestmark = pytest.mark.scores


@pytest.fixture(scope="module")
def report(complete_photo_set: Path) -> dict:
    import contextlib
    import io

    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv("FASHION_PHOTO_DATASET_DIR", str(complete_photo_set))
        get_settings.cache_clear()
        status = main(["evaluate", "--json"])
    get_settings.cache_clear()
    return {"status": status, **json.loads(printed.getvalue())}


def test_scores_are_the_published_ones(report: dict) -> None:
    assert report["status"] == 0
    assert report["as_published"] is True
    assert report["missing"] == ""


def test_photo_figures_are_met(report: dict) -> None:
    assert report["scores"]["photos"]["photos"] == 588
    assert report["scores"]["photos"]["accuracy"] >= 0.84
    assert report["scores"]["photos"]["balanced_accuracy"] >= 0.80
