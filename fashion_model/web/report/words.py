"""What the report says: its sections of words, tables, figures and pictures."""

import base64
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from fashion_model.analysis.confidence import benchmark_calibration_sentence, calibration_of_benchmark
from fashion_model.analysis.errors import families_of
from fashion_model.analysis.records import PhotoEvaluation
from fashion_model.catalogue.review.judgement_records import FASHION_MNIST, JUDGEMENTS, JudgementRecord
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import Family
from fashion_model.evaluation.votes import VERDICTS, Verdict
from fashion_model.formats import count_of, percent
from fashion_model.photo.thumbnails import crisp
from fashion_model.web.evaluation.categories import categories_table, hardest_and_easiest
from fashion_model.web.evaluation.confidence import (
    BELIEVED,
    automatic_sentence,
    calibration_sentence,
    delivery_sentence,
    outside_blocks,
    reliability_blocks,
)
from fashion_model.web.evaluation.confusion_figures import TRUE, cell_table
from fashion_model.web.evaluation.network import training_story
from fashion_model.web.evaluation.overview import NO_INSIGHTS, honest_scores_blocks, verdicts_block
from fashion_model.web.evaluation.overview_words import (
    anchors_of,
    insights_of,
    scores_of,
    verdict_answer,
    verdict_counts,
)
from fashion_model.web.evaluation.photos import NO_PHOTOS, labels_and_slices, whose_photos
from fashion_model.web.evaluation.sections import (
    PERCENT,
    Block,
    Bullets,
    Column,
    Heading,
    Missing,
    Table,
    Text,
)
from fashion_model.web.evaluation.study import TITLE, study_blocks
from fashion_model.web.gallery.judgements import SOURCE_OF
from fashion_model.web.gallery.words import VERDICT_RULES
from fashion_model.web.loaded import Findings, Part
from fashion_model.web.words import interval_text, moment, score_text

FEWEST_ERRORS = 5
"""Smaller families are counted together."""
MOST_PICTURES = 24
"""On a sheet."""
MOST_JUDGEMENTS = 50
AIMS = (0.9, 0.95, 0.97, 0.98, 0.99)
"""Shares of the automatic answers that someone may want to be right."""
_NONE = "–"
_SOURCES = (
    "Fashion-MNIST: Xiao, Rasul and Vollgraf, 2017, arXiv 1708.07747; github.com/zalandoresearch/fashion-mnist (MIT).",
    "Photos: the Clothing dataset, github.com/alexeygrigorev/clothing-dataset (CC0 1.0).",
)


@dataclass(frozen=True)
class ReportContent(Findings):
    """Everything that a report says.

    Attributes:
        made_at: When, with a time zone.
        answers: The questions that are asked of every model, each with its answer.
        judgements: What each person says now of test pictures and photos, as ``Judgements.latest``, newest first.
    """

    made_at: datetime
    answers: Sequence[tuple[str, Text | Missing]]
    judgements: Part[Sequence[JudgementRecord]]


@dataclass(frozen=True)
class Picture:
    """A picture of a sheet: the file, what it shows in words, and what stands below it; the first line is strong."""

    png: bytes
    alt: str
    lines: tuple[str, ...]

    @property
    def address(self) -> str:
        """The picture itself, as an address that needs no other file."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"


@dataclass(frozen=True)
class Sheet:
    """Pictures side by side."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Matrix:
    """A confusion matrix: as ``cell_table``, with the names of its columns."""

    caption: str
    columns: Sequence[str]
    cells: pd.DataFrame

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """The name of each row with its cells."""
        return [(name, list(cells.itertuples())) for name, cells in self.cells.groupby(TRUE, sort=False)]


ReportBlock = Block | Matrix | Sheet


@dataclass(frozen=True)
class Section:
    """A part of a report: its place in the address, its heading, and what it says, in order."""

    name: str
    title: str
    blocks: Iterable[ReportBlock]


def report_sections(content: ReportContent) -> tuple[Section, ...]:
    """Return what the report says, in the order in which it is read."""
    answers = [block for question, answer in content.answers for block in (Heading(question), answer)]
    insights = insights_of(content.evaluation, content.table)
    study = content.study
    return (
        Section("answers", "The questions, answered", answers),
        Section("scores", "Honest scores", _scores(content)),
        Section("photos", "Photos of real clothes", _photos(content.evaluation.photos)),
        Section("categories", "Category by category, on Fashion-MNIST", _categories(content)),
        Section("confidence", BELIEVED.text, _confidence(content)),
        Section("people", "Would a person have done better?", _people(content)),
        Section(
            "insights",
            "What the errors say",
            [Bullets(tuple(insight.text for insight in insights)) if insights else Text(NO_INSIGHTS)],
        ),
        Section("study", TITLE, study_blocks(study.value) if study.value else [Missing(study.problem)]),
        Section("judgements", "What analysts say of the errors", _judgements(content)),
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
            "95\N{NO-BREAK SPACE}% range": interval_text(score.interval) if score.interval else "",
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
    yield Text(hardest_and_easiest(photos.scores))
    yield categories_table(photos)
    yield matrix_of(photos.confusion, photos.right_cells, photos.rows, CATEGORIES)
    yield Heading("Answered without a person")
    yield Text(f"{automatic_sentence(photos.automatic)} {delivery_sentence(photos.automatic)}")
    curve = photos.automatic.curve
    hindsight = {"Right at least": map(score_text, AIMS), "Automatic": [100 * curve.coverage_at(aim) for aim in AIMS]}
    yield Table(
        pd.DataFrame(hindsight),
        "What could be automatic, had the level been chosen on these very photos.",
        {"Automatic": Column(PERCENT)},
    )
    yield from outside_blocks(photos.outside)


def matrix_of(counts: np.ndarray, right: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> Matrix:
    """Return a confusion matrix; the arguments and the error as of ``cell_table``."""
    caption = "Down: what the picture truly shows. Across: what it was taken for."
    return Matrix(caption, columns, cell_table(counts, right, rows, columns, as_shares=False))


def _categories(content: ReportContent) -> Iterator[Block | Matrix]:
    benchmark, analysis = content.evaluation.benchmark, content.analysis.value
    recalls = analysis.figures["human_recall"] if analysis else {}
    people = {"People find": [100 * recalls[CATEGORIES[score.index]] for score in benchmark.scores]} if analysis else {}
    yield Text(hardest_and_easiest(benchmark.scores))
    yield categories_table(benchmark, **people)
    yield matrix_of(benchmark.confusion, benchmark.right_cells, CATEGORIES, CATEGORIES)


def _confidence(content: ReportContent) -> Iterator[Block]:
    benchmark, photos = content.evaluation.benchmark, content.evaluation.photos
    check, bins = calibration_of_benchmark(benchmark.labels, benchmark.probabilities)
    yield Heading("On Fashion-MNIST")
    yield reliability_blocks(bins, benchmark_calibration_sentence(check))
    if photos:
        yield Heading("On photos")
        yield reliability_blocks(photos.reliability, calibration_sentence(photos.calibration))


def _people(content: ReportContent) -> Iterator[Block | Sheet]:
    analysis, errors = content.analysis.value, content.errors
    if analysis is None:
        yield Missing(content.analysis.problem)
        return
    yield Text(verdict_answer(errors))
    if errors.empty:
        return
    yield verdicts_block(content)
    yield _verdict_table(errors)
    yield Heading("Families of errors")
    yield family_table(families_of(errors))
    for verdict in VERDICTS:
        among = errors[errors["verdict"] == verdict]
        if not among.empty:
            yield from _verdict_sheet(verdict, among, content.evaluation.benchmark.error_pictures)
    yield Text(analysis.attribution, small=True)


def _verdict_table(errors: pd.DataFrame) -> Table:
    frame = pd.DataFrame(
        {
            "Verdict": _capitalised(verdict),
            "Errors": count,
            "Share": 100 * count / len(errors),
            "It applies when": VERDICT_RULES[verdict],
        }
        for verdict, count in verdict_counts(errors).items()
    )
    caption = "The verdicts in the order in which they are tried: the first that applies counts."
    return Table(frame, caption, {"Share": Column(PERCENT)})


def _capitalised(verdict: Verdict) -> str:
    return f"{verdict[:1].upper()}{verdict[1:]}"


def family_table(found: Sequence[Family]) -> Table:
    """Return a row a family, the largest first; those with few errors are counted together in the last one."""
    small = sum(family.errors < FEWEST_ERRORS for family in found)
    together = count_of(small, "smaller family", "smaller families")
    rows = pd.DataFrame(
        {
            "Family": f"{CATEGORIES[family.label]} seen as {CATEGORIES[family.predicted]}"
            if family.errors >= FEWEST_ERRORS
            else together,
            "Errors": family.errors,
            "People would miss": family.people_miss,
            **{_capitalised(verdict): family.verdicts.get(verdict, 0) for verdict in VERDICTS},
        }
        for family in found
    )
    return Table(
        rows.groupby("Family", sort=False, as_index=False).sum(),
        "The same label taken for the same other category, how many of them people would miss too, and the verdicts.",
    )


def _verdict_sheet(
    verdict: Verdict, errors: pd.DataFrame, pictures: Mapping[int, np.ndarray]
) -> tuple[Heading, Text, Sheet]:
    """Return a heading, what is shown, and the surest of the errors of one verdict."""
    surest = errors.sort_values("confidence", ascending=False, kind="stable").head(MOST_PICTURES)
    which = "All" if len(surest) == len(errors) else f"The {len(surest)} surest"
    return (
        Heading(f"{_capitalised(verdict)}: {len(errors):,}"),
        Text(
            f"{which} of them. Below each: its label, what the network said, and how many people chose the one and "
            "the other.",
            small=True,
        ),
        Sheet(tuple(_picture(error, pictures[error.picture]) for error in surest.itertuples())),
    )


def _picture(error: Any, pixels: np.ndarray) -> Picture:
    return Picture(
        png=crisp(255 - pixels),
        alt=f"Test picture {error.picture}: {error.label}, taken for {error.predicted}",
        lines=(
            error.label,
            f"seen as {error.predicted}",
            f"{percent(error.label_share)} : {percent(error.predicted_share)}",
        ),
    )


def _judgements(content: ReportContent) -> Iterator[Block]:
    judged = content.judgements.value
    if judged is None:
        yield Missing(content.judgements.problem)
    elif not judged:
        yield Text("No error has been judged by an analyst yet.")
    else:
        yield _judgement_counts(judged, content.errors)
        yield Heading("The newest")
        yield _newest(judged)
        if len(judged) > MOST_JUDGEMENTS:
            yield Text(f"The rows that can be downloaded hold all {len(judged):,}.", small=True)


def _judgement_counts(judged: Sequence[JudgementRecord], errors: pd.DataFrame) -> Table:
    """Count the judgements by whose pictures they are of, and those of test pictures by what people make of them."""
    known = errors.dropna(subset="verdict")
    verdicts = dict(zip(known["picture"].astype(str), known["verdict"], strict=True))
    datasets = {source: dataset for dataset, source in SOURCE_OF.items()}
    kinds = Counter(
        (
            datasets[record.source],
            verdicts.get(record.picture, _NONE) if record.source == FASHION_MNIST else _NONE,
            record.judgement,
        )
        for record in judged
    )
    rows = [
        {
            "Pictures": dataset,
            "Verdict of the crowd": verdict,
            **{judgement.capitalize(): kinds[dataset, verdict, judgement] for judgement in JUDGEMENTS},
        }
        for dataset, verdict in sorted({(dataset, verdict) for dataset, verdict, _ in kinds})
    ]
    people = count_of(len({record.person for record in judged}), "person", "people")
    return Table(pd.DataFrame(rows), f"{count_of(len(judged), 'judgement', 'judgements')} by {people}.")


def _newest(judged: Sequence[JudgementRecord]) -> Table:
    newest = sorted(judged, key=lambda record: record.created_at, reverse=True)[:MOST_JUDGEMENTS]
    frame = pd.DataFrame(
        {
            "Picture": record.picture,
            "Answer": f"{record.label} seen as {record.predicted}",
            "Judgement": record.judgement,
            "Note": record.note,
            "By": record.person,
            "When (UTC)": moment(record.created_at, UTC),
        }
        for record in newest
    )
    return Table(frame, "What each person says now, the newest first.")


def _sources(content: ReportContent) -> Iterator[Block]:
    analysis = content.analysis.value
    yield Text(training_story(content.evaluation))
    if analysis:
        yield Text(
            "The verdicts can be counted again from the rows that the Evaluation page offers as CSV and Parquet: among "
            "the rows whose “right” is False, apply the table of verdicts to “label_share” and “predicted_share”."
        )
    yield Bullets((*_SOURCES, *([f"{analysis.attribution}."] if analysis else [])))
