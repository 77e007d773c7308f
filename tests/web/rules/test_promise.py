"""The section that turns a wish into a threshold, run without a browser on the shipped model's own answers."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.analysis.model_scores import read_evaluation
from fashion_model.evaluation.metrics import Estimate
from fashion_model.evaluation.risk_coverage import NEVER
from fashion_model.evaluation.selective import (
    KnownAnswers,
    Promise,
    TeamDecisions,
    promise_at,
    promise_curve,
    threshold_for,
)
from fashion_model.formats import CONFIDENCE_INTERVAL, percent, score_text
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.web.figures import BLUE, ORANGE, TEAL
from fashion_model.web.rules.threshold import (
    doubt_sentence,
    held_out_scores,
    mistakes_text,
    promise_figure,
    promise_sentence,
    wish_of,
)
from tests.web.fixtures import PATIENCE_S, button, texts

HELD_OUT = KnownAnswers(np.array([0.99, 0.9, 0.7]), np.array([True, True, False]), np.array([8, 18, 28]))
WORKING = Promise(0.8, 0.6, Estimate(4.96, 1.0, 9.0), automatic_photos=60, photos=100)


def section(held_out, team, threshold):  # type: ignore[no-untyped-def] # runs as a page's script, without this module
    import streamlit as st

    from fashion_model.web.rules.threshold import show_promise

    def apply(chosen: float, wish: float) -> None:
        st.session_state["applied"] = (chosen, wish)

    show_promise(held_out, team, threshold, apply)


def open_section(held_out: KnownAnswers, team: TeamDecisions | None, threshold: float) -> AppTest:
    page = AppTest.from_function(section, default_timeout=PATIENCE_S, args=(held_out, team, threshold)).run()
    assert not page.exception
    return page


@pytest.fixture
def held_out(artifact: Artifact) -> KnownAnswers:
    scores = held_out_scores(artifact)
    assert scores is not None
    return scores


@pytest.fixture
def altered(artifact: Artifact, tmp_path: Path) -> Callable[..., Artifact]:
    """Return a function that makes a copy of the model under another version, with other photos."""

    def alter(version: str, content: bytes, **scores: object) -> Artifact:
        folder = Path(shutil.copytree(artifact.folder, tmp_path / version))
        (folder / "photo_predictions.csv").write_bytes(content)
        manifest = json.loads(json.dumps(artifact.manifest)) | {"version": version}
        manifest["scores"] |= scores
        return Artifact(folder, manifest)

    return alter


def team(decisions: int, spot_checks: int) -> TeamDecisions:
    went_through = np.arange(decisions) < spot_checks
    return TeamDecisions(
        confidences=np.where(went_through, 0.95, 0.5),
        right=np.ones(decisions, dtype=bool),
        went_through=went_through,
        chances=np.where(went_through, 0.1, 1.0),
        automatic=10 * spot_checks,
    )


def metric(page: AppTest, label: str) -> str:
    [value] = [one.value for one in page.metric if one.label == label]
    return str(value)


def test_shipped_answers_promise_what_the_evaluation_page_shows(artifact: Artifact, held_out: KnownAnswers) -> None:
    photos = read_evaluation(artifact).photos
    assert photos is not None
    promise = promise_at(artifact.auto_threshold, promise_curve(held_out))
    assert promise.photos == photos.automatic.photos
    assert promise.share_automatic == pytest.approx(photos.automatic.coverage)
    expected = promise.mistakes_per_100
    assert expected.low < 100 * (1 - photos.automatic.precision) < expected.high


def test_model_without_photos_has_no_scores(altered: Callable[..., Artifact]) -> None:
    assert held_out_scores(altered("grey", b"", photos={"photos": 0})) is None


def test_damaged_answers_are_one_sentence(altered: Callable[..., Artifact]) -> None:
    with pytest.raises(ArtifactError, match=r"photo_predictions\.csv of model damaged cannot be read"):
        held_out_scores(altered("damaged", b"file\nx.jpg\n"))


def test_section_begins_with_what_is_used_now(artifact: Artifact, held_out: KnownAnswers) -> None:
    page = open_section(held_out, None, artifact.auto_threshold)
    now = promise_at(artifact.auto_threshold, promise_curve(held_out))
    assert page.slider[0].value == wish_of(now)
    assert now.mistakes_per_100.value <= page.slider[0].value < now.mistakes_per_100.value + 0.5
    said = texts(page)
    assert f"Rests on {now.photos} photos by 34 people of whom the model learned nothing; one of them took " in said
    chosen = promise_at(threshold_for(wish_of(now), promise_curve(held_out)), promise_curve(held_out))
    assert f"{chosen.automatic_photos} of these photos ({score_text(chosen.automatic_photos / chosen.photos)})" in said
    assert f"{score_text(chosen.share_automatic)} of a delivery" in said  # weighted: another share, and said to be so


def test_a_moved_slider_shows_what_the_wish_costs(artifact: Artifact, held_out: KnownAnswers) -> None:
    page = open_section(held_out, None, artifact.auto_threshold)
    page.slider[0].set_value(10.0).run()
    curve = promise_curve(held_out)
    chosen = promise_at(threshold_for(10.0, curve), curve)
    assert chosen.mistakes_per_100.value <= 10
    assert metric(page, "Without a person") == percent(chosen.share_automatic)
    assert metric(page, "Review of 1,000") == f"{1000 * (1 - chosen.share_automatic) * 12 / 3600:.1f} h"
    assert metric(page, "Mistakes in 100") == mistakes_text(chosen.mistakes_per_100.value)
    [warning] = page.warning
    assert "**Coat** " in warning.value
    table = page.dataframe[0].value.set_index("Category")
    assert set(table.columns) == {"Right", "Precision", CONFIDENCE_INTERVAL}
    assert table.loc["Coat", "Precision"] < 90 < table.loc["T-shirt/top", "Precision"]


def test_a_promise_that_every_category_keeps_warns_of_none() -> None:
    kept = replace(HELD_OUT, right=np.ones(3, dtype=bool), named=np.array([4, 4, 0]))
    page = open_section(kept, None, 0.9)
    assert not any("The promise of" in warning.value for warning in page.warning)
    assert page.dataframe[0].value[["Category", "Right"]].values.tolist() == [["Coat", "2 of 2"]]


def test_slower_looks_cost_more_hours() -> None:
    page = open_section(HELD_OUT, None, NEVER)
    page.slider[0].set_value(0.5).run()
    assert metric(page, "Review of 1,000") == "3.3 h"  # all 1,000 at 12 seconds
    page.number_input[0].set_value(36).run()
    assert metric(page, "Review of 1,000") == "10.0 h"


def test_threshold_is_handed_over_with_the_wish_when_it_is_taken(artifact: Artifact, held_out: KnownAnswers) -> None:
    page = open_section(held_out, None, artifact.auto_threshold)
    page.slider[0].set_value(3.0).run()
    assert "applied" not in page.session_state
    button(page, "Use this threshold").click().run()
    assert page.session_state["applied"] == (threshold_for(3.0, promise_curve(held_out)), 3.0)


def test_threshold_that_is_used_already_cannot_be_taken_again(held_out: KnownAnswers) -> None:
    curve = promise_curve(held_out)
    used = threshold_for(7.0, curve)
    page = open_section(held_out, None, used)
    assert button(page, "Use this threshold").disabled
    page.slider[0].set_value(8.0).run()
    assert not button(page, "Use this threshold").disabled


def test_a_wish_that_cannot_be_kept_is_said_to_be(held_out: KnownAnswers, artifact: Artifact) -> None:
    page = open_section(held_out, None, artifact.auto_threshold)
    page.slider[0].set_value(0.5).run()
    [warning] = page.warning
    assert "At most 0.5 mistakes per 100 cannot be promised" in warning.value
    assert "Every item goes to a person" in texts(page)


def test_few_photos_are_said_to_be_few() -> None:
    page = open_section(HELD_OUT, None, 0.9)
    [warning] = page.warning
    assert "rests on 2 automatic answers only" in warning.value
    assert doubt_sentence(replace(WORKING, automatic_photos=50), wish=5) == ""
    assert doubt_sentence(replace(WORKING, automatic_photos=49), wish=5) != ""


def test_few_decisions_of_the_team_stand_beside_the_photos() -> None:
    page = open_section(HELD_OUT, team(decisions=120, spot_checks=30), 0.9)
    assert "Rests on 3 photos by 3 people" in texts(page)
    assert "So far: 120 decisions, 30 spot checks. They say: 77 % automatic" in texts(page)  # 300 of 390


def test_many_decisions_of_the_team_take_over() -> None:
    page = open_section(HELD_OUT, team(decisions=250, spot_checks=60), 0.9)
    assert "Rests on 250 decisions of your team, 60 of them on answers that would be automatic" in texts(page)
    assert "On the photos that the model was tested on: " in texts(page)


def test_a_team_without_decisions_is_told_when_they_count() -> None:
    page = open_section(HELD_OUT, team(decisions=0, spot_checks=0), 0.9)
    assert "from 200 on, with 50 spot checks" in texts(page)
    assert "They say" not in texts(page)


def test_decisions_none_of_which_would_be_automatic_are_said_to_be_too_few() -> None:
    asked = replace(team(decisions=5, spot_checks=0), confidences=np.zeros(5))
    page = open_section(HELD_OUT, asked, 0.9)
    assert "So far: 5 decisions, 0 spot checks. Not enough decisions yet." in texts(page)


def test_decisions_of_the_team_are_held_against_the_promise_by_category_once_they_count() -> None:
    decided = team(decisions=250, spot_checks=60)
    wrong = replace(decided, right=np.arange(250) >= 12, named=np.where(np.arange(250) < 30, 4, 0))
    page = open_section(HELD_OUT, wrong, 0.9)
    assert any("**Coat** 60.0\N{NO-BREAK SPACE}% (18 of 30; " in warning.value for warning in page.warning)


def test_wish_on_the_slider_leads_back_to_what_is_promised() -> None:
    assert wish_of(WORKING) == 5.0
    assert wish_of(replace(WORKING, mistakes_per_100=Estimate(5.01, 1.0, 9.0))) == 5.5
    assert wish_of(replace(WORKING, mistakes_per_100=Estimate(0.0, 0.0, 0.0))) == 0.5
    assert wish_of(replace(WORKING, mistakes_per_100=Estimate(35.0, 20.0, 50.0))) == 20.0


def test_promise_in_words_by_hand() -> None:
    # 600 of 1,000 go through, 4.96 in 100 of these wrongly
    sentence = promise_sentence(WORKING)
    assert "Of 1,000 items, 600 go through" in sentence
    assert "about 30 of them wrongly" in sentence
    assert "looks at the other 400" in sentence


@pytest.mark.parametrize(
    ("number", "words"), [(0.0, "0.0"), (0.05, "under 0.1"), (2.46, "2.5"), (9.94, "9.9"), (9.96, "10"), (17.6, "18")]
)
def test_mistakes_in_a_few_characters(number: float, words: str) -> None:
    assert mistakes_text(number) == words


def test_figure_draws_the_best_points_the_present_and_the_chosen_level() -> None:
    curve = promise_curve(HELD_OUT)
    line, now, chosen = promise_figure(curve, promise_at(0.9, curve), promise_at(0.99, curve)).data
    assert [line.line.color, now.marker.color, chosen.marker.color] == [BLUE, ORANGE, TEAL]
    assert list(line.y) == pytest.approx([1 / 3, 2 / 3, 1])
    assert (now.y[0], chosen.y[0]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert list(line.x[:2]) == [chosen.x[0], now.x[0]]
