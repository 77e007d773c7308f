"""The five questions of the Evaluation page, run without a browser on the shipped model."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.analysis.records import Evaluation
from fashion_model.evaluation.baselines import BEST_PUBLISHED, PartScore
from fashion_model.evaluation.insights import Insight, Pictures
from fashion_model.evaluation.metrics import Interval
from fashion_model.evaluation.study import Study
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.evaluation.figures import scores_figure, verdicts_figure
from fashion_model.web.evaluation.network import layers_answer
from fashion_model.web.evaluation.overview import VIEW_KEY
from fashion_model.web.evaluation.overview_words import (
    accuracy_answer,
    family_table,
    insight_lines,
    insights_of,
    largest_families,
    loss_answer,
    scores_of,
    scores_sentence,
    verdict_answer,
    verdict_links,
)
from fashion_model.web.gallery.words import verdict_rules
from fashion_model.web.loaded import Findings, Part, get_answer_table, get_error_analysis, get_study
from tests.web.fixtures import PATIENCE_S, button, texts

QUESTIONS = [
    "How accurate is it?",
    "What is the loss?",
    "How do layer sizes change?",
    "Are its errors reasonable to a person?",
    "What would make it better?",
]
NO_ANALYSIS, NO_STUDY = "The folder analysis is missing", "The folder study is missing"


def section(found):  # type: ignore[no-untyped-def] # runs as a script, without this module
    from fashion_model.web.evaluation.overview import show_overview

    show_overview(found)


@pytest.fixture(scope="module")
def evaluation(artifact: Artifact) -> Evaluation:
    return read_evaluation(artifact)


@pytest.fixture
def table(artifact: Artifact) -> pd.DataFrame:
    return get_answer_table(artifact)


@pytest.fixture
def analysis(artifact: Artifact) -> ErrorAnalysis:
    found = get_error_analysis(artifact).value
    assert found is not None
    return found


@pytest.fixture
def open_overview(artifact: Artifact, evaluation: Evaluation, table: pd.DataFrame) -> Callable[..., AppTest]:
    """Return a function that runs the view; parts are the shipped ones unless they are given."""

    def run(analysis: Part | None = None, study: Part[Study] | None = None) -> AppTest:
        known = table
        if analysis and analysis.value is None:
            known = table.assign(verdict=None, people_say=None, near_duplicate=None)
        found = Findings(evaluation, analysis or get_error_analysis(artifact), study or get_study(), known)
        page = AppTest.from_function(section, default_timeout=PATIENCE_S, args=(found,)).run()
        assert not page.exception
        return page

    return run


def errors(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["label", "predicted", "verdict", "people_say"])
    return found.assign(label_share=[0.4 if people != label else 0.6 for label, _, _, people in rows])


FOUR = errors(
    ("Shirt", "Coat", "suspect label", "Coat"),
    ("Shirt", "Coat", "reasonable", "Shirt"),
    ("Shirt", "Coat", "the network's fault", "Shirt"),
    ("Bag", "Dress", "ambiguous", "Bag"),
)


def test_all_five_questions_are_asked_in_order_and_answered(
    open_overview: Callable[..., AppTest], evaluation: Evaluation
):
    page = open_overview()
    assert [heading.value for heading in page.header if heading.value in QUESTIONS] == QUESTIONS
    shown = texts(page)
    for answer in (loss_answer(evaluation), layers_answer(evaluation), "Of 12 small networks trained alike"):
        assert answer in shown
    assert "290 of 545 errors" in shown
    assert "ICLR 2023, arXiv 2202" in shown  # whose votes they are
    assert not page.info


def test_missing_analysis_is_said_where_it_would_stand_and_the_rest_is_there(open_overview: Callable[..., AppTest]):
    page = open_overview(analysis=Part(None, NO_ANALYSIS))
    assert [info.value for info in page.info] == [NO_ANALYSIS, NO_ANALYSIS]
    assert [heading.value for heading in page.header if heading.value in QUESTIONS] == QUESTIONS
    shown = texts(page)
    assert "People, by plurality" not in shown
    assert "labels are doubtful" not in shown
    assert "taken for each other" in shown
    assert "Of 12 small networks trained alike" in shown


def test_missing_study_is_said_and_the_errors_speak_still(open_overview: Callable[..., AppTest]):
    page = open_overview(study=Part(None, NO_STUDY))
    assert [info.value for info in page.info] == [NO_STUDY]
    assert "The whole study" not in [one.label for one in page.button]
    assert "labels are doubtful" in texts(page)


@pytest.mark.parametrize(
    ("label", "view"),
    [
        ("Category by category", "Categories"),
        ("How it was trained", "Network"),
        ("Layer by layer", "Network"),
        ("The whole study", "Study"),
    ],
)
def test_each_answer_leads_to_the_view_with_more(open_overview: Callable[..., AppTest], label: str, view: str):
    page = open_overview()
    button(page, label).click().run()
    assert page.session_state[VIEW_KEY] == view


def test_photo_score_stands_in_the_first_sentence(evaluation: Evaluation):
    benchmark, photos = accuracy_answer(evaluation).split("recognised")
    assert "95\N{NO-BREAK SPACE}% confidence interval 94.09–94.98\N{NO-BREAK SPACE}%" in photos
    assert "one of them took 290" in photos
    assert benchmark.startswith("**94.55\N{NO-BREAK SPACE}%** of Fashion-MNIST's 10,000 test pictures")
    assert "**87.8\N{NO-BREAK SPACE}%** of 588 photos by 30 people" in photos
    assert photos.endswith("Of 67 photos that show none of the ten, 64 were put before a person.")


def test_model_tested_without_photos_says_so(evaluation: Evaluation):
    said = accuracy_answer(replace(evaluation, photos=None))
    assert said.endswith("How it does on photos of real clothes is not known: it was tested without any.")


def test_three_scores_are_those_of_their_pictures(evaluation: Evaluation, analysis: ErrorAnalysis, table: pd.DataFrame):
    scores = scores_of(evaluation.benchmark, analysis)
    agreed = table[table["people_agree"].astype(bool)]
    assert [score.pictures for score in scores.values()] == [10_000, 9_972, 6_248]
    assert scores["Where people agree"].accuracy == pytest.approx(agreed["right"].mean(), abs=1e-12)
    assert "without the 28 that have a near-duplicate" in scores_sentence(scores)


def test_without_an_analysis_there_is_one_score(evaluation: Evaluation):
    assert list(scores_of(evaluation.benchmark, None)) == ["All 10,000 pictures"]


def test_verdicts_are_told_in_shares_of_all_errors():
    said = verdict_answer(FOUR)
    assert said.startswith(
        "**2 of 4 errors (50.0\N{NO-BREAK SPACE}%)** are reasonable, or the label itself is doubtful"
    )
    assert "**1 (25.0\N{NO-BREAK SPACE}%)** are the network's own fault" in said
    assert "In 1 of the 4 errors (25.0\N{NO-BREAK SPACE}%) another category than the label got the most votes" in said


def test_model_without_errors_has_no_verdicts():
    assert verdict_answer(FOUR[:0]) == "The model made no error on the test pictures."
    assert largest_families(FOUR[:0]) == ()


def test_verdicts_that_no_error_has_are_not_linked():
    line = verdict_links({"suspect label": 2, "reasonable": 0, "the network's fault": 1, "ambiguous": 0})
    assert "[2 suspect label](error_gallery?verdict=suspect+label)" in line
    assert "reasonable" not in line


def test_verdicts_are_explained_in_the_order_in_which_they_apply():
    rules = verdict_rules().splitlines()[1:]
    assert [rule.split("**")[1] for rule in rules] == [
        "Suspect label",
        "Reasonable",
        "The network's fault",
        "Ambiguous",
    ]


def test_families_are_counted_with_what_people_make_of_them():
    row, other = family_table(largest_families(FOUR)).splitlines()[2:]
    assert row == "| [Shirt seen as Coat](error_gallery?true=Shirt&predicted=Coat) | 3 | 1 | 1 |"
    assert other.endswith("| 1 | 0 | 0 |")


def test_insight_leads_to_its_pictures():
    one = Insight("Few.", (Pictures("photos of Coat", true="Coat", photos=True), Pictures("all", verdict="ambiguous")))
    assert insight_lines([one, Insight("None.")]) == (
        "- Few. ([photos of Coat](error_gallery?of=Photos&true=Coat) · [all](error_gallery?verdict=ambiguous))\n- None."
    )


def test_what_the_verdicts_say_already_is_not_said_again(evaluation: Evaluation, table: pd.DataFrame):
    found = [one.text for one in insights_of(evaluation, table)]
    assert not any("got the most votes" in text for text in found)
    assert any("are doubtful" in text for text in found)
    assert any(text.startswith("On photos ") for text in found)


def test_scores_without_pictures_are_not_drawn():
    scores = {"All": PartScore(10, 0.9, Interval(0.6, 0.98)), "None": PartScore(0, 0.0, None)}
    dots, marks = scores_figure(scores, [BEST_PUBLISHED]).data
    assert list(dots.x) == [0.9]
    assert dots.error_x.array[0] == pytest.approx(0.08)
    assert dots.error_x.arrayminus[0] == pytest.approx(0.3)
    assert list(marks.x) == [0.9691]


def test_bar_of_verdicts_has_a_part_for_each_with_its_count():
    parts = verdicts_figure({"suspect label": 3, "ambiguous": 1}).data
    assert [(part.name, part.x[0]) for part in parts] == [
        ("Suspect label", 3),
        ("Reasonable", 0),
        ("The network's fault", 0),
        ("Ambiguous", 1),
    ]
    assert [part.text[0] for part in parts] == ["<b>3</b>", "", "", "<b>1</b>"]
