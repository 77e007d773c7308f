"""The published figures are the shipped model's own: it is scored again on the official test sets."""

import json

import pytest

from fashion_model.__main__ import main


@pytest.fixture(scope="module")
def report() -> dict:
    import contextlib
    import io

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = main(["evaluate", "--json"])
    return {"status": status, **json.loads(printed.getvalue())}


def test_scores_are_the_published_ones(report: dict) -> None:
    assert report["status"] == 0
    assert report["as_published"] is True
    assert report["missing"] == ""


def test_benchmark_figures_are_met(report: dict) -> None:
    assert report["scores"]["benchmark"]["pictures"] == 10_000
    assert report["scores"]["benchmark"]["accuracy"] >= 0.945
    assert report["scores"]["benchmark"]["loss"] <= 0.18


def test_photo_figures_are_met(report: dict) -> None:
    assert report["scores"]["photos"]["photos"] == 588
    assert report["scores"]["photos"]["accuracy"] >= 0.84
    assert report["scores"]["photos"]["balanced_accuracy"] >= 0.80
