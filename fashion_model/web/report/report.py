"""The evaluation of a model as one HTML file that needs no other file and asks no other machine for anything."""

import re
from datetime import UTC
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from fashion_model.analysis.records import BenchmarkEvaluation, PhotoEvaluation
from fashion_model.web.report.blocks import ReportContent, Section
from fashion_model.web.report.more_sections import judgements_section, photos_section, sources_section, study_section
from fashion_model.web.report.sections import (
    answers_section,
    categories_section,
    confidence_section,
    insights_section,
    people_section,
    scores_section,
)
from fashion_model.web.words import interval_text, moment, score_text

SECTIONS = (
    answers_section,
    scores_section,
    photos_section,
    categories_section,
    confidence_section,
    people_section,
    insights_section,
    study_section,
    judgements_section,
    sources_section,
)
"""In the order in which a report is read."""
_TEMPLATE = "report.html.j2"
_STRONG = re.compile(r"\*\*(.+?)\*\*")


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


def report_sections(content: ReportContent) -> tuple[Section, ...]:
    """Return what the report says, part by part."""
    return tuple(section(content) for section in SECTIONS)


def emphasised(text: str) -> Markup:
    """Return text as HTML that shows its characters; what stands between ``**`` becomes strong."""
    return Markup(_STRONG.sub(r"<strong>\1</strong>", str(escape(text))))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["emphasised"] = emphasised
    return environment.get_template(_TEMPLATE)


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
