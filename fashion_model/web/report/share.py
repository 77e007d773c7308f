"""The Evaluation page's downloads: the report, all rows, and the model card; each is made only when it is asked for."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.evaluation.study import Study
from fashion_model.formats import count_of
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.evaluation.overview_words import anchors_of, scores_of, verdict_counts
from fashion_model.web.evaluation.study_tables import study_answer
from fashion_model.web.gallery.words import VERDICT_RULES
from fashion_model.web.loaded import Part
from fashion_model.web.report.blocks import ReportContent
from fashion_model.web.report.report import report_html
from fashion_model.web.report.rows import (
    PHOTO_ROW_COLUMNS,
    ROW_COLUMNS,
    dictionary,
    photo_rows_frame,
    rows_csv,
    rows_frame,
    rows_parquet,
)
from fashion_model.web.words import escape_markdown

CARD_FILE = "MODEL_CARD.md"


def read_card(artifact: Artifact) -> Part[str]:
    """Return the card that was written at the training."""
    try:
        return Part(artifact.file(CARD_FILE).read_text(encoding="utf-8"))
    except (ArtifactError, OSError, UnicodeError):
        return Part(None, f"{CARD_FILE} of model {artifact.version} is missing. Restore the model's folder.")


def model_card_with_findings(card: str, content: ReportContent) -> str:
    """Return a card in Markdown with the figures of the Evaluation page after those of the training.

    Args:
        card: As it was written at the training.
        content: The figures, of the same model.
    """
    sections = (card.rstrip(), _people(content), _study(content.study))
    return "\n\n".join(section for section in sections if section) + "\n"


def _people(content: ReportContent) -> str:
    analysis = content.analysis.value
    if analysis is None:
        return f"## Beside people\n\n{content.analysis.problem}"
    return "\n".join(("## Beside people\n", *_scores(content, analysis), "", *_verdicts(content), "", _votes(analysis)))


def _scores(content: ReportContent, analysis: ErrorAnalysis) -> list[str]:
    scores = scores_of(content.evaluation.benchmark, analysis)
    return [
        "| Fashion-MNIST's test pictures | pictures | right | 95% range |",
        "|---|---|---|---|",
        *(
            f"| {name} | {one.pictures:,} | {one.accuracy:.2%} | {one.interval.low:.2%} to {one.interval.high:.2%} |"
            for name, one in scores.items()
            if one.interval
        ),
        *(f"| {one.name} ({one.address}) | | {one.accuracy:.2%} | |" for one in anchors_of(analysis)),
    ]


def _verdicts(content: ReportContent) -> list[str]:
    errors = content.errors
    return [
        f"What people make of the {len(errors):,} errors; the first verdict that applies counts:",
        "",
        "| verdict | errors | it applies when |",
        "|---|---|---|",
        *(f"| {verdict} | {count:,} | {VERDICT_RULES[verdict]} |" for verdict, count in verdict_counts(errors).items()),
    ]


def _votes(analysis: ErrorAnalysis) -> str:
    return f"{analysis.attribution}."


def _study(study: Part[Study]) -> str:
    return f"## What would make it better\n\n{study_answer(study.value)}" if study.value else ""


CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
REPORT_MB = 5
"""Nearly all of a report is Plotly's script."""
TEST_ROWS = "test picture: its label, what the network said and how sure it was, what people and what analysts say."
PHOTO_ROWS = "test photo: what it shows, what the network said and how sure it was, and what analysts say."
NO_JUDGEMENTS = "Without the catalogue, the files hold no judgements of analysts."


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
        st.subheader("Test pictures", anchor=False)
        _show_rows(rows, f"{content.evaluation.version}-test-pictures", TEST_ROWS)
    with right.container(border=True, height="stretch"):
        st.subheader("Photos", anchor=False)
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
    st.subheader("Report", anchor=False)
    st.write(
        "One HTML file to read or print, with all scores, tables, charts and pictures of errors. It needs no other "
        f"file and no network: about {REPORT_MB}\N{NO-BREAK SPACE}MB."
    )
    name = f"{content.evaluation.version}-report.html"
    _offer("Download the report", partial(report_html, content), name, "text/html")


def _show_card(content: ReportContent, card: Part[str]) -> None:
    st.subheader("Model card", anchor=False)
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
