"""The report's section on photos of real clothes."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

import pandas as pd

from fashion_model.analysis.records import PhotoEvaluation
from fashion_model.analysis.study import conclude
from fashion_model.catalogue.review.judgement_records import FASHION_MNIST, JUDGEMENTS, JudgementRecord
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.study import Question, Study
from fashion_model.formats import count_of
from fashion_model.web.evaluation.photos import (
    automatic_sentence,
    by_label,
    delivery_sentence,
    outside_sentence,
    outside_table,
    score_table,
    second_look_sentence,
)
from fashion_model.web.evaluation.study_figures import size_figure, time_figure
from fashion_model.web.evaluation.study_tables import candidate_table, tally_sentence
from fashion_model.web.evaluation.tables import category_table, hardest_and_easiest, training_story
from fashion_model.web.gallery.judgements import SOURCE_OF
from fashion_model.web.report.blocks import (
    Block,
    Bullets,
    Chart,
    Heading,
    Paragraph,
    ReportContent,
    Section,
    Table,
    matrix_of,
    table_of,
)
from fashion_model.web.words import moment, score_text

NAME, TITLE = "photos", "Photos of real clothes"
AIMS = (0.9, 0.95, 0.97, 0.98, 0.99)
"""Shares of the automatic answers that someone may want to be right."""


def photos_section(content: ReportContent) -> Section:
    """Return the score on photos: by label, by how they were taken, by category, and what may be automatic."""
    photos = content.evaluation.photos
    if photos is None:
        return Section(NAME, TITLE, (Paragraph("This model was trained and tested without photos."),))
    return Section(NAME, TITLE, (*_scores(photos), *_categories(photos), *_automatic(photos), *_outside(photos)))


def _scores(photos: PhotoEvaluation) -> list[Block]:
    look = [Paragraph(second_look_sentence(photos.second_look))] if photos.second_look else []
    return [
        Paragraph(
            f"{photos.clothing.photos:,} photos of clothes by {photos.clothing.people} people of whom no photo was "
            "used in training. In brackets: where a figure lies with 95\N{NO-BREAK SPACE}% certainty, photos by one "
            "person taken as alike."
        ),
        table_of(score_table(by_label(photos), "By"), "By who says what a photo shows."),
        *look,
        table_of(score_table(photos.slices, "Photos that are"), "By how the photo was taken; one may be in several."),
    ]


def _categories(photos: PhotoEvaluation) -> list[Block]:
    shares = dict.fromkeys(("Precision", "Recall", "F1"), lambda value: score_text(value / 100))
    return [
        Heading("By category"),
        Paragraph(hardest_and_easiest(photos.scores)),
        table_of(category_table(photos.scores, "Photos"), "Among the photos of one known category.", shares),
        matrix_of(
            photos.confusion,
            photos.right_cells,
            photos.rows,
            CATEGORIES,
            "Down: what the photo shows by the set's label. Across: what it was taken for.",
        ),
    ]


def _automatic(photos: PhotoEvaluation) -> list[Block]:
    return [
        Heading("Answered without a person"),
        Paragraph(f"{automatic_sentence(photos.automatic)} {delivery_sentence(photos.automatic)}"),
        Table(
            "What could be automatic, had the level been chosen on these very photos.",
            ("Right at least", "Automatic"),
            tuple((score_text(aim), score_text(photos.automatic.curve.coverage_at(aim))) for aim in AIMS),
            frozenset({"Automatic"}),
        ),
    ]


def _outside(photos: PhotoEvaluation) -> list[Block]:
    if photos.outside is None:
        return [Paragraph("No test photo shows anything outside the ten categories.")]
    return [
        Heading("Things outside the ten"),
        Paragraph(outside_sentence(photos.outside)),
        table_of(outside_table(photos.outside), "Photos of things outside the ten, and how many passed."),
    ]


MOST_JUDGEMENTS = 50
_NONE = "–"
_STUDY_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "Accuracy": lambda value: score_text(value / 100),
    "Loss": lambda value: f"{value:.3f}",
    "Training time": lambda value: f"{value:,.0f}\N{NO-BREAK SPACE}s",
}
_CHANGES: tuple[Question, ...] = ("filters", "kernel", "convolutions")
_SOURCES = (
    "Fashion-MNIST: Xiao, Rasul and Vollgraf, 2017, arXiv 1708.07747; github.com/zalandoresearch/fashion-mnist (MIT).",
    "Photos: the Clothing dataset, github.com/alexeygrigorev/clothing-dataset (CC0 1.0).",
)


def study_section(content: ReportContent) -> Section:
    """Return what a study of small networks found."""
    name, title, study = "study", "What would make it better: a first study", content.study.value
    if study is None:
        return Section(name, title, (Paragraph(content.study.problem),))
    said = conclude(study)
    return Section(
        name,
        title,
        (
            Paragraph(said.best),
            Paragraph(said.seeds),
            *_tallies(study),
            Paragraph(said.cost),
            Chart(size_figure(study), "Validation accuracy with its range, against how many numbers are learned."),
            Chart(time_figure(study), "Validation accuracy with its range, against the seconds of training."),
            table_of(candidate_table(study), "All networks of the study, the best first.", _STUDY_TEXTS),
            Paragraph(said.basis, small=True),
        ),
    )


def _tallies(study: Study) -> list[Block]:
    asked = [question for question in _CHANGES if study.answers_to(question)]
    return [Bullets(tuple(tally_sentence(study, question) for question in asked))] if asked else []


def judgements_section(content: ReportContent) -> Section:
    """Return what analysts say of the errors, counted and, the newest, one by one."""
    title, judged = "What analysts say of the errors", content.judgements.value
    if judged is None:
        return Section("judgements", title, (Paragraph(content.judgements.problem),))
    if not judged:
        return Section("judgements", title, (Paragraph("No error has been judged by an analyst yet."),))
    blocks: list[Block] = [_counts(judged, content.errors), Heading("The newest"), _newest(judged)]
    if len(judged) > MOST_JUDGEMENTS:
        blocks.append(Paragraph(f"The rows that can be downloaded hold all {len(judged):,}.", small=True))
    return Section("judgements", title, tuple(blocks))


def _counts(judged: Sequence[JudgementRecord], errors: pd.DataFrame) -> Table:
    """Count the judgements by whose pictures they are of, and those of test pictures by what people make of them."""
    verdicts = {str(row["picture"]): row["verdict"] for row in errors.dropna(subset="verdict").to_dict("records")}
    worlds = {source: world for world, source in SOURCE_OF.items()}
    kinds = Counter((worlds[one.source], _verdict(one, verdicts), one.judgement) for one in judged)
    rows = list(dict.fromkeys((world, verdict) for world, verdict, _ in sorted(kinds)))
    return Table(
        f"{count_of(len(judged), 'judgement', 'judgements')} by "
        f"{count_of(len({one.person for one in judged}), 'person', 'people')}.",
        ("Pictures", "Verdict of the crowd", *(judgement.capitalize() for judgement in JUDGEMENTS)),
        tuple((*row, *(f"{kinds[(*row, judgement)]:,}" for judgement in JUDGEMENTS)) for row in rows),
        frozenset(judgement.capitalize() for judgement in JUDGEMENTS),
    )


def _verdict(one: JudgementRecord, verdicts: Mapping[str, str]) -> str:
    return verdicts.get(one.picture, _NONE) if one.source == FASHION_MNIST else _NONE


def _newest(judged: Sequence[JudgementRecord]) -> Table:
    return Table(
        "What each person says now, the newest first.",
        ("Picture", "Answer", "Judgement", "Note", "By", "When (UTC)"),
        tuple(
            (
                one.picture,
                f"{one.label} seen as {one.predicted}",
                one.judgement,
                one.note,
                one.person,
                moment(one.created_at, UTC),
            )
            for one in sorted(judged, key=lambda one: one.created_at, reverse=True)[:MOST_JUDGEMENTS]
        ),
    )


def sources_section(content: ReportContent) -> Section:
    """Return where the figures come from, and how to count them again."""
    analysis = content.analysis.value
    again = (
        "The verdicts can be counted again from the rows that the Evaluation page offers as CSV and Parquet: among "
        "the rows whose “right” is False, apply the table of verdicts to “label_share” and “predicted_share”."
    )
    return Section(
        "sources",
        "Where the figures come from",
        (
            Paragraph(training_story(content.evaluation)),
            *([Paragraph(again)] if analysis else []),
            Bullets((*_SOURCES, *([f"{analysis.attribution}."] if analysis else []))),
        ),
    )
