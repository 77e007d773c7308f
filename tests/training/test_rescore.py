from copy import deepcopy
from dataclasses import replace

import pytest

from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.training.rescore import RescoreReport

PUBLISHED = {
    "benchmark": {"pictures": 10_000, "accuracy": 0.95, "loss": 0.15},
    "photos": {
        "photos": 4,
        "contributors": 2,
        "accuracy": 0.75,
        "balanced_accuracy": 0.7,
        "per_category": {"Shirt": {"photos": 4, "recall": 0.75}},
        "auto": {"photos": 5, "coverage": 0.4, "precision": 0.9},
    },
}
DECISION = {"auto_threshold": 0.8126, "target_precision": 0.95, "outside_share": 0.2}


def report(missing: str = "", **changed: float) -> RescoreReport:
    seen = deepcopy(PUBLISHED)
    seen["benchmark"].update(changed)
    if missing:
        del seen["photos"]
    return RescoreReport("m1", seen, PUBLISHED, missing, DECISION)


def test_same_figures_are_the_published_ones() -> None:
    assert report().is_as_published
    assert report(accuracy=0.9502).is_as_published
    assert report().as_text().endswith("These are the published figures.")


def test_other_figures_are_not() -> None:
    assert not report(accuracy=0.96).is_as_published
    assert not report(loss=0.2).is_as_published
    assert "DIFFER" in report(loss=0.2).as_text()


@pytest.mark.parametrize(("part", "name"), [("auto", "coverage"), ("auto", "precision"), ("per_category", "Shirt")])
def test_every_published_photo_figure_is_compared(part: str, name: str) -> None:
    changed = report()
    if part == "auto":
        changed.seen["photos"]["auto"][name] += 0.05
    else:
        changed.seen["photos"]["per_category"][name]["recall"] = 0.1
    assert not changed.is_as_published


@pytest.mark.parametrize("name", ["photos", "contributors"])
def test_other_photos_are_not_the_published_ones_even_when_the_figures_are_alike(name: str) -> None:
    changed = report()
    changed.seen["photos"][name] += 1
    assert not changed.is_as_published


def test_text_says_which_answers_are_automatic() -> None:
    said = report().as_text()
    assert "automatic: 40.0% of all 5 photos, 90.0% of those right" in said
    assert "from a confidence of 0.813 on, fitted on validation photos for 95% right where 20% show none" in said
    assert report().as_dict()["decision"] == DECISION


def test_text_says_when_no_answer_is_automatic() -> None:
    said = replace(report(), decision=DECISION | {"auto_threshold": NEVER}).as_text()
    assert "no confidence was found" in said
    assert "from a confidence" not in said


def test_missing_photos_are_told_and_the_rest_is_judged() -> None:
    assert report(missing="No photos here.").is_as_published
    assert "photos: not scored. No photos here." in report(missing="No photos here.").as_text()
