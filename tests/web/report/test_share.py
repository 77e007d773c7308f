from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.loaded import VOTES_MISSING, Part
from fashion_model.web.report.share import NO_JUDGEMENTS, REPORT_MB, missing, report_html
from fashion_model.web.report.words import ReportContent
from tests.analysis.photo_answers import answer
from tests.web.fixtures import PATIENCE_S, texts
from tests.web.report.fixtures import shipped_content

VOTES = np.ones((10_000, 10), np.uint8)
CARD = Part("# Model v1\n")


@pytest.fixture(scope="module")
def content(artifact: Artifact) -> ReportContent:
    return shipped_content(artifact)


def section(content, card, votes, answers):  # type: ignore[no-untyped-def] # runs as a page's script
    from fashion_model.web.report.share import show_share

    show_share(content, card, votes, answers)


def show(
    content: ReportContent,
    card: Part[str] = CARD,
    votes: Part[np.ndarray] = Part(VOTES),  # noqa: B008 # frozen
    answers: tuple[PhotoAnswer, ...] = (),
) -> AppTest:
    page = AppTest.from_function(section, default_timeout=PATIENCE_S, args=(content, card, votes, answers)).run()
    assert not page.exception
    return page


def offered(page: AppTest) -> list[str]:
    return [one.label for one in page.get("download_button")]


def test_everything_can_be_downloaded(content: ReportContent) -> None:
    page = show(content, answers=(answer("Bag", "Bag"),))
    assert offered(page) == ["Download the report", "Download the model card", "CSV", "Parquet", "CSV", "Parquet"]
    assert "10,000 rows, one for each test picture" in texts(page)
    assert "1 row, one for each test photo" in texts(page)
    assert not page.info


def test_size_that_is_said_is_that_of_the_report(content: ReportContent) -> None:
    assert len(report_html(content)) / 1e6 == pytest.approx(REPORT_MB, abs=0.5)


def test_every_column_of_the_downloads_is_explained(content: ReportContent) -> None:
    first, second = show(content, answers=(answer("Bag", "Bag"),)).table
    assert [meanings.value.index[0] for meanings in (first, second)] == ["picture", "file"]
    assert "votes_Ankle boot" in first.value.index
    assert "brightness" in second.value.index


def test_without_photos_the_other_files_are_offered(content: ReportContent) -> None:
    page = show(content)
    assert offered(page) == ["Download the report", "Download the model card", "CSV", "Parquet"]
    assert "This model was tested without photos." in texts(page)


def test_without_a_card_the_other_files_are_offered(content: ReportContent) -> None:
    page = show(content, card=Part(None, "The card is missing."))
    assert "Download the model card" not in offered(page)
    assert page.info[0].value == r"The card is missing\."


def test_what_the_files_lack_is_said(content: ReportContent) -> None:
    bare = replace(content, study=Part(None, "No study."), judgements=Part(None, "No catalogue."))
    votes = Part[np.ndarray](None, VOTES_MISSING)
    assert missing(bare, votes) == ("No study.", VOTES_MISSING, f"No catalogue. {NO_JUDGEMENTS}")
    assert missing(content, Part(VOTES)) == ()
    assert len(show(bare, votes=votes).info) == 3
