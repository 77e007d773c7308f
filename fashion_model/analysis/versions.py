"""Two model versions compared on the same pictures, and the comparison in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.analysis.score_files import ModelScores
from fashion_model.categories import CATEGORIES, CLOTHING, INDEX
from fashion_model.evaluation.metrics import Estimate
from fashion_model.evaluation.paired import (
    DRAWS,
    SIGNIFICANCE,
    PairedComparison,
    compare_each,
    compare_paired,
)
from fashion_model.formats import CONFIDENCE_INTERVAL, count_of, decimals_for, points_text
from fashion_model.serving.scoring import PhotoAnswer

CLEAR, NOISE, SAME = "clearer than chance", "could be noise", "no difference"
"""What is said of a difference."""


class NotComparable(ValueError):
    """Two versions have no answers that can be compared; the message says why and what to do."""


@dataclass(frozen=True)
class KnownPictures:
    """What the pictures show on which versions are compared, and how they look.

    Attributes:
        benchmark: Of the model that is served: the labels of the test pictures, and its errors.
        photos: Its answers for photos, which say what each shows and who took it; none where it knows no photos.
        test_pictures: ``(28, 28)`` uint8, light item on black, by index in the test set: those that are at hand.
        photo_picture: From a photo's file name to file bytes of its picture; None when it is not at hand.
    """

    benchmark: BenchmarkEvaluation
    photos: Sequence[PhotoAnswer]
    test_pictures: Mapping[int, np.ndarray]
    photo_picture: Callable[[str], bytes | None]


@dataclass(frozen=True)
class Flip:
    """A picture that only one of two versions recognises.

    Attributes:
        name: Its index in the test set as text, or a photo's file name.
        true: What it shows.
        older: What the older version says.
        newer: What the newer version says.
        older_confidence: How sure the older version is, 0..1.
        newer_confidence: How sure the newer version is, 0..1.
    """

    name: str
    true: str
    older: str
    newer: str
    older_confidence: float
    newer_confidence: float


@dataclass(frozen=True)
class VersionComparison:
    """Two versions side by side; in ``PairedComparison`` the newer one comes first.

    Attributes:
        whole: On all pictures together.
        categories: By the name of each category that has pictures.
        gained: What only the newer version recognises, its surest answers first.
        lost: What only the older version recognises, the newer one's surest answers first.
        wrong_otherwise: How many both take for something else, though not for the same.
        left_out: Photos that not both versions answered.
    """

    whole: PairedComparison
    categories: dict[str, PairedComparison]
    gained: tuple[Flip, ...]
    lost: tuple[Flip, ...]
    wrong_otherwise: int
    left_out: int


@dataclass(frozen=True)
class _Answers:
    """``names (N,)``; ``true``, ``older`` and ``newer`` ``(N,)`` indices of categories; confidences ``(N,)``."""

    names: np.ndarray
    true: np.ndarray
    older: np.ndarray
    newer: np.ndarray
    older_confidence: np.ndarray
    newer_confidence: np.ndarray


def compare_benchmark(labels: np.ndarray, older: ModelScores, newer: ModelScores) -> VersionComparison:
    """Compare two versions on Fashion-MNIST's test pictures, by McNemar's test.

    Args:
        labels: ``(N,)`` integer, index into ``CATEGORIES``.
        older: Its answers.
        newer: Likewise.

    Raises:
        NotComparable: A version answered another number of pictures.
    """
    for scores in (older, newer):
        if scores.predicted.shape != labels.shape:
            raise NotComparable(
                f"Model {scores.version} has answers for "
                f"{count_of(len(scores.predicted), 'test picture', 'test pictures')}, but the labels are of "
                f"{len(labels):,}. Choose another version, or restore its file of answers."
            )
    answers = _Answers(
        names=np.arange(len(labels)),
        true=labels,
        older=older.predicted,
        newer=newer.predicted,
        older_confidence=older.confidence,
        newer_confidence=newer.confidence,
    )
    return _compare(answers, people=None, left_out=0)


def compare_photos(photos: Sequence[PhotoAnswer], older: ModelScores, newer: ModelScores) -> VersionComparison:
    """Compare two versions on photos of the six clothing categories, those by one person taken as alike.

    Args:
        photos: Say what each shows and who took it; those of other things are passed over, as in the photo score.
        older: Its answers.
        newer: Likewise.

    Raises:
        NotComparable: There is no photo that both answered.
    """
    clothing = [photo for photo in photos if photo.category in CLOTHING]
    rows = [{file: row for row, file in enumerate(scores.photo_files.tolist())} for scores in (older, newer)]
    shared = [photo for photo in clothing if all(photo.file in by_file for by_file in rows)]
    if not shared:
        raise NotComparable(
            f"Models {older.version} and {newer.version} have answers for no photo of clothes in common. Choose "
            "another version, or compare them on Fashion-MNIST."
        )
    of_older, of_newer = (np.array([by_file[photo.file] for photo in shared]) for by_file in rows)
    answers = _Answers(
        names=np.array([photo.file for photo in shared]),
        true=np.array([INDEX[photo.category] for photo in shared]),
        older=older.photo_predicted[of_older],
        newer=newer.photo_predicted[of_newer],
        older_confidence=older.photo_confidence[of_older],
        newer_confidence=newer.photo_confidence[of_newer],
    )
    people = np.array([photo.contributor for photo in shared])
    return _compare(answers, people, left_out=len(clothing) - len(shared))


def _compare(answers: _Answers, people: np.ndarray | None, left_out: int) -> VersionComparison:
    older_right, newer_right = answers.older == answers.true, answers.newer == answers.true
    by_category = compare_each(answers.true, newer_right, older_right, people)
    return VersionComparison(
        whole=compare_paired(newer_right, older_right, people),
        categories={CATEGORIES[index]: comparison for index, comparison in by_category.items()},
        gained=_flips(answers, newer_right & ~older_right),
        lost=_flips(answers, older_right & ~newer_right),
        wrong_otherwise=int((~older_right & ~newer_right & (answers.older != answers.newer)).sum()),
        left_out=left_out,
    )


def _flips(answers: _Answers, chosen: np.ndarray) -> tuple[Flip, ...]:
    rows = np.flatnonzero(chosen)
    surest_first = rows[np.argsort(-answers.newer_confidence[rows], kind="stable")]
    return tuple(
        Flip(
            name=str(answers.names[row]),
            true=CATEGORIES[answers.true[row]],
            older=CATEGORIES[answers.older[row]],
            newer=CATEGORIES[answers.newer[row]],
            older_confidence=float(answers.older_confidence[row]),
            newer_confidence=float(answers.newer_confidence[row]),
        )
        for row in surest_first
    )


def verdict(comparison: PairedComparison) -> str:
    """Return whether a difference is more than chance brings; where no picture flipped there is none."""
    if not comparison.only_first and not comparison.only_second:
        return SAME
    return CLEAR if comparison.is_clear else NOISE


def flips_sentence(comparison: PairedComparison, noun: str, wrong_otherwise: int) -> str:
    """Return how many pictures flipped, both ways.

    Args:
        comparison: Of all pictures.
        noun: What one of them is called, such as ``photo``.
        wrong_otherwise: How many both take for something else, though not for the same.
    """
    if verdict(comparison) == SAME:
        flipped = f"No {noun} flipped: both versions are right on the same ones."
    else:
        gained = count_of(comparison.only_first, noun, f"{noun}s")
        flipped = (
            f"The newer version is right on {gained} on which the older is wrong, and "
            f"wrong on {comparison.only_second:,} on which the older is right."
        )
    others = f", with different wrong answers to {wrong_otherwise:,} of these" if wrong_otherwise else ""
    return f"{flipped} Both are right on {comparison.both:,} and wrong on {comparison.neither:,}{others}."


def difference_sentence(comparison: PairedComparison) -> str:
    """Return how far the versions are apart, and whether that could be noise; only if not is one called better."""
    total = f"That makes {comparison.first_right:,} of {comparison.pictures:,} right"
    difference, p_value = comparison.difference, p_text(comparison.p_value)
    decimals = decimals_for(comparison.pictures)
    if not difference.value:
        return f"{total} for both, so the total tells neither from the other."
    change = (
        f"{total} instead of {comparison.second_right:,}: {change_text(difference, decimals)} "
        f"({CONFIDENCE_INTERVAL} {range_text(difference, decimals)})."
    )
    if not comparison.is_clear:
        return f"{change} That could be noise ({p_value})."
    judged = "better" if difference.value > 0 else "worse"
    return f"{change} The newer version is {judged}; that is {CLEAR} ({p_value})."


def categories_sentence(categories: Mapping[str, PairedComparison]) -> str:
    """Return in which categories the versions differ by more than chance brings.

    Args:
        categories: At least one, by name; their p-values adjusted for how many there are.
    """
    clear = {name: comparison for name, comparison in categories.items() if comparison.is_clear}
    if not clear:
        return (
            f"In none of the {len(categories)} categories is the difference {CLEAR}: each, taken alone, could be noise."
        )
    told = ", ".join(
        f"{name} ({change_text(change.difference, decimals_for(change.pictures))}, {p_text(change.p_value)})"
        for name, change in clear.items()
    )
    others = "" if len(clear) == len(categories) else " Every other difference could be noise."
    return f"{CLEAR.capitalize()}: {told}.{others}"


def basis_sentence(comparison: PairedComparison, categories: int) -> str:
    """Return how chance was reckoned with, and what the figures do not know.

    Args:
        comparison: Of all pictures.
        categories: How many are looked at one by one.
    """
    test = "McNemar's exact test"
    if comparison.people is not None:
        test = (
            f"photos by one person resemble each other, so those of each of the {comparison.people:,} people change "
            f"sides together, {DRAWS:,} times at random"
        )
    return (
        f"p says how often two equally good versions would differ as much by chance ({test}); up to {SIGNIFICANCE} is "
        f"called {CLEAR}. In the table it allows for {categories} categories being looked at (Holm's method), the "
        "ranges do not. Chance here is which pictures were in the test: training one network twice flips some, too."
    )


def change_text(difference: Estimate, decimals: int = 1) -> str:
    """Return a difference without its range, such as ``1.5 points less``."""
    size = abs(difference.value)
    if not size:
        return "no change"
    least = 10.0**-decimals
    points = f"under {least:g} points" if 100 * size < least / 2 else points_text(size, decimals)
    return f"{points} {'more' if difference.value > 0 else 'less'}"


def range_text(difference: Estimate, decimals: int = 1) -> str:
    """Return the range of a difference in points, such as ``-0.3 to +0.4``."""
    return f"{_signed(difference.low, decimals)} to {_signed(difference.high, decimals)}"


def p_text(p_value: float) -> str:
    """Return a p-value with as many places as matter; it is never called 0."""
    if p_value < 0.001:
        return "p below 0.001"
    places = 3 if p_value < 0.1 else 2
    return f"p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{p_value:.{places}f}"


def _signed(share: float, decimals: int) -> str:
    points = round(100 * share, decimals)
    return f"{points:+.{decimals}f}" if points else f"{0:.{decimals}f}"
