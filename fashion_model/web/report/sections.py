"""The report's sections on test pictures: answers, scores, categories, confidence, and what people make of errors."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fashion_model.analysis.confidence import benchmark_calibration_sentence, calibration_of_benchmark
from fashion_model.analysis.errors import ErrorAnalysis, families_of
from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.baselines import Anchor
from fashion_model.evaluation.calibration import ReliabilityBins
from fashion_model.evaluation.errors import Family
from fashion_model.evaluation.votes import VERDICTS, Verdict
from fashion_model.formats import count_of, percent
from fashion_model.photo.thumbnails import crisp
from fashion_model.web.evaluation.figures import reliability_figure, scores_figure, verdicts_figure
from fashion_model.web.evaluation.overview_words import (
    anchors_of,
    insights_of,
    scores_of,
    scores_sentence,
    verdict_answer,
    verdict_counts,
)
from fashion_model.web.evaluation.photos import calibration_sentence
from fashion_model.web.evaluation.tables import category_table, hardest_and_easiest
from fashion_model.web.gallery.words import VERDICT_RULES
from fashion_model.web.report.blocks import (
    Block,
    Bullets,
    Chart,
    Heading,
    Paragraph,
    Picture,
    ReportContent,
    Section,
    Sheet,
    Table,
    matrix_of,
    table_of,
)
from fashion_model.web.words import interval_text, score_text

FEWEST_ERRORS = 5
"""Smaller families are counted together."""


def family_rows(found: Sequence[Family]) -> Table:
    """Return a row a family, the largest first; those with few errors are counted together in the last one."""
    large = [family for family in found if family.errors >= FEWEST_ERRORS]
    small = found[len(large) :]
    rows = [_row(f"{CATEGORIES[one.label]} seen as {CATEGORIES[one.predicted]}", [one]) for one in large]
    if small:
        rows.append(_row(f"{count_of(len(small), 'smaller family', 'smaller families')}", small))
    counted = ("Errors", "People would miss", *(f"{verdict[:1].upper()}{verdict[1:]}" for verdict in VERDICTS))
    return Table(
        "The same label taken for the same other category, how many of them people would miss too, and the verdicts.",
        ("Family", *counted),
        tuple(rows),
        frozenset(counted),
    )


def _row(name: str, members: Sequence[Family]) -> tuple[str, ...]:
    numbers = [
        sum(one.errors for one in members),
        sum(one.people_miss for one in members),
        *(sum(one.verdicts.get(verdict, 0) for one in members) for verdict in VERDICTS),
    ]
    return (name, *(f"{number:,}" for number in numbers))


MOST_PICTURES = 24
"""On a sheet."""


def verdict_sheet(verdict: Verdict, errors: pd.DataFrame, pictures: Mapping[int, np.ndarray]) -> tuple[Block, ...]:
    """Return a heading, what is shown, and the surest errors of one verdict.

    Args:
        verdict: Theirs.
        errors: A row an error, at least one, with ``picture``, ``label``, ``predicted``, ``confidence``,
            ``label_share`` and ``predicted_share``, all known.
        pictures: ``(28, 28)`` uint8, light item on black, by index in the test set.
    """
    surest = errors.sort_values("confidence", ascending=False, kind="stable").head(MOST_PICTURES)
    which = "All" if len(surest) == len(errors) else f"The {len(surest)} surest"
    return (
        Heading(f"{verdict[:1].upper()}{verdict[1:]}: {len(errors):,}"),
        Paragraph(
            f"{which} of them. Below each: its label, what the network said, and how many people chose the one and "
            "the other.",
            small=True,
        ),
        Sheet(tuple(_picture(row, pictures[row["picture"]]) for row in surest.to_dict("records"))),
    )


def _picture(row: Mapping[str, object], pixels: np.ndarray) -> Picture:
    label, predicted = row["label"], row["predicted"]
    shares = [percent(float(str(row[name]))) for name in ("label_share", "predicted_share")]
    return Picture(
        png=crisp(255 - pixels),
        alt=f"Test picture {row['picture']}: {label}, taken for {predicted}",
        lines=(f"{label}", f"seen as {predicted}", " : ".join(shares)),
    )


def answers_section(content: ReportContent) -> Section:
    """Return the questions with their answers."""
    blocks = [block for question, answer in content.answers for block in (Heading(question), Paragraph(answer))]
    return Section("answers", "The questions, answered", tuple(blocks))


def scores_section(content: ReportContent) -> Section:
    """Return the honest scores, and what others score."""
    analysis = content.analysis.value
    scores, anchors = scores_of(content.evaluation.benchmark, analysis), anchors_of(analysis)
    said = scores_sentence(scores) if analysis else content.analysis.problem
    rows = tuple(
        (name, f"{one.pictures:,}", score_text(one.accuracy), interval_text(one.interval) if one.interval else "")
        for name, one in scores.items()
    )
    ours = Table(
        "Accuracy on Fashion-MNIST's test pictures.",
        ("Pictures", "How many", "Right", "95\N{NO-BREAK SPACE}% range"),
        rows,
        frozenset({"How many", "Right"}),
    )
    chart = Chart(scores_figure(scores, anchors), "The same scores on one axis, with those of others below them.")
    return Section("scores", "Honest scores", (Paragraph(said), ours, chart, *_anchors(anchors)))


def _anchors(anchors: Sequence[Anchor]) -> tuple[Block, ...]:
    scores = Table(
        "What others score on the same pictures.",
        ("Who", "Right"),
        tuple((one.name, score_text(one.accuracy)) for one in anchors),
        frozenset({"Right"}),
    )
    return scores, Bullets(tuple(f"**{one.name}.** {one.meaning} {one.source}, {one.address}" for one in anchors))


def categories_section(content: ReportContent) -> Section:
    """Return each category's scores on test pictures, and what it is taken for."""
    benchmark, analysis = content.evaluation.benchmark, content.analysis.value
    return Section(
        "categories",
        "Category by category, on Fashion-MNIST",
        (
            Paragraph(hardest_and_easiest(benchmark.scores)),
            table_of(
                _category_frame(benchmark, analysis),
                "Precision: of the pictures named so, how many are. Recall: of those that are, how many were found.",
                dict.fromkeys(("Precision", "Recall", "F1", "People find"), _percent_text),
            ),
            matrix_of(
                benchmark.confusion,
                benchmark.right_cells,
                CATEGORIES,
                CATEGORIES,
                "Down: what the picture is by its label. Across: what it was taken for.",
            ),
        ),
    )


def _category_frame(benchmark: BenchmarkEvaluation, analysis: ErrorAnalysis | None) -> pd.DataFrame:
    frame = category_table(benchmark.scores, "Pictures")
    if analysis:
        recall = analysis.figures["human_recall"]
        frame = frame.assign(**{"People find": [100 * recall[name] for name in frame["Category"]]})
    return frame


def _percent_text(value: float) -> str:
    return score_text(value / 100)


def confidence_section(content: ReportContent) -> Section:
    """Return whether confidences are true, on test pictures and on photos."""
    photos = content.evaluation.photos
    blocks: list[Block] = [
        Heading("On Fashion-MNIST"),
        *_benchmark_confidence(content.evaluation.benchmark),
    ]
    if photos:
        blocks += [
            Heading("On photos"),
            Paragraph(calibration_sentence(photos.calibration)),
            _reliability_chart(photos.reliability, "photos"),
        ]
    return Section("confidence", "Can its confidence be believed?", tuple(blocks))


def _benchmark_confidence(benchmark: BenchmarkEvaluation) -> list[Block]:
    check, bins = calibration_of_benchmark(benchmark.labels, benchmark.probabilities)
    return [Paragraph(benchmark_calibration_sentence(check)), _reliability_chart(bins, "pictures")]


def _reliability_chart(bins: ReliabilityBins, counted: str) -> Chart:
    return Chart(
        reliability_figure(bins),
        f"Share of the answers that is right, against the confidence, in groups of equally many {counted}.",
        "A point below the line: too sure. Above it: too modest. Points in the grey band are as good as on the line.",
    )


def people_section(content: ReportContent) -> Section:
    """Return what people make of the errors: verdicts with their rule, families, and pictures of each verdict."""
    title, analysis, errors = "Would a person have done better?", content.analysis.value, content.errors
    if analysis is None:
        return Section("people", title, (Paragraph(content.analysis.problem),))
    if errors.empty:
        return Section("people", title, (Paragraph(verdict_answer(errors)),))
    return Section(
        "people",
        title,
        (
            Paragraph(verdict_answer(errors)),
            Chart(verdicts_figure(verdict_counts(errors)), "How many errors have each of the four verdicts."),
            _verdict_table(errors),
            Heading("Families of errors"),
            family_rows(families_of(errors)),
            *_sheets(content, errors),
            Paragraph(analysis.attribution, small=True),
        ),
    )


def _verdict_table(errors: pd.DataFrame) -> Table:
    return Table(
        "The verdicts in the order in which they are tried: the first that applies counts.",
        ("Verdict", "Errors", "Share", "It applies when"),
        tuple(
            (
                f"{verdict[:1].upper()}{verdict[1:]}",
                f"{count:,}",
                score_text(count / len(errors)),
                VERDICT_RULES[verdict],
            )
            for verdict, count in verdict_counts(errors).items()
        ),
        frozenset({"Errors", "Share"}),
    )


def _sheets(content: ReportContent, errors: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = []
    for verdict in VERDICTS:
        among = errors[errors["verdict"] == verdict]
        if not among.empty:
            blocks += verdict_sheet(verdict, among, content.evaluation.benchmark.error_pictures)
    return blocks


def insights_section(content: ReportContent) -> Section:
    """Return what the errors say."""
    found = insights_of(content.evaluation, content.table)
    said = Bullets(tuple(one.text for one in found)) if found else Paragraph("There are too few errors to say more.")
    return Section("insights", "What the errors say", (said,))
