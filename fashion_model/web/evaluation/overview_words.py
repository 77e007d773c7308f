"""The answers of the overview in words and small Markdown tables."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fashion_model.analysis.errors import ErrorAnalysis, families_of
from fashion_model.analysis.records import BenchmarkEvaluation, Evaluation, PhotoEvaluation
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.baselines import (
    BEST_PUBLISHED,
    FIRST_NOTEBOOK,
    Anchor,
    PartScore,
    honest_scores,
    people_anchor,
)
from fashion_model.evaluation.errors import Family
from fashion_model.evaluation.insights import (
    FAULT,
    REASONABLE,
    SUSPECT,
    Insight,
    Pictures,
    insights,
    photo_insights,
    shared_with_people,
)
from fashion_model.evaluation.votes import VERDICTS, Verdict
from fashion_model.formats import count_of
from fashion_model.web.links import BENCHMARK, PHOTOS, gallery_address
from fashion_model.web.words import interval_text, score_text

MOST_FAMILIES = 6


def accuracy_answer(evaluation: Evaluation) -> str:
    """Return in words how accurate the model is, on test pictures and on photos."""
    benchmark = evaluation.benchmark
    said = (
        f"**{score_text(benchmark.accuracy, 2)}** of Fashion-MNIST's {benchmark.pictures:,} test pictures are "
        f"recognised (95\N{NO-BREAK SPACE}% range {interval_text(benchmark.interval)})"
    )
    if evaluation.photos is None:
        return f"{said}. How it does on photos of real clothes is not known: it was tested without any."
    return f"{said}, and {_photo_answer(evaluation.photos)}"


def _photo_answer(photos: PhotoEvaluation) -> str:
    score = photos.clothing
    people = f"photos by {count_of(score.people, 'person', 'people')} it had never seen a photo of"
    said = f"**{score_text(score.accuracy.value)}** of {score.photos:,} {people} ({interval_text(score.accuracy)})."
    if photos.outside is None:
        return said
    asked = photos.outside.photos - photos.outside.automatic
    return f"{said} Of {photos.outside.photos:,} photos that show none of the ten, {asked:,} were put before a person."


def scores_of(benchmark: BenchmarkEvaluation, analysis: ErrorAnalysis | None) -> dict[str, PartScore]:
    """Return the scores on test pictures by the names they have in a figure; without an analysis only the usual one."""
    predicted = benchmark.probabilities.argmax(axis=1)
    unknown = np.zeros(len(benchmark.labels), bool)
    twin, agree = (analysis.near_duplicate, analysis.people_agree) if analysis else (unknown, unknown)
    scores = honest_scores(benchmark.labels, predicted, twin, agree)
    everything = {f"All {benchmark.pictures:,} pictures": scores.all_pictures}
    parts = {
        "Without near-duplicates": scores.without_near_duplicates,
        "Where people agree": scores.where_people_agree,
    }
    return everything | parts if analysis else everything


def scores_sentence(scores: Mapping[str, PartScore]) -> str:
    """Return what the three scores are, and how to read them; ``scores`` as of ``scores_of`` with an analysis."""
    everything, twinless, agreed = scores.values()
    return (
        f"Three honest scores: on all pictures {score_text(everything.accuracy, 2)}; without the "
        f"{everything.pictures - twinless.pictures:,} that have a near-duplicate among the training pictures "
        f"{score_text(twinless.accuracy, 2)}; on the {agreed.pictures:,} of which two thirds of the people say the "
        f"same {score_text(agreed.accuracy, 2)}. The third is on easier pictures: hold only the first against others."
    )


def anchors_of(analysis: ErrorAnalysis | None) -> tuple[Anchor, ...]:
    """Return what others score; what people score only where it is known."""
    known = (people_anchor(float(analysis.figures["human_accuracy"])),) if analysis else ()
    return (*known, FIRST_NOTEBOOK, BEST_PUBLISHED)


def anchor_lines(anchors: Sequence[Anchor]) -> str:
    """Return a line of Markdown an anchor: what it is and where that is said."""
    return "\n".join(
        f"- **{anchor.name}, {score_text(anchor.accuracy)}**: {anchor.meaning} [{anchor.source}]({anchor.address})"
        for anchor in anchors
    )


def verdict_counts(errors: pd.DataFrame) -> dict[Verdict, int]:
    """Return how many errors have each verdict, in their order; ``errors`` with a column ``verdict``."""
    return {verdict: int((errors["verdict"] == verdict).sum()) for verdict in VERDICTS}


def verdict_answer(errors: pd.DataFrame) -> str:
    """Return in words how far people would have erred too.

    Args:
        errors: A row an error, with ``label``, ``people_say`` and ``verdict``, all known.
    """
    if errors.empty:
        return "The model made no error on the test pictures."
    counts, total = verdict_counts(errors), len(errors)
    excused, fault = counts[SUSPECT] + counts[REASONABLE], counts[FAULT]
    return (
        f"**{excused:,} of {count_of(total, 'error', 'errors')} ({score_text(excused / total)})** are reasonable or "
        "hang on a label to be doubted: at least a quarter of the people chose what the network chose. "
        f"**{fault:,} ({score_text(fault / total)})** are the network's own fault. {shared_with_people(errors).text}"
    )


def verdict_links(counts: Mapping[Verdict, int]) -> str:
    """Return a line of Markdown that leads to the errors of each verdict."""
    links = [f"[{count:,} {verdict}]({gallery_address(verdict=verdict)})" for verdict, count in counts.items() if count]
    return f"See the pictures: {' · '.join(links)}"


def largest_families(errors: pd.DataFrame) -> tuple[Family, ...]:
    """Return the families of errors with the most of them, at most ``MOST_FAMILIES``.

    Args:
        errors: A row an error, with ``label``, ``predicted``, ``people_say`` and ``verdict``, all known.
    """
    return families_of(errors)[:MOST_FAMILIES]


def family_table(largest: Sequence[Family]) -> str:
    """Return a table in Markdown: each family with a link to its pictures, and how people do on them."""
    head = ("| Family | Errors | People miss | Own fault |", "|:--|--:|--:|--:|")
    return "\n".join([*head, *map(_family_row, largest)])


def _family_row(family: Family) -> str:
    label, said = CATEGORIES[family.label], CATEGORIES[family.predicted]
    link = f"[{label} seen as {said}]({gallery_address(true=label, predicted=said)})"
    return f"| {link} | {family.errors:,} | {family.people_miss:,} | {family.verdicts.get(FAULT, 0):,} |"


def insights_of(evaluation: Evaluation, table: pd.DataFrame) -> tuple[Insight, ...]:
    """Return what the figures say of test pictures and photos, without what ``verdict_answer`` says already.

    Args:
        evaluation: What the model folder says.
        table: As ``answer_table``.
    """
    errors = table[~table["right"]]
    said = shared_with_people(errors) if len(errors) and errors["verdict"].notna().all() else None
    of_photos = photo_insights(evaluation.photos.scores) if evaluation.photos else ()
    return (*(insight for insight in insights(table) if insight != said), *of_photos)


def insight_lines(found: Sequence[Insight]) -> str:
    """Return a line of Markdown an insight, each with links to the pictures behind it."""
    return "\n".join(f"- {' '.join([insight.text, *_links(insight.pictures)])}" for insight in found)


def _links(pictures: Sequence[Pictures]) -> list[str]:
    links = [f"[{group.words}]({_address(group)})" for group in pictures]
    return [f"({' · '.join(links)})"] if links else []


def _address(pictures: Pictures) -> str:
    of = PHOTOS if pictures.photos else BENCHMARK
    return gallery_address(of=of, true=pictures.true, predicted=pictures.predicted, verdict=pictures.verdict)


_TURNED = 0.05
"""Rise of the validation loss above its lowest, relative to it, from which training is said to have gone too far."""
_APART = 1.5
"""How many times the training loss the validation loss may be before training pictures are said to be known better."""


def loss_answer(evaluation: Evaluation) -> str:
    """Return what the loss is, what it means, and whether the training pictures were learned by heart."""
    loss, guessing = evaluation.benchmark.loss, math.log(len(CATEGORIES))
    return (
        f"{loss:.3f} on the test pictures, where 0 is perfect and guessing scores {guessing:.3f}. It is the "
        "cross-entropy: a typical picture's true category gets a probability of "
        f"{score_text(math.exp(-loss))} (e to the power of −{loss:.3f}). {overfitting_sentence(evaluation)}"
    )


def overfitting_sentence(evaluation: Evaluation) -> str:
    """Return how training and validation loss compare at the end, and whether the model overfits.

    The last stage counts: its lowest validation loss, beside that of its last epoch.
    """
    history = evaluation.history
    last = history[history["stage"] == history["stage"].iloc[-1]]
    training, validation = float(last["loss"].iloc[-1]), float(last["validation_loss"].iloc[-1])
    lowest = float(last["validation_loss"].min())
    said = (
        f"At the end of training it was {training:.3f} on training pictures and {validation:.3f} on validation "
        "pictures, where it"
    )
    if validation >= (1 + _TURNED) * lowest:
        epoch = int(last["round"].loc[last["validation_loss"].idxmin()])
        return f"{said} has risen since epoch {epoch} ({lowest:.3f}): the model overfits."
    if validation >= _APART * training:
        return f"{said} is about its lowest ({lowest:.3f}), but far above the former: the model overfits a little."
    return f"{said} is about its lowest ({lowest:.3f}): no sign of overfitting."
