"""Photo scores: accuracy, second look, slices and confusion of a model's answers."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from fashion_model.analysis.confidence import RESAMPLINGS, automatic_answers, calibration_of, things_outside
from fashion_model.analysis.predictions import LABELS, OUTSIDE, slices_of
from fashion_model.analysis.records import PhotoEvaluation, PhotoScore, SecondLook
from fashion_model.categories import CATEGORIES, CLOTHING, FOOTWEAR, INDEX
from fashion_model.evaluation.metrics import CategoryScore, bootstrap_by_group, per_category_scores
from fashion_model.serving.scoring import FOOTWEAR_LABEL, PhotoAnswer


def evaluate_photos(answers: Sequence[PhotoAnswer], decision: Mapping[str, float]) -> PhotoEvaluation:
    """Return everything the page shows of the photos.

    Args:
        answers: Of a model for photos of test contributors.
        decision: The manifest's ``decision``: ``auto_threshold``, ``target_precision`` and ``outside_share``.

    Raises:
        KeyError: The manifest lacks something.
        ValueError: No photo shows clothing.
    """
    clothing = [answer for answer in answers if answer.category in CLOTHING]
    if not clothing:
        raise ValueError("no photo shows one of the six clothing categories")
    rows, confusion = photo_confusion(answers)
    calibration, reliability = calibration_of(answers, decision)
    return PhotoEvaluation(
        clothing=score_by(clothing, [answer.category for answer in clothing]),
        second_look=second_look(answers),
        slices={
            name: score_by(part, [answer.category for answer in part]) for name, part in slices_of(clothing).items()
        },
        automatic=automatic_answers(answers, decision),
        outside=things_outside(answers),
        calibration=calibration,
        reliability=reliability,
        rows=rows,
        confusion=confusion,
        right_cells=right_cells(rows),
        scores=_category_scores(answers),
    )


def score_by(answers: Sequence[PhotoAnswer], truth: Sequence[str]) -> PhotoScore:
    """Return how many answers are the ``truth``, one category an answer, with ranges over the contributors."""
    codes = np.array([LABELS.index(category) for category in truth])
    right = np.array([answer.predicted for answer in answers]) == np.array(truth)
    people = np.array([answer.contributor for answer in answers])

    def mean_recall(chosen: np.ndarray) -> float:
        sizes = np.bincount(codes[chosen], minlength=len(LABELS))
        hits = np.bincount(codes[chosen], weights=right[chosen], minlength=len(LABELS))
        return float((hits[sizes > 0] / sizes[sizes > 0]).mean())

    return PhotoScore(
        photos=len(answers),
        accuracy=bootstrap_by_group(lambda chosen: float(right[chosen].mean()), people, RESAMPLINGS),
        balanced_accuracy=bootstrap_by_group(mean_recall, people, RESAMPLINGS),
        people=len(np.unique(people)),
    )


def second_look(answers: Sequence[PhotoAnswer]) -> SecondLook | None:
    """Return the score on photos on which two people agreed who looked again; None when there are none."""
    again = [answer for answer in answers if answer.audited]
    if not again:
        return None
    disputes = Counter((answer.category, answer.audited) for answer in again if answer.category != answer.audited)
    most_disputed, times = disputes.most_common(1)[0] if disputes else (None, 0)
    return SecondLook(
        agreed=len(again) - disputes.total(),
        by_set=score_by(again, [answer.category for answer in again]),
        by_people=score_by(again, [answer.audited for answer in again]),
        most_disputed=most_disputed,
        disputes=times,
    )


def photo_confusion(answers: Sequence[PhotoAnswer]) -> tuple[tuple[str, ...], np.ndarray]:
    """Count what photos show against what they were taken for.

    Returns:
        The names of the R rows that have photos, in the categories' order, and ``(R, 10)`` int64.
    """
    counts = np.zeros((len(LABELS), len(CATEGORIES)), np.int64)
    for answer in answers:
        counts[LABELS.index(answer.category), INDEX[answer.predicted]] += 1
    present = np.flatnonzero(counts.sum(axis=1))
    return tuple(OUTSIDE.get(LABELS[row], LABELS[row]) for row in present), counts[present]


def right_cells(rows: Sequence[str]) -> np.ndarray:
    """Return ``(R, 10)`` bool: which categories are right answers to each row; any shoe is for ``Another shoe``."""
    accepted = [FOOTWEAR if row == OUTSIDE[FOOTWEAR_LABEL] else (row,) for row in rows]
    return np.array([[category in right for category in CATEGORIES] for right in accepted])


def _category_scores(answers: Sequence[PhotoAnswer]) -> tuple[CategoryScore, ...]:
    named = [answer for answer in answers if answer.category in INDEX]
    labels = np.array([INDEX[answer.category] for answer in named])
    predictions = np.array([INDEX[answer.predicted] for answer in named])
    return tuple(score for score in per_category_scores(labels, predictions, len(CATEGORIES)) if score.support)
