"""The view of downloads: the report, all rows and the model card, each made only when it is asked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from fashion_model.analysis.errors import ErrorAnalysis
from fashion_model.analysis.records import BenchmarkEvaluation, PhotoEvaluation
from fashion_model.formats import count_of
from fashion_model.serving.artifacts import Artifact, ArtifactError
from fashion_model.serving.scoring import PhotoAnswer
from fashion_model.web.evaluation.overview_words import anchors_of, scores_of, verdict_counts
from fashion_model.web.evaluation.sections import Beside, Column, Folded, Heading, Table
from fashion_model.web.evaluation.study import study_answer
from fashion_model.web.figures import STILL
from fashion_model.web.gallery.words import VERDICT_RULES
from fashion_model.web.loaded import Part
from fashion_model.web.report.rows_words import (
    PHOTO_ROW_COLUMNS,
    ROW_COLUMNS,
    dictionary,
    photo_rows_frame,
    rows_csv,
    rows_frame,
    rows_parquet,
)
from fashion_model.web.report.words import ReportBlock, ReportContent, report_sections
from fashion_model.web.words import escape_markdown, interval_text, moment, score_text

CARD_FILE = "MODEL_CARD.md"
CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
REPORT_MB = 5
"""Nearly all of a report is Plotly's script."""
TEST_ROWS = "test picture: its label, what the network said and how sure it was, what people and what analysts say."
PHOTO_ROWS = "test photo: what it shows, what the network said and how sure it was, and what analysts say."
NO_JUDGEMENTS = "Without the catalogue, the files hold no judgements of analysts."
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 12, "color": "#1f2328"}
_LABEL_PX = 18
"""Room to the right for half the label at the end of an axis, in pixels."""


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


def report_html(content: ReportContent) -> bytes:
    """Return the report in UTF-8; what people wrote is shown as they wrote it, never obeyed."""
    benchmark, photos = content.evaluation.benchmark, content.evaluation.photos
    return (
        _template()
        .render(
            version=content.evaluation.version,
            made=f"{moment(content.made_at, UTC)} UTC",
            cards=[_benchmark_card(benchmark), _photo_card(photos)],
            sections=report_sections(content),
            plotly=Markup(get_plotlyjs()),
        )
        .encode("utf-8")
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "in_order": in_order,
        "kind": lambda block: type(block).__name__,
        "emphasised": emphasised,
        "drawn": _drawn,
        "rows": _rows,
        "numbers": _numbers,
    }
    return environment.get_template("report.html.j2")


def in_order(blocks: Iterable[ReportBlock]) -> Iterator[ReportBlock]:
    """Yield blocks one after the other, those that stand beside each other or folded on a page, too."""
    for block in blocks:
        if isinstance(block, Beside):
            yield from in_order((*block.left, *block.right))
        elif isinstance(block, Folded):
            yield from in_order((Heading(block.title), *block.blocks))
        else:
            yield block


def emphasised(text: str) -> Markup:
    """Return text as HTML that shows its characters; what stands between ``**`` becomes strong."""
    return Markup(_STRONG.sub(r"<strong>\1</strong>", str(escape(text))))


def _drawn(figure: go.Figure, number: int) -> Markup:
    """Return a figure as a part of a page that has Plotly's script; ``number`` is no other figure's."""
    drawn = go.Figure(figure).update_layout(
        template="plotly_white",
        font=_FONT,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin_r=max(figure.layout.margin.r or 0, _LABEL_PX),
    )
    return Markup(
        drawn.to_html(
            config={**STILL, "responsive": True},
            full_html=False,
            include_plotlyjs=False,
            div_id=f"chart-{number}",
            default_height=f"{drawn.layout.height}px",
        )
    )


def _rows(table: Table) -> Iterator[list[str]]:
    columns = [table.columns.get(name, Column()) for name in table.frame]
    for row in table.frame.itertuples(index=False, name=None):
        yield [column.text(value) for column, value in zip(columns, row, strict=True)]


def _numbers(table: Table) -> list[str]:
    return [name for name in table.frame if pd.api.types.is_numeric_dtype(table.frame[name])]


def _benchmark_card(benchmark: BenchmarkEvaluation) -> dict[str, str]:
    return {
        "title": "Fashion-MNIST",
        "score": score_text(benchmark.accuracy, 2),
        "range": interval_text(benchmark.interval),
        "of": f"of {benchmark.pictures:,} small grey shop pictures, which the model was not trained on",
        "more": f"Loss {benchmark.loss:.3f}; guessing among ten scores 2.303.",
    }


def _photo_card(photos: PhotoEvaluation | None) -> dict[str, str]:
    title = "Photos of real clothes"
    if photos is None:
        return {"title": title, "score": "–", "range": "", "of": "The model was tested without photos.", "more": ""}
    score, automatic = photos.clothing, photos.automatic
    return {
        "title": title,
        "score": score_text(score.accuracy.value),
        "range": interval_text(score.accuracy),
        "of": f"of {score.photos:,} photos by {score.people} people of whom no photo was trained on",
        "more": f"{score_text(automatic.coverage)} of a delivery are answered without a person, "
        f"{score_text(automatic.precision)} of them rightly.",
    }


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
    study = content.study.value
    sections = [card.rstrip(), _people(content)]
    sections += [f"## What would make it better\n\n{study_answer(study)}"] if study else []
    return "\n\n".join(sections) + "\n"


def _people(content: ReportContent) -> str:
    analysis = content.analysis.value
    if analysis is None:
        return f"## Beside people\n\n{content.analysis.problem}"
    return "\n".join(
        ("## Beside people\n", *_scores(content, analysis), "", *_verdicts(content), "", f"{analysis.attribution}.")
    )


def _scores(content: ReportContent, analysis: ErrorAnalysis) -> list[str]:
    scores = scores_of(content.evaluation.benchmark, analysis)
    return [
        "| Fashion-MNIST's test pictures | pictures | right | 95% range |",
        "|---|---|---|---|",
        *(
            f"| {name} | {score.pictures:,} | {score.accuracy:.2%} | "
            f"{score.interval.low:.2%} to {score.interval.high:.2%} |"
            for name, score in scores.items()
            if score.interval
        ),
        *(f"| {anchor.name} ({anchor.address}) | | {anchor.accuracy:.2%} | |" for anchor in anchors_of(analysis)),
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
