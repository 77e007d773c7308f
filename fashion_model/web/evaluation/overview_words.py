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
from fashion_model.formats import CONFIDENCE_INTERVAL, count_of, decimals_for, score_text
from fashion_model.web.links import BENCHMARK, PHOTOS, gallery_address
from fashion_model.web.words import interval_text

MOST_FAMILIES = 6


def accuracy_answer(evaluation: Evaluation) -> str:
    """Return in words how accurate the model is, on test pictures and on photos."""
    benchmark = evaluation.benchmark
    decimals = decimals_for(benchmark.pictures)
    said = (
        f"**{score_text(benchmark.accuracy, decimals)}** of Fashion-MNIST's {benchmark.pictures:,} test pictures are "
        f"recognised ({CONFIDENCE_INTERVAL} {interval_text(benchmark.interval, decimals)})"
    )
    if evaluation.photos is None:
        return f"{said}. How it does on photos of real clothes is not known: it was tested without any."
    return f"{said}, and {_photo_answer(evaluation.photos)}"


def _photo_answer(photos: PhotoEvaluation) -> str:
    score = photos.clothing
    people = f"photos by {count_of(score.people, 'person', 'people')} it had never seen a photo of"
    said = (
        f"**{score_text(score.accuracy.value)}** of {score.photos:,} {people} ({interval_text(score.accuracy)}; "
        f"one of them took {score.most_by_one:,})."
    )
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
        f"{score_text(twinless.accuracy, 2)}; on the {agreed.pictures:,} of which at least two thirds of the people "
        f"say the same {score_text(agreed.accuracy, 2)}. The third is on easier pictures: compare only the first with "
        "other models."
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
        f"**{excused:,} of {count_of(total, 'error', 'errors')} ({score_text(excused / total)})** are reasonable, or "
        "the label itself is doubtful: at least a quarter of the people chose what the network chose. "
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
    head = ("| Family | Errors | Label outvoted | Network's fault |", "|:--|--:|--:|--:|")
    return "\n".join([*head, *map(_family_row, largest)])


def _family_row(family: Family) -> str:
    label, said = CATEGORIES[family.label], CATEGORIES[family.predicted]
    link = f"[{label} seen as {said}]({gallery_address(true=label, predicted=said)})"
    return f"| {link} | {family.errors:,} | {family.outvoted:,} | {family.verdicts.get(FAULT, 0):,} |"


def insights_of(evaluation: Evaluation, table: pd.DataFrame) -> tuple[Insight, ...]:
    """Return what the figures say of test pictures and photos, without what ``verdict_answer`` says already.

    Args:
        evaluation: What the model folder says.
        table: As ``answer_table``.
    """
    errors = table[~table["right"]]
    said = shared_with_people(errors) if len(errors) and errors["verdict"].notna().all() else None
    photos = evaluation.photos
    of_photos = (
        photo_insights(photos.weakest, {score.index: score.support for score in photos.scores}) if photos else ()
    )
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
"""Rise of the validation loss above its lowest, relative to it, from which training is said to have gone too far; of
the validation accuracy, the fall below its highest."""
_APART = 1.5
"""How many times the training loss the validation loss may be before training pictures are said to be known better."""


def loss_answer(evaluation: Evaluation) -> str:
    """Return what the loss is, what it means, and whether the training pictures were learned by heart."""
    benchmark = evaluation.benchmark
    given = benchmark.probabilities[np.arange(len(benchmark.labels)), benchmark.labels].astype(np.float64)
    return (
        f"{benchmark.loss:.3f} on Fashion-MNIST's test pictures, where 0 is perfect and guessing scores "
        f"{math.log(len(CATEGORIES)):.3f}. It is the mean cross-entropy: the geometric mean of the probabilities that "
        f"the true categories got is {score_text(math.exp(-benchmark.loss))} (e to the power of −{benchmark.loss:.3f}; "
        f"their arithmetic mean is {score_text(given.mean())}, their median {score_text(float(np.median(given)))}). "
        f"{' '.join(overfitting_sentences(evaluation))}"
    )


def overfitting_sentences(evaluation: Evaluation) -> tuple[str, ...]:
    """Return for each network, and for each kind of pictures that it learned from, whether it overfits.

    The last stage counts: its best epoch beside its last one.
    """
    history = evaluation.history
    last = history[history["stage"] == history["stage"].iloc[-1]]
    said = [_loss_fit("On Fashion-MNIST the loss", last)]
    if last["photo_loss"].notna().all() and last["photo_validation_accuracy"].notna().all():
        said.append(_accuracy_fit(last))
    network = evaluation.photo_network
    if network and network.history is not None:
        said.append(_loss_fit("The photo network's loss", network.history))
    return tuple(said)


def _loss_fit(beginning: str, history: pd.DataFrame) -> str:
    """Return how training and validation loss compare at the end of a history, and what that says.

    Args:
        beginning: Of the sentence: whose loss it is, and on what.
        history: With the columns ``round``, ``loss`` and ``validation_loss``.
    """
    training, validation = float(history["loss"].iloc[-1]), float(history["validation_loss"].iloc[-1])
    lowest = float(history["validation_loss"].min())
    said = f"{beginning} ended at {training:.3f} in training and {validation:.3f} in validation, where it"
    if validation >= (1 + _TURNED) * lowest:
        epoch = int(history["round"].loc[history["validation_loss"].idxmin()])
        return f"{said} has risen since epoch {epoch} ({lowest:.3f}): it overfits."
    if validation >= _APART * training:
        return f"{said} is near its lowest ({lowest:.3f}), but far above the former: it overfits a little."
    return f"{said} is near its lowest ({lowest:.3f}): no sign of overfitting."


def _accuracy_fit(history: pd.DataFrame) -> str:
    """Return how the first network did on photos of its training and of its validation, and what that says."""
    accuracies = history["photo_validation_accuracy"]
    best, final = float(accuracies.max()), float(accuracies.iloc[-1])
    epoch = int(history["round"].loc[accuracies.idxmax()])
    verdict = "it overfits its training photos" if best - final >= _TURNED else "no sign of overfitting"
    return (
        f"On photos the same network's loss ended at {history['photo_loss'].iloc[-1]:.3f} in training, and its "
        f"accuracy in validation at {score_text(final)}, after {score_text(best)} in epoch {epoch}: {verdict}."
    )
