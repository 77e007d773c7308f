"""The report's section on photos of real clothes."""

from fashion_model.categories import CATEGORIES
from fashion_model.web.evaluation_photo_tables import (
    automatic_sentence,
    by_label,
    delivery_sentence,
    outside_sentence,
    outside_table,
    score_table,
    second_look_sentence,
)
from fashion_model.web.evaluation_records import PhotoEvaluation
from fashion_model.web.evaluation_tables import category_table, hardest_and_easiest, score_text
from fashion_model.web.report_blocks import Block, Heading, Paragraph, Section, Table, matrix_of, table_of
from fashion_model.web.report_content import ReportContent

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
