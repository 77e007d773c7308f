from dataclasses import replace
from pathlib import Path

import pytest

from fashion_model.serving.artifacts import Artifact
from fashion_model.web.loaded import Part
from fashion_model.web.report.downloads_words import model_card_with_findings, read_card
from fashion_model.web.report.words import ReportContent
from tests.web.report.fixtures import shipped_content


@pytest.fixture(scope="module")
def content(artifact: Artifact) -> ReportContent:
    return shipped_content(artifact)


def test_figures_of_the_shipped_card_are_those_of_the_page(artifact: Artifact, content: ReportContent) -> None:
    card = read_card(artifact).value
    assert card is not None
    benchmark, photos = content.evaluation.benchmark, content.evaluation.photos
    assert photos is not None
    assert f"accuracy {benchmark.accuracy:.2%}, cross-entropy {benchmark.loss:.4f}" in card
    clothing, automatic = photos.clothing, photos.automatic
    assert f"accuracy {clothing.accuracy.value:.1%}, balanced {clothing.balanced_accuracy.value:.1%}" in card
    assert f"{automatic.counted_coverage:.1%} are answered without a person" in card


def test_findings_follow_what_was_written_at_the_training(content: ReportContent) -> None:
    card = model_card_with_findings("# Model v1\n\nText.\n", content)
    assert card.startswith("# Model v1\n\nText.\n\n## Photos, looked at closely\n\n588 photos of six kinds of clothes")
    assert "One of them took 290 (49.3\N{NO-BREAK SPACE}%)" in card
    assert "**Coat** 65.0\N{NO-BREAK SPACE}% (13 of 20; " in card
    assert "\n\n## Beside people\n\n| " in card
    errors = content.errors
    for verdict, count in errors["verdict"].value_counts().items():
        assert f"| {verdict} | {count} | " in card
    assert f"| All 10,000 pictures | 10,000 | {content.evaluation.benchmark.accuracy:.2%} | " in card
    assert "| People, by plurality (https://arxiv.org/abs/2202.00395) | | 82.02% | |" in card
    assert "Fashion-MNIST-H" in card
    assert card.endswith("\n")
    own, study = card.split("## What would make it better\n\n")[1].split("\n\n")
    assert own.startswith("- Shirt and T-shirt/top, taken for each other, ")  # this model first, then the study
    assert study.startswith("Of 12 small networks")


def test_what_is_not_known_is_said_in_the_card(content: ReportContent) -> None:
    blind = replace(content.evaluation, photos=None)
    nothing = {"analysis": Part(None, "There is no analysis."), "study": Part(None, "There is no study.")}
    bare = replace(content, evaluation=blind, **nothing)
    card = model_card_with_findings("# Model v1\n", bare)
    assert card == "# Model v1\n\n## Beside people\n\nThere is no analysis.\n"


def test_a_missing_card_gets_a_sentence(tmp_path: Path, artifact: Artifact) -> None:
    part = read_card(Artifact(tmp_path, artifact.manifest))
    assert part.value is None
    assert part.problem == f"MODEL_CARD.md of model {artifact.version} is missing. Restore the model's folder."
