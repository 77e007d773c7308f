"""Which candidates of a study are compared, and how far apart they are on the same pictures; pure NumPy."""

from collections.abc import Iterator, Mapping
from itertools import permutations

import numpy as np

from fashion_model.evaluation.paired import difference_range
from fashion_model.evaluation.study import CandidateResult, Comparison, Question, best_of


def compare_all(results: tuple[CandidateResult, ...], right: Mapping[str, np.ndarray]) -> tuple[Comparison, ...]:
    """Compare every pair that answers a question of the study.

    Args:
        results: One a candidate.
        right: By a candidate's name, ``(N,)`` bool: which validation pictures it answered rightly.

    Raises:
        ValueError: The answers are not of the same pictures.
    """
    return tuple(
        compare(question, (first.name, right[first.name]), (second.name, right[second.name]))
        for question, first, second in _pairs(results)
    )


def compare(question: Question, first: tuple[str, np.ndarray], second: tuple[str, np.ndarray]) -> Comparison:
    """Compare two candidates by the pictures that only one of them answers rightly.

    The range is that of ``difference_range``.

    Args:
        question: What the pair answers.
        first: Its name, and ``(N,)`` bool: which pictures it answered rightly.
        second: The same of the other.

    Raises:
        ValueError: The answers are not of the same pictures, or there are none.
    """
    (first_name, first_right), (second_name, second_right) = first, second
    if first_right.shape != second_right.shape or not first_right.size:
        raise ValueError(f"expected answers to the same pictures, got {first_right.shape} and {second_right.shape}")
    only_first = int(np.count_nonzero(first_right & ~second_right))
    only_second = int(np.count_nonzero(second_right & ~first_right))
    difference = difference_range(only_first, only_second, first_right.size)
    return Comparison(
        question=question,
        first=first_name,
        second=second_name,
        only_first=only_first,
        only_second=only_second,
        difference=difference.value,
        low=difference.low,
        high=difference.high,
    )


def _pairs(results: tuple[CandidateResult, ...]) -> Iterator[tuple[Question, CandidateResult, CandidateResult]]:
    for larger, smaller in permutations(results, 2):
        kinds = (larger.kind, smaller.kind)
        if kinds == ("convolutional", "convolutional"):
            if larger.kernel == smaller.kernel and larger.filters == 2 * smaller.filters:
                yield "filters", larger, smaller
            if larger.filters == smaller.filters and larger.kernel == smaller.kernel + 2:
                yield "kernel", larger, smaller
        same = (larger.filters, larger.kernel) == (smaller.filters, smaller.kernel)
        if kinds == ("convolutional", "fully connected") and same:
            yield "convolutions", larger, smaller
    best = best_of(results)
    yield from (("best", best, other) for other in results if other is not best)
