"""What people and analysts make of the errors: the report's tables and sheets of pictures."""

import base64
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd

from fashion_model.analysis.errors import families_of
from fashion_model.catalogue.review.judgement_records import FASHION_MNIST, JUDGEMENTS, JudgementRecord
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import Family
from fashion_model.evaluation.votes import VERDICTS, Verdict
from fashion_model.formats import count_of, percent
from fashion_model.photo.thumbnails import crisp
from fashion_model.web.evaluation.overview import verdicts_block
from fashion_model.web.evaluation.overview_words import verdict_answer, verdict_counts
from fashion_model.web.evaluation.sections import PERCENT, Block, Column, Heading, Missing, Table, Text
from fashion_model.web.gallery.judgements import SOURCE_OF
from fashion_model.web.gallery.words import VERDICT_RULES
from fashion_model.web.loaded import Findings, Part
from fashion_model.web.words import moment

FEWEST_ERRORS = 5
"""Smaller families are counted together."""
MOST_PICTURES = 24
"""On a sheet."""
MOST_JUDGEMENTS = 50
_NONE = "–"


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


def people_blocks(found: Findings) -> Iterator[Block | Sheet]:
    """Return the verdicts with their rules, the families of errors, and pictures of each verdict."""
    analysis, errors = found.analysis.value, found.errors
    if analysis is None:
        yield Missing(found.analysis.problem)
        return
    yield Text(verdict_answer(errors))
    if errors.empty:
        return
    yield verdicts_block(found)
    yield _verdict_table(errors)
    yield Heading("Families of errors")
    yield family_counts(families_of(errors))
    for verdict in VERDICTS:
        among = errors[errors["verdict"] == verdict]
        if not among.empty:
            yield from _verdict_sheet(verdict, among, found.evaluation.benchmark.error_pictures)
    yield Text(analysis.attribution, small=True)


def _verdict_table(errors: pd.DataFrame) -> Table:
    frame = pd.DataFrame(
        {
            "Verdict": verdict.capitalize(),
            "Errors": count,
            "Share": 100 * count / len(errors),
            "It applies when": VERDICT_RULES[verdict],
        }
        for verdict, count in verdict_counts(errors).items()
    )
    caption = "The verdicts in the order in which they are tried: the first that applies counts."
    return Table(frame, caption, {"Share": Column(PERCENT)})


def family_counts(found: Sequence[Family]) -> Table:
    """Return a row a family, the largest first; those with few errors are counted together in the last one."""
    small = sum(family.errors < FEWEST_ERRORS for family in found)
    together = count_of(small, "smaller family", "smaller families")
    rows = pd.DataFrame(
        {
            "Family": f"{CATEGORIES[family.label]} seen as {CATEGORIES[family.predicted]}"
            if family.errors >= FEWEST_ERRORS
            else together,
            "Errors": family.errors,
            "Label outvoted": family.outvoted,
            **{verdict.capitalize(): family.verdicts.get(verdict, 0) for verdict in VERDICTS},
        }
        for family in found
    )
    return Table(
        rows.groupby("Family", sort=False, as_index=False).sum(),
        "The same label taken for the same other category; in how many of them another category than the label got the "
        "most votes; and the verdicts.",
    )


def _verdict_sheet(
    verdict: Verdict, errors: pd.DataFrame, pictures: Mapping[int, np.ndarray]
) -> tuple[Heading, Text, Sheet]:
    """Return a heading, what is shown, and the surest of the errors of one verdict."""
    surest = errors.sort_values("confidence", ascending=False, kind="stable").head(MOST_PICTURES)
    which = "All" if len(surest) == len(errors) else f"The {len(surest)} surest"
    return (
        Heading(f"{verdict.capitalize()}: {len(errors):,}"),
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


def judgement_blocks(judgements: Part[Sequence[JudgementRecord]], errors: pd.DataFrame) -> Iterator[Block]:
    """Return what analysts say of ``errors``, counted, and the newest judgements one by one."""
    judged = judgements.value
    if judged is None:
        yield Missing(judgements.problem)
    elif not judged:
        yield Text("No error has been judged by an analyst yet.")
    else:
        yield _judgement_counts(judged, errors)
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
