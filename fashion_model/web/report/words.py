"""What the report says, section by section, and how it becomes one HTML file."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from fashion_model.analysis.records import BenchmarkEvaluation, PhotoEvaluation
from fashion_model.catalogue.review.judgement_records import JudgementRecord
from fashion_model.formats import CONFIDENCE_INTERVAL, decimals_for, score_text
from fashion_model.web.evaluation.categories import categories_matrix, categories_table, lowest_and_highest
from fashion_model.web.evaluation.confidence import (
    BELIEVED,
    automatic_sentence,
    benchmark_reliability,
    delivery_sentence,
    outside_blocks,
    photo_reliability,
    precision_table,
    promise_warning,
)
from fashion_model.web.evaluation.confusion_figures import Matrix
from fashion_model.web.evaluation.network import training_story
from fashion_model.web.evaluation.overview import honest_scores_blocks
from fashion_model.web.evaluation.overview_words import (
    anchors_of,
    scores_of,
)
from fashion_model.web.evaluation.photos import NO_PHOTOS, labels_and_slices, whose_photos
from fashion_model.web.evaluation.sections import (
    PERCENT,
    Beside,
    Block,
    Bullets,
    Column,
    Folded,
    Heading,
    Missing,
    Table,
    Text,
)
from fashion_model.web.evaluation.study import TITLE, study_blocks
from fashion_model.web.figures import STILL
from fashion_model.web.loaded import Findings, Part
from fashion_model.web.report.people_words import Sheet, judgement_blocks, people_blocks
from fashion_model.web.words import interval_text, moment

AIMS = (0.9, 0.95, 0.97, 0.98, 0.99)
"""Shares of the automatic answers that someone may want to be right."""
_SOURCES = (
    "Fashion-MNIST: Xiao, Rasul and Vollgraf, 2017, arXiv 1708.07747; github.com/zalandoresearch/fashion-mnist (MIT).",
    "Photos: the Clothing dataset, github.com/alexeygrigorev/clothing-dataset (CC0 1.0).",
)
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 12, "color": "#1f2328"}
_LABEL_PX = 18
"""Room to the right for half the label at the end of an axis, in pixels."""


@dataclass(frozen=True)
class ReportContent(Findings):
    """Everything that a report says.

    Attributes:
        made_at: When, with a time zone.
        answers: The questions that are asked of every model, each with its answer.
        judgements: What each person says now of test pictures and photos, as ``Judgements.latest``, newest first.
    """

    made_at: datetime
    answers: Sequence[tuple[str, Sequence[Block]]]
    judgements: Part[Sequence[JudgementRecord]]


ReportBlock = Block | Matrix | Sheet


@dataclass(frozen=True)
class Section:
    """A part of a report: its place in the address, its heading, and what it says, in order."""

    name: str
    title: str
    blocks: Iterable[ReportBlock]


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
        "score": score_text(benchmark.accuracy, decimals_for(benchmark.pictures)),
        "range": interval_text(benchmark.interval, decimals_for(benchmark.pictures)),
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
        "of": f"of {score.photos:,} photos by {score.people} people of whom no photo was trained on; one of them took "
        f"{score.most_by_one:,}",
        "more": delivery_sentence(automatic),
    }


def report_sections(content: ReportContent) -> tuple[Section, ...]:
    """Return what the report says, in the order in which it is read."""
    answers = [block for question, blocks in content.answers for block in (Heading(question), *blocks)]
    study = content.study
    return (
        Section("answers", "The questions, answered", answers),
        Section("scores", "Honest scores", _scores(content)),
        Section("photos", "Photos of real clothes", _photos(content.evaluation.photos)),
        Section("categories", "Category by category, on Fashion-MNIST", _categories(content)),
        Section("confidence", BELIEVED.text, _confidence(content)),
        Section("people", "Would a person have done better?", people_blocks(content)),
        Section("study", TITLE, study_blocks(study.value) if study.value else [Missing(study.problem)]),
        Section("judgements", "What analysts say of the errors", judgement_blocks(content.judgements, content.errors)),
        Section("sources", "Where the figures come from", _sources(content)),
    )


def _scores(content: ReportContent) -> Iterator[Block]:
    analysis = content.analysis.value
    scores, anchors = scores_of(content.evaluation.benchmark, analysis), anchors_of(analysis)
    figure, said = honest_scores_blocks(content)
    ours = pd.DataFrame(
        {
            "Pictures": name,
            "How many": score.pictures,
            "Right": 100 * score.accuracy,
            CONFIDENCE_INTERVAL: interval_text(score.interval, 2) if score.interval else "",
        }
        for name, score in scores.items()
    )
    others = pd.DataFrame({"Who": anchor.name, "Right": 100 * anchor.accuracy} for anchor in anchors)
    right = {"Right": Column(PERCENT)}
    yield said
    yield Table(ours, "Accuracy on Fashion-MNIST's test pictures.", right)
    yield figure
    yield Table(others, "What others score on the same pictures.", right)
    yield Bullets(tuple(f"**{anchor.name}.** {anchor.meaning} {anchor.source}, {anchor.address}" for anchor in anchors))


def _photos(photos: PhotoEvaluation | None) -> Iterator[Block | Matrix]:
    if photos is None:
        yield Missing(NO_PHOTOS)
        return
    yield Text(whose_photos(photos))
    yield labels_and_slices(photos)
    yield Heading("By category")
    yield Text(lowest_and_highest(photos.scores))
    yield categories_table(photos)
    yield categories_matrix(photos)
    yield Heading("Answered without a person")
    yield Text(f"{automatic_sentence(photos.automatic)} {delivery_sentence(photos.automatic)}")
    by_category = photos.automatic.by_category
    if warning := promise_warning(by_category, photos.automatic.target_precision):
        yield Text(warning)
    if by_category:
        yield precision_table(by_category)
    curve = photos.automatic.curve
    hindsight = {"Right at least": map(score_text, AIMS), "Automatic": [100 * curve.coverage_at(aim) for aim in AIMS]}
    yield Table(
        pd.DataFrame(hindsight),
        "What could be automatic, had the level been chosen on these very photos.",
        {"Automatic": Column(PERCENT)},
    )
    yield from outside_blocks(photos.outside)


def _categories(content: ReportContent) -> Iterator[Block | Matrix]:
    benchmark, analysis = content.evaluation.benchmark, content.analysis.value
    recalls = analysis.figures["human_recall"] if analysis else None
    yield Text(lowest_and_highest(benchmark.scores))
    yield categories_table(benchmark, recalls)
    yield categories_matrix(benchmark)


def _confidence(content: ReportContent) -> Iterator[Block]:
    yield Heading("On Fashion-MNIST")
    yield benchmark_reliability(content.evaluation)
    if photos := content.evaluation.photos:
        yield Heading("On photos")
        yield photo_reliability(photos)


def _sources(content: ReportContent) -> Iterator[Block]:
    analysis = content.analysis.value
    yield Text(training_story(content.evaluation))
    if analysis:
        yield Text(
            "The verdicts can be counted again from the rows that the Evaluation page offers as CSV and Parquet: among "
            "the rows whose “right” is False, apply the table of verdicts to “label_share” and “predicted_share”."
        )
    yield Bullets((*_SOURCES, *([f"{analysis.attribution}."] if analysis else [])))
