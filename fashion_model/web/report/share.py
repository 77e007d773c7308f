"""The view of downloads: the report, all rows and the model card, each made only when it is asked for."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.catalogue.catalogue import utc_now
from fashion_model.catalogue.errors import CatalogueUnavailable
from fashion_model.catalogue.review.judgement_records import SOURCES, JudgementRecord
from fashion_model.formats import count_of
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.evaluation.overview import five_answers
from fashion_model.web.gallery.data import get_photo_answers
from fashion_model.web.loaded import Part, get_findings, get_votes
from fashion_model.web.report.downloads_words import (
    PHOTO_ROW_COLUMNS,
    ROW_COLUMNS,
    dictionary,
    model_card_with_findings,
    photo_rows_frame,
    read_card,
    rows_csv,
    rows_frame,
    rows_parquet,
)
from fashion_model.web.report.words import ReportContent, report_html
from fashion_model.web.resources import get_catalogue
from fashion_model.web.words import escape_markdown

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
REPORT_MB = 5
"""Nearly all of a report is Plotly's script."""
TEST_ROWS = "test picture: its label, what the network said and how sure it was, what people and what analysts say."
PHOTO_ROWS = "test photo: what it shows, what the network said and how sure it was, and what analysts say."
NO_JUDGEMENTS = "Without the catalogue, the files hold no judgements of analysts."


def show_downloads(artifact: Artifact) -> None:
    """Show what can be downloaded of a model.

    Raises:
        ArtifactError: A file of the model is damaged or does not fit the others.
    """
    found = get_findings(artifact)
    content = ReportContent(**vars(found), made_at=utc_now(), answers=five_answers(found), judgements=_judgements())
    votes = get_votes(found.evaluation.benchmark.pictures)
    show_share(content, read_card(artifact), votes, get_photo_answers(artifact))


def _judgements() -> Part[Sequence[JudgementRecord]]:
    try:
        catalogue = get_catalogue()
        return Part(tuple(record for source in SOURCES for record in catalogue.judgements.latest(source)))
    except CatalogueUnavailable as problem:
        return Part(None, str(problem))


def show_share(
    content: ReportContent, card: Part[str], votes: Part[np.ndarray], photo_answers: Sequence[PhotoAnswer]
) -> None:
    """Show what can be downloaded, what the columns mean, and what is missing.

    Args:
        content: The figures at this moment; ``made_at`` is what the files say.
        card: As it was written at the training.
        votes: ``(N, 10)`` integer, what people chose; they are among the rows where they are on this machine.
        photo_answers: What the model answered for its test photos; none when it was tested without any.
    """
    st.write("For colleagues who do not open this page. Everything shows the figures of this moment.")
    judged = content.judgements.value or ()
    rows = rows_frame(content.table, votes.value, judged)
    photo_rows = photo_rows_frame(photo_answers, judged) if photo_answers else None
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        _show_report(content)
    with right.container(border=True, height="stretch"):
        _show_card(content, card)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        st.header("Test pictures", anchor=False)
        _show_rows(rows, f"{content.evaluation.version}-test-pictures", TEST_ROWS)
    with right.container(border=True, height="stretch"):
        st.header("Photos", anchor=False)
        if photo_rows is None:
            st.write("This model was tested without photos.")
        else:
            _show_rows(photo_rows, f"{content.evaluation.version}-photos", PHOTO_ROWS)
    for problem in missing(content, votes):
        st.info(escape_markdown(problem))
    _show_dictionary("What the columns of the test pictures mean", dictionary(rows, ROW_COLUMNS))
    if photo_rows is not None:
        _show_dictionary("What the columns of the photos mean", dictionary(photo_rows, PHOTO_ROW_COLUMNS))


def missing(content: ReportContent, votes: Part[np.ndarray]) -> tuple[str, ...]:
    """Return a sentence for each thing that the files would hold and do not."""
    judged = content.judgements
    without_judgements = f"{judged.problem} {NO_JUDGEMENTS}" if judged.value is None else ""
    problems = (content.analysis.problem, content.study.problem, votes.problem, without_judgements)
    return tuple(problem for problem in problems if problem)


def _show_report(content: ReportContent) -> None:
    st.header("Report", anchor=False)
    st.write(
        "One HTML file to read or print, with all scores, tables, charts and pictures of errors. It needs no other "
        f"file and no network: about {REPORT_MB}\N{NO-BREAK SPACE}MB."
    )
    name = f"{content.evaluation.version}-report.html"
    _offer("Download the report", partial(report_html, content), name, "text/html")


def _show_card(content: ReportContent, card: Part[str]) -> None:
    st.header("Model card", anchor=False)
    if card.value is None:
        st.info(escape_markdown(card.problem))
        return
    st.write(
        "A page of Markdown: purpose, data with licences, training, scores and limits as written at the training, and "
        "from the figures here how the model stands beside people."
    )
    name = f"{content.evaluation.version}-model-card.md"
    _offer("Download the model card", partial(model_card_with_findings, card.value, content), name, "text/markdown")


def _show_rows(rows: pd.DataFrame, name: str, what: str) -> None:
    st.write(
        f"{count_of(len(rows), 'row', 'rows')}, one for each {what} CSV opens in every spreadsheet; Parquet is "
        "smaller and keeps the types."
    )
    with st.container(horizontal=True):
        _offer("CSV", partial(rows_csv, rows), f"{name}.csv", CSV)
        _offer("Parquet", partial(rows_parquet, rows), f"{name}.parquet", PARQUET)


def _offer(label: str, make: Callable[[], str | bytes], name: str, mime: str) -> None:
    st.download_button(label, make, file_name=name, mime=mime, key=name, icon=":material/download:", on_click="ignore")


def _show_dictionary(title: str, meanings: pd.DataFrame) -> None:
    with st.expander(title):
        st.table(meanings.set_index("Column").map(escape_markdown))
